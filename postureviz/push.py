"""How a resting posture answers to a push. Twin: ``js/engine/push.js``."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .checks import BOUND, numbers, one_of, quoted
from .coordinate import landmark
from .mechanics import force_moments
from .minimum import Potential, cholesky, find_minimum, solve_cholesky
from .posture import Posture, as_posture


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
    p = as_posture(p, rests=True)
    if p.status == "fell":
        raise ValueError(f"p is {quoted(p)}; push needs one posture that rests")
    one_of("landmark", at, p.landmarks, f"in model {quoted(p.model.name)}")
    parts = numbers(force_N)
    if parts is not None and parts.ndim == 0:
        parts = np.array([parts, 0.0])
    if parts is None or parts.shape != (2,) or not (np.abs(parts) <= BOUND).all() or not parts.any():
        raise ValueError(
            f"force_N is {quoted(force_N)}; it must be one finite number that is not 0, or two, "
            f"none beyond {BOUND:g}"
        )
    force = complex(*parts)
    mech, u, phi = p.frame
    before = landmark(mech, at, phi, u)
    more = force_moments(np.array([force]), u.turn, mech.landmarks[at][1][None], u.roll)
    step = solve_cholesky(cholesky(p.evaluated[2]), -(more * np.exp(1j * phi)).imag)
    ahead = before.gradient @ step
    phi, _, solved = find_minimum(Potential(mech, replace(u, load_moments=u.load_moments + more)), phi)
    moved = Posture(p.model, p.factors, p.settings, phi, solved)
    along = force / abs(force) * np.exp(1j * (p.lean - u.turn))
    after = landmark(mech, at, phi, u).value - before.value
    return {
        "linear_cm": [float(100 * ahead.real), float(100 * ahead.imag)],
        "solved_cm": [float(100 * after.real), float(100 * after.imag)],
        "give_cm_per_N": float(100 * (np.conj(along) * ahead).real / abs(force)),
        "status": moved.status,
        "posture": moved,
    }
