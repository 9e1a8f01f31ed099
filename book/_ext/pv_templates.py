"""What translators get: gettext templates, with every word that a catalogue does not hold.

Each page has a template of its own. ``sphinx.pot`` holds what stands in no page or in many: words of
page templates and of these extensions; of the tables ``claims.json``, ``safety.json`` and
``muscles.json``; of the sources of models and activities; of ``_config.yml`` and ``_toc.yml``. Whoever
shows a word of a table says it with ``_()``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import activities
import pv_ledger
import pv_muscles
import pv_safety
import yaml
from docutils import nodes
from pv_language import CONFIGURED, COPY, in_markup, own_markup
from sphinx.application import Sphinx
from sphinx.builders.gettext import MsgOrigin

import postureviz as pv

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


def of_code() -> Iterator[tuple[str, Path, int]]:
    """Words in the code of the extensions."""
    for path in sorted(HERE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_":
                if isinstance(node.args[0], ast.Constant):
                    yield node.args[0].value, path, node.lineno


def of_tables() -> Iterator[tuple[str, Path]]:
    """Words of tables, each with its file; some stand there twice."""
    for text in pv_ledger.texts():
        yield text, pv_ledger.BOOK / "claims.json"
    for text in pv_safety.texts():
        yield text, pv_safety.SOURCE
    for text in pv_muscles.texts():
        yield text, pv_muscles.SOURCE
    for text in activities.sources().values():
        yield text, activities.FOLDER / "numbers.json"
    for name in pv.models():
        for text in chain(*pv.load(name).to_dict()["sources"].items()):
            yield text, ROOT / "postureviz" / "library" / f"{name}.json"


def of_frame(app: Sphinx) -> Iterator[tuple[str, Path]]:
    """Words of the configuration and the headings of the table of contents."""
    for name in CONFIGURED:
        if text := getattr(app.config, name):
            yield text, ROOT / "_config.yml"
    for part in yaml.safe_load(Path(app.srcdir, "_toc.yml").read_text("utf8")).get("parts", []):
        if caption := part.get("caption"):
            yield caption, ROOT / "_toc.yml"


def tell_translators(app: Sphinx) -> None:
    """Add to the template of shared words what Sphinx does not find by itself."""
    if app.builder.name != "gettext":
        return
    template = app.builder.catalogs["sphinx"]
    found = [*of_code(), *((text, path, 1) for text, path in (*of_frame(app), *of_tables()))]
    found += [(text, HERE / "pv_language.py", 1) for text in COPY.values()]
    for text, path, line in found:
        template.add(text, MsgOrigin(str(path), line))


def tell_of_page(app: Sphinx, doctree: nodes.document) -> None:
    """Add what a page holds as HTML, and its description."""
    if app.builder.name != "gettext":
        return
    template, page = app.builder.catalogs["sphinx"], MsgOrigin(app.env.doc2path(app.env.docname), 1)

    def told(text: str) -> str:
        template.add(text, page)
        return text

    for node in own_markup(doctree):
        in_markup(node.astext(), told)
    if text := app.env.metadata[app.env.docname].get("description"):
        told(text)


def setup(app: Sphinx) -> dict:
    """Register with Sphinx."""
    app.connect("builder-inited", tell_translators)
    app.connect("doctree-read", tell_of_page)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
