"""Directives of the course: the head of a chapter, checks, worksheets, closing parts.

Everything is readable without a script: a check prints its options, its answers stand at the end of the
page, and a worksheet prints as lines to write on. ``assets/pv-course.js`` brings them to life.
CONTRIBUTING.md has one example of each.
"""

from __future__ import annotations

import html
import json
import operator
import re
from functools import cache
from pathlib import Path

import pv_published
import pv_safety
import yaml
from docutils import nodes
from docutils.parsers.rst import directives
from pv_sphinx import quantity
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.util.docutils import SphinxDirective

BOOK = Path(__file__).parent.parent
LETTERS = "ABCD"
COMPARE = {"<": operator.lt, ">": operator.gt}


@cache
def rule(name: str) -> float:
    """A number of ``course.json``: a limit or what the minutes are reckoned with."""
    return json.loads((BOOK / "course.json").read_text("utf8"))[name]["value"]


@cache
def voyage(srcdir: str) -> tuple[str, ...]:
    """The chapters in their order, as the table of contents names them."""
    part = json.loads((BOOK / "course.json").read_text("utf8"))["voyage"]
    parts = yaml.safe_load(Path(srcdir, "_toc.yml").read_text("utf8"))["parts"]
    return tuple(row["file"] for p in parts if p.get("caption") == part for row in p["chapters"])


# Nodes ----------------------------------------------------------------------------------------


class Boxed(nodes.General, nodes.Element):
    """Something of the course that has its own shape on a page."""


class ChapterHead(Boxed):
    """Question, minutes and objectives."""


class Check(Boxed):
    """A question with options."""


class Question(nodes.General, nodes.Element):
    """What a check asks."""


class Option(nodes.General, nodes.Element):
    """One choice of a check."""


class Feedback(nodes.General, nodes.Element):
    """What is said about one choice; moved to the end of the page."""


class Answers(Boxed):
    """The end of the page: what is said about every choice."""


class Folded(Boxed):
    """Something that unfolds."""


class Box(Boxed):
    """A part with a title: limits, key points, next step, prediction."""


class Sheet(Boxed):
    """A private worksheet."""


class Field(nodes.General, nodes.Element):
    """A place to write on a sheet."""


# Directives -----------------------------------------------------------------------------------


class CourseDirective(SphinxDirective):
    """A directive whose body is parsed, with the place of every error."""

    has_content = True

    def name_of(self, kind: str) -> str:
        """The name of the thing on its page: given, or counted."""
        if given := self.options.get("name"):
            if not re.fullmatch(r"[a-z][a-z0-9-]*", given):
                raise self.error(f"name {given!r}: use small letters, digits and hyphens")
            return given
        return f"{kind}-{self.env.new_serialno(kind) + 1}"

    def parsed(self) -> list[nodes.Node]:
        self.assert_has_content()
        return self.parse_content_to_nodes()

    def inline(self, text: str) -> nodes.paragraph:
        children, messages = self.parse_inline(text, lineno=self.lineno)
        paragraph = nodes.paragraph(text, "", *children, *messages)
        self.set_source_info(paragraph)
        return paragraph


class ChapterDirective(CourseDirective):
    """The head of a chapter: ``:question:`` and, as a list, what the reader will be able to do."""

    option_spec = {"question": directives.unchanged_required}

    def run(self):
        if "question" not in self.options:
            raise self.error("a chapter needs its ':question:'")
        lists = [node for node in self.parsed() if isinstance(node, nodes.bullet_list)]
        if len(lists) != 1:
            raise self.error("the body of a chapter is one list of objectives, each beginning with a verb")
        head = ChapterHead("", self.inline(self.options["question"]), lists[0])
        self.set_source_info(head)
        return [head]


class CheckDirective(CourseDirective):
    """A question with two to four options and something to say about each.

    The question comes first, then each option as ``[x] right`` or ``[ ] other``, with its feedback
    below as ``: text``. ``:holds:`` names what the models must give for the answer to be true, such as
    ``tip_shift_cm @ v1;mast;port_low=100 > 5``.
    """

    option_spec = {"name": directives.unchanged_required, "holds": directives.unchanged_required}

    def run(self):
        name = self.name_of("check")
        if condition := self.options.get("holds"):
            try:
                if not holds(condition):
                    raise ValueError(f"{condition!r} is no longer true, so the answer may be wrong")
            except ValueError as problem:
                raise self.error(f"check {name!r}: {problem}") from problem
        question = Question(ids=[f"{name}-question"])
        options, feedback = [], []
        for node in self.parsed():
            if not isinstance(node, nodes.definition_list):
                if bare := re.search(r"^\[[ xX]\] .*", node.astext(), re.M):
                    raise self.error(
                        f"check {name!r}: option {bare[0]!r} has no feedback; write ': text' below it"
                    )
                question += node
                continue
            for item in node:
                term = item[0]
                mark = re.match(r"\[([ xX])\]\s+", term.astext())
                if not mark:
                    raise self.error(
                        f"check {name!r}: option {term.astext()!r} begins with neither [x] nor [ ]"
                    )
                first = term[0]
                term.replace(first, nodes.Text(str(first)[mark.end() :]))
                letter = LETTERS[len(options)] if len(options) < len(LETTERS) else "?"
                right = mark[1] != " "
                paragraph = nodes.paragraph(term.astext(), "", *term.children)
                paragraph.source, paragraph.line = self.get_source_info()
                options.append(Option("", paragraph, check=name, letter=letter, right=right))
                said = [child for part in item[1:] for child in part.children]
                feedback.append(Feedback("", *said, letter=letter, right=right))
        if not question.children:
            raise self.error(f"check {name!r} asks nothing: write the question first")
        if not 2 <= len(options) <= len(LETTERS):
            raise self.error(f"check {name!r} has {len(options)} options with feedback; it needs 2 to 4")
        if sum(option["right"] for option in options) != 1:
            raise self.error(f"check {name!r}: exactly one option is marked [x]")
        check = Check("", question, *options, *feedback, name=name, ids=[name])
        self.set_source_info(check)
        right = next(i for i, option in enumerate(options) if option["right"])
        answer = f"{options[right].astext()} {feedback[right].astext()}"
        pv_published.note(self.env, f"check: {question.astext()}", " ".join(answer.split()))
        return [check]


def holds(condition: str) -> bool:
    """Whether ``quantity @ state > number`` or ``quantity @ state > quantity @ state`` is true."""
    match = re.fullmatch(r"(.+?)\s*([<>])\s*(.+)", condition.strip())
    if not match:
        raise ValueError(f"{condition!r} is not like 'tip_shift_cm @ v1;mast;port=50 > 5'")
    left, sign, right = match.groups()
    sides = [float(s) if re.fullmatch(r"-?\d+(\.\d+)?", s) else quantity(s)[0] for s in (left, right)]
    return COMPARE[sign](*sides)


class BoxDirective(CourseDirective):
    """A part with a title of its own; the title may be given as the argument."""

    optional_arguments = 1
    final_argument_whitespace = True
    kind = ""

    def title(self) -> str:
        """The usual title, in the language of the book."""
        raise NotImplementedError

    def run(self):
        title = self.inline(self.arguments[0]) if self.arguments else nodes.paragraph(text=self.title())
        title["classes"] = ["pvb-box-title"]
        box = Box("", title, *self.parsed(), kind=self.kind)
        self.set_source_info(box)
        return [box]


class Predict(BoxDirective):
    """A guess before something happens that no figure can ask about, such as with one's own back."""

    kind = "predict"

    def title(self):
        return _("Guess first")


class Limits(BoxDirective):
    """What the chapter's model leaves out, once a chapter, at most 60 words."""

    kind = "limits"

    def title(self):
        return _("Limits")


class KeyPoints(BoxDirective):
    """Two to four sentences to take along."""

    kind = "keypoints"

    def title(self):
        return _("To take along")


class NextStep(BoxDirective):
    """What to do now: one thing to try, or the way to the next chapter."""

    kind = "nextstep"

    def title(self):
        return _("Next step")


class Instructor(CourseDirective):
    """A note for whoever teaches this: folded on the page, open on paper and with ``#teach``."""

    def run(self):
        note = Folded("", *self.parsed(), kind="instructor", title=_("For whoever teaches this"))
        self.set_source_info(note)
        return [note]


class Worksheet(CourseDirective):
    """A private sheet: what is written stays on the reader's device, prints, and can be erased.

    The body is text and fields. A field is a label with, below it, ``: line``, ``: lines 3``,
    ``: choice a | b | c`` or ``: ticks a | b | c``. On paper every sheet ends with the signs to have checked.
    """

    required_arguments = 1
    final_argument_whitespace = True
    option_spec = {"name": directives.unchanged_required}

    def run(self):
        name = self.name_of("sheet")
        title = self.inline(self.arguments[0])
        title["classes"] = ["pvb-box-title"]
        sheet = Sheet("", title, name=name, ids=[name])
        self.set_source_info(sheet)
        count = 0
        for node in self.parsed():
            if not isinstance(node, nodes.definition_list):
                sheet += node
                continue
            for item in node:
                count += 1
                sheet += self.field(f"{name}-{count}", item)
        if not count:
            raise self.error(f"sheet {name!r} has no fields")
        labels = [field[0].astext() for field in sheet.findall(Field)]
        if twice := [label for label in labels if labels.count(label) > 1]:
            raise self.error(
                f"sheet {name!r} has the field {twice[0]!r} twice; a kept sheet needs one of each"
            )
        sheet += pv_safety.long_form(self, "paper")
        return [sheet]

    def field(self, name: str, item: nodes.definition_list_item) -> Field:
        label, kind = item[0], " ".join(item[1].astext().split())
        match = re.fullmatch(r"(line)|lines (\d)|(choice|ticks) (.+)", kind)
        if not match:
            raise self.error(
                f"field {label.astext()!r} is {kind!r}; write line, lines 3, choice a | b or ticks a | b"
            )
        paragraph = nodes.paragraph(label.astext(), "", *label.children)
        paragraph.source, paragraph.line = self.get_source_info()
        field = Field("", paragraph, name=name, ids=[name])
        field["rows"] = int(match[2]) if match[2] else 1
        field["choice"] = match[3] or ""
        for text in (match[4] or "").split("|"):
            if text.strip():
                option = nodes.paragraph(text.strip(), text.strip())
                option.source, option.line = self.get_source_info()
                field += option
        return field


# After a page is read -------------------------------------------------------------------------


def gather_answers(app: Sphinx, doctree: nodes.document) -> None:
    """Move what is said about the options to the end of the page."""
    checks = list(doctree.findall(Check))
    if not checks:
        return
    answers = Answers()
    for check in checks:
        group = nodes.container(check=check["name"])
        group += check[0].deepcopy()
        del group[0]["ids"][:]
        for feedback in list(check.findall(Feedback)):
            check.remove(feedback)
            group += feedback
        answers += group
    end = next(doctree.findall(nodes.section), doctree)
    end += answers


# HTML -----------------------------------------------------------------------------------------


def chapter_number(translator) -> tuple[int, int]:
    env = translator.builder.env
    chapters = voyage(str(env.srcdir))
    doc = translator.docnames[0]
    return (chapters.index(doc) + 1 if doc in chapters else 0), len(chapters)


def visit_head(translator, node: ChapterHead) -> None:
    page = translator.builder.env.pv_pages[translator.docnames[0]]
    number, total = chapter_number(translator)
    where = _("Chapter %s of %s") % (number, total) if number else ""
    minutes = _("about %s minutes") % page["minutes"]
    question, objectives = node.children
    out = translator.body
    out.append('<div class="pvb-head"><p class="pvb-question">')
    for child in question:
        child.walkabout(translator)
    line = " · ".join(text for text in (where, minutes) if text)
    out.append(f'</p><p class="pvb-minutes">{html.escape(line[:1].upper() + line[1:])}</p>')
    out.append(f'<details class="pvb-aims"><summary>{_("What you will be able to do")}</summary>')
    objectives.walkabout(translator)
    out.append("</details></div>\n")
    raise nodes.SkipNode


def visit_check(translator, node: Check) -> None:
    name = node["name"]
    out = translator.body
    title = _("Check yourself")
    out.append(f'<div class="pvb-check" id="{name}" data-check><p class="pvb-check-title">{title}</p>')
    question, *options = node.children
    out.append(f'<div class="pvb-asked" id="{name}-question">')
    for child in question:
        child.walkabout(translator)
    out.append(f'</div><div class="pvb-options" role="radiogroup" aria-labelledby="{name}-question">')
    for option in options:
        letter = option["letter"]
        out.append(
            '<label class="pvb-option">'
            f'<input type="radio" name="{name}" value="{letter}" autocomplete="off">'
            f'<b aria-hidden="true">{letter}</b><span>'
        )
        for child in option[0]:
            child.walkabout(translator)
        out.append("</span></label>")
    out.append('</div><div class="pvb-said" role="status"></div>')
    link = f'<a href="#answers">{_("end of this page")}</a>'
    out.append(f'<p class="pvb-answers-at">{_("The answers stand at the %s.") % link}</p></div>\n')
    raise nodes.SkipNode


def visit_answers(translator, node: Answers) -> None:
    out = translator.body
    out.append(f'<section class="pvb-answers" id="answers"><h2>{_("Answers")}</h2>')
    for group in node:
        question, *said = group.children
        out.append(f'<div data-answers="{group["check"]}"><div class="pvb-asked">')
        for child in question:
            child.walkabout(translator)
        out.append("</div>")
        for feedback in said:
            verdict = _("This is it.") if feedback["right"] else _("Not this one.")
            out.append(
                f'<div class="pvb-why" data-option="{feedback["letter"]}">'
                f"<p><b>{feedback['letter']}. {verdict}</b></p>"
            )
            for child in feedback:
                child.walkabout(translator)
            out.append("</div>")
        out.append("</div>")
    out.append("</section>\n")
    raise nodes.SkipNode


def visit_box(translator, node: Box) -> None:
    title = node[0]
    translator.body.append(f'<div class="pvb-box pvb-{node["kind"]}" role="note"><p class="pvb-box-title">')
    for child in title:
        child.walkabout(translator)
    translator.body.append("</p>")
    for child in node[1:]:
        child.walkabout(translator)
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def visit_folded(translator, node: Folded) -> None:
    translator.body.append(
        f'<details class="pvb-{node["kind"]}"><summary>{html.escape(node["title"])}</summary>'
    )


def depart_folded(translator, node: Folded) -> None:
    translator.body.append("</details>\n")


def visit_sheet(translator, node: Sheet) -> None:
    name = node["name"]
    title, *rest = node.children
    out = translator.body
    unkept = _("Nothing you write here leaves this device. It is gone when you leave, so print it first.")
    paper = _("This sheet is yours. Bring it along if you see someone, and keep the list of signs with it.")
    label = html.escape(title.astext())
    out.append(
        f'<div class="pvb-sheet" id="{name}" data-sheet role="group" aria-labelledby="{name}-title">'
        f'<p class="pvb-box-title" id="{name}-title">{label}</p>'
        f'<p class="pvb-private">{unkept}</p><p class="pvb-paper">{paper}</p>'
    )
    for child in rest[:-1]:
        child.walkabout(translator)
    said = {
        "here": _(
            "Nothing you write here leaves this device. It stays while this tab is open, also when you "
            "follow a link and come back."
        ),
        "kept": _(
            "Nothing you write here leaves this device. It is kept on it until you take the tick away; "
            "whoever uses this device can read it."
        ),
        "barred": _(
            "Nothing you write here leaves this device. This browser lets the page keep nothing, so it is "
            "gone when you leave. Print it or save it first."
        ),
        "unkept": _("This browser would not keep it."),
        "released": _("Erased from this device. It stays here while this tab is open."),
        "cleared": _("The sheet is empty, and nothing of it is kept."),
        "back": _("It is back."),
        "saved": _("Saved as {file}. If no file came, open the book in a tab of its own."),
        "loaded": _("The file is on the sheet."),
        "partly": _("The file is on the sheet. This sheet has no place for:"),
        "foreign": _("{file} holds no copy of this sheet. Nothing was changed."),
        "unprinted": _("If nothing was printed, open the book in a tab of its own."),
    }
    data = "".join(f' data-{key}="{html.escape(text)}"' for key, text in said.items())
    out.append(
        f'<div class="pvb-sheet-tools"{data} hidden>'
        '<label><input type="checkbox" data-keep autocomplete="off">'
        f"<span>{_('Keep on this device')}</span></label>"
    )
    for do, words in (
        ("print", _("Print this sheet")),
        ("save", _("Save as a file")),
        ("load", _("Load a file")),
        ("clear", _("Clear it")),
        ("undo", _("Take it back")),
    ):
        out.append(
            f'<button type="button" data-do="{do}"{" hidden" if do == "undo" else ""}>{words}</button>'
        )
    out.append('<p role="status"></p></div>')
    rest[-1].walkabout(translator)
    out.append("</div>\n")
    raise nodes.SkipNode


def visit_field(translator, node: Field) -> None:
    label, *options = node.children
    out = translator.body
    name, text = node["name"], html.escape(label.astext())
    if node["choice"]:
        kind = "radio" if node["choice"] == "choice" else "checkbox"
        role = "radiogroup" if kind == "radio" else "group"
        out.append(
            f'<div class="pvb-field"><p id="{name}">{text}</p>'
            f'<div class="pvb-ticks" role="{role}" aria-labelledby="{name}">'
        )
        for option in options:
            out.append(
                f'<label><input type="{kind}" name="{name}" value="{html.escape(option.astext())}" '
                f'autocomplete="off"><span>{html.escape(option.astext())}</span></label>'
            )
        out.append("</div></div>")
    else:
        out.append(
            f'<div class="pvb-field"><label for="{name}">{text}</label>'
            f'<textarea id="{name}" rows="{node["rows"]}" autocomplete="off" spellcheck="false"></textarea>'
            '<p class="pvb-written" aria-hidden="true"></p></div>'
        )
    raise nodes.SkipNode


def skip(translator, node) -> None:
    """Other builders read the words inside."""


WORDS_ONLY = dict.fromkeys(("latex", "text", "man", "texinfo"), (skip, skip))


def setup(app: Sphinx) -> dict:
    shown = {
        ChapterHead: (visit_head, None),
        Check: (visit_check, None),
        Answers: (visit_answers, None),
        Box: (visit_box, None),
        Folded: (visit_folded, depart_folded),
        Sheet: (visit_sheet, None),
        Field: (visit_field, None),
        **{kind: (skip, skip) for kind in (Question, Option, Feedback)},
    }
    for node, html_visitors in shown.items():
        app.add_node(node, html=html_visitors, **WORDS_ONLY)
    for name, directive in {
        "chapter": ChapterDirective,
        "check": CheckDirective,
        "predict": Predict,
        "limits": Limits,
        "keypoints": KeyPoints,
        "nextstep": NextStep,
        "instructor": Instructor,
        "worksheet": Worksheet,
    }.items():
        app.add_directive(name, directive)
    app.connect("doctree-read", gather_answers, priority=700)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
