"""When to have it checked: one text, ``safety.json``, in every form that a page or a paper needs.

``{flags}`` is the strip of a chapter: two lines that open the long form in place. ``{flags} whole`` is the
long form as a page. ``{flags} sources`` folds away who says so, line by line, below what its body says. A
worksheet prints the long form below its fields.
"""

from __future__ import annotations

import html
import json
from functools import cache
from pathlib import Path

import jsonschema
import pv_language
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.util.docutils import SphinxDirective

BOOK = Path(__file__).parent.parent
SOURCE = BOOK / "safety.json"
PAGE = "book/when-checked"


@cache
def safety() -> dict:
    """Return the text, checked against its schema.

    Raises
    ------
    ValueError
        Naming the part that is wrong.
    """
    data = json.loads(SOURCE.read_text("utf8"))
    schema = json.loads((BOOK / "safety.schema.json").read_text("utf8"))
    problem = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(schema).iter_errors(data))
    if problem is not None:
        raise ValueError(f"safety.json, {'/'.join(map(str, problem.absolute_path))}: {problem.message}")
    return data


def pages() -> tuple[str, ...]:
    """The pages that carry the strip."""
    return tuple(f"book/{name}" for name in safety()["pages"])


def signs() -> list[dict]:
    """Every sign with its sources, in the order of the text."""
    found = []
    for box in safety()["boxes"]:
        found += box["signs"] + box.get("also", {}).get("signs", [])
    return found


def texts() -> list[str]:
    """Every text of the file that a page shows."""
    found = [safety()["title"], safety()["strip"], safety()["closing"], *safety()["blanks"]]
    for box in safety()["boxes"]:
        also = box.get("also", {"opening": "", "signs": []})
        found += [box["title"], box["opening"], also["opening"], box.get("closing", "")]
    for sign in signs():
        found += [sign["say"], sign.get("note", "")]
    return [text for text in found if text]


def paragraphs() -> list[str]:
    """The long form as plain sentences, in the order of the text."""
    found = []
    for box in safety()["boxes"]:
        also = box.get("also", {"opening": "", "signs": []})
        found += [box["title"], box["opening"], *(sign["say"] for sign in box["signs"])]
        found += [also["opening"], *(sign["say"] for sign in also["signs"]), box.get("closing", "")]
    return [text.replace("**", "") for text in [*found, safety()["closing"]] if text]


class Safety(nodes.General, nodes.Element):
    """The text in one of its forms: ``strip``, ``whole`` or ``paper``."""


class SignBox(nodes.General, nodes.Element):
    """One box: what to do, and the signs."""


class Sources(nodes.General, nodes.Element):
    """Who says so, line by line."""


def paragraph(directive: SphinxDirective, text: str, *classes: str) -> nodes.paragraph:
    """A parsed line in the language of the book; it knows where it came from."""
    text = text and _(text)
    children, messages = directive.parse_inline(text, lineno=directive.lineno)
    made = nodes.paragraph(text, "", *children, *messages, classes=list(classes), translatable=False)
    made.source, made.line = str(SOURCE), 1
    return made


def long_form(directive: SphinxDirective, form: str) -> Safety:
    """The whole text."""
    directive.env.note_dependency(str(SOURCE))

    def listed(rows: list[dict]) -> nodes.bullet_list:
        return nodes.bullet_list("", *(nodes.list_item("", paragraph(directive, r["say"])) for r in rows))

    made = Safety("", form=form)
    for box in safety()["boxes"]:
        part = SignBox("", paragraph(directive, box["title"]), name=box["id"])
        part += [paragraph(directive, box["opening"]), listed(box["signs"])]
        if also := box.get("also"):
            part += [paragraph(directive, also["opening"]), listed(also["signs"])]
        if closing := box.get("closing"):
            part += paragraph(directive, closing)
        made += part
    made += paragraph(directive, safety()["closing"], "pvb-signs-end")
    return made


class Flags(SphinxDirective):
    """The text of safety: a strip, or with the argument ``whole`` or ``sources`` its other forms."""

    optional_arguments = 1
    has_content = True

    def run(self):
        form = self.arguments[0] if self.arguments else "strip"
        if form not in ("strip", "whole", "sources"):
            raise self.error(f"{{flags}} {form!r}: write nothing, whole or sources")
        try:
            if form != "sources":
                return [long_form(self, form)]
            self.env.note_dependency(str(SOURCE))
            made = Sources("", nodes.container("", *self.parse_content_to_nodes()))
            for sign in signs():
                cited = "{cite:p}`" + ",".join(sign["sources"]) + "`"
                for text in (sign["say"], cited, sign.get("note", "")):
                    made += paragraph(self, text)
            return [made]
        except ValueError as problem:
            raise self.error(str(problem)) from problem


# HTML -----------------------------------------------------------------------------------------


def inner(translator, paragraph: nodes.paragraph) -> None:
    for child in paragraph:
        child.walkabout(translator)


def visit_safety(translator, node: Safety) -> None:
    out = translator.body
    here = translator.docnames[0]
    form = node["form"]
    if form == "strip":
        out.append(
            f'<details class="pvb-safety"><summary><b>{html.escape(_(safety()["title"]))}</b> '
            f"<span>{html.escape(_(safety()['strip']))}</span></summary>"
        )
    out.append(f'<div class="pvb-signs pvb-signs-{form}">')
    for child in node:
        child.walkabout(translator)
    blanks = "".join(f"<span>{html.escape(_(text))}</span><i></i>" for text in safety()["blanks"])
    out.append(f'<p class="pvb-blanks">{blanks}</p>')
    if safety()["signed"] is None:
        draft = _("Draft: no clinician has signed this text yet.")
        out.append(f'<p class="pvb-signed">{draft}</p>')
    else:
        who = safety()["signed"]
        when = pv_language.day(who["date"], translator.config.language)
        signed = _("Checked by %(name)s, %(profession)s, on %(date)s.") % {**who, "date": when}
        out.append(f'<p class="pvb-signed">{html.escape(signed)}</p>')
    out.append("</div>")
    if form == "strip":
        if PAGE in translator.builder.env.found_docs:
            address = translator.builder.get_relative_uri(here, PAGE)
            words = _("The same list as a page to print, with its sources")
            out.append(f'<p class="pvb-safety-page"><a href="{address}">{words}</a></p>')
        out.append("</details>\n")
    raise nodes.SkipNode


def visit_box(translator, node: SignBox) -> None:
    title, *rest = node.children
    out = translator.body
    out.append(f'<div class="pvb-box pvb-flags pvb-flags-{node["name"]}" role="note">')
    out.append('<p class="pvb-box-title">')
    inner(translator, title)
    out.append("</p>")
    for child in rest:
        child.walkabout(translator)
    out.append("</div>")
    raise nodes.SkipNode


def visit_sources(translator, node: Sources) -> None:
    out = translator.body
    heads = (_("Line"), _("Said by"), _("To be kept in mind"))
    said, *cells = node.children
    out.append(f'<details class="pvb-sources"><summary>{_("Every line with its source")}</summary>')
    for child in said:
        child.walkabout(translator)
    out.append('<div class="pst-scrollable-table-container"><table class="pvb-said-by"><thead><tr>')
    out.extend(f'<th scope="col">{head}</th>' for head in heads)
    out.append("</tr></thead><tbody>")
    for line, cited, note in zip(cells[::3], cells[1::3], cells[2::3], strict=True):
        out.append('<tr><th scope="row">')
        inner(translator, line)
        for cell in (cited, note):
            out.append("</th><td>" if cell is cited else "</td><td>")
            inner(translator, cell)
        out.append("</td></tr>")
    out.append("</tbody></table></div></details>\n")
    raise nodes.SkipNode


def skip(translator, node) -> None:
    """Other builders read the words inside."""


def setup(app: Sphinx) -> dict:
    others = dict.fromkeys(("latex", "text", "man", "texinfo"), (skip, skip))
    for node, visit in {Safety: visit_safety, SignBox: visit_box, Sources: visit_sources}.items():
        app.add_node(node, html=(visit, None), **others)
    app.add_directive("flags", Flags)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
