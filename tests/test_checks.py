"""One check for each kind of argument: what is a number, a name, a model or a posture is so everywhere."""

import inspect
import re
import sys
import types
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
import quickjs
from twins import browser

import postureviz as pv
from postureviz.checks import number, quoted, shown, whole

MAST, SIDE = pv.load("mast"), pv.load("side")
P = pv.solve(MAST, {"port": 1.5})
STANDING = pv.solve(SIDE)
STACK = pv.solve_many(MAST, {"port": [1.0, 1.5]})


# Numbers and counts.

# every place that takes a number, as a function of it, with a number that is good there
NUMBERS = {
    "a pull": (lambda v: pv.solve(MAST, {"port": v}), 1),
    "a setting": (lambda v: pv.solve(MAST, None, {"wind_N": v}), 2),
    "a pull of a stack": (lambda v: pv.solve_many(MAST, {"port": v}), 1),
    "a reading to hold": (lambda v: pv.hold(SIDE, {"tilt_deg": v}), 15),
    "a reading to explain": (lambda v: pv.explain(MAST, {"lean_deg": v}), -1),
    "a reading to hold with least effort": (lambda v: pv.effort(SIDE, {"tilt_deg": v}), 14),
    "the limit of effort": (lambda v: pv.effort(MAST, P, limit=v), 5),
    "what is left of effort": (lambda v: pv.effort(MAST, P, slack_Nm=v), 1),
    "a push": (lambda v: pv.push(P, v, "tip"), 2),
    "one part of a push": (lambda v: pv.push(P, (v, 1.0), "tip"), 2),
    "the end of a span": (lambda v: pv.valley(MAST, "lean_deg", count=3, span=(-2, v)), 1),
    "a share of support": (lambda v: pv.supported(SIDE, {"L4": v}), 1),
    "a force beside things": (pv.everyday, 100),
    "a shift of the head": (pv.head_load, 2),
    "minutes": (pv.attention, 5),
    "a time constant": (lambda v: pv.attention(5, v), 10),
    "minutes of a bend": (pv.creep, 20),
    "minutes of rest": (lambda v: pv.creep(20, v), 2),
    "weeks": (pv.tone, 6),
    "weeks of practice": (lambda v: pv.practice("kyphosis_deg", v), 6),
    "a reading that drifts": (lambda v: pv.drift(v, 3.0, 5), 1),
    "a reading that was held": (lambda v: pv.drift(3.0, v, 5), 1),
    "the length of a rod": (lambda v: pv.rod("m", 3, v, 2.0, "wood"), 1),
    "the stiffness of a rod": (lambda v: pv.rod("m", 3, 2.0, v, "wood"), 1),
    "a length of a model": (lambda v: pv.Model.from_dict(changed(v)), 1),
    "an angle to start from": (lambda v: pv.solve(MAST, start=[v] * 24), 1),
}
COUNTS = {
    "points of a valley": (lambda v: pv.valley(MAST, "lean_deg", count=v, span=(-1, 1)), 5),
    "postures of a movement": (lambda v: pv.movement(SIDE, pv.movements(SIDE)[0], count=v), 2),
    "sets of numbers": (lambda v: pv.spread(P, v), 20),
    "links of a rod": (lambda v: pv.rod("m", v, 1.0, 1.0, "wood"), 3),
}


def changed(length):
    data = MAST.to_dict()
    data["links"][0]["length_m"] = length
    return data


def plain(found):
    """Numbers of a result, to be compared."""
    if isinstance(found, pv.Posture):
        return found.angles.ravel().tolist()
    if isinstance(found, pv.Model):
        return found.to_dict()
    return repr(found)


@pytest.mark.parametrize("what", [*NUMBERS, *COUNTS])
def test_what_numpy_calls_a_number_is_one_everywhere(what):
    ask, good = (NUMBERS | COUNTS)[what]
    kinds = [np.int64, np.int8, np.array] + ([np.float64, np.float32, np.float16] if what in NUMBERS else [])
    if what in ("a reading to explain", "sets of numbers", "a shift of the head"):
        kinds = kinds[:1] + kinds[-1:]  # slow ones: one of each side
    expected = plain(ask(good))
    for kind in kinds:
        assert plain(ask(kind(good))) == expected, kind


@pytest.mark.parametrize("what", [*NUMBERS, *COUNTS])
def test_what_is_no_number_is_refused_everywhere_with_its_value(what):
    ask, good = (NUMBERS | COUNTS)[what]
    odd = [
        "1",
        True,
        np.True_,
        float("nan"),
        np.float32("nan"),
        np.inf,
        -1e308,
        1e308,
        10**5000,
        1j,
        [[good], [good, good]],
        np.ma.masked,
        types.SimpleNamespace(unit="m"),
    ]
    if what != "a pull of a stack":  # which takes grids
        odd.append([[good]])
    for value in odd:
        with pytest.raises(ValueError) as told:
            ask(value)
        assert len(str(told.value)) < 1500


@pytest.mark.parametrize("value", [2.5, np.float64(5), 5.0])
def test_a_count_is_no_fraction(value):
    for ask, _ in COUNTS.values():
        with pytest.raises(ValueError, match="whole number"):
            ask(value)


def test_a_span_is_two_numbers_in_any_form():
    expected = pv.valley(MAST, "lean_deg", count=5, span=(-1, 1))
    for span in (np.array([-1, 1]), [-1.0, np.float32(1)]):
        assert pv.valley(MAST, "lean_deg", count=5, span=span) == expected
    for span in (5, (1, -1), (1, 1), (0,), "01", (0, np.nan), (None, 1), (0, 1, 2)):
        with pytest.raises(ValueError, match="span is"):
            pv.valley(MAST, "lean_deg", count=5, span=span)


def test_the_message_is_true_of_the_value():
    with pytest.raises(ValueError, match=r"x is 3; it must lie from 0 to 2 \(half\)"):
        number("x", 3, 0, 2, "half")
    with pytest.raises(ValueError, match=r"x is nan; it must be one finite number from 0 to 2"):
        number("x", float("nan"), 0, 2)
    with pytest.raises(ValueError, match=r"n is 2.5; it must be a whole number from 1 to 3"):
        whole("n", 2.5, 1, 3)
    assert type(number("x", np.float32(1.5), 0, 2)) is float and type(whole("n", np.int8(2), 1, 3)) is int


# The ends of a range.


def test_steps_that_drift_beyond_an_end_are_at_the_end():
    drifted = np.arange(0.2, 2.05, 0.1)
    assert drifted[-1] > 2
    assert pv.solve_many(MAST, {"port": drifted}).factors["port"][-1] == 2.0
    assert pv.solve(MAST, {"port": drifted[-1]}).factors["port"] == 2.0
    assert pv.solve(MAST, {"port": -1e-12}).factors["port"] == 0.0
    for ends in ((6 + 1e-12, 6.0), (-6 - 1e-12, -6.0)):
        assert pv.solve(MAST, None, {"wind_N": ends[0]}).settings["wind_N"] == ends[1]
        assert pv.solve_many(MAST, {}, {"wind_N": [ends[0]]}).settings["wind_N"].tolist() == [ends[1]]
    assert pv.supported(SIDE, {"L4": 1 + 1e-15}) == pv.supported(SIDE, {"L4": 1.0})
    assert pv.head_load(8 + 1e-12)["load_N"] == pv.head_load(8)["load_N"]


def test_what_is_more_than_rounding_beyond_an_end_is_refused():
    for value in (2.00001, -0.00001, 2 + 1e-6):
        with pytest.raises(ValueError, match="from 0 to 2"):
            pv.solve(MAST, {"port": value})
        with pytest.raises(ValueError, match="from 0 to 2"):
            pv.solve_many(MAST, {"port": [1.0, value]})


def test_no_sentence_table_or_repr_shows_a_difference_of_nothing():
    nearly = pv.solve(MAST, {"port": np.arange(0.5, 1.51, 0.1)[5]}, {"wind_N": 1e-15})
    assert nearly.factors["port"] != 1.0
    assert pv.describe(nearly) == pv.describe(pv.solve(MAST))
    assert "wind_N 0;" in repr(nearly) and "port 1," in repr(nearly)
    assert "port 0," in repr(pv.solve(MAST, {"port": -1e-17}))
    assert "e-" not in repr(nearly) and "-0" not in repr(nearly)
    assert "e-" not in pv.Lab("mast").history._repr_html_()
    assert [shown(v) for v in (3.508e-15, -0.0, -1e-17, 1.5, 2.000000000000001)] == [
        "0",
        "0",
        "0",
        "1.5",
        "2",
    ]


def test_a_preset_that_drifted_by_rounding_still_has_its_band():
    preset = MAST.presets["port_heavy"]
    drifted = {k: v + 1e-15 for k, v in preset["factors"].items()}
    assert pv.band(pv.solve(MAST, drifted)) == pv.band(pv.solve(MAST, preset["factors"]))


# Names.

NAMES = {
    "measure": lambda names: list(pv.measure(STANDING, names)),
    "sensitivities": lambda names: list(pv.sensitivities(STANDING, names)),
}


@pytest.mark.parametrize("what", NAMES)
def test_names_are_read_once_and_a_lone_text_is_one_name(what):
    ask, two = NAMES[what], ["tilt_deg", "lordosis_deg"]
    expected = ask(two)
    assert sorted(expected) == sorted(two)
    for names in (
        (n for n in two),
        set(two),
        tuple(two),
        dict.fromkeys(two),
        np.array(two),
        two * 2,
        iter(two),
    ):
        assert ask(names) == expected
    assert ask("lordosis_deg") == ["lordosis_deg"]
    assert ask([]) == []


@pytest.mark.parametrize("what", NAMES)
@pytest.mark.parametrize(
    "names",
    [["lordosis"], "lordosis", "l5s1_share_pct, tilt_deg", ["tilt_deg", 3], [["tilt_deg"]], 5, [None]],
)
def test_a_name_that_is_not_there_is_refused_and_what_is_there_is_named(what, names):
    with pytest.raises(ValueError, match="names is") as told:
        NAMES[what](names)
    assert "lordosis_deg" in str(told.value) and "tilt_deg" in str(told.value)


def test_a_misspelt_name_gets_a_guess():
    with pytest.raises(ValueError, match="did you mean 'lordosis_deg'"):
        pv.measure(STANDING, ["lordosis"])


MISSPELT = {
    "a reading to retrain": (lambda n: pv.retrain(MAST, {}, "kyphosis_deg", 6), "lean_deg"),
    "a trial": (lambda n: pv.practice(n, 6), "kyphosis_deg"),
    "a reading to hold": (lambda n: pv.hold(SIDE, {n: 1.0}), "tilt_deg"),
    "a reading to explain": (lambda n: pv.explain(MAST, {n: 1.0}), "lean_deg"),
    "the curvature of a reading": (lambda n: pv.curvature(STANDING, n), "tilt_deg"),
    "a path": (lambda n: pv.valley(SIDE, n), "tilt"),
    "a movement": (lambda n: pv.movement(SIDE, n), pv.movements("side")[0]),
    "a landmark": (lambda n: pv.push(P, 1.0, n), "tip"),
    "a stay-point": (lambda n: pv.supported(SIDE, {n: 1.0}), next(iter(pv.stays("side")))),
    "a model": (pv.load, "mast"),
    "a preset of a figure": (lambda n: pv.Lab("mast", options={"presets": [n]}), "port_heavy"),
    "a slider": (lambda n: pv.Lab("mast", options={"sliders": [n]}), "starboard"),
    "a reading of a figure": (lambda n: pv.Lab("mast", options={"readings": [n]}), "lean_deg"),
    "an option": (lambda n: pv.Lab("mast", options={n: "x"}), "title"),
    "a layer": (lambda n: pv.picture(P, show=[n]), "tensions"),
    "a theme": (lambda n: pv.picture(P, theme=n), "dark"),
    "a pull": (lambda n: pv.solve(MAST, {n: 1.0}), "port"),
    "a setting": (lambda n: pv.solve(MAST, None, {n: 1.0}), "wind_N"),
}


@pytest.mark.parametrize("what", MISSPELT)
def test_every_misspelt_name_is_a_value_error_that_says_what_there_is(what):
    ask, known = MISSPELT[what]
    for name in ("nothing_like_it", "x" * 100_000, ("a", "tuple")):
        with pytest.raises(ValueError) as told:
            ask(name)
        assert known in str(told.value) and len(str(told.value)) < 4000


def test_layers_and_options_take_any_list_of_names_once():
    one, other = "muscles", "bones"
    expected = pv.picture(STANDING, show=[one, other])
    assert pv.picture(STANDING, show=(n for n in (one, other))) == expected
    assert pv.picture(STANDING, show=one) == pv.picture(STANDING, show=[one])
    lab = pv.Lab("mast", options={"sliders": (n for n in ["port"]), "readings": "lean_deg"})
    assert lab.options == {"sliders": ("port",), "readings": ("lean_deg",)}


# A model's name stands for its model; the wrong kind of object is refused at the door.

OF_MODEL = {
    "solve": lambda m: pv.solve(m),
    "solve_many": lambda m: pv.solve_many(m, {}),
    "effort": lambda m: pv.effort(m, {"tilt_deg": 14.0}),
    "explain": lambda m: pv.explain(m, {"tilt_deg": 13.0}),
    "hold": lambda m: pv.hold(m, {"tilt_deg": 14.0}),
    "valley": lambda m: pv.valley(m, "tilt", count=3),
    "movement": lambda m: pv.movement(m, pv.movements(SIDE)[0], count=2),
    "movements": lambda m: pv.movements(m),
    "stays": lambda m: pv.stays(m),
    "supported": lambda m: pv.supported(m, None),
    "retrain": lambda m: pv.retrain(m, {"chest": 1.5}, "kyphosis_deg", 6),
}
OF_POSTURE = {
    "measure": lambda p: pv.measure(p),
    "describe": lambda p: pv.describe(p),
    "draw": lambda p: pv.draw(p),
    "picture": lambda p: pv.picture(p),
    "loads": lambda p: pv.loads(p),
    "band": lambda p: pv.band(p),
    "spread": lambda p: pv.spread(p, 20),
    "sensitivities": lambda p: pv.sensitivities(p),
    "curvature": lambda p: pv.curvature(p, "lean_deg"),
    "push": lambda p: pv.push(p, 1.0, "tip"),
}


@pytest.mark.parametrize("what", OF_MODEL)
def test_the_name_of_a_model_stands_for_it(what):
    assert plain(OF_MODEL[what]("side")) == plain(OF_MODEL[what](SIDE))


@pytest.mark.parametrize("what", OF_MODEL)
def test_what_is_no_model_is_refused_by_name(what):
    for thing in (None, 3, {}, STANDING, ["side"], SIDE.to_dict(), pv):
        with pytest.raises(ValueError, match="model is") as told:
            OF_MODEL[what](thing)
        assert "mast" in str(told.value)
    with pytest.raises(ValueError, match="no model 'hull' in the library"):
        OF_MODEL[what]("hull")


@pytest.mark.parametrize("what", OF_POSTURE)
def test_what_is_no_posture_is_refused_by_name(what):
    for thing in ("mast", None, 3, MAST, {}, [P]):
        with pytest.raises(ValueError, match="posture"):
            OF_POSTURE[what](thing)
    if what != "measure":
        with pytest.raises(ValueError, match="stack of 2"):
            OF_POSTURE[what](STACK)


def test_what_is_no_axes_is_refused_and_said():
    figure, axes = plt.subplots(1, 2)
    for ax in (axes, figure, plt, "ax", 3):
        with pytest.raises(ValueError, match="ax is .* Axes"):
            pv.draw(P, ax)
    assert pv.draw(P, axes[1]) is axes[1]
    plt.close(figure)


def test_the_wrong_kind_of_mapping_list_or_place_is_a_value_error():
    for ask in (
        lambda: pv.push(P, 1.0, ["tip"]),
        lambda: pv.push(P, None, "tip"),
        lambda: pv.hold(SIDE, ["tilt_deg"]),
        lambda: pv.hold(SIDE, {}),
        lambda: pv.explain(MAST, "lean_deg"),
        lambda: pv.supported(SIDE, ["ribs"]),
        lambda: pv.effort(SIDE, "tilt_deg"),
        lambda: pv.valley(SIDE, [STANDING]),
        lambda: pv.valley(SIDE, ("tilt", "lean")),
        lambda: pv.valley(MAST, (P, P)),
        lambda: pv.Lab("mast", options=3),
        lambda: pv.Lab("mast", options={"sliders": None}),
        lambda: pv.Lab("mast", options={"aim": ("lean_deg", "a", "b")}),
        lambda: pv.practice(["kyphosis_deg"], 6),
        lambda: pv.movement(SIDE, ["x"]),
        lambda: pv.curvature(STANDING, ["tilt_deg"]),
    ):
        with pytest.raises(ValueError):
            ask()


def test_what_would_be_ignored_beside_a_posture_is_refused():
    for beside in ({"factors": {"port": 1.0}}, {"settings": {"wind_N": 1.0}}, {"support": {}}):
        with pytest.raises(ValueError, match=f"has its own {next(iter(beside))}"):
            pv.effort(MAST, P, **beside)
    with pytest.raises(ValueError, match="a posture of 'mast', not of 'side'"):
        pv.effort(SIDE, P)


# What carries more than its numbers.


def test_a_mask_is_refused_by_name():
    hidden = np.ma.masked_array([1.0, 1.5], [False, True])
    for ask in (
        lambda: pv.solve_many(MAST, {"port": hidden}),
        lambda: pv.solve_many(MAST, {}, {"wind_N": hidden}),
        lambda: pv.solve_many(MAST, np.ma.masked_array([[1.0, 1.5]], [[False, True]])),
        lambda: pv.solve_many(MAST, {"port": [1.0, np.ma.masked]}),
        lambda: pv.solve(MAST, {"port": np.ma.masked}),
    ):
        with pytest.raises(ValueError, match="masked: give numbers without a mask"):
            ask()
    for ask in (
        lambda: pv.solve(MAST, start=np.ma.masked_array(np.ones(24), np.arange(24) == 3)),
        lambda: pv.push(P, hidden, "tip"),
        lambda: pv.valley(MAST, "lean_deg", span=hidden),
    ):
        with pytest.raises(ValueError):
            ask()
    open_eyed = np.ma.masked_array([1.0, 1.5], [False, False])
    assert pv.solve_many(MAST, {"port": open_eyed}).factors["port"].tolist() == [1.0, 1.5]


def test_a_unit_and_a_missing_mark_are_refused_by_name():
    class Quantity(np.ndarray):
        unit = "degree"

    with pytest.raises(ValueError, match="unit of its own"):
        pv.solve_many(MAST, {"port": np.array([1.0, 1.5]).view(Quantity)})

    class Missing:
        """As pandas.NA is: no truth, no number, a name."""

        def __repr__(self):
            return "<NA>"

        def __bool__(self):
            raise TypeError("boolean value of NA is ambiguous")

    for ask in (
        lambda: pv.solve(MAST, {"port": Missing()}),
        lambda: pv.solve_many(MAST, {"port": [1.0, Missing()]}),
    ):
        with pytest.raises(ValueError, match="'port' is .*<NA>"):
            ask()


# Messages.


def deep(depth):
    value = 1.0
    for _ in range(depth):
        value = [value]
    return value


HOSTILE = [
    deep(1000),
    deep(100_000),
    10**5000,
    -(10**5000),
    "x" * 100_000,
    b"x" * 100_000,
    [1.0] * 100_000,
    {"x" * 100_000: 1},
    {str(i): i for i in range(10_000)},
    np.ones(100_000),
]


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_no_value_breaks_or_floods_the_message(value):
    asks = [
        lambda: pv.solve(MAST, {"port": value}),
        lambda: pv.solve(MAST, None, {"wind_N": value}),
        lambda: pv.solve(MAST, value),
        lambda: pv.solve(MAST, None, value),
        lambda: pv.solve(value),
        lambda: pv.solve(MAST, start=value),
        lambda: pv.solve_many(MAST, {"port": [value, [1.0, 2.0]]}),
        lambda: pv.solve_many(MAST, value),
        lambda: pv.measure(P, value),
        lambda: pv.measure(P, [value]),
        lambda: pv.push(P, value, "tip"),
        lambda: pv.push(P, 1.0, value),
        lambda: pv.hold(SIDE, {"tilt_deg": value}),
        lambda: pv.hold(SIDE, value),
        lambda: pv.load(value),
        lambda: pv.valley(MAST, value),
        lambda: pv.valley(MAST, "lean_deg", count=value),
        lambda: pv.valley(MAST, "lean_deg", span=value),
        lambda: pv.picture(P, theme=value),
        lambda: pv.Model.from_dict(value),
        lambda: pv.draw(P, value),
        lambda: pv.Model.from_dict(changed(value)),
        lambda: pv.Lab("mast", options=value),
        lambda: pv.Lab("mast", options={"sliders": value}),
        lambda: pv.effort(MAST, value),
    ]
    for ask in asks:
        with pytest.raises(ValueError) as told:
            ask()
        assert len(str(told.value)) < 4000, str(told.value)[:300]
        assert "Exceeds the limit" not in str(told.value)


def test_names_as_keys_are_cut_too():
    for key in ("x" * 100_000, 10**5000, tuple([1] * 10_000)):
        for ask in (lambda k=key: pv.solve(MAST, {k: 1.0}), lambda k=key: pv.solve(MAST, None, {k: 1.0})):
            with pytest.raises(ValueError) as told:
                ask()
            assert len(str(told.value)) < 1000


def test_a_value_is_quoted_short_and_as_python_writes_it():
    assert quoted("port") == "'port'" and quoted(1.5) == "1.5" and quoted([1, 2]) == "[1, 2]"
    assert quoted(np.float32(1.5)) == "np.float32(1.5)" and quoted(10**400).startswith("1000000000")
    assert all(len(quoted(value)) <= 80 for value in HOSTILE)

    class Broken:
        def __repr__(self):
            raise RuntimeError("no words")

    assert quoted(Broken()) == "<Broken>"


def test_messages_quote_in_one_way_only():
    """A value in a message goes through ``quoted``; ``!r`` stands in a repr, or for a name of our own."""
    own = {"__init__.py", "joiner.py", "bundle.py", "words.py"}
    for path in Path(sys.modules["postureviz"].__file__).parent.glob("*.py"):
        if path.name in own:
            continue
        function = ""
        for line in path.read_text("utf-8").splitlines():
            if found := re.match(r"\s*def (\w+)", line):
                function = found[1]
            told = re.findall(r"\{([^{}]*)!r\}", line)
            assert not told or function in ("__repr__", "hint", "explain"), (path.name, line)


def test_both_engines_take_the_same_numbers_for_the_end_of_a_range():
    for value in (2 + 1e-15, 2 + 1.9e-9, -1e-15, -0.9e-9, 2.0, 0.0, 1.3):
        here, there = pv.solve(MAST, {"port": value}), browser("solve", "mast", {"port": value}, {})
        assert there["factors"] == here.factors
    for value in (6 + 5e-9, -6 - 5e-9):
        assert (
            browser("solve", "mast", {}, {"wind_N": value})["settings"]
            == pv.solve(MAST, None, {"wind_N": value}).settings
        )
    for value in (2 + 1e-6, -1e-6, 2.1, "1", None):
        with pytest.raises(quickjs.JSException, match="must lie from 0 to 2"):
            browser("solve", "mast", {"port": value}, {})
        with pytest.raises(ValueError, match="from 0 to 2"):
            pv.solve(MAST, {"port": value})


# What each argument needs so that the others can be tried.
USUAL = {
    "model": "mast",
    "p": P,
    "posture": P,
    "path": "lean",
    "readings": {"lean_deg": -1.0},
    "factors": {"port": 1.0},
    "target": {"lean_deg": -1.0},
    "reading": "lean_deg",
    "force_N": 1.0,
    "at": "tip",
    "newtons": 1.0,
    "shift_cm": 1.0,
    "minutes": 1.0,
    "rest": 1.0,
    "held": 1.0,
    "weeks": 1.0,
    "prefix": "a",
    "links": 2,
    "length_m": 1.0,
    "bending_Nm2": 1.0,
    "source": "s",
    "name": "mast",
    "support": None,
}
OWN = {
    "practice": {"reading": "kyphosis_deg"},
    "retrain": {"reading": "kyphosis_deg", "model": "side", "factors": {}},
    "movement": {"model": "side", "name": pv.movements("side")[0], "count": 2},
    "valley": {"count": 3},
    "spread": {"sets": 20},
    "blank": {"name": "a", **dict(zip(("links", "joints"), pv.rod("a", 2, 1.0, 1.0, "own"), strict=True))},
    "link": {"a": pv.Lab("mast"), "b": pv.Lab("mast")},
}
ODD = [
    None,
    3,
    -1,
    "x",
    "mast",
    [],
    {},
    [1],
    {"x": 1},
    {1: 2},
    np.ones(3),
    np.array(["a"]),
    object(),
    P,
    MAST,
    float("nan"),
    True,
    (P, P),
    b"x",
    lambda: 1,
    set(),
    type,
]


@pytest.mark.parametrize("name", [name for name in pv.__all__ if name not in ("Model", "Posture")])
def test_any_argument_of_any_public_function_is_taken_or_refused_by_a_value_error(name):
    function = getattr(pv, name)
    signature = inspect.signature(function.__init__ if name == "Lab" else function)
    several = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
    wanted = [k for k, row in signature.parameters.items() if k != "self" and row.kind not in several]
    needed = {k for k in wanted if signature.parameters[k].default is inspect.Parameter.empty}
    usual = {k: v for k, v in (USUAL | OWN.get(name, {})).items() if k in needed or k in OWN.get(name, {})}
    assert set(usual) >= needed
    if usual:
        function(**usual)
    refused = 0
    for argument in wanted:
        for value in ODD:
            try:
                function(**usual | {argument: value})
            except ValueError as error:
                refused += 1
                assert len(str(error)) < 4000
    assert refused or not wanted
    plt.close("all")
