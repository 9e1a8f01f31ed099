"""The elbow: levers as published, shortness apart from pull, and what is left for the hand."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import brentq

import postureviz as pv

ROOT = Path(__file__).resolve().parent.parent
PLAN = json.loads((ROOT / "tools" / "elbow_data.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def model():
    return pv.load("elbow")


def read(model, factors=None, **settings):
    p = pv.solve(model, factors, settings)
    assert p.status == "settled", p
    return pv.measure(p)


def arm(model, cable, bend_rad):
    row = next(c for c in model.to_dict()["cables"] if c["name"] == cable)
    return sum(a * bend_rad**k for k, a in enumerate(row["arms"][0]["arm_m"]))


@pytest.mark.parametrize(("muscle", "share"), [("biceps", 0.05), ("triceps", 0.05), ("brachialis", 0.06)])
def test_levers_are_the_published_ones(model, muscle, share):
    rows = PLAN["moment_arms_mm"]
    for degrees, published in zip(rows["flexion_deg"], rows[muscle], strict=True):
        assert 1000 * arm(model, f"{muscle}_pull", np.radians(degrees)) == pytest.approx(published, rel=share)


def test_even_pull_rests_straight_exactly(model):
    p = pv.solve(model)
    assert p.status == "settled"
    assert abs(p.angles[0] - np.radians(-4)) < 1e-12
    assert p.residual < 1e-12


@pytest.mark.parametrize("factors", [{"triceps": 0.0}, {"triceps": 0.3}, {"biceps": 2.0}, {"biceps": 0.0}])
def test_pull_alone_hardly_changes_the_resting_angle(model, factors):
    assert abs(read(model, factors)["flexion_deg"]) < 2


def test_a_weak_triceps_lowers_the_push_at_the_hand_in_its_own_share(model):
    even = read(model)["force_at_hand_N"]
    for factor in (0.0, 0.3, 1.5):
        # the small change of angle changes the lever a little
        assert read(model, {"triceps": factor})["force_at_hand_N"] == pytest.approx(
            factor * even, abs=0.01 * even
        )


def test_the_push_at_the_hand_is_largest_force_times_lever_over_the_forearm(model):
    force = sum(h["fmax_N"] for h in PLAN["heads"]["triceps"])
    lever, hand = 0.0201, PLAN["weights"]["hand"]["from_elbow_m"]
    assert read(model)["force_at_hand_N"] == pytest.approx(force * lever / hand, rel=0.01)


def test_a_short_biceps_keeps_the_elbow_from_straightening_the_more_the_shorter(model):
    bends = [read(model, biceps_short_mm=mm)["flexion_deg"] for mm in range(0, 41, 2)]
    assert np.all(np.diff(bends) > 0)
    assert bends[-1] > 30


def test_shortness_is_not_pull(model):
    # the strongest pull bends less than four millimetres of shortness
    assert read(model, {"biceps": 2.0})["flexion_deg"] < read(model, biceps_short_mm=4)["flexion_deg"]
    p = pv.solve(model, None, {"biceps_short_mm": 20})
    assert p.tension["biceps_pull"] == pv.solve(model).tension["biceps_pull"]
    assert p.tension["biceps_passive"] > 10


def test_the_bent_elbow_is_where_its_torques_balance_by_hand(model):
    data = model.to_dict()
    passive = next(c for c in data["cables"] if c["name"] == "biceps_passive")
    joint = data["joints"][0]

    def torque(q):
        curve = passive["arms"][0]["arm_m"]
        taken = sum(a * q ** (k + 1) / (k + 1) for k, a in enumerate(curve))
        pulls = max(0.0, passive["law"]["stiffness_N_per_m"] * (0.02 - taken)) * arm(
            model, "biceps_passive", q
        )
        for c in data["cables"][:3]:
            pulls += c["law"]["tension_N"] * arm(model, c["name"], q)
        weight = sum(w["weight_N"] * w["at_m"][0] for w in data["weights"]) * np.cos(q - np.radians(4))
        stiff = np.radians(joint["stiffening_deg"])
        return pulls - weight - joint["stiffness_Nm_per_rad"] * q * (1 + (q / stiff) ** 2)

    bend = np.degrees(brentq(torque, np.radians(20), np.radians(80)))
    assert read(model, biceps_short_mm=20)["flexion_deg"] == pytest.approx(bend, abs=1e-6)


def test_a_load_in_the_hand_straightens_a_bent_elbow_somewhat(model):
    bends = [read(model, biceps_short_mm=10, hand_kg=kg)["flexion_deg"] for kg in (0, 1, 2)]
    assert np.all(np.diff(bends) < 0) and bends[-1] > 0


def test_no_setting_within_the_sliders_leaves_the_elbow_without_a_resting_place(model):
    rng = np.random.default_rng(11)
    factors = {g: rng.uniform(0, 2, 2_000) for g in model.groups}
    settings = {k: rng.uniform(s.min, s.max, 2_000) for k, s in model.settings.items()}
    assert set(pv.solve_many(model, factors, settings).status) == {"settled"}


def test_the_words_say_what_settles_and_frighten_nobody(model):
    told = pv.describe(pv.solve(model, {"triceps": 0.5}, {"biceps_short_mm": 10}))
    assert "short of straight" in told and "10 mm short" in told and "triceps less (−50 %)" in told
    text = json.dumps(pv.words.entry("describe.elbow")).lower().replace('"buckled"', "").replace('"fell"', "")
    assert not any(word in text for word in ("buckl", "fell", "unstable", "damage"))


def test_the_written_model_is_what_the_data_give():
    tool = [sys.executable, str(ROOT / "tools" / "build_elbow.py"), "--check"]
    done = subprocess.run(tool, capture_output=True, text=True, cwd=ROOT, env=None)
    assert done.returncode == 0, done.stdout + done.stderr
