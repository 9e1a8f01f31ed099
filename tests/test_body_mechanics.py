"""What a body needs beyond a mast: depth, arm curves, elastic cables, servo, foot, seat, other bones."""

import math

import independent
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import blank, cable, random_body, random_settings, setting, spring, weight

import postureviz as pv
from postureviz.bundle import engine
from postureviz.mechanics import energy, evaluate, inputs, prepare

seeds = st.integers(0, 2**32 - 1)
few = settings(max_examples=30, deadline=None, derandomize=True)
LINK = {"name": "bar", "parent": None, "at_m": [0, 0], "length_m": 1.0, "neutral_deg": 90, "source": "test"}
JOINT = {"link": "bar", "stiffness_Nm_per_rad": 20.0, "limit_deg": [-170, 170], "source": "test"}


def one_bar(**parts):
    joint = JOINT | parts.pop("joint", {})
    return pv.Model.from_dict(blank([LINK], [joint], **parts))


def random_case(seed):
    rng = np.random.default_rng(seed)
    data = random_body(rng)
    model, given_settings = pv.Model.from_dict(data), random_settings(rng, data)
    factors = {g: float(rng.uniform(0, 2)) for g in model.groups}
    return rng, model, factors, given_settings


@few
@given(seeds)
def test_gradient_and_hessian_are_the_slopes_of_the_energy(seed):
    rng, model, _, given_settings = random_case(seed)
    mech = prepare(model.shaped(given_settings))
    u = inputs(mech, rng.uniform(0, 2, len(mech.cables)), given_settings)
    phi = mech.neutral + rng.normal(0, 0.3, mech.n)
    value, gradient, hessian, scale = evaluate(mech, phi, u)
    assert value == pytest.approx(energy(mech, phi, u), rel=1e-12)
    h = 1e-5
    slope = [(energy(mech, phi + h * e, u) - energy(mech, phi - h * e, u)) / (2 * h) for e in np.eye(mech.n)]
    assert np.abs(gradient - slope).max() < 1e-7 * scale
    bend = [
        (evaluate(mech, phi + h * e, u)[1] - evaluate(mech, phi - h * e, u)[1]) / (2 * h)
        for e in np.eye(mech.n)
    ]
    assert np.abs(hessian - bend).max() < 1e-6 * np.abs(hessian).max()


@few
@given(seeds)
def test_a_balanced_model_rests_at_neutral_whatever_its_bones(seed):
    rng, model, _, _ = random_case(seed)
    bones = {"bone_deg": float(rng.uniform(30, 70))}
    mech = prepare(model.shaped(bones | {k: v.normal for k, v in model.settings.items() if k != "bone_deg"}))
    u = inputs(mech, np.ones(len(mech.cables)), {k: v.normal for k, v in model.settings.items()} | bones)
    _, gradient, _, scale = evaluate(mech, mech.neutral, u)
    assert np.abs(gradient).max() < 1e-12 * scale
    assert math.degrees(mech.neutral[1]) == pytest.approx(
        model.to_dict()["links"][1]["neutral_deg"] + 0.5 * (bones["bone_deg"] - 50)
    )


@few
@given(seeds)
def test_joint_moments_balance_springs_and_servo(seed):
    _, model, factors, given_settings = random_case(seed)
    for seat in (0.0, 0.4, 1.0):
        p = pv.solve(model, factors, given_settings | {"seat": seat})
        if p.status == "unsolved":
            continue
        mech = p.frame.mech
        bend = mech.incidence @ (p.frame.phi - mech.neutral)
        passive = mech.stiffness * bend * (1 + mech.stiffening * bend**2) + mech.bias
        grown = mech.growth.moment * np.exp(mech.growth.rate * bend[mech.growth.joint] + p.frame.u.exponent)
        np.add.at(passive, mech.growth.joint, grown)
        left = p.joints.moment + sum(p.servo.values()) - passive
        # the smoothed length of the line to the foot and of runs is what is left over
        assert np.abs(left).max() < 1e-5 * max(1.0, np.abs(p.joints.moment).max())


@few
@given(seeds)
def test_the_centre_of_mass_stands_over_the_foot(seed):
    _, model, factors, given_settings = random_case(seed)
    p = pv.solve(model, factors, given_settings | {"seat": 0.0})
    data, tips, bases = model.shaped(p.settings).to_dict(), p.points[1:], {}
    index = {link["name"]: i for i, link in enumerate(data["links"])}
    hip, z = complex(*data["links"][0]["at_m"]), np.exp(1j * p.angles)
    for link in data["links"]:
        i, at = index[link["name"]], complex(*link["at_m"])
        if link["parent"] is None:
            bases[link["name"]] = complex(*p.points[0]) + (at - hip) * np.exp(1j * p.lean)
        else:
            up = index[link["parent"]]
            bases[link["name"]] = complex(*tips[up]) + at * z[up]
        assert complex(*tips[i]) == pytest.approx(bases[link["name"]] + link["length_m"] * z[i])
    total = moment = 0.0
    for row in data["weights"]:
        newtons = row["weight_N"] + row.get("per_unit_N", 0) * p.settings.get(row.get("setting"), 0)
        x = (bases[row["link"]] + complex(*row["at_m"]) * np.exp(1j * p.angles[index[row["link"]]])).real
        total, moment = total + newtons, moment + newtons * x
    assert moment / total == pytest.approx(data["stance"]["foot_m"][0], abs=1e-9)


def test_on_its_feet_without_any_weight_a_body_does_not_lean():
    law = {"type": "constant", "tension_N": 5.0}
    row = cable("m", "gm", [(None, (0.5, 0)), ("bar", (0.5, 0))], 5.0) | {"law": law}
    stance = {"foot_m": [0.1, -1.0], "source": "test"}
    for heavy in ([], [weight("w", "bar", (1, 0), 0.0)]):
        p = pv.solve(one_bar(cables=[row], stance=stance, weights=heavy))
        q = pv.solve(one_bar(cables=[row]))
        assert p.lean == 0 and p.status == "settled"
        assert p.angles == pytest.approx(q.angles, abs=1e-12)
        assert np.isfinite(p.joints.compression).all()
        assert engine().run("solve", p.model.to_dict())["angles"] == pytest.approx(p.angles, abs=1e-9)


def test_across_the_plane_a_cable_is_longer_and_turns_less():
    flat = [{"link": None, "at_m": [0.3, 0]}, {"link": "bar", "at_m": [0.5, 0]}]
    deep = [flat[0] | {"out_m": 0.0}, flat[1] | {"out_m": 0.4}]
    rows = [cable("a", "ga", [], 10.0) | {"path": flat}, cable("b", "gb", [], 10.0) | {"path": deep}]
    p = pv.solve(one_bar(cables=rows), {"ga": 0, "gb": 0})
    assert p.length["a"] == pytest.approx(math.hypot(0.3, 0.5), rel=1e-9)
    assert p.length["b"] == pytest.approx(math.sqrt(0.3**2 + 0.5**2 + 0.4**2), rel=1e-9)
    turning = [pv.solve(one_bar(cables=[row])).joints.moment[0] for row in rows]
    assert 0 < abs(turning[1]) < abs(turning[0])


def test_a_cable_with_an_arm_curve_shortens_by_its_integral():
    arms = [{"joint": "bar", "arm_m": [0.02, 0.03]}]
    law = {"type": "constant", "tension_N": 50.0}
    row = {"name": "m", "group": "gm", "arms": arms, "rest_m": 0.25, "law": law, "source": "test"}
    p = pv.solve(one_bar(cables=[row]))
    turned = p.angles[0] - math.pi / 2
    assert turned > 0
    assert p.length["m"] == pytest.approx(0.25 - (0.02 * turned + 0.015 * turned**2), abs=1e-12)
    # the spring holds what the muscle turns
    assert 20.0 * turned == pytest.approx(50.0 * (0.02 + 0.03 * turned), rel=1e-9)


def test_beyond_the_limit_of_the_joint_an_arm_keeps_its_last_value():
    # a curve that would turn the joint ever harder, and a joint that cannot hold it before its limit
    arms = [{"joint": "bar", "arm_m": [0.02, 0.0, 0.0, 0.0, 3.0]}]
    law = {"type": "constant", "tension_N": 400.0}
    row = {"name": "m", "group": "gm", "arms": arms, "rest_m": 0.25, "law": law, "source": "test"}
    p = pv.solve(one_bar(cables=[row], joint={"limit_deg": [-60, 60]}))
    last = 0.02 + 3.0 * math.radians(60) ** 4
    assert p.status == "fell"
    assert p.angles[0] - math.pi / 2 == pytest.approx(400.0 * last / 20.0, rel=1e-9)
    share, curve = independent.certify(p.to_dict())
    assert share < 1e-9 and curve > 0


def test_an_elastic_cable_pulls_with_its_set_tension_plus_stiffness_times_stretch():
    law = {"type": "elastic", "tension_N": 12.0, "stiffness_N_per_m": 80.0}
    row = cable("rope", "ropes", [(None, (0.5, 0)), ("bar", (0.8, 0))], 12.0) | {"law": law}
    for factor in (0.5, 1.0, 2.0):
        p = pv.solve(one_bar(cables=[row]), {"ropes": factor})
        expected = 12.0 * factor + 80.0 * (p.length["rope"] - p.rest["rope"])
        assert p.tension["rope"] == pytest.approx(expected, rel=1e-9)


def test_a_shortened_muscle_pulls_as_if_it_were_stretched_by_as_much():
    law = {
        "type": "muscle",
        "tension_N": 10.0,
        "q": 5.0,
        "short": [{"setting": "short_mm", "per_unit_m": 0.001}],
    }
    row = cable("m", "gm", [(None, (0, -0.5)), ("bar", (0, 0))], 10.0) | {"law": law}
    model = one_bar(cables=[row], settings=[setting("short_mm", 0, 50)])
    p = pv.solve(model, settings={"short_mm": 25.0})
    assert p.tension["m"] == pytest.approx(10 * (1 + 5 * 0.025 / 0.5), rel=1e-6)


def test_a_joint_stiffens_as_it_turns():
    row = cable("m", "gm", [], 1.0)
    del row["path"]
    row |= {
        "arms": [{"joint": "bar", "arm_m": [0.1]}],
        "rest_m": 1.0,
        "law": {"type": "constant", "tension_N": 100.0},
    }
    q = pv.solve(one_bar(cables=[row], joint={"stiffening_deg": 10.0})).angles[0] - math.pi / 2
    assert 20.0 * q * (1 + (q / math.radians(10)) ** 2) == pytest.approx(10.0, rel=1e-9)


def test_a_torque_that_grows_doubles_with_every_step_of_its_angle():
    grows = [{"moment_Nm": 3.0, "per_deg": math.log(2) / 10}]
    model = one_bar(joint={"grows": grows, "stiffness_Nm_per_rad": 0.0})
    mech = prepare(model)
    for degrees, torque in ((0, 3.0), (10, 6.0), (20, 12.0), (-10, 1.5)):
        phi = mech.neutral + math.radians(degrees)
        value, gradient, hessian, _ = evaluate(mech, phi, inputs(mech, np.zeros(0), {}))
        assert gradient[0] == pytest.approx(torque, rel=1e-6)
        per_rad = math.log(2) / math.radians(10)
        assert hessian[0, 0] == pytest.approx(torque * per_rad, rel=1e-6)
        assert value == pytest.approx((torque - 3.0) / per_rad, abs=1e-6)


def test_the_passive_hip_of_riener_and_edrich_is_a_sum_of_such_torques():
    # hip flexion F and knee flexion K in degrees, one leg: F = 90 seat - angle of the pelvis
    grows = [
        {
            "moment_Nm": math.exp(1.4655),
            "per_deg": 0.0750,
            "settings": {"knee": -0.0034, "seat": -0.0750 * 90},
        },
        {
            "moment_Nm": -math.exp(1.3403),
            "per_deg": -0.0305,
            "settings": {"knee": -0.0226, "seat": 0.0305 * 90},
        },
    ]
    knee, seat = setting("knee", 0.0, 120.0), setting("seat", 0.0, 1.0)
    mech = prepare(one_bar(joint={"grows": grows, "stiffness_Nm_per_rad": 0.0}, settings=[knee, seat]))
    for f, k, sat in ((0, 0, 0), (15, 30, 0), (-10, 0, 0), (75, 90, 1), (90, 90, 1)):
        u = inputs(mech, np.zeros(0), {"knee": k, "seat": sat})
        found = evaluate(mech, mech.neutral + math.radians(90 * sat - f), u)[1][0] + 8.072
        by_hand = (
            math.exp(1.4655 - 0.0034 * k - 0.0750 * f) - math.exp(1.3403 - 0.0226 * k + 0.0305 * f) + 8.072
        )
        assert found == pytest.approx(by_hand, abs=1e-6)


def test_a_balanced_model_meets_a_torque_that_grows_at_neutral():
    grows = [{"moment_Nm": 3.0, "per_deg": 0.1}]
    p = pv.solve(pv.Model.from_dict(blank([LINK], [JOINT | {"grows": grows}]) | {"balanced": True}))
    assert p.angles == pytest.approx([math.pi / 2], abs=1e-12)
    # springs alone are its yardstick, so a body held by nothing else has stability 1
    assert p.stability == pytest.approx(1.0, rel=1e-12)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"moment_Nm": 3.0, "per_deg": -0.1}, "give both one sign"),
        ({"moment_Nm": 3.0, "per_deg": 0.0}, "per_deg not 0"),
        (
            {"moment_Nm": 3.0, "per_deg": 0.1, "settings": {"kne": 1.0}},
            "settings is 'kne', which is not there",
        ),
        ({"moment_Nm": 3.0}, "per_deg"),
    ],
)
def test_a_torque_that_grows_says_what_it_needs(row, said):
    with pytest.raises(ValueError, match=said):
        one_bar(joint={"grows": [row]})


def test_no_slider_touches_a_cable_without_a_group():
    rows = [
        cable("free", "g", [(None, (0.5, 0)), ("bar", (1, 0))], 5.0),
        cable("always", None, [(None, (-0.5, 0)), ("bar", (1, 0))], 5.0),
    ]
    model = one_bar(cables=rows)
    assert model.groups == ("g",)
    assert pv.solve(model, {"g": 0}).tension["always"] == pytest.approx(5.0)
    with pytest.raises(ValueError, match="always"):
        pv.solve(model, {"always": 0.5})


def test_a_bag_adds_its_weight_and_a_lean_moves_the_place_of_rest():
    rows = [weight("arm", "bar", (1, 0), 2.0) | {"setting": "bag_kg", "per_unit_N": 9.81}]
    moves = [{"setting": "lean_deg", "per_unit": math.radians(1)}]
    gaze = spring("gaze", "bar", 1000.0) | {"moves": moves}
    model = one_bar(
        weights=rows, springs=[gaze], settings=[setting("bag_kg", 0, 5), setting("lean_deg", -20, 20)]
    )
    assert pv.solve(model, settings={"bag_kg": 2.0}).joints.compression[0] == pytest.approx(
        2 + 2 * 9.81, rel=1e-6
    )
    leaning = pv.solve(model, settings={"lean_deg": 10.0})
    assert math.degrees(leaning.angles[0]) == pytest.approx(100.0, abs=0.3)
    assert leaning.servo["gaze"][0] == pytest.approx(
        -1000.0 * (leaning.angles[0] - math.radians(100)), rel=1e-9, abs=1e-9
    )


def three_bars(**row):
    links = [
        {"name": f"b{i}", "parent": f"b{i - 1}" if i else None, "at_m": [0, 0], "length_m": 1.0,
         "neutral_deg": 90.0 - 5 * i, "source": "test"}
        for i in range(3)
    ]  # fmt: skip
    joints = [JOINT | {"link": f"b{i}"} for i in range(3)]
    own = {"name": "chest", "stiffness_Nm_per_rad": 30.0, "source": "test"}
    moved = {"moves": [{"setting": "bend", "per_unit": 0.1}]}
    return blank(links, joints, settings=[setting("bend", -1.0, 1.0)], springs=[own | moved | row])


def test_a_spring_on_a_mean_direction_asks_less_of_each_joint_further_up():
    p = pv.solve(pv.Model.from_dict(three_bars(links=["b0", "b1", "b2"])), None, {"bend": 1.0})
    # joint turns q move the mean of three links by (3 q0 + 2 q1 + q2) / 3; joints of 20 N m/rad and a spring
    # of 30 N m/rad whose rest moves by 0.1 rad then share a torque that is 3 : 2 : 1 at the joints
    torque = 30 * 0.1 / (1 + 1.5 * 14 / 9)
    assert p.servo["chest"] == pytest.approx([torque, torque * 2 / 3, torque / 3], rel=1e-12)
    assert np.diff([math.pi / 2, *p.angles]) == pytest.approx(
        np.array([3, 2, 1]) / 3 * torque / 20 + np.radians([0, -5, -5]), rel=1e-9
    )


def test_a_mean_over_one_link_is_that_link():
    one, mean = (pv.solve(pv.Model.from_dict(three_bars(**row)), None, {"bend": 1.0})
                 for row in ({"link": "b1"}, {"links": ["b1"]}))  # fmt: skip
    assert np.array_equal(one.angles, mean.angles)
    assert one.servo["chest"].tolist() == mean.servo["chest"].tolist()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({}, "needs one of link or links"),
        ({"link": "b0", "links": ["b1"]}, "needs one of link or links"),
        ({"links": ["b1"], "stiffness_N_per_m": 3.0}, "needs one of link or links"),
        ({"links": ["mast"]}, "links is 'mast', which is not there; allowed: b0, b1, b2"),
        ({"links": []}, "links"),
    ],
)
def test_a_spring_says_what_it_must_be_on(row, said):
    with pytest.raises(ValueError, match=said):
        pv.Model.from_dict(three_bars(**row))


def test_a_stack_takes_one_shape_and_says_so():
    data = random_body(np.random.default_rng(3))
    model = pv.Model.from_dict(data)
    many = pv.solve_many(model, {"curved": [0.5, 1.5]}, {"bone_deg": 60.0})
    for i, factor in enumerate((0.5, 1.5)):
        one = pv.solve(model, {"curved": factor}, {"bone_deg": 60.0})
        assert np.abs(many.angles[i] - one.angles).max() < 1e-10
    with pytest.raises(ValueError, match="bone_deg"):
        pv.solve_many(model, {"curved": [0.5, 1.5]}, {"bone_deg": [50.0, 60.0]})
