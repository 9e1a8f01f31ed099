"""What a figure may be asked for, checked in one place for the page and the notebook."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from .model import Model
from .state import parse_state

WORDS = ("title", "lead", "caption", "limits", "ask", "goal", "then", "answer")
LISTS = ("sliders", "presets", "readings", "choices", "aim")
SWITCHES = ("ropes", "more")
_QUESTION = ("ask", "choices", "then", "answer")


def checked(model: Model, options: dict[str, Any] | None) -> dict[str, Any]:
    """Return options of a figure as plain data.

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
    given = dict(options or {})
    readings = tuple(row["name"] for row in model.to_dict()["readings"])
    names = {
        "sliders": (*model.groups, *model.own_cables, *model.settings),
        "presets": tuple(model.presets),
        "readings": readings,
    }
    for key, value in given.items():
        if key not in (*WORDS, *LISTS, *SWITCHES):
            known = ", ".join((*WORDS, *LISTS, *SWITCHES))
            raise ValueError(f"option {key!r} is not known; options: {known}")
        listed = isinstance(value, Sequence) and not isinstance(value, str)
        if key in names and (not listed or any(name not in names[key] for name in value)):
            raise ValueError(
                f"option {key!r} is {value!r}; it must be a list of names from: {', '.join(names[key])}"
            )
        if key in LISTS and not listed:
            raise ValueError(f"option {key!r} is {value!r}; it must be a list")
        if key in SWITCHES and not isinstance(value, bool):
            raise ValueError(f"option {key!r} is {value!r}; it must be True or False")
        if key in WORDS and not isinstance(value, str):
            raise ValueError(f"option {key!r} is {value!r}; it must be a text")
    if any(given.get(key) for key in _QUESTION):
        _check_question(model, readings, given)
    if given.get("aim"):
        _check_aim(readings, given["aim"])
    return {key: list(value) if key in LISTS else value for key, value in given.items()}


def _check_question(model: Model, readings: tuple[str, ...], given: dict[str, Any]) -> None:
    missing = [key for key in _QUESTION if not given.get(key)]
    if missing:
        raise ValueError(f"a question has {', '.join(_QUESTION)}; missing: {', '.join(missing)}")
    choices = given["choices"]
    if len(choices) not in (2, 3) or not all(isinstance(text, str) and text.strip() for text in choices):
        raise ValueError(f"option 'choices' is {choices!r}; it must be two or three answers")
    then = parse_state(given["then"], model)
    if then.notices:
        raise ValueError(f"option 'then' is {given['then']!r}: {' '.join(then.notices)}")
    if given["answer"] not in readings:
        raise ValueError(f"option 'answer' is {given['answer']!r}; it must be one of: {', '.join(readings)}")


def _check_aim(readings: tuple[str, ...], aim: Any) -> None:
    wrong = f"option 'aim' is {aim!r}; it must be a reading, its lowest and its highest value"
    if len(aim) != 3 or aim[0] not in readings:
        raise ValueError(f"{wrong}; readings: {', '.join(readings)}")
    low, high = aim[1:]
    numbers = all(isinstance(v, int | float) and math.isfinite(v) for v in (low, high))
    if not numbers or not low < high:
        raise ValueError(wrong)
