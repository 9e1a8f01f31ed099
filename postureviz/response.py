"""How readings answer to pulls: slopes at a resting posture, and how sure a reading is.

Twin: ``js/engine/response.js``.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from .checks import ROUNDING, one_of, whole
from .coordinate import coordinate, is_place
from .mechanics import response
from .mechanism import geometry
from .model import Model, complete_factors, complete_settings, load, models
from .posture import Posture, as_posture
from .readings import chosen, measure
from .solver import solve
from .tables import table

STEP = 1e-3
STRAIGHT = 1e-6  # degrees or cm: below any digit that is read


def sensitivities(
    p: Posture, names: Iterable[str] | str | None = None, to: str = "factors"
) -> dict[str, dict[str, float]]:
    """Return the slope of every reading to the factor of every group, ``{reading: {group: slope}}``.

    A slope is the change of the reading, in its unit, per unit of factor: for +10 % of pull
    multiply by 0.1. A cable that was set on its own does not follow its group. To settings it is the
    change per unit of each setting, ``{reading: {setting: slope}}``.

    Parameters
    ----------
    p : Posture
        One posture that rests.
    names : iterable of str, or one str, optional
        Which readings; all of the model's if missing.
    to : str
        "factors" or "settings".

    Raises
    ------
    ValueError
        For a stack, a posture that found no rest, an unknown reading, or anything else to have slopes to.

    Notes
    -----
    How the angles follow comes from the Hessian (``postureviz.mechanics.response``); no second
    posture is solved. Places and angles have exact derivatives; along that direction the formula
    of every other reading is differenced (fourth order; its error is far below any digit shown). A setting
    moves loads, lengths and bones: the torques that it makes at rest are differenced, then all readings.
    """
    p = as_posture(p, rests=True)
    rows = chosen(p.model, names)
    if one_of("to", to, ("factors", "settings"), "") == "settings":
        return _setting_slopes(p, [row["name"] for row in rows])
    mech, u, phi = p.frame
    per_cable = response(mech, phi, u)
    places = {row["name"]: coordinate(p.model, mech, row, phi, u).gradient for row in rows if is_place(row)}
    rest = [row["name"] for row in rows if row["name"] not in places]
    slopes: dict[str, dict[str, float]] = {row["name"]: {} for row in rows}
    for group in p.model.groups:
        following = [g == group and c not in p.factors for c, g in p.model.group_of.items()]
        direction = per_cable[:, following].sum(1)
        for name, gradient in places.items():
            slopes[name][group] = float(gradient @ direction) + 0.0
        if rest:
            at = {k: measure(_moved(p, group, k * STEP, direction), rest) for k in (-2, -1, 1, 2)}
            for name in rest:
                slopes[name][group] = _difference(*(at[k][name] for k in (-2, -1, 1, 2))) / STEP
    return slopes


def _setting_slopes(p: Posture, names: list[str]) -> dict[str, dict[str, float]]:
    phi, hessian = p.frame.phi, p.evaluated[2]
    slopes: dict[str, dict[str, float]] = {name: {} for name in names}
    for setting, row in p.model.settings.items():
        step = STEP * (row.max - row.min)

        def near(k: float, turn, setting=setting, step=step) -> Posture:
            settings = p.settings | {setting: p.settings[setting] + k * step}
            return Posture(p.model, p.factors, settings, phi + k * step * turn, True)

        torque = _difference(*(near(k, 0 * phi).evaluated[1] for k in (-2, -1, 1, 2))) / step
        direction = -np.linalg.solve(hessian, torque)
        at = [measure(near(k, direction), names) for k in (-2, -1, 1, 2)]
        for name in names:
            slopes[name][setting] = _difference(*(values[name] for values in at)) / step + 0.0
    return slopes


def _difference(a, b, c, d):
    """Return the change per step of what has these values at -2, -1, 1 and 2 steps (fourth order)."""
    return (a - 8 * b + 8 * c - d) / 12


def _moved(p: Posture, group: str, step: float, direction: np.ndarray) -> Posture:
    factors = p.factors | {group: p.factors[group] + step}
    return Posture(p.model, factors, p.settings, p.frame.phi + step * direction, True)


def spread(p: Posture, sets: int = 200) -> dict[str, tuple[float, float]]:
    """Return a band for every reading: how far it hangs on numbers that are only assumed.

    Every row of the model's ``unsure`` (a free number, or several that vary together) is drawn
    from half to one and a half times its value; the posture is solved anew for each of the
    seeded sets. The band holds the middle 90 %.

    A mast that stands straight has no side: if it buckles under some of the sets, it may go
    either way. Where the posture itself neither leans nor shifts, its leans and shifts count
    with both signs.

    Parameters
    ----------
    p : Posture
        One posture.
    sets : int
        Number of parameter sets, 20 to 2,000.

    Returns
    -------
    dict of (low, high)

    Raises
    ------
    ValueError
        For a stack, or a number of sets out of range.
    """
    p, sets = as_posture(p), whole("sets", sets, 20, 2000)
    found = (solve(varied(p.model, k), p.factors, p.settings) for k in range(sets))
    rows = [measure(q) for q in found if q.rests]
    sideless = _sideless(p)
    return {
        name: _middle([sign * row[name] for row in rows for sign in ((1, -1) if name in sideless else (1,))])
        for name in measure(p)
    }


def _sideless(p: Posture) -> set[str]:
    """Return the leans and shifts that are 0 in this posture."""
    here = measure(p)
    kinds = {row["name"]: row["kind"] for row in p.model.rows("readings")}
    return {k for k, v in here.items() if kinds[k] in ("lean", "shift") and abs(v) < STRAIGHT}


def band(p: Posture) -> dict[str, tuple[float, float]]:
    """Return the band of :func:`spread` from 200 sets: at once for a preset, else worked out now.

    Bands of presets were worked out beforehand and stand in ``tables/bands.json``.

    Raises
    ------
    ValueError
        As :func:`spread`.
    """
    p = as_posture(p)
    if p.model.name in models() and load(p.model.name) == p.model:
        for name, preset in p.model.presets.items():
            there = (
                complete_factors(p.model, preset["factors"]),
                complete_settings(p.model, preset["settings"]),
            )
            if all(_same(*pair) for pair in zip((p.factors, p.settings), there, strict=True)):
                rows = table("bands")["models"].get(p.model.name, {}).get(name)
                if rows is not None:
                    return {reading: (low, high) for reading, (low, high) in rows.items()}
    return spread(p)


def _same(here: dict[str, float], there: dict[str, float]) -> bool:
    return here.keys() == there.keys() and all(abs(here[k] - there[k]) < ROUNDING for k in here)


def _middle(values: list[float]) -> tuple[float, float]:
    """Return the values below which 5 % and 95 % lie, by straight lines between ranks."""
    if not values:
        return float("nan"), float("nan")
    low, high = np.percentile(values, [5, 95])
    return float(low) + 0.0, float(high) + 0.0


def varied(model: Model, seed: int) -> Model:
    """Return the model with every unsure number drawn from half to one and a half times its value.

    What no draw touches is shared with the model: no point moves.
    """
    parts: dict[str, tuple] = {}
    draw = draws(seed)
    for row in model.rows("unsure"):
        share, part, names = 0.5 + next(draw), row["part"], frozenset(row.get("names", ()))
        parts[part] = tuple(
            _scaled(item, row["entry"], share)
            if not names or item.get("name", item.get("link")) in names
            else item
            for item in parts.get(part, model.rows(part))
        )
    return model.replaced(parts, keeping=(geometry,))


def _scaled(item: dict, entry: str, share: float) -> dict:
    if entry.startswith("law."):
        return {**item, "law": _scaled(item["law"], entry[4:], share)}
    return {**item, entry: item[entry] * share} if entry in item else item


def draws(seed: int):
    """Yield numbers from 0 to 1: the generator mulberry32, which the browser can repeat to the last bit."""
    state = (seed * 0x9E3779B9 + 0x6D2B79F5) & 0xFFFFFFFF
    while True:
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        t = ((state ^ (state >> 15)) * (state | 1)) & 0xFFFFFFFF
        t ^= (t + (((t ^ (t >> 7)) * (t | 61)) & 0xFFFFFFFF)) & 0xFFFFFFFF
        yield (t ^ (t >> 14)) / 4294967296
