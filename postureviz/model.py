"""Models are data: links, joints, cables and loads, read from JSON and checked. Twin: ``js/engine/model.js``.

A model is one JSON object (``library/model.schema.json`` describes it, with units).
SI units; x to the right, y up; angles counter-clockwise from +x. A point is
``[along, across]`` in the frame of its link, across to the left of the link's direction.
The engine knows no anatomy and no ship: those are names in the data.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, wraps
from importlib import resources
from typing import Any

import numpy as np

from .checks import extras, hint, mapping, number, one_of, quoted
from .frozen import Frozen

LIBRARY = resources.files("postureviz") / "library"
FACTOR_RANGE = (0.0, 2.0)
DEEPEST = 12  # far deeper than the schema goes
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
        data = _plain(data)
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


def check(data: Any) -> None:
    """Raise a ValueError unless ``data`` is a sound model (shape by the schema, then references)."""
    schema = _schema()
    _check_shape(data, schema, schema, "model")
    links = _unique(data, "links")
    known: set = set()
    for row in data["links"]:
        if row["parent"] is not None and row["parent"] not in known:
            raise ValueError(
                f"model.links: link {quoted(row['name'])} has parent {quoted(row['parent'])}, "
                f"which is no earlier link; "
                f"earlier links: {', '.join(sorted(known)) or 'none (use null for the ground)'}"
            )
        known.add(row["name"])
    if sorted(j["link"] for j in data["joints"]) != sorted(links):
        odd = set(links) ^ {j["link"] for j in data["joints"]}
        raise ValueError(
            f"model.joints must name each link once; look at: {', '.join(sorted(odd)) or 'links named twice'}"
        )
    cables = _unique(data, "cables")
    settings = _unique(data, "settings")
    landmarks = _unique(data, "landmarks")
    for part in ("weights", "loads", "springs", "readings", "presets"):
        _unique(data, part)
    groups = {c["group"] for c in data["cables"]} - {None}
    both = groups & set(cables) | (groups | set(cables)) & set(settings)
    if both:
        raise ValueError(
            f"model: names must differ between groups, cables and settings; "
            f"used twice: {', '.join(sorted(both))}"
        )
    needs = {"muscle": {"q"}, "constant": set(), "elastic": {"stiffness_N_per_m"}}
    for cable in data["cables"]:
        where, law = f"model.cables: cable {quoted(cable['name'])}", cable["law"]
        if set(law) - {"type", "tension_N", "short"} != needs[law["type"]]:
            raise ValueError(
                f"{where} has law {quoted(law)}; 'muscle' needs q, "
                f"'elastic' needs stiffness_N_per_m, 'constant' neither"
            )
        if ("path" in cable) == ("arms" in cable) or ("arms" in cable) != ("rest_m" in cable):
            raise ValueError(f"{where} needs either a path, or arms with rest_m; it has {', '.join(cable)}")
        for i, point in enumerate(cable.get("path", ())):
            _refer(point["link"], (*links, None), f"{where}, path point {i}, link")
        for arm in cable.get("arms", ()):
            _refer(arm["joint"], links, f"{where}, arms, joint")
        for row in law.get("short", ()):
            _refer(row["setting"], settings, f"{where}, short, setting")
    for part in ("weights", "loads", "springs", "landmarks"):
        for row in data[part]:
            allowed = (*links, None) if part == "landmarks" else links
            if "link" in row:
                _refer(row["link"], allowed, f"model.{part}: {quoted(row['name'])}, link")
            if "setting" in row:
                _refer(row["setting"], settings, f"model.{part}: {quoted(row['name'])}, setting")
    _in_pairs(data["weights"], "setting", "per_unit_N", "model.weights")
    _in_pairs(data["springs"], "link", "stiffness_Nm_per_rad", "model.springs")
    for row in data["springs"]:
        for move in row.get("moves", ()):
            _refer(move["setting"], settings, f"model.springs: {quoted(row['name'])}, moves, setting")
        if ("link" in row) == ("stiffness_N_per_m" in row):
            raise ValueError(
                f"model.springs: {quoted(row['name'])} needs either link, "
                f"or stiffness_N_per_m for the centre of mass"
            )
        if "link" not in row and not any(w["weight_N"] > 0 for w in data["weights"]):
            raise ValueError(
                f"model.springs: {quoted(row['name'])} needs a weight above 0, "
                f"else there is no centre of mass"
            )
    _check_stance(data.get("stance", {}), data["links"][0], settings)
    _unique({"unsure": data.get("unsure", [])}, "unsure")
    for row in data.get("unsure", ()):
        named = tuple(r.get("name", r.get("link")) for r in data[row["part"]])
        for name in row.get("names", ()):
            _refer(name, named, f"model.unsure: {quoted(row['name'])}, names")
    for row in data.get("shape", ()):
        _refer(row["setting"], settings, "model.shape, setting")
        rows = {r.get("name", r.get("link")): r for r in data[row["part"]]}
        _refer(row["name"], tuple(rows), f"model.shape: {row['part']}, name")
        _refer(row["entry"], tuple(rows[row["name"]]), f"model.shape: {quoted(row['name'])}, entry")
    _check_reach(data, schema)
    for row in data["joints"]:
        low, high = row["limit_deg"]
        if not low < 0 < high:
            raise ValueError(
                f"model.joints: {quoted(row['link'])} has limit_deg {quoted(row['limit_deg'])}; "
                f"it must be [below 0, above 0]"
            )
    for row in data["settings"]:
        if not row["min"] <= row["normal"] <= row["max"]:
            raise ValueError(
                f"model.settings: {quoted(row['name'])} needs min <= normal <= max, "
                f"not {row['min']}, {row['normal']}, {row['max']}"
            )
    _check_readings(data, links, cables, landmarks, groups)
    for row in data["presets"]:
        for key in row["factors"]:
            _refer(key, (*groups, *cables), f"model.presets: {quoted(row['name'])}, factor")
        for key, value in row["settings"].items():
            _refer(key, settings, f"model.presets: {quoted(row['name'])}, setting")
            limits = next(s for s in data["settings"] if s["name"] == key)
            number(
                f"model.presets: {quoted(row['name'])}, setting {quoted(key)}",
                value,
                limits["min"],
                limits["max"],
                limits["unit"],
            )
    for where, source in _sources_used(data):
        _refer(source, tuple(data["sources"]), f"model.{where}, source")


@lru_cache(maxsize=1)
def _schema() -> dict:
    return json.loads((LIBRARY / "model.schema.json").read_text("utf-8"))


def _check_reach(data: dict, schema: dict) -> None:
    """Refuse a shape that some value of its setting would take out of what the schema allows."""
    settings = {row["name"]: row for row in data["settings"]}
    moves: dict[tuple, dict[str, float]] = {}
    for row in data.get("shape", ()):
        by = moves.setdefault((row["part"], row["name"], row["entry"]), {})
        by[row["setting"]] = by.get(row["setting"], 0.0) + row["per_unit"]
    for (part, name, entry), by in moves.items():
        row = next(r for r in data[part] if r.get("name", r.get("link")) == name)
        rule = schema["properties"][part]["items"]["properties"][entry]
        ends = [
            [share * (settings[key][end] - settings[key]["normal"]) for end in ("min", "max")]
            for key, share in by.items()
        ]
        low, high = (row[entry] + sum(pick(pair) for pair in ends) for pick in (min, max))
        if low < rule["minimum"] or high > rule["maximum"]:
            raise ValueError(
                f"model.shape: {entry} of {quoted(name)} goes from {low:g} to {high:g} "
                f"over the range of {', '.join(by)}; "
                f"it must stay from {rule['minimum']:g} to {rule['maximum']:g}"
            )


def _check_stance(stance: dict, first: dict, settings) -> None:
    for key in {"seat", "incline", "bend"} & set(stance):
        _refer(stance[key], settings, f"model.stance, {key}")
    leg = {"bend", "knee_m", "ankle_m"} & set(stance)
    if leg and (len(leg) < 3 or "foot_m" not in stance):
        raise ValueError(
            f"model.stance has {', '.join(sorted(leg))}; "
            f"a knee that bends needs foot_m, knee_m, ankle_m and bend"
        )
    if leg and not stance["ankle_m"][1] < stance["knee_m"][1] < first["at_m"][1]:
        raise ValueError(
            f"model.stance: ankle_m {quoted(stance['ankle_m'])} must lie below "
            f"knee_m {quoted(stance['knee_m'])}, "
            f"and that below the first link at {quoted(first['at_m'])}"
        )


def _unique(data: dict, part: str) -> tuple[str, ...]:
    names = [row["name"] for row in data[part]]
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice:
        raise ValueError(f"model.{part}: names must differ; used twice: {', '.join(twice)}")
    return tuple(names)


# what a reading of each kind is read between
NEEDS = {
    "lean": ("from", "to"),
    "slope": ("from", "to"),
    "shift": ("to",),
    "offset": ("from", "to"),
    "rise": ("from", "to"),
    "reach": ("to", "frame"),
    "plates": ("from", "to"),
    "joint": ("joint",),
    "compression": ("joint",),
    "load_share": ("joint",),
    "moment": ("joint",),
    "stability": (),
    "tension": ("cable",),
    "pull_moment": ("cable", "joint"),
    "body_lean": (),
}


def _check_readings(data, links, cables, landmarks, groups) -> None:
    allowed = {
        "from": landmarks,
        "to": landmarks,
        "joint": links,
        "frame": links,
        "cable": (*groups, *cables),
    }
    plates = tuple(row["name"] for row in data["landmarks"] if "plate_deg" in row and row["link"] is not None)
    for row in data["readings"]:
        for key in NEEDS[row["kind"]]:
            names = plates if row["kind"] == "plates" else allowed[key]
            _refer(row.get(key), names, f"model.readings: {quoted(row['name'])}, {key}")
    _in_pairs(data["readings"], "smallest", "smallest_source", "model.readings")
    _in_pairs(data["readings"], "drawn", "drawn_source", "model.readings")


def _in_pairs(rows, one: str, other: str, where: str) -> None:
    for row in rows:
        if (one in row) != (other in row):
            raise ValueError(f"{where}: {quoted(row['name'])} needs both {one} and {other}, or neither")


def _refer(name, allowed, where: str) -> None:
    if name not in allowed:
        words = ", ".join("null (the ground)" if a is None else str(a) for a in allowed) or "none"
        raise ValueError(f"{where} is {quoted(name)}, which is not there; allowed: {words}")


def _sources_used(data: dict):
    yield "numerics", data["numerics"]["source"]
    if "stance" in data:
        yield "stance", data["stance"]["source"]
    for part, rows in data.items():
        if isinstance(rows, list):
            for row in rows:
                for key in {"source", "smallest_source", "drawn_source"} & set(row):
                    yield f"{part}: {quoted(row.get('name', row.get('link')))}", row[key]


def _plain(value: Any, depth: int = 0) -> Any:
    """Return data with what numpy and tuples hold as JSON knows it; anything else, or too deep, as it is."""
    if depth > DEEPEST or extras(value):
        return value
    if isinstance(value, Mapping):
        return {key: _plain(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner, depth + 1) for inner in value]
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    return value


_KINDS = {"boolean": bool, "object": dict, "array": list, "string": str, "null": type(None)}


def _is_kind(value, kind: str) -> bool:
    if kind == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, _KINDS[kind])


def _check_shape(value, rule: dict, schema: dict, where: str) -> None:
    """Check a value by the part of JSON Schema that our schema uses."""

    def wrong(allowed: str):
        raise ValueError(f"{where} is {quoted(value)}; allowed: {allowed}")

    if "$ref" in rule:
        rule = schema["$defs"][rule["$ref"].rsplit("/", 1)[1]]
    if "const" in rule and (value != rule["const"] or isinstance(value, bool)):
        wrong(repr(rule["const"]))
    if "enum" in rule and (value not in rule["enum"] or isinstance(value, bool)):
        wrong(", ".join(map(repr, rule["enum"])))
    if "type" in rule:
        kinds = rule["type"] if isinstance(rule["type"], list) else [rule["type"]]
        if not any(_is_kind(value, k) for k in kinds):
            wrong(" or ".join(kinds))
    if _is_kind(value, "number"):
        if not abs(value) <= sys.float_info.max:
            wrong("a finite number")
        if value < rule.get("minimum", -math.inf) or value > rule.get("maximum", math.inf):
            wrong(f"from {rule.get('minimum', '-infinity')} to {rule.get('maximum', 'infinity')}")
    elif isinstance(value, str):
        longest = rule.get("maxLength", math.inf)
        if len(value) > longest or not re.fullmatch(rule.get("pattern", "(?s:.*)"), value):
            wrong(f"a name of letters, digits and _, starting with a letter, at most {longest} of them")
    elif isinstance(value, list):
        if not rule.get("minItems", 0) <= len(value) <= rule.get("maxItems", math.inf):
            wrong(
                f"{rule.get('minItems', 0)} or more items"
                if "maxItems" not in rule
                else f"{rule['maxItems']} items"
            )
        for i, item in enumerate(value):
            label = f"{where}[{i}]"
            if isinstance(item, dict) and isinstance(item.get("name", item.get("link")), str):
                label = f"{where}[{quoted(item.get('name', item.get('link')))}]"
            _check_shape(item, rule.get("items", {}), schema, label)
    elif isinstance(value, dict):
        missing = [k for k in rule.get("required", []) if k not in value]
        if missing:
            raise ValueError(
                f"{where} lacks {', '.join(map(repr, missing))}; needed: {', '.join(rule['required'])}"
            )
        if len(value) < rule.get("minProperties", 0):
            wrong("at least one entry")
        for key, item in value.items():
            inner = rule.get("properties", {}).get(key, rule.get("additionalProperties", {}))
            if inner is False or not isinstance(key, str):
                raise ValueError(
                    f"{where} has an unknown entry {quoted(key)}{hint(key, rule['properties'])}; "
                    f"known: {', '.join(rule['properties'])}"
                )
            _check_shape(item, inner, schema, f"{where}.{key}")
