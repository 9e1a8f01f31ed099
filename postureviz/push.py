"""How a resting posture answers to a push. Twin: ``js/engine/push.js``."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .coordinate import landmark
from .posture import Posture
from .solver import Well, cholesky, numbers, settle, solve_cholesky


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
