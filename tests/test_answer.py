"""What is known is answered: the posture stays as wanted, cables do the work, and both engines agree."""

import copy
from dataclasses import replace

import numpy as np
import pytest
from twins import browser, gap

import postureviz as pv
from postureviz import answer
from postureviz.mechanics import cable_lengths, cable_pull, energy, evaluate, inputs, joint_forces
from postureviz.minimum import bounded_least_squares

SOURCE = "own"
HELD_AT = {"setting": "held_at_m", "per_unit_m": [0.0, -1.0]}


def trunk(**changes):
    """Return a body of a pelvis and three links on a leg, with cables in front and behind."""
    names = ["pelvis", "low", "middle", "top"]
    length = [0.1, 0.15, 0.15, 0.2]
    links = [
        {"name": name, "parent": names[i - 1] if i else None, "at_m": [0, 0] if i else [0, 0.9],
         "length_m": length[i], "neutral_deg": 90, "source": SOURCE}
        for i, name in enumerate(names)
    ]  # fmt: skip
    joints = [
        {"link": name, "stiffness_Nm_per_rad": 60, "limit_deg": [-80, 80], "source": SOURCE} for name in names
    ]

    def cable(name, group, low, high, x):
        at = [{"link": None, "at_m": [x, 0.85]} if low is None else {"link": low, "at_m": [0.05, -x]}]
        law = {"type": "muscle", "tension_N": 40.0, "q": 4.0}
        if group == "back":
            law["attention"] = {"setting": "attention", "least": 0.3}
        return {"name": name, "group": group, "strength_N": 2000.0, "law": law, "source": SOURCE,
                "path": [*at, {"link": high, "at_m": [0.1, -x]}]}  # fmt: skip

    settings = [
        {"name": name, "unit": unit, "min": low, "max": high, "normal": normal, "source": SOURCE}
        for name, unit, low, high, normal in (
            ("bag_kg", "kg", 0, 20, 0), ("held_kg", "kg", 0, 20, 0), ("held_at_m", "m", 0.2, 0.6, 0.2),
            ("known", "", 0, 1, 1), ("attention", "", 0, 1, 1), ("lean_deg", "°", 0, 60, 0),
            ("seat", "", 0, 1, 0), ("knee_deg", "°", 0, 40, 0),
        )
    ]  # fmt: skip
    weights = [
        {"name": name, "link": name, "at_m": [length[i] / 2, 0], "weight_N": 120, "source": SOURCE}
        for i, name in enumerate(names)
    ]
    weights += [
        {"name": "legs", "link": "pelvis", "at_m": [0, 0], "weight_N": 150, "on_seat": 1, "source": SOURCE},
        {"name": "bag", "link": "top", "at_m": [0.1, -0.02], "weight_N": 0, "setting": "bag_kg",
         "per_unit_N": 9.81, "source": SOURCE},
        {"name": "held", "link": "top", "at_m": [0.0, 0.0], "weight_N": 0, "setting": "held_kg",
         "per_unit_N": 9.81, "moves": [HELD_AT], "source": SOURCE},
    ]  # fmt: skip
    data = pv.blank(
        "trunk", links, joints, source="assumed: a body to test with",
        cables=[
            cable("hip_back", "hips", None, "pelvis", -0.06),
            cable("hip_front", "hips", None, "pelvis", 0.06),
            cable("back_long", "back", "pelvis", "top", -0.06),
            cable("back_low", "back", "pelvis", "middle", -0.05),
            cable("belly_long", "belly", "pelvis", "top", 0.1),
            cable("belly_low", "belly", "low", "middle", 0.08),
        ],
        weights=weights, settings=settings, balanced=True,
        springs=[
            {"name": "balance", "stiffness_N_per_m": 4000.0, "source": SOURCE},
            {"name": "chest", "links": ["middle", "top"], "stiffness_Nm_per_rad": 200.0,
             "attention": {"setting": "attention", "least": 0.2}, "source": SOURCE},
        ],
        stance={"foot_m": [0.0, 0], "knee_m": [0, 0.45], "ankle_m": [0, 0.08], "seat": "seat",
                "bend": "knee_deg", "thigh_deg": 90, "ischium_m": [-0.04, -0.04], "source": SOURCE},
    ).to_dict()  # fmt: skip
    shares = {"pelvis": -0.5, "low": -0.25, "middle": -0.25}
    data |= {
        "schema": 2,
        "answer": {
            "known": "known", "lean": "lean_deg", "gain": 0.9, "q": 20, "taut_share": 0.3,
            "joints": [{"link": k, "tolerance_Nm": 1.0, "lean_share": shares.get(k, 0.0)} for k in names],
            "agonists": ["low", "middle"], "stiffer": ["balance"], "source": SOURCE,
        } | changes,
    }  # fmt: skip
    return data


BODY = pv.Model.from_dict(trunk())
STATES = [
    {"bag_kg": 10}, {"held_kg": 8, "held_at_m": 0.5}, {"lean_deg": 40}, {"knee_deg": 30}, {"attention": 0},
    {"lean_deg": 25, "held_kg": 5}, {"seat": 1}, {"seat": 1, "bag_kg": 8},
    {"seat": 0.4, "held_kg": 6, "lean_deg": 10},
    {"bag_kg": 10, "known": 0}, {"bag_kg": 10, "known": 0.5}, {"seat": 1, "attention": 0.2, "held_kg": 4},
]  # fmt: skip


def bend(p):
    """How far the joints of a posture are from those of quiet standing, degrees."""
    return np.degrees(np.abs(np.diff(p.angles - pv.solve(BODY).angles))).max()


def test_a_known_load_bends_the_body_less_than_one_that_is_not_known():
    for load in ({"bag_kg": 15}, {"held_kg": 8, "held_at_m": 0.5}):
        known, sprung = (pv.solve(BODY, None, load | {"known": k}) for k in (1, 0))
        assert known.rests and sprung.rests
        assert bend(known) < 0.5 * bend(sprung)


def test_a_load_presses_no_joint_below_it_less_than_without():
    rest = pv.solve(BODY).joints.compression
    for load in ({"bag_kg": 15}, {"held_kg": 8, "held_at_m": 0.3}):
        assert (pv.solve(BODY, None, load).joints.compression[1:] > rest[1:]).all(), load


def test_a_lean_is_shared_out_as_it_is_asked():
    p, rest = pv.solve(BODY, lean_deg=40), pv.solve(BODY)
    turned = np.degrees(rest.angles - p.angles)
    assert turned[-1] == pytest.approx(40, abs=4)
    assert turned[0] == pytest.approx(20, abs=4)


def test_what_is_asked_is_what_cables_give_and_what_is_left():
    settings = {k: s.normal for k, s in BODY.settings.items()} | {"held_kg": 8, "held_at_m": 0.4}
    mech, even = pv.mechanics.prepare(BODY), np.ones(len(BODY.cables))
    u = inputs(mech, even, settings)
    torque = mech.subtree @ evaluate(mech, mech.neutral, replace(u, gain=0 * u.gain))[1]
    tone = cable_pull(mech, u, cable_lengths(mech, mech.neutral, u))[1]
    extra, left = answer.shared_out(mech, u, mech.neutral, torque, mech.answer.tolerance, lets_go=True)
    moment = joint_forces(mech, mech.neutral, tone + extra, u, settings)[2]
    before = joint_forces(mech, mech.neutral, tone, u, settings)[2]
    assert np.allclose(left - torque, before - moment, atol=1e-9)
    assert (extra >= -tone - 1e-9).all() and (extra <= mech.answer.strength).all()
    # by levers: 8 kg at 0.4 m ask 31 N m of the low back, over 6 cm
    assert extra[BODY.cables.index("back_long")] + extra[BODY.cables.index("back_low")] > 250


def test_no_cable_on_the_other_side_joins_in():
    p = pv.solve(BODY, None, {"held_kg": 8, "held_at_m": 0.4})
    drive = dict(zip(BODY.cables, p.frame.u.drive, strict=True))
    assert drive["back_long"] > 50
    assert drive["belly_long"] == drive["belly_low"] == 0


def test_the_answer_does_not_hang_on_pulls_and_a_cable_cut_off_pulls_no_less_than_nothing():
    loads = {"held_kg": 8, "held_at_m": 0.4}
    one, two = (pv.solve(BODY, f, loads).frame.u for f in ({}, {"belly": 0.0, "back": 1.7}))
    assert (one.drive == two.drive).all() and (one.drive >= 0).all()
    assert min(pv.solve(BODY, {"belly": 0.0}, loads).tension.values()) >= 0


@pytest.mark.parametrize("settings", STATES, ids=str)
def test_gradient_and_hessian_of_what_is_answered_are_those_of_the_energy(settings):
    p = pv.solve(BODY, {"back": 1.3}, settings)
    mech, u, phi = p.frame
    rng, h = np.random.default_rng(3), 1e-5
    phi = phi + rng.normal(0, 0.05, len(phi))
    _, gradient, hessian, _ = evaluate(mech, phi, u)
    for i, e in enumerate(h * np.eye(len(phi))):
        slope = (energy(mech, phi + e, u) - energy(mech, phi - e, u)) / (2 * h)
        assert slope == pytest.approx(gradient[i], abs=1e-5)
        row = (evaluate(mech, phi + e, u)[1] - evaluate(mech, phi - e, u)[1]) / (2 * h)
        assert np.allclose(row, hessian[i], atol=2e-4 * np.abs(hessian).max())


@pytest.mark.parametrize("settings", STATES, ids=str)
def test_the_browser_answers_alike(settings):
    mine = pv.solve(BODY, {"back": 1.2}, settings)
    theirs = browser("solve", BODY.to_dict(), {"back": 1.2}, settings)
    assert mine.status == theirs["status"]
    assert np.abs(mine.angles - theirs["angles"]).max() < 1e-10
    assert gap(mine.joints.compression.tolist(), theirs["joints"]["compression"]) < 1e-8
    assert gap(mine.to_dict()["tension"], theirs["tension"]) < 1e-8


def test_a_stack_answers_row_by_row():
    table = {k: np.array([s.get(k, BODY.settings[k].normal) for s in STATES]) for k in BODY.settings}
    stack = pv.solve_many(BODY, {"back": np.full(len(STATES), 1.2)}, table)
    for i, settings in enumerate(STATES):
        one = pv.solve(BODY, {"back": 1.2}, settings)
        assert np.abs(stack.angles[i] - one.angles).max() < 1e-9, settings
        assert np.allclose(stack.joints.compression[i], one.joints.compression, rtol=1e-6)


def test_a_load_that_a_setting_moves_has_that_lever():
    near, far = ({"held_kg": 1, "held_at_m": at, "known": 0, "seat": 1} for at in (0.2, 0.6))
    moment = []
    for settings in (near, far):
        full = {k: s.normal for k, s in BODY.settings.items()} | settings
        mech = pv.mechanics.prepare(BODY)
        u = inputs(mech, np.ones(len(BODY.cables)), full)
        moment.append(
            joint_forces(mech, mech.neutral, 0 * cable_lengths(mech, mech.neutral, u), u, full)[2][1]
        )
    assert moment[1] - moment[0] == pytest.approx(-9.81 * 0.4)


def test_least_squares_within_bounds_of_nothing_move_nothing():
    x = bounded_least_squares(np.eye(3), np.ones(3), np.zeros(3), np.array([0.0, 0.5, 5.0]), 1e-6)
    assert np.allclose(x, [0, 0.5, 1])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d["answer"].update(known="knwon"), "model.answer, known"),
        (lambda d: d["answer"]["joints"][0].update(link="hip"), "model.answer, joints, link"),
        (lambda d: d["answer"].update(agonists=["lumbar"]), "model.answer, agonists"),
        (lambda d: d["answer"].update(stiffer=["balnce"]), "model.answer, stiffer"),
        (lambda d: d["cables"][2].pop("strength_N"), "needs strength_N"),
        (lambda d: d["weights"][-1]["moves"][0].update(setting="far"), "moves, setting"),
        (lambda d: d["answer"].update(gain=1.5), "gain"),
    ],
)
def test_an_answer_that_asks_of_what_is_not_there_is_refused(change, said):
    data = copy.deepcopy(trunk())
    change(data)
    with pytest.raises(ValueError, match=said):
        pv.Model.from_dict(data)
