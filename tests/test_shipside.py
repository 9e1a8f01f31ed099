"""The ship from the side shows the body's own posture: the deck is the pelvis, the mast is the spine."""

import math
import re

import numpy as np
import pytest
from joining import engine_of

import postureviz as pv

TELL = """
const svg = kids => ({ t: 'svg', a: {}, k: kids, x: undefined });
const mastAndDeck = (p, fade) => ({ points: mastOf(p, fade, true).points, deck: mastOf(p, fade, true).deck });
const at = (options, width) => ({ layout: SIDE_LAYOUTS[width], ...options });
const drawn = (p, options, width) => toText(svg(shipToBodyParts(p, at(options, width))));
const body = (p, options, width) => toText(svg(sideParts(p, at(options, width))));
const hung = curve => ({ frames: hungOn(curve).body.frames, foot: hungOn(curve).foot });
const becoming = (p, fade, width) => toText(svg(mastToSpineParts(p, { layout: SHIP_LAYOUTS[width], fade })));
globalThis.PostureViz = { told: mastAndDeck, drawn, body, hung, becoming };
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
    assert "slack" in drawn


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


def test_from_behind_every_vertebra_hangs_on_the_curve_of_the_mast(run):
    mast = pv.load("mast")
    for factors in ({"port": 1.5}, {"port_top": 2.0}, {"starboard": 0.0}):
        curve = pv.solve(mast, factors).points * 60
        hung = run("hung", curve.tolist())
        foot = np.array(hung["foot"])
        starts, ends = curve[:-1], curve[1:]
        for name, row in hung["frames"].items():
            if not re.fullmatch(r"[LTC]\d+", name):
                continue
            p = np.array(row["point"]) - foot
            along = np.clip(((p - starts) * (ends - starts)).sum(1) / ((ends - starts) ** 2).sum(1), 0, 1)
            off = np.linalg.norm(p - starts - along[:, None] * (ends - starts), axis=1).min()
            assert off < 1e-9, name
            assert np.hypot(*row["ahead"]) == pytest.approx(1)


def test_an_even_mast_becomes_an_even_back(run):
    hung = run("hung", [[0, 60 * i / 24] for i in range(25)])
    assert all(abs(row["ahead"][0]) < 1e-9 for name, row in hung["frames"].items() if name[0] in "LTCh")
    assert hung["frames"]["shoulder_left"]["point"][0] == pytest.approx(
        -hung["frames"]["shoulder_right"]["point"][0] + 2 * hung["foot"][0], abs=1e-9
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_on_the_way_from_mast_to_spine_nothing_is_not_a_number(run, width):
    mast = pv.load("mast")
    for factors in ({}, {"port": 2.0}, {"starboard": 0.0}):
        for fade in (0, 0.4, 1):
            text = run("becoming", pv.solve(mast, factors).to_dict(), fade, width)
            assert "NaN" not in text and "undefined" not in text
