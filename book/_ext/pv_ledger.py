"""The ledger of claims: a mark beside a sentence, and the table of all claims with their sources.

``claims.json`` holds every claim of the course with its verdict, our sentence and what each source found;
sources are keys of ``sources.bib``. The verdict has to follow from the findings, and a number in our
sentence has to stand in one of them. A claim without a verdict or a finding, or a mark without a claim,
stops the build.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import jsonschema
from docutils import nodes
from pv_course import holds
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole
from sphinxcontrib.bibtex.plugin import register_plugin
from sphinxcontrib.bibtex.style.referencing import BracketStyle, PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle

LOG = logging.getLogger(__name__)
BOOK = Path(__file__).parent.parent
EVIDENCE = "book/evidence"
SMALL = "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety hundred".split()
NUMBER_WORDS = {word: str(n) for n, word in enumerate(SMALL, 2)} | {
    word: str(10 * n) for n, word in enumerate(TENS, 2)
}


@dataclass
class PlainReferenceStyle(AuthorYearReferenceStyle):
    """Names and years in round brackets, without Latin: (Laird and others, 2014; Swain and others, 2020)."""

    bracket_parenthetical: BracketStyle = field(default_factory=lambda: BracketStyle("(", ")", "; "))
    person: PersonStyle = field(
        default_factory=lambda: PersonStyle(sep2=_(" and "), last_sep=_(", and "), other=_(" and others"))
    )


register_plugin("sphinxcontrib.bibtex.style.referencing", "plain_words", PlainReferenceStyle)


@cache
def ledger() -> dict:
    """Return the ledger, checked against its schema and the bibliography.

    Raises
    ------
    ValueError
        Naming the claim and what is wrong with it.
    """
    data = json.loads((BOOK / "claims.json").read_text("utf8"))
    schema = json.loads((BOOK / "claims.schema.json").read_text("utf8"))
    keys = set(re.findall(r"^@\w+\{([^,\s]+),", (BOOK / "sources.bib").read_text("utf8"), re.M))
    check(data, schema, keys)
    return data


def check(data: dict, schema: dict, keys: set[str]) -> None:
    """Raise a ValueError for the first thing that is wrong with a ledger."""
    problem = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(schema).iter_errors(data))
    if problem is not None:
        place = list(problem.absolute_path)
        row = data["claims"][place[1]] if place[:1] == ["claims"] and place[1:] else {}
        who = row.get("id", "/".join(map(str, place)))
        raise ValueError(f"claims.json, {who!r}: {problem.message}")
    seen = set()
    for claim in data["claims"]:
        if claim["id"] in seen:
            raise ValueError(f"claims.json: the id {claim['id']!r} stands twice")
        seen.add(claim["id"])
        if claim["verdict"] not in data["verdicts"]:
            allowed = ", ".join(data["verdicts"])
            raise ValueError(
                f"claims.json, {claim['id']!r}: verdict {claim['verdict']!r} is none of {allowed}"
            )
        if missing := [key for key in sources_of(claim) if key not in keys]:
            raise ValueError(f"claims.json, {claim['id']!r}: {missing} stand in no entry of sources.bib")
        if (follows := verdict_of(claim)) != claim["verdict"]:
            found = ", ".join(f"{row['source']} {row['found']}" for row in claim["findings"])
            raise ValueError(
                f"claims.json, {claim['id']!r}: verdict {claim['verdict']!r}, but from the findings "
                f"({found}) follows {follows!r}; correct the verdict or what the sources found"
            )
        known = {number for row in claim["findings"] for number in numbers_in(row["what"])}
        known |= {f"{int(float(number) + 0.5)}" for number in known}
        if claim["verdict"] != "solid" and (loose := numbers_in(claim["say"]) - known):
            raise ValueError(
                f"claims.json, {claim['id']!r}: {', '.join(sorted(loose))} in our sentence stands in none "
                "of its findings; add the number to the finding of its source, or leave it out"
            )


def sources_of(claim: dict) -> list[str]:
    """The sources of a claim, each once, in the order of its findings."""
    return list(dict.fromkeys(row["source"] for row in claim["findings"]))


def verdict_of(claim: dict) -> str:
    """The verdict that follows from what the sources found.

    Findings beside the claim do not count. None left: nobody tested it. All of one kind: computed is solid,
    for is agreed, against is not shown. Any other mix is mixed.
    """
    kinds = {row["found"] for row in claim["findings"]} - {"beside"}
    alone = {"computed": "solid", "for": "agree", "against": "not-shown"}
    if not kinds:
        return "not-tested"
    return alone.get(kinds.pop(), "mixed") if len(kinds) == 1 else "mixed"


def numbers_in(text: str) -> set[str]:
    """Numbers of a text, in digits or in words from two up, without signs and without zeros at the end."""
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    digits = re.findall(r"\d+(?:\.\d+)?|\.\d+", text)
    words = re.findall("|".join(rf"\b{word}\b" for word in NUMBER_WORDS), text.lower())
    return {f"{float(number):g}" for number in digits} | {NUMBER_WORDS[word] for word in words}


def claim(name: str) -> dict:
    """One claim by its id."""
    rows = {row["id"]: row for row in ledger()["claims"]}
    if name not in rows:
        raise ValueError(f"{name!r} is no claim of claims.json; add it there with verdict and source")
    return rows[name]


def untrue(row: dict) -> list[str]:
    """The conditions of a claim that the models do not meet."""
    return [condition for condition in row.get("holds", []) if not holds(condition)]


def texts() -> Iterator[str]:
    """Every text of the ledger that a page shows."""
    for verdict in ledger()["verdicts"].values():
        yield from (verdict["word"], verdict["means"])
    for row in ledger()["claims"]:
        yield from (row["claim"], row["say"], *(finding["what"] for finding in row["findings"]))


def word_of(row: dict) -> str:
    """The word of a claim's verdict."""
    return _(ledger()["verdicts"][row["verdict"]]["word"])


def found_in(finding: dict) -> str:
    """What a finding says of the claim, in a word."""
    return {
        "computed": _("computed"),
        "for": _("for"),
        "part": _("in part"),
        "against": _("against"),
        "beside": _("beside it"),
    }[finding["found"]]


class Mark(nodes.Inline, nodes.Element):
    """The mark of evidence beside a sentence."""


class Row(nodes.General, nodes.Element):
    """A claim of the table: what is said, our sentence, sources."""


class Table(nodes.General, nodes.Element):
    """The whole ledger."""


class ClaimRole(SphinxRole):
    """The verdict on the sentence before it, linked to the claim's row on the page of evidence."""

    def run(self):
        try:
            row = claim(self.text.strip())
        except ValueError as problem:
            message = self.inliner.reporter.error(str(problem), line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]
        marks = self.env.__dict__.setdefault("pv_marks", {})
        marks.setdefault(self.env.docname, set()).add(row["id"])
        return [Mark(claim=row["id"], classes=["pvb-unspoken"])], []


class EvidenceTable(SphinxDirective):
    """Every claim: verdict, our sentence, sources, chapters."""

    def run(self):
        try:
            rows = ledger()["claims"]
        except ValueError as problem:
            raise self.error(str(problem)) from problem
        table = Table()
        for row in rows:
            cited = "{cite:p}`" + ",".join(sources_of(row)) + "`"
            found = [f"{{cite:p}}`{item['source']}` {_(item['what'])}" for item in row["findings"]]
            node = Row(claim=row["id"], ids=[f"claim-{row['id']}"])
            for text in (_(row["claim"]), _(row["say"]), cited, *found):
                children, messages = self.parse_inline(text, lineno=self.lineno)
                paragraph = nodes.paragraph(text, "", *children, *messages, translatable=False)
                paragraph.source, paragraph.line = str(BOOK / "claims.json"), 1
                node += paragraph
            table += node
        return [table]


class Verdicts(SphinxDirective):
    """What each of the five words means."""

    def run(self):
        items = nodes.definition_list()
        for name, verdict in ledger()["verdicts"].items():
            word, means = _(verdict["word"]), _(verdict["means"])
            paragraph = nodes.paragraph(means, means)
            term = nodes.term(word, word, classes=[f"pvb-verdict-{name}"])
            items += nodes.definition_list_item("", term, nodes.definition("", paragraph))
        return [items]


def visit_mark(translator, node: Mark) -> None:
    row = claim(node["claim"])
    word = word_of(row)
    address = translator.builder.get_relative_uri(translator.docnames[0], EVIDENCE)
    translator.body.append(
        f'<a class="pvb-mark pvb-verdict-{row["verdict"]}" href="{address}#claim-{row["id"]}">'
        f'<span class="pvb-hidden">{_("Evidence:")} </span>{html.escape(word)}</a>'
    )
    raise nodes.SkipNode


def visit_evidence(translator, node: Table) -> None:
    env = translator.builder.env
    out = translator.body
    heads = (_("What is said"), _("Verdict"), _("What we can say"), _("Where"))
    out.append(
        f'<div class="pvb-evidence" data-evidence data-all="{_("all")}" data-verdict="{_("Verdict")}" '
        f'data-chapter="{_("Chapter")}" data-shown="{_("%s claims shown")}">'
        f'<table><caption class="pvb-hidden">{_("Claims and their evidence")}</caption><thead><tr>'
    )
    out.extend(f'<th scope="col">{head}</th>' for head in heads)
    out.append("</tr></thead><tbody>")
    for item in node:
        row = claim(item["claim"])
        said, say, cited, *found = item.children
        names = [f"book/{name}" for name in row["chapters"]]
        known = [doc for doc in names if doc in env.found_docs]
        titles = {doc: env.titles[doc].astext() for doc in known}
        word = html.escape(word_of(row))
        out.append(
            f'<tr id="claim-{row["id"]}" data-verdict="{word}" '
            f'data-chapters="{html.escape("|".join(titles.values()))}"><th scope="row">'
        )
        for child in said:
            child.walkabout(translator)
        out.append(f'</th><td><span class="pvb-mark pvb-verdict-{row["verdict"]}">{word}</span></td><td><p>')
        for child in say:
            child.walkabout(translator)
        out.append('</p><p class="pvb-cited">')
        for child in cited:
            child.walkabout(translator)
        out.append(f'</p><details class="pvb-findings"><summary>{_("What each found")}</summary><ul>')
        for finding, told in zip(row["findings"], found, strict=True):
            out.append(f'<li><span class="pvb-found">{found_in(finding)}</span> ')
            for child in told:
                child.walkabout(translator)
            out.append("</li>")
        out.append("</ul></details></td><td>")
        links = [
            f'<a href="{translator.builder.get_relative_uri(translator.docnames[0], doc)}">'
            f"{html.escape(title)}</a>"
            for doc, title in titles.items()
        ]
        out.append("<br>".join(links) + "</td></tr>")
    out.append("</tbody></table></div>\n")
    raise nodes.SkipNode


def visit_mark_text(translator, node: Mark) -> None:
    translator.add_text(f" [{word_of(claim(node['claim']))}]")
    raise nodes.SkipNode


def visit_source(translator, node: nodes.citation) -> None:
    """An entry of the bibliography, without its number, which nothing refers to."""
    translator.body.append(f'<div class="pvb-source" id="{node["ids"][0]}">')
    for child in node[1:]:
        child.walkabout(translator)
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def every_claim_has_its_place(app: Sphinx, env) -> None:
    """Warn about a claim that none of its chapters marks, once those chapters exist."""
    try:
        rows = ledger()["claims"]
    except ValueError as problem:
        raise ExtensionError(str(problem)) from problem
    marks = getattr(env, "pv_marks", {})
    for row in rows:
        for condition in untrue(row):
            LOG.warning("claim %r: %r is no longer what the models give", row["id"], condition)
        pages = [f"book/{name}" for name in row["chapters"]]
        if "unmarked" in row:
            if any(row["id"] in found for found in marks.values()):
                LOG.warning("claim %r carries no mark: %s", row["id"], row["unmarked"])
        elif all(page in env.found_docs for page in pages) and not any(
            row["id"] in marks.get(page, ()) for page in pages
        ):
            LOG.warning(
                "claim %r is marked on none of its chapters (%s): write {claim}`%s` beside its sentence",
                row["id"],
                ", ".join(pages),
                row["id"],
                location=pages[0],
            )


def forget(app: Sphinx, env, docname: str) -> None:
    getattr(env, "pv_marks", {}).pop(docname, None)


def merge(app: Sphinx, env, docnames, other) -> None:
    ours = env.__dict__.setdefault("pv_marks", {})
    ours |= {name: marks for name, marks in getattr(other, "pv_marks", {}).items() if name in docnames}


def skip(translator, node) -> None:
    """Other builders read the words inside."""


def setup(app: Sphinx) -> dict:
    others = dict.fromkeys(("latex", "man", "texinfo"), (skip, skip))
    app.add_node(Mark, html=(visit_mark, None), text=(visit_mark_text, None), **others)
    app.add_node(Row, html=(skip, skip), text=(skip, skip), **others)
    app.add_node(Table, html=(visit_evidence, None), text=(skip, skip), **others)
    app.add_node(nodes.citation, override=True, html=(visit_source, None))
    app.add_role("claim", ClaimRole())
    app.add_directive("evidence", EvidenceTable)
    app.add_directive("verdicts", Verdicts)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("env-check-consistency", every_claim_has_its_place)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
