"""What is handed to page, widget and engine: whole, one global at most, and safe inside a page."""

import html
import json
import re
from html.parser import HTMLParser

import activities
import pytest

import postureviz as pv
from postureviz import bundle
from postureviz.js_engine import Engine

MAST = pv.load("mast")


@pytest.mark.parametrize("home", ["engine", "page", "widget", "door"])
def test_the_joined_text_has_no_import_and_cannot_end_a_script_element(home):
    text = bundle.script(home)
    assert not re.search(r"^import\b", text, re.M)
    assert "</" not in text
    assert len(re.findall(r"^export\b", text, re.M)) == (home in ("widget", "door"))


def test_the_engine_text_defines_one_global_and_no_other():
    import quickjs

    context = quickjs.Context()
    context.eval("const before = Object.getOwnPropertyNames(globalThis)")
    context.eval(bundle.script("engine"))
    new = json.loads(
        context.eval(
            "JSON.stringify(Object.getOwnPropertyNames(globalThis).filter(n => !before.includes(n)))"
        )
    )
    assert new == ["PostureViz"]


def test_models_and_words_are_put_in():
    run = Engine(bundle.script("engine", words={**bundle.catalogue(), "marker": "<\u2028/script>"})).run
    assert run("formatState", "mast", {"port": 1.5}, {}) == "v1;mast;port=50"
    assert "\u2028" not in bundle.script("engine", words={**bundle.catalogue(), "marker": "\u2028"})


def test_an_unknown_home_is_refused():
    with pytest.raises(ValueError, match="'node'.*engine, page, widget, door"):
        bundle.script("node")


def test_every_rule_of_the_style_sheet_stays_inside_a_figure():
    css = re.sub(r"/\*.*?\*/", "", bundle.stylesheet(), flags=re.S)
    selectors = [
        s.strip()
        for block in re.findall(r"(?:^|[{}])([^{}@]+)\{", css)
        for s in re.split(r",(?![^(]*\))", block)
    ]
    assert len(selectors) > 60
    assert [s for s in selectors if not re.search(r"\.(pv\b|vscode-dark \.pv)", s)] == []


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.text, self.ids = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self.ids += [value for name, value in attributes if name == "id"]

    def handle_data(self, data):
        self.text.append(data)


def test_a_figure_on_a_page_holds_still_picture_sentence_and_state():
    posture = pv.solve(MAST, {"port": 1.5}, settings={"wind_N": 2})
    page = Page(bundle.figure_html(posture, "ship", {"title": "Pull"}))
    tag, root = page.tags[0]
    assert tag == "figure"
    assert root["data-model"] == "mast"
    assert root["data-state"] == "v1;mast;port=50;wind_N=2"
    assert json.loads(root["data-options"]) == {"title": "Pull"}
    assert pv.describe(posture) in page.text
    assert any(tag == "svg" and a.get("role") == "img" for tag, a in page.tags)
    assert all(a.get("disabled") for tag, a in page.tags if tag in ("input", "button"))
    assert len(page.ids) == len(set(page.ids))


def test_two_figures_of_one_state_share_no_id():
    posture = pv.solve(MAST)
    first, second = (set(Page(bundle.figure_html(posture, name)).ids) for name in ("one", "two"))
    assert first and second and not first & second


def test_words_in_options_are_never_markup():
    evil = """</figcaption><img src=x onerror="alert(1)">'&"""
    text = bundle.figure_html(pv.solve(MAST), "ship", {"title": evil, "caption": evil, "lead": evil})
    page = Page(text)
    assert not [tag for tag, _ in page.tags if tag in ("img", "script")]
    assert evil in page.text
    assert json.loads(page.tags[0][1]["data-options"])["title"] == evil
    assert html.unescape(text).count("<img") == text.count("&lt;img")


def test_a_still_needs_no_inline_style():
    assert not [a for _, a in Page(bundle.figure_html(pv.solve(MAST), "ship")).tags if "style" in a]


@pytest.mark.parametrize("name", ["", "a b", '"><b>', "1st", None])
def test_a_figure_name_that_cannot_be_an_address_is_refused(name):
    with pytest.raises(ValueError, match="figure name"):
        bundle.figure_html(pv.solve(MAST), name)


def test_only_what_was_measured_in_people_is_called_usual_and_only_of_a_body_that_stands_empty_handed():
    def says(name, factors=None, settings=None):
        return bundle.figure_html(pv.solve(pv.load(name), factors, settings), "place")

    assert "around usual pull: −4 to 4.1\u00a0cm" in says("mast")
    assert "at usual pull: 0°" in says("elbow")
    assert not any(" the usual " in says(name) for name in ("mast", "elbow", "back"))
    side = pv.load("side")
    norms = {row["name"] for row in side.to_dict()["readings"] if row.get("norm")}
    assert "tilt_deg" in norms and not norms & {"forward_head_cm", "l5s1_share_pct", "stability_ratio"}
    assert "within the usual 3 to 23°" in says("side")
    tipped = {"hip_flexors": 2, "lower_back": 2, "abdominals": 0, "glutes": 0}
    assert "above the usual 3 to 23°" in says("side", tipped)
    assert "the usual 3 to 23°" in says("side", None, {"pelvic_incidence_deg": 60})
    assert "the usual 38 to 59°; “forward” is often said below 48 to 50°" in says("side")
    for settings in ({"seat": 1}, {"forward_lean_deg": 20}, {"bag_kg": 5}):
        assert " the usual " not in says("side", None, settings)


@pytest.mark.parametrize(
    ("name", "preset", "reading"), [("side", "lower_crossed", "tilt_deg"), ("mast", "port_heavy", "lean_deg")]
)
def test_a_still_of_a_preset_tells_how_sure_the_model_is_and_no_other_still_does(name, preset, reading):
    model = pv.load(name)
    posture = pv.solve(model, model.presets[preset]["factors"])
    low, high = (f"{end:.1f}°".replace("-", "−") for end in pv.band(posture)[reading])
    assert f">model: {low} to {high}, as its assumed numbers vary<" in bundle.figure_html(posture, "place")
    other = bundle.figure_html(pv.solve(model, {model.groups[0]: 1.37}), "place")
    changed = pv.Model.from_dict(model.to_dict() | {"title": "another one"})
    assert "as its assumed numbers vary<" not in other + bundle.figure_html(pv.solve(changed), "place")


def test_a_widget_and_a_single_figure_carry_nothing_of_the_activities():
    told = activities.words()["peace"]["title"]
    assert told in bundle.script("page", room=activities.room())
    for home in ("engine", "page", "widget", "door"):
        assert told not in bundle.script(home) and "mountActivity" not in bundle.script(home)
    assert ".pv-act" in activities.stylesheet() and ".pv-act" not in bundle.stylesheet()
