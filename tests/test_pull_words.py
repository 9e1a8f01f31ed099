"""How hard something pulls is said on one scale, with one number, under one name, wherever it is said."""

import csv
import io
import re
from html import unescape
from pathlib import Path

import pytest
from joining import engine_of
from matplotlib.figure import Figure
from picturing import WIDTHS, seen

import postureviz as pv
from postureviz import bundle, words

GLOSSARY = Path(__file__).parent.parent / "book" / "glossary.md"
TELL = """
import { parts as shipToBodyParts } from './drawing/ship_abeam.js';
import { LAYOUTS } from './drawing/side_view.js';
const scale = f => [pullTone(f), pullNumber(f), pullWords(f), pullPercent(f), pullSign(f)];
const svg = kids => ({ t: 'svg', a: {}, k: kids, x: undefined });
const fromTheSide = (p, width) => svg(shipToBodyParts(p, { layout: LAYOUTS[width], fade: 0 }));
const csv = p => {
  const values = valuesOf(p.model, p.factors, p.settings);
  return readingsCsv({ model: p.model, values, text: '' }, p);
};
const named = p => p.model.cables.filter(c => c.group).map(({ name }) => [name, nameOf(p.model, name)]);
globalThis.PostureViz = { scale, scene, csv, fromTheSide, named };
"""
# A factor, and what is said of it: less, as usual or more, and the number.
SAID = [
    (0.0, "less", "−100"),
    (0.5, "less", "−50"),
    (0.7, "less", "−30"),
    (0.9994, "less", "−0.1"),
    (0.9996, "as usual", "0"),
    (1 - 1e-12, "as usual", "0"),
    (1.0, "as usual", "0"),
    (1 + 1e-12, "as usual", "0"),
    (1.0004, "as usual", "0"),
    (1.003, "more", "+0.3"),
    (1.125, "more", "+12.5"),
    (4 / 3, "more", "+33.3"),
    (1.5, "more", "+50"),
    (2.0, "more", "+100"),
]
SIGN = {"less": "▼", "as usual": "●", "more": "▲"}


@pytest.fixture(scope="module")
def run():
    return engine_of(TELL).run


def texts(node):
    return [n["x"] for n in seen(node) if n["t"] == "text" and n.get("x")]


def parts_of(tree, suffix):
    """The texts of each part whose name ends so, by what stands before it."""
    found = {}
    for node in seen(tree):
        name = node["a"].get("data-part") or ""
        if name.endswith(suffix):
            found[name.removesuffix(suffix)] = texts(node)
    return found


@pytest.mark.parametrize(("factor", "tone", "number"), SAID)
def test_a_pull_is_one_thing_in_sentence_picture_slider_table_file_and_schematic(run, factor, tone, number):
    mast = pv.load("mast")
    p = pv.solve(mast, {"port": factor})
    short = "as usual" if tone == "as usual" else f"{tone} {number} %"
    assert words.pull_tone(factor) == (tone if tone != "as usual" else "usual")
    assert (words.pull_number(factor), words.pull_words(factor)) == (number, short)
    assert run("scale", factor) == [
        words.pull_tone(factor),
        number,
        short,
        words.pull_percent(factor),
        SIGN[tone],
    ]

    said = pv.describe(p)
    told = "All ropes pull as usual." if tone == "as usual" else f"port ropes {tone} ({number} %);"
    assert told in said

    tags = parts_of(run("scene", p.to_dict(), {}), "_tag")
    assert f"{SIGN[tone]} {number} %" in tags["port_low"] and "● 0 %" in tags["starboard_low"]

    page = unescape(bundle.figure_html(p, "place", {"ropes": True}))
    (slider,) = re.findall(r'<div class="pv-slider" data-control="port".*?</p>', page, re.S)
    assert f'value="{number}"' in re.search(r'<input class="pv-entry".*?>', slider)[0]
    spoken = "Port ropes: as usual" if tone == "as usual" else f"Port ropes: {tone} {number} percent"
    assert f'aria-valuetext="{spoken}"' in slider
    mark = "" if tone == "as usual" else f"{SIGN[tone]} "
    assert f">{mark}{tone}</span>" in slider
    assert all(f">{end}<" in slider for end in ("less", "as usual", "more"))
    assert page.count(f">{number} %</span></td>") >= 3

    rows = [
        row
        for row in csv.reader(io.StringIO(run("csv", p.to_dict()).lstrip("\ufeff")))
        if row[0] == "set pull"
    ]
    assert float(rows[0][3]) == words.pull_percent(factor) and rows[0][4] == "% more or less than usual"

    ax = pv.draw(p, Figure().subplots())
    assert any(t.get_text().startswith(f"port low\n{short}, now") for t in ax.texts)


@pytest.mark.parametrize("name", pv.models())
@pytest.mark.parametrize("width", WIDTHS)
def test_pictures_of_every_model_say_pulls_on_that_scale(run, name, width):
    model = pv.load(name)
    for factor, tone, number in SAID:
        p = pv.solve(model, {model.groups[0]: factor})
        said = " ".join(texts(run("scene", p.to_dict(), {"width": width})))
        if name == "mast":
            assert f"{SIGN[tone]} {number} %" in said
        elif tone == "as usual":
            assert "▲" not in said and "▼" not in said
        else:
            assert SIGN[tone] in said and (
                name == "side" and width == "compact" or f"{tone} {number} %" in said
            )
        assert " 100 %" not in said


def test_a_group_that_is_told_by_its_cables_shares_their_rounding():
    mast = pv.load("mast")
    assert "All ropes pull as usual." in pv.describe(pv.solve(mast, {"port": 1.0002, "port_top": 0.9998}))
    told = pv.describe(pv.solve(mast, {"port": 1.2, "port_top": 1.2000001}))
    assert "port ropes more (+20 %)" in told and "upper" not in told


# One name for one group.


def slider_names(model):
    page = unescape(bundle.figure_html(pv.solve(model), "place", {"sliders": list(model.groups)}))
    return dict(re.findall(r'data-control="(\w+)".*?<label class="pv-name"[^>]*>(.*?)</label>', page, re.S))


def glossary_terms():
    body = GLOSSARY.read_text("utf8").split(":::{glossary}\n")[1].split("\n:::")[0]
    return {term for line in body.splitlines() if line and line[0] != " " for term in line.split(", ")}


@pytest.mark.parametrize("name", pv.models())
def test_slider_picture_sentence_and_glossary_call_a_group_the_same(run, name):
    model = pv.load(name)
    sliders, terms = slider_names(model), glossary_terms()
    p = pv.solve(model, dict.fromkeys(model.groups, 1.2))
    said, checked = pv.describe(p), 0
    for group in model.groups:
        long = sliders[group]
        title = long.split(" (")[0]
        assert f"{title[0].lower()}{title[1:]} more (+20 %)" in said
        assert re.sub(" on the (left|right)$", "", title).lower() in terms, title
    for width in WIDTHS:
        for tree in [run("scene", p.to_dict(), {"width": width})] + (
            [run("fromTheSide", p.to_dict(), width)] if name == "side" else []
        ):
            for group, lines in parts_of(tree, "_label").items():
                if group in sliders:
                    short = re.sub(r"^[▲▼●] |:.*|…$", "", lines[0])
                    assert sliders[group].startswith(short), (width, group, short)
                    checked += 1
    if name == "mast":
        tops = texts(run("scene", p.to_dict(), {}))
        assert [
            sliders[side].upper().startswith(side.upper()) and side.upper() in tops for side in sliders
        ] == [True] * 2
    else:
        assert checked >= 3 * (len(model.groups) - 1)


def test_the_ropes_of_the_ship_from_the_side_stand_for_groups_by_their_names(run):
    side = pv.load("side")
    sliders = slider_names(side)
    for width in WIDTHS:
        tree = run("fromTheSide", pv.solve(side).to_dict(), width)
        tags = parts_of(tree, "_tag")
        groups = {
            node["a"]["data-part"].removesuffix("_tag"): next(
                n["a"]["data-handle"] for n in seen(node) if n["a"].get("data-handle")
            )
            for node in seen(tree)
            if (node["a"].get("data-part") or "").endswith("_tag")
        }
        assert len(groups) == len(side.groups) - 1
        for stay, group in groups.items():
            own = [line for line in tags[stay] if "%" not in line and line != words.say(f"drawing.{stay}")]
            assert own and all(sliders[group].lower().startswith(line.rstrip("…")) for line in own), (
                stay,
                own,
            )


def test_a_group_that_holds_a_muscle_of_another_place_says_so():
    assert "sternomastoid" in words.name_of(pv.load("side"), "upper_neck")
    side = pv.load("side")
    assert side.group_of["sternomastoid"] == "upper_neck"


@pytest.mark.parametrize("name", pv.models())
def test_python_and_page_name_every_cable_alike(run, name):
    p = pv.solve(pv.load(name))
    assert all(words.name_of(p.model, cable) == named for cable, named in run("named", p.to_dict()))
