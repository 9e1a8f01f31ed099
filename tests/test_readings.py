"""Numbers read off a posture mean what their names say."""

import numpy as np
import pytest
from making import blank, cable, load, setting, weight

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


# Each kind of reading against the same thing found by hand: quick, so that a slip is seen at once.


def crane():
    """A two-link arm that a wind bends, held by four cables in two groups and one that no slider touches."""
    links = [
        {
            "name": "post",
            "parent": None,
            "at_m": [0, 0],
            "length_m": 0.6,
            "neutral_deg": 90,
            "source": "test",
        },
        {
            "name": "arm",
            "parent": "post",
            "at_m": [0, 0],
            "length_m": 0.4,
            "neutral_deg": 60,
            "source": "test",
        },
    ]
    joints = [
        {"link": n, "stiffness_Nm_per_rad": k, "limit_deg": [-80, 80], "source": "test"}
        for n, k in (("post", 30.0), ("arm", 20.0))
    ]
    cables = [
        cable("back_low", "back", [(None, (-0.5, 0)), ("post", (0.6, 0))], 3.0, q=2.0),
        cable("back_high", "back", [(None, (-0.6, 0)), ("arm", (0.4, 0))], 5.0, q=2.0),
        cable("front_low", "front", [(None, (0.5, 0)), ("post", (0.6, 0))], 7.0, q=2.0),
        cable("stay", None, [(None, (0.9, 0)), ("arm", (0.4, 0))], 11.0),
    ]
    curved = cable("curl", "front", [], 13.0, q=2.0) | {
        "arms": [{"joint": "arm", "arm_m": [0.02, 0.01]}],
        "rest_m": 0.3,
    }
    del curved["path"]
    marks = [
        {"name": "foot", "link": None, "at_m": [0.1, 0.0], "source": "test"},
        {"name": "elbow", "link": "post", "at_m": [0.6, 0.05], "plate_deg": 10.0, "source": "test"},
        {"name": "hand", "link": "arm", "at_m": [0.4, -0.03], "plate_deg": -20.0, "source": "test"},
    ]
    rows = [
        {"name": "lean_deg", "kind": "lean", "from": "foot", "to": "hand"},
        {"name": "slope_deg", "kind": "slope", "from": "foot", "to": "hand"},
        {"name": "shift_cm", "kind": "shift", "to": "hand"},
        {"name": "offset_cm", "kind": "offset", "from": "elbow", "to": "hand"},
        {"name": "rise_cm", "kind": "rise", "from": "elbow", "to": "hand"},
        {"name": "reach_cm", "kind": "reach", "to": "hand", "frame": "post"},
        {"name": "plates_deg", "kind": "plates", "from": "elbow", "to": "hand"},
        {"name": "joint_deg", "kind": "joint", "joint": "arm"},
        {"name": "odd_deg", "kind": "joint", "joint": "arm", "sign": -1, "scale": 2.0, "add": 7.0},
        {"name": "pressed_N", "kind": "compression", "joint": "arm"},
        {"name": "share_pct", "kind": "load_share", "joint": "post"},
        {"name": "turned_Nm", "kind": "moment", "joint": "arm"},
        {"name": "low_N", "kind": "tension", "cable": "back_low"},
        {"name": "stay_N", "kind": "tension", "cable": "stay"},
        {"name": "back_N", "kind": "tension", "cable": "back"},
        {"name": "front_N", "kind": "tension", "cable": "front"},
        {"name": "curl_Nm", "kind": "pull_moment", "cable": "curl", "joint": "arm"},
        {"name": "front_Nm", "kind": "pull_moment", "cable": "front", "joint": "arm"},
        {"name": "none_Nm", "kind": "pull_moment", "cable": "back", "joint": "arm"},
        {"name": "steady_ratio", "kind": "stability"},
        {"name": "sway_deg", "kind": "body_lean"},
    ]
    return pv.Model.from_dict(
        blank(
            links,
            joints,
            cables=[*cables, curved],
            weights=[weight("hook", "arm", (0.4, 0), 9.0)],
            loads=[load("wind", "arm", (0.4, 0), "wind_N", (1, 0))],
            settings=[setting("wind_N", -20, 20)],
            landmarks=marks,
            readings=[{**row, "band": [0, 1], "show": [0, 1], "source": "test"} for row in rows],
        )
    )


CRANE = crane()


@pytest.mark.parametrize(("wind", "back"), [(0.0, 1.0), (15.0, 1.0), (-12.0, 1.7)])
def test_each_kind_of_reading_is_what_a_hand_would_measure(wind, back):
    p = pv.solve(CRANE, {"back": back, "back_low": 0.4}, {"wind_N": wind})
    read = pv.measure(p)
    post, arm = p.angles

    def at(link, angle, base, along, across):
        return base + along * np.exp(1j * angle) + across * 1j * np.exp(1j * angle)

    joint = 0.6 * np.exp(1j * post)
    elbow, hand = at("post", post, 0j, 0.6, 0.05), at("arm", arm, joint, 0.4, -0.03)
    neutral = at("arm", np.radians(60), 0.6j, 0.4, -0.03)
    line = hand - 0.1
    assert read["slope_deg"] == pytest.approx(np.degrees(np.angle(line)))
    assert read["lean_deg"] == pytest.approx(90 - np.degrees(np.angle(line)))
    assert read["shift_cm"] == pytest.approx(100 * (hand - neutral).real, abs=1e-9)
    assert read["offset_cm"] == pytest.approx(100 * (hand - elbow).real)
    assert read["rise_cm"] == pytest.approx(100 * (hand - elbow).imag)
    across = -(hand * np.exp(-1j * post)).imag + (neutral * np.exp(-1j * np.radians(90))).imag
    assert read["reach_cm"] == pytest.approx(100 * across, abs=1e-9)
    assert read["plates_deg"] == pytest.approx(np.degrees(arm - post) - 30)
    assert read["joint_deg"] == pytest.approx(np.degrees(arm - post) + 30)
    assert read["odd_deg"] == pytest.approx(7 - 2 * read["joint_deg"])
    assert read["low_N"] == p.tension["back_low"] and read["stay_N"] == p.tension["stay"] == pytest.approx(11)
    assert read["back_N"] == pytest.approx(p.tension["back_low"] + p.tension["back_high"])
    assert read["front_N"] == pytest.approx(p.tension["front_low"] + p.tension["curl"])
    lever = 0.02 + 0.01 * np.radians(read["joint_deg"])
    assert read["curl_Nm"] == pytest.approx(p.tension["curl"] * lever) == read["front_Nm"]
    assert read["none_Nm"] == 0 and read["sway_deg"] == 0
    assert read["steady_ratio"] == p.stability
    # what turns the arm about its joint: hook, wind and three cables, against its spring
    tip = 0.4 * np.exp(1j * arm)
    force = wind - 9j
    for name, anchor in (("back_high", -0.6), ("stay", 0.9)):
        pull = anchor - (joint + tip)
        force += p.tension[name] * pull / abs(pull)
    turning = (np.conj(tip) * force).imag + read["curl_Nm"]
    assert read["turned_Nm"] == pytest.approx(turning, abs=1e-6)
    assert turning == pytest.approx(20.0 * np.radians(read["joint_deg"]), abs=1e-6)
    assert read["pressed_N"] == pytest.approx(-(force * np.exp(-1j * arm)).real)
    even = pv.solve(CRANE)
    assert read["share_pct"] == pytest.approx(100 * p.joints.compression[0] / even.joints.compression[0])


def test_slopes_of_every_kind_of_reading_are_those_of_solving_anew():
    p = pv.solve(CRANE, {"back": 1.2}, {"wind_N": 5.0})
    slopes = pv.sensitivities(p)
    for group in CRANE.groups:
        more, less = (
            pv.measure(pv.solve(CRANE, {**p.factors, group: p.factors[group] + step}, p.settings))
            for step in (1e-4, -1e-4)
        )
        for name, row in slopes.items():
            assert row[group] == pytest.approx((more[name] - less[name]) / 2e-4, rel=1e-4, abs=1e-4), (
                name,
                group,
            )
