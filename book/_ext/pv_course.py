"""Directives of the course: the head of a chapter, checks, worksheets, safety boxes, closing parts.

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
import pv_reading
import yaml
from docutils import nodes
from docutils.parsers.rst import directives
from pv_sphinx import LiveFigure, is_alive, quantity
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

LOG = logging.getLogger(__name__)
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
    """A part with a title: limits, key points, next step, prediction, safety."""


class Sheet(Boxed):
    """A private worksheet."""


class Field(nodes.General, nodes.Element):
    """A place to write on a sheet."""


class Path_(Boxed):
    """A list of chapters with their minutes."""


class Place(Boxed):
    """Where the reader was last time; empty until the script fills it."""


class CourseTable(Boxed):
    """Pages with their minutes, words and reading grade."""


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
    title = ""

    def run(self):
        title = self.inline(self.arguments[0]) if self.arguments else nodes.paragraph(text=_(self.title))
        title["classes"] = ["pvb-box-title"]
        box = Box("", title, *self.parsed(), kind=self.kind)
        self.set_source_info(box)
        return [box]


class Predict(BoxDirective):
    """A guess before something happens that no figure can ask about, such as with one's own back."""

    kind, title = "predict", "Guess first"


class Limits(BoxDirective):
    """What the chapter's model leaves out, once a chapter, at most 60 words."""

    kind, title = "limits", "Limits"


class KeyPoints(BoxDirective):
    """Two to four sentences to take along."""

    kind, title = "keypoints", "To take along"


class NextStep(BoxDirective):
    """What to do now: one thing to try, or the way to the next chapter."""

    kind, title = "nextstep", "Next step"


class Instructor(CourseDirective):
    """A note for whoever teaches this: folded on the page, open on paper and with ``#teach``."""

    def run(self):
        note = Folded("", *self.parsed(), kind="instructor", title=_("For whoever teaches this"))
        self.set_source_info(note)
        return [note]


class Flags(CourseDirective):
    """The two safety boxes. The text is the same everywhere: ``parts/flags.md``."""

    has_content = False

    def run(self):
        source = BOOK / "parts" / "flags.md"
        self.env.note_dependency(str(source))
        boxes = []
        for part in source.read_text("utf8").split("\n## ")[1:]:
            title, _sep, text = part.partition("\n")
            paragraph = nodes.paragraph(title, title, classes=["pvb-box-title"])
            paragraph.source, paragraph.line = self.get_source_info()
            boxes.append(Box("", paragraph, *self.parse_text_to_nodes(text), kind="flags"))
        return boxes


class Worksheet(CourseDirective):
    """A private sheet: what is written stays in the page, prints, and can be cleared.

    The body is text and fields. A field is a label with, below it, ``: line``, ``: lines 3``,
    ``: choice a | b | c`` or ``: ticks a | b | c``. Every sheet ends with the safety boxes.
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
        sheet += Flags.run(self)
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


class PathDirective(CourseDirective):
    """A way through the book: its name, ``:pages:`` by file name, and the minutes added up."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec = {"pages": directives.unchanged_required}

    def run(self):
        docs = [f"book/{page.strip()}" for page in self.options.get("pages", "").split(",") if page.strip()]
        known = voyage(str(self.env.srcdir))
        for doc in docs:
            if doc not in known:
                raise self.error(f"{doc!r} is no chapter of the voyage: {', '.join(known)}")
        title = self.inline(self.arguments[0])
        title["classes"] = ["pvb-box-title"]
        path = Path_("", title, *(self.parsed() if self.content else []), pages=docs or list(known))
        self.set_source_info(path)
        return [path]


class PlaceDirective(CourseDirective):
    """Where the reader stopped last time, known on this device only, with a button that forgets it."""

    has_content = False

    def run(self):
        return [Place()]


class CourseTableDirective(CourseDirective):
    """Every chapter with its minutes, words and reading grade, as the build has found them."""

    has_content = False

    def run(self):
        return [CourseTable()]


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


# What is not counted: marks, notes for teachers, what only some readers meet.
UNCOUNTED = (
    Feedback,
    Answers,
    Folded,
    Sheet,
    nodes.literal_block,
    nodes.math_block,
    nodes.footnote,
    nodes.raw,
)


def prose(doctree: nodes.document) -> list[str]:
    """Every paragraph, heading and label that a reader of the page reads."""
    texts = []
    for node in doctree.findall(lambda n: isinstance(n, nodes.paragraph | nodes.title | nodes.term)):
        parent = node.parent
        while parent is not None and not isinstance(parent, UNCOUNTED):
            if isinstance(parent, Box) and parent["kind"] == "flags":
                break
            parent = parent.parent
        if parent is None and not isinstance(node.parent, nodes.paragraph):
            texts.append(" ".join(spoken(node).split()))
    return [text for text in texts if text]


def spoken(node: nodes.Element) -> str:
    """Text of a node without references to sources."""
    if isinstance(node, nodes.Text):
        return node.astext()
    if node.get("refdomain") == "cite":
        return ""
    return "".join(spoken(child) for child in node.children)


def measure(app: Sphinx, doctree: nodes.document) -> None:
    """Note words, grade, minutes and the parts of a page."""
    env = app.env
    texts = prose(doctree)
    head = next(doctree.findall(ChapterHead), None)
    checks = len(list(doctree.findall(Check)))
    figures = len(list(doctree.findall(is_alive)))
    words = sum(len(pv_reading.words(text)) for text in texts)
    minutes = (
        words / rule("words_per_minute")
        + checks * rule("minutes_per_check")
        + figures * rule("minutes_per_figure")
    )
    title = next(doctree.findall(nodes.title), None)
    # Headings and labels are no sentences, so they do not count for the grade.
    full = [text for text in texts if len(pv_reading.words(text)) > 6 or text[-1:] in ".!?"]
    env.__dict__.setdefault("pv_pages", {})[env.docname] = {
        "title": title.astext() if title is not None else env.docname,
        "words": words,
        "grade": round(pv_reading.grade(full), 1),
        "minutes": max(1, round(minutes)),
        "question": head[0].astext() if head else "",
        "objectives": [" ".join(item.astext().split()) for item in head[1]] if head else [],
        "problems": [
            *names_used_twice(doctree),
            *(problems(doctree, words) if head or env.docname in voyage(str(app.srcdir)) else []),
        ],
    }


def names_used_twice(doctree: nodes.document) -> list[str]:
    """Figures, activities, checks and sheets share one set of names, for each is part of an address."""
    names = [node["figure"] for node in doctree.findall(LiveFigure)]
    names += [node["name"] for node in doctree.findall(Check)]
    names += [node["name"] for node in doctree.findall(Sheet)]
    for node in doctree.findall(nodes.raw):
        names += re.findall(r'<figure[^>]* id="pv-([^"]+)"', node.astext())
    return [
        f"the name {name!r} is used twice; rename one"
        for name in sorted({n for n in names if names.count(n) > 1})
    ]


def problems(doctree: nodes.document, words: int) -> list[str]:
    """What a chapter lacks."""
    found = []

    def must(true: bool, text: str) -> None:
        if not true:
            found.append(text)

    heads = list(doctree.findall(ChapterHead))
    must(len(heads) == 1, f"it has {len(heads)} {{chapter}} heads; write one")
    if heads:
        must(len(heads[0][1]) >= 2, "it has fewer than two objectives")
    order = [
        node
        for node in doctree.findall(nodes.Element)
        if is_alive(node) or (isinstance(node, nodes.title) and isinstance(node.parent, nodes.section))
    ]
    must(
        len(order) > 1 and is_alive(order[1]),
        "a live figure has to stand before the first heading below the title",
    )
    checks = len(list(doctree.findall(Check)))
    low, high = int(rule("fewest_checks")), int(rule("most_checks"))
    must(low <= checks <= high, f"number of its checks: {checks}; allowed: {low} to {high}")
    for kind, name in (("limits", "{limits}"), ("keypoints", "{keypoints}"), ("nextstep", "{nextstep}")):
        boxes = [box for box in doctree.findall(Box) if box["kind"] == kind]
        must(len(boxes) == 1, f"it has {len(boxes)} parts {name}; write one")
        if kind == "limits" and boxes:
            length = len(pv_reading.words(" ".join(child.astext() for child in boxes[0][1:])))
            most = int(rule("most_limits_words"))
            must(length <= most, f"its limits have {length} words; at most {most}")
    most = int(rule("most_words"))
    must(words <= most, f"it has {words} words; at most {most}")
    return found


def check_chapters(app: Sphinx, env) -> None:
    """Warn about every chapter that lacks a part; list the readability of every page."""
    rows = []
    for doc, page in sorted(getattr(env, "pv_pages", {}).items()):
        for problem in page["problems"]:
            LOG.warning("%s", problem, location=doc)
        if page["problems"] == [] and page["question"] and page["grade"] > rule("hardest_grade"):
            LOG.warning(
                "it reads at grade %s; at most %s", page["grade"], rule("hardest_grade"), location=doc
            )
        rows.append(f"{page['grade']:>6}{page['words']:>7}{page['minutes']:>5}  {doc}")
    LOG.info("\n grade  words  min  page\n%s", "\n".join(rows))


def forget(app: Sphinx, env, docname: str) -> None:
    getattr(env, "pv_pages", {}).pop(docname, None)


def merge(app: Sphinx, env, docnames, other) -> None:
    ours = env.__dict__.setdefault("pv_pages", {})
    ours |= {name: page for name, page in getattr(other, "pv_pages", {}).items() if name in docnames}


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
    private = _("What you write stays on this page. It is sent nowhere and kept nowhere.")
    out.append(
        f'<div class="pvb-sheet" id="{name}" data-sheet role="group" aria-labelledby="{name}-title">'
        f'<p class="pvb-box-title" id="{name}-title">{html.escape(title.astext())}</p>'
        f'<p class="pvb-private">{private}</p>'
    )
    for child in rest:
        child.walkabout(translator)
    out.append(
        f'<p class="pvb-sheet-tools" data-cleared="{_("The sheet is empty.")}" hidden>'
        f'<button type="button" data-do="print">{_("Print this sheet")}</button>'
        f'<button type="button" data-do="clear">{_("Clear it")}</button>'
        '<span role="status"></span></p></div>\n'
    )
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
                f'<label><input type="{kind}" name="{name}" autocomplete="off">'
                f"<span>{html.escape(option.astext())}</span></label>"
            )
        out.append("</div></div>")
    else:
        out.append(
            f'<div class="pvb-field"><label for="{name}">{text}</label>'
            f'<textarea id="{name}" rows="{node["rows"]}" autocomplete="off" spellcheck="false"></textarea>'
            "</div>"
        )
    raise nodes.SkipNode


def visit_path(translator, node: Path_) -> None:
    env = translator.builder.env
    here = translator.docnames[0]
    chapters = voyage(str(env.srcdir))
    title, *rest = node.children
    minutes = sum(env.pv_pages[doc]["minutes"] for doc in node["pages"])
    out = translator.body
    out.append('<div class="pvb-path"><p class="pvb-box-title">')
    for child in title:
        child.walkabout(translator)
    out.append(f' <span class="pvb-minutes">{_("about %s minutes") % minutes}</span></p>')
    for child in rest:
        child.walkabout(translator)
    out.append("<ol>")
    for doc in node["pages"]:
        address = translator.builder.get_relative_uri(here, doc)
        out.append(
            f'<li value="{chapters.index(doc) + 1}"><a href="{address}">'
            f"{html.escape(env.pv_pages[doc]['title'])}</a></li>"
        )
    out.append("</ol></div>\n")
    raise nodes.SkipNode


def visit_place(translator, node: Place) -> None:
    translator.body.append(
        f'<p class="pvb-place" data-place hidden><span>{_("Welcome back. You were at")} '
        '<a href="#"></a></span> '
        f'<button type="button">{_("Forget my place")}</button></p>\n'
    )
    raise nodes.SkipNode


def visit_table(translator, node: CourseTable) -> None:
    env = translator.builder.env
    here = translator.docnames[0]
    heads = (_("Page"), _("Minutes"), _("Words"), _("Reading grade"))
    out = translator.body
    out.append('<div class="pst-scrollable-table-container"><table><thead><tr>')
    out.extend(f'<th scope="col">{head}</th>' for head in heads)
    out.append("</tr></thead><tbody>")
    for doc in (env.config.root_doc, *voyage(str(env.srcdir))):
        page = env.pv_pages[doc]
        address = translator.builder.get_relative_uri(here, doc)
        out.append(
            f'<tr><th scope="row"><a href="{address}">{html.escape(page["title"])}</a></th>'
            f"<td>{page['minutes']}</td><td>{page['words']}</td><td>{page['grade']}</td></tr>"
        )
    out.append("</tbody></table></div>\n")
    raise nodes.SkipNode


# What search engines are told -----------------------------------------------------------------


def tell(app: Sphinx, page: str, template: str, context: dict, doctree) -> None:
    """Describe the course and its chapters in the terms of schema.org."""
    context["pv_about"] = ""
    pages = getattr(app.env, "pv_pages", {})
    if app.builder.format != "html" or page not in pages:
        return
    chapters = voyage(str(app.srcdir))
    base = app.config.html_baseurl.rstrip("/")
    common = {
        "@context": "https://schema.org",
        "inLanguage": app.config.language,
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "isAccessibleForFree": True,
        "educationalLevel": "beginner",
        "accessMode": ["textual", "visual"],
        "accessModeSufficient": ["textual"],
        "accessibilityFeature": [
            "alternativeText",
            "displayTransformability",
            "MathML",
            "readingOrder",
            "structuralNavigation",
        ],
        "accessibilityHazard": "none",
        "description": context.get("pv_description", ""),
    }
    if base:
        common["url"] = f"{base}/{app.builder.get_target_uri(page)}"
    course = {"@type": "Course", "name": app.config.html_title}
    if page == app.config.root_doc:
        minutes = sum(pages[doc]["minutes"] for doc in chapters)
        about = (
            common
            | course
            | {
                "timeRequired": f"PT{minutes}M",
                "provider": {"@type": "Organization", "name": app.config.author},
                "hasPart": [
                    {"@type": "LearningResource", "name": pages[doc]["title"], "position": i}
                    for i, doc in enumerate(chapters, 1)
                ],
            }
        )
    elif page in chapters:
        about = common | {
            "@type": "LearningResource",
            "learningResourceType": "interactive chapter",
            "name": pages[page]["title"],
            "position": chapters.index(page) + 1,
            "timeRequired": f"PT{pages[page]['minutes']}M",
            "teaches": pages[page]["objectives"],
            "isPartOf": course,
        }
    else:
        return
    # A "<" in a name must not end the script element.
    context["pv_about"] = json.dumps(about, ensure_ascii=False).replace("<", "\\u003c")


def skip(translator, node) -> None:
    """Other builders read the words inside."""


def setup(app: Sphinx) -> dict:
    shown = {
        ChapterHead: (visit_head, None),
        Check: (visit_check, None),
        Answers: (visit_answers, None),
        Box: (visit_box, None),
        Folded: (visit_folded, depart_folded),
        Sheet: (visit_sheet, None),
        Field: (visit_field, None),
        Path_: (visit_path, None),
        Place: (visit_place, None),
        CourseTable: (visit_table, None),
        **{kind: (skip, skip) for kind in (Question, Option, Feedback)},
    }
    others = dict.fromkeys(("latex", "text", "man", "texinfo"), (skip, skip))
    for node, html_visitors in shown.items():
        app.add_node(node, html=html_visitors, **others)
    for name, directive in {
        "chapter": ChapterDirective,
        "check": CheckDirective,
        "predict": Predict,
        "limits": Limits,
        "keypoints": KeyPoints,
        "nextstep": NextStep,
        "instructor": Instructor,
        "flags": Flags,
        "worksheet": Worksheet,
        "path": PathDirective,
        "place": PlaceDirective,
        "course-table": CourseTableDirective,
    }.items():
        app.add_directive(name, directive)
    app.connect("doctree-read", measure, priority=600)
    app.connect("doctree-read", gather_answers, priority=700)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("env-check-consistency", check_chapters)
    app.connect("html-page-context", tell, priority=950)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
