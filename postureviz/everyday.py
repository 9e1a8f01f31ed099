"""A force beside things whose weight people know. Twin: ``js/engine/everyday.js``."""

from __future__ import annotations

import math

from .checks import number
from .numerics import NUMERICS
from .tables import table
from .words import say


def everyday(newtons: float) -> dict:
    """Return an everyday thing, and how many of it weigh about as much as a force.

    Parameters
    ----------
    newtons : float
        0 to 1e6.

    Returns
    -------
    dict
        ``name``, ``count`` (0 when the force is less than half the lightest thing), ``newtons`` they
        weigh, and ``words``.

    Raises
    ------
    ValueError
        For a force out of range.

    Examples
    --------
    >>> import postureviz as pv
    >>> pv.everyday(200.0)["words"]
    'as much as 2 full buckets of water weigh'
    """
    newtons = number("newtons", newtons, 0, 1e6, "a force")
    data, g = table("everyday"), NUMERICS.gravity_m_per_s2
    rows = data["rows"]
    if newtons < rows[0]["kg"] * g / 2:
        return {"name": rows[0]["name"], "count": 0, "newtons": 0.0, "words": say("everyday.less")}
    best, least = (rows[-1], data["most"]["count"]), math.inf
    for row in rows:
        count = math.floor(newtons / (row["kg"] * g) + 0.5)
        if 1 <= count <= data["most"]["count"]:
            misfit = abs(math.log(newtons / (count * row["kg"] * g))) + data["dearer"]["per_piece"] * count
            if misfit < least:
                best, least = (row, count), misfit
    row, count = best
    key = f"everyday.{row['name']}.{'one' if count == 1 else 'many'}"
    return {
        "name": row["name"],
        "count": count,
        "newtons": count * row["kg"] * g,
        "words": say(key, {"count": count}),
    }
