"""Models as data: both ways, frozen, checked; and bad input always told as a ValueError that helps."""

import copy
import json
import math
import pickle
import re

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import random_tree

import postureviz as pv
from postureviz import model as model_module
from postureviz import model_check
from postureviz.model import LIBRARY

SCHEMA = json.loads((LIBRARY / "model.schema.json").read_text("utf-8"))
VERDICT = jsonschema.Draft202012Validator(SCHEMA)
MAST = pv.load("mast")
SMALL = random_tree(np.random.default_rng(4), links=3) | {
    "presets": [{"name": "some", "factors": {"c0": 0.5}, "settings": {"wind_N": 1.0}}],
    "readings": [
        {
            "name": "push_N",
            "kind": "compression",
            "joint": "l0",
            "band": [0, 1],
            "show": [0, 2],
            "source": "test",
        }
    ],
}


@pytest.mark.parametrize("name", pv.models())
def test_a_model_goes_to_json_and_back_unchanged(name):
    model = pv.load(name)
    again = pv.Model.from_dict(json.loads(json.dumps(model.to_dict())))
    assert again == model and hash(again) == hash(model)
    assert again.to_dict() == model.to_dict() == json.loads((LIBRARY / f"{name}.json").read_text("utf-8"))
    assert pickle.loads(pickle.dumps(model)) == model


def test_models_with_one_number_changed_differ():
    data = MAST.to_dict()
    data["weights"][0]["weight_N"] += 0.1
    assert pv.Model.from_dict(data) != MAST
    assert MAST != MAST.to_dict()


def test_a_model_cannot_be_changed_from_outside():
    given = MAST.to_dict()
    model = pv.Model.from_dict(given)
    given["cables"].clear()
    model.to_dict()["links"].clear()
    assert model == MAST
    with pytest.raises(AttributeError, match="frozen"):
        model.name = "hull"
    with pytest.raises(TypeError):
        model.settings["wind_N"] = 3
    with pytest.raises(TypeError):
        model.presets["even"] = {}
    for held in (model.presets["wind"], model.presets["wind"]["factors"], model.presets["wind"]["settings"]):
        with pytest.raises(TypeError):
            held["wind_N"] = 99
    with pytest.raises(AttributeError):
        model.settings["wind_N"].max = 100


def test_the_mast_says_what_it_has():
    assert "mast" in pv.models()
    assert MAST.groups == ("port", "starboard")
    assert set(MAST.cables) == {f"{s}_{k}" for s in MAST.groups for k in ("low", "mid", "top")}
    wind = MAST.settings["wind_N"]
    assert (wind.unit, wind.min, wind.max, wind.normal) == ("N", -6, 6, 0)
    assert wind["max"] == wind.max
    with pytest.raises(KeyError):
        wind["strength"]
    assert set(MAST.presets) >= {"even", "port_heavy", "both_more", "one_side_slack", "wind"}
    assert "mast" in repr(MAST) and "starboard" in repr(MAST) and "24 links" in repr(MAST)


# Every number has a unit and a source.

UNITS = ("_m", "_N", "_deg", "_Nm_per_rad")
PURE = {"schema", "slack_width", "q", "direction", "sign", "scale"}  # numbers without a unit
BY_NAME = {"band", "show", "smallest", "drawn"}  # the unit stands in the name of the reading
BY_ROW = {"min", "max", "normal", "per_unit"}  # the unit stands beside them, or in what they change
PLACE = re.compile(r"\b(18|19|20)\d\d\b|10\.\d{4}/|PMC\d+")  # a year, or where a paper is found


@pytest.mark.parametrize("name", pv.models())
def test_every_number_of_the_library_has_a_unit_and_a_source_that_says_where_it_is_from(name):
    data = pv.load(name).to_dict()
    seen = []

    def walk(value, key, where, source):
        if isinstance(value, dict):
            source = value.get("source", source)
            for k, v in value.items():
                walk(v, k, f"{where}.{k}", source)
        elif isinstance(value, list):
            for v in value:
                walk(v, key, where, source)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            seen.append(where)
            assert key.endswith(UNITS) or key in PURE | BY_NAME | BY_ROW, where
            assert source in data["sources"], where

    for part, value in data.items():
        if (
            part == "presets"
        ):  # shares of usual pull, and settings in their own unit: choices, not measurements
            continue
        # the ground is where the first link stands
        walk(value, part, part, data["links"][0]["source"] if part in ("schema", "ground_y_m") else None)
    assert len(seen) > 80
    for text in data["sources"].values():
        told = text.startswith(("assumed:", "computed:", "fitted by")) or PLACE.search(text)
        assert told and len(text) > 15, text
    assert set(data["sources"]) == set(_sources(data)), "a source that nothing names"


def _sources(value):
    if isinstance(value, dict):
        keys = ("source", "smallest_source", "drawn_source")
        yield from (value[k] for k in keys if isinstance(value.get(k), str))
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _sources(item)


@pytest.mark.parametrize("name", pv.models())
def test_readings_and_settings_carry_their_unit_in_the_name(name):
    model = pv.load(name)
    for reading in pv.measure(pv.solve(model)):
        assert reading.endswith(("_deg", "_cm", "_mm", "_N", "_Nm", "_ratio", "_pct")), reading
    for key, row in model.settings.items():
        assert key.endswith({"°": "_deg", "": key}.get(row.unit, "_" + row.unit))


def test_the_constants_of_the_solver_have_their_reason_beside_them():
    data = json.loads((LIBRARY.parent / "numerics.json").read_text("utf-8"))
    assert set(data["values"]) == set(data["sources"])
    assert all(len(text) > 30 for text in data["sources"].values())


# Broken models.

odd_values = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 400), st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=5), st.just([]), st.just({}), st.just([1, 2]), st.just([1, 2, 3]),
    st.just({"name": "x"}),
)  # fmt: skip


@st.composite
def broken(draw):
    """A small sound model in which one to three places were deleted, replaced or added."""
    data = copy.deepcopy(SMALL)
    for _ in range(draw(st.integers(1, 3))):
        spot, depth = data, draw(st.integers(0, 5))
        while depth and (
            inner := [
                v
                for v in (spot.values() if isinstance(spot, dict) else spot)
                if isinstance(v, (dict, list)) and v
            ]
        ):
            spot, depth = draw(st.sampled_from(inner)), depth - 1
        keys = sorted(spot) if isinstance(spot, dict) else range(len(spot))
        how = draw(st.sampled_from(["delete", "replace", "add"])) if keys else "add"
        if how == "add":
            if isinstance(spot, dict):
                spot[draw(st.text(max_size=4))] = copy.deepcopy(draw(odd_values))
            else:
                spot.append(copy.deepcopy(draw(odd_values)))
        elif how == "delete":
            del spot[draw(st.sampled_from(list(keys)))]
        else:
            spot[draw(st.sampled_from(list(keys)))] = copy.deepcopy(draw(odd_values))
    return data


def refused(data):
    """What from_dict has against a model, or None; nothing but a ValueError may come."""
    try:
        pv.Model.from_dict(data)
    except ValueError as error:
        return str(error)
    return None


@settings(max_examples=1000, deadline=None, derandomize=True)
@given(broken())
def test_what_the_schema_refuses_is_refused_and_what_it_allows_fails_only_by_its_references(data):
    said = refused(data)
    if not VERDICT.is_valid(data):
        assert said, "jsonschema refuses this"
        assert said.startswith("model")
    elif said:
        # sound in shape: only names and order of numbers are left to be wrong
        assert any(
            w in said
            for w in (
                "not there",
                "no earlier link",
                "name each link once",
                "names must differ",
                "needs",
                "must be",
                "must lie",
            )
        ), said
    else:
        p = pv.solve(pv.Model.from_dict(data))
        assert p.status in ("settled", "buckled", "fell", "unsolved")
        assert np.isfinite(p.angles).all()


def test_the_small_model_is_sound_before_it_is_broken():
    assert refused(SMALL) is None and VERDICT.is_valid(SMALL)


def change(path, value):
    data = copy.deepcopy(SMALL)
    *way, last = path
    spot = data
    for key in way:
        spot = spot[key]
    spot[last] = value
    return data


BROKEN = {
    "a length of nothing": (("links", 0, "length_m"), 0, ["l0", "length_m", "is 0", "from 1e-06"]),
    "a length of NaN": (("links", 1, "length_m"), math.nan, ["l1", "length_m", "nan", "finite"]),
    "an endless weight": (("weights", 0, "weight_N"), math.inf, ["weight_N", "inf", "finite"]),
    "a weight that lifts": (("weights", 0, "weight_N"), -1, ["weight_N", "-1", "from 0"]),
    "a number as a word": (("cables", 0, "law", "tension_N"), "ten", ["c0", "tension_N", "'ten'", "number"]),
    "true as a number": (("ground_y_m",), True, ["ground_y_m", "True", "number or null"]),
    "a parent that is not there": (("links", 0, "parent"), "l9", ["l0", "'l9'", "earlier link"]),
    "a parent that comes later": (("links", 0, "parent"), "l2", ["l0", "'l2'", "earlier link"]),
    "a cable to nowhere": (("cables", 0, "path", 0, "link"), "l9", ["c0", "'l9'", "l0, l1, l2", "ground"]),
    "an unknown law": (("cables", 0, "law", "type"), "spring", ["c0", "'spring'", "muscle", "constant"]),
    "a muscle without q": (
        ("cables", 0, "law"),
        {"type": "muscle", "tension_N": 3},
        ["c0", "muscle", "needs q"],
    ),
    "a steady cable with q": (
        ("cables", 0, "law"),
        {"type": "constant", "tension_N": 3, "q": 2},
        ["c0", "constant", "q"],
    ),
    "two cables of one name": (("cables", 1, "name"), "c0", ["cables", "c0", "differ"]),
    "a group named like a cable": (("cables", 1, "group"), "c0", ["c0", "differ"]),
    "limits the wrong way round": (("joints", 0, "limit_deg"), [10, -10], ["l0", "[10, -10]", "below 0"]),
    "a joint named twice": (("joints", 1, "link"), "l0", ["joints", "l1"]),
    "a load of no setting": (("loads", 0, "setting"), "tide_N", ["gust", "'tide_N'", "wind_N"]),
    "a setting that is never normal": (("settings", 0, "normal"), 9, ["wind_N", "min <= normal <= max", "9"]),
    "a reading of no joint": (("readings", 0, "joint"), "knee", ["push_N", "'knee'", "l0"]),
    "a preset pull beyond double": (("presets", 0, "factors", "c0"), 3, ["some", "c0", "3", "to 2"]),
    "a preset wind beyond the storm": (
        ("presets", 0, "settings", "wind_N"),
        6,
        ["some", "wind_N", "6", "-5", "5"],
    ),
    "a preset of an unknown cable": (("presets", 0, "factors"), {"sail": 1}, ["some", "'sail'", "c0"]),
    "a source nobody gave": (("links", 0, "source"), "hearsay", ["l0", "'hearsay'", "test"]),
    "another version": (("schema",), 3, ["schema", "2", "1"]),
    "attention to a wind": (
        ("cables", 0, "law", "attention"),
        {"setting": "wind_N", "least": 0.3},
        ["c0", "attention", "wind_N", "-5", "from 0 to 1"],
    ),
    "less attention than none": (
        ("cables", 0, "law", "attention"),
        {"setting": "wind_N", "least": -0.3},
        ["c0", "least", "-0.3", "from 0"],
    ),
    "sitting bones without a seat": (
        ("stance",),
        {"ischium_m": [0, -0.03], "source": "test"},
        ["stance", "ischium_m", "seat", "foot_m"],
    ),
    "a seat that carries, and none there": (("weights", 0, "on_seat"), 1, ["on_seat", "seat", "[0, 0]"]),
    "a misspelt entry": (("links", 0, "lenght_m"), 1, ["l0", "'lenght_m'", "length_m"]),
    "a name with a blank": (("links", 2, "name"), "l 2", ["'l 2'", "letters"]),
    "a title that is a number": (("title",), 3, ["title", "3", "string"]),
    "no links at all": (("links",), [], ["links", "[]", "1 or more"]),
    "a point in space": (("links", 1, "at_m"), [0, 0, 0], ["l1", "at_m", "[0, 0, 0]", "2"]),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_model_is_told_by_item_value_and_what_is_allowed(what):
    path, value, words = BROKEN[what]
    said = refused(change(path, value))
    assert said is not None
    for word in words:
        assert word in said, said


@pytest.mark.parametrize("data", [None, 3, "mast", [], {}, True, float("nan"), {"links": None}])
def test_what_is_not_a_model_at_all_is_a_value_error(data):
    assert refused(data)


def test_what_json_cannot_hold_is_a_value_error():
    for value in (
        np.float64(0.5),
        np.float32(0.5),
        np.int64(1),
        (0, 0),
        {1, 2},
        object(),
        1j,
        b"x",
        np.zeros(2),
    ):
        said = refused(change(("links", 0, "length_m"), value))
        assert said is None or "length_m" in said
    half_hidden = np.ma.masked_array([0.0, 0.0], [False, True])
    for value in ({0: 1}, {0.0, 1.0}, np.zeros((2, 2)), half_hidden, np.array(["0", "0"]), np.zeros(2, bool)):
        assert "at_m" in refused(change(("links", 0, "at_m"), value))
    assert refused(SMALL | {3: 4})
    assert refused(change(("links", 0, "length_m"), 10**400))


def numbers_in(value, path=()):
    if isinstance(value, (dict, list)):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from numbers_in(inner, (*path, key))
    elif isinstance(value, (int, float)):
        yield path


@pytest.mark.parametrize("number", [1e308, -1e308, 1e200, 1e9, -1e6, 1e-30, 5e-324, 0.0])
def test_any_number_anywhere_is_either_refused_or_solved_without_overflow(number):
    for path in numbers_in(SMALL):
        data = change(path, number)
        if refused(data) is None:
            json.dumps(pv.solve(pv.Model.from_dict(data)).to_dict(), allow_nan=False)


def test_a_missing_part_is_named():
    for part in SMALL.keys() - {"view"}:
        data = {k: v for k, v in SMALL.items() if k != part}
        assert repr(part) in refused(data)


# Bad input to the functions.


def named(value):
    """A short name of a test case, the same in every run (an object's address is not)."""
    return f"{type(value).__name__} {str(value)[:14]}"


ODD_NUMBERS = [
    True, False, "1", "", None, math.nan, math.inf, -math.inf, [], [1.0], (1,), {}, 1j, object(), b"1",
    10**400, np.array([1.0]), np.array([1.0, 1.0]), np.bool_(True), np.float64("nan"),
]  # fmt: skip


@pytest.mark.parametrize("value", [*ODD_NUMBERS, -0.001, 2.001, -1, 3], ids=named)
def test_a_bad_pull_is_told_by_name_value_and_range(value):
    for name in ("port", "port_top"):
        with pytest.raises(ValueError) as told:
            pv.solve(MAST, {name: value})
        for word in (repr(name), repr(value)[:20], "0", "2"):
            assert word in str(told.value)


@pytest.mark.parametrize("value", [*ODD_NUMBERS, -6.01, 7], ids=named)
def test_a_bad_setting_is_told_by_name_value_and_range(value):
    with pytest.raises(ValueError) as told:
        pv.solve(MAST, settings={"wind_N": value})
    for word in ("'wind_N'", repr(value)[:20], "-6", "6"):
        assert word in str(told.value)


@pytest.mark.parametrize("number", [np.float64(1.5), np.float32(1.5), np.array(1.5), 1.5], ids=named)
def test_numbers_of_numpy_are_numbers(number):
    p = pv.solve(MAST, {"port": number}, {"wind_N": number})
    assert np.array_equal(p.angles, pv.solve(MAST, {"port": 1.5}, {"wind_N": 1.5}).angles)
    assert type(p.factors["port"]) is float and type(p.settings["wind_N"]) is float
    assert pv.solve(MAST, {"port": np.int64(2), "starboard": 0}).factors == {"port": 2.0, "starboard": 0.0}


@pytest.mark.parametrize("name", ["sail", "Port", "", 3, None, ("port",), "wind_N"])
def test_an_unknown_cable_is_told_with_the_known_ones(name):
    with pytest.raises(ValueError) as told:
        pv.solve(MAST, {name: 1.0})
    for word in (repr(name), "port", "starboard_top"):
        assert word in str(told.value)


def test_a_near_miss_is_understood():
    with pytest.raises(ValueError, match="did you mean 'starboard'"):
        pv.solve(MAST, {"starbord": 1.0})
    with pytest.raises(ValueError, match="pass settings="):
        pv.solve(MAST, {"wind_N": 1.0})
    with pytest.raises(ValueError, match="did you mean 'mast'"):
        pv.load("mats")


@pytest.mark.parametrize("name", ["rain_N", "port", 3, None])
def test_an_unknown_setting_is_told_with_the_known_ones(name):
    with pytest.raises(ValueError, match="wind_N") as told:
        pv.solve(MAST, settings={name: 1.0})
    assert repr(name) in str(told.value)


@pytest.mark.parametrize(
    "bag", [3, "port", [("port", 1.0)], {"port"}, True, math.nan, np.zeros(2)], ids=named
)
def test_pulls_and_settings_that_are_no_dict_are_told(bag):
    for given_as in ({"factors": bag}, {"settings": bag}):
        with pytest.raises(ValueError, match="dict"):
            pv.solve(MAST, **given_as)


@pytest.mark.parametrize(
    "name",
    ["hull", "", "../mast", "mast.json", "model.schema", 3, None, True, ["mast"], math.nan, {}],
    ids=repr,
)
def test_an_unknown_model_is_told_with_the_known_ones(name):
    with pytest.raises(ValueError, match="mast") as told:
        pv.load(name)
    assert repr(name) in str(told.value)


ODD_STARTS = [
    3, True, "neutral", {}, [[1, 2], [3]], [True] * 24, [None] * 24, ["1"] * 24, [math.inf] * 24,
    np.zeros(23), np.zeros((24, 1)), np.full(24, np.nan), np.full(24, 1j),
]  # fmt: skip


@pytest.mark.parametrize("start", ODD_STARTS, ids=named)
def test_a_bad_start_is_told_with_its_length(start):
    with pytest.raises(ValueError, match="24"):
        pv.solve(MAST, start=start)


@pytest.mark.parametrize("model", ["hull", None, 3, {}, MAST.to_dict()], ids=named)
def test_what_is_no_model_cannot_be_solved(model):
    for solve in (pv.solve, lambda m: pv.solve_many(m, {"port": [1.0]})):
        with pytest.raises(ValueError, match="mast") as told:
            solve(model)
        assert repr(model)[:20] in str(told.value)


@pytest.mark.parametrize("thing", [None, 3, "mast", {}, MAST, float("nan")], ids=named)
def test_what_is_no_posture_can_neither_be_measured_nor_described(thing):
    for tell in (pv.measure, pv.describe):
        with pytest.raises(ValueError, match="posture"):
            tell(thing)


def test_measuring_reads_no_json_and_checking_no_schema_again(monkeypatch):
    side, mast = pv.load("side"), pv.load("mast")
    data = mast.to_dict()
    before = pv.measure(pv.solve(side, {"abdominals": 1.2}))
    pv.Model.from_dict(data)
    for module in (model_module, model_check):
        monkeypatch.setattr(module, "LIBRARY", None)
    assert pv.Model.from_dict(data) == mast
    monkeypatch.setattr(model_module.json, "loads", None)
    assert pv.measure(pv.solve(side, {"abdominals": 1.2})) == before
    assert pv.spread(pv.solve(mast), 20)["tip_shift_cm"][1] > 0


def test_what_is_worked_out_for_a_model_goes_with_it():
    made = []

    @model_module.once_per_model
    def twice_the_links(model, more=0):
        made.append(more)
        return 2 * len(model.links) + more

    mast, again = pv.load("mast"), pv.Model.from_dict(pv.load("mast").to_dict())
    assert twice_the_links(mast) == twice_the_links(mast) == twice_the_links(again) == 48
    assert twice_the_links(mast, 1) == 49
    assert made == [0, 0, 1]
