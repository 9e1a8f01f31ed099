"""What was done with a figure, as a table."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from .checks import shown
from .model import Model
from .posture import Posture
from .readings import measure
from .state import views


class History(list):
    """Rows of a table, oldest first: dicts with ``state``, the pulls, the settings and the readings.

    Of the cables only those have a column that were set on their own.

    ``pandas.DataFrame(lab.history)`` takes it as it is. A notebook shows the readings that a figure of
    this model opens with.
    """

    def __init__(self, model: Model, rows: Iterable[dict]):
        super().__init__(rows)
        self._shown = ("state", *views().get(model.view, {}).get("readings", ()))

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in self._shown)
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(_written(row[name]))}</td>" for name in self._shown) + "</tr>"
            for row in self
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def row_of(state: str, posture: Posture) -> dict[str, str | float]:
    """Return the row of a state and its posture."""
    readings = {name: float(value) for name, value in measure(posture).items()}
    return {"state": state, **posture.factors, **posture.settings, **readings}


def _written(value: str | float) -> str:
    return value if isinstance(value, str) else shown(value, 4)
