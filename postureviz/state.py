"""State text: one short line that says everything a figure shows.

``v1;mast;port=50;starboard=-37.5`` is version, model, then sorted keys. Pulls are per cent off
even (factor = 1 + value / 100), settings are in their own unit, and whatever is at its normal
value is left out; so is a rope that pulls as its group does. ``show=loads+muscles`` names the
layers of the picture where they are not the usual ones. Mirrored by ``js/engine/state.js``.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from .checks import names, quoted
from .model import FACTOR_RANGE, FIRST, Model, complete_factors, complete_settings, load, models
from .words import say

LONGEST = 2000
SHOWN = 40
SHOW, NOTHING = "show", "none"
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)")
_BLANK = " \t\r\n"


@dataclass(frozen=True)
class State:
    """What a state text says: model name, factors and settings off normal, and notices.

    ``notices`` holds one sentence for each part of the text that could not be used as it stood.
    ``show`` names the layers of the picture that are on, or is None for the usual ones.
    """

    model: str
    factors: dict[str, float]
    settings: dict[str, float]
    notices: tuple[str, ...] = ()
    show: tuple[str, ...] | None = None


@lru_cache(maxsize=1)
def views() -> dict[str, dict]:
    """Return what a figure of each view can show and what it opens with, as ``views.json`` says."""
    return json.loads((resources.files("postureviz") / "views.json").read_text("utf-8"))


def layers(model: Model) -> dict[str, bool]:
    """Return the layers that the picture of a model can show, and which of them are on at first."""
    return views().get(model.view, {}).get("layers", {})


def checked_layers(model: Model, show: Iterable[str] | str | None) -> tuple[str, ...]:
    """Return the layers that are on: those asked for, or without a wish the usual ones.

    Raises
    ------
    ValueError
        For an unknown layer, or two that are shown one at a time.
    """
    known = layers(model)
    if show is None:
        return tuple(name for name, on in known.items() if on)
    on = names("show", show, "layer", known, f"in the picture of model {quoted(model.name)}")
    if wrong := _clash(model, on):
        raise ValueError(f"show is {quoted(on)}; {' and '.join(wrong)} are shown one at a time")
    return on


def format_state(
    model: Model,
    factors: dict | None = None,
    settings: dict | None = None,
    show: Iterable[str] | str | None = None,
) -> str:
    """Return the state text of factors (1 = normal pull), settings (in their unit) and layers shown.

    Raises
    ------
    ValueError
        For an unknown name or a value out of range.
    """
    if show is not None:
        show = checked_layers(model, show)
    return _text(model, complete_factors(model, factors), complete_settings(model, settings), show)


def parse_state(text: str, own: Model | None = None) -> State:
    """Return the nearest valid state for any text; never an exception.

    Parameters
    ----------
    text : str
        At most 2,000 characters of it are read.
    own : Model, optional
        The only model allowed. Without it, any model of the library.

    Returns
    -------
    State
        Unknown keys are dropped, values out of range are moved to the nearest end, of a key
        given twice the last value counts; each of these adds a notice.
    """
    notices: list[str] = []

    def note(kind: str, **values) -> None:
        notices.append(say(f"state.{kind}", values))

    if len(text) > LONGEST:
        note("long", limit=LONGEST)
    parts = [part.strip(_BLANK) for part in text[:LONGEST].split(";")]
    parts = [part for part in parts if part]
    if not parts:
        note("empty")
    elif re.fullmatch("v[0-9]+", parts[0]):
        version = parts.pop(0)
        if version != "v1":
            note("version_unknown", shown=_shown(version))
    else:
        note("version_missing")
    named = parts.pop(0) if parts and "=" not in parts[0] else None
    model = own or load(named if named in models() else FIRST)
    if named is None and not (notices and not parts):
        note("model_missing", used=model.name)
    elif named is not None and named != model.name:
        note("model_unknown", shown=_shown(named), used=model.name)

    ranges = {name: (-100.0, 100.0) for name in (*model.groups, *model.own_cables)}
    ranges |= {name: (row.min, row.max) for name, row in model.settings.items()}
    known = layers(model)
    values: dict[str, float] = {}
    show: tuple[str, ...] | None = None
    for part in parts:
        key, equals, number = (piece.strip(_BLANK) for piece in part.partition("="))
        if not equals:
            note("pair", shown=_shown(part))
        elif key not in ranges and not (known and key == SHOW):
            note("key", shown=_shown(key), known=", ".join((*ranges, *([SHOW] if known else []))))
        elif key == SHOW:
            if show is not None:
                note("show_twice")
            listed = [name.strip(_BLANK) for name in number.split("+")]
            wanted = [] if listed == [NOTHING] else listed
            for name in wanted:
                if name not in known:
                    note("layer", shown=_shown(name), known=", ".join((*known, NOTHING)))
            show = tuple(sorted({name for name in wanted if name in known}))
            for name in _clash(model, show)[1:]:
                note("one_at_a_time", shown=name, used=_clash(model, show)[0])
                show = tuple(kept for kept in show if kept != name)
        elif not _NUMBER.fullmatch(number):
            note(
                "number",
                name=key,
                shown=_shown(number),
                low=_short(ranges[key][0]),
                high=_short(ranges[key][1]),
            )
        else:
            low, high = ranges[key]
            value = float(number)
            used = min(max(_rounded(min(max(value, low), high)), low), high)
            if key in values:
                note("twice", name=key, used=_short(used))
            if not low <= value <= high:
                note(
                    "range",
                    name=key,
                    shown=_shown(number),
                    low=_short(low),
                    high=_short(high),
                    used=_short(used),
                )
            values[key] = used
    return State(model.name, *_off_normal(model, values), tuple(notices), _off_usual(model, show))


def _clash(model: Model, show: Sequence[str]) -> list[str]:
    """Return those of the layers that are shown one at a time, when there are several."""
    one = [name for name in views().get(model.view, {}).get("one_at_a_time", []) if name in show]
    return one if len(one) > 1 else []


def _off_usual(model: Model, show: Sequence[str] | None) -> tuple[str, ...] | None:
    """Return the layers shown, sorted; None for the usual ones."""
    usual = {name for name, on in layers(model).items() if on}
    return None if show is None or set(show) == usual else tuple(sorted(set(show)))


def _off_normal(model: Model, values: dict[str, float]) -> tuple[dict, dict]:
    """Split per-cent values and settings; leave out what is normal or as its group."""
    factors = {g: 1 + values[g] / 100 for g in model.groups if values.get(g, 0) != 0}
    for cable in model.own_cables:
        if cable in values and values[cable] != values.get(model.group_of[cable], 0):
            factors[cable] = 1 + values[cable] / 100
    settings = {s: values[s] for s, row in model.settings.items() if s in values and values[s] != row.normal}
    return factors, settings


def _text(
    model: Model,
    factors: dict[str, float],
    settings: dict[str, float],
    show: Sequence[str] | None,
) -> str:
    low, high = ((f - 1) * 100 for f in FACTOR_RANGE)
    values = {name: min(max(_rounded((f - 1) * 100), low), high) for name, f in factors.items()}
    values |= {name: _rounded(v) for name, v in settings.items()}
    factors, settings = _off_normal(model, values)
    kept = {name: _short(values[name]) for name in (*factors, *settings)}
    if (shown := _off_usual(model, show)) is not None:
        kept[SHOW] = "+".join(shown) or NOTHING
    return ";".join(["v1", model.name, *(f"{name}={kept[name]}" for name in sorted(kept))])


def _rounded(value: float) -> float:
    """Three decimals, halves away from zero: so that left and right stay mirror images."""
    return math.copysign(math.floor(abs(value) * 1000 + 0.5) / 1000, value) + 0.0


def _short(value: float) -> str:
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _shown(text: str) -> str:
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
