"""Derivatives, statics and the laws of the energy. No number here is the engine's own formula typed again."""

import copy

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from making import blank, cable, random_tree, setting

import postureviz as pv
from postureviz.mechanics import (
    Inputs,
    cable_law,
    cable_lengths,
    energy,
    evaluate,
    inputs,
    prepare,
    spring_hessian,
)

seeds = st.integers(0, 2**32 - 1)
few = settings(max_examples=40, deadline=None, derandomize=True)


def random_state(seed):
    """A random tree in a random posture: mechanism, angles, drive."""
    rng = np.random.default_rng(seed)
    mech = prepare(pv.Model.from_dict(random_tree(rng)))
    phi = mech.neutral + rng.normal(0, 0.6, mech.n)
    return mech, phi, inputs(mech, rng.uniform(0, 2, len(mech.cables)), {"wind_N": rng.uniform(-5, 5)})


def differences(function, phi, h):
    """Central differences of fourth order, one column per angle."""
    rows = []
    for e in np.eye(len(phi)):
        at = [function(phi + k * h * e) for k in (-2, -1, 1, 2)]
        rows.append((at[0] - 8 * at[1] + 8 * at[2] - at[3]) / (12 * h))
    return np.stack(rows, -1)


@few
@given(seeds)
def test_the_gradient_is_the_slope_of_the_energy(seed):
    mech, phi, u = random_state(seed)
    _, gradient, _, scale = evaluate(mech, phi, u)
    slope = differences(lambda x: energy(mech, x, u), phi, 1e-3)
    assert np.abs(gradient - slope).max() < 1e-7 * scale


@few
@given(seeds)
def test_the_hessian_is_the_slope_of_the_gradient(seed):
    mech, phi, u = random_state(seed)
    hessian = evaluate(mech, phi, u)[2]
    # no difference quotient may straddle a corner of the law's curvature
    s = 1 + mech.law.gain * (cable_lengths(mech, phi, u) / mech.law.rest - 1)
    assume(
        np.all(
            (mech.law.gain == 0) | (np.abs(np.abs(s) - mech.law.slack) > 2e-3 * np.maximum(1, mech.law.gain))
        )
    )
    slope = differences(lambda x: evaluate(mech, x, u)[1], phi, 2e-4)
    assert np.abs(hessian - slope).max() < 1e-7 * np.abs(hessian).max()
    assert np.abs(hessian - hessian.T).max() < 1e-13 * np.abs(hessian).max()


def test_the_derivatives_hold_for_a_cable_that_is_just_going_slack():
    rng = np.random.default_rng(3)
    data = random_tree(rng, links=4)
    data["cables"] = [
        cable("c0", "g0", [("l3", (0.1, 0.05)), ("l1", (0.2, 0.1)), (None, (1.0, 1.0))], 10.0, 5.0)
    ]
    data["numerics"]["slack_width"] = 0.5
    mech = prepare(pv.Model.from_dict(data))
    u = inputs(mech, np.ones(1), {"wind_N": 1.0})
    met = 0
    for _ in range(400):
        phi = mech.neutral + rng.normal(0, 0.5, mech.n)
        s = 1 + 5.0 * (cable_lengths(mech, phi, u)[0] / mech.law.rest[0] - 1)
        if abs(s) < 0.45:
            met += 1
            _, gradient, hessian, scale = evaluate(mech, phi, u)
            assert (
                np.abs(gradient - differences(lambda x: energy(mech, x, u), phi, 1e-3)).max() < 1e-7 * scale
            )
            slope = differences(lambda x: evaluate(mech, x, u)[1], phi, 2e-4)
            assert np.abs(hessian - slope).max() < 1e-7 * np.abs(hessian).max()
    assert met >= 5


@few
@given(seeds)
def test_the_energy_alone_and_the_energy_with_derivatives_are_one_number(seed):
    mech, phi, u = random_state(seed)
    assert evaluate(mech, phi, u)[0] == pytest.approx(energy(mech, phi, u), rel=1e-12, abs=1e-12)


@few
@given(seeds)
def test_a_stack_of_postures_gives_the_numbers_of_single_ones(seed):
    mech, phi, u = random_state(seed)
    phis = phi + np.linspace(-0.3, 0.3, 3)[:, None]
    stack = Inputs(*(np.broadcast_to(v, (3, *np.shape(v))) for v in vars(u).values()))
    many = evaluate(mech, phis, stack)
    for i in range(3):
        for stacked, single in zip(many, evaluate(mech, phis[i], u), strict=True):
            assert np.allclose(stacked[i], single, rtol=1e-12, atol=1e-12)


def test_springs_alone_have_the_hessian_of_their_energy():
    rng = np.random.default_rng(5)
    data = random_tree(rng, links=6) | {"cables": [], "weights": []}
    mech = prepare(pv.Model.from_dict(data))
    nothing = inputs(mech, np.zeros(0), {"wind_N": 0.0})
    second = differences(
        lambda x: differences(lambda y: energy(mech, y, nothing), x, 1e-2), mech.neutral, 1e-2
    )
    assert np.allclose(spring_hessian(mech), second, atol=1e-7 * np.abs(second).max())


# Statics: a posture at rest carries its loads.


def settled(data, **given):
    p = pv.solve(pv.Model.from_dict(data), **given)
    assume(p.status in ("settled", "buckled", "fell"))
    return p


@few
@given(seeds)
def test_at_rest_each_joint_carries_the_moment_of_its_spring(seed):
    rng = np.random.default_rng(seed)
    data = random_tree(rng) | {"springs": []}
    p = settled(data, settings={"wind_N": float(rng.uniform(-5, 5))})
    angles = dict(zip(p.model.links, p.angles, strict=True))
    spring = {}
    for link, joint in zip(data["links"], data["joints"], strict=True):
        bend = angles[link["name"]] - np.radians(link["neutral_deg"])
        if link["parent"]:
            bend -= angles[link["parent"]] - np.radians(
                {r["name"]: r for r in data["links"]}[link["parent"]]["neutral_deg"]
            )
        spring[link["name"]] = joint["stiffness_Nm_per_rad"] * bend
    carried = dict(zip(p.model.links, p.joints.moment, strict=True))
    largest = max(map(abs, spring.values())) + 1e-3
    for name in spring:
        assert carried[name] == pytest.approx(spring[name], abs=1e-8 * largest)


@pytest.mark.parametrize("factors", [{}, {"port": 2.0, "starboard": 0.3}, {"starboard_mid": 0.0}])
def test_the_foot_of_the_mast_carries_the_sum_of_all_forces(factors):
    p = pv.solve(pv.load("mast"), factors, {"wind_N": 2.5})
    data = p.model.to_dict()
    total = np.array([2.5, -sum(w["weight_N"] for w in data["weights"])])
    for row in data["cables"]:
        foot, head = p.paths[row["name"]]
        total += p.tension[row["name"]] * (foot - head) / np.linalg.norm(foot - head)
    along = np.array([np.cos(p.angles[0]), np.sin(p.angles[0])])
    # the length of a rope is smoothed over 0.1 mm, hence not closer
    assert p.joints.compression[0] == pytest.approx(-total @ along, rel=1e-6)
    assert p.joints.shear[0] == pytest.approx(total @ [-along[1], along[0]], rel=1e-5, abs=1e-5)


# Laws, which need no expected number.


def mirrored(data):
    """The model seen in a mirror: x becomes -x."""
    out = copy.deepcopy(data)

    def flip(link, at):
        return [-at[0], at[1]] if link is None else [at[0], -at[1]]

    for row in out["links"]:
        row["at_m"] = flip(row["parent"], row["at_m"])
        row["neutral_deg"] = 180 - row["neutral_deg"]
    for part in ("weights", "loads", "landmarks"):
        for row in out[part]:
            row["at_m"] = flip(row["link"], row["at_m"])
    for row in out["loads"]:
        row["direction"][0] *= -1
    for row in out["joints"]:
        row["limit_deg"] = [-row["limit_deg"][1], -row["limit_deg"][0]]
    for row in out["cables"]:
        for point in row["path"]:
            point["at_m"] = flip(point["link"], point["at_m"])
    return out


def upright_tree(rng):
    """A random tree with neutral angles within the range that mirroring keeps."""
    data = random_tree(rng)
    for row in data["links"]:
        row["neutral_deg"] = float(rng.uniform(0, 180))
    return data


@few
@given(seeds)
def test_mirror_in_mirror_out(seed):
    rng = np.random.default_rng(seed)
    data, wind = upright_tree(rng), {"wind_N": float(rng.uniform(-5, 5))}
    p, q = (pv.solve(pv.Model.from_dict(d), settings=wind) for d in (data, mirrored(data)))
    assert q.status == p.status
    assert np.allclose(q.angles, np.pi - p.angles, atol=1e-8)
    assert q.landmarks["head"] == pytest.approx(p.landmarks["head"] * [-1, 1], abs=1e-8)


@few
@given(seeds, st.floats(0, 2), st.floats(0, 2), st.floats(-6, 6))
def test_the_mast_seen_from_ahead_is_the_mirror_of_the_mast_seen_from_astern(_, port, starboard, wind):
    # the exactly even mast has its own rule for falling to one side
    assume(abs(port - starboard) > 1e-6 or abs(wind) > 1e-6)
    model = pv.load("mast")
    p = pv.solve(model, {"port": port, "starboard": starboard}, {"wind_N": wind})
    q = pv.solve(model, {"port": starboard, "starboard": port}, {"wind_N": -wind})
    assert q.status == p.status
    assert np.allclose(q.angles, np.pi - p.angles, atol=1e-7)


@few
@given(seeds)
def test_doubling_stiffness_pulls_and_weights_leaves_the_posture(seed):
    rng = np.random.default_rng(seed)
    data = random_tree(rng)
    double = copy.deepcopy(data)
    for row in double["joints"] + double["springs"]:
        row["stiffness_Nm_per_rad"] *= 2
    for row in double["cables"]:
        row["law"]["tension_N"] *= 2
    for row in double["weights"]:
        row["weight_N"] *= 2
    p, q = (pv.solve(pv.Model.from_dict(d)) for d in (data, double))
    assert np.allclose(q.angles, p.angles, atol=1e-11)
    assert q.stability == pytest.approx(p.stability, rel=1e-12, abs=1e-12)
    assert q.energy == pytest.approx(2 * p.energy, rel=1e-12, abs=1e-12)


@few
@given(seeds, st.floats(-50, 50), st.floats(-50, 50))
def test_moving_the_whole_scene_leaves_the_angles(seed, x, y):
    data = random_tree(np.random.default_rng(seed))
    moved = copy.deepcopy(data)
    points = [row for row in moved["links"] if row["parent"] is None]
    points += [p for row in moved["cables"] for p in row["path"] if p["link"] is None]
    for point in points:
        point["at_m"] = [point["at_m"][0] + x, point["at_m"][1] + y]
    p, q = (pv.solve(pv.Model.from_dict(d)) for d in (data, moved))
    assert q.status == p.status
    assert np.allclose(q.angles, p.angles, atol=1e-8)
    assert q.points == pytest.approx(p.points + [x, y], abs=1e-8)


@few
@given(seeds)
def test_a_slack_cable_changes_nothing(seed):
    rng = np.random.default_rng(seed)
    data = random_tree(rng)
    more = copy.deepcopy(data)
    more["cables"].append(cable("idle", "idlers", [("l0", (0.05, 0.05)), (None, (0.4, 0.9))], 15.0, 4.0))
    p = pv.solve(pv.Model.from_dict(data))
    q = pv.solve(pv.Model.from_dict(more), {"idlers": 0.0})
    assert q.tension["idle"] == 0
    assert q.status == p.status
    assert np.allclose(q.angles, p.angles, atol=1e-9)


def test_a_cable_that_went_slack_by_its_length_pulls_with_exactly_nothing():
    p = pv.solve(pv.load("mast"), {"port": 0.05, "starboard": 0.2}, {"wind_N": 6})
    slack = [c for c, t in p.tension.items() if t == 0]
    assert slack and all(c.startswith("starboard") for c in slack)
    without = pv.solve(p.model, {"port": 0.05, "starboard": 0.2, **dict.fromkeys(slack, 0.0)}, {"wind_N": 6})
    assert np.allclose(without.angles, p.angles, atol=1e-9)


@few
@given(seeds)
def test_two_half_strength_cables_equal_one(seed):
    data = random_tree(np.random.default_rng(seed))
    split = copy.deepcopy(data)
    twins = []
    for row in split["cables"]:
        row["law"]["tension_N"] /= 2
        twins.append(copy.deepcopy(row) | {"name": row["name"] + "_twin"})
    split["cables"] += twins
    p, q = (pv.solve(pv.Model.from_dict(d)) for d in (data, split))
    assert q.status == p.status
    assert np.allclose(q.angles, p.angles, atol=1e-8)
    for name, tension in p.tension.items():
        assert q.tension[name] + q.tension[name + "_twin"] == pytest.approx(tension, rel=1e-7, abs=1e-7)


# The law of a cable.

ROPE = prepare(
    pv.Model.from_dict(
        blank(
            [
                {
                    "name": "bar",
                    "parent": None,
                    "at_m": [0, 0],
                    "length_m": 1,
                    "neutral_deg": 90,
                    "source": "test",
                }
            ],
            [{"link": "bar", "stiffness_Nm_per_rad": 1, "limit_deg": [-90, 90], "source": "test"}],
            cables=[
                cable("muscle", "m", [(None, (0, -1)), ("bar", (1, 0))], 10.0, 4.0),
                cable("steady", "s", [(None, (0, -1)), ("bar", (1, 0))], 10.0),
            ],
            settings=[setting("unused_N", 0, 1)],
        )
    )
)


def tension_at(strain, factor=1.0):
    return cable_law(ROPE, np.array([factor, factor]), ROPE.law.rest * (1 + strain))[:3]


def test_at_rest_length_a_cable_pulls_with_its_factor_of_the_normal_tension():
    for factor in (0.0, 0.4, 1.0, 2.0):
        assert tension_at(0.0, factor)[1] == pytest.approx([10 * factor, 10 * factor], abs=1e-12)


def test_a_taut_muscle_gains_tension_in_proportion_to_its_strain_and_a_steady_one_none():
    assert tension_at(0.10)[1] == pytest.approx([14.0, 10.0], abs=1e-9)
    assert tension_at(-0.15)[1] == pytest.approx([4.0, 10.0], abs=1e-9)


def test_a_slack_muscle_pulls_with_exactly_zero():
    for strain in (-0.2551, -0.3, -0.9):
        energy_J, tension, stiffness = tension_at(strain)
        assert (energy_J[0], tension[0], stiffness[0]) == (0.0, 0.0, 0.0)


def test_tension_has_no_corner_where_the_cable_goes_slack():
    strains = np.linspace(-0.27, -0.23, 4001)
    tension = np.array([tension_at(s)[1][0] for s in strains])
    slope = np.diff(tension) / np.diff(strains)
    assert np.all(np.diff(tension) >= 0)
    # 40 N per unit strain when taut; with a corner one step would hold all of it, here no step has 1 %
    assert slope[0] == 0 and slope[-1] == pytest.approx(40, rel=1e-6)
    assert np.abs(np.diff(slope)).max() < 0.4


def test_tension_is_the_slope_of_cable_energy_and_stiffness_the_slope_of_tension():
    for strain in (-0.3, -0.2523, -0.25, -0.248, -0.1, 0.2):
        h = 1e-6
        (low, t_low, _), (high, t_high, _) = tension_at(strain - h), tension_at(strain + h)
        _, tension, stiffness = tension_at(strain)
        assert (high - low) / (2 * h * ROPE.law.rest) == pytest.approx(tension, abs=1e-6)
        assert (t_high - t_low) / (2 * h * ROPE.law.rest) == pytest.approx(stiffness, abs=1e-5)
