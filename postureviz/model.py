"""Models are data: links, joints, cables and loads, read from JSON and checked. Twin: ``js/engine/model.js``.

A model is one JSON object (``library/model.schema.json`` describes it, with units).
SI units; x to the right, y up; angles counter-clockwise from +x. A point is
``[along, across]`` in the frame of its link, across to the left of the link's direction.
The engine knows no anatomy and no ship: those are names in the data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache, wraps
from typing import Any

import numpy as np

from .checks import hint, mapping, number, one_of, quoted
from .frozen import Frozen
from .model_check import LIBRARY, check, plain

FACTOR_RANGE = (0.0, 2.0)
FIRST = "mast"  # the model meant where none is named


@dataclass(frozen=True)
class Reading:
    """What can be read off a posture.

    Attributes
    ----------
    kind : str
        How it is read, such as "lean" or "compression"; the schema of models lists the kinds.
    unit : str
        Last part of its name: "deg", "cm", "N", "pct" ...
    band : (float, float)
        Range around usual pull or, where ``norm`` is true, what was measured in people.
    norm : bool
        Whether the band was measured in people who stood with nothing to carry.
    smallest : float or None
        Smallest change that a repeated measurement in a person can tell apart.
    source : str
        Key of the model's ``sources``.
    """

    kind: str
    unit: str
    band: tuple[float, float]
    norm: bool
    smallest: float | None
    source: str


@dataclass(frozen=True)
class Setting:
    """What may be set beside the pulls: ``unit``, ``min``, ``max``, ``normal``.

    Reads as an attribute or by name: ``setting.min`` is ``setting["min"]``.
    """

    unit: str
    min: float
    max: float
    normal: float

    def __getitem__(self, key: str):
        if key not in self.__dataclass_fields__:
            raise KeyError(key)
        return getattr(self, key)


class Model:
    """A frozen model. Make one with :func:`load` or :meth:`from_dict`.

    Attributes
    ----------
    name, title : str
    groups : tuple of str
        Cable groups, in the order of the cables.
    cables : tuple of str
        A cable whose group is None is always at factor 1.
    links : tuple of str
    settings : mapping of str to :class:`Setting`
    factor_range : (float, float)
    readings : mapping of str to :class:`Reading`
    presets : mapping of str to ``{"factors": {...}, "settings": {...}}``
    """

    def __init__(self, text: str):
        vars(self)["_text"] = text

    @classmethod
    def from_dict(cls, data: dict) -> Model:
        """Return the model that a JSON object describes.

        Parameters
        ----------
        data : dict
            As in ``library/model.schema.json``; numbers and arrays of numpy and tuples count as those
            of JSON. It is copied.

        Raises
        ------
        ValueError
            When a part is missing, of the wrong kind, out of range (also through the range of a
            setting that changes it), or names something that is not there. The message says where,
            the value, and what is allowed.
        """
        data = plain(data)
        check(data)
        return cls(json.dumps(data, sort_keys=True, allow_nan=False))

    def to_dict(self) -> dict:
        """Return the model as a JSON object (a fresh copy)."""
        return json.loads(self._text)

    @cached_property
    def _text(self) -> str:
        return json.dumps(self.data, sort_keys=True, allow_nan=False)

    @cached_property
    def data(self) -> Frozen:
        """The JSON object, read once; it cannot be changed, its lists are tuples."""
        return Frozen(json.loads(self._text))

    def replaced(self, parts: dict[str, tuple[dict, ...]], keeping: tuple = ()) -> Model:
        """Return the model with other rows in some parts: not checked again, and all else is shared.

        ``keeping`` names functions of :func:`once_per_model` whose results these rows do not change.
        """
        model = Model.__new__(Model)
        vars(model)["data"] = Frozen({**self.data, **parts})
        vars(model)["_once"] = {(make,): make(self) for make in keeping}
        return model

    @cached_property
    def _once(self) -> dict:
        return {}

    @cached_property
    def shapes(self) -> tuple[str, ...]:
        """Settings that change the model's own shape, not what acts on it."""
        return tuple(dict.fromkeys(row["setting"] for row in self.rows("shape")))

    def shaped(self, settings: dict) -> Model:
        """Return the model with its shape settings built in: other bones, and their own neutral.

        Raises
        ------
        ValueError
            When a shape setting has more than one value in a stack.
        """
        values = {}
        for name in self.shapes:
            unique = set(np.ravel(settings[name]).tolist())
            if len(unique) > 1:
                raise ValueError(
                    f"setting {quoted(name)} changes the shape of the model: "
                    f"give one value to a stack, not {len(unique)}"
                )
            values[name] = unique.pop()
        if all(values[name] == self.settings[name].normal for name in values):
            return self
        return _shaped(self, tuple(values.items()))

    def __setattr__(self, name, value):
        raise AttributeError("models are frozen; change a copy: Model.from_dict({**model.to_dict(), ...})")

    def __eq__(self, other) -> bool:
        return self is other or (isinstance(other, Model) and self._text == other._text)

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self):
        return Model, (self._text,)

    def __repr__(self) -> str:
        return (
            f"<Model {self.name!r}: {len(self.links)} links, {len(self.cables)} cables in groups "
            f"{', '.join(self.groups)}; settings: {', '.join(self.settings) or 'none'}>"
        )

    def rows(self, part: str) -> tuple[Frozen, ...]:
        """Return the rows of a part of the data, such as "readings"; none without that part."""
        return self.data.get(part, ())

    def _names(self, part: str) -> tuple[str, ...]:
        return tuple(item["name"] for item in self.rows(part))

    @cached_property
    def name(self) -> str:
        """Name of the model."""
        return self.data["name"]

    @cached_property
    def title(self) -> str:
        """What the model shows, in words."""
        return self.data["title"]

    @cached_property
    def links(self) -> tuple[str, ...]:
        """Names of the links, parents before children."""
        return self._names("links")

    @cached_property
    def cables(self) -> tuple[str, ...]:
        """Names of the cables."""
        return self._names("cables")

    @cached_property
    def view(self) -> str:
        """Name of the picture that shows the model."""
        return self.data.get("view", "schematic")

    @cached_property
    def group_of(self) -> Frozen:
        """Group of each cable; None for a cable that no slider touches."""
        return Frozen({c["name"]: c["group"] for c in self.rows("cables")})

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """Names of the cable groups, in the order of the cables."""
        return tuple(dict.fromkeys(g for g in self.group_of.values() if g is not None))

    @cached_property
    def own_cables(self) -> tuple[str, ...]:
        """Names of the cables that may be set on their own: those of a group."""
        return tuple(c for c, g in self.group_of.items() if g is not None)

    @cached_property
    def settings(self) -> Frozen:
        """What may be set beside the pulls."""
        rows = self.rows("settings")
        return Frozen({s["name"]: Setting(s["unit"], s["min"], s["max"], s["normal"]) for s in rows})

    @cached_property
    def factor_range(self) -> tuple[float, float]:
        """How far a pull may be set, as a share of the usual one."""
        own = self.data.get("factor_range")
        return (float(own["min"]), float(own["max"])) if own else FACTOR_RANGE

    @cached_property
    def readings(self) -> Frozen:
        """What can be read off a posture, by name, in the order of the data."""
        return Frozen(
            {
                row["name"]: Reading(
                    row["kind"],
                    row["name"].rpartition("_")[2] if "_" in row["name"] else "",
                    tuple(row["band"]),
                    bool(row.get("norm", False)),
                    row.get("smallest"),
                    row["source"],
                )
                for row in self.rows("readings")
            }
        )

    def split(self, values: dict) -> tuple[dict, dict]:
        """Return values by name as factors and settings; what is no setting is taken for a factor."""
        settings = {name: value for name, value in values.items() if name in self.settings}
        return {name: value for name, value in values.items() if name not in settings}, settings

    @cached_property
    def presets(self) -> Frozen:
        """Ready-made states."""
        rows = self.rows("presets")
        return Frozen(
            {row["name"]: Frozen({k: Frozen(row[k]) for k in ("factors", "settings")}) for row in rows}
        )


def once_per_model(make: Callable) -> Callable:
    """Let a function of a model, and of hashable values, keep its results as long as there is that model."""

    @wraps(make)
    def kept(model: Model, *values):
        known, key = model._once, (kept, *values)
        if key not in known:
            known[key] = make(model, *values)
        return known[key]

    return kept


def models() -> tuple[str, ...]:
    """Return the names of the models that come with the package."""
    names = (file.name for file in LIBRARY.iterdir())
    return tuple(sorted(n[:-5] for n in names if re.fullmatch(r"[a-z][a-z0-9_]*\.json", n)))


def load(name: str) -> Model:
    """Return a model of the library.

    Raises
    ------
    ValueError
        When the library has no model of that name.
    """
    return _read(one_of("model", name, models(), "in the library"))


def as_model(model: Any, what: str = "model") -> Model:
    """Return a model given as itself or by its name in the library.

    Raises
    ------
    ValueError
        For an unknown name, or anything else.
    """
    if isinstance(model, Model):
        return model
    if not isinstance(model, str):
        raise ValueError(
            f"{what} is {quoted(model)}; it must be a Model, such as pv.load('mast'), "
            f"or the name of one: {', '.join(models())}"
        )
    return load(model)


@lru_cache
def _read(name: str) -> Model:
    return Model.from_dict(json.loads((LIBRARY / f"{name}.json").read_text("utf-8")))


@lru_cache(maxsize=64)
def _shaped(model: Model, values: tuple) -> Model:
    # that every value of its range gives a sound model was checked with the model
    changed = {part: [dict(row) for row in model.rows(part)] for part in ("links", "joints", "landmarks")}
    named = {(part, r.get("name", r.get("link"))): r for part, rows in changed.items() for r in rows}
    for row in model.rows("shape"):
        change = row["per_unit"] * (dict(values)[row["setting"]] - model.settings[row["setting"]].normal)
        named[row["part"], row["name"]][row["entry"]] += change
    return model.replaced({part: tuple(map(Frozen, rows)) for part, rows in changed.items()})


def complete_factors(model: Model, factors: dict | None) -> dict[str, float]:
    """Return factors with every group filled in (missing = 1); cables only where given.

    Raises
    ------
    ValueError
        For a name that is neither group nor cable, or a factor that is not a number in the model's range.
    """
    given = mapping("factors", factors, "{'port': 1.5}")
    known = (*model.groups, *model.own_cables)
    for name, value in given.items():
        if name not in known:
            extra = " (it is a setting: pass settings={...})" if name in model.settings else ""
            raise ValueError(
                f"no cable or group {quoted(name)} in model {quoted(model.name)}{extra}{hint(name, known)}; "
                f"groups: {', '.join(model.groups)}; cables: {', '.join(model.own_cables)}"
            )
        note = "1 is usual pull, 0 none, 2 double; pv.widened(model, factors=...) allows more on purpose"
        given[name] = number(f"factor {quoted(name)}", value, *model.factor_range, note)
    groups = {g: given.get(g, 1.0) for g in model.groups}
    return groups | {c: given[c] for c in model.own_cables if c in given}


def complete_settings(model: Model, settings: dict | None) -> dict[str, float]:
    """Return settings with every missing one at its normal value.

    Raises
    ------
    ValueError
        For an unknown setting, or a value that is not a number within its range.
    """
    given = mapping("settings", settings, "{'wind_N': 3.0}")
    for name, value in given.items():
        if name not in model.settings:
            raise ValueError(
                f"no setting {quoted(name)} in model {quoted(model.name)}{hint(name, model.settings)}; "
                f"settings: {', '.join(model.settings) or 'none'}"
            )
        row = model.settings[name]
        note = f"normal {row.normal:g} {row.unit}; pv.widened(model, {name}=...) allows more on purpose"
        given[name] = number(f"setting {quoted(name)}", value, row.min, row.max, note)
    return {name: float(given.get(name, row.normal)) for name, row in model.settings.items()}


def cable_factors(model: Model, factors: dict[str, float]) -> list[float]:
    """Return one factor per cable, in the order of ``model.cables``; a cable overrides its group."""
    return [1.0 if g is None else factors.get(c, factors[g]) for c, g in model.group_of.items()]
