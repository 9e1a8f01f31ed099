"""Left and right, upper and lower, forward and back: what is said is held against where things are."""

import re

import activities
import numpy as np
import pytest
from joining import engine_of
from picturing import WIDTHS, seen, size_of, words_of

import postureviz as pv
from postureviz import words

TELL = """
import { parts as shipToBodyParts } from './drawing/ship_abeam.js';
import { LAYOUTS } from './drawing/side_view.js';
const svg = (k, layout) => ({ t: 'svg', a: { viewBox: `0 0 ${layout.w} ${layout.h}` }, k, x: undefined });
const sized = (width, at) => svg(at(LAYOUTS[width]), LAYOUTS[width]);
const fromTheSide = (p, width) => sized(width, layout => shipToBodyParts(p, { layout, fade: 0 }));
globalThis.PostureViz = { scene, fromTheSide, pullsOfBack };
"""
# What the words mean. One looks from behind, so left and port are where x is negative.
SIDE = {"port": -1, "left": -1, "starboard": 1, "right": 1}
LEVEL = {"lower": 0, "middle": 1, "upper": 2}
AHEAD = {"aft": -1, "stern": -1, "backstay": -1, "forward": 1, "bow": 1, "forestay": 1}
MAST, BACK, BODY = pv.load("mast"), pv.load("back"), pv.load("side")


@pytest.fixture(scope="module")
def run():
    return engine_of(TELL).run


def said(meanings, text):
    """What a text says in these words: a set, empty where it has none of them."""
    return {meanings[word] for word in re.findall(r"[a-z]+", text.lower()) if word in meanings}


def side_of(p, cable):
    """The side on which a cable lies, -1 left or 1 right."""
    path = np.array(p.to_dict()["paths"][cable])
    if len(path):
        return np.sign(np.mean(path[:, 0]))
    # one given by its lever draws its own side of the pelvis down, and left down is a turn against the clock
    (row,) = (c for c in p.to_dict()["model"]["cables"] if c["name"] == cable)
    return -np.sign(row["arms"][0]["arm_m"][0])


def test_every_rope_is_named_by_the_side_and_the_height_at_which_it_is_tied():
    p = pv.solve(MAST)
    paths = p.to_dict()["paths"]
    for side in (-1, 1):
        own = [c for c in MAST.own_cables if np.sign(paths[c][0][0]) == side]
        assert len(own) == 3
        for rank, cable in enumerate(sorted(own, key=lambda c: paths[c][-1][1])):
            name = words.name_of(MAST, cable)
            assert said(SIDE, name) == {side} and said(LEVEL, name) == {rank}, name
            assert said(LEVEL, words.entry("figure.short_names")[cable]) == {rank}
            group = words.name_of(MAST, MAST.group_of[cable])
            assert said(SIDE, group) == {side}, group


@pytest.mark.parametrize("width", WIDTHS)
def test_words_for_a_side_stand_on_that_side_of_the_ship(run, width):
    p = pv.solve(MAST, {"port": 1.3})
    for show in ({}, {"tensions": True}):
        tree = run("scene", p.to_dict(), {"width": width, "show": show})
        middle = size_of(tree)[0] / 2
        found = set()
        for text, left, _, right, _ in words_of(tree):
            for side in said(SIDE, text):
                assert np.sign((left + right) / 2 - middle) == side, text
                found |= {word for word in SIDE if word in text.lower()}
        assert found == set(SIDE)
        paths = p.to_dict()["paths"]
        for node in seen(tree):
            cable = (node["a"].get("data-part") or "").removesuffix("_tag")
            if cable in MAST.own_cables and cable != node["a"].get("data-part"):
                texts = [n for n in seen(node) if n["t"] == "text" and n.get("x")]
                own = [c for c in MAST.own_cables if MAST.group_of[c] == MAST.group_of[cable]]
                rank = sorted(own, key=lambda c: paths[c][-1][1]).index(cable)
                assert set().union(*(said(LEVEL, n["x"]) for n in texts)) == {rank}
                assert all(np.sign(n["a"]["x"] - middle) == np.sign(paths[cable][0][0]) for n in texts)


@pytest.mark.parametrize("group", MAST.groups)
@pytest.mark.parametrize("factor", [0.5, 1.5])
def test_the_sentence_and_the_note_say_the_side_to_which_the_mast_leans(group, factor):
    p = pv.solve(MAST, {group: factor})
    tip = np.sign(p.to_dict()["points"][-1][0] - p.to_dict()["points"][0][0])
    lean = pv.describe(p).split(".  ")[0].split("°")[1].split(".")[0]
    assert said(SIDE, lean) == {tip}
    # a side that pulls more draws the top to itself
    assert tip == side_of(p, f"{group}_low") * np.sign(factor - 1)
    for name in ("lean_deg", "tip_shift_cm"):
        plus = words.say(f"readings.{name}.note").split("+")[1]
        assert said(SIDE, plus) == {tip * np.sign(pv.measure(p)[name])}


def test_wind_is_said_to_blow_to_where_it_pushes():
    ends = words.entry("figure.settings.wind_N")
    for value, end in ((-4, "low"), (4, "high")):
        p = pv.solve(MAST, settings={"wind_N": value})
        tip = np.sign(p.to_dict()["points"][-1][0])
        assert said(SIDE, ends[end]) == {tip}
        assert said(SIDE, pv.describe(p).split("Wind")[1]) == {tip}


def test_muscles_of_the_back_are_named_by_the_side_they_lie_on():
    p = pv.solve(BACK)
    for cable, group in BACK.group_of.items():
        if group:
            assert said(SIDE, words.name_of(BACK, cable)) == {side_of(p, cable)}, cable
            assert said(SIDE, words.name_of(BACK, group)) == {side_of(p, cable)}, group


@pytest.mark.parametrize("width", WIDTHS)
def test_words_for_a_side_stand_on_that_side_of_the_back(run, width):
    for settings in (
        {"leg_difference_mm": 10.0},
        {"leg_difference_mm": -10.0},
        {"bent_knee_mm": 10.0},
        {"bent_knee_mm": -10.0},
    ):
        p = pv.solve(BACK, settings=settings)
        tree = run("scene", p.to_dict(), {"width": width, "show": {"muscles": True}})
        middle = size_of(tree)[0] / 2
        found = set()
        for text, left, _, right, _ in words_of(tree):
            for side in said(SIDE, text):
                assert np.sign((left + right) / 2 - middle) == side, text
                found.add(text)
        assert {"LEFT", "RIGHT"} < found
        for node in seen(tree):
            group = (node["a"].get("data-part") or "").removesuffix("_label")
            if group in BACK.groups and group != node["a"].get("data-part"):
                cable = next(c for c, own in BACK.group_of.items() if own == group)
                assert all(
                    np.sign(n["a"]["x"] - middle) == side_of(p, cable) for n in seen(node) if n["t"] == "text"
                )


def higher(p, name):
    """The side on which a landmark of both sides stands higher."""
    marks = p.to_dict()["landmarks"]
    return np.sign(marks[f"{name}_right"][1] - marks[f"{name}_left"][1])


@pytest.mark.parametrize("way", [-1, 1])
def test_the_back_is_told_as_it_stands(way):
    p = pv.solve(
        BACK, {"side_trunk_right" if way > 0 else "side_trunk_left": 1.8}, {"leg_difference_mm": way * 10}
    )
    told, read = pv.describe(p), pv.measure(p)
    sentence = {
        key: next(s for s in told.split(". ") if key in s)
        for key in ("pelvis", "shoulder", "base of the neck", "leg is")
    }
    assert said(SIDE, sentence["pelvis"]) == {higher(p, "crest")}
    assert said(SIDE, sentence["shoulder"]) == {higher(p, "acromion")}
    marks = p.to_dict()["landmarks"]
    shift = (
        np.sign(marks["C7"][0] - marks["sacrum"][0]) if "sacrum" in marks else np.sign(read["c7_shift_cm"])
    )
    assert said(SIDE, sentence["base of the neck"]) == {shift}
    # the longer leg carries its hip higher
    assert said(SIDE, sentence["leg is"]) == {higher(p, "crest")}
    notes = {
        "obliquity_deg": higher(p, "crest"),
        "shoulder_height_cm": higher(p, "acromion"),
        "c7_shift_cm": shift,
    }
    for name, where in notes.items():
        plus = words.say(f"readings.{name}.note").split("+")[1]
        assert said(SIDE, plus) == {where * np.sign(read[name])}, name
        measured = words.entry("back_view.measures").get(name)
        if measured:
            assert said(SIDE, measured["plus" if read[name] > 0 else "minus"]) == {where}, name
    for setting, ends in (("leg_difference_mm", ("low", "high")), ("bent_knee_mm", ("low", "high"))):
        found = words.entry(f"figure.settings.{setting}")
        assert [said(SIDE, found[end]) for end in ends] == [{-1}, {1}]


FRONT = "front|belly|pectorals|under the biceps"
BEHIND = "buttocks|back of|back extensors|shoulder blades|nape"


def test_muscles_of_the_side_view_are_named_by_the_side_of_the_spine_they_lie_on():
    p = pv.solve(BODY).to_dict()
    names = list(BODY.links)
    spine = np.array([p["points"][names.index(n) + 1] for n in names if re.fullmatch(r"[LTC]\d+", n)])
    spine = spine[np.argsort(spine[:, 1])]
    for group in BODY.groups:
        own = [
            np.array(p["paths"][c]) for c, g in BODY.group_of.items() if g == group and c != "sternomastoid"
        ]
        ahead = np.mean(
            [np.mean(path[:, 0] - np.interp(path[:, 1], spine[:, 1], spine[:, 0])) for path in own]
        )
        name = words.name_of(BODY, group).split(", and")[0]
        # of the legs only what lies behind the thigh is looked at by its own hip
        assert bool(re.search(FRONT, name.split(", ")[0])) == (ahead > 0) or group in (
            "hamstrings",
            "glutes",
        ), (group, ahead)
        assert re.search(FRONT if ahead > 0 else BEHIND, name) or group in ("hamstrings", "glutes"), (
            group,
            ahead,
        )


@pytest.mark.parametrize("width", WIDTHS)
def test_ropes_aft_stand_for_the_muscles_behind_and_ropes_forward_for_those_in_front(run, width):
    tree = run("fromTheSide", pv.solve(BODY).to_dict(), width)
    middle = size_of(tree)[0] / 2
    found = set()
    for text, left, _, right, _ in words_of(tree):
        for way in said(AHEAD, text):
            assert np.sign((left + right) / 2 - middle) == way, text
            found.add(way)
    assert found == {-1, 1}
    for node in seen(tree):
        group = node["a"].get("data-handle")
        if group:
            name = words.name_of(BODY, group).split(", and")[0]
            at = next(n for n in seen(node) if n["t"] == "text")["a"]["x"]
            assert re.search(FRONT if at > middle else BEHIND, name), (group, name)


def test_the_front_of_the_arm_bends_it_and_its_back_straightens_it():
    arm = pv.load("elbow")
    levers = {
        c["group"]: c["arms"][0]["arm_m"][0] if "arms" in c else c["path"][0]["arm_m"][0]
        for c in arm.to_dict()["cables"]
        if c["group"]
    }
    for group, lever in levers.items():
        assert re.search(FRONT if lever > 0 else BEHIND, words.name_of(arm, group)), group


def test_the_same_pull_in_mast_and_back_is_told_on_its_own_side(run):
    for rope in ("port_top", "starboard_top"):
        (muscles,) = [run("pullsOfBack", {rope: 1.8})]
        p, mast = pv.solve(BACK, muscles), pv.solve(MAST, {rope: 1.8})
        first, _, second = activities.words()["fading"]["behind"][rope].partition("cm")
        assert said(SIDE, first + second.split(".")[0]) == {np.sign(mast.to_dict()["points"][-1][0])}
        assert said(SIDE, second) == {higher(p, "acromion")}


BOTH = re.compile(r"peace\.why_")


def rows(found, path=()):
    for key, value in found.items():
        if isinstance(value, dict):
            yield from rows(value, (*path, key))
        elif isinstance(value, str):
            yield ".".join((*path, key)), value


def test_what_stands_in_the_catalogue_for_one_side_or_height_does_not_say_the_other():
    checked = 0
    for key, text in [*rows(words.catalogue()), *rows(activities.words())]:
        parts = re.findall(r"[a-z]+", key.lower().rsplit(".", 1)[-1])
        sides = {SIDE[part] for part in parts if part in SIDE}
        if len(sides) == 1 and not BOTH.match(key):
            assert said(SIDE, text) <= sides, (key, text)
            checked += bool(said(SIDE, text))
        heights = {"low": 0, "mid": 1, "top": 2}
        if re.match(r"(rope|port|starboard)_(low|mid|top)", key.rsplit(".", 1)[-1]):
            (level,) = {heights[part] for part in parts if part in heights}
            assert said(LEVEL, text) <= {level}, (key, text)
            checked += 1
    assert checked > 60
