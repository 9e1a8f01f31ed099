"""How a resting posture answers to a push. Twin: ``js/engine/push.js``."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .coordinate import landmark
from .mechanics import pushed
from .posture import Posture
from .solver import Well, cholesky, numbers, settle, solve_cholesky


def push(p: Posture, force_N, at: str) -> dict:
    """Return how far a landmark moves when it is pushed, from the slope at rest and by solving anew.

    Parameters
    ----------
    p : Posture
        One posture that rests.
    force_N : float, or (x, y)
        One number pushes along x (towards starboard, forward, to the right); two are a force. A force has
        the direction of the world, and turns with the body's own lean, as a load of a model does.
    at : str
        A landmark of the model.

    Returns
    -------
    dict
        ``linear_cm`` and ``solved_cm``, each [x, y] in the world; ``give_cm_per_N``, how far it gives along
        the push per newton at rest; ``status`` and ``posture`` under the push. The joints of that posture
        carry what cables and weights ask; the push itself is not in them.

    Raises
    ------
    ValueError
        For a posture that does not rest, an unknown landmark, or a force that is nil or not finite.

    Notes
    -----
    A push is a load like any other of :func:`solve`. On the feet the ankles take the moment that it has
    about them, and the body keeps its weight over its feet; above, each joint is turned by force times
    lever. To first order ``dphi = H^-1 J' F``, with J the derivatives of the landmark's place as seen
    from the legs; the place in the world also follows the lean that keeps the weight over the feet.
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
    mech, on, phi = p._mech, p._drive, p._phi
    before = landmark(mech, at, phi, on)
    more = pushed(force, on.turn, marks[at][1])
    step = solve_cholesky(cholesky(p._energetics[2]), -(more * np.exp(1j * phi)).imag)
    ahead = before.gradient @ step
    phi, solved = settle(Well(mech, replace(on, push=on.push + more)), phi)
    moved = Posture(p.model, p.factors, p.settings, phi, solved)
    along = force / abs(force) * np.exp(1j * (p.lean - on.turn))
    after = landmark(mech, at, phi, on).value - before.value
    return {
        "linear_cm": [float(100 * ahead.real), float(100 * ahead.imag)],
        "solved_cm": [float(100 * after.real), float(100 * after.imag)],
        "give_cm_per_N": float(100 * (np.conj(along) * ahead).real / abs(force)),
        "status": moved.status,
        "posture": moved,
    }
