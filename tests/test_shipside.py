"""The ship from the side shows the body's own posture: the deck is the pelvis, the mast is the spine."""

import math
import re

import numpy as np
import pytest
from joining import engine_of

import postureviz as pv

TELL = """
import { parts as mastToSpineParts } from './activities/ship_to_back.js';
import { bodyOf } from './drawing/back_anatomy.js';
import { LAYOUTS as BACK_LAYOUTS, parts as backParts } from './drawing/back_view.js';
import { parts as shipToBodyParts } from './drawing/ship_abeam.js';
import { LAYOUTS as SHIP_LAYOUTS } from './drawing/ship_astern.js';
import { LAYOUTS as SIDE_LAYOUTS, parts as sideParts } from './drawing/side_view.js';
const svg = kids => ({ t: 'svg', a: {}, k: kids, x: undefined });
const mastAndDeck = (p, fade) => ({ points: mastOf(p, fade, true).points, deck: mastOf(p, fade, true).deck });
const at = (options, width) => ({ layout: SIDE_LAYOUTS[width], ...options });
const drawn = (p, options, width) => toText(svg(shipToBodyParts(p, at(options, width))));
const body = (p, options, width) => toText(svg(sideParts(p, at(options, width))));
const spineAt = (back, curve, share) => onTheWay(bodyOf(back), curve, share);
const shipAt = (fade, width) => ({ layout: SHIP_LAYOUTS[width], fade });
const becoming = (mast, back, fade, width) => svg(mastToSpineParts(mast, back, shipAt(fade, width)));
const ownPicture = (back, width) => svg(backParts(back, { layout: BACK_LAYOUTS[width] }));
const written = tree => toText(tree);
const view = width => BACK_LAYOUTS[width];
const crown = back => bodyOf(back).fit.crown;
const patterns = () => SEEN_FROM.behind.patterns();
const words = pattern => MAST_TO_SPINE.words(MAST_TO_SPINE.start({ from: 'behind', pattern }));
const fromBehind = { spineAt, becoming, ownPicture, written, view, crown, pullsOfBack, patterns, words };
globalThis.PostureViz = { told: mastAndDeck, drawn, body, ...fromBehind };
"""
WIDTHS = ("wide", "low", "compact")


@pytest.fixture(scope="module")
def run():
    return engine_of(TELL).run


@pytest.fixture(scope="module")
def side():
    return pv.load("side")


def states(side, count=60, seed=3):
    rng = np.random.default_rng(seed)
    for _ in range(count):
        yield pv.solve(side, {g: round(float(rng.uniform(0, 2)), 2) for g in side.groups})


def test_at_even_pull_the_deck_is_level_and_the_mast_is_straight(run, side):
    told = run("told", pv.solve(side, {}).to_dict(), 0)
    assert np.allclose(told["deck"]["ahead"], [0, 1], atol=1e-9)
    assert np.allclose(np.array(told["points"])[:, 0], 0, atol=1e-6)
    assert told["points"][-1][1] == pytest.approx(58)


def test_deck_and_mast_turn_as_pelvis_and_vertebrae_do(run, side):
    names = [link["name"] for link in side.to_dict()["links"]]
    neutral = {link["name"]: math.radians(link["neutral_deg"]) for link in side.to_dict()["links"]}
    spine = names[names.index("L5") : names.index("C1") + 1]
    for p in states(side, 20):
        told = run("told", p.to_dict(), 0)
        turned = {name: angle - neutral[name] for name, angle in zip(names, p.angles, strict=True)}
        x, y = told["deck"]["ahead"]
        assert math.atan2(-x, y) == pytest.approx(turned["pelvis"], abs=1e-9)
        steps = np.diff(np.array(told["points"]), axis=0)
        lean = np.arctan2(-steps[:, 0], steps[:, 1])
        assert np.allclose(lean, [turned[name] for name in spine], atol=1e-9)


def test_a_pelvis_tipped_forward_puts_the_bow_down(run, side):
    p = pv.solve(side, {"hip_flexors": 1.7, "lower_back": 1.7, "abdominals": 0.5, "glutes": 0.5})
    even = pv.measure(pv.solve(side, {}))["tilt_deg"]
    x, y = run("told", p.to_dict(), 0)["deck"]["ahead"]
    # ahead of an upright deck is up; tipped forward its mast would point to the bow, which is at the right
    assert math.degrees(math.atan2(x, y)) == pytest.approx(pv.measure(p)["tilt_deg"] - even, abs=0.1)


@pytest.mark.parametrize("width", WIDTHS)
def test_every_rope_has_a_handle_that_is_a_control_of_the_body(run, side, width):
    drawn = run("drawn", pv.solve(side, {"glutes": 0}).to_dict(), {"fade": 0}, width)
    handles = re.findall(r'data-handle="(\w+)"', drawn)
    assert sorted(handles) == sorted(set(side.groups) - {"hamstrings"})
    assert "▼ −100 %" in drawn


@pytest.mark.parametrize("width", WIDTHS)
def test_the_cross_is_drawn_where_its_four_ropes_make_it(run, side, width):
    def crosses(factors):
        text = run("drawn", pv.solve(side, factors).to_dict(), {"fade": 0, "show": {"cross": True}}, width)
        return [tag for tag in re.findall(r'<g [^>]*data-part="cross"[^>]*>', text) if "none" not in tag]

    lower = {"hip_flexors": 1.5, "lower_back": 1.5, "abdominals": 0.6, "glutes": 0.6}
    assert not crosses({}) and len(crosses(lower)) == 1
    assert not crosses(lower | {"glutes": 1.0})


@pytest.mark.parametrize("width", WIDTHS)
def test_what_the_ship_becomes_is_the_body_as_its_own_picture_shows_it(run, side, width):
    p = pv.solve(side, {"hip_flexors": 1.7, "abdominals": 0.5}).to_dict()
    show = {"show": {"muscles": True}}
    whole = run("drawn", p, {"fade": 1, **show}, width)
    body = run("body", p, show, width)
    skin = re.search(r'<path [^>]*data-part="skin"[^>]*>', body)[0]
    assert skin in whole
    place = re.findall(r'transform="translate\(([-\d.]+) ([-\d.]+)\)scale\(([\d.]+)\)"', whole)[-1]
    assert [float(v) for v in place] == pytest.approx([0, 0, 1], abs=1e-6)


def test_no_state_and_no_share_of_the_way_writes_what_is_not_a_number(run, side):
    for p in states(side, 12):
        for fade in (0, 0.3, 0.7):
            text = run("drawn", p.to_dict(), {"fade": fade, "show": {"muscles": True, "cross": True}}, "wide")
            assert "NaN" not in text and "undefined" not in text and "Infinity" not in text


def test_a_posture_that_was_not_found_is_told_in_words(run, side):
    data = pv.solve(side, {}).to_dict() | {"status": "unsolved"}
    assert "No resting" in re.sub(r"<[^>]+>", " ", run("drawn", data, {"fade": 0}, "wide"))


MAST, BACK = pv.load("mast"), pv.load("back")
PULLS = ({}, {"port_top": 1.8}, {"starboard_top": 1.8}, {"port": 1.6, "starboard": 0.8}, {"starboard": 0.0})
GROUPS = {"top": "neck_shoulder", "mid": "mid_back", "low": "side_trunk"}


def pulls_of_back(factors):
    """The same factors on the muscles: of a rope its group, of a side all three."""
    sides, out = {"port": "left", "starboard": "right"}, {}
    for name, factor in factors.items():
        side, _, level = name.partition("_")
        for group in [GROUPS[level]] if level else GROUPS.values():
            out[f"{group}_{sides[side]}"] = factor
    return out


def both_solved(factors):
    return pv.solve(MAST, factors), pv.solve(BACK, pulls_of_back(factors))


def nodes(tree):
    yield tree
    for kid in tree["k"]:
        yield from nodes(kid)


@pytest.mark.parametrize("factors", PULLS)
def test_a_rope_and_the_muscle_it_stands_for_pull_the_same(run, factors):
    assert run("pullsOfBack", factors) == pulls_of_back(factors)


@pytest.mark.parametrize("factors", PULLS)
def test_from_behind_the_spine_leaves_the_curve_of_the_mast_for_the_place_that_is_solved(run, factors):
    mast, back = both_solved(factors)
    curve = [[x, y] for x, y in mast.points.tolist()]
    begun, ended = (run("spineAt", back.to_dict(), curve, share) for share in (0, 1))
    length = begun["length_cm"]
    starts, ends = mast.points[:-1] * length, mast.points[1:] * length
    for name, row in begun["frames"].items():
        if re.fullmatch(r"[LTC]\d+", name):
            p = np.array(row["point"]) - np.array(begun["foot"])
            along = np.clip(((p - starts) * (ends - starts)).sum(1) / ((ends - starts) ** 2).sum(1), 0, 1)
            off = np.linalg.norm(p - starts - along[:, None] * (ends - starts), axis=1).min()
            assert off < 1e-9, name
    names = list(BACK.links)
    for name, row in ended["frames"].items():
        tip, angle = 100 * back.points[names.index(name) + 1], back.angles[names.index(name)]
        ahead = np.array([math.cos(angle), math.sin(angle)])
        long = 100 * BACK.to_dict()["links"][names.index(name)]["length_m"]
        assert np.array(row["point"]) + long * np.array(row["ahead"]) == pytest.approx(tip, abs=1e-9)
        assert row["ahead"] == pytest.approx(ahead, abs=1e-9)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("factors", PULLS)
def test_the_back_that_a_mast_becomes_is_the_solved_back_of_its_own_picture(run, factors, width):
    mast, back = both_solved(factors)
    whole = run("written", run("becoming", mast.to_dict(), back.to_dict(), 1, width))
    own = run("written", run("ownPicture", back.to_dict(), width))
    inner = re.search(r'<g [^>]*data-part="body".*', own)[0].removesuffix("</svg>")
    assert inner in whole
    carried = re.search(r'<g transform="([^"]*)"[^>]*data-part="person"', whole)[1]
    assert [float(v) for v in re.findall(r"[-\d.]+", carried)] == pytest.approx([0, 0, 1], abs=1e-6)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("rope", "side"), [("port_top", "left"), ("starboard_top", "right")])
def test_the_shoulder_whose_muscle_pulls_more_is_drawn_higher_as_solved(run, rope, side, width):
    other = {"left": "right", "right": "left"}[side]
    mast, back = both_solved({rope: 1.8})
    layout, crown = run("view", width), run("crown", back.to_dict())

    def y_px(place_m):
        return layout["top"] + layout["k"] * (crown - 100 * place_m[1])

    tree = run("becoming", mast.to_dict(), back.to_dict(), 1, width)
    arms = {}
    for node in nodes(tree):
        # arms hang from the shoulder: their groups are moved and not turned
        if match := re.fullmatch(r"translate\(([-\d.]+) ([-\d.]+)\)", str(node["a"].get("transform"))):
            x, y = float(match[1]), float(match[2])
            arms.setdefault("left" if x < layout["x"] else "right", []).append(y)
    lift = np.mean(arms[other]) - np.mean(arms[side])
    solved = y_px(back.landmarks[f"acromion_{other}"]) - y_px(back.landmarks[f"acromion_{side}"])
    assert 0 < solved and lift == pytest.approx(solved, rel=0.15, abs=0.15)
    assert abs(pv.measure(back)["c7_shift_cm"]) < 0.1 < 5 < abs(pv.measure(mast)["tip_shift_cm"])


def test_what_is_told_of_mast_and_back_is_what_both_solvers_give(run):
    assert [row["name"] for row in run("patterns")] == ["even", "port_top", "starboard_top"]
    for rope, way, side in (("port_top", "port", "left"), ("starboard_top", "starboard", "right")):
        mast, back = (pv.measure(p) for p in both_solved({rope: 1.8}))
        words = run("words", rope)
        assert f"{abs(mast['tip_shift_cm']):.0f} cm to {way}" in words
        assert f"lifts the {side} shoulder by {10 * abs(back['shoulder_height_cm']):.0f} mm" in words
        assert f"base of the neck by {10 * abs(back['c7_shift_cm']):.1f} mm: the shape hardly moves" in words
        assert (back["shoulder_height_cm"] < 0) == (side == "left")
    # what stands below the figure: a whole side that pulls harder leans the back by about a centimetre
    _, leaning = both_solved({"port": 1.6, "starboard": 0.8})
    assert pv.measure(leaning)["c7_shift_cm"] == pytest.approx(-1, abs=0.2)
    # and why that side's shoulder comes down: what one lifts, the two others draw down by more
    lifts = {k: -pv.measure(both_solved({f"port_{k}": 1.6})[1])["shoulder_height_cm"] for k in GROUPS}
    assert lifts["top"] > 0 > max(lifts["mid"], lifts["low"]) and sum(lifts.values()) < 0
    assert "lifts the left shoulder" in run("words", "no such pattern")


@pytest.mark.parametrize("width", WIDTHS)
def test_on_the_way_from_mast_to_spine_nothing_is_not_a_number(run, width):
    for factors in ({}, {"port": 2.0}, {"starboard": 0.0}):
        mast, back = both_solved(factors)
        for fade in (0, 0.4, 0.7, 1):
            text = run("written", run("becoming", mast.to_dict(), back.to_dict(), fade, width))
            assert "NaN" not in text and "undefined" not in text
