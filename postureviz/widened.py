"""A model with wider ranges, on purpose: what lies beyond the usual ones was never compared with anything."""

from __future__ import annotations

from typing import Any

from .checks import hint, numbers, quoted
from .model import Model, as_model


def widened(model: Model | str, factors: Any = None, **settings: Any) -> Model:
    """Return a copy of a model whose pulls or settings may go further than usual.

    Parameters
    ----------
    model : Model, or the name of one
    factors : (low, high), optional
        Range of every pull, as a share of the usual one; it holds 1. 0 to 2 without it.
    **settings : (low, high)
        Range of a setting, in its unit; it holds the normal value.

    Returns
    -------
    Model
        Solved, measured and shown like any other; its figures have longer sliders. Its readings beyond the
        usual ranges have no comparison behind them.

    Raises
    ------
    ValueError
        For an unknown setting, or a range that is not two numbers around the usual value, or one that would
        take the shape of the model out of what its data allow.

    Examples
    --------
    >>> import postureviz as pv
    >>> strong = pv.widened("mast", factors=(0, 3), wind_N=(-20, 20))
    >>> pv.solve(strong, port=2.5, wind_N=12).status
    'settled'
    """
    data = as_model(model).to_dict()
    rows = {row["name"]: row for row in data["settings"]}
    if factors is not None:
        data["factor_range"] = _range("factors", factors, 1.0)
    for name, ends in settings.items():
        if name not in rows:
            raise ValueError(
                f"no setting {quoted(name)} in model {quoted(data['name'])}{hint(name, rows)}; "
                f"settings: {', '.join(rows) or 'none'}; for all pulls give factors=(0, 3)"
            )
        rows[name] |= _range(f"range of {name}", ends, rows[name]["normal"])
    return Model.from_dict(data)


def _range(what: str, ends: Any, usual: float) -> dict[str, float]:
    found = numbers(ends)
    if found is None or found.shape != (2,) or not found[0] <= usual <= found[1]:
        raise ValueError(
            f"{what} is {quoted(ends)}; it must be two numbers with the usual value {usual:g} within, "
            f"such as ({min(0.0, usual):g}, {usual + 2:g})"
        )
    return dict(zip(("min", "max"), found.tolist(), strict=True))
