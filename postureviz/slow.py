"""States that change slowly: attention, creep and practice. Twin: ``js/engine/slow.js``.

The engine knows no time. These are plain functions of minutes and weeks, with constants from
``tables/slow.json``; what is only assumed there is named so, and can be passed instead.
"""

from __future__ import annotations

import math

from .checks import number, one_of, quoted
from .model import Model, as_model, complete_factors
from .readings import measure
from .solver import solve
from .tables import table


def attention(minutes: float, lasting: float | None = None) -> float:
    """Return which share of an effort is left after some minutes, ``exp(-t / lasting)``: assumed.

    Parameters
    ----------
    minutes : float
        Since attention left, 0 or more.
    lasting : float, optional
        Time constant in minutes; 10 if missing (assumed, 2 to 20 is offered).

    Raises
    ------
    ValueError
        For a time below 0, or a time constant that is not above 0.
    """
    return math.exp(
        -_time("minutes", minutes) / _rate("lasting", lasting, table("slow")["attention"]["minutes"])
    )


def drift(rest: float, held: float, minutes: float, lasting: float | None = None) -> float:
    """Return where a reading is that was held on purpose, minutes after attention left.

    ``rest + (held - rest) * attention(minutes)``, in the unit of the reading.

    Raises
    ------
    ValueError
        As :func:`attention`, or for a reading that is not a finite number.
    """
    rest, held = number("rest", rest), number("held", held)
    return rest + (held - rest) * attention(minutes, lasting)


def creep(minutes: float, rested: float = 0.0) -> float:
    """Return how many degrees further a low back bends after a long bend, and what is left after a rest.

    Measured in full forward bend (McGill & Brown 1992: 5.5 degrees in 20 minutes, time constant 9.4
    minutes), borrowed here. The way back has two assumed rates; about half is back after 2 minutes.

    Parameters
    ----------
    minutes : float
        Time spent bent.
    rested : float
        Minutes upright after that.

    Raises
    ------
    ValueError
        For a time below 0.
    """
    row = table("slow")["creep"]
    rest = row["rest"]
    most = row["deg"] / (1 - math.exp(-row["after_minutes"] / row["minutes"]))
    grown = most * (1 - math.exp(-_time("minutes", minutes) / row["minutes"]))
    after = _time("rested", rested)
    fast = rest["fast_share"] * math.exp(-after / rest["fast_minutes"])
    return grown * (fast + (1 - rest["fast_share"]) * math.exp(-after / rest["slow_minutes"]))


def tone(weeks: float, lasting: float | None = None) -> float:
    """Return which share of a change of resting tone has come after weeks of practice: assumed.

    ``1 - exp(-t / lasting)``, with a time constant of 6 weeks if missing (4 to 8 is offered).

    Raises
    ------
    ValueError
        For a time below 0, or a time constant that is not above 0.
    """
    return 1 - math.exp(-_time("weeks", weeks) / _rate("lasting", lasting, table("slow")["tone"]["weeks"]))


def practice(reading: str, weeks: float, lasting: float | None = None) -> dict:
    """Return by how much trials moved a reading, and how much of it the assumed rate gives after some weeks.

    Parameters
    ----------
    reading : str
        One that was measured in trials: "kyphosis_deg".
    weeks : float
    lasting : float, optional
        As for :func:`tone`.

    Returns
    -------
    dict
        ``change``, ``low`` and ``high`` in the unit of the reading: the trials' mean and band, times
        the share of it that has come by then; never more than the trials found.

    Raises
    ------
    ValueError
        For a reading without a trial, or a time below 0.
    """
    rows = {row["reading"]: row for row in table("slow")["tone"]["measured"]}
    if not isinstance(reading, str) or reading not in rows:
        raise ValueError(f"no trial of {quoted(reading)} in the data; measured: {', '.join(rows)}")
    row = rows[reading]
    share = min(1.0, tone(weeks, lasting) / tone(row["weeks"], lasting))
    return {key: share * row[key] for key in ("change", "low", "high")}


def retrain(
    model: Model | str, factors: dict, reading: str, weeks: float, lasting: float | None = None
) -> dict:
    """Return factors moved towards even, no further than trials moved the reading at the least.

    What bounds them is that end of the trials' likely range which promises less, by :func:`practice`.

    Parameters
    ----------
    model : Model, or the name of one
    factors : dict
        Where practice starts.
    reading, weeks, lasting
        As for :func:`practice`.

    Returns
    -------
    dict
        ``factors``; ``share`` of the way to usual pull, 0 to 1; ``change`` of the reading.

    Raises
    ------
    ValueError
        As :func:`practice` and :func:`solve`.

    Notes
    -----
    Nothing shows that a given programme achieves this in a given person.
    """
    model, trial = as_model(model), practice(reading, weeks, lasting)
    most = min(abs(trial["low"]), abs(trial["high"]))
    start = complete_factors(model, factors)
    one_of(
        "reading",
        reading,
        [row["name"] for row in model.rows("readings")],
        f"in model {quoted(model.name)}",
    )

    def moved(share: float) -> tuple[dict, float]:
        pulls = {k: f + (1 - f) * share for k, f in start.items()}
        return pulls, measure(solve(model, pulls), [reading])[reading] - before

    before = 0.0
    before = moved(0.0)[1]
    low, high = 0.0, 1.0
    if abs(moved(1.0)[1]) > most:
        for _ in range(40):
            middle = (low + high) / 2
            low, high = (low, middle) if abs(moved(middle)[1]) > most else (middle, high)
    else:
        low = 1.0
    pulls, change = moved(low)
    return {"factors": pulls, "share": low, "change": change}


def _time(what: str, value: float) -> float:
    return number(what, value, 0, 1e6, "0 or more")


def _rate(what: str, value: float | None, usual: float) -> float:
    rate = usual if value is None else value
    return number(what, rate, 1e-3, 1e6, f"usually {usual:g}")
