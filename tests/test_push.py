"""Pushes."""

import numpy as np
import pytest
from making import pendulum
from twins import browser, gap

import postureviz as pv

MAST, SIDE = pv.load("mast"), pv.load("side")


def marked(model, height):
    row = {"name": "bob", "link": "bar", "at_m": [height, 0], "source": "test"}
    return pv.Model.from_dict(model.to_dict() | {"landmarks": [row]})


def test_a_pendulum_gives_as_its_formula_says():
    k, w, h, force = 9.0, 4.0, 0.8, 1.5
    p = pv.solve(marked(pendulum(k, w, h), h))
    found = pv.push(p, force, "bob")
    assert found["linear_cm"][0] == pytest.approx(100 * force * h**2 / (k - w * h))
    x = np.arcsin(found["solved_cm"][0] / 100 / h)
    assert k * x == pytest.approx(w * h * np.sin(x) + force * h * np.cos(x), abs=1e-9)


@pytest.mark.parametrize(
    ("name", "at", "settings"),
    [("mast", "tip", {}), ("side", "shoulder", {}), ("side", "tragus", {"seat": 1.0}), ("back", "C7", {})],
)
def test_a_small_push_moves_as_the_slope_says_in_every_stance(name, at, settings):
    p = pv.solve(pv.load(name), None, settings)
    for force in (1e-4, [0.0, 1e-4], [-1e-4, 5e-5]):
        found = pv.push(p, force, at)
        assert found["solved_cm"] == pytest.approx(found["linear_cm"], rel=1e-4, abs=1e-8)


STANCES = [
    ("side", "shoulder", {}, {}),
    ("side", "c7", {"seat": 1.0, "incline_deg": 8.0}, {}),
    ("side", "tragus", {"knee_bend_deg": 30.0}, {}),
    ("side", "s1", {"forward_lean_deg": 20.0}, {"chest": 1.4}),
    ("side", "acromion", {"seat": 0.4}, {"abdominals": 0.5}),
    ("back", "C7", {"leg_difference_mm": 10.0}, {}),
    ("mast", "tip", {"wind_N": 1.0}, {"port": 1.3}),
    ("elbow", "palm", {"hand_kg": 1.0}, {}),
]


def seen_from_the_legs(p, at):
    """Place of a landmark before the body's own lean, m, complex."""
    b, m = p.frame.mech.landmarks[at]
    return b + m @ np.exp(1j * p.frame.phi)


@pytest.mark.parametrize(("name", "at", "settings", "factors"), STANCES)
def test_a_push_turns_every_joint_by_force_times_lever(name, at, settings, factors):
    p = pv.solve(pv.load(name), factors, settings)
    force = complex(6.0, -2.0)
    q = pv.push(p, [force.real, force.imag], at)["posture"]
    mech = q.frame.mech
    in_world = force * np.exp(1j * (q.lean - q.frame.u.turn))
    lever = complex(*q.landmarks[at]) - q._place(mech.base) @ [1, 1j]
    link = next(row["link"] for row in q.model.to_dict()["landmarks"] if row["name"] == at)
    carries = mech.subtree[:, q.model.links.index(link)]
    asked = np.where(carries, (np.conj(lever) * in_world).imag, 0)
    # springs, muscles and weights of the posture that is reached hold against exactly this
    held = mech.subtree @ q.evaluated[1]
    assert held == pytest.approx(asked, abs=1e-8)
    assert np.abs(asked).max() > 0.1


@pytest.mark.parametrize(("name", "at", "settings", "factors"), STANCES)
def test_a_load_of_the_model_is_a_push(name, at, settings, factors):
    plain = pv.load(name)
    data = plain.to_dict()
    row = next(row for row in data["landmarks"] if row["name"] == at)
    load = {"name": "hand", "setting": "hand_N", "direction": [0.8, 0.6], "source": row["source"]}
    data["loads"].append(load | {k: row[k] for k in ("link", "at_m")})
    data["settings"].append(
        {"name": "hand_N", "unit": "N", "min": 0, "max": 50, "normal": 0, "source": row["source"]}
    )
    loaded = pv.solve(pv.Model.from_dict(data), factors, settings | {"hand_N": 10.0})
    rest = pv.solve(plain, factors, settings)
    found = pv.push(rest, [8.0, 6.0], at)
    assert loaded.angles == pytest.approx(found["posture"].angles, abs=1e-9)
    assert 100 * (loaded.landmarks[at] - rest.landmarks[at]) == pytest.approx(found["solved_cm"], abs=1e-6)


@pytest.mark.parametrize(
    "settings", [{}, {"seat": 1.0}, {"forward_lean_deg": 30.0}, {"knee_bend_deg": 30.0}, {"rucksack_kg": 6.0}]
)
def test_a_push_at_the_hip_bends_nothing_above_it(settings):
    p = pv.solve(SIDE, {"lower_back": 1.3}, settings)
    for force in (40.0, [0.0, -40.0]):
        found = pv.push(p, force, "hip")
        assert np.abs(found["posture"].angles - p.angles).max() < 1e-9
        assert found["solved_cm"] == pytest.approx([0, 0], abs=1e-7)


def test_a_push_below_a_joint_gives_it_no_lever():
    # at the upper end of the sacrum: the hip turns, and what rides on it feels only that it turned
    p = pv.solve(SIDE)
    q = pv.push(p, 10.0, "s1")["posture"]
    torque = q.frame.mech.subtree @ q.evaluated[1]
    above = [i for i, link in enumerate(SIDE.links) if link != "pelvis"]
    assert np.abs(torque[above]).max() < 1e-8 and abs(torque[0]) > 0.5


def test_pushing_there_and_looking_here_is_looking_there_and_pushing_here():
    # Maxwell and Betti, for places as the legs see them: the lean that follows is a balance of its own
    p = pv.solve(SIDE, {"chest": 1.4})
    ways = [
        (seen_from_the_legs(pv.push(p, 1e-3, one)["posture"], other) - seen_from_the_legs(p, other)).real
        for one, other in (("shoulder", "asis"), ("asis", "shoulder"))
    ]
    assert ways[0] == pytest.approx(ways[1], rel=1e-3) and abs(ways[0]) > 1e-8


def test_give_is_how_far_it_goes_along_the_push_in_the_world():
    p = pv.solve(SIDE, None, {"forward_lean_deg": 30.0})
    assert abs(p.lean) > 0.1
    for force in ([1e-4, 0.0], [6e-5, -8e-5]):
        found = pv.push(p, force, "shoulder")
        along = np.exp(1j * p.lean) * complex(*force) / 1e-4
        went = (np.conj(along) * complex(*found["solved_cm"])).real / 1e-4
        assert found["give_cm_per_N"] == pytest.approx(went, rel=1e-4)


def test_a_nudge_throws_the_over_tight_mast_to_its_other_side():
    tight = {"port": 1.95, "starboard": 1.95}
    p = pv.solve(MAST, tight)
    away = -np.sign(p.landmarks["tip"][0])
    moved = pv.push(p, float(away), "tip")
    assert np.sign(moved["posture"].landmarks["tip"][0]) == away
    calm = pv.push(pv.solve(MAST), float(away), "tip")
    assert abs(moved["solved_cm"][0]) > 3 * abs(calm["solved_cm"][0])


@pytest.mark.parametrize(
    ("force", "at"), [(0, "tip"), (float("nan"), "tip"), ([1, 2, 3], "tip"), ("hard", "tip"), (1, "nose")]
)
def test_what_is_no_push_is_refused(force, at):
    with pytest.raises(ValueError, match="force_N|landmark"):
        pv.push(pv.solve(MAST), force, at)


def test_a_push_needs_rest():
    with pytest.raises(ValueError, match="rests"):
        pv.push(pv.solve_many(MAST, {"port": [1.0, 1.1]}), 1, "tip")


def test_the_browser_pushes_alike():
    cases = [(name, at, [6.0, -2.0], factors, settings) for name, at, settings, factors in STANCES]
    cases += [("mast", "tip", 1.0, {"port": 1.95, "starboard": 1.95}, {}), ("side", "hip", 20.0, {}, {})]
    for name, at, force, factors, settings in cases:
        p = pv.solve(pv.load(name), factors, settings)
        assert gap(pv.push(p, force, at), browser("push", p, force, at)) < 1e-8
