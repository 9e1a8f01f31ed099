"""The activities of the course, which stand in ``book/activities/``: their scripts, words, numbers, style."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from sphinx.locale import _

from postureviz import bundle, catalogues
from postureviz.checks import one_of
from postureviz.js_engine import Engine
from postureviz.tables import table

FOLDER = Path(__file__).resolve().parent.parent / "activities"
CATALOGUE = FOLDER / "catalogue"
NAME = "activities"

# A script of a book stands beside the package's rooms once it is joined, wherever the package is installed.
_PACKAGE, _BESIDE = "'../../postureviz/js/", "'../"


def words() -> dict:
    """Every word that an activity shows, in the language in use."""
    return catalogues.read(CATALOGUE, catalogues.language())


def numbers() -> dict:
    """What the activities show, each number with its source."""
    return json.loads((FOLDER / "numbers.json").read_text("utf8"))


def sources() -> dict[str, str]:
    """Where the numbers come from, by the names that they use; those of the package by their own words."""
    slow, lever = table("slow"), table("lever")
    words = [slow["creep"]["source"], lever["arm_mm"]["source"]]
    words += [row["source"] for row in slow["tone"]["measured"]]
    return numbers()["sources"] | {text: text for text in words}


def room(translated: dict | None = None) -> bundle.Room:
    """The activities as a room above the package's own."""
    modules = {
        path.stem: path.read_text("utf8").replace(_PACKAGE, _BESIDE) for path in sorted(FOLDER.glob("*.js"))
    }
    said = {key: str(_(text)) for key, text in sources().items()}
    told = numbers() | {"sources": {key: text for key, text in said.items() if text != key}}
    return bundle.Room(NAME, modules, translated or words(), told)


def engine() -> Engine:
    """The engine that prints activities in the language in use, on a thread of its own."""
    return _engine_of(catalogues.language())


@lru_cache(maxsize=4)
def _engine_of(_language: str) -> Engine:
    return Engine(bundle.script("engine", room=room()))


def stylesheet() -> str:
    """The style sheet of figures and activities."""
    return bundle.stylesheet() + (FOLDER / "activities.css").read_text("utf8")


def activity_html(name: str, place: str, options: dict | None = None) -> str:
    """Return the place of an activity on a page: its printed form, ready to come alive.

    ``name`` is one of the activities, such as "peace"; its address on the page is ``#pv-place``;
    ``options`` say where it starts. Raises ValueError for an unknown activity or option, or a place
    with other characters than letters, digits and hyphens.
    """
    one_of("activity", name, engine().run("activityNames"))
    bundle.checked_place("place", place)
    attributes = {
        "class": "pv pv-figure-card",
        "data-activity": name,
        "id": f"pv-{place}",
        "data-options": json.dumps(options or {}, ensure_ascii=False, sort_keys=True),
        "aria-labelledby": f"pv-{place}-title",
    }
    inside = engine().run("stillActivity", name, f"pv-{place}", options or {})
    return bundle.figure_element(attributes, inside)
