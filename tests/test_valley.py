"""Energy along a path."""

import numpy as np
import pytest
import quickjs
from making import blank, pendulum, spring
from twins import browser, gap

import postureviz as pv

MAST, SIDE, BACK = pv.load("mast"), pv.load("side"), pv.load("back")
OVERTIGHT = {"port": 2.0, "starboard": 2.0}


def with_angle(model, joint="bar"):
    """The model with a reading of one joint's angle."""
    row = {"name": "turn_deg", "kind": "joint", "joint": joint, "source": "test"}
    row |= {"show": [-60, 60], "band": [-1, 1]}
    return pv.Model.from_dict(model.to_dict() | {"readings": [row]})


def test_a_spring_alone_gives_a_bowl():
    v = pv.valley(with_angle(pendulum(3.0, 0.0, 1.0)), "turn_deg", span=(-30, 30), count=7)
    x = np.radians(v["x"])
    assert v["energy_J"] == pytest.approx(1.5 * x**2, abs=1e-12)
    assert np.degrees(v["slope_J"]) == pytest.approx(3.0 * x, abs=1e-9)
    assert np.degrees(np.degrees(v["curvature_J"])) == pytest.approx(3.0)
    assert v["rest"] == pytest.approx(0, abs=1e-12) and len(v["wells"]) == 1


def test_a_pendulum_on_a_spring_has_the_energy_of_the_formula_and_two_valleys_when_heavy():
    k, w, h = 2.0, 5.0, 0.6
    v = pv.valley(with_angle(pendulum(k, w, h)), "turn_deg", span=(-90, 90), count=61)
    x = np.radians(v["x"])
    formula = k * x**2 / 2 + w * h * np.cos(x)
    rest = np.radians(v["rest"])
    assert v["energy_J"] == pytest.approx(formula - k * rest**2 / 2 - w * h * np.cos(rest), abs=1e-11)
    assert k * rest == pytest.approx(w * h * np.sin(rest), abs=1e-9) and abs(rest) > 0.1
    assert v["wells"] == pytest.approx(sorted([v["rest"], -v["rest"]]), abs=1e-7)
    assert np.degrees(np.degrees(v["curvature_J"])) == pytest.approx(k - w * h * np.cos(rest))


def test_joints_in_a_row_relax_like_springs_in_a_row():
    # the tip of two links is turned; each joint takes its share, and the pair is k1 k2 / (k1 + k2)
    links = [
        {"name": n, "parent": p, "at_m": [0, 0], "length_m": 1.0, "neutral_deg": 90, "source": "test"}
        for n, p in (("low", None), ("top", "low"))
    ]
    joints = [
        {"link": n, "stiffness_Nm_per_rad": k, "limit_deg": [-80, 80], "source": "test"}
        for n, k in (("low", 6.0), ("top", 3.0))
    ]
    landmark = {"name": "tip", "link": "top", "at_m": [1.0, 0], "plate_deg": 0, "source": "test"}
    foot = {"name": "foot", "link": "low", "at_m": [0, 0], "plate_deg": 0, "source": "test"}
    model = pv.Model.from_dict(blank(links, joints, landmarks=[landmark, foot]))
    p = pv.solve(model)
    turned = pv.solve(model, start=p.angles)
    # path between two postures: the top link turned by 0.3 rad, the low one left where it is
    end = pv.Posture(model, turned.factors, turned.settings, p.angles + np.array([0.0, 0.3]), True)
    v = pv.valley(model, (p, end), span=(0, 1), count=3)
    assert v["energy_J"][-1] == pytest.approx(6.0 * 3.0 / 9.0 * 0.3**2 / 2)


@pytest.mark.parametrize(
    ("model", "path", "factors"),
    [
        (MAST, "lean", {"port": 1.5, "starboard": 0.5}),
        (MAST, "lean", OVERTIGHT),
        (SIDE, "tilt", {}),
        (SIDE, "rounding", {"chest": 1.6}),
        (SIDE, "protraction_cm", {}),
        (BACK, "side_shift", {}),
    ],
)
def test_the_slope_is_what_holds_it_and_the_bottom_is_where_it_rests(model, path, factors):
    v = pv.valley(model, path, factors, count=161)
    x, energy, slope = (np.array(v[k]) for k in ("x", "energy_J", "slope_J"))
    step = x[1] - x[0]
    # energies by Simpson's rule from the slopes
    area = (slope[:-2:2] + 4 * slope[1:-1:2] + slope[2::2]).sum() * step / 3
    assert area == pytest.approx(energy[-1] - energy[0], abs=1e-5 * np.abs(energy).max())
    assert energy.min() > -1e-12 or len(v["wells"]) > 1
    if len(v["wells"]) == 1:
        assert abs(x[energy.argmin()] - v["rest"]) <= step
        assert (np.sign(slope) == np.sign(x - v["rest"])).mean() > 0.99
    near = np.abs(x - v["rest"]).argmin()
    bottom = np.gradient(slope, x)[near]
    assert v["curvature_J"] == pytest.approx(bottom, rel=0.05)


def test_no_other_posture_with_the_same_reading_has_less_energy():
    p = pv.hold(SIDE, {"tilt_deg": 20.0})
    mech, u, rng = p.frame.mech, p.frame.u, np.random.default_rng(1)
    from postureviz.coordinate import coordinate
    from postureviz.mechanics import energy

    row = next(r for r in SIDE.to_dict()["readings"] if r["name"] == "tilt_deg")
    for _ in range(20):
        phi = p.frame.phi + 1e-3 * rng.normal(size=mech.n)
        for _ in range(4):  # back to the same reading
            c = coordinate(SIDE, mech, row, phi, u)
            phi = phi + c.gradient * (20.0 - c.value) / (c.gradient @ c.gradient)
        assert energy(mech, phi, u) > p.energy


def test_the_over_tight_mast_has_two_valleys_and_a_hill_between():
    v = pv.valley(MAST, "lean", OVERTIGHT, count=81)
    assert len(v["wells"]) == 2 and v["wells"][0] == pytest.approx(-v["wells"][1], abs=1e-6)
    middle = v["energy_J"][40]
    assert v["x"][40] == pytest.approx(0, abs=1e-9) and middle > 1e-4


def test_tight_hip_flexors_move_the_valley_and_support_makes_it_steeper():
    even, tight = pv.valley(SIDE, "tilt"), pv.valley(SIDE, "tilt", {"hip_flexors": 1.7})
    assert tight["rest"] > even["rest"] + 1
    firm = pv.valley(SIDE, "rounding", support={"ribs": 1.0})
    bare = pv.valley(SIDE, "rounding")
    assert firm["curvature_J"] > bare["curvature_J"]
    assert firm["curvature_J"] == pytest.approx(
        pv.curvature(pv.solve(pv.supported(SIDE, {"ribs": 1.0})), "kyphosis_deg")
    )


def test_several_readings_are_held_at_once():
    p = pv.hold(SIDE, {"tilt_deg": 18.0, "kyphosis_deg": 35.0})
    assert [pv.measure(p)[k] for k in ("tilt_deg", "kyphosis_deg")] == pytest.approx([18, 35], abs=1e-8)
    assert p.residual > 0.1


def test_what_cannot_be_reached_is_said_and_not_shown():
    assert pv.hold(SIDE, {"forward_head_cm": 500.0}).status == "unsolved"
    v = pv.valley(SIDE, "forward_head_cm", span=(-5, 300), count=11)
    assert len(v["x"]) < 11 and np.isfinite(v["energy_J"]).all()


def test_a_valley_is_asked_only_of_what_rests():
    lost = pv.hold(SIDE, {"forward_head_cm": 500.0})
    for p in (lost, pv.solve_many(MAST, {"port": [1.0, 1.1]})):
        with pytest.raises(ValueError, match="one posture that rests"):
            pv.curvature(p, p.model.to_dict()["readings"][0]["name"])
    with pytest.raises(quickjs.JSException, match="a posture that rests"):
        browser("curvature", lost, "tilt_deg")


@pytest.mark.parametrize(
    ("path", "more", "word"),
    [
        ("yaw", {}, "no path"),
        ("l5s1_compression_N", {}, "not a place"),
        ("tilt", {"count": 2}, "3 to 401"),
        ("tilt", {"span": (3, 1)}, "lower one first"),
        (7, {}, "two postures"),
    ],
)
def test_what_is_no_path_is_refused(path, more, word):
    with pytest.raises(ValueError, match=word):
        pv.valley(SIDE, path, **more)


def test_readings_to_hold_must_be_numbers():
    for readings in ({}, {"tilt_deg": float("nan")}, {"tilt_deg": "much"}, {"slump_deg": 1}):
        with pytest.raises(ValueError):
            pv.hold(SIDE, readings)


@pytest.mark.parametrize(
    ("name", "path", "factors"),
    [
        ("mast", "lean", OVERTIGHT),
        ("mast", "tip_shift_cm", {"port": 1.3}),
        ("side", "tilt", {"glutes": 0.6}),
        ("side", "c7_plumb_cm", {}),
        ("side", "body_lean_deg", {}),
        ("back", "shoulder_height_cm", {}),
        ("elbow", "flexion_deg", {}),
    ],
)
def test_the_browser_draws_the_same_valley(name, path, factors):
    support = {"ribs": 0.5} if name == "side" else None
    mine = pv.valley(pv.load(name), path, factors, count=15, support=support)
    theirs = browser("valley", name, path, factors, {}, {"count": 15, "support": support})
    assert gap(mine, theirs) < 1e-8


def test_the_browser_holds_the_same_postures():
    asked = {"tilt_deg": 8.0, "forward_head_cm": 5.0}
    assert gap(pv.hold(SIDE, asked), browser("hold", "side", asked)) < 1e-8
    assert browser("hold", "side", {"forward_head_cm": 500.0})["status"] == "unsolved"
    v = pv.valley(SIDE, "tilt", count=5)
    shown = browser("pose", "side", v["postures"][0])
    assert pv.measure(pv.hold(SIDE, {"tilt_deg": v["x"][0]}))["lordosis_deg"] == pytest.approx(
        browser("measure", shown)["lordosis_deg"], abs=1e-7
    )
    p = pv.solve(SIDE)
    assert browser("curvature", p, "tilt_deg") == pytest.approx(pv.curvature(p, "tilt_deg"), rel=1e-9)


def test_a_spring_to_the_world_counts():
    model = pv.Model.from_dict(
        with_angle(pendulum(1.0, 0.0, 1.0)).to_dict() | {"springs": [spring("hold", "bar", 4.0)]}
    )
    v = pv.valley(model, "turn_deg", span=(-10, 10), count=3)
    assert v["energy_J"][0] == pytest.approx(2.5 * np.radians(10) ** 2)
