"""Stay-points: stiffness added at some joints around neutral. Twin: ``js/engine/support.js``."""

from __future__ import annotations

import json
from functools import lru_cache

from .checks import hint, mapping, number, quoted
from .model import Model, as_model
from .tables import table


def stays(model: Model | str) -> dict[str, tuple[str, ...]]:
    """Return the stay-points of a model: name and joints."""
    model, rows = as_model(model), table("stays")["rows"]
    return {row["name"]: tuple(row["joints"]) for row in rows if row["model"] == model.name}


def supported(model: Model | str, support: dict | None) -> Model:
    """Return the model with stiffness added at some joints.

    The added spring is linear and rests at neutral, so that a posture at neutral does not change.

    Parameters
    ----------
    model : Model, or the name of one
    support : dict of str to float
        Share of a joint's own stiffness that is added, 0 to 1, for a stay-point or a single
        joint; a joint overrides its stay-point.

    Raises
    ------
    ValueError
        For an unknown name, or a share out of range.

    Notes
    -----
    The regions stand in ``tables/stays.json``. How much stiffness people add on purpose is
    assumed: the model is steadier because stiffness was put in.
    """
    model, given = as_model(model), mapping("support", support, "{'ribs': 0.5}")
    known = stays(model)
    for name, share in given.items():
        if name not in known and name not in model.links:
            raise ValueError(
                f"no stay-point or joint {quoted(name)} in model {quoted(model.name)}"
                f"{hint(name, (*known, *model.links))}; "
                f"stay-points: {', '.join(known) or 'none'}; joints: {', '.join(model.links)}"
            )
        given[name] = number(f"support {quoted(name)}", share, 0, 1, "1 adds the joint's own stiffness")
    # a name that is both is the stay-point
    shares = {j: s for name, s in given.items() for j in known.get(name, ())}
    shares |= {name: s for name, s in given.items() if name not in known}
    rows = tuple((name, share) for name, share in sorted(shares.items()) if share > 0)
    return _supported(model, rows) if rows else model


@lru_cache(maxsize=64)
def _supported(model: Model, rows: tuple) -> Model:
    data, shares = model.to_dict(), dict(rows)
    for joint in data["joints"]:
        more = 1 + shares.get(joint["link"], 0.0)
        joint["stiffness_Nm_per_rad"] *= more
        if "stiffening_deg" in joint:  # only the linear part is raised
            joint["stiffening_deg"] *= more**0.5
    return Model(json.dumps(data, sort_keys=True))
