"""The body from behind: true to its posture, readable in every state."""

import itertools
import re

import numpy as np
import pytest
from picturing import (
    WIDTHS,
    boxes_of,
    broken,
    crowded,
    doubled,
    outline,
    outside_by,
    random_states,
    scenes,
    seen,
    words_of,
)

import postureviz as pv
from postureviz import bundle

PX_PER_CM = {"wide": 4.75, "low": 3.2, "compact": 2.7}
LAYERS = (
    ("muscles",),
    ("muscles", "loads", "reflex"),
    ("measures", "loads", "full"),
    ("muscles", "full"),
    ("measures", "reflex", "bones"),
)
WINDOWS = ("longer_leg", "bent_knee")


@pytest.fixture(scope="module")
def run():
    return scenes("scene, glyphOf")


@pytest.fixture(scope="module")
def back():
    return pv.load("back")


def extremes(model):
    """Yield every corner of the settings, with all of one side at its most and the other at its least."""
    corners = [
        dict(zip(model.settings, values, strict=True))
        for values in itertools.product(*[(s.min, s.max) for s in model.settings.values()])
    ]
    sides = ({g: 2.0 * g.endswith(side) for g in model.groups} for side in ("left", "right"))
    level = ({g: v for g in model.groups} for v in (0.0, 2.0))
    return [(f, s) for f in (*sides, *level) for s in corners]


def preset_states(model):
    return [(p["factors"], p["settings"]) for p in model.presets.values()]


def picture_of(run, posture, width="wide", show=("muscles",), **options):
    show = {name: True for name in show}
    return run("scene", posture.to_dict(), {"width": width, "show": show, **options})


def part(tree, name):
    return next(node for node in seen(tree) if node["a"].get("data-part") == name)


def muscles_of(tree):
    """Yield the name and the outline, px, of every muscle that is seen."""
    for node in seen(tree):
        if node["t"] == "g" and node["k"] and node["k"][0]["t"] == "polygon" and "data-part" in node["a"]:
            points = node["k"][0]["a"]["points"]
            yield node["a"]["data-part"], np.array([p.split(",") for p in points.split()], dtype=float)


def label_of(tree, group):
    return [node["x"] for node in seen(part(tree, f"{group}_label")) if node["t"] == "text"]


def wrongs(run, posture, width, show):
    """Return what is broken, crowded, or outside the skin by more than 2 mm."""
    tree = picture_of(run, posture, width, show)
    ring = outline(part(tree, "skin")["a"]["d"], 4)
    out = [*broken(tree), *crowded(tree, WINDOWS)]
    for name, points in muscles_of(tree):
        off_mm = 10 * outside_by(points, ring) / PX_PER_CM[width]
        out += [(name, off_mm)] if off_mm > 2 else []
    return out


def test_random_states_keep_muscles_in_the_skin_and_words_apart(run, back, sampled):
    found, count = {}, sampled("random bodies from behind")
    for i, (factors, settings) in enumerate(random_states(back, count, seed=3)):
        p = pv.solve(back, factors, settings=settings)
        if p.status in ("settled", "buckled"):
            found[i] = wrongs(run, p, WIDTHS[i % 3], LAYERS[i % 5])
    assert len(found) > 0.9 * count
    assert {i: wrong for i, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_presets_and_extremes_keep_muscles_in_the_skin_and_words_apart_in_every_layer(run, back, width):
    found = []
    for factors, settings in preset_states(back) + extremes(back):
        p = pv.solve(back, factors, settings=settings)
        for show in LAYERS:
            found += wrongs(run, p, width, show) if p.status in ("settled", "buckled") else []
    assert found == []


def test_words_for_length_are_measured_and_words_for_pull_are_set(run, back):
    even = pv.solve(back).to_dict()["length"]
    strong_but_long = 0
    for factors, settings in [*preset_states(back), *random_states(back, 60, seed=9)]:
        p = pv.solve(back, factors, settings=settings)
        tree, length = picture_of(run, p), p.to_dict()["length"]
        for group in back.groups:
            own = [c for c in back.own_cables if back.group_of[c] == group]
            change_mm = max((1000 * (length[c] - even[c]) for c in own), key=abs)
            name, pull, said = label_of(tree, group)
            mm = round(abs(change_mm))
            if abs(abs(change_mm) - mm) < 0.499:
                assert said == (
                    "usual length"
                    if mm == 0
                    else f"▸◂ {mm} mm shorter"
                    if change_mm < 0
                    else f"◂▸ {mm} mm longer"
                )
            pulls = {factors.get(c, factors.get(group, 1)) for c in own}
            if len(pulls) > 1:
                assert pull == "pulls differ"
                continue
            percent = round(100 * pulls.pop() - 100)
            assert pull == (
                f"▲ more +{percent} %"
                if percent > 0
                else f"▼ less −{-percent} %"
                if percent < 0
                else "● as usual"
            )
            strong_but_long += percent > 0 and change_mm > 1
    assert strong_but_long > 0


def test_muscles_lie_on_the_cables_of_the_solver(run, back):
    factors, settings = next(iter(random_states(back, 1, seed=21)))
    p = pv.solve(back, factors, settings=settings)
    paths = p.to_dict()["paths"]
    even = pv.solve(back)
    crown_cm = 100 * even.to_dict()["points"][list(back.links).index("C1") + 1][1] + 15.7
    checked = 0
    for name, points in muscles_of(picture_of(run, p)):
        if name.startswith("abductors"):
            continue
        half = len(points) // 2
        ends = [(points[0] + points[-1]) / 2, (points[half - 1] + points[half]) / 2]
        for end, (x, y) in zip(ends, (paths[name][0], paths[name][-1]), strict=True):
            assert end == pytest.approx([360 + 475 * x, 22 + 4.75 * (crown_cm - 100 * y)], abs=0.11)
        checked += 1
    assert checked >= 24


def test_the_abductors_are_drawn_shorter_when_the_model_says_so(run, back):
    def drawn_cm(p, name):
        points = dict(muscles_of(picture_of(run, p)))[name]
        middle = (points[: len(points) // 2] + points[: len(points) // 2 - 1 : -1]) / 2
        return np.linalg.norm(np.diff(middle, axis=0), axis=1).sum()

    even = pv.solve(back)
    for settings in ({"leg_difference_mm": 15.0}, {"bent_knee_mm": 10.0}):
        p = pv.solve(back, settings=settings)
        for name in ("abductors_left", "abductors_right"):
            change = p.to_dict()["length"][name] - even.to_dict()["length"][name]
            assert abs(change) > 0.001
            assert np.sign(drawn_cm(p, name) - drawn_cm(even, name)) == np.sign(change)


def test_left_of_the_page_is_left_of_the_body(run, back):
    p = pv.solve(back, {"neck_shoulder_left": 1.8})
    tree = picture_of(run, p)
    points = dict(muscles_of(tree))
    assert points["trapezius_neck_left"][:, 0].max() < points["trapezius_neck_right"][:, 0].min() + 25
    lefts = {words: left for words, left, *_ in words_of(tree)}
    assert lefts["LEFT"] < 100 and lefts["RIGHT"] > 600
    assert label_of(tree, "neck_shoulder_left")[1].startswith("▲ more")
    assert label_of(tree, "neck_shoulder_right")[1] == "● as usual"


def test_a_mirrored_state_gives_a_mirrored_picture(run, back):
    factors = {"neck_shoulder_left": 1.7, "side_trunk_right": 1.6, "hip_left": 0.4}
    other = {
        re.sub("left|right", lambda m: {"left": "right", "right": "left"}[m[0]], g): f
        for g, f in factors.items()
    }
    one = picture_of(run, pv.solve(back, factors, settings={"leg_difference_mm": 8.0}))
    two = picture_of(run, pv.solve(back, other, settings={"leg_difference_mm": -8.0}))
    ring, mirrored = (outline(part(t, "skin")["a"]["d"]) for t in (one, two))
    mirrored[:, 0] = 720 - mirrored[:, 0]
    assert max(outside_by(ring, mirrored), outside_by(mirrored, ring)) < 1.5


def test_a_raised_hip_is_explained_beside_the_feet(run, back):
    assert boxes_of(picture_of(run, pv.solve(back)), WINDOWS) == []
    tree = picture_of(run, pv.solve(back, settings={"leg_difference_mm": -12.0}))
    assert [box[0] for box in boxes_of(tree, WINDOWS)] == ["longer_leg"]
    words = {row[0] for row in words_of(tree)}
    assert {"left leg longer", "by 12 mm", "the trunk cannot answer"} <= words
    compact = picture_of(run, pv.solve(back, settings={"leg_difference_mm": -12.0}), "compact")
    assert "trunk can’t answer" in {row[0] for row in words_of(compact)}
    assert boxes_of(tree, WINDOWS)[0][3] < 360
    tree = picture_of(run, pv.solve(back, settings={"leg_difference_mm": 12.0, "bent_knee_mm": 6.5}))
    assert [box[0] for box in boxes_of(tree, WINDOWS)] == ["longer_leg", "bent_knee"]
    assert {"right knee bent", "hip 6.5 mm lower"} <= {row[0] for row in words_of(tree)}


def lines_in(tree, name):
    """Return the corners, px, of every open line in a part of the picture."""
    nodes = (node for node in seen(part(tree, name)) if node["t"] == "polyline")
    return [np.array([p.split(",") for p in node["a"]["points"].split()], dtype=float) for node in nodes]


def test_the_window_shows_the_hips_as_the_model_tips_them_and_both_feet_on_the_floor(run, back):
    for settings in ({"leg_difference_mm": 12.0}, {"leg_difference_mm": -7.0, "bent_knee_mm": 4.0}):
        p = pv.solve(back, settings=settings)
        left, right = (np.array(p.to_dict()["landmarks"][f"hip_{s}"]) for s in ("left", "right"))
        floor, left_leg, right_leg, level, hips = lines_in(picture_of(run, p), "longer_leg")
        rise = (hips[0, 1] - hips[1, 1]) / (hips[1, 0] - hips[0, 0])
        assert rise == pytest.approx((right[1] - left[1]) / (right[0] - left[0]), abs=0.004)
        assert level[0, 1] == level[1, 1] < floor[0, 1]
        assert left_leg[2, 1] == right_leg[2, 1] < floor[0, 1]
        assert np.sign(left_leg[0, 1] - right_leg[0, 1]) == np.sign(settings["leg_difference_mm"])


@pytest.mark.parametrize("bend_mm", [15.0, -15.0])
def test_a_bent_knee_goes_forward_and_out_and_no_part_of_the_leg_becomes_shorter(run, back, bend_mm):
    tree = picture_of(run, pv.solve(back, settings={"bent_knee_mm": bend_mm}))
    lines = [points for points in lines_in(tree, "bent_knee") if len(points) == 3]
    left, right, straight, *_, bent = lines

    def parts(points):
        return np.linalg.norm(np.diff(points, axis=0), axis=1)

    assert parts(bent) == pytest.approx(parts(straight), abs=0.1)
    assert bent[0, 1] > straight[0, 1] and bent[1, 0] > straight[1, 0] + 3
    folded, other = (right, left) if bend_mm > 0 else (left, right)

    def outwards(points):
        (hip, knee, ankle), away = points[:, 0], np.sign(points[0, 0] - (left[0, 0] + right[0, 0]) / 2)
        return away * (knee - (hip + ankle) / 2)

    assert outwards(folded) > 0.5 > outwards(other) + 0.4


def test_measures_say_the_readings(run, back):
    p = pv.solve(
        back, {"side_trunk_right": 1.9, "neck_shoulder_left": 1.8}, settings={"leg_difference_mm": 10.0}
    )
    said = " ".join(row[0] for row in words_of(picture_of(run, p, show=("measures",))))
    values = pv.measure(p)
    for name, unit in (
        ("obliquity_deg", "°"),
        ("shoulder_height_cm", " cm"),
        ("c7_shift_cm", " cm"),
        ("curve_deg", "°"),
    ):
        assert f"{abs(values[name]):.1f}{unit}" in said
    assert "Neck and shoulder" not in said


def test_words_of_loads_take_the_place_of_those_of_muscles_and_lie_beside_the_body(run, back):
    p = pv.solve(back, {"side_trunk_right": 1.9})
    for width in WIDTHS:
        tree = picture_of(run, p, width, ("muscles", "loads"))
        ring = outline(part(tree, "skin")["a"]["d"])
        told = [row for row in words_of(tree) if re.search(r"\d N, \d+ %", row[0])]
        assert len(told) == 3 and min(row[1] for row in told) > ring[:, 0].max()
        assert not [row for row in words_of(tree) if "Mid-back" in row[0]]


def test_loads_and_reflex_are_those_of_the_posture(run, back):
    p = pv.solve(back, {"side_trunk_right": 1.9}, settings={"leg_difference_mm": 10.0})
    data = p.to_dict()
    said = [row[0] for row in words_of(picture_of(run, p, show=("loads", "reflex")))]
    l5 = list(back.links).index("L5")
    usual = pv.solve(back).to_dict()["joints"]["compression"][l5]
    force = data["joints"]["compression"][l5]
    assert f"{force:.0f} N, {100 * force / usual:.0f} %" in said
    assert f"{abs(data['servo']['trunk'][0]):.1f} N m" in said


def outline_of(node):
    return [node["t"], [outline_of(kid) for kid in node["k"]]]


def test_every_state_and_layer_has_one_structure(run, back):
    ghost = pv.solve(back, {"hip_left": 1.5}).to_dict()
    fell = pv.solve(back).to_dict() | {"status": "fell"}
    first = outline_of(picture_of(run, pv.solve(back)))
    for i, (factors, settings) in enumerate(random_states(back, 10, seed=5)):
        p = pv.solve(back, factors, settings=settings)
        tree = picture_of(run, p, show=LAYERS[i % 5], tags=i % 2 == 0, **({"ghost": ghost} if i % 3 else {}))
        assert outline_of(tree) == first
    assert outline_of(run("scene", fell, {"width": "wide"})) == first


def test_hidden_layers_do_not_change_with_the_state(run, back):
    a, b = (picture_of(run, pv.solve(back, {"hip_left": f}), show=("measures",)) for f in (0.5, 1.5))

    def hidden(tree):
        return [n for n in every(tree) if n["a"].get("data-layer") == "muscles"]

    assert hidden(a) == hidden(b) != []


def every(node):
    yield node
    for kid in node["k"]:
        yield from every(kid)


@pytest.mark.parametrize("status", ["fell", "unsolved"])
def test_what_has_no_resting_place_is_said_in_words_and_not_drawn(run, back, status):
    tree = run(
        "scene", pv.solve(back, {"hip_left": 1.7}).to_dict() | {"status": status}, {"width": "compact"}
    )
    shown = [node["a"].get("data-part") for node in seen(tree)]
    assert "skin" not in shown and "notice" in shown
    assert "no body is drawn" in " ".join(row[0] for row in words_of(tree))
    assert crowded(tree) == []


def test_a_second_posture_stands_behind_as_an_outline(run, back):
    before = pv.solve(back, settings={"leg_difference_mm": 15.0})
    alone = picture_of(run, pv.solve(back))
    assert not [n for n in seen(alone) if n["a"].get("data-part") == "ghost"]
    tree = picture_of(run, pv.solve(back), ghost=before.to_dict())
    assert part(tree, "ghost")["k"][0]["a"]["d"] == part(picture_of(run, before), "skin")["a"]["d"]


def test_the_sign_on_a_chip_stays_in_its_box(run, back):
    signs = set()
    for factors, settings in preset_states(back) + extremes(back):
        d = run("glyphOf", pv.solve(back, factors, settings=settings).to_dict())
        points = np.array([float(v) for v in re.findall(r"-?[\d.]+", d)]).reshape(-1, 2)
        assert (points >= 0).all() and (points <= [20, 32]).all()
        signs.add(d)
    assert len(signs) > 5


def test_a_question_names_only_what_it_asks_about_and_no_effect(run, back):
    p = pv.solve(back, {"neck_shoulder_left": 1.6})
    said = [
        row[0] for row in words_of(picture_of(run, p, show=("muscles", "loads"), only=["neck_shoulder_left"]))
    ]
    assert any(words.startswith("Neck and shoulder") for words in said) and any(
        "more +60 %" in words for words in said
    )
    assert sum("usual" in words or "more" in words for words in said) == 1
    assert not [words for words in said if " N" in words or "length" in words or "mm" in words]


def test_words_twice_as_long_stay_in_the_picture(back):
    longer = scenes("scene", doubled(bundle.catalogue()))
    for preset, width, show in itertools.product(back.presets.values(), WIDTHS, LAYERS):
        p = pv.solve(back, preset["factors"], settings=preset["settings"])
        assert crowded(picture_of(longer, p, width, show)) == []


def test_the_head_can_be_taken_and_the_neck_of_the_model_gives_way(run, back):
    p = pv.solve(back, {"side_trunk_right": 1.9})
    tree = picture_of(run, p)
    taken = next(node["a"] for node in seen(tree) if "data-nudge" in node["a"])
    assert taken["data-nudge"] in p.to_dict()["landmarks"]
    ring = outline(part(tree, "skin")["a"]["d"])
    assert outside_by(np.array([[taken["cx"], taken["cy"]]]), ring) == 0
    assert taken["cy"] - taken["r"] < ring[:, 1].min() + 15
