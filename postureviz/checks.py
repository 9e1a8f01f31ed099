"""What every public function asks of its arguments: one check and one wording for each kind.

All of them raise a ``ValueError`` that names the item, its value (short, whatever it is) and what is allowed.
"""

from __future__ import annotations

import difflib
import math
import reprlib
from collections.abc import Collection, Iterable
from typing import Any

import numpy as np

# A value this close beyond an end is that end: sums of steps, such as np.arange(0, 2.05, 0.1), drift by less.
ROUNDING = 1e-9
# Numbers of any kind stay below this: their squares and products still fit a double.
BOUND = 1e9
QUOTED = 80


class _Short(reprlib.Repr):
    def __init__(self):
        super().__init__()
        self.maxlevel = 3
        self.maxstring = self.maxother = 60

    def repr_int(self, x, level):
        """Return a long whole number by its first digits and its size; Python itself refuses to write it."""
        if x.bit_length() <= 128:
            return repr(x)
        spare = int(x.bit_length() * math.log10(2)) - 24
        return f"{'-' if x < 0 else ''}{str(abs(x) // 10**spare)[:20]}… (about {spare + 24} digits)"


_SHORT = _Short()


def quoted(value: Any) -> str:
    """Return a value as a message shows it: at most 80 characters, and never an error of its own."""
    if not isinstance(value, (list, tuple, dict, set, frozenset, str, bytes, int)):
        try:
            text = repr(value)
        except Exception:  # a broken repr must not hide what was wrong with the value
            text = f"<{type(value).__name__}>"
    else:
        text = _SHORT.repr(value)
    text = " ".join(text.split())
    return text if len(text) <= QUOTED else text[: QUOTED - 1] + "…"


def hint(name: Any, known: Iterable) -> str:
    """Return a guess at what a misspelt name was meant to be, or nothing."""
    if not isinstance(name, str) or len(name) > QUOTED:
        return ""
    close = difflib.get_close_matches(name, [k for k in known if isinstance(k, str)], 1)
    return f"; did you mean {close[0]!r}?" if close else ""


def extras(value: Any) -> str:
    """Return what would be lost if only the numbers of a value were taken: a mask or a unit; or nothing."""
    if isinstance(value, np.ma.MaskedArray):
        return "masked: give numbers without a mask" if np.ma.is_masked(value) else ""
    if hasattr(value, "unit") or hasattr(value, "units"):
        return "a quantity with a unit of its own: give the plain number"
    if isinstance(value, (list, tuple)) and any(item is np.ma.masked for item in value):
        return "masked: give numbers without a mask"
    return ""


def real(value: Any) -> float | None:
    """Return a number of Python or numpy as a float (NaN and infinity too), or None for all else."""
    if isinstance(value, bool):
        return None
    if not isinstance(value, (int, float)):
        kind = getattr(getattr(value, "dtype", None), "kind", "")
        if kind not in ("f", "i", "u") or getattr(value, "ndim", 1) != 0 or extras(value):
            return None
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def number(what: str, value: Any, low: float = -BOUND, high: float = BOUND, note: str = "") -> float:
    """Return a number of a range as a float; what is beyond an end by rounding alone is that end."""
    note = f" ({note})" if note else ""
    found = real(value)
    if found is None or math.isnan(found):
        extra = f" ({extras(value)})" if extras(value) else ""
        raise ValueError(
            f"{what} is {quoted(value)}{extra}; it must be one finite number from {low:g} to {high:g}{note}"
        )
    kept = within(found, low, high)
    if not low <= kept <= high:
        raise ValueError(f"{what} is {quoted(value)}; it must lie from {low:g} to {high:g}{note}")
    return float(kept)


def within(values, low: float, high: float):
    """Return numbers with those that are beyond an end by rounding alone moved to it; others as they are."""
    least, room = min(1.0, high - low), ROUNDING
    over = (values > high) & (values <= high + room * max(abs(high), least))
    under = (values < low) & (values >= low - room * max(abs(low), least))
    if np.ndim(values) == 0:
        return high if over else low if under else values
    return np.where(over, high, np.where(under, low, values))


def whole(what: str, value: Any, low: int, high: int) -> int:
    """Return a whole number of a range as an int."""
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    found = real(value) if isinstance(value, int) or kind in ("i", "u") else None
    if found is None or not low <= found <= high:
        raise ValueError(
            f"{what} is {quoted(value)}; it must be a whole number from {low} to {high}, "
            f"an int of Python or numpy"
        )
    return int(found)


def numbers(values: Any) -> np.ndarray | None:
    """Return a float array (a copy), or None for what is not numbers alone.

    Not numbers: texts, truths, gaps, uneven rows, masks, units.
    """
    if extras(values) or _has_truth(values):
        return None
    try:
        table = np.asarray(values)
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None
    return table.astype(float) if table.dtype.kind in "iuf" else None


def _has_truth(values: Any, depth: int = 2) -> bool:
    """Return whether a list, or one within it, holds a truth, of which numpy would make 1.0."""
    if not isinstance(values, (list, tuple)) or depth == 0:
        return False
    return any(isinstance(v, (bool, np.bool_)) or _has_truth(v, depth - 1) for v in values)


def one_of(kind: str, value: Any, known: Collection[str], of: str = "") -> str:
    """Return a name that is known; ``kind`` says of what, ``of`` where, such as "in model 'mast'"."""
    if not isinstance(value, str) or value not in known:
        kinds = f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"
        raise ValueError(
            f"no {kind} {quoted(value)}{f' {of}' if of else ''}{hint(value, known)}; "
            f"{kinds}: {', '.join(known) or 'none'}"
        )
    return value


def names(what: str, given: Any, kind: str, known: Collection[str], of: str = "") -> tuple[str, ...]:
    """Return known names, each once: all for None, one for a lone text, else what an iterable holds."""
    if given is None:
        return tuple(known)
    if isinstance(given, str):
        given = (given,)
    try:
        listed = tuple(given)
    except TypeError:
        raise ValueError(
            f"{what} is {quoted(given)}; it must be a list of names from: {', '.join(known) or 'none'}"
        ) from None
    for name in listed:
        try:
            one_of(kind, name, known, of)
        except ValueError as error:
            raise ValueError(f"{what} is {quoted(list(listed))}: {error}") from None
    return tuple(dict.fromkeys(listed))


def mapping(what: str, given: Any, example: str) -> dict:
    """Return a copy of a mapping; empty for None."""
    if given is None:
        return {}
    if not hasattr(given, "items"):
        raise ValueError(f"{what} is {quoted(given)}; it must be a dict such as {example}")
    return dict(given.items())


def shown(value: float, digits: int = 6) -> str:
    """Return a number for a line of text: so many digits, and what is nothing but rounding is 0."""
    return f"{0.0 if abs(value) < ROUNDING else value:.{digits}g}"
