"""All words of figures, from one catalogue, and the sentence of a posture. Twin: ``js/engine/words.js``.

The catalogue is that of the language in use, see ``catalogues.py``. How a posture is told
is data too: under ``describe`` each model lists which readings make a sentence, with one text for each
side of zero.
"""

from __future__ import annotations

import math
from functools import lru_cache

from .catalogues import catalogue, language
from .model import Model, load
from .posture import Posture, as_posture
from .readings import measure

_SIGNS = ("+", "-", "−")


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
        words = value if isinstance(value, str) else marked(str(value))
        text = text.replace("{" + name + "}", _held_sign(words))
    return text


def _held_sign(words: str) -> str:
    """Return words; among letters from right to left with a mark that keeps a sign before its number."""
    return f"\u200e{words}" if words[:1] in _SIGNS and entry("script.direction") == "rtl" else words


def marked(number: str) -> str:
    """Return a number in digits with the decimal mark of the language."""
    return number.replace(".", entry("script.decimal"))


def fixed(value: float, digits: int) -> str:
    """Return a number as it is read: fixed digits, halves away from zero, never "-0"."""
    return marked(_digits(value, digits))


def nearest(value: float, digits: int) -> float:
    """Return the number that ``fixed`` writes."""
    return float(_digits(value, digits))


def _digits(value: float, digits: int) -> str:
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
    plan = plan_of(p.model)
    said = [plan["status"][p.status]]
    if p.rests:
        values = measure(p)
        rows = [row for row in plan["readings"] if row["reading"] in values]
        said += [
            _tell_reading(row, values[row["reading"]]) for row in rows or _plain_plan_of(p.model)["readings"]
        ]
    said += [_tell_pulls(p, plan)]
    said += [
        _tell_setting(row, p.settings[name]) for name, row in plan["settings"].items() if name in p.settings
    ]
    return " ".join(s for s in said if s)


def _tell_reading(row: dict, value: float) -> str:
    size = abs(value) * row["scale"]
    side = _side(value, nearest(size, row["digits"]), row["near"])
    return _fill(row[side], {"value": fixed(size, row["digits"])})


def _tell_setting(row: dict, value: float) -> str:
    return _fill(row[_side(value, nearest(abs(value), 1))], {"value": _short(abs(value))})


def _side(value: float, written: float, near: float = 0.0) -> str:
    """Return the side of zero; what is written as nothing is nothing."""
    return "zero" if abs(value) < near or written == 0 else "plus" if value > 0 else "minus"


def _tell_pulls(p: Posture, plan: dict) -> str:
    # a cable is told on its own only where it differs from its group
    groups = p.model.group_of
    odd = {
        name: f
        for name, f in p.factors.items()
        if pull_percent(f) != pull_percent(p.factors[groups[name]] if name in groups else 1.0)
    }
    words = plan["pulls"]
    if not odd:
        return words["usual"]
    parts = [_pull_said(in_sentence(title_of(p.model, name)), f) for name, f in odd.items()]
    rest = words["rest"] if any(pull_tone(p.factors[g]) == "usual" for g in p.model.groups) else ""
    return _fill(words["list"], {"parts": words["join"].join(parts), "rest": rest})


# The one scale of pull, for text, picture, tag, table, file and slider alike.


def pull_percent(factor: float) -> float:
    """Return per cent more or less than usual, to a tenth: 50.0 for a factor of 1.5."""
    return nearest((factor - 1) * 100, 1)


def pull_tone(factor: float) -> str:
    """Return "less", "usual" or "more": what the rounded number says."""
    percent = pull_percent(factor)
    return "more" if percent > 0 else "less" if percent < 0 else "usual"


def pull_number(factor: float) -> str:
    """Return the number with its sign and a true minus: "+50", "−30", "0"."""
    sign = "+" if pull_tone(factor) == "more" else ""
    return sign + _short(pull_percent(factor)).replace("-", "−")


def pull_words(factor: float) -> str:
    """Return how hard something is set to pull, in a few words."""
    return say(f"pull.told.{pull_tone(factor)}", {"number": pull_number(factor)})


def _pull_said(name: str, factor: float) -> str:
    return say(f"pull.said.{pull_tone(factor)}", {"name": name, "number": pull_number(factor)})


# Words of a model: the catalogue's own, or plain ones made from the names in its data.


def is_told(model: Model) -> bool:
    """Return whether the catalogue has words for a model of this name."""
    return model.name in entry("describe")


def model_title(model: Model) -> str:
    """Return what a model is, in a few words: its own, where a model of the library was renamed."""
    own = not is_told(model) or model.title != load(model.name).title
    return model.title if own else say(f"titles.{model.name}")


def plain_name(name: str) -> str:
    """Return a name in data as people write it: "left_guy" is "Left guy"."""
    spaced = name.replace("_", " ")
    return spaced[0].upper() + spaced[1:]


def _measured(name: str) -> dict:
    """Return name, unit and digits of a quantity whose unit is the last part of its name."""
    head, _, tail = name.rpartition("_")
    units = entry("any.units")
    if head and tail in units:
        return {"name": plain_name(head), **units[tail]}
    return {"name": plain_name(name), "unit": "", "digits": 1}


def reading_words(model: Model, name: str) -> dict:
    """Return name, unit, digits and note of a reading."""
    if is_told(model) and name in entry("readings"):
        return entry("readings")[name]
    return {**_measured(name), "note": ""}


def plan_of(model: Model) -> dict:
    """Return what the sentences of a model are made of, as the catalogue's ``describe`` holds it."""
    if is_told(model):
        return entry(f"describe.{model.name}")
    return _plain_plan_of(model)


def _plain_plan_of(model: Model) -> dict:
    return _plain_plan(model, language())


@lru_cache(maxsize=32)
def _plain_plan(model: Model, _language: str) -> dict:
    rows = []
    for row in model.rows("readings"):
        words = reading_words(model, row["name"])
        filled = {**words, "value": "{value}"}
        rows.append(
            {
                "reading": row["name"],
                "scale": 1,
                "digits": words["digits"],
                "near": 0.5 / 10 ** words["digits"],
                "zero": _fill(say("any.reading"), filled),
                "plus": _fill(say("any.reading"), filled),
                "minus": _fill(say("any.reading"), {**filled, "value": "−{value}"}),
            }
        )
    settings = {}
    for name, setting in model.settings.items():
        words = {**_measured(name), "value": "{value}"}
        text = _fill(say("any.setting"), words)
        minus = _fill(say("any.setting"), {**words, "value": "−{value}"})
        settings[name] = {"zero": "" if setting.normal == 0 else text, "plus": text, "minus": minus}
    return {
        "status": entry("any.status"),
        "readings": rows,
        "pulls": entry("any.pulls"),
        "names": {},
        "settings": settings,
    }


def name_of(model: Model, name: str) -> str:
    """Return what a group, cable or setting of a model is called."""
    if is_told(model):
        shared, own = entry("figure.names"), entry(f"describe.{model.name}.names")
        if name in shared or name in own:
            return shared[name] if name in shared else own[name]
    return _measured(name)["name"] if name in model.settings else plain_name(name)


def title_of(model: Model, name: str) -> str:
    """Return its name alone, without the words in brackets that explain it."""
    return name_of(model, name).split(" (")[0]


def in_sentence(name: str) -> str:
    """Return a name as it stands within a sentence."""
    return name[0].lower() + name[1:] if entry("pull.small_names") else name


def _short(value: float) -> str:
    return marked(_digits(value, 1).removesuffix(".0"))
