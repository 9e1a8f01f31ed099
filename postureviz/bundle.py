"""Joins the modules of ``js/`` into one text, for the page, the notebook and Python's own engine.

Puts the models and words in; ``joiner.py`` does the joining. There is no other build step.
"""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources

from .catalogues import catalogue, language
from .checks import quoted
from .colours import colours, tokens_css
from .joiner import exports_of, join
from .js_engine import Engine
from .model import load, models
from .numerics import NUMERICS
from .options import checked
from .state import format_state, views
from .tables import tables

JS = resources.files("postureviz") / "js"

# The folders of ``js/``, from the lowest: an import may go down or stay, never up.
LAYERS = ("engine", "drawing", "figure", "")
_HOMES = {"engine": "still", "page": "page", "widget": "widget", "door": "figure/door"}
_DATA, _DATA_LINE = "engine/data", "export const DATA = { library: {}, catalogue: {} };"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


@dataclass(frozen=True)
class Room:
    """A room that someone else adds above the package's own, such as the activities of a book.

    Attributes
    ----------
    name : str
        Its folder beside the rooms of the package, such as "activities".
    modules : mapping of str to str
        Text of each module by its name. They import from their room by ``./x.js`` and from the package
        by ``../engine/x.js`` and the like. ``still`` and ``page``, if there, are homes like the package's.
    words : mapping
        What the catalogue holds under the name of the room.
    tables : mapping
        What ``DATA.tables`` holds under the name of the room.
    """

    name: str
    modules: Mapping[str, str]
    words: Mapping = field(default_factory=dict)
    tables: Mapping = field(default_factory=dict)


def script(home: str = "engine", words: dict | None = None, room: Room | None = None) -> str:
    """Return all modules as one JavaScript text.

    Parameters
    ----------
    home : str
        "engine": a classic script that defines ``PostureViz``; "page": the same, and it mounts
        every figure of its page; "widget": an ES module with a default export; "door": a short one
        that a figure in a notebook brings along, and that fetches "widget" once per page.
    words : dict, optional
        Another catalogue than that of the language in use.
    room : Room, optional
        Modules above the package's; "engine" and "page" are then its own homes.

    Raises
    ------
    ValueError
        For an unknown home, or when the modules break the rules that let them be joined.
    """
    if home not in _HOMES:
        raise ValueError(f"home is {home!r}; allowed: {', '.join(_HOMES)}")
    entry = _HOMES[home]
    if room and home in ("engine", "page"):
        entry = f"{room.name}/{entry}"
    body = join(sources(words, room), entry)
    if home in ("widget", "door"):
        body += f"export default {exports_of(entry)}.default;\n"
    else:
        body += f"globalThis.PostureViz = {exports_of(entry)}.PostureViz;\n"
        body = f'(() => {{\n"use strict";\n{body}}})();\n'
    # "</" is the only text that could end a script element early; "<\/" means the same in a string.
    return body.replace("</", "<\\/")


def sources(words: dict | None = None, room: Room | None = None) -> dict[str, str]:
    """Return the text of every module by its path in ``js/``, without ``.js``; models and words are put in.

    Raises
    ------
    ValueError
        When the module that holds models and words has lost the line where they go.
    """
    found = {path: text.read_text("utf-8") for path, text in _walk(JS, "")}
    if _DATA_LINE not in found[_DATA]:
        raise ValueError(f"{_DATA}.js has no line {_DATA_LINE!r}, which is where the models and words go")
    data = {
        "library": {name: load(name).to_dict() for name in models()},
        "catalogue": words or catalogue(),
        "numerics": vars(NUMERICS),
        "views": views(),
        "tables": tables(),
        "colours": {key: value for key, value in colours().items() if key != "about"},
    }
    if room:
        found |= {f"{room.name}/{name}": text for name, text in room.modules.items()}
        data["catalogue"] = {room.name: room.words} | data["catalogue"]
        data["tables"] = data["tables"] | {room.name: room.tables}
    line = f"export const DATA = {json.dumps(data, separators=(',', ':'))};"
    return found | {_DATA: found[_DATA].replace(_DATA_LINE, line)}


def _walk(folder, prefix: str):
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            yield from _walk(item, f"{prefix}{item.name}/")
        elif item.name.endswith(".js"):
            yield prefix + item.name.removesuffix(".js"), item


def engine() -> Engine:
    """Return this process's engine for the language in use, on a thread of its own, made on first use."""
    return _engine_of(language())


@lru_cache(maxsize=4)
def _engine_of(_language: str) -> Engine:
    return Engine(script("engine"))


# A forked child has the object but not its thread: let it make its own.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_engine_of.cache_clear)


def stylesheet() -> str:
    """Return the style sheet of the figures: tokens, then shapes. Everything is inside ``.pv``."""
    return tokens_css() + (JS / "figure.css").read_text("utf-8")


def figure_html(posture, name: str, options: dict | None = None, show: Sequence[str] | None = None) -> str:
    """Return the place of a figure on a page: still picture and sentence, ready to come alive.

    Parameters
    ----------
    posture : Posture
        What the still shows, and where the live figure starts.
    name : str
        Name of the figure on its page, letters, digits and hyphens; its address is ``#pv-name``.
    options : dict, optional
        As ``postureviz.options`` lists them.
    show : list of str, optional
        The layers of the picture that are on; the usual ones without it.

    Raises
    ------
    ValueError
        For a name with other characters, an option or layer that is not known, or a model whose view
        has no picture.
    """
    checked_place("figure name", name)
    model = posture.model
    options = checked(model, options)
    state = format_state(model, posture.factors, posture.settings, show)
    attributes = {
        "class": "pv pv-figure-card",
        "data-postureviz": "",
        "id": f"pv-{name}",
        "data-figure": name,
        "data-model": model.name,
        "data-state": state,
        "data-options": json.dumps(options, ensure_ascii=False, sort_keys=True),
        "aria-labelledby": f"pv-{name}-title",
    }
    own = model.name in models() and model == load(model.name)
    inside = engine().run("stillCard", model.name if own else model.to_dict(), name, state, options)
    return figure_element(attributes, inside)


def checked_place(what: str, name: str) -> str:
    """Return the name of a place on a page, which is part of an address.

    Raises
    ------
    ValueError
        For a name with other characters than letters, digits and hyphens.
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ValueError(
            f"{what} is {quoted(name)}; use letters, digits and hyphens, a letter first, such as 'ship'"
        )
    return name


def figure_element(attributes: Mapping[str, str], inside: str) -> str:
    """Return a ``figure`` element of HTML; attributes are escaped, what is inside is markup."""
    written = " ".join(f'{key}="{_escaped(value)}"' for key, value in attributes.items())
    return f"<figure {written}>{inside}</figure>"


def _escaped(text: str) -> str:
    return html.escape(text).replace("\n", "&#10;")
