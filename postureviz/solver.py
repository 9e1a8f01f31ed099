"""Find where a model settles. Twin: ``js/engine/solver.js``.

Newton's method with Cholesky; where the energy is not convex, a step along the eigenvectors with
the curvatures made positive; at an exact saddle a fixed kick along the softest shape; and if that
does not settle in time, an exact trust region. The search starts at neutral unless told
otherwise, so that one state always gives one picture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .checks import mapping, numbers, quoted
from .mechanics import Inputs, energy, evaluate, inputs, prepare, seen_from_legs
from .mechanism import Mechanism
from .model import Model, as_model, cable_factors, complete_factors, complete_settings
from .numerics import NUMERICS as N
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
    u = inputs(mech, cable_factors(model, factors), settings)
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


@dataclass(frozen=True)
class Potential:
    """The energy in which the angles of one posture settle."""

    mech: Mechanism
    u: Inputs

    def energy(self, phi):
        """Return the energy, J."""
        return energy(self.mech, phi, self.u)

    def evaluate(self, phi):
        """Return energy, gradient, Hessian and the size of the torques present."""
        return evaluate(self.mech, phi, self.u)


def find_minimum(potential: Potential, phi: np.ndarray, here=None) -> tuple[np.ndarray, tuple, bool]:
    """Return the angles at rest (n,), the state there, and whether they are a balanced, stable minimum.

    Every step works on one state: (value, gradient, hessian, scale) at phi. ``here`` is the first, if known.
    """
    here = potential.evaluate(phi) if here is None else here
    for _ in range(N.newton_iterations):
        value, gradient, hessian, scale = here
        factor = cholesky(hessian)
        if np.abs(gradient).max() <= N.tolerance * scale:
            if factor is not None:
                return *polish(potential, phi, here), True
            phi = phi + N.kick_rad * softest_mode(hessian)
            here = potential.evaluate(phi)
            continue
        step = (
            -solve_cholesky(factor, gradient)
            if factor is not None
            else modified_newton_step(hessian, gradient)
        )
        moved = descend(potential, phi, here, capped(step))
        if moved is None:
            break
        phi, here = moved
    return trust_region(potential, phi)


def descend(potential, phi, here, step):
    """Return the new angles and state after a step that lowers the energy, or None."""
    value, gradient, _, scale = here
    slope = gradient @ step
    share = 1.0
    while share > 1e-9:
        trial = phi + share * step
        if potential.energy(trial) <= value + N.armijo * share * slope + rounding(value, scale):
            return trial, potential.evaluate(trial)
        share /= 2
    return None


def polish(potential, phi, here) -> tuple[np.ndarray, tuple]:
    """Return the angles and the state after one more Newton step, if that lowers the residual."""
    _, gradient, hessian, _ = here
    trial = phi - solve_cholesky(cholesky(hessian), gradient)
    there = potential.evaluate(trial)
    return (trial, there) if np.abs(there[1]).max() < np.abs(gradient).max() else (phi, here)


def trust_region(potential, phi) -> tuple[np.ndarray, tuple, bool]:
    """Return angles, state and success of Newton steps inside a ball that grows and shrinks.

    The exact step of Nocedal & Wright, Numerical Optimization (2006), section 4.3: in the
    eigenvectors of the Hessian the multiplier is found by bisection.
    """
    radius = N.max_step_rad
    here = potential.evaluate(phi)
    for _ in range(N.trust_iterations):
        value, gradient, hessian, scale = here
        curve, shape = np.linalg.eigh(hessian)
        if np.abs(gradient).max() <= N.tolerance * scale:
            if curve[0] > 0:
                return phi, here, True
            step = N.kick_rad * softest_mode(hessian)
        else:
            step = shape @ trust_region_step(curve, shape.T @ gradient, radius)
        trial = phi + step
        new = potential.evaluate(trial)
        promised = -(gradient @ step + step @ hessian @ step / 2)
        slip = rounding(value, scale)
        gain = (value - new[0] + slip) / (promised + slip)
        if gain < 0.25:
            radius /= 4
        elif gain > 0.75:
            radius = min(2 * radius, N.max_step_rad)
        if gain > 0.1:
            phi, here = trial, new
    return phi, here, False


def trust_region_step(curve, slope, radius):
    """Return the minimum of ``slope . p + curve . p^2 / 2`` with |p| <= radius, in eigenvectors."""
    floor = N.eigenvalue_floor * max(abs(curve[0]), abs(curve[-1]))
    if curve[0] > floor and np.linalg.norm(slope / curve) <= radius:
        return -slope / curve
    low = max(0.0, floor - curve[0])
    high = low + np.linalg.norm(slope) / radius
    if np.linalg.norm(slope / (curve + low)) <= radius:
        return -slope / (curve + low)
    for _ in range(60):
        middle = (low + high) / 2
        if np.linalg.norm(slope / (curve + middle)) > radius:
            low = middle
        else:
            high = middle
    return -slope / (curve + high)


def modified_newton_step(hessian, gradient):
    """Return the Newton step (..., n) with every curvature replaced by its size."""
    curve, shape = np.linalg.eigh(hessian)
    size = np.abs(curve)
    size = np.maximum(size, N.eigenvalue_floor * size.max(-1, keepdims=True))
    return -(shape @ ((np.swapaxes(shape, -1, -2) @ gradient[..., None]) / size[..., None]))[..., 0]


def softest_mode(hessian):
    """Return the lowest eigenvector (..., n), largest part 1; its sign is fixed: its sum is positive."""
    shape = np.linalg.eigh(hessian)[1][..., 0]
    total = shape.sum(-1, keepdims=True)
    lead = np.where(np.abs(total) > 1e-6, total, shape[..., :1])
    return shape * (np.sign(lead) / np.abs(shape).max(-1, keepdims=True))


def capped(step):
    """Return the step, shortened so that no link turns by more than the longest step."""
    return step * min(1.0, N.max_step_rad / max(np.abs(step).max(), 1e-300))


def rounding(value, scale):
    """Return the rise of energy that is put down to rounding."""
    return N.energy_rounding * (scale + abs(value))


def cholesky(a):
    """Return the lower factor of a positive definite matrix, else None."""
    try:
        return np.linalg.cholesky(a)
    except np.linalg.LinAlgError:
        return None


def solve_cholesky(factor, b):
    """Return x with ``factor factor' x = b``."""
    return np.linalg.solve(factor.T, np.linalg.solve(factor, b))


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
