"""The course as a whole: words, grade, minutes and parts of every page, and the ways through the book.

The build warns about a chapter that lacks a part, is too long or too hard to read. What was found is shown
at the head of each chapter, in the paths of the start page and in the table of the chapters, and told to
search engines.
"""

from __future__ import annotations

import html
import json
import re

import pv_language
import pv_reading
import pv_safety
from docutils import nodes
from docutils.parsers.rst import directives
from pv_course import (
    WORDS_ONLY,
    Answers,
    Box,
    Boxed,
    ChapterHead,
    Check,
    CourseDirective,
    Feedback,
    Folded,
    Sheet,
    rule,
    voyage,
)
from pv_ledger import Mark
from pv_safety import Safety
from pv_sphinx import LiveFigure, is_alive
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.util import logging

from postureviz import catalogues

LOG = logging.getLogger(__name__)

# Nodes and directives -------------------------------------------------------------------------


class Path_(Boxed):
    """A list of chapters with their minutes."""


class Place(Boxed):
    """Where the reader was last time; empty until the script fills it."""


class CourseTable(Boxed):
    """Pages with their minutes, words and reading grade."""


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


def is_graded(config) -> bool:
    """Whether length and grade are judged: our limits and the formula are for English words."""
    return config.language == catalogues.SOURCE


# After a page is read -------------------------------------------------------------------------


# What is not counted: marks, notes for teachers, what only some readers meet.
UNCOUNTED = (
    Feedback,
    Answers,
    Folded,
    Safety,
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
    chapter = head is not None or env.docname in voyage(str(app.srcdir))
    env.__dict__.setdefault("pv_pages", {})[env.docname] = {
        "title": title.astext() if title is not None else env.docname,
        "words": words,
        "grade": round(pv_reading.grade(full), 1),
        "minutes": max(1, round(minutes)),
        "question": head[0].astext() if head else "",
        "objectives": [" ".join(item.astext().split()) for item in head[1]] if head else [],
        "problems": [
            *names_used_twice(doctree),
            *problems_of_safety(doctree, env.docname),
            *(problems(doctree) if chapter else []),
            *(too_long(doctree, words) if chapter and is_graded(app.config) else []),
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


# Words that ask a body to do something.
ASKS = re.compile(
    r"\b(?:walk|walking|sit|stand|lift|stretch|reach|exercise|breathe|move|moving|roll|practise|"
    r"tip your|change your position)\b",
    re.I,
)


def problems_of_safety(doctree: nodes.document, docname: str) -> list[str]:
    """Where the strip of signs is missing, stands too late, in a sheet or beside a verdict."""
    strips = [node for node in doctree.findall(Safety) if node["form"] == "strip"]
    if not strips:
        asks = next(
            doctree.findall(
                lambda n: isinstance(n, Sheet) or getattr(n, "attributes", {}).get("kind") == "predict"
            ),
            None,
        )
        if docname in pv_safety.pages() or asks is not None:
            return ["it speaks of pain or asks for a movement: write {flags} below its head"]
        return []
    found = []
    if len(strips) > 1:
        found.append(f"it has {len(strips)} {{flags}}; one is enough")
    strip = strips[0]
    for node in doctree.findall(nodes.Element):
        if node is strip:
            break
        if isinstance(node, Sheet | Check) or (isinstance(node, Box) and node["kind"] == "predict"):
            found.append("{flags} stands below something to do; write it first")
        elif isinstance(node, nodes.paragraph) and not within(node, ChapterHead):
            if asked := ASKS.search(node.astext()):
                found.append(f"{asked[0]!r} comes before {{flags}}; signs stand before advice to move")
    if within(strip, Sheet):
        found.append("{flags} stands in a sheet; a sheet prints the signs by itself")
    row = strip.parent.children
    beside = row[max(0, row.index(strip) - 1) : row.index(strip) + 2]
    if any(next(node.findall(Mark), None) is not None for node in beside):
        found.append("a mark of evidence stands beside {flags}; a verdict next to a sign misleads")
    return found


def within(node: nodes.Node, kind: type) -> bool:
    """Whether a node stands inside a node of some kind."""
    while node is not None and not isinstance(node, kind):
        node = node.parent
    return node is not None


def problems(doctree: nodes.document) -> list[str]:
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
    return found


def too_long(doctree: nodes.document, words: int) -> list[str]:
    """Where a chapter or its limits have too many words."""
    found = []
    for box in doctree.findall(Box):
        length = len(pv_reading.words(" ".join(child.astext() for child in box[1:])))
        if box["kind"] == "limits" and length > (most := int(rule("most_limits_words"))):
            found.append(f"its limits have {length} words; at most {most}")
    if words > (most := int(rule("most_words"))):
        found.append(f"it has {words} words; at most {most}")
    return found


def check_chapters(app: Sphinx, env) -> None:
    """Warn about every chapter that lacks a part; list the readability of every page."""
    rows = []
    for doc, page in sorted(getattr(env, "pv_pages", {}).items()):
        for problem in page["problems"]:
            LOG.warning("%s", problem, location=doc)
        graded = is_graded(env.config) and page["question"] and page["problems"] == []
        if graded and page["grade"] > rule("hardest_grade"):
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
    place = '<a href="#"></a>'
    translator.body.append(
        f'<p class="pvb-place" data-place hidden><span>{_("Welcome back. You were at %s") % place}</span> '
        f'<button type="button">{_("Forget my place")}</button></p>\n'
    )
    raise nodes.SkipNode


def visit_table(translator, node: CourseTable) -> None:
    env = translator.builder.env
    here = translator.docnames[0]
    graded = is_graded(env.config)
    heads = [_("Page"), _("Minutes"), _("Words"), *([_("Reading grade")] if graded else [])]
    out = translator.body
    out.append('<div class="pst-scrollable-table-container"><table><thead><tr>')
    out.extend(f'<th scope="col">{head}</th>' for head in heads)
    out.append("</tr></thead><tbody>")
    for doc in (env.config.root_doc, *voyage(str(env.srcdir))):
        page = env.pv_pages[doc]
        address = translator.builder.get_relative_uri(here, doc)
        out.append(
            f'<tr><th scope="row"><a href="{address}">{html.escape(page["title"])}</a></th>'
            f"<td>{page['minutes']}</td><td>{page['words']}</td>"
            + (f"<td>{page['grade']}</td></tr>" if graded else "</tr>")
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
        "inLanguage": pv_language.tag(app.config.language),
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


def setup(app: Sphinx) -> dict:
    app.setup_extension("pv_course")
    for node, visit in {Path_: visit_path, Place: visit_place, CourseTable: visit_table}.items():
        app.add_node(node, html=(visit, None), **WORDS_ONLY)
    for name, directive in {
        "path": PathDirective,
        "place": PlaceDirective,
        "course-table": CourseTableDirective,
    }.items():
        app.add_directive(name, directive)
    app.connect("doctree-read", measure, priority=600)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("env-check-consistency", check_chapters)
    app.connect("html-page-context", tell, priority=950)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
