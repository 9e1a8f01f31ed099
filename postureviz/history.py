"""What was done with a figure, as a table."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from .checks import shown
from .model import Model, complete_factors, complete_settings
from .readings import measure
from .solver import solve
from .state import parse_state, views


class History(list):
    """Rows of a table, oldest first: dicts with ``state``, the pulls, the settings and the readings.

    Of the cables only those have a column that were set on their own.

    ``pandas.DataFrame(lab.history)`` takes it as it is. A notebook shows the readings that a figure of
    this model opens with.
    """

    def __init__(self, model: Model, states: Iterable[str]):
        super().__init__(_row(model, state) for state in states)
        self._shown = ("state", *views().get(model.view, {}).get("readings", ()))

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in self._shown)
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(_written(row[name]))}</td>" for name in self._shown) + "</tr>"
            for row in self
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(model: Model, text: str) -> dict[str, str | float]:
    state = parse_state(text, model)
    posture = solve(model, state.factors, state.settings)
    pulls = complete_factors(model, state.factors)
    settings = complete_settings(model, state.settings)
    readings = {name: float(value) for name, value in measure(posture).items()}
    return {"state": text, **pulls, **settings, **readings}


def _written(value: str | float) -> str:
    return value if isinstance(value, str) else shown(value, 4)
