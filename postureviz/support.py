"""Stay-points: stiffness added at some joints around neutral. Twin: ``js/engine/support.js``."""

from __future__ import annotations

from functools import lru_cache

from .model import Model, number_in_range
from .tables import table


def stays(model: Model) -> dict[str, tuple[str, ...]]:
    """Return the stay-points of a model: name and joints."""
    rows = table("stays")["rows"]
    return {row["name"]: tuple(row["joints"]) for row in rows if row["model"] == model.name}


def supported(model: Model, support: dict | None) -> Model:
    """Return the model with stiffness added at some joints.

    The added spring is linear and rests at neutral, so that a posture at neutral does not change.

    Parameters
    ----------
    model : Model
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
    if support is not None and not hasattr(support, "items"):
        raise ValueError(f"support is {support!r}; it must be a dict such as {{'ribs': 0.5}}")
    known = stays(model)
    for name, share in (support or {}).items():
        if name not in known and name not in model.links:
            raise ValueError(
                f"no stay-point or joint {name!r} in model {model.name!r}; "
                f"stay-points: {', '.join(known) or 'none'}; joints: {', '.join(model.links)}"
            )
        number_in_range(f"support {name!r}", share, 0, 1, "1 adds the joint's own stiffness")
    # a name that is both is the stay-point
    shares = {j: s for name, s in (support or {}).items() for j in known.get(name, ())}
    shares |= {name: s for name, s in (support or {}).items() if name not in known}
    rows = tuple((name, float(share)) for name, share in sorted(shares.items()) if share > 0)
    return _supported(model, rows) if rows else model


@lru_cache(maxsize=64)
def _supported(model: Model, rows: tuple) -> Model:
    data, shares = model.to_dict(), dict(rows)
    for joint in data["joints"]:
        more = 1 + shares.get(joint["link"], 0.0)
        joint["stiffness_Nm_per_rad"] *= more
        if "stiffening_deg" in joint:  # only the linear part is raised
            joint["stiffening_deg"] *= more**0.5
    return Model.from_dict(data)
