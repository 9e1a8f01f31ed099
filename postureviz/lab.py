"""The live figure in a notebook: the same modules as the page, with its state in Python."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from itertools import count
from typing import TYPE_CHECKING, Any

import anywidget
import ipywidgets
import traitlets

from .bundle import figure_html, script
from .checks import mapping as checked_mapping
from .checks import quoted
from .history import History, row_of
from .model import FIRST, Model, as_model, complete_factors, complete_settings, load, models
from .options import checked
from .parcel import Parcel, edition, parcel
from .pictures import still_bundle
from .posture import Posture
from .readings import measure
from .solver import solve
from .state import State, checked_layers, format_state, parse_state

# Names the stills of one notebook, in the order they are shown.
_shown = count(1)


class StateError(ValueError, traitlets.TraitError):
    """A state text that cannot be used; traitlets goes back to the last state on its own errors alone."""


class _StateText(traitlets.Unicode):
    def validate(self, obj: Any, value: Any) -> str:
        if not isinstance(value, str):
            raise StateError(f"state is {quoted(value)}; it must be a text such as 'v1;mast;port=50'")
        return value


if TYPE_CHECKING:

    class _Widget(traitlets.HasTraits):
        """What users need of a widget, for type checkers alone: ipywidgets has no types of its own."""

        layout: Any
        comm: Any

        def close(self) -> None: ...
        def on_msg(self, callback: Callable, remove: bool = False) -> None: ...
        def send(self, content: Any, buffers: Any = None) -> None: ...
        def send_state(self, key: Any = None) -> None: ...
        def set_state(self, sync_data: dict) -> None: ...
        def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]: ...
else:
    _Widget = anywidget.AnyWidget


class Lab(_Widget):
    """A live figure whose state Python and the browser share.

    Parameters
    ----------
    model : str or Model
        A model of the library, or a changed copy of one.
    options : dict, optional
        How the figure looks, as ``postureviz.options.checked`` lists it: ``sliders``,
        ``readings``, ``presets``, words, a question, a task.
    show : list of str, optional
        The layers of the picture that are on, such as ``["bones", "muscles"]``; without it the usual.
    **values : float
        Factors of groups and cables (1 = usual pull, 0 to 2) and settings in their unit.

    Attributes
    ----------
    state : str
        The state text, such as ``v1;mast;port=50``. Set it, or watch it with
        ``lab.observe(function, names="state")``; both ends of the wire change it.
    gestures : int
        How many gestures a hand has made on the figure.

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

    _esm = script("door")

    parcel = traitlets.Instance(Parcel, read_only=True).tag(sync=True, **ipywidgets.widget_serialization)
    edition = traitlets.Unicode(read_only=True).tag(sync=True)
    state: traitlets.Unicode[str, str | bytes] = _StateText().tag(sync=True)
    model = traitlets.Unicode(read_only=True).tag(sync=True)
    source = traitlets.Dict(read_only=True).tag(sync=True)
    options = traitlets.Dict(read_only=True).tag(sync=True)
    gestures = traitlets.Int(0).tag(sync=True)

    def __init__(
        self,
        model: str | Model = FIRST,
        options: dict | None = None,
        show: Iterable[str] | str | None = None,
        **values: float,
    ):
        self._model = as_model(model)
        options = checked(self._model, options)
        factors, settings = self._model.split(values)
        self._visited: list[str] = []
        self._postures: dict[str, Posture] = {}  # by state: each is solved once
        self._rows: dict[str, dict] = {}  # of the history, by state: each is measured once
        self._formatted: str | None = None  # the last text that was made here, and so is a good one
        self._parsed: tuple[str, State] | None = None
        self._gesture: int | None = None  # the gesture that made the last row of the history
        self._from_page = False
        super().__init__()
        self.on_msg(self._hand_over)
        self.set_trait("model", self._model.name)
        self.set_trait("source", {} if self._is_of_the_library() else self._model.to_dict())
        self.set_trait("options", options)
        self._take(factors, settings, show)

    def _take(self, factors: dict, settings: dict, show: Iterable[str] | str | None) -> None:
        self._formatted = format_state(self._model, factors, settings, show)
        self.state = self._formatted

    def _is_of_the_library(self) -> bool:
        name = self._model.name
        return name in models() and self._model == load(name)

    @classmethod
    def from_state(cls, text: str, options: dict | None = None) -> Lab:
        """Return a figure in the state that a text describes.

        Raises
        ------
        ValueError
            When any part of the text cannot be used as it stands; the message says which.
        """
        state = _read(text, None)
        return cls(state.model, options, state.show, **state.factors, **state.settings)

    def set(self, **values: Any) -> None:
        """Change some factors, settings and layers; what is not named stays as it is.

        ``None`` takes a value back: a group or setting to normal, a cable to its group, ``show`` to
        the usual layers.

        Raises
        ------
        ValueError
            For an unknown name or a value out of range.
        """
        now = self._now()
        show = values.pop("show", now.show)
        merged = {k: v for k, v in ({**now.factors, **now.settings} | values).items() if v is not None}
        unknown = {k: 1.0 for k in values if k not in self._model.settings}
        complete_factors(self._model, unknown)
        self._take(*self._model.split(merged), show)

    @property
    def factors(self) -> dict[str, float]:
        """Factor of every group, and of each cable that was set on its own."""
        return complete_factors(self._model, self._now().factors)

    @property
    def settings(self) -> dict[str, float]:
        """Value of every setting, in its unit."""
        return complete_settings(self._model, self._now().settings)

    @property
    def show(self) -> tuple[str, ...]:
        """Layers of the picture that are on."""
        return checked_layers(self._model, self._now().show)

    @property
    def history(self) -> History:
        """What was set so far, by hand or from Python, a row for each gesture."""
        return History(self._model, (dict(self._row(text)) for text in self._visited))

    @property
    def posture(self) -> Posture:
        """The posture of this state, solved by Python when it is asked for."""
        return self._posture_at(self.state)

    @property
    def readings(self) -> dict[str, float]:
        """Readings of the posture, as :func:`postureviz.measure` gives them."""
        return measure(self.posture)

    def _now(self) -> State:
        return self._state_of(self.state)

    def _state_of(self, text: str) -> State:
        if self._parsed is None or self._parsed[0] != text:
            self._parsed = (text, parse_state(text, self._model))
        return self._parsed[1]

    def _posture_at(self, text: str) -> Posture:
        if text not in self._postures:
            state = self._state_of(text)
            self._postures[text] = solve(self._model, state.factors, state.settings)
        return self._postures[text]

    def _row(self, text: str) -> dict[str, str | float]:
        if text not in self._rows:
            self._rows[text] = row_of(text, self._posture_at(text))
        return self._rows[text]

    def _is_setting(self, name: str) -> bool:
        known = (*self._model.groups, *self._model.own_cables, *self._model.settings)
        if name not in known:
            raise ValueError(
                f"{quoted(name)} is nothing that model {quoted(self._model.name)} can set: {', '.join(known)}"
            )
        return name in self._model.settings

    # These are there before anything is sent: the page needs them to begin.
    @traitlets.default("parcel")
    def _parcel(self) -> Parcel:
        return parcel()

    @traitlets.default("edition")
    def _edition(self) -> str:
        return edition(self.parcel)

    @traitlets.validate("state")
    def _valid_state(self, proposal: Any) -> str:
        if proposal["value"] == self._formatted:
            return proposal["value"]
        state = _read(proposal["value"], self._model)
        return format_state(self._model, state.factors, state.settings, state.show)

    def notify_change(self, change: Any) -> None:
        """Keep a changed state in the history, then tell whoever observes."""
        # Not an observer, which ``unobserve_all`` would take away.
        if change["name"] == "state":
            self._remember(change["new"])
        super().notify_change(change)

    def _remember(self, text: str) -> None:
        gesture = self.gestures if self._from_page else None
        # All that one gesture of a hand passes through is one row: where it ends.
        if gesture is not None and gesture == self._gesture:
            self._visited.pop()
        self._gesture = gesture
        self._visited.append(text)

    def set_state(self, sync_data: dict) -> None:
        """Take what the browser sends; what is refused or not its to set, it gets back as it is here."""
        traits = self.traits()
        taken = {name: value for name, value in sync_data.items() if not traits[name].read_only}
        self._from_page = True
        try:
            super().set_state(taken)
        except traitlets.TraitError:
            self.send_state(list(sync_data))
            raise
        finally:
            self._from_page = False
        if refused := sync_data.keys() - taken.keys():
            self.send_state(sorted(refused))

    def _hand_over(self, _lab: Lab, message: Any, _buffers: Any) -> None:
        """Send the code of the figures to a page that could not get it from the parcel."""
        if message == {"wants": "code"}:
            self.send(self.parcel.plain)

    def __repr__(self) -> str:
        if self.source:  # no text makes a changed model again
            return f"<Lab of a changed {self.model!r}, state {self.state!r}>"
        more = f", options={dict(self.options)!r}" if self.options else ""
        return f"Lab.from_state({self.state!r}{more})"

    def __reduce__(self):
        return _again, (self._model, dict(self.options), self.state)

    def __copy__(self) -> Lab:
        return _again(self._model, dict(self.options), self.state)

    def __deepcopy__(self, memo: dict) -> Lab:
        return self.__copy__()

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        shown = super()._repr_mimebundle_(**kwargs)
        data, metadata = shown if isinstance(shown, tuple) else (shown, {})
        data, metadata = dict(data or {}), dict(metadata)
        # A notebook that is read without running, or not trusted, shows the still and its sentence.
        still, said = still_bundle(self.posture, repr(self), show=self._now().show)
        data |= still
        metadata |= said
        if os.environ.get("POSTUREVIZ_BOOK") == "1":
            # The book has no kernel: there the page's own script brings this figure to life.
            data["text/html"] = figure_html(
                self.posture, f"lab-{next(_shown)}", dict(self.options), self._now().show
            )
        return data, metadata


def _again(model: Model, options: dict, state: str) -> Lab:
    """Return another figure of the same model and options in the same state; its history begins there."""
    now = parse_state(state, model)
    return Lab(model, options, now.show, **now.factors, **now.settings)


def link(a: Lab, b: Lab, mapping: dict[str, str] | None = None) -> Callable[[], None]:
    """Let two figures follow each other, and return a function that ends it.

    Parameters
    ----------
    a, b : Lab
        ``b`` takes over what ``a`` shows at once, later each follows the other.
    mapping : dict, optional
        ``{name in a: name in b}`` of groups, cables and settings, one to one, a pull to a pull and a
        setting to a setting. Not needed between figures of one model, which then share all.

    Raises
    ------
    ValueError
        For an unknown name, a pull mapped to a setting, or two names mapped to one.

    Examples
    --------
    >>> import postureviz as pv
    >>> mast, back = pv.Lab("mast"), pv.Lab("back")
    >>> unlink = pv.link(mast, back, {"port": "side_trunk_left", "starboard": "side_trunk_right"})
    """
    for what, lab in (("a", a), ("b", b)):
        if not isinstance(lab, Lab):
            raise ValueError(f"{what} is {quoted(lab)}; it must be a Lab, such as pv.Lab('mast')")
    if mapping is None:
        if a._model.name != b._model.name:
            raise ValueError(
                f"figures of {quoted(a._model.name)} and {quoted(b._model.name)} need a mapping, "
                "such as {'port': 'side_trunk_left'}"
            )
        mapping = {name: name for name in (*a._model.groups, *a._model.own_cables, *a._model.settings)}
    pairs = checked_mapping("mapping", mapping, "{'port': 'side_trunk_left'}")
    back = {there: here for here, there in pairs.items()}
    if len(back) < len(pairs):
        raise ValueError(f"mapping is {quoted(pairs)}; each name may stand there once")
    for here, there in pairs.items():
        if a._is_setting(here) != b._is_setting(there):
            raise ValueError(f"{quoted(here)} and {quoted(there)} are a pull and a setting; map like to like")
    busy = False

    def follower(source: Lab, target: Lab, names: dict[str, str]) -> Callable[[Any], None]:
        def follow(_change: Any) -> None:
            nonlocal busy
            if busy:
                return
            busy = True
            try:
                now = source._now()
                given = {**now.factors, **now.settings}
                target.set(**{there: given.get(here) for here, there in names.items()})
            finally:
                busy = False

        return follow

    forth, home = follower(a, b, pairs), follower(b, a, back)
    forth(None)
    a.observe(forth, names="state")
    b.observe(home, names="state")

    def unlink() -> None:
        a.unobserve(forth, names="state")
        b.unobserve(home, names="state")

    return unlink


def _read(text: Any, own: Model | None) -> State:
    if not isinstance(text, str):
        raise StateError(f"state is {quoted(text)}; it must be a text such as 'v1;mast;port=50'")
    state = parse_state(text, own)
    if state.notices:
        raise StateError(f"state {quoted(text)}: {' '.join(state.notices)} A good text is 'v1;mast;port=50'.")
    return state
