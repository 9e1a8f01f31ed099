"""Is it a sound model? Its shape by the schema, then what rows say of one another."""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np

from .checks import extras, hint, number, quoted

LIBRARY = resources.files("postureviz") / "library"
DEEPEST = 12  # far deeper than the schema goes


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
        if set(law) - {"type", "tension_N", "short", "attention"} != needs[law["type"]]:
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
        _check_attention(law, data, where)
    for part in ("weights", "loads", "springs", "landmarks"):
        for row in data[part]:
            allowed = (*links, None) if part == "landmarks" else links
            if "link" in row:
                _refer(row["link"], allowed, f"model.{part}: {quoted(row['name'])}, link")
            if "setting" in row:
                _refer(row["setting"], settings, f"model.{part}: {quoted(row['name'])}, setting")
    _in_pairs(data["weights"], "setting", "per_unit_N", "model.weights")
    for joint in data["joints"]:
        for row in joint.get("grows", ()):
            where = f"model.joints: joint {quoted(joint['link'])}, grows"
            for name in row.get("settings", ()):
                _refer(name, settings, f"{where}, settings")
            if row["per_deg"] * row["moment_Nm"] < 0 or not row["per_deg"]:
                raise ValueError(
                    f"{where} has moment_Nm {row['moment_Nm']:g} and per_deg {row['per_deg']:g}; a torque "
                    f"that grows resists: give both one sign, per_deg not 0"
                )
    for row in data["springs"]:
        where = f"model.springs: {quoted(row['name'])}"
        for name in row.get("links", ()):
            _refer(name, links, f"{where}, links")
        for move in row.get("moves", ()):
            _refer(move["setting"], settings, f"{where}, moves, setting")
        _check_attention(row, data, where)
        felt = [key for key in ("link", "links", "stiffness_N_per_m") if key in row]
        if len(felt) != 1 or ("stiffness_N_per_m" in row) == ("stiffness_Nm_per_rad" in row):
            raise ValueError(
                f"{where} needs one of link or links with stiffness_Nm_per_rad, "
                f"or stiffness_N_per_m for the centre of mass; it has {', '.join(row)}"
            )
        if felt == ["stiffness_N_per_m"] and not any(w["weight_N"] > 0 for w in data["weights"]):
            raise ValueError(f"{where} needs a weight above 0, else there is no centre of mass")
    _check_stance(data.get("stance", {}), data["links"][0], settings)
    _check_answer(data, links, settings)
    for row in data["weights"]:
        sits = "seat" in data.get("stance", {}) and row["link"] == data["links"][0]["name"]
        if "on_seat" in row and not (sits and not any(row["at_m"])):
            raise ValueError(
                f"model.weights: {quoted(row['name'])} has on_seat; what a seat carries needs a seat "
                f"in stance, and sits at the hip: link {quoted(data['links'][0]['name'])}, at_m [0, 0]"
            )
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


def _check_attention(row: dict, data: dict, where: str) -> None:
    if "attention" not in row:
        return
    name = row["attention"]["setting"]
    _refer(name, [s["name"] for s in data["settings"]], f"{where}, attention, setting")
    found = next(s for s in data["settings"] if s["name"] == name)
    if found["min"] < 0 or found["max"] > 1:
        raise ValueError(
            f"{where}, attention: {quoted(name)} goes from {found['min']:g} to {found['max']:g}; "
            f"it must stay from 0 to 1"
        )


def _check_stance(stance: dict, first: dict, settings) -> None:
    for key in {"seat", "incline", "bend"} & set(stance):
        _refer(stance[key], settings, f"model.stance, {key}")
    sits = {"thigh_deg", "ischium_m"} & set(stance)
    if sits and not {"seat", "foot_m"} <= set(stance):
        raise ValueError(
            f"model.stance has {', '.join(sorted(sits))}; what a seat does needs seat and foot_m"
        )
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
        if "plate" in row:
            _refer(row["plate"], plates, f"model.readings: {quoted(row['name'])}, plate")
    _in_pairs(data["readings"], "smallest", "smallest_source", "model.readings")
    _in_pairs(data["readings"], "drawn", "drawn_source", "model.readings")


def _check_answer(data: dict, links, settings) -> None:
    """Refuse an answer that asks of what is not there."""
    for row in data["weights"]:
        for move in row.get("moves", ()):
            _refer(move["setting"], settings, f"model.weights: {quoted(row['name'])}, moves, setting")
    if "answer" not in data:
        return
    answer = data["answer"]
    for key in ("known", "lean"):
        if key in answer:
            _refer(answer[key], settings, f"model.answer, {key}")
    for row in answer["joints"]:
        _refer(row["link"], links, "model.answer, joints, link")
    for name in answer["agonists"]:
        _refer(name, links, "model.answer, agonists")
    for name in answer.get("stiffer", ()):
        _refer(name, tuple(row["name"] for row in data["springs"]), "model.answer, stiffer")
    for cable in data["cables"]:
        if "strength_N" not in cable:
            raise ValueError(
                f"model.cables: cable {quoted(cable['name'])} needs strength_N, the most that it gives; "
                f"a model with answer asks it of every cable"
            )


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
    for part in ("stance", "answer"):
        if part in data:
            yield part, data[part]["source"]
    for part, rows in data.items():
        if isinstance(rows, list):
            for row in rows:
                for key in {"source", "smallest_source", "drawn_source"} & set(row):
                    yield f"{part}: {quoted(row.get('name', row.get('link')))}", row[key]


def plain(value: Any, depth: int = 0) -> Any:
    """Return data with what numpy and tuples hold as JSON knows it; anything else, or too deep, as it is."""
    if depth > DEEPEST or extras(value):
        return value
    if isinstance(value, Mapping):
        return {key: plain(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner, depth + 1) for inner in value]
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
