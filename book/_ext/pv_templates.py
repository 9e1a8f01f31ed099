"""What translators get: gettext templates, with every word that a catalogue does not hold.

Each page has a template of its own. ``sphinx.pot`` holds what stands in no page or in many: words of
page templates and of these extensions; of the tables ``claims.json``, ``safety.json`` and
``muscles.json``; of the sources of models and activities; of ``_config.yml`` and ``_toc.yml``. Whoever
shows a word of a table says it with ``_()``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import activities
import pv_ledger
import pv_muscles
import pv_safety
import yaml
from babel.messages.extract import extract_python
from pv_language import CONFIGURED, COPY
from sphinx.application import Sphinx
from sphinx.builders.gettext import MsgOrigin

import postureviz as pv

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


def of_code() -> Iterator[tuple[str, Path, int]]:
    """Words in the code of the extensions."""
    for path in sorted(HERE.glob("*.py")):
        with path.open("rb") as file:
            for line, _name, message, _notes in extract_python(file, {"_": None}, (), {"encoding": "utf-8"}):
                if isinstance(message, str) and message:
                    yield message, path, line


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
        for text in pv.load(name).to_dict()["sources"].values():
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


def setup(app: Sphinx) -> dict:
    """Register with Sphinx."""
    app.connect("builder-inited", tell_translators)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
