"""What a figure may be asked for, checked in one place for the page and the notebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .checks import hint, mapping, names, number, one_of, quoted
from .frozen import Frozen
from .model import Model
from .state import parse_state

# Each option and what it is: words for people, one text or several; the name of a state or reading; names of
# sliders, presets, readings; a reading with its ends; yes or no. The defaults stand in js/figure/card.js.
OPTIONS = {
    "title": "words",
    "lead": "words",
    "caption": "words",
    "limits": "words",
    "ask": "words",
    "goal": "words",
    "then": "text",
    "answer": "text",
    "sliders": "names",
    "presets": "names",
    "readings": "names",
    "choices": "answers",
    "aim": "aim",
    "ropes": "switch",
    "more": "switch",
}
_QUESTION = ("ask", "choices", "then", "answer")


def checked(model: Model, options: dict[str, Any] | None) -> dict[str, Any]:
    """Return options of a figure, checked; they cannot be changed.

    Parameters
    ----------
    model : Model
    options : dict, optional
        ``title``, ``lead``, ``caption``; ``limits``: what the model leaves out, nothing if empty;
        ``sliders`` (names of groups, cables and settings that are there at once) and ``more``
        (whether the others unfold); ``presets``; ``readings``; ``ropes`` (the table of pulls).
        A question: ``ask``, its ``choices`` in the order falls, stays, rises (or falls, rises),
        ``then`` (the state it leads to) and ``answer`` (the reading that decides).
        A task: ``aim`` (reading, lowest, highest) and ``goal``, its words.

    Raises
    ------
    ValueError
        For an unknown option or name, a value of another kind, or a question without all its parts.
    """
    given = mapping("options", options, "{'title': 'My mast'}")
    readings = tuple(row["name"] for row in model.rows("readings"))
    known = {
        "sliders": (*model.groups, *model.own_cables, *model.settings),
        "presets": tuple(model.presets),
        "readings": readings,
    }
    for key, value in given.items():
        if key not in OPTIONS:
            raise ValueError(
                f"option {quoted(key)} is not known{hint(key, OPTIONS)}; options: {', '.join(OPTIONS)}"
            )
        kind = OPTIONS[key]
        if kind == "names":
            if value is None:
                raise ValueError(
                    f"option {quoted(key)} is None; it must be a list of names from: {', '.join(known[key])}"
                )
            where = f"in model {quoted(model.name)}"
            given[key] = names(f"option {quoted(key)}", value, key[:-1], known[key], where)
        elif kind in ("answers", "aim"):
            if isinstance(value, (str, Mapping)) or not isinstance(value, Iterable):
                raise ValueError(f"option {quoted(key)} is {quoted(value)}; it must be a list")
            given[key] = tuple(value)
        elif kind == "switch":
            if not isinstance(value, bool):
                raise ValueError(f"option {quoted(key)} is {quoted(value)}; it must be True or False")
        elif not isinstance(value, str):
            raise ValueError(f"option {quoted(key)} is {quoted(value)}; it must be a text")
    if any(given.get(key) for key in _QUESTION):
        _check_question(model, readings, given)
    if given.get("aim"):
        given["aim"] = _aim(readings, given["aim"])
    return Frozen(given)


def _check_question(model: Model, readings: tuple[str, ...], given: dict[str, Any]) -> None:
    missing = [key for key in _QUESTION if not given.get(key)]
    if missing:
        raise ValueError(f"a question has {', '.join(_QUESTION)}; missing: {', '.join(missing)}")
    choices = given["choices"]
    if len(choices) not in (2, 3) or not all(isinstance(text, str) and text.strip() for text in choices):
        raise ValueError(f"option 'choices' is {quoted(choices)}; it must be two or three answers")
    then = parse_state(given["then"], model)
    if then.notices:
        raise ValueError(f"option 'then' is {quoted(given['then'])}: {' '.join(then.notices)}")
    one_of("reading", given["answer"], readings, "for option 'answer'")


def _aim(readings: tuple[str, ...], aim: tuple) -> tuple:
    wrong = f"option 'aim' is {quoted(aim)}; it must be a reading, its lowest and its highest value"
    if len(aim) != 3:
        raise ValueError(f"{wrong}; readings: {', '.join(readings)}")
    name = one_of("reading", aim[0], readings, "for option 'aim'")
    low, high = (number("option 'aim': a value", value) for value in aim[1:])
    if not low < high:
        raise ValueError(wrong)
    return name, low, high
