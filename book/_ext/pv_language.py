"""The language of the book: ``language`` in ``_config.yml``.

Figures and activities take their words from catalogues (``postureviz/catalogue/`` and
``activities/catalogue/``). Everything else is gettext, see ``pv_templates.py``.
"""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import activities
from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from docutils import nodes
from sphinx.addnodes import toctree
from sphinx.application import Sphinx
from sphinx.errors import ConfigError
from sphinx.locale import _

from postureviz import catalogues

# Words of the configuration that a reader sees.
CONFIGURED = ("project", "html_title", "author", "copyright", "pv_description")
# Words of the button that copies code, by the names of sphinx-copybutton.
COPY = {
    "copy": "Copy",
    "copy_to_clipboard": "Copy to clipboard",
    "copy_success": "Copied!",
    "copy_failure": "Failed to copy",
}
COPY_PLACE = "let locale = 'en'"


def direction() -> str:
    """Return "ltr" or "rtl": which way the language in use is written."""
    return catalogues.catalogue()["script"]["direction"]


def tag(language: str) -> str:
    """Return the name of a language as HTML writes it: pt-BR."""
    return language.replace("_", "-")


def day(text: str, language: str) -> str:
    """A day such as 2026-12-01 as a language writes it; where that is not known, as it stands."""
    try:
        return format_date(date.fromisoformat(text), "long", Locale.parse(language))
    except UnknownLocaleError:
        return text


def choose(app: Sphinx, config) -> None:
    """Let figures speak the language of the book, here and in the kernels of its notebooks."""
    os.environ[catalogues.VARIABLE] = config.language
    try:
        catalogues.catalogue()
        activities.words()
    except ValueError as problem:
        raise ConfigError(f"language of the book: {problem}") from problem
    if app.config.language != catalogues.SOURCE:
        for name in CONFIGURED:
            if text := getattr(config, name):
                setattr(config, name, _(text))


def name_language(app: Sphinx, page: str, template: str, context: dict, doctree) -> None:
    """Tell templates the language and the way it is written."""
    context["pv_lang"] = tag(app.config.language)
    context["pv_direction"] = direction()


def translate_captions(app: Sphinx, doctree) -> None:
    """The headings of the table of contents."""
    for tree in doctree.findall(toctree):
        if tree.get("caption"):
            tree["caption"] = _(tree["caption"])


def in_markup(text: str, told: Callable[[str], str]) -> str:
    """A text of HTML with the words between its tags, each piece put through ``told``."""

    def piece(match: re.Match) -> str:
        words = html.unescape(match[0])
        return match[0] if not re.search("[A-Za-z]{2}", words) else html.escape(told(words), quote=False)

    return re.sub(r"(?<=>)[^<>]+(?=<)", piece, text)


def own_markup(doctree: nodes.document) -> list[nodes.raw]:
    """The pieces of HTML in a page; figures and activities took their words from a catalogue."""
    found = doctree.findall(nodes.raw)
    return [node for node in found if node.get("format") == "html" and 'class="pv ' not in node.astext()]


def translate_markup(app: Sphinx, doctree: nodes.document) -> None:
    """Words of drawings and folds that are written as HTML, and what search engines are told of a page."""
    if app.config.language == catalogues.SOURCE:
        return
    for node in own_markup(doctree):
        node.replace_self(nodes.raw("", in_markup(node.astext(), _), format="html"))
    meta = app.env.metadata[app.env.docname]
    if "description" in meta:
        meta["description"] = _(meta["description"])


def write_scripts(app: Sphinx, problem: Exception | None) -> None:
    """Give the scripts of others, for searching and copying, their words in this language."""
    if problem is not None or app.builder.format != "html" or app.config.language == catalogues.SOURCE:
        return
    static = Path(app.outdir) / "_static"
    search = static / "searchtools.js"
    if search.is_file():
        told = {text: _(text) for text in of_search(search.read_text("utf8"))}
        # Not by addTranslations, which makes a function of a text: the policy of a page forbids it.
        call = f"Object.assign(Documentation.TRANSLATIONS, {json.dumps(told)});\n"
        (static / "translations.js").write_text(call, encoding="utf8")
    button = static / "copybutton.js"
    if button.is_file():
        text = button.read_text("utf8")
        if COPY_PLACE not in text:
            raise ConfigError(f"copybutton.js has no line {COPY_PLACE!r}, before which its words go")
        ours = {key: _(words) for key, words in COPY.items() if _(words) != words}
        place = f"messages[{json.dumps(tag(app.config.language))}]"
        added = f"{place} = {{ ...messages.en, ...{place}, ...{json.dumps(ours)} }};\n"
        button.write_text(text.replace(COPY_PLACE, added + COPY_PLACE, 1), encoding="utf8")


def of_search(script: str) -> list[str]:
    """The texts that Sphinx's search says."""
    found = re.findall(r'(?:\b_|gettext)\(\s*"((?:[^"\\]|\\.)*)"', script)
    return [json.loads(f'"{text}"') for text in found]


def setup(app: Sphinx) -> dict:
    """Register with Sphinx."""
    app.connect("config-inited", choose, priority=100)
    app.connect("doctree-read", translate_captions)
    app.connect("doctree-read", translate_markup)
    app.connect("html-page-context", name_language)
    app.connect("build-finished", write_scripts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
