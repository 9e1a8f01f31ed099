"""How a resting posture answers to a push, and what support buys and costs. Twin: ``js/push.js``."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .coordinate import landmark
from .mechanics import cable_leans, joint_forces, pull
from .model import Model
from .posture import Posture
from .solver import Well, cholesky, numbers, settle, solve, solve_cholesky
from .support import supported
from .tables import table


@dataclass(frozen=True)
class Nudged(Well):
    """The energy with a constant force, N, on a landmark in the world."""

    force: complex
    at: str

    def energy(self, phi):
        """Return the energy, J."""
        return super().energy(phi) - self._work(phi).value.real

    def evaluate(self, phi):
        """Return energy, gradient, Hessian and the size of the torques present."""
        value, gradient, hessian, scale = super().evaluate(phi)
        work = self._work(phi)
        turning = np.abs(work.gradient.real).max()
        return (
            value - work.value.real,
            gradient - work.gradient.real,
            hessian - work.hessian.real,
            max(scale, float(turning)),
        )

    def _work(self, phi):
        return landmark(self.mech, self.at, phi, self.on) * np.conj(self.force)


def push(p: Posture, force_N, at: str) -> dict:
    """Return how far a landmark moves when it is pushed, from the slope at rest and by solving anew.

    Parameters
    ----------
    p : Posture
        One posture that rests.
    force_N : float, or (x, y)
        One number pushes along x (towards starboard, forward, to the right); two are a force in the world.
    at : str
        A landmark of the model.

    Returns
    -------
    dict
        ``linear_cm`` and ``solved_cm``, each [x, y]; ``give_cm_per_N``, how far it gives along the push per
        newton at rest; ``status`` and ``posture`` under the push. The joints of that posture carry
        what cables and weights ask; the push itself is not in them.

    Raises
    ------
    ValueError
        For a posture that does not rest, an unknown landmark, or a force that is nil or not finite.

    Notes
    -----
    To first order ``dphi = H^-1 J' F``, with J the derivatives of the landmark's place.
    """
    if p.angles.ndim != 1 or p.status not in ("settled", "buckled"):
        raise ValueError("push needs one posture that rests, such as pv.solve(pv.load('mast'))")
    marks = p._mech.landmarks
    if at not in marks:
        raise ValueError(f"no landmark {at!r} in model {p.model.name!r}; landmarks: {', '.join(marks)}")
    parts = numbers([force_N, 0] if np.ndim(force_N) == 0 else force_N)
    if parts is None or parts.shape != (2,) or not np.isfinite(parts).all() or not parts.any():
        raise ValueError(f"force_N is {force_N!r}; it must be one finite number that is not 0, or two")
    force = complex(*parts)
    before = landmark(p._mech, at, p._phi, p._drive)
    step = solve_cholesky(cholesky(p._energetics[2]), (np.conj(force) * before.gradient).real)
    ahead = before.gradient @ step
    phi, solved = settle(Nudged(p._mech, p._drive, force, at), p._phi)
    moved = Posture(p.model, p.factors, p.settings, phi, solved)
    after = landmark(p._mech, at, phi, p._drive).value - before.value
    return {
        "linear_cm": [float(100 * ahead.real), float(100 * ahead.imag)],
        "solved_cm": [float(100 * after.real), float(100 * after.imag)],
        "give_cm_per_N": float(100 * (np.conj(force) * ahead).real / abs(force) ** 2),
        "status": moved.status,
        "posture": moved,
    }


def enough(
    model: Model, stay: str, factors: dict | None = None, settings: dict | None = None, count: int = 21
) -> dict:
    """Return what a stay-point buys and what it costs, from no support to full, and where it is enough.

    Parameters
    ----------
    model : Model
    stay : str
        A stay-point of ``tables/stays.json``.
    factors, settings : dict, optional
        As for :func:`solve`.
    count : int
        Number of shares, 3 to 201.

    Returns
    -------
    dict
        ``share`` from 0 to 1; at each share ``moved_cm``, how far the standard push moves the landmark of
        the stay-point, and ``compression_N`` at its lowest joint; ``enough``, the share at which one
        more newton of compression buys only part of what the first one bought (see the table);
        1 if that is never so.

    Raises
    ------
    ValueError
        For an unknown stay-point, or a count out of range.

    Notes
    -----
    The cost is an estimate: the stiffness added at the joint, against the stiffness that all cables across
    it give now, times the compression they give now. It holds if they all pull harder alike.
    """
    rules = table("stays")
    known = {r["name"]: r for r in rules["rows"] if r["model"] == model.name and "push_at" in r}
    if stay not in known:
        raise ValueError(
            f"no stay-point {stay!r} with a push in model {model.name!r}; "
            f"stay-points: {', '.join(known) or 'none'}"
        )
    if isinstance(count, bool) or not isinstance(count, int) or not 3 <= count <= 201:
        raise ValueError(f"count is {count!r}; it must be a whole number from 3 to 201")
    row = known[stay]
    shares = [k / (count - 1) for k in range(count)]
    moved, load = [], []
    for share in shares:
        p = solve(supported(model, {stay: share}), factors, settings)
        moved.append(rules["push"]["force_N"] * push(p, 1.0, row["push_at"])["give_cm_per_N"])
        load.append(_compression(model, p, share, model.links.index(row["joints"][0])))
    gain = [(moved[k] - moved[k + 1]) / (load[k + 1] - load[k]) for k in range(count - 1)]
    least, found = rules["enough"]["benefit"] * gain[0], 1.0
    for k in range(1, count - 1):
        if gain[k] <= least:
            # a gain belongs to the middle of its step
            found = (shares[k] + shares[k + 1]) / 2
            found -= (shares[k] - shares[k - 1]) * (least - gain[k]) / (gain[k - 1] - gain[k])
            break
    return {"share": shares, "moved_cm": moved, "compression_N": load, "enough": found}


def _compression(model: Model, p: Posture, share: float, j: int) -> float:
    """Return what joint j carries when the cables across it give the added stiffness."""
    mech, on = p._mech, p._drive
    bare = joint_forces(mech, p._phi, np.zeros(len(mech.cables)), on, p.settings)[0][j]
    now = p.joints.compression[j]
    arms = cable_leans(mech, p._phi) @ mech.subtree[j]
    firm = (arms**2 * pull(mech, on.factors, p._lengths, on.short)[2]).sum()
    # the joint of the supported model has (1 + share) times its own stiffness
    added = mech.stiffness[j] * share / (1 + share)
    return float(now + max(now - bare, 0) * added / max(firm, 1e-300))
