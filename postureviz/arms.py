"""Moment arms: how much turning a newton of a cable makes at each joint."""

from __future__ import annotations

import numpy as np

from .mechanics import length_jacobian
from .posture import Posture, as_posture


def moment_arms(p: Posture) -> dict[str, dict[str, float]]:
    """Return the moment arm of every cable at every joint, metres.

    Parameters
    ----------
    p : Posture
        One posture, not a stack.

    Returns
    -------
    dict of str to dict of str to float
        ``arms[cable][joint]``; a joint is named after the link that turns in it. A positive arm turns
        the link counter-clockwise when the cable pulls. ``pandas.DataFrame(arms)`` is the table.

    Raises
    ------
    ValueError
        When ``p`` is not one posture.

    Notes
    -----
    By the principle of virtual work the arm is minus the change of the cable's length with the
    joint's angle, all joints above moving along (An, Takahashi, Harrigan and Chao 1984, J Biomech
    Eng 106:280): tension times arm is the torque at the joint.

    Examples
    --------
    >>> import postureviz as pv
    >>> arms = pv.moment_arms(pv.solve("elbow"))
    >>> arms["biceps_pull"]["forearm"] > 0 > arms["triceps_pull"]["forearm"]
    True
    """
    p = as_posture(p)
    mech, u, phi = p.frame
    turning = -length_jacobian(mech, phi, u) @ mech.subtree.T
    # Rounding of sums that cancel is no lever.
    turning[np.abs(turning) < 1e-15] = 0.0
    return {
        cable: dict(zip(p.model.links, row.tolist(), strict=True))
        for cable, row in zip(p.model.cables, turning, strict=True)
    }
