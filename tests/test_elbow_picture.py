"""The picture of the elbow: pull and length kept apart, true to its posture, readable in every state."""

import itertools
import re

import numpy as np
import pytest
from picturing import (
    WIDTHS,
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

PX_PER_CM = {"wide": 7.5, "low": 5.1, "compact": 3.7}
ELBOW_PX = {"wide": (352, 392), "low": (350, 238), "compact": (180, 218)}
MUSCLES = ("biceps", "brachialis", "triceps")


@pytest.fixture(scope="module")
def run():
    return scenes("scene, drawnLengths, glyphOf")


@pytest.fixture(scope="module")
def elbow():
    return pv.load("elbow")


@pytest.fixture(scope="module")
def extremes(elbow):
    """Return every corner of pulls and settings, and the presets."""
    settings = [
        dict(zip(elbow.settings, values, strict=True))
        for values in itertools.product(*[(s.min, s.max) for s in elbow.settings.values()])
    ]
    pulls = [
        dict(zip(MUSCLES, values, strict=True)) for values in itertools.product((0.0, 1.0, 2.0), repeat=3)
    ]
    presets = [(p["factors"], p["settings"]) for p in elbow.presets.values()]
    return presets + list(itertools.product(pulls, settings))


def picture_of(run, posture, width="wide", **options):
    return run("scene", posture.to_dict(), {"width": width, **options})


def part(tree, name):
    return next(node for node in seen(tree) if node["a"].get("data-part") == name)


def label_of(tree, muscle):
    return [n["x"] for n in seen(part(tree, f"{muscle}_label")) if n["t"] == "text" and n["x"]]


def wrongs(run, posture, width):
    """Return what is broken, crowded, or outside the skin by more than 2 mm."""
    tree = picture_of(run, posture, width)
    ring = outline(part(tree, "skin")["a"]["d"], 4)
    out = [*broken(tree), *crowded(tree)]
    for muscle in MUSCLES:
        shape = part(tree, f"{muscle}_pull")["k"][0]["a"]["points"]
        points = np.array([p.split(",") for p in shape.split()], dtype=float)
        off_mm = 10 * outside_by(points, ring) / PX_PER_CM[width]
        out += [(muscle, off_mm)] if off_mm > 2 else []
    w, h = (float(v) for v in tree["a"]["viewBox"].split()[2:])
    hand = ring[np.argmax(np.linalg.norm(ring - ELBOW_PX[width], axis=1))]
    return (
        out if (hand > 0).all() and (hand < [w, h]).all() else [*out, ("the hand leaves the picture", hand)]
    )


def test_random_states_keep_muscles_in_the_skin_and_words_apart(run, elbow, sampled):
    found, count = {}, sampled("random elbows")
    for i, (factors, settings) in enumerate(random_states(elbow, count, seed=3)):
        p = pv.solve(elbow, factors, settings=settings)
        if p.status in ("settled", "buckled"):
            found[i] = wrongs(run, p, WIDTHS[i % 3])
    assert len(found) > 0.9 * count
    assert {i: wrong for i, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_presets_and_extremes_keep_muscles_in_the_skin_and_words_apart(run, elbow, extremes, width):
    postures = [pv.solve(elbow, factors, settings=settings) for factors, settings in extremes]
    assert [w for p in postures if p.status in ("settled", "buckled") for w in wrongs(run, p, width)] == []


def test_words_for_length_are_measured_and_words_for_pull_are_set(run, elbow, extremes):
    even = pv.solve(elbow).to_dict()["length"]
    strong_but_long = 0
    for factors, settings in extremes:
        p = pv.solve(elbow, factors, settings=settings)
        tree = picture_of(run, p)
        for muscle in MUSCLES:
            change_mm = 1000 * (p.to_dict()["length"][f"{muscle}_pull"] - even[f"{muscle}_pull"])
            named, said = label_of(tree, muscle)[:2]
            mm, percent = round(abs(change_mm)), round(100 * factors.get(muscle, 1) - 100)
            if abs(abs(change_mm) - mm) < 0.499:
                way = f"▸◂ {mm} mm shorter" if change_mm < 0 else f"◂▸ {mm} mm longer"
                assert said == (way if mm else "usual length")
            off = (
                f"more +{percent} %" if percent > 0 else f"less −{-percent} %" if percent < 0 else "as usual"
            )
            assert named.startswith(f"{muscle.capitalize()}: ") and named.endswith(f" {off}")
            strong_but_long += percent > 0 and change_mm > 1
    assert strong_but_long > 0


def test_drawn_muscles_shorten_and_lengthen_with_those_of_the_model(run, elbow, extremes):
    even = pv.solve(elbow).to_dict()
    usual = run("drawnLengths", even)
    compared = 0
    for factors, settings in extremes:
        p = pv.solve(elbow, factors, settings=settings).to_dict()
        drawn = run("drawnLengths", p)
        for muscle in MUSCLES:
            change_mm = 1000 * (p["length"][f"{muscle}_pull"] - even["length"][f"{muscle}_pull"])
            if abs(change_mm) > 2:
                assert np.sign(drawn[muscle] - usual[muscle]) == np.sign(change_mm), (
                    muscle,
                    change_mm,
                    factors,
                )
                compared += 1
    assert compared > 50


def test_the_forearm_points_where_the_model_says(run, elbow):
    p = pv.solve(elbow, {"triceps": 0.2}, settings={"biceps_short_mm": 25.0})
    bend = pv.measure(p)["flexion_deg"]
    assert bend > 30
    tree = picture_of(run, p)
    arm = part(tree, "angle")["k"]
    (x0, y0), (x1, y1) = (map(float, point.split(",")) for point in arm[1]["a"]["points"].split())
    assert np.degrees(np.arctan2(y0 - y1, x1 - x0)) + 4 == pytest.approx(bend, abs=0.1)
    assert f"{bend:.0f}°" in [row[0] for row in words_of(tree)]
    assert "short of straight" in [row[0] for row in words_of(tree)]


def test_chevrons_point_inwards_where_a_muscle_is_short(run, elbow):
    tree = picture_of(run, pv.solve(elbow, settings={"biceps_short_mm": 20.0}))
    marks = [node for node in seen(tree) if node["a"].get("data-part") == "length"]
    assert len(marks) == 2
    for mark, inward in zip(marks, (-1, 1), strict=True):  # triceps long, biceps short
        bar, first, last = (
            [[float(v) for v in p.split(",")] for p in k["a"]["points"].split()] for k in mark["k"]
        )
        middle = np.mean([bar[0], bar[-1]], axis=0)
        for wing, tip, other in (first, last):
            ahead = np.array(tip) - np.mean([wing, other], axis=0)
            assert np.sign(ahead @ (middle - tip)) == inward


def test_the_hand_shows_its_weight_and_its_push(run, elbow):
    assert not [n for n in seen(picture_of(run, pv.solve(elbow))) if n["a"].get("data-part") == "hand_weight"]
    p = pv.solve(elbow, {"triceps": 1.5}, settings={"hand_kg": 2.5})
    said = [row[0] for row in words_of(picture_of(run, p))]
    assert {"2.5", "kg", f"{pv.measure(p)['force_at_hand_N']:.0f} N"} <= set(said)
    limp = picture_of(run, pv.solve(elbow, {"triceps": 0.0}))
    assert "0 N" in [row[0] for row in words_of(limp)]
    assert not [n for n in seen(limp) if n["a"].get("data-part") == "push_arrow"]


def outline_of(node):
    return [node["t"], [outline_of(kid) for kid in node["k"]]]


def test_each_layer_can_be_put_out(run, elbow):
    p = pv.solve(elbow, {"triceps": 0.4}, settings={"biceps_short_mm": 12})

    def shown(*layers):
        tree = picture_of(run, p, show=dict.fromkeys(layers, True))
        return {node["a"].get("data-part") for node in seen(tree)}, part(tree, "bones")["a"].get("opacity")

    whole, strong = shown("muscles", "push", "bones")
    muscles = {"length", "biceps_label", "biceps_pull", "triceps_pull"}
    assert muscles | {"push"} <= whole and strong is None
    parts, faint = shown("muscles", "push")
    assert parts == whole and faint == "var(--faint)"
    assert "push" not in shown("muscles", "bones")[0]
    assert not muscles & shown("push", "bones")[0]


def test_every_state_has_one_structure(run, elbow, extremes):
    first = outline_of(picture_of(run, pv.solve(elbow)))
    for factors, settings in extremes[::7]:
        assert outline_of(picture_of(run, pv.solve(elbow, factors, settings=settings), tags=False)) == first
    fell = pv.solve(elbow).to_dict() | {"status": "fell"}
    assert outline_of(run("scene", fell, {"ghost": fell})) == first


@pytest.mark.parametrize("status", ["fell", "unsolved"])
def test_what_has_no_resting_place_is_said_in_words_and_not_drawn(run, elbow, status):
    tree = run("scene", pv.solve(elbow).to_dict() | {"status": status}, {"width": "compact"})
    assert "skin" not in [node["a"].get("data-part") for node in seen(tree)]
    assert "no arm is drawn" in " ".join(row[0] for row in words_of(tree))


def test_a_second_posture_stands_behind_as_an_outline(run, elbow):
    p, before = pv.solve(elbow), pv.solve(elbow, settings={"biceps_short_mm": 20.0})
    assert not [n for n in seen(picture_of(run, p)) if n["a"].get("data-part") == "ghost"]
    straight = part(picture_of(run, before), "ghost")["a"]["d"]
    bent = part(picture_of(run, p, ghost=before.to_dict()), "ghost")["a"]["d"]
    assert straight != bent


def test_the_sign_on_a_chip_stays_in_its_box(run, elbow, extremes):
    signs = set()
    for factors, settings in extremes:
        d = run("glyphOf", pv.solve(elbow, factors, settings=settings).to_dict())
        points = np.array([float(v) for v in re.findall(r"-?[\d.]+", d)]).reshape(-1, 2)
        assert (points >= 0).all() and (points <= [20, 32]).all()
        signs.add(d)
    assert len(signs) > 5


def test_a_question_names_only_what_it_asks_about_and_no_effect(run, elbow):
    p = pv.solve(elbow, {"triceps": 1.6})
    said = [row[0] for row in words_of(picture_of(run, p, tags=True, only=["triceps"]))]
    assert any(words.startswith("Triceps") for words in said) and any("more +60 %" in words for words in said)
    assert sum("usual" in words or "more" in words for words in said) == 1
    assert not [words for words in said if " N" in words or "length" in words or "mm" in words]


def test_words_twice_as_long_stay_in_the_picture(elbow):
    longer = scenes("scene", doubled(bundle.catalogue()))
    for preset, width in itertools.product(elbow.presets.values(), WIDTHS):
        p = pv.solve(elbow, preset["factors"], settings=preset["settings"])
        assert crowded(picture_of(longer, p, width)) == []
