"""All words of figures, from one catalogue, and the sentence of a posture. Twin: ``js/engine/words.js``.

The catalogue is ``catalogue/en.json``; another language is one more file of the same keys.
How a posture is told is data too: under ``describe`` each model lists which readings make a
sentence, with one text for each side of zero.
"""

from __future__ import annotations

import json
import math
from functools import lru_cache
from importlib import resources

from .posture import Posture, as_posture
from .readings import measure


@lru_cache
def catalogue() -> dict:
    """Return the catalogue of words."""
    return json.loads((resources.files("postureviz") / "catalogue" / "en.json").read_text("utf-8"))


def entry(key: str):
    """Return what stands under a dotted key.

    Raises
    ------
    KeyError
        When the catalogue has no such key.
    """
    found = catalogue()
    for part in key.split("."):
        if part not in found:
            raise KeyError(f"the catalogue has no words for {key!r}")
        found = found[part]
    return found


def say(key: str, values: dict | None = None) -> str:
    """Return the words under a dotted key, with ``{name}`` replaced by values.

    Raises
    ------
    KeyError
        When the catalogue has no such key.
    """
    return _fill(entry(key), values or {})


def _fill(text: str, values: dict) -> str:
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def fixed(value: float, digits: int) -> str:
    """Return a number with fixed digits, halves away from zero, never "-0"."""
    scale = 10.0**digits
    whole = math.floor(abs(value) * scale + 0.5)
    text = str(int(whole // scale))
    if digits:
        text += "." + str(int(whole % scale)).rjust(digits, "0")
    return ("-" if value < 0 and whole else "") + text


def describe(p: Posture) -> str:
    """Return the sentences that tell a posture, word for word as the page shows them.

    Parameters
    ----------
    p : Posture
        One posture, not a stack.

    Raises
    ------
    ValueError
        When ``p`` is not one posture.
    """
    p = as_posture(p)
    plan = entry(f"describe.{p.model.name}")
    said = [plan["status"][p.status]]
    if p.status in ("settled", "buckled"):
        values = measure(p)
        said += [_reading(row, values[row["reading"]]) for row in plan["readings"]]
    said += [_pulls(p, plan)]
    said += [_setting(row, p.settings[name]) for name, row in plan["settings"].items()]
    return " ".join(s for s in said if s)


def _reading(row: dict, value: float) -> str:
    side = "zero" if abs(value) < row["near"] else "plus" if value > 0 else "minus"
    return _fill(row[side], {"value": fixed(abs(value) * row["scale"], row["digits"])})


def _setting(row: dict, value: float) -> str:
    side = "zero" if value == 0 else "plus" if value > 0 else "minus"
    return _fill(row[side], {"value": _short(abs(value))})


def _pulls(p: Posture, plan: dict) -> str:
    # a cable is told on its own only where it differs from its group
    groups = p.model.group_of
    odd = {
        name: f for name, f in p.factors.items() if f != (p.factors[groups[name]] if name in groups else 1.0)
    }
    words = plan["pulls"]
    if not odd:
        return words["even"]
    parts = [
        _fill(words[_tone(f)], {"name": plan["names"][name], "value": _short(abs(f - 1) * 100)})
        for name, f in odd.items()
    ]
    rest = words["rest"] if any(p.factors[g] == 1.0 for g in p.model.groups) else ""
    return _fill(words["list"], {"parts": words["join"].join(parts), "rest": rest})


def _tone(factor: float) -> str:
    if factor == 0:
        return "slack"
    return "tight" if factor > 1 else "weak" if factor < 1 else "level"


def _short(value: float) -> str:
    text = fixed(value, 1)
    return text[:-2] if text.endswith(".0") else text
