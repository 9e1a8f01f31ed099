"""A book of a few pages, built with the extensions, templates and assets of the real one."""

import io
import os
from pathlib import Path
from unittest.mock import patch

import pv_published
import yaml
from sphinx import locale
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

ROOT = Path(__file__).resolve().parent.parent
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text("utf8"))

CHECK = """:::{check}
:name: NAME

Which way does the top go?

[ ] To port
: The mast tips round the upper ropes.

[x] To starboard
: It moves {pv}`tip_shift_cm @ v1;mast;port_low=100` centimetres.
:::
"""
FLAGS = ":::{flags}\n:::\n"
FIGURE = """:::{postureviz} mast
:name: ropes
:state: v1;mast;port=50
Two sides of one mast.
:::
"""
HEAD = """:::{chapter}
:question: Which rope is to blame?

- predict a bend
- tell two pulls apart
:::
"""
END = """:::{limits}
The mast never tires.
:::

:::{keypoints}
- A shape at rest is where all turning effects cancel.
:::

:::{nextstep}
Pull another rope.
:::
"""
CHECKS = CHECK.replace("NAME", "one") + "\n" + CHECK.replace("NAME", "two")
SHEET = """:::{worksheet} What I notice
:name: what-i-notice

When does it come?
: lines 2

Where?
: choice low back | neck

I will try
: ticks reaching | sitting
:::
"""
GOOD = (
    f"# A trial\n\n{HEAD}\n{FLAGS}\n{FIGURE}\n## More\n\n"
    f"The mast bends. {{claim}}`mast`\n\n{CHECKS}\n{SHEET}\n{END}"
)
EVIDENCE = "# Evidence\n\n:::{evidence}\n:::\n"
SOURCES = "# Sources\n\n```{bibliography}\n:all:\n```\n"


def build(folder, pages, voyage=(), accepted="", builder="html", settings=None):
    """Build the pages, given as texts by name; return the folder of the result and the warnings.

    ``voyage`` names the pages that are chapters; ``accepted`` is the text of published.json;
    ``settings`` are more lines of the configuration.
    """
    source = folder / "source"
    for name, text in {"index": f"# A small book\n\n{FLAGS}", **pages}.items():
        path = source / "book" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf8")
    others = [name for name in pages if name not in ("index", *voyage)]
    parts = [("Voyage", voyage), ("Others", others)]
    toc = {
        "format": "jb-book",
        "root": "book/index",
        "parts": [
            {"caption": caption, "chapters": [{"file": f"book/{name}"} for name in names]}
            for caption, names in parts
            if names
        ],
    }
    if not toc["parts"]:
        del toc["parts"]
    (source / "_toc.yml").write_text(yaml.safe_dump(toc), encoding="utf8")
    more = settings or {}
    settings = {
        key: value
        for key, value in CONFIG["sphinx"]["config"].items()
        if key != "extensions" and not key.startswith(("autodoc", "napoleon"))
    }
    settings |= {
        "extensions": [
            "myst_nb",
            "sphinx_external_toc",
            "sphinx_copybutton",
            "sphinx_design",
            "sphinx_book_theme",
            "sphinxcontrib.bibtex",
            "pv_language",
            "pv_published",
            "pv_sphinx",
            "pv_safety",
            "pv_course",
            "pv_voyage",
            "pv_ledger",
            "pv_activities",
            "pv_muscles",
            "pv_templates",
        ],
        "project": CONFIG["title"],
        "html_title": CONFIG["title"],
        "author": CONFIG["author"],
        "html_theme": "sphinx_book_theme",
        "html_logo": str(ROOT / CONFIG["logo"]),
        "myst_enable_extensions": CONFIG["parse"]["myst_enable_extensions"],
        "myst_linkify_fuzzy_links": False,
        "bibtex_bibfiles": [str(ROOT / "book" / "sources.bib")],
        "templates_path": [str(ROOT / "book" / "_templates")],
        "html_static_path": [str(ROOT / "book" / "assets")],
        "nitpicky": True,
    }
    settings |= more
    warnings = io.StringIO()
    kept = folder / "published.json"
    kept.write_text(accepted, encoding="utf8")
    before, pv_published.ACCEPTED = pv_published.ACCEPTED, kept
    try:
        # the extension tells kernels that a book is built; tests that follow are no book
        with patch.dict(os.environ), patch_docutils(source), docutils_namespace():
            locale.translators.clear()  # else a second language is asked only for what the first one lacks
            app = Sphinx(
                source, None, folder / "out" / builder, folder / "trees", builder, settings,
                status=None, warning=warnings, freshenv=True,
            )  # fmt: skip
            app.build()
    finally:
        pv_published.ACCEPTED = before
    return folder / "out" / builder, warnings.getvalue()
