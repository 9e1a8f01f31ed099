"""The live figure in a notebook: the same modules as the page, with its state in Python."""

from __future__ import annotations

import base64
import os
from itertools import count
from typing import Any

import anywidget
import traitlets

from .bundle import figure_html, require_picture, script, stylesheet
from .model import FIRST, Model, complete_factors, complete_settings, load, models
from .pictures import still_png
from .posture import Posture
from .readings import measure
from .solver import solve
from .state import State, format_state, parse_state
from .words import describe

_OPTIONS = ("title", "lead", "caption", "sliders", "presets", "readings", "ropes")
# Names the stills of one notebook, in the order they are shown.
_shown = count(1)


class Lab(anywidget.AnyWidget):
    """A live figure whose state Python and the browser share.

    Parameters
    ----------
    model : str or Model
        A model of the library, or a changed copy of one.
    options : dict, optional
        How the figure looks: ``title``, ``lead``, ``caption``, ``sliders`` (names of groups,
        cables and settings), ``presets``, ``readings``, ``ropes`` (the table of pulls, or not).
    **values : float
        Factors of groups and cables (1 = normal pull, 0 to 2) and settings in their unit.

    Attributes
    ----------
    state : str
        The state text, such as ``v1;mast;port=50``. Set it, or watch it with
        ``lab.observe(function, names="state")``; both ends of the wire change it.

    Raises
    ------
    ValueError
        For an unknown model, name or option, a value out of range, or a model whose view has no picture.

    Examples
    --------
    >>> import postureviz as pv
    >>> lab = pv.Lab("mast", port=1.5)
    >>> lab.set(port=1.2, wind_N=3)
    >>> lab
    Lab.from_state('v1;mast;port=20;wind_N=3')
    """

    _esm = script("widget")
    _css = stylesheet()

    state = traitlets.Unicode().tag(sync=True)
    model = traitlets.Unicode(read_only=True).tag(sync=True)
    source = traitlets.Dict(read_only=True).tag(sync=True)
    options = traitlets.Dict(read_only=True).tag(sync=True)

    def __init__(self, model: str | Model = FIRST, options: dict | None = None, **values: float):
        self._model = load(model) if isinstance(model, str) else model
        if not isinstance(self._model, Model):
            raise ValueError(f"model is {model!r}; it must be a name ({', '.join(models())}) or a Model")
        if self._model.name not in models():
            raise ValueError(
                f"model {self._model.name!r} has no words and no picture of its own; "
                f"keep one of the names {', '.join(models())} in a changed copy"
            )
        require_picture(self._model)
        options = self._checked(options or {})
        factors, settings = self._split(values)
        super().__init__()
        self.set_trait("model", self._model.name)
        self.set_trait("source", {} if self._model == load(self._model.name) else self._model.to_dict())
        self.set_trait("options", options)
        self._solved: tuple[str, Posture] | None = None
        self.state = format_state(self._model, factors, settings)

    @classmethod
    def from_state(cls, text: str, options: dict | None = None) -> Lab:
        """Return a figure in the state that a text describes.

        Raises
        ------
        ValueError
            When any part of the text cannot be used as it stands; the message says which.
        """
        state = _read(text, None)
        return cls(state.model, options, **state.factors, **state.settings)

    def set(self, **values: float | None) -> None:
        """Change some factors and settings; what is not named stays as it is.

        ``None`` takes a value back: a group or setting to normal, a cable to its group.

        Raises
        ------
        ValueError
            For an unknown name or a value out of range.
        """
        now = self._now()
        merged = {k: v for k, v in ({**now.factors, **now.settings} | values).items() if v is not None}
        unknown = {k: 1.0 for k in values if k not in self._model.settings}
        complete_factors(self._model, unknown)
        self.state = format_state(self._model, *self._split(merged))

    @property
    def factors(self) -> dict[str, float]:
        """Factor of every group, and of each cable that was set on its own."""
        return complete_factors(self._model, self._now().factors)

    @property
    def settings(self) -> dict[str, float]:
        """Value of every setting, in its unit."""
        return complete_settings(self._model, self._now().settings)

    @property
    def posture(self) -> Posture:
        """The posture of this state, solved by Python when it is asked for."""
        if self._solved is None or self._solved[0] != self.state:
            self._solved = (self.state, solve(self._model, self.factors, self.settings))
        return self._solved[1]

    @property
    def readings(self) -> dict[str, float]:
        """Readings of the posture, as :func:`postureviz.measure` gives them."""
        return measure(self.posture)

    def _now(self) -> State:
        return parse_state(self.state, self._model)

    def _split(self, values: dict) -> tuple[dict, dict]:
        settings = {k: v for k, v in values.items() if k in self._model.settings}
        return {k: v for k, v in values.items() if k not in settings}, settings

    def _checked(self, options: dict) -> dict:
        allowed = {
            "sliders": (*self._model.groups, *self._model.own_cables, *self._model.settings),
            "presets": tuple(self._model.presets),
            "readings": tuple(row["name"] for row in self._model.to_dict()["readings"]),
        }
        for key, value in options.items():
            if key not in _OPTIONS:
                raise ValueError(f"option {key!r} is not known; options: {', '.join(_OPTIONS)}")
            if key in allowed:
                wrong = [name for name in value if name not in allowed[key]]
                if isinstance(value, str) or wrong:
                    raise ValueError(
                        f"option {key!r} is {value!r}; "
                        f"it must be a list of names from: {', '.join(allowed[key])}"
                    )
        return {key: list(value) if key in allowed else value for key, value in options.items()}

    @traitlets.validate("state")
    def _valid_state(self, proposal: Any) -> str:
        state = _read(proposal["value"], self._model)
        return format_state(self._model, state.factors, state.settings)

    def __repr__(self) -> str:
        return f"Lab.from_state({self.state!r})"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        shown = super()._repr_mimebundle_(**kwargs)
        data, metadata = shown if isinstance(shown, tuple) else (shown, {})
        data, metadata = dict(data or {}), dict(metadata)
        data["text/plain"] = repr(self)
        # A notebook that is read without running, or not trusted, shows the still and its sentence.
        data["image/png"] = base64.b64encode(still_png(self.posture)).decode("ascii")
        metadata["image/png"] = {"alt": describe(self.posture)}
        if os.environ.get("POSTUREVIZ_BOOK") == "1":
            # The book has no kernel: there the page's own script brings this figure to life.
            data["text/html"] = figure_html(self.posture, f"lab-{next(_shown)}", dict(self.options))
        return data, metadata


def _read(text: Any, own: Model | None) -> State:
    if not isinstance(text, str):
        raise ValueError(f"state is {text!r}; it must be a text such as 'v1;mast;port=50'")
    state = parse_state(text, own)
    if state.notices:
        shown = text if len(text) <= 80 else text[:79] + "…"
        raise ValueError(f"state {shown!r}: {' '.join(state.notices)} A good text is 'v1;mast;port=50'.")
    return state
