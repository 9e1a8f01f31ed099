"""Movements as rows of still postures, with the loads along the way. Twin: ``js/engine/movement.js``."""

from __future__ import annotations

from .checks import one_of, quoted, whole
from .effort import effort
from .model import Model, as_model
from .numerics import NUMERICS as N
from .posture import Posture, as_posture
from .solver import solve
from .support import supported
from .tables import table


def movements(model: Model | str) -> tuple[str, ...]:
    """Return the names of the movements of a model."""
    return tuple(_rows(as_model(model)))


def movement(
    model: Model | str, name: str, factors: dict | None = None, support: dict | None = None, count: int = 21
) -> list[dict]:
    """Return a movement as a row of still postures.

    Parameters
    ----------
    model : Model, or the name of one
    name : str
        One of :func:`movements`.
    factors, support : dict, optional
        As for :func:`solve` and :func:`supported`.
    count : int
        Number of postures, 2 to 201, at even steps from start to end.

    Returns
    -------
    list of dict
        ``at`` from 0 to 1, ``settings``, ``posture``, and ``loads``: by joint, the compression in N when
        muscles do what the posture reflex does in the model (see ``reflex`` of :func:`effort`).

    Raises
    ------
    ValueError
        For an unknown movement, or a count out of range.

    Notes
    -----
    Still postures: what it takes to set masses going and to stop them is not in the loads.
    """
    model = as_model(model)
    row = _rows(model)[one_of("movement", name, _rows(model), f"in model {quoted(model.name)}")]
    count = whole("count", count, 2, 201)
    firm = supported(model, support)
    out = []
    for k in range(count):
        at = k / (count - 1)
        settings = settings_at(model, row["keys"], at)
        p = solve(firm, factors, settings)
        out.append({"at": at, "settings": settings, "posture": p, "loads": loads(p)})
    return out


def loads(p: Posture) -> dict[str, float]:
    """Return the compression in every joint, N, when muscles do what the posture reflex does in the model.

    The reflex is a set of springs without muscles, so it presses no joint; people have muscles instead.
    How they share the work is one bounded least squares (:func:`effort`), so take a load as one of several
    possible ones.

    Raises
    ------
    ValueError
        For a stack of postures, or one that found no rest.
    """
    p = as_posture(p)
    return effort(p.model, p, limit=N.carry_limit, reflex=False, slack_Nm=N.carry_slack_Nm)["compression_N"]


def _rows(model: Model) -> dict[str, dict]:
    return {row["name"]: row for row in table("movements")["rows"] if row["model"] == model.name}


def settings_at(model: Model, keys: list[dict], at: float) -> dict[str, float]:
    """Return the settings at a moment: straight lines between keyframes."""
    ahead = next(i for i, key in enumerate(keys) if key["at"] >= at)
    if ahead == 0:
        return _full(model, keys[0])
    a, b = keys[ahead - 1], keys[ahead]
    share = (at - a["at"]) / (b["at"] - a["at"])
    one, two = _full(model, a), _full(model, b)
    return {name: one[name] + (two[name] - one[name]) * share for name in one}


def _full(model: Model, key: dict) -> dict[str, float]:
    return {name: float(key["settings"].get(name, row.normal)) for name, row in model.settings.items()}
