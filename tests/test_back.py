"""The body from behind: what is even stays even, mirrors mirror, and legs do not stretch."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.linalg import eigh

import postureviz as pv
from postureviz.mechanics import evaluate, inputs, prepare

ROOT = Path(__file__).resolve().parent.parent
PLAN = json.loads((ROOT / "tools" / "back_data.json").read_text("utf-8"))
SIGNED = ("obliquity_deg", "shoulder_height_cm", "c7_shift_cm", "curve_deg", "pelvis_shift_cm")


@pytest.fixture(scope="module")
def model():
    return pv.load("back")


def read(model, factors=None, settings=None):
    p = pv.solve(model, factors, settings)
    assert p.status == "settled", p
    return pv.measure(p)


def lowest(model, factor=1.0):
    """Lowest curvature of the straight column under muscles at a factor, N m/rad."""
    mech = prepare(model)
    u = inputs(mech, np.full(len(mech.cables), factor), {k: s.normal for k, s in model.settings.items()})
    return np.linalg.eigvalsh(evaluate(mech, mech.neutral, u)[2])[0]


def bare(top_N, **changes):
    """The spine of the model alone: clamped at the sacrum, no muscles, weights or reflexes, a load on T1."""
    data = pv.load("back").to_dict()
    trunk = [r["name"] for r in data["links"] if r["name"][0] in "LT" and r["name"][1:].isdigit()]
    joints = [r for r in data["joints"] if r["link"] in trunk]
    links = [r for r in data["links"] if r["name"] in trunk]
    links[0]["parent"] = None
    top = {
        "name": "top",
        "link": trunk[-1],
        "at_m": [links[-1]["length_m"], 0],
        "weight_N": top_N,
        "source": "spine",
    }
    empty = ("cables", "springs", "settings", "readings", "presets", "landmarks", "loads", "unsure")
    data |= {
        "links": links,
        "joints": joints,
        "weights": [top],
        "balanced": False,
        "ground_y_m": None,
        **{part: [] for part in empty},
    }
    return pv.Model.from_dict(data | changes)


def test_even_pull_is_exactly_neutral_and_stable(model):
    p = pv.solve(model)
    assert p.status == "settled" and p.stability > 0.3
    neutral = np.radians([row["neutral_deg"] for row in model.to_dict()["links"]])
    assert np.abs(p.angles - neutral).max() < 1e-12
    assert all(abs(pv.measure(p)[k]) < 1e-9 for k in SIGNED)


def test_the_spine_has_five_twelve_and_seven_vertebrae_at_the_heights_of_the_data(model):
    links = {r["name"]: r for r in model.to_dict()["links"]}
    assert [sum(n[0] == part and n[1:].isdigit() for n in links) for part in "LTC"] == [5, 12, 7]
    assert sum(links[n]["length_m"] for n in links if n[0] in "LT" and n[1:].isdigit()) == pytest.approx(
        0.4716
    )


def test_a_mirrored_setting_gives_the_mirrored_body(model):
    rng = np.random.default_rng(5)
    for _ in range(8):
        factors = {g: float(rng.uniform(0, 2)) for g in model.groups}
        settings = {k: float(rng.uniform(s.min, s.max)) for k, s in model.settings.items()}
        flipped = {
            g.replace("left", "x").replace("right", "left").replace("x", "right"): f
            for g, f in factors.items()
        }
        here, there = (
            read(model, factors, settings),
            read(model, flipped, {k: -v for k, v in settings.items()}),
        )
        for name, value in here.items():
            assert there[name] == pytest.approx(-value if name in SIGNED else value, abs=1e-7), name


@pytest.mark.parametrize(
    "row", PLAN["expected"]["rows"], ids=lambda r: f"{r.get('group') or r.get('setting')} {r['reading']}"
)
def test_each_group_alone_acts_as_written_down_beforehand(model, row):
    factors = {row["group"]: 2.0} if "group" in row else {}
    settings = {row["setting"]: row["value"]} if "setting" in row else {}
    found = read(model, factors, settings)[row["reading"]]
    assert abs(found) < 0.01 if row["sign"] == 0 else found * row["sign"] > 0.1


def test_no_pull_tips_the_pelvis_over_two_equal_straight_legs(model):
    rng = np.random.default_rng(6)
    factors = {g: rng.uniform(0, 2, 200) for g in model.groups}
    assert np.abs(pv.measure(pv.solve_many(model, factors))["obliquity_deg"]).max() < 0.01


@pytest.mark.parametrize("leg", [-15, 4, 15])
@pytest.mark.parametrize("knee", [-10, 0, 15])
def test_the_pelvis_tips_by_what_the_legs_leave_it(model, leg, knee):
    found = read(model, None, {"leg_difference_mm": leg, "bent_knee_mm": knee})["obliquity_deg"]
    width = 2000 * PLAN["body_m"]["hip_x"]
    assert found == pytest.approx(np.degrees((leg - knee) / width), abs=0.02)


def test_a_tight_upper_trapezius_raises_its_own_shoulder_in_step(model):
    for side, sign in (("left", -1), ("right", 1)):
        heights = [
            sign * read(model, {f"neck_shoulder_{side}": f})["shoulder_height_cm"]
            for f in (0, 0.5, 1, 1.5, 2)
        ]
        assert np.all(np.diff(heights) > 0.1)


def test_the_bare_spine_stands_under_no_more_than_about_twenty_newtons():
    h = np.array([r["length_m"] for r in bare(1).to_dict()["links"]])
    k = np.array([r["stiffness_Nm_per_rad"] for r in bare(1).to_dict()["joints"]])
    hold = np.diag(k + np.append(k[1:], 0)) - np.diag(k[1:], 1) - np.diag(k[1:], -1)
    by_hand = eigh(hold, np.diag(h), eigvals_only=True)[0]
    assert by_hand == pytest.approx(20, abs=0.5)
    assert lowest(bare(0.999 * by_hand)) > 0 > lowest(bare(1.001 * by_hand))


def test_the_body_needs_its_muscles_and_its_reflexes(model):
    data = model.to_dict()
    still = [r for r in data["springs"] if r["name"] == "legs"]
    assert lowest(model) > 0
    assert lowest(model, 0.0) < 0
    assert lowest(pv.Model.from_dict(data | {"springs": still, "unsure": []})) < 0


def test_the_lowest_disc_carries_what_statics_asks(model):
    # all weights above L5/S1 and every muscle that crosses it, straight up and down
    p, data = pv.solve(model), model.to_dict()
    low = {"legs", "pelvis"}
    total = sum(r["weight_N"] for r in data["weights"] if r["link"] not in low)
    for c in data["cables"]:
        links = [q["link"] for q in c.get("path", [])]
        for a, b, (x0, y0), (x1, y1) in zip(
            links[:-1],
            links[1:],
            p.paths.get(c["name"], [])[:-1],
            p.paths.get(c["name"], [])[1:],
            strict=True,
        ):
            if (a in low) != (b in low):
                i = links.index(a)
                out = c["path"][i + 1]["out_m"] - c["path"][i]["out_m"]
                total += (
                    p.tension[c["name"]] * abs(y1 - y0) / np.sqrt((x1 - x0) ** 2 + (y1 - y0) ** 2 + out**2)
                )
    assert pv.measure(p)["l5s1_compression_N"] == pytest.approx(total, rel=1e-4)
    assert 400 < total < 1000


def test_no_setting_within_the_sliders_leaves_the_body_without_a_resting_place(model):
    rng = np.random.default_rng(12)
    factors = {g: rng.choice([0, 2, 1.0], 300) * rng.uniform(0.8, 1, 300) for g in model.groups}
    settings = {k: rng.uniform(s.min, s.max, 300) for k, s in model.settings.items()}
    assert set(pv.solve_many(model, factors, settings).status) == {"settled"}


def test_the_words_tell_sides_and_frighten_nobody(model):
    told = pv.describe(pv.solve(model, {"neck_shoulder_left": 1.6}, {"leg_difference_mm": 8}))
    assert "The right leg is 8 mm longer." in told and "right side of the pelvis is higher" in told
    assert "neck and shoulder on the left more (+60 %)" in told
    text = json.dumps(pv.words.entry("describe.back")).lower().replace('"buckled"', "").replace('"fell"', "")
    assert not any(word in text for word in ("buckl", "fell", "unstable", "damage"))


def test_the_written_model_is_what_the_data_give():
    tool = [sys.executable, str(ROOT / "tools" / "build_back.py"), "--check"]
    done = subprocess.run(tool, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
