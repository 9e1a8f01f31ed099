"""Numbers read off a posture, as the model's data lists them. Twin: ``js/engine/readings.js``.

Each kind of reading is one small function of the posture; which ones a model has, their
landmarks, band and source stand in its JSON under ``readings``.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from .checks import names as listed
from .checks import quoted
from .mechanics import arms_at, place
from .model import Model, once_per_model
from .posture import ROWS, Posture
from .solver import solve


def lean(p: Posture, row: dict):
    """Return the angle of the line between two landmarks from upright, degrees; + towards +x."""
    d = p.landmarks[row["to"]] - p.landmarks[row["from"]]
    return np.degrees(np.arctan2(d[..., 0], d[..., 1]))


def slope(p: Posture, row: dict):
    """Return the angle of the line between two landmarks from level, degrees; + when 'to' is higher."""
    d = p.landmarks[row["to"]] - p.landmarks[row["from"]]
    return np.degrees(np.arctan2(d[..., 1], d[..., 0]))


def shift(p: Posture, row: dict):
    """Return how far a landmark has moved sideways from neutral, cm; + towards +x."""
    mech = p.frame.mech
    b, m = mech.landmarks[row["to"]]
    return 100 * (p.landmarks[row["to"]][..., 0] - place((b, m[None]), mech.neutral)[0, 0])


def offset(p: Posture, row: dict):
    """Return how far one landmark is beside another, cm; + when 'to' is towards +x."""
    return 100 * (p.landmarks[row["to"]] - p.landmarks[row["from"]])[..., 0]


def rise(p: Posture, row: dict):
    """Return how far one landmark is above another, cm."""
    return 100 * (p.landmarks[row["to"]] - p.landmarks[row["from"]])[..., 1]


def reach(p: Posture, row: dict):
    """Return how far a landmark has moved from neutral across a link's frame, cm; + to its right."""
    mech, i = p.frame.mech, p.model.links.index(row["frame"])
    base = (mech.base[0][i], mech.base[1][i][None])
    at = mech.landmarks[row["to"]]

    def across(phi):
        d = place((at[0], at[1][None]), phi)[..., 0, :] - place(base, phi)[..., 0, :]
        return d[..., 0] * np.sin(phi[..., i]) - d[..., 1] * np.cos(phi[..., i])

    return 100 * (across(p.frame.phi) - across(mech.neutral))


def plates(p: Posture, row: dict):
    """Return the angle between two end plates, degrees: direction of 'to' less that of 'from'."""
    (i, a), (j, b) = p.frame.mech.plates[row["from"]], p.frame.mech.plates[row["to"]]
    return np.degrees(p.angles[..., j] + b - p.angles[..., i] - a)


def joint(p: Posture, row: dict):
    """Return the change of a joint angle from neutral, degrees, counter-clockwise."""
    mech = p.frame.mech
    return np.degrees((p.frame.phi - mech.neutral) @ mech.incidence[p.model.links.index(row["joint"])])


def compression(p: Posture, row: dict):
    """Return the compression in a joint, N; + pressed together: along its own link, or square to a plate."""
    i = p.model.links.index(row["joint"])
    along, across = p.joints.compression[..., i], p.joints.shear[..., i]
    if "plate" not in row:
        return along
    link, plate = p.frame.mech.plates[row["plate"]]
    off = p.frame.phi[..., i] - p.frame.phi[..., link] - plate
    return along * np.cos(off) + across * np.sin(off)


def load_share(p: Posture, row: dict):
    """Return the compression in a joint as per cent of the model's own at usual pull and normal settings."""
    shape = tuple((name, float(np.ravel(p.settings[name])[0])) for name in p.model.shapes)
    return 100 * compression(p, row) / compression(_even(p.model, shape), row)


@once_per_model
def _even(model: Model, shape: tuple):
    return solve(model, None, dict(shape))


def moment(p: Posture, row: dict):
    """Return the turning effect of all forces beyond a joint about it, N m, counter-clockwise."""
    return p.joints.moment[..., p.model.links.index(row["joint"])]


def stability(p: Posture, row: dict):
    """Return the stability against springs alone: 1 = springs alone, 0 = about to go."""
    return p.stability


def tension(p: Posture, row: dict):
    """Return the tension of a cable, or of a group together, N."""
    groups = p.model.group_of
    return sum(p.tension[c] for c in p.model.cables if row["cable"] in (c, groups[c]))


def pull_moment(p: Posture, row: dict):
    """Return the turning effect of cables with arms about a joint, N m, counter-clockwise."""
    mech, groups, i = p.frame.mech, p.model.group_of, p.model.links.index(row["joint"])
    own = [c for c, name in enumerate(p.model.cables) if row["cable"] in (name, groups[name])]
    chosen = (mech.curve.joint == i) & np.isin(mech.curve.cable, own)
    return (arms_at(mech, p.frame.phi) * p.cable_tensions[..., mech.curve.cable])[..., chosen].sum(-1)


def body_lean(p: Posture, row: dict):
    """Return the lean of the whole body over its foot beyond what knee and seat turn it, degrees; + to +x."""
    return -np.degrees(p.lean - p.frame.u.turn) if p.frame.mech.stance.foot is not None else 0.0 * p.lean


KINDS = {f.__name__: f for f in (
    lean, slope, shift, offset, rise, reach, plates, joint,
    compression, load_share, moment, stability, tension, pull_moment, body_lean,
)}  # fmt: skip


def measure(p: Posture, names: Iterable[str] | str | None = None) -> dict:
    """Return the readings of a posture: ``{name: value}``, the unit at the end of the name.

    Parameters
    ----------
    p : Posture
        One posture, or a stack of B.
    names : iterable of str, or one str, optional
        Which readings; all of the model's if missing.

    Returns
    -------
    dict of float, or of (B,) arrays; of a grid, arrays of its shape

    Raises
    ------
    ValueError
        When ``p`` is not a posture, or the model has no reading of such a name.

    Examples
    --------
    >>> import postureviz as pv
    >>> round(pv.measure(pv.solve(pv.load("mast")))["lean_deg"], 6)
    0.0
    """
    if not isinstance(p, Posture):
        raise ValueError(
            f"measure takes a posture, such as pv.solve('mast'); got {type(p).__name__}: {quoted(p)}"
        )
    rows = chosen(p.model, names)
    if len(p.grid) > 1:
        row = measure(p[:], names)
        return {name: values.reshape(p.grid) for name, values in row.items()}
    if p.angles.ndim == 1 or len(p) <= ROWS:
        return {row["name"]: _plain(_scaled(row, KINDS[row["kind"]](p, row))) for row in rows}
    blocks = [measure(p[i : i + ROWS], names) for i in range(0, len(p), ROWS)]
    return {row["name"]: np.concatenate([block[row["name"]] for block in blocks]) for row in rows}


def chosen(model: Model, names: Iterable[str] | str | None) -> list[dict]:
    """Return the rows of the readings named, in the order of the model; all without names.

    Raises
    ------
    ValueError
        For a name that is none of the model's readings.
    """
    rows = model.rows("readings")
    wanted = listed(
        "names", names, "reading", [row["name"] for row in rows], f"in model {quoted(model.name)}"
    )
    return [row for row in rows if row["name"] in wanted]


def _scaled(row: dict, value):
    return row.get("sign", 1) * row.get("scale", 1) * value + row.get("add", 0)


def _plain(value):
    # adding 0.0 turns -0.0 into 0.0, which would print as "-0"
    return float(value) + 0.0 if np.ndim(value) == 0 else np.asarray(value) + 0.0
