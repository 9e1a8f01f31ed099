"""What models and postures hand out: nobody changes it by accident, and it goes where Python sends things."""

import copy
import json
import multiprocessing
import pickle
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

import postureviz as pv
from postureviz.pictures import still_png

MAST, SIDE = pv.load("mast"), pv.load("side")
P = pv.solve(MAST, {"port": 1.5}, {"wind_N": 2.0})
STACK = pv.solve_many(
    MAST, {"port": [1.0, 1.3, 2.0], "starboard": [1.0, 1.0, 2.0]}, {"wind_N": [0.0, 1.0, 0.0]}
)
ON_FEET = pv.solve(SIDE, {"hip_flexors": 1.4})
FIELDS = (
    "model",
    "factors",
    "settings",
    "angles",
    "points",
    "landmarks",
    "paths",
    "tension",
    "length",
    "rest",
    "energy",
    "residual",
    "stability",
    "joints",
    "status",
    "lean",
    "servo",
)


def parts(value):
    """Everything that can be reached from a value through mappings, tuples and fields."""
    yield value
    if isinstance(value, dict):
        for inner in value.values():
            yield from parts(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from parts(inner)
    elif type(value).__name__ in ("Joints", "Family"):
        for inner in vars(value).values():
            yield from parts(inner)


def handed_out():
    for p in (P, STACK, STACK[1], STACK[:2], ON_FEET, pickle.loads(pickle.dumps(STACK)), copy.deepcopy(P)):
        for field in FIELDS:
            yield from parts(getattr(p, field))
    for name in pv.models():
        model = pv.load(name)
        for field in (
            "presets",
            "settings",
            "readings",
            "group_of",
            "groups",
            "cables",
            "links",
            "own_cables",
        ):
            yield from parts(getattr(model, field))
        for part in model.to_dict():
            yield from parts(model.rows(part))
    yield from parts(pv.explain(MAST, {"lean_deg": -3.0}))


def test_nothing_that_is_handed_out_can_be_written_to():
    kinds = set()
    for thing in handed_out():
        kinds.add(type(thing).__name__)
        assert not isinstance(thing, (list, set, bytearray)), thing
        if isinstance(thing, np.ndarray):
            assert not thing.flags.writeable
        if isinstance(thing, dict):
            for change in (
                lambda m: m.__setitem__("x", 1),
                lambda m: m.update(x=1),
                lambda m: m.clear(),
                lambda m: m.popitem(),
                lambda m: m.setdefault("x", 1),
                lambda m: m.pop(next(iter(m), "x")),
                lambda m: m.__ior__({"x": 1}),
                lambda m: m.__delitem__(next(iter(m), "x")),
            ):
                with pytest.raises(TypeError, match="dict"):
                    change(thing)
    assert {"Frozen", "ndarray", "Joints", "Family", "Setting"} <= kinds


@pytest.mark.parametrize("field", FIELDS)
def test_no_field_of_a_posture_can_be_assigned_or_deleted(field):
    for p in (P, STACK):
        getattr(p, field)
        for change in (lambda p: setattr(p, field, 1), lambda p: delattr(p, field)):
            with pytest.raises(AttributeError):
                change(p)
    with pytest.raises(AttributeError):
        P.stauts = "settled"


def test_a_posture_says_the_same_after_its_pulls_were_used_for_another_one():
    before = pv.describe(P), P.residual, P.tension["port_low"]
    pulls = dict(P.factors)
    pulls["port"] = 0.5
    other = pv.solve(MAST, pulls)
    assert other.factors["port"] == 0.5 and P.factors["port"] == 1.5
    again = pickle.loads(pickle.dumps(P))
    assert (pv.describe(again), again.residual, again.tension["port_low"]) == before


def test_what_was_given_can_be_changed_later_without_changing_the_posture():
    pulls, wind = {"port": np.array([1.0, 1.5])}, {"wind_N": np.array([0.0, 1.0])}
    stack = pv.solve_many(MAST, pulls, wind)
    pulls["port"][:] = wind["wind_N"][:] = 0.3
    assert stack.factors["port"].tolist() == [1.0, 1.5] and stack.settings["wind_N"].tolist() == [0.0, 1.0]


@pytest.mark.parametrize(
    "send",
    [lambda x: pickle.loads(pickle.dumps(x)), copy.copy, copy.deepcopy],
    ids=["pickle", "copy", "deepcopy"],
)
def test_everything_public_can_be_copied_and_sent(send):
    family = pv.explain(MAST, {"lean_deg": -3.0})
    for thing in (
        MAST,
        MAST.presets,
        MAST.presets["wind"],
        MAST.settings,
        MAST.settings["wind_N"],
        MAST.group_of,
        P.factors,
        family,
    ):
        again = send(thing)
        assert again == thing and type(again) is type(thing)
    for thing in (P, STACK, STACK[2]):
        again = send(thing)
        assert np.array_equal(again.angles, thing.angles) and again.factors.keys() == thing.factors.keys()
        assert np.array_equal(again.stability, thing.stability) and np.array_equal(again.status, thing.status)
    assert np.array_equal(send(P.joints).moment, P.joints.moment)
    assert send(P.landmarks).keys() == P.landmarks.keys()


def test_mappings_are_dicts_to_json_and_plain_dicts_when_joined():
    assert json.loads(json.dumps(MAST.presets)) == MAST.presets
    assert json.loads(json.dumps(dict(P.factors))) == P.factors
    joined = P.factors | {"port": 0.5}
    joined["starboard"] = 0.1
    own = P.factors.copy()
    own["port"] = 0.0
    assert P.factors == {"port": 1.5, "starboard": 1.0}


def test_presets_go_to_other_processes():
    rows = [(MAST, x["factors"], x["settings"]) for x in MAST.presets.values()]
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        there = pool.starmap(pv.solve, rows)
    for p, (_, factors, settings) in zip(there, rows, strict=True):
        assert np.array_equal(p.angles, pv.solve(MAST, factors, settings).angles)


def test_a_figure_can_be_copied_and_sent_with_state_options_and_model():
    data = MAST.to_dict()
    data["weights"][0]["weight_N"] += 1
    for lab in (
        pv.Lab("mast", port=1.5, wind_N=2),
        pv.Lab("mast", {"title": "T", "sliders": ["port"]}),
        pv.Lab("side", show=["bones"]),
        pv.Lab(pv.Model.from_dict(data), {"title": "Heavy"}, port=1.2),
    ):
        for send in (copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))):
            again = send(lab)
            assert again is not lab and isinstance(again, pv.Lab)
            assert (again.state, again.options, again.source) == (lab.state, lab.options, lab.source)
            assert again.readings == lab.readings and len(again.history) == 1
            again.set(**{next(iter(lab.factors)): 0.5})
            assert again.state != lab.state


def test_what_the_repr_of_a_figure_leaves_out_is_not_lost_in_silence():
    plain, titled = pv.Lab("mast", port=1.5), pv.Lab("mast", {"title": "T", "sliders": ["port"]}, port=1.5)
    for lab in (plain, titled):
        again = eval(repr(lab), {"Lab": pv.Lab})
        assert (again.state, again.options) == (lab.state, lab.options)
    data = MAST.to_dict()
    data["weights"][0]["weight_N"] += 1
    assert "changed 'mast'" in repr(pv.Lab(pv.Model.from_dict(data)))


def test_what_a_figure_hands_out_never_changes_it():
    lab = pv.Lab("mast", {"title": "T", "sliders": ["port"]}, port=1.5)
    lab.factors["port"] = lab.settings["wind_N"] = lab.readings["lean_deg"] = 0.3
    lab.history.clear()
    lab.history[0]["port"] = 0.3
    assert lab.factors["port"] == 1.5 and len(lab.history) == 1 and lab.history[0]["port"] == 1.5
    with pytest.raises(TypeError):
        lab.options["title"] = "U"
    with pytest.raises(AttributeError):
        lab.options["sliders"].append("starboard")
    with pytest.raises(TypeError):
        lab.posture.factors["port"] = 0.5


# One posture and a stack of them, as Python's own protocols see them.


def test_a_posture_is_true_and_a_stack_is_true_unless_it_is_empty():
    assert P and any([P]) and (P or None) is P
    assert STACK and not pv.solve_many(MAST, {"port": []})
    assert not STACK[:0] and len(STACK[:0]) == 0


def test_one_row_of_a_stack_is_that_posture():
    walked = list(STACK)
    assert len(walked) == len(STACK) == 3
    for i, row in enumerate(walked):
        pulls = {k: v[i] for k, v in STACK.factors.items()}
        one = pv.solve(MAST, pulls, {k: v[i] for k, v in STACK.settings.items()})
        assert np.abs(row.angles - one.angles).max() < 1e-10
        assert row.factors == one.factors and row.settings == one.settings and row.status == one.status
        assert type(row.factors["port"]) is float and type(row.energy) is float and type(row.status) is str
        assert pv.describe(row) == pv.describe(one)
        assert pv.measure(row) == pytest.approx(pv.measure(one), abs=1e-9)
        assert json.dumps(row.to_dict()) and repr(row) == repr(one)
        assert pv.draw(row) is not None
    assert STACK.status.tolist() == ["settled", "settled", "buckled"] == [row.status for row in STACK]


def test_a_stack_is_cut_as_its_arrays_are():
    cuts = (
        slice(1, None),
        slice(None, None, -1),
        [2, 0],
        np.array([True, False, True]),
        [True, False, True],
        [-1],
        np.int64([1, 1]),
        [],
        slice(0, 0),
    )
    for rows in cuts:
        numbers = np.arange(3)[
            np.asarray(rows, None if np.size(rows) else int) if isinstance(rows, list) else rows
        ]
        part = STACK[rows]
        assert len(part) == len(numbers)
        assert np.array_equal(part.angles, STACK.angles[numbers])
        assert np.array_equal(part.status, STACK.status[numbers])
        assert np.array_equal(part.tension["port_low"], STACK.tension["port_low"][numbers])
        assert np.array_equal(part.settings["wind_N"], STACK.settings["wind_N"][numbers])
    for i in (0, 2, -1, -3, np.int64(1), np.array(1)):
        assert np.array_equal(STACK[i].angles, STACK.angles[i]) and STACK[i].angles.ndim == 1


@pytest.mark.parametrize("rows", [3, -4, [True, False], [5]])
def test_a_row_that_is_not_there_is_an_index_error(rows):
    with pytest.raises(IndexError):
        STACK[rows]


@pytest.mark.parametrize("rows", [1.0, "port", None, [0.5], [[0]], ("a",)])
def test_what_is_no_row_is_a_type_error_that_says_what_is(rows):
    with pytest.raises(TypeError, match="whole number, a slice"):
        STACK[rows]


def test_one_posture_has_no_rows():
    for ask in (len, iter, lambda p: p[0], list):
        with pytest.raises(TypeError, match="one posture"):
            ask(P)


def test_every_field_of_a_stack_has_a_leading_axis():
    for stack in (STACK, pv.solve_many("side", {"glutes": [0.5, 1.0]})):
        size, one = len(stack), stack[0]
        for field in FIELDS[1:]:
            here, there = getattr(stack, field), getattr(one, field)
            if field == "joints":
                here, there = vars(here), vars(there)
            pairs = [(here[k], there[k]) for k in there] if isinstance(there, dict) else [(here, there)]
            for many, single in pairs:
                assert np.shape(many) == (size, *np.shape(single)), field


# Memory.


def test_measuring_a_stack_takes_memory_for_a_block_and_not_for_all_rows():
    rng = np.random.default_rng(0)
    size, width = 3000, len(SIDE.groups)
    stack = pv.solve_many(SIDE, rng.uniform(0.9, 1.1, (size, width)))
    pv.measure(stack[:2])  # caches of the model are not what is counted
    tracemalloc.start()
    found = pv.measure(stack)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # a Hessian for each row would be 115 kB a row; the issue of 20,000 rows is 300 MB, or 15 kB
    assert peak < 15_000 * size
    for i in (0, 127, 128, 2999):
        assert {k: v[i] for k, v in found.items()} == pytest.approx(pv.measure(stack[i]), rel=1e-9, abs=1e-9)


def test_energy_and_stability_of_a_stack_are_found_in_blocks_too():
    stack = pv.solve_many("side", np.ones((1500, len(SIDE.groups))))
    stack.lean  # noqa: B018
    tracemalloc.start()
    shapes = stack.energy.shape, stack.residual.shape, stack.stability.shape
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert shapes == ((1500,),) * 3 and peak < 20_000 * 1500
    assert np.allclose(stack.stability, stack[0].stability)


# Promises of the documentation.


def test_a_posture_is_the_rest_that_is_reached_from_neutral_not_always_the_lowest_one():
    pulls, settings = (
        {"biceps": 1.7, "brachialis": 0.1, "triceps": 1.9},
        {"biceps_short_mm": 14, "hand_kg": 4.4},
    )
    first = pv.solve("elbow", pulls, settings)
    other = pv.solve("elbow", pulls, settings, start=first.angles + 0.5)
    assert first.status == other.status == "settled"
    assert other.energy < first.energy - 1 and np.abs(other.angles - first.angles).max() > 0.3
    assert "the one reached from the start" in pv.Posture.__doc__
    log = (Path(__file__).resolve().parent.parent / "CHANGELOG.md").read_text("utf-8")
    assert "posture of least energy" not in log and "reached from neutral" in " ".join(log.split())


def test_the_still_names_the_versions_that_its_bytes_hang_on():
    promised = " ".join(still_png.__doc__.split())
    assert "same versions of resvg-py" in promised and "matplotlib" in promised and "Pillow" in promised
    assert still_png(P) == still_png(pickle.loads(pickle.dumps(P)))
