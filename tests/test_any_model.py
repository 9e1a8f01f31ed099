"""A model that the catalogue does not know is told, drawn and lives: its data alone is enough."""

import math

import numpy as np
import pytest
from joining import engine_of
from making import random_body, random_tree
from picturing import broken, crowded, scenes, seen, words_of
from tents import guy, tent_pole
from twins import browser

import postureviz as pv
from postureviz import bundle, state, words

POLE = tent_pole()


def pulled(**settings):
    return pv.solve(POLE, {"left_guys": 1.5}, settings)


def test_a_pole_pulled_to_the_left_is_told_with_its_own_names_units_and_signs():
    text = pv.describe(pulled(gust_N=2.0))
    shift = pv.measure(pulled(gust_N=2.0))["top_shift_cm"]
    assert shift < -1
    assert text == (
        f"Top shift: −{abs(shift):.1f} cm. Set pull: left guys more (+50 %); all others as usual. Gust: 2 N."
    )
    assert pv.describe(pv.solve(POLE)) == "Top shift: 0.0 cm. All cables pull as usual."


@pytest.mark.parametrize("maker", [random_tree, random_body])
def test_both_engines_tell_any_model_alike(maker):
    rng = np.random.default_rng(11)
    for _ in range(12):
        model = pv.Model.from_dict(maker(rng))
        factors = {group: float(rng.choice([0.0, 0.6, 1.0, 1.7])) for group in model.groups}
        posture = pv.solve(model, factors)
        assert browser("describe", posture) == pv.describe(posture)


def test_a_model_named_like_one_of_the_library_but_without_its_parts_is_told_all_the_same():
    data = POLE.to_dict() | {"name": "mast"}
    posture = pv.solve(pv.Model.from_dict(data), {"left_guys": 1.2})
    text = pv.describe(posture)
    assert "left guys more (+20 %)" in text
    assert browser("describe", posture) == text


@pytest.fixture(scope="module")
def run():
    return scenes("scene, glyph: p => glyphOf(p)")


def part(tree, name):
    return next(node for node in seen(tree) if node["a"].get("data-part") == name)


def corners(node):
    return np.array([[float(v) for v in pair.split(",")] for pair in node["a"]["points"].split()])


@pytest.mark.parametrize("width", ["wide", "low", "compact"])
def test_the_picture_puts_cables_where_the_solver_has_them_on_metres_of_equal_length(run, width):
    posture = pulled()
    tree = run("scene", posture.to_dict(), {"width": width})
    drawn = np.concatenate([corners(part(tree, name)) for name in posture.paths])
    world = np.concatenate(list(posture.paths.values()))
    size = math.hypot(*np.ptp(drawn, axis=0)) / math.hypot(*np.ptp(world, axis=0))
    expected = (world - world[0]) * [size, -size] + drawn[0]
    assert drawn == pytest.approx(expected, abs=0.2)


@pytest.mark.parametrize("width", ["wide", "low", "compact"])
@pytest.mark.parametrize("factor", [0.0, 0.5, 1.0, 2.0])
def test_no_word_of_the_pole_leaves_the_picture_or_runs_into_another(run, width, factor):
    tree = run("scene", pv.solve(POLE, {"left_guys": factor}).to_dict(), {"width": width})
    assert crowded(tree) == []
    assert broken(tree) == []


def test_names_pulls_and_forces_stand_in_the_picture(run):
    said = [row[0] for row in words_of(run("scene", pulled(gust_N=2.0).to_dict(), {}))]
    assert {"Left guys", "Right guys", "▲ +50 %", "● 0 %", "Gust, 2.0 N", "Canvas, 3.0 N"} <= set(said)


def test_a_guy_that_pulls_nothing_hangs_below_its_straight_line(run):
    posture = pv.solve(POLE, {"left_guys": 0.0})
    points = corners(part(run("scene", posture.to_dict(), {}), "left_guy_1"))
    a, b = points[0], points[-1]
    middle = points[len(points) // 2]
    straight = a[1] + (b[1] - a[1]) * (middle[0] - a[0]) / (b[0] - a[0])
    assert middle[1] > straight + 1


@pytest.mark.parametrize("maker", [random_tree, random_body])
def test_any_model_is_drawn_without_a_number_that_is_none(run, maker):
    rng = np.random.default_rng(3)
    for i in range(15):
        model = pv.Model.from_dict(maker(rng))
        data = pv.solve(model, {group: float(rng.uniform(0, 2)) for group in model.groups}).to_dict()
        if i % 5 == 4:
            data["status"] = "fell"
        for width in ("wide", "low", "compact"):
            assert broken(run("scene", data, {"width": width})) == []
        assert "NaN" not in run("glyph", data)


def test_a_body_without_a_view_names_its_groups_and_shows_one_weight(run):
    data = pv.load("side").to_dict() | {"name": "somebody"}
    del data["view"]
    posture = pv.solve(pv.Model.from_dict(data))
    said = [row[0] for row in words_of(run("scene", posture.to_dict(), {}))]
    assert "Hip flexors" in said and any(row.startswith("weight, 6") for row in said)


def test_what_is_drawn_without_a_resting_place_is_a_notice(run):
    data = pulled().to_dict() | {"status": "unsolved"}
    tree = run("scene", data, {})
    assert " ".join(row[0] for row in words_of(tree)).endswith(words.say("any.status.unsolved"))


def test_it_lives_as_a_widget_a_still_a_schematic_and_a_state(tmp_path):
    lab = pv.Lab(POLE, left_guys=1.5, gust_N=2.0)
    assert lab.state == "v1;tent_pole_2;gust_N=2;left_guys=50"
    lab.state = "v1;tent_pole_2;right_guys=-30"
    assert lab.factors["right_guys"] == pytest.approx(0.7)
    html = bundle.figure_html(pulled(), "tent")
    assert (
        "Tent pole 2" in html
        and "Left guys" in html
        and words.say("any.limits") in html.replace("&#39;", "'")
    )
    assert pv.picture(pulled()).startswith("<svg")
    assert state.parse_state(lab.state, POLE).factors["right_guys"] == pytest.approx(0.7)
    import matplotlib

    matplotlib.use("agg")
    pv.draw(pulled()).figure.savefig(tmp_path / "tent.png")


def test_its_sliders_presets_and_csv_have_the_names_of_its_data():
    card = engine_of(
        "globalThis.PostureViz = { card: (m, s) => card(viewOf(m, 'x', s, {}, true, 'wide'), solve(m))"
        ".map(node => toText(node)).join(''), csv: (m, s) => { const v = viewOf(m, 'x', s, {}, true, 'wide');"
        " return readingsCsv(v, solve(m)); } };"
    ).run
    text = card("card", POLE.to_dict(), "v1;tent_pole_2")
    for name in ("Left guys", "Right guys", "Gust", "Left more", "Top shift"):
        assert f">{name}<" in text
    assert 'data-range="left_guys"' in text and 'data-range="gust_N"' in text
    assert "NaN" not in text and "undefined" not in text
    assert "reading,top_shift_cm,Top shift,0.0000,cm" in card("csv", POLE.to_dict(), "v1;tent_pole_2")


def test_blank_says_which_part_is_wrong():
    with pytest.raises(ValueError, match=r"no part 'cabels'.*cables"):
        tent_pole(cabels=[])
    with pytest.raises(ValueError, match="cables"):
        tent_pole(cables=[{k: v for k, v in guy("a", "b", [0, 0]).items() if k != "law"}])
    sources = pv.blank("pole", *pv.rod("p", 3, 1.0, 1.0, "own")).to_dict()["sources"]
    assert sources == {"own": "assumed: a model of my own"}


def test_bands_of_presets_without_a_table_are_worked_out():
    row = {"name": "wood", "part": "joints", "entry": "stiffness_Nm_per_rad", "source": "own"}
    model = tent_pole(unsure=[row])
    posture = pv.solve(model, model.presets["left_more"]["factors"])
    low, high = pv.band(posture)["top_shift_cm"]
    assert low < pv.measure(posture)["top_shift_cm"] < high
