"""A first model in a few lines: everything that a model's data must hold, with nothing in it yet."""

from __future__ import annotations

from .checks import quoted
from .model import Model

_LISTS = ("cables", "weights", "loads", "springs", "settings", "landmarks", "readings", "presets")
_PLAIN = ("cables", "weights", "loads", "springs", "settings", "landmarks", "readings")
# Far below any length, and any share of a rest length, that a hand-made model has (assumed).
_NUMERICS = {"smooth_length_m": 1e-7, "slack_width": 0.02}
SOURCE = "own"


def blank(
    name: str,
    links: list[dict],
    joints: list[dict],
    title: str | None = None,
    source: str = "assumed: a model of my own",
    ground_y_m: float | None = None,
    **parts: list[dict],
) -> Model:
    """Return a model of links and joints, with the other parts that are given; what is not given is empty.

    Parameters
    ----------
    name : str
        Small letters, digits and underscores.
    links, joints : list of dict
        As the schema of models describes them; :func:`rod` makes both for an elastic rod.
    title : str, optional
        What people read; the name without it.
    source : str
        Where the numbers come from. Rows that name no source of their own get this one.
    ground_y_m : float, optional
        Height of the ground in metres; none without it.
    **parts : list of dict
        ``cables``, ``weights``, ``loads``, ``springs``, ``settings``, ``landmarks``, ``readings``,
        ``presets``, ``shape`` or ``unsure``, as the schema describes them.

    Returns
    -------
    Model

    Raises
    ------
    ValueError
        For an unknown part, or whatever ``Model.from_dict`` refuses, by the name of the part.

    Examples
    --------
    >>> import postureviz as pv
    >>> pole = pv.blank("tent_pole", *pv.rod("pole", 12, 2.0, 40.0, "own"))
    >>> pv.solve(pole).status
    'settled'
    """
    allowed = (*_LISTS, "shape", "unsure", "stance", "balanced", "view")
    for part in parts:
        if part not in allowed:
            raise ValueError(f"there is no part {quoted(part)} of a model; parts: {', '.join(allowed)}")

    def sourced(rows):
        if not isinstance(rows, list):
            return rows
        return [{"source": SOURCE, **row} if isinstance(row, dict) else row for row in rows]

    data = {
        "schema": 1,
        "name": name,
        "title": title
        if title is not None or not isinstance(name, str)
        else name.replace("_", " ").capitalize(),
        "sources": {SOURCE: source},
        "numerics": {**_NUMERICS, "source": SOURCE},
        "ground_y_m": ground_y_m,
        "links": sourced(links),
        "joints": sourced(joints),
        **{part: [] for part in _LISTS},
        **{part: sourced(rows) if part in _PLAIN else rows for part, rows in parts.items()},
    }
    return Model.from_dict(data)
