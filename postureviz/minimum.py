"""Where an energy is smallest, and a sum of squares within bounds. Twin: ``js/engine/minimum.js``.

Newton's method with Cholesky; where the energy is not convex, a step along the eigenvectors with
the curvatures made positive; at an exact saddle a fixed kick along the softest shape; and if that
does not settle in time, an exact trust region.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .mechanics import Inputs, energy, evaluate
from .mechanism import Mechanism
from .numerics import NUMERICS as N


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


def bounded_least_squares(a, b, low, high, weight) -> np.ndarray:
    """Return x in low..high that makes ``|a x - b|^2 + weight^2 |x|^2`` smallest.

    The active-set method of Lawson & Hanson, Solving Least Squares Problems (1974), chapter 23, with
    bounds on both sides: exact after finitely many steps. Bounds must allow 0.
    """
    m = a.shape[1]
    q, slope = a.T @ a + weight**2 * np.eye(m), a.T @ b
    x = np.zeros(m)
    free = high > low
    for _ in range(10 * m):
        aim = x.copy()
        if free.any():
            held = slope - q[:, ~free] @ x[~free]
            aim[free] = solve_cholesky(cholesky(q[np.ix_(free, free)]), held[free])
        step = aim - x
        with np.errstate(divide="ignore", invalid="ignore"):
            room = np.where(step > 0, (high - x) / step, np.where(step < 0, (low - x) / step, np.inf))
        room[~free] = np.inf
        first = int(room.argmin())
        if room[first] < 1:
            x = x + room[first] * step
            x[first] = high[first] if step[first] > 0 else low[first]
            free[first] = False
            continue
        x = aim
        fall = slope - q @ x  # where the sum would get smaller
        inward = np.where(x <= low, fall, -fall)
        inward[free | (high <= low)] = -np.inf
        worst = int(inward.argmax())
        if not inward[worst] > 1e-9 * max(np.abs(slope).max(), 1e-300):
            return x
        free[worst] = True
    return x
