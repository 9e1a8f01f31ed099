"""Numbers read off a posture, as the model's data lists them. Twin: ``js/readings.js``.

Each kind of reading is one small function of the posture; which ones a model has, their
landmarks, usual band and source stand in its JSON under ``readings``.
"""

from __future__ import annotations

import numpy as np

from .mechanics import mechanism, place
from .posture import Posture


def lean(p: Posture, row: dict):
    """Return the angle of a line between two landmarks from upright, degrees; + towards +x."""
    d = p.landmarks[row["to"]] - p.landmarks[row["from"]]
    return np.degrees(np.arctan2(d[..., 0], d[..., 1]))


def shift(p: Posture, row: dict):
    """Return how far a landmark has moved sideways from neutral, cm; + towards +x."""
    mech = mechanism(p.model)
    b, m = mech.landmarks[row["to"]]
    return 100 * (p.landmarks[row["to"]][..., 0] - place((b, m[None]), mech.neutral)[0, 0])


def compression(p: Posture, row: dict):
    """Return the compression in a joint, N; + pressed together."""
    return p.joints.compression[..., p.model.links.index(row["joint"])]


def stability(p: Posture, row: dict):
    """Return the stability against springs alone: 1 = springs alone, 0 = about to go."""
    return p.stability


KINDS = {"lean": lean, "shift": shift, "compression": compression, "stability": stability}


def measure(p: Posture) -> dict:
    """Return the readings of a posture: ``{name: value}``, the unit at the end of the name.

    Parameters
    ----------
    p : Posture
        One posture, or a stack of B.

    Returns
    -------
    dict of float, or of (B,) arrays

    Raises
    ------
    ValueError
        When ``p`` is not a posture.

    Examples
    --------
    >>> import postureviz as pv
    >>> round(pv.measure(pv.solve(pv.load("mast")))["lean_deg"], 6)
    0.0
    """
    if not isinstance(p, Posture):
        raise ValueError(f"measure takes a posture, such as pv.solve(pv.load('mast')); got {type(p).__name__}")
    rows = p.model.to_dict()["readings"]
    return {row["name"]: _plain(KINDS[row["kind"]](p, row)) for row in rows}


def _plain(value):
    # adding 0.0 turns -0.0 into 0.0, which would print as "-0"
    return float(value) + 0.0 if np.ndim(value) == 0 else np.asarray(value) + 0.0
