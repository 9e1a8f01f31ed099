"""Least extra pull that holds a posture away from rest. Twin: ``js/engine/effort.js``."""

from __future__ import annotations

import numpy as np

from .checks import number, quoted
from .coordinate import is_place
from .mechanics import cable_pull, joint_forces, length_jacobian
from .minimum import bounded_least_squares
from .model import Model, as_model
from .numerics import NUMERICS as N
from .posture import Posture, as_posture
from .readings import measure
from .valley import hold


def effort(
    model: Model | str,
    target,
    factors: dict | None = None,
    settings: dict | None = None,
    limit: float | None = None,
    support: dict | None = None,
    reflex: bool = True,
    slack_Nm: float | None = None,
) -> dict:
    """Return the least extra pull that holds a posture.

    Parameters
    ----------
    model : Model, or the name of one
    target : dict of str to float, or Posture
        Readings to hold, the other joints relaxed (see :func:`hold`), or a posture to hold in every
        joint; then factors, settings and support are those of the posture, and may not be given.
    factors, settings, support : dict, optional
        What pulls without any effort.
    limit : float, optional
        No cable may pull more than this many times normal; 5 if missing (assumed).
    reflex : bool
        False: the cables must also do what the springs of the posture reflex do. So the loads of a
        posture that the reflex holds become those of muscles that hold it.
    slack_Nm : float, optional
        Turning effect left over at one joint that counts as much as one usual pull more of one cable;
        0.001 if missing (assumed).

    Returns
    -------
    dict
        ``extra``: by cable, how many times its usual pull is added (below 0: it lets go);
        ``extra_N``: the same in newtons at the length held; ``groups_N``: by group; ``cost``: the sum of
        squares of ``extra``; ``left_Nm``: the largest turning effect that no cable can give;
        ``compression_N``: by joint; ``posture``: the one held;
        ``readings``: places and angles of it.

    Raises
    ------
    ValueError
        For a target that cannot be reached or is not understood, a posture of another model or with
        factors, settings or support beside it, or a limit out of range.

    Notes
    -----
    With x the extra factors, T_f the tension per unit of factor and G the derivatives of the lengths,
    ``|grad E + G' T_f x|^2 + w^2 |x|^2`` is made smallest with ``0 <= f + x <= limit``: a bounded
    least-squares problem, solved exactly by an active-set method. w is ``slack_Nm``; it is small, so
    the posture is held as well as it can be, and of all ways to do so the one with the least effort
    is taken. The reflex keeps its own goal.
    """
    model = as_model(model)
    top = number("limit", N.effort_limit if limit is None else limit, 2, 100, "times usual pull")
    slack = number("slack_Nm", N.effort_slack_Nm if slack_Nm is None else slack_Nm, 1e-6, 100, "N m")
    if not isinstance(reflex, (bool, np.bool_)):
        raise ValueError(f"reflex is {quoted(reflex)}; it must be True or False")
    if isinstance(target, Posture):
        p = as_posture(target, "target")
        beside = {"factors": factors, "settings": settings, "support": support}
        if given := [name for name, value in beside.items() if value is not None]:
            raise ValueError(
                f"target is a posture, which has its own {', '.join(given)}: leave that out, "
                f"or give readings to hold"
            )
        if p.model.name != model.name:
            raise ValueError(f"target is a posture of {quoted(p.model.name)}, not of {quoted(model.name)}")
    else:
        p = hold(model, target, factors, settings, support)
    if p.status == "unsolved":
        raise ValueError(f"target {quoted(target)}: the model cannot be brought there")
    mech, u, phi = p.frame
    lean = length_jacobian(mech, phi, u)
    per_factor = cable_pull(mech, u, p.cable_lengths)[3]
    turning = (lean * per_factor[:, None]).T
    gradient = p.evaluated[1]
    # joint by joint: the torque of all that lies beyond
    matrix, goal = mech.subtree @ turning, mech.subtree @ gradient
    if not reflex:
        goal = goal + sum(p.servo.values())
    extra = bounded_least_squares(matrix, -goal, -u.factors, top - u.factors, slack)
    added = per_factor * extra
    compression = joint_forces(mech, phi, p.cable_tensions + added, u, p.settings)[0]
    groups = dict.fromkeys(p.model.groups, 0.0)
    for c, force in zip(p.model.cables, added, strict=True):
        if p.model.group_of[c] is not None:
            groups[p.model.group_of[c]] += float(force)
    return {
        "extra": dict(zip(p.model.cables, extra.tolist(), strict=True)),
        "extra_N": dict(zip(p.model.cables, added.tolist(), strict=True)),
        "groups_N": groups,
        "cost": float(extra @ extra),
        "left_Nm": float(np.abs(goal + matrix @ extra).max()),
        "compression_N": dict(zip(p.model.links, compression.tolist(), strict=True)),
        "posture": p,
        "readings": measure(p, [row["name"] for row in p.model.rows("readings") if is_place(row)]),
    }
