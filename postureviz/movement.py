"""Movements as rows of still postures, with the loads along the way. Twin: ``js/engine/movement.js``."""

from __future__ import annotations

from collections.abc import Collection

from .checks import names, one_of, quoted, whole
from .effort import effort
from .model import Model, as_model
from .numerics import NUMERICS as N
from .posture import Posture, as_posture
from .solver import solve
from .support import supported
from .tables import table


def movements(model: Model | str) -> tuple[str, ...]:
    """Return the names of the movements of a model."""
    return tuple(_rows_of(as_model(model)))


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
        muscles do what the posture reflex does in the model (see ``reflex`` of :func:`effort`). A joint that
        would carry less than without what is carried is left out: there the model is wrong (:func:`loads`).

    Raises
    ------
    ValueError
        For an unknown movement, or a count out of range.

    Notes
    -----
    Still postures: what it takes to set masses going and to stop them is not in the loads.
    """
    model = as_model(model)
    row = _rows_of(model)[one_of("movement", name, _rows_of(model), f"in model {quoted(model.name)}")]
    count = whole("count", count, 2, 201)
    firm = supported(model, support)
    out = []
    for k in range(count):
        at = k / (count - 1)
        settings = settings_at(model, row["keys"], at)
        p = solve(firm, factors, settings)
        out.append({"at": at, "settings": settings, "posture": p, "loads": _carried(p)[0]})
    return out


def loads(p: Posture, joints: Collection[str] | None = None) -> dict[str, float]:
    """Return the compression in joints, N, when muscles do what the posture reflex does in the model.

    The reflex is a set of springs without muscles, so it presses no joint; people have muscles instead.
    How they share the work is one bounded least squares (:func:`effort`), so take a load as one of several
    possible ones.

    Parameters
    ----------
    p : Posture
        One posture that rests.
    joints : collection of str, optional
        Which joints, such as ``["L5"]``; all if missing.

    Raises
    ------
    ValueError
        For a stack of postures, one that found no rest, or a joint that is not there. Also where one of the
        joints would carry less than without the weight that hangs on it: upright, this body sways back from
        a bag, a rucksack or a weight on its head, and its muscles pull less, where a living one would
        brace. Such a load is wrong, so it is not given.
    """
    p = as_posture(p)
    asked = names("joints", joints, "joint", p.model.links, f"in model {quoted(p.model.name)}")
    found, less = _carried(p)
    wrong = [name for name in less if name in asked]
    if wrong:
        hung = ", ".join(f"{name} {p.settings[name]:g}" for name in _carriers(p.model) if p.settings[name])
        held = [name for name in found if name not in less]
        raise ValueError(
            f"no load at {', '.join(wrong)} with {hung}: the model sways back from what it carries and "
            f"presses them less than without; ask for others alone, such as pv.loads(p, {held[:1]})"
        )
    return {name: found[name] for name in asked}


def _carried(p: Posture) -> tuple[dict[str, float], list[str]]:
    """Return the loads that hold, and the joints that would carry less because something hangs on them."""
    found = _shared(p)
    hung = {name: links for name, links in _carriers(p.model).items() if p.settings[name]}
    if not hung:
        return found, []
    links = [p.model.links.index(link) for rows in hung.values() for link in rows]
    under = [bool(row.any()) for row in p.frame.mech.subtree[:, links]]
    bare = _shared(solve(p.model, p.factors, p.settings | dict.fromkeys(hung, 0.0)))
    rounding = 1e-6 * max(bare.values())
    less = [
        name
        for name, below in zip(p.model.links, under, strict=True)
        if below and found[name] < bare[name] - rounding
    ]
    return {name: load for name, load in found.items() if name not in less}, less


def _shared(p: Posture) -> dict[str, float]:
    return effort(p.model, p, limit=N.carry_limit, reflex=False, slack_Nm=N.carry_slack_Nm)["compression_N"]


def _carriers(model: Model) -> dict[str, list[str]]:
    """Return the settings that add weight to a body, and the links that it hangs on."""
    rows = [row for row in model.rows("weights") if "setting" in row]
    added: dict[str, float] = {}
    for row in rows:
        added[row["setting"]] = added.get(row["setting"], 0) + row["per_unit_N"]
    # a setting that only moves weight from one place to another adds none
    return {
        name: [row["link"] for row in rows if row["setting"] == name and row["per_unit_N"] > 0]
        for name, total in added.items()
        if total > 1e-9
    }


def _rows_of(model: Model) -> dict[str, dict]:
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
