"""Find where a model settles. Twin: ``js/engine/solver.js``.

The search starts at neutral unless told otherwise, so that one state always gives one picture.
"""

from __future__ import annotations

import numpy as np

from .answer import driven
from .checks import mapping, numbers, quoted
from .mechanics import prepare, seen_from_legs
from .minimum import Potential, cholesky, find_minimum
from .model import Model, as_model, cable_factors, complete_factors, complete_settings
from .posture import Posture

# Angles to start from, rad: far beyond any use, and their powers still fit a double.
TURNS = 1000.0


def solve(
    model: Model | str,
    factors: dict | None = None,
    settings: dict | None = None,
    start=None,
    **values: float,
) -> Posture:
    """Return the posture in which a model settles.

    Parameters
    ----------
    model : Model, or the name of one
    factors : dict of str to float
        Share of usual pull for a group or a single cable, 0 (slack) to 2; missing = 1.
        A cable overrides its group.
    settings : dict of str to float
        In the unit of each setting; missing = normal.
    start : (n,) array, rad, optional
        Absolute angles in the world to start from, such as ``p.angles``; neutral if missing.
    **values : float
        Factors and settings by name, as ``Lab`` takes them: ``solve("mast", port=1.5, wind_N=2)``.

    Returns
    -------
    Posture
        Look at ``status``: an unsolved or fallen state is reported there, not raised.

    Raises
    ------
    ValueError
        For an unknown name, a name that is given twice, a value out of range or not finite, or a start of
        the wrong shape.

    Notes
    -----
    The energy and its derivatives are equations (1) to (6) of the book's page "The model".

    Examples
    --------
    >>> import postureviz as pv
    >>> pv.solve("mast", {"port": 1.5, "starboard": 0.5}).status
    'settled'
    """
    model = as_model(model)
    if values:
        factors, settings = _with_values(model, factors, settings, values)
    factors, settings = complete_factors(model, factors), complete_settings(model, settings)
    mech = prepare(model.shaped(settings))
    u = driven(mech, cable_factors(model, factors), settings)
    potential = Potential(mech, u)
    stable = None  # whether neutral is: known when the search begins there
    if start is None:
        straight = potential.evaluate(mech.neutral)
        stable = cholesky(straight[2]) is not None
        angles, here, solved = find_minimum(potential, mech.neutral, straight)
    else:
        start = seen_from_legs(mech, _checked_start(start, mech.n), u)
        angles, here, solved = find_minimum(potential, start)
    return Posture(model, factors, settings, angles, solved, stable, _mech=mech, _inputs=u, evaluated=here)


def _with_values(model: Model, factors, settings, values: dict) -> tuple[dict, dict]:
    pulls, others = model.split(values)
    factors = mapping("factors", factors, "{'port': 1.5}")
    settings = mapping("settings", settings, "{'wind_N': 3}")
    twice = sorted((factors.keys() & pulls.keys()) | (settings.keys() & others.keys()))
    if twice:
        named = ", ".join(map(quoted, twice))
        raise ValueError(f"{named} is given twice, by name and in a dict; give it once")
    return {**factors, **pulls}, {**settings, **others}


def _checked_start(start, n: int) -> np.ndarray:
    phi = numbers(start)
    if phi is None or phi.shape != (n,):
        got = "" if phi is None else f", shape {phi.shape}"
        raise ValueError(f"start is {quoted(start)}{got}; it must be {n} angles in rad, such as p.angles")
    if not (np.abs(phi) <= TURNS).all():
        raise ValueError(
            f"start has values {quoted(phi)}; it must be {n} finite angles in rad, none beyond {TURNS:g}, "
            f"such as p.angles"
        )
    return phi
