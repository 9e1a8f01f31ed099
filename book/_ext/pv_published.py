"""Everything a page prints that a model decides, kept in one file so that a change is seen.

While the book is built, numbers, sentences and answers are noted. At the end those of the English book are
compared with ``book/published.json``; a difference is a warning, which stops the build, and shows what
changed. ``python tools/published.py`` accepts the new values.
"""

from __future__ import annotations

import difflib
import json
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

from postureviz import catalogues

LOG = logging.getLogger(__name__)
ACCEPTED = Path(__file__).parent.parent / "published.json"
FOUND = "published.json"


def note(env, key: str, value: str) -> None:
    """Note a value that the present page prints; keys are unique on a page or mean the same."""
    pages = env.__dict__.setdefault("pv_published", {})
    pages.setdefault(env.docname, {})[key] = value


def written(pages: dict) -> str:
    """The text of the file: pages in order of name, values in order of key."""
    return json.dumps(pages, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def difference(accepted: str, found: str) -> str:
    """What changed, line by line; empty if nothing did."""
    lines = difflib.unified_diff(
        accepted.splitlines(), found.splitlines(), "accepted", "now", n=1, lineterm=""
    )
    return "\n".join(lines)


def forget(app: Sphinx, env, docname: str) -> None:
    getattr(env, "pv_published", {}).pop(docname, None)


def merge(app: Sphinx, env, docnames, other) -> None:
    ours = env.__dict__.setdefault("pv_published", {})
    ours |= {name: values for name, values in getattr(other, "pv_published", {}).items() if name in docnames}


def compare(app: Sphinx, env) -> None:
    """Write what was found beside the pages, and warn about every difference."""
    if app.builder.format != "html" or app.config.language != catalogues.SOURCE:
        return
    found = written(getattr(env, "pv_published", {}))
    Path(app.outdir).parent.joinpath(FOUND).write_text(found, encoding="utf8")
    accepted = ACCEPTED.read_text(encoding="utf8") if ACCEPTED.is_file() else ""
    if changed := difference(accepted, found):
        LOG.warning(
            "the models or the pages now say something else than book/published.json:\n%s\n"
            "If that is right, run: python tools/published.py",
            changed,
        )


def setup(app: Sphinx) -> dict:
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("env-check-consistency", compare)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
