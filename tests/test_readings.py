"""Numbers read off a posture mean what their names say."""

import numpy as np
import pytest
from making import blank, setting, weight

import postureviz as pv

MAST = pv.load("mast")


def rod_with_readings():
    """A stiff two-link bar that a push turns by a known amount, with one reading of each kind."""
    links = [
        {"name": "low", "parent": None, "at_m": [0, 0], "length_m": 0.5, "neutral_deg": 90, "source": "test"},
        {
            "name": "high",
            "parent": "low",
            "at_m": [0, 0],
            "length_m": 0.5,
            "neutral_deg": 90,
            "source": "test",
        },
    ]
    joints = [
        {"link": n, "stiffness_Nm_per_rad": k, "limit_deg": [-80, 80], "source": "test"}
        for n, k in (("low", 4.0), ("high", 1e6))
    ]
    marks = [("foot", None, [0, 0]), ("top", "high", [0.5, 0])]
    rows = [
        {"name": "lean_deg", "kind": "lean", "from": "foot", "to": "top"},
        {"name": "shift_cm", "kind": "shift", "to": "top"},
        {"name": "foot_N", "kind": "compression", "joint": "low"},
        {"name": "safe_ratio", "kind": "stability"},
    ]
    return pv.Model.from_dict(
        blank(
            links,
            joints,
            weights=[weight("hat", "high", (0.5, 0), 2.0)],
            loads=[
                {
                    "name": "push",
                    "link": "high",
                    "at_m": [0.5, 0],
                    "setting": "push_N",
                    "direction": [1, 0],
                    "source": "test",
                }
            ],
            settings=[setting("push_N", -3, 3)],
            landmarks=[{"name": n, "link": link, "at_m": at, "source": "test"} for n, link, at in marks],
            readings=[{**row, "band": [0, 1], "show": [0, 1], "source": "test"} for row in rows],
        )
    )


def test_at_neutral_nothing_leans_and_the_foot_carries_the_weight():
    read = pv.measure(pv.solve(rod_with_readings()))
    assert read["lean_deg"] == pytest.approx(0, abs=1e-9)
    assert read["shift_cm"] == pytest.approx(0, abs=1e-9)
    assert read["foot_N"] == pytest.approx(2.0, abs=1e-9)
    # the soft joint alone: 4 N m/rad against 2 N at 1 m
    assert read["safe_ratio"] == pytest.approx(0.5, abs=1e-4)


@pytest.mark.parametrize("push", [-3.0, -0.5, 1.0, 3.0])
def test_lean_shift_and_load_belong_to_one_triangle(push):
    read = pv.measure(pv.solve(rod_with_readings(), settings={"push_N": push}))
    lean = np.radians(read["lean_deg"])
    assert np.sign(lean) == np.sign(push)
    assert read["shift_cm"] == pytest.approx(100 * np.sin(lean), abs=1e-3)
    # balance of moments about the foot, and the force along the bar
    assert 4.0 * lean == pytest.approx(push * np.cos(lean) + 2.0 * np.sin(lean), abs=1e-4)
    assert read["foot_N"] == pytest.approx(2.0 * np.cos(lean) - push * np.sin(lean), abs=1e-4)


def test_to_port_is_minus_and_to_starboard_plus():
    assert pv.measure(pv.solve(MAST, {"port": 1.5}))["lean_deg"] < -1
    assert pv.measure(pv.solve(MAST, {"starboard": 1.5}))["tip_shift_cm"] > 1
    assert pv.measure(pv.solve(MAST, settings={"wind_N": 2.0}))["lean_deg"] > 1


@pytest.mark.parametrize("name", pv.models())
def test_every_model_has_its_readings_in_the_order_of_its_data_as_plain_numbers(name):
    model = pv.load(name)
    read = pv.measure(pv.solve(model))
    assert list(read) == [row["name"] for row in model.to_dict()["readings"]]
    assert all(type(v) is float and np.isfinite(v) for v in read.values())


@pytest.mark.parametrize("name", pv.models())
def test_the_neutral_posture_lies_within_every_usual_band_and_the_band_within_the_gauge(name):
    model = pv.load(name)
    read = pv.measure(pv.solve(model))
    for row in model.to_dict()["readings"]:
        low, high = row["band"]
        assert row["show"][0] <= low < high <= row["show"][1], row["name"]
        assert low <= read[row["name"]] <= high, row["name"]
