"""Many postures at once: the numbers of single solves, stacked; and helpful words for bad columns."""

import math
import pickle

import numpy as np
import pytest

import postureviz as pv

MAST = pv.load("mast")


def columns(size, seed=3):
    """Random pulls, every fifth over-tight on both sides so that it buckles, and a cable of its own."""
    rng = np.random.default_rng(seed)
    port, starboard = rng.uniform(0, 2, (2, size))
    port[::5] = starboard[::5] = 1.95
    own = rng.uniform(0, 2, size)
    own[::5] = 1.95
    wind = np.where(np.arange(size) % 5, rng.uniform(-6, 6, size), 0.0)
    return {"port": port, "starboard": starboard, "port_top": own}, {"wind_N": wind}


def test_a_stack_holds_the_numbers_of_single_solves():
    factors, settings = columns(60)
    many = pv.solve_many(MAST, factors, settings)
    assert set(many.status) == {"settled", "buckled"}
    measured = pv.measure(many)
    for i in range(60):
        one = pv.solve(MAST, {k: v[i] for k, v in factors.items()}, {k: v[i] for k, v in settings.items()})
        assert np.abs(many.angles[i] - one.angles).max() < 1e-10
        assert many.status[i] == one.status
        assert np.allclose(many.points[i], one.points, atol=1e-9)
        assert many.energy[i] == pytest.approx(one.energy, rel=1e-9)
        assert many.stability[i] == pytest.approx(one.stability, abs=1e-8)
        assert np.allclose(many.joints.compression[i], one.joints.compression, atol=1e-6)
        assert np.allclose(many.joints.moment[i], one.joints.moment, atol=1e-7)
        for cable in MAST.cables:
            assert many.tension[cable][i] == pytest.approx(one.tension[cable], abs=1e-7)
            assert np.allclose(many.paths[cable][i], one.paths[cable], atol=1e-9)
        for name, value in pv.measure(one).items():
            assert measured[name][i] == pytest.approx(value, abs=1e-6)


def test_two_thousand_masts_settle_where_single_solves_do():
    factors, settings = columns(2000, seed=8)
    for k, (port, starboard) in enumerate([(0, 0), (2, 2), (0, 2), (2, 0)]):  # the ends of the range
        for name, value in {"port": port, "port_top": port, "starboard": starboard}.items():
            factors[name][1 + k :: 100] = value
    many = pv.solve_many(MAST, factors, settings)
    words, counts = np.unique(many.status, return_counts=True)
    assert dict(zip(words, counts, strict=True))["buckled"] > 300
    for i in range(2000):
        one = pv.solve(MAST, {k: v[i] for k, v in factors.items()}, {k: v[i] for k, v in settings.items()})
        assert many.status[i] == one.status, i
        assert np.abs(many.angles[i] - one.angles).max() < 1e-10, i


def test_every_field_has_one_more_axis():
    factors, settings = columns(7)
    many = pv.solve_many(MAST, factors, settings)
    one = pv.solve(MAST)
    assert len(many) == 7
    for field in ("angles", "points", "energy", "residual", "stability", "status"):
        assert np.shape(getattr(many, field)) == (7, *np.shape(getattr(one, field))), field
    for field in ("landmarks", "paths", "tension", "length"):
        for name, value in getattr(one, field).items():
            assert np.shape(getattr(many, field)[name]) == (7, *np.shape(value)), (field, name)
    for field in ("compression", "shear", "moment"):
        assert getattr(many.joints, field).shape == (7, 24)
    for name, value in pv.measure(many).items():
        assert value.shape == (7,), name
    assert "7 postures" in repr(many) and "settled" in repr(many)
    with pytest.raises(ValueError, match="one posture"):
        many.to_dict()
    with pytest.raises(ValueError, match="one posture"):
        pv.describe(many)


def test_a_table_has_one_column_per_group_in_their_order():
    table = [[1.5, 0.5], [0.2, 1.0]]
    many = pv.solve_many(MAST, table)
    named = pv.solve_many(MAST, {"starboard": [0.5, 1.0], "port": [1.5, 0.2]})
    assert np.array_equal(many.angles, named.angles)
    assert pv.measure(many)["lean_deg"][0] < 0 < pv.measure(many)["lean_deg"][1]


def test_one_number_stands_for_a_whole_column():
    many = pv.solve_many(MAST, {"port": 1.5}, {"wind_N": [0.0, 1.0, 2.0]})
    assert many.angles.shape == (3, 24)
    assert np.array_equal(many.factors["port"], [1.5] * 3) and np.array_equal(
        many.factors["starboard"], [1.0] * 3
    )


def test_without_any_column_there_is_one_neutral_posture():
    many = pv.solve_many(MAST, {})
    assert many.angles.shape == (1, 24)
    assert np.allclose(many.angles, math.pi / 2)


@pytest.mark.parametrize(
    "factors",
    [np.zeros((0, 2)), {"port": []}, {"port": [], "starboard": 1.0}],
    ids=["table", "column", "mixed"],
)
def test_an_empty_stack_is_a_stack(factors):
    many = pv.solve_many(MAST, factors)
    assert len(many) == 0
    assert many.angles.shape == (0, 24) and many.points.shape == (0, 25, 2)
    assert many.status.shape == many.energy.shape == many.residual.shape == many.stability.shape == (0,)
    assert many.joints.moment.shape == (0, 24)
    assert all(v.shape == (0,) for v in pv.measure(many).values())
    assert "0 postures" in repr(many)


def test_more_rows_than_go_through_at_once_come_back_in_order():
    port = np.linspace(0, 2, 5000)
    many = pv.solve_many(MAST, {"port": port})
    lean = pv.measure(many)["lean_deg"]
    assert np.all(np.diff(lean) < 0)  # each pull to port moves the tip further to port
    for i in (0, 4095, 4096, 4999):
        assert np.abs(many.angles[i] - pv.solve(MAST, {"port": port[i]}).angles).max() < 1e-10


def test_the_columns_given_stay_as_they_were():
    port = np.array([0.5, 1.5])
    many = pv.solve_many(MAST, {"port": port})
    port[:] = 9
    assert np.array_equal(many.factors["port"], [0.5, 1.5])


BAD = {
    "out of range": ({"port": [1.0, 2.5]}, None, ["'port'", "2.5", "0", "2"]),
    "below range": ({"port": [1.0, -0.5]}, None, ["'port'", "-0.5"]),
    "not finite": ({"port": [1.0, math.nan]}, None, ["'port'", "nan"]),
    "endless": ({"port": [math.inf, 1.0]}, None, ["'port'", "inf"]),
    "unknown cable": ({"sail": [1.0]}, None, ["'sail'", "port"]),
    "setting out of range": ({}, {"wind_N": [0.0, 6.5]}, ["'wind_N'", "6.5", "-6", "6"]),
    "unknown setting": ({}, {"rain": [1.0]}, ["'rain'", "wind_N"]),
    "lengths differ": ({"port": [1.0, 1.0], "starboard": [1.0] * 3}, None, ["port", "2", "starboard", "3"]),
    "lengths differ from settings": (
        {"port": [1.0, 1.0]},
        {"wind_N": [0.0] * 3},
        ["port", "2", "wind_N", "3"],
    ),
    "a table too wide": (np.ones((4, 3)), None, ["(4, 3)", "(B, 2)", "port, starboard"]),
    "a flat table": ([1.0, 1.0], None, ["(2,)", "(B, 2)"]),
    "grids that do not fit": ({"port": np.ones((2, 2)), "starboard": np.ones(3)}, None, ["'port'", "(2, 2)"]),
    "texts": ({"port": ["1", "1"]}, None, ["'port'", "numbers"]),
    "truths": ({"port": [True, False]}, None, ["'port'", "numbers"]),
    "one truth": ({"port": True}, None, ["'port'", "numbers"]),
    "nothing": ({"port": None}, None, ["'port'", "numbers"]),
    "gaps": ({"port": [1.0, None]}, None, ["'port'", "numbers"]),
    "complex numbers": ({"port": np.array([1j])}, None, ["'port'", "numbers"]),
    "uneven rows": ([[1.0], [1.0, 1.0]], None, ["factors", "(B, 2)"]),
    "no factors": (None, None, ["factors", "(B, 2)"]),
    "a text": ("port", None, ["factors", "(B, 2)"]),
    "settings that are no dict": ({}, [1.0], ["settings", "dict"]),
    "a setting as a pull": ({"wind_N": [1.0]}, None, ["'wind_N'", "settings"]),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_columns_are_told_by_name_value_and_what_is_allowed(what):
    factors, settings, words = BAD[what]
    with pytest.raises(ValueError) as told:
        pv.solve_many(MAST, factors, settings)
    for word in words:
        assert word in str(told.value), told.value


def test_a_grid_is_solved_cell_by_cell_and_measured_as_a_grid():
    port, wind = np.meshgrid([0.5, 1.0, 1.5, 2.0], [-2.0, 0.0, 2.0])
    many = pv.solve_many("mast", {"port": port}, {"wind_N": wind})
    lean = pv.measure(many)["lean_deg"]
    assert many.grid == lean.shape == (3, 4) and len(many) == 12
    apart = pv.solve_many("mast", {"port": [0.5, 1.0, 1.5, 2.0]}, {"wind_N": [[-2.0], [0.0], [2.0]]})
    assert np.array_equal(pv.measure(apart)["lean_deg"], lean)
    assert np.array_equal(pv.measure(pickle.loads(pickle.dumps(many)))["lean_deg"], lean)
    for i in range(3):
        for j in range(4):
            p = pv.solve("mast", port=port[i, j], wind_N=wind[i, j])
            assert lean[i, j] == pytest.approx(pv.measure(p)["lean_deg"], abs=1e-7)
    assert pv.measure(many[many.factors["port"] == 1.0])["lean_deg"].shape == (3,)
    with pytest.raises(ValueError, match="grids that broadcast"):
        pv.solve_many("mast", {"port": port}, {"wind_N": [0.0, 1.0]})
