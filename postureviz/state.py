"""State text: one short line that says everything a figure shows.

``v1;mast;port=50;starboard=-37.5`` is version, model, then sorted keys. Pulls are per cent off
even (factor = 1 + value / 100), settings are in their own unit, and whatever is at its normal
value is left out; so is a rope that pulls as its group does. ``show=loads+muscles`` names the
layers of the picture where they are not the usual ones. Mail, chats and forms change such a line on
its way; whatever harmless form comes back is read as it was meant, and told. Mirrored by
``js/engine/state.js``.
"""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from .checks import names, quoted
from .model import FIRST, Model, complete_factors, complete_settings, load, models
from .words import say

LONGEST = 2000
SHOWN = 40
HALF = 0.0005  # half of the last decimal of a text
SHOW, NOTHING = "show", "none"
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)")
_BLANK = " \t\r\n"
# What carriers of text do to it: escapes, once or twice; soft line ends and =3D of mail; signs without
# width; other blanks, dashes and letters of full width; backslashes before underscores.
_ESCAPES = re.compile("(?:%[0-9A-Fa-f]{2})+")
_TIMES_ESCAPED = 3
_MAILED = re.compile("=(?:\r?\n|3[Dd])")
_INVISIBLE = dict.fromkeys(
    (0x5C, 0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF)
)
_BLANKS = dict.fromkeys(
    (0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000), " "
)
_DASHES = dict.fromkeys((*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63), "-")
_WIDE = {0xFEE0 + code: chr(code) for code in range(0x21, 0x7F)}
_PLAIN = _INVISIBLE | _BLANKS | _DASHES | _WIDE
# What people and programs put around a link; a piece that ends in dots was cut short and stays as it is.
_BEFORE = re.compile("^[<(\\[{\"'‘’“”„«»*~`]+")
_AFTER = re.compile("[.,:!>)\\]}\"'‘’“”„«»*~`/|_]+\\Z")
_CUT = ("..", "…")
_NEAR_LETTERS, _NEAR_NAMES = 3, 3


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
        For an unknown layer.
    """
    known = layers(model)
    if show is None:
        return tuple(name for name, on in known.items() if on)
    return names("show", show, "layer", known, f"in the picture of model {quoted(model.name)}")


def format_state(
    model: Model,
    factors: dict | None = None,
    settings: dict | None = None,
    show: Iterable[str] | str | None = None,
) -> str:
    """Return the state text of factors (1 = usual pull), settings (in their unit) and layers shown.

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
    sent = unescaped(text[:LONGEST])
    read = plain(sent)
    mended = read != sent

    def bare(piece: str) -> str:
        nonlocal mended
        piece = piece.strip(_BLANK)
        kept = piece if piece.endswith(_CUT) else _AFTER.sub("", _BEFORE.sub("", piece))
        mended |= kept != piece
        return kept.strip(_BLANK)

    def meant(written: str, known: Sequence[str]) -> str | None:
        nonlocal mended
        name = bare(written)
        if name in known:
            return name
        alike = [other for other in known if _loose(other) == _loose(name)]
        mended |= len(alike) == 1
        return alike[0] if len(alike) == 1 else None

    parts = [part for part in (part.strip(_BLANK) for part in read.split(";")) if part and bare(part)]
    if not parts:
        note("empty")
    elif re.fullmatch("[Vv][0-9]+", bare(parts[0])):
        version = parts.pop(0)
        if bare(version).lower() != "v1":
            note("version_unknown", shown=_shown(version))
    else:
        note("version_missing")
    named = parts.pop(0) if parts and "=" not in parts[0] else None
    names = [*dict.fromkeys((*models(), *([own.name] if own else [])))]
    asked = None if named is None else meant(named, names)
    model = own or load(asked or FIRST)
    if named is None and not (notices and not parts):
        note("model_missing", used=model.name)
    elif named is not None and asked != model.name:
        note("model_unknown", shown=_shown(named), used=model.name)

    ranges = dict.fromkeys((*model.groups, *model.own_cables), _percents(model))
    ranges |= {name: (row.min, row.max) for name, row in model.settings.items()}
    known = layers(model)
    keys = [*ranges, *([SHOW] if known else [])]
    values: dict[str, float] = {}
    show: tuple[str, ...] | None = None
    for part in parts:
        written, equals, given = (piece.strip(_BLANK) for piece in part.partition("="))
        key = meant(written, keys) if equals else None
        number = "" if key == SHOW else bare(re.sub("[ \t\r\n]", "", given))
        if not equals:
            note("pair", shown=_shown(part))
        elif key is None:
            near = ", ".join(_near(written, keys))
            note("key_near" if near else "key", shown=_shown(written), near=near)
        elif key == SHOW:
            if show is not None:
                note("show_twice")
            listed = re.split("[+ \t\r\n]+", bare(given))
            wanted = {}
            none = len(listed) == 1 and meant(listed[0], [NOTHING]) is not None
            for name in [] if none else listed:
                wanted[name] = meant(name, list(known))
                if wanted[name] is None:
                    note("layer", shown=_shown(name), known=", ".join((*known, NOTHING)))
            show = tuple(sorted({name for name in wanted.values() if name is not None}))
        elif not _NUMBER.fullmatch(number):
            least, most = map(_short, ranges[key])
            note("number", name=key, shown=_shown(given), low=least, high=most)
        else:
            low, high = ranges[key]
            exact = float(number)
            used = min(max(_rounded(min(max(exact, low), high)), low), high)
            if key in values:
                note("twice", name=key, used=_short(used))
            # what the three decimals of a text would round to the end is the end
            if exact <= low - HALF or exact >= high + HALF:
                note(
                    "range",
                    name=key,
                    shown=_shown(number),
                    low=_short(low),
                    high=_short(high),
                    used=_short(used),
                )
            values[key] = used
    if mended:
        note("mended")
    return State(model.name, *_off_normal(model, values), tuple(notices), _off_usual(model, show))


def unescaped(text: str) -> str:
    """Return a text without the escapes of addresses, taken off as often as they were put on."""

    def letters(escapes: re.Match) -> str:
        try:
            return bytes.fromhex(escapes[0].replace("%", "")).decode("utf-8")
        except UnicodeDecodeError:
            return escapes[0]

    for _ in range(_TIMES_ESCAPED):
        text = _ESCAPES.sub(letters, text)
    return text


def plain(text: str) -> str:
    """Return a text in plain signs: hyphen for minus and dashes, one kind of blank, nothing invisible."""
    return _MAILED.sub(lambda found: "=" if found[0][1] == "3" else "", text).translate(_PLAIN)


def _loose(name: str) -> str:
    """Return a name without what capitals, line ends and chats do to it."""
    return re.sub("[_ \t\r\n-]", "", name).lower()


def _near(written: str, names: Sequence[str]) -> list[str]:
    """Return the few names that begin as what was written does."""

    def alike(name: str) -> int:
        return len(os.path.commonprefix([written, name]))

    return sorted((n for n in names if alike(n) >= _NEAR_LETTERS), key=lambda n: -alike(n))[:_NEAR_NAMES]


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
    low, high = _percents(model)
    values = {name: min(max(_rounded((f - 1) * 100), low), high) for name, f in factors.items()}
    values |= {name: _rounded(v) for name, v in settings.items()}
    factors, settings = _off_normal(model, values)
    kept = {name: _short(values[name]) for name in (*factors, *settings)}
    if (shown := _off_usual(model, show)) is not None:
        kept[SHOW] = "+".join(shown) or NOTHING
    return ";".join(["v1", model.name, *(f"{name}={kept[name]}" for name in sorted(kept))])


def _percents(model: Model) -> tuple[float, float]:
    """Return how far a pull may be set, in per cent more or less than usual."""
    low, high = model.factor_range
    return (low - 1) * 100, (high - 1) * 100


def _rounded(value: float) -> float:
    """Three decimals, halves away from zero: so that left and right stay mirror images."""
    return math.copysign(math.floor(abs(value) * 1000 + 0.5) / 1000, value) + 0.0


def _short(value: float) -> str:
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _shown(text: str) -> str:
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
