"""Energy along a path: one reading is held, all other joints relax. Twin: ``js/engine/valley.js``.

At each point we look for the energy that is smallest nearby with the reading c at the value x:
``grad E = mu grad c`` and ``c = x``, by Newton's method on both. The multiplier mu is what holds the
reading there, and by the envelope theorem it is the slope of the valley, dE/dx. With
``A = H - mu grad^2 c`` (made positive definite by ``rho a a'``, which changes no answer)
the curvature is ``1 / (a' A^-1 a) - rho``.
"""

from __future__ import annotations

import numpy as np

from .checks import BOUND, mapping, number, numbers, one_of, quoted, whole
from .coordinate import Jet, coordinate
from .mechanics import body_lean
from .minimum import Potential, cholesky, find_minimum, solve_cholesky
from .model import Model
from .numerics import NUMERICS as N
from .posture import Posture, as_posture
from .readings import measure
from .solver import solve
from .support import supported
from .tables import table


def valley(
    model: Model | str,
    path,
    factors: dict | None = None,
    settings: dict | None = None,
    count: int = 41,
    span: tuple[float, float] | None = None,
    support: dict | None = None,
) -> dict:
    """Return the energy along a path, above that of the resting posture.

    Parameters
    ----------
    model : Model, or the name of one
    path : str, or pair of Posture
        A named path of ``tables/paths.json`` ("lean", "tilt", "rounding", "head_forward",
        "side_shift"), a reading that is a place or an angle, or two postures of this model:
        then x is 0 at the first and 1 at the second.
    factors, settings : dict, optional
        As for :func:`solve`.
    count : int
        Number of points, 3 to 401.
    span : (low, high), optional
        In the unit of the reading. If missing: the reach of the named path around usual pull, the range
        shown of a reading, or -0.5 to 1.5 between two postures.
    support : dict, optional
        As for :func:`supported`.

    Returns
    -------
    dict
        ``x_name``, ``x_unit``; ``x`` and, at each x, ``energy_J`` (0 at rest) and ``slope_J`` (per unit
        of x: what it takes to hold the reading there); ``rest``, where it settles by itself, and
        ``curvature_J`` there (per unit squared: how steep the valley is); ``wells``, every x where the
        slope is nil and rises; ``postures``, at each x the ``angles`` (n,) rad and the ``lean`` rad.
        Points that cannot be held, past a fold of the valley, are left out.

    Raises
    ------
    ValueError
        For an unknown path, a count or span out of range, or a state in which the model finds no rest.
    """
    model = supported(model, support)
    count = whole("count", count, 3, 401)
    p = solve(model, factors, settings)
    if p.status == "unsolved":
        raise ValueError(f"model {quoted(model.name)} finds no rest in this state, so it has no valley")
    name, unit, at, span = _axis(p, path, span)
    holder = Holder(p, lambda phi: [at(phi)])
    mech, u, start = p.frame
    rest = at(start)
    grid = np.linspace(span[0], span[1], count)
    ahead = holder.walk([[x] for x in grid[grid >= rest.value]])
    back = holder.walk([[x] for x in grid[grid < rest.value][::-1]])
    found = [(float(x), *point) for x, point in zip(grid[grid < rest.value][::-1], back, strict=False)][::-1]
    found += [(float(x), *point) for x, point in zip(grid[grid >= rest.value], ahead, strict=False)]
    slopes = [mu[0] for _, _, mu in found]
    wells = []
    for k in range(len(found) - 1):
        if slopes[k] < 0 <= slopes[k + 1] and not found[k][0] <= rest.value <= found[k + 1][0]:
            phi, _, solved = find_minimum(holder.potential, found[k][1])
            if solved:
                wells.append(float(at(phi).value))
    return {
        "x_name": name,
        "x_unit": unit,
        "x": [x for x, _, _ in found],
        "energy_J": [float(holder.potential.energy(phi) - p.energy) for _, phi, _ in found],
        "slope_J": [float(s) for s in slopes],
        "rest": float(rest.value),
        "curvature_J": holder.steepness(start),
        "wells": sorted([float(rest.value), *wells]),
        "postures": [
            {"angles": (phi + lean).tolist(), "lean": float(lean)}
            for _, phi, _ in found
            for lean in [body_lean(mech, phi, u)]
        ],
    }


def hold(
    model: Model | str,
    readings: dict,
    factors: dict | None = None,
    settings: dict | None = None,
    support: dict | None = None,
) -> Posture:
    """Return the posture that has given readings, all else relaxed: held there, not at rest.

    Parameters
    ----------
    model : Model, or the name of one
    readings : dict of str to float
        Places and angles, in their units.
    factors, settings, support : dict, optional
        As for :func:`solve` and :func:`valley`.

    Returns
    -------
    Posture
        Its ``residual`` says how much is unbalanced: that is what holds it. ``status`` "settled" means that
        all else has settled, not that the posture would stay; it is "unsolved" when the model cannot be
        brought there.

    Raises
    ------
    ValueError
        For readings that are not places or angles, or values that are not finite numbers.
    """
    model = supported(model, support)
    goals = mapping("readings", readings, "{'tilt_deg': 15}")
    if not goals:
        raise ValueError(f"readings is {quoted(readings)}; give some, such as {{'tilt_deg': 15}}")
    rows = [_reading_row(model, name) for name in goals]
    goals = {name: number(f"reading {quoted(name)}", value) for name, value in goals.items()}
    p = solve(model, factors, settings)
    mech, u, start = p.frame
    holder = Holder(p, lambda phi: [coordinate(model, mech, row, phi, u) for row in rows])
    found = holder.walk([list(goals.values())]) if p.status != "unsolved" else []
    phi = found[0][0] if found else start
    return Posture(p.model, p.factors, p.settings, phi, bool(found))


def curvature(p: Posture, reading: str) -> float:
    """Return how steep the valley of a reading is at a resting posture, J per squared unit of the reading.

    Raises
    ------
    ValueError
        For a reading that is not a place or an angle, a stack, or a posture that found no rest.
    """
    p = as_posture(p, rests=True)
    row, (mech, u, phi) = _reading_row(p.model, reading), p.frame
    holder = Holder(p, lambda at: [coordinate(p.model, mech, row, at, u)])
    return holder.steepness(phi)


class Holder:
    """Newton's method for the least energy with some readings held.

    Parameters
    ----------
    p : Posture
        The resting posture from which to walk.
    look : callable
        From angles to a list of k :class:`Jet`: the readings that are held.
    """

    def __init__(self, p: Posture, look):
        mech, u, self.start = p.frame
        self.look, self.potential = look, Potential(mech, u)

    def walk(self, goals: list[list[float]]) -> list[tuple[np.ndarray, np.ndarray]]:
        """Return angles (n,) and holding forces (k,) at each goal, one from the other; ends at a fold."""
        phi = self.start
        here = np.array([jet.value for jet in self.look(phi)])
        mu = np.zeros(len(here))
        found: list[tuple[np.ndarray, np.ndarray]] = []
        for goal in np.array(goals, float).reshape(-1, len(here)):
            share, left = 1.0, 1.0
            while left > 0:
                step = min(share, left)
                trial = self._hold_at(phi, mu, here, here + (goal - here) * step / left)
                if trial is None:
                    share /= 2
                    if share < N.hold_share:
                        return found
                    continue
                here = here + (goal - here) * step / left
                (phi, mu), left = trial, left - step
            here = goal
            found.append((phi, mu))
        return found

    def _hold_at(self, phi, mu, here, goal):
        """Return angles and forces with the readings at the goal, starting near it; None if not found."""
        forced = self._regularised(phi, mu)
        if forced is None:
            return None
        factor, _, across, spread, _ = forced
        ahead = np.linalg.solve(spread, goal - here)
        phi = phi + _short_step(across @ ahead)
        mu = mu + self._growth(forced) @ (goal - here)
        for _ in range(N.hold_iterations):
            forced = self._regularised(phi, mu)
            if forced is None:
                return None
            factor, rho, across, spread, (gradient, scale, jets) = forced
            rows = np.array([jet.gradient for jet in jets])
            miss = goal - np.array([jet.value for jet in jets])
            off = np.abs(gradient - mu @ rows).max()
            if off <= N.tolerance * max(scale, np.abs(mu @ rows).max()) and np.abs(miss).max() <= N.hold_miss:
                return phi, mu
            force = np.linalg.solve(spread, miss + across.T @ gradient)
            phi = phi + _short_step(across @ force - solve_cholesky(factor, gradient))
            mu = force - rho * miss
        return None

    def steepness(self, phi) -> float:
        """Return how the force that holds one reading grows with it, at rest."""
        return float(self._growth(self._regularised(phi, np.zeros(1)))[0, 0])

    def _growth(self, forced) -> np.ndarray:
        """Return how the holding forces grow with the readings held, (k, k)."""
        _, rho, _, spread, _ = forced
        return np.linalg.inv(spread) - rho * np.eye(len(spread))

    def _regularised(self, phi, mu):
        """Return factor of A + rho a a', rho, A^-1 a', a A^-1 a', and what it was made of.

        None unless the energy is convex in every direction that leaves the readings alone.
        """
        _, gradient, hessian, scale = self.potential.evaluate(phi)
        jets: list[Jet] = self.look(phi)
        rows = np.array([jet.gradient for jet in jets])
        matrix = hessian - sum(m * jet.hessian for m, jet in zip(mu, jets, strict=True))
        unit = np.abs(hessian).max() / max((rows**2).sum(), 1e-300)
        for rho in (0.0, unit, 100 * unit, 10000 * unit):
            factor = cholesky(matrix + rho * rows.T @ rows)
            if factor is not None:
                across = solve_cholesky(factor, rows.T)
                return factor, rho, across, rows @ across, (gradient, scale, jets)
        return None


def _short_step(step):
    return step * min(1.0, N.hold_step_rad / max(np.abs(step).max(), 1e-300))


def _reading_row(model: Model, name) -> dict:
    rows = {row["name"]: row for row in model.rows("readings")}
    return rows[one_of("reading", name, rows, f"in model {quoted(model.name)}")]


def _axis(p: Posture, path, span):
    """Return name and unit of x, x with its derivatives as a function of the angles, and the range of x."""
    model, (mech, u, _) = p.model, p.frame
    known = {row["name"]: row for row in model.rows("readings")}
    if isinstance(path, str):
        named = {row["name"]: row for row in table("paths")["rows"] if row["model"] == model.name}
        if path not in named and path not in known:
            raise ValueError(
                f"no path {quoted(path)} in model {quoted(model.name)}; paths: {', '.join(named) or 'none'}; "
                f"or a reading: {', '.join(known)}"
            )
        row = known[named[path]["reading"] if path in named else path]
        if span is None and path in named:
            even = measure(solve(model, None, p.settings), [row["name"]])[row["name"]]
            span = tuple(even + off for off in named[path]["reach"])
        name, unit = row["name"], row["name"].rsplit("_", 1)[1]
        span = row["show"] if span is None else span

        def at(phi):
            return coordinate(model, mech, row, phi, u)
    else:
        a, b = _ends(p, path, known)
        along = (b - a) / ((b - a) @ (b - a))
        name, unit, span = "share", "", (-0.5, 1.5) if span is None else span

        def at(phi):
            return Jet((phi - a) @ along, along, np.zeros((mech.n, mech.n)))

    ends = numbers(span)
    if ends is None or ends.shape != (2,) or not (np.abs(ends) <= BOUND).all() or not ends[0] < ends[1]:
        raise ValueError(
            f"span is {quoted(span)}; it must be two finite numbers, the lower one first, "
            f"none beyond {BOUND:g}"
        )
    return name, unit, at, (float(ends[0]), float(ends[1]))


def _ends(p: Posture, path, known):
    try:
        one, two = path
        a, b = one.frame.phi, two.frame.phi
    except (TypeError, ValueError, AttributeError):
        raise ValueError(
            f"path is {quoted(path)}; give two postures, a name or a reading: {', '.join(known)}"
        ) from None
    if a.shape != p.frame.phi.shape or b.shape != p.frame.phi.shape or not ((b - a) ** 2).sum() > 0:
        raise ValueError("path: the two postures must be single, different, and of this model")
    return a, b
