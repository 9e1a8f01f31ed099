"""The figure in a notebook, seen from Python."""

import base64
import gzip
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter, LatexExporter

import postureviz as pv
from postureviz import lab as lab_module
from postureviz.bundle import figure_html, script, stylesheet
from postureviz.pictures import still_png
from postureviz.state import layers

MAST = pv.load("mast")
ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "notebooks" / "mast.ipynb"


@pytest.fixture
def lab():
    return pv.Lab("mast", port=1.5, wind_N=3)


def test_a_lab_says_what_it_shows(lab):
    assert lab.state == "v1;mast;port=50;wind_N=3"
    assert lab.factors == {"port": 1.5, "starboard": 1.0}
    assert lab.settings == {"wind_N": 3.0}
    assert repr(lab) == "Lab.from_state('v1;mast;port=50;wind_N=3')"


def test_the_repr_makes_the_same_lab_again(lab):
    again = eval(repr(lab), {"Lab": pv.Lab})
    assert (again.state, again.factors, again.settings) == (lab.state, lab.factors, lab.settings)


def test_setting_one_thing_keeps_the_others(lab):
    lab.set(port=1.2)
    assert lab.state == "v1;mast;port=20;wind_N=3"
    lab.set(port_top=0, wind_N=-1)
    assert lab.state == "v1;mast;port=20;port_top=-100;wind_N=-1"


def test_none_takes_a_value_back(lab):
    lab.set(port_top=0)
    lab.set(port_top=None, wind_N=None)
    assert lab.state == "v1;mast;port=50"


def test_a_lab_shows_the_posture_that_python_solves(lab):
    expected = pv.solve(MAST, {"port": 1.5}, settings={"wind_N": 3})
    assert (lab.posture.angles == expected.angles).all()
    assert lab.readings == pv.measure(expected)
    assert lab.posture is lab.posture
    lab.set(port=1.0)
    assert lab.readings["lean_deg"] > expected.landmarks["tip"][0]


def test_a_state_from_the_browser_is_followed_and_observed(lab):
    seen = []
    lab.observe(lambda change: seen.append((change["old"], change["new"])), names="state")
    lab.set_state({"state": "v1;mast;starboard=-100"})
    assert seen == [("v1;mast;port=50;wind_N=3", "v1;mast;starboard=-100")]
    assert lab.factors == {"port": 1.0, "starboard": 0.0}
    assert lab.readings["lean_deg"] < -5


def test_a_state_is_kept_in_its_one_form(lab):
    lab.state = "v1;mast; starboard=10.00; port=5;port_low=5"
    assert lab.state == "v1;mast;port=5;starboard=10"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda lab: lab.set(prt=1), ["prt", "port"]),
        (lambda lab: lab.set(prt=None), ["prt", "port"]),
        (lambda lab: lab.set(port=3), ["port", "3", "0 to 2"]),
        (lambda lab: lab.set(wind_N=float("inf")), ["wind_N", "inf", "-6 to 6"]),
        (lambda lab: setattr(lab, "state", "v1;mast;port=500"), ["port", "500", "-100 to 100"]),
        (lambda lab: setattr(lab, "state", "v1;galleon"), ["galleon", "mast"]),
        (lambda lab: pv.Lab.from_state("rubbish"), ["rubbish", "v1;mast;port=50"]),
        (lambda lab: pv.Lab.from_state(3), ["3", "text"]),
        (lambda lab: pv.Lab("galleon"), ["galleon", "mast"]),
        (lambda lab: pv.Lab(7), ["7", "Model"]),
        (lambda lab: pv.Lab(options={"sliders": ["prt"]}), ["sliders", "prt", "port"]),
        (lambda lab: pv.Lab(options={"sliders": 7}), ["sliders", "7", "list"]),
        (lambda lab: pv.Lab(options={"colour": "red"}), ["colour", "sliders"]),
    ],
)
def test_a_mistake_is_named_and_changes_nothing(lab, make, words):
    before = lab.state
    with pytest.raises(ValueError) as error:
        make(lab)
    assert all(word in str(error.value) for word in words)
    assert lab.state == before


def test_a_changed_copy_of_a_model_is_sent_along():
    data = MAST.to_dict()
    for joint in data["joints"]:
        joint["stiffness_Nm_per_rad"] *= 20
    stiff = pv.Lab(pv.Model.from_dict(data), port=1.5)
    assert stiff.source == data
    assert abs(stiff.readings["lean_deg"]) < 0.5 * abs(pv.Lab(port=1.5).readings["lean_deg"])
    assert pv.Lab("mast").source == {}


def test_a_model_of_ones_own_has_a_figure_with_the_names_of_its_data():
    lab = pv.Lab(pv.Model.from_dict(MAST.to_dict() | {"name": "galleon_2"}), port=1.5)
    assert lab.state == "v1;galleon_2;port=50" and lab.source["name"] == "galleon_2"
    assert "port more (+50 %)" in pv.describe(lab.posture)


def test_a_model_whose_view_nobody_has_drawn_is_shown_as_what_it_is():
    p = pv.solve(pv.Model.from_dict(MAST.to_dict() | {"view": "map"}))
    assert 'data-part="links"' in pv.picture(p) and 'data-part="hull"' not in pv.picture(p)
    assert 'data-part="links"' in figure_html(p, "place")
    assert pv.Lab(p.model).state == "v1;mast"


@pytest.mark.parametrize("name", pv.models())
def test_every_model_has_a_figure_whose_layers_python_can_read_and_set(name):
    lab = pv.Lab(name)
    assert lab.state == f"v1;{name}"
    layer = next(iter(layers(lab.posture.model)))
    lab.set(show=[layer])
    assert lab.show == (layer,)
    assert pv.Lab.from_state(lab.state).show == (layer,)
    lab.set(show=None)
    assert lab.state == f"v1;{name}"
    with pytest.raises(ValueError, match=f"show is .'hat'.*{layer}"):
        pv.Lab(name, show=["hat"])


def test_layers_are_in_the_still_and_in_the_book():
    lab = pv.Lab("mast", show=["tensions"])
    assert pv.picture(lab.posture, show=lab.show) != pv.picture(lab.posture)
    assert 'data-state="v1;mast;show=tensions"' in figure_html(lab.posture, "place", show=lab.show)


def test_history_has_one_row_a_gesture(lab):
    lab.set(port=1.2)
    hand = [(1, 30), (1, 40), (2, -10), (3, 0)]
    for gesture, pull in hand:
        lab.set_state({"gestures": gesture, "state": f"v1;mast;starboard={pull}"})
    rows = lab.history
    assert [row["state"] for row in rows] == [
        "v1;mast;port=50;wind_N=3",
        "v1;mast;port=20;wind_N=3",
        "v1;mast;starboard=40",
        "v1;mast;starboard=-10",
        "v1;mast",
    ]
    assert rows[0]["port"] == 1.5 and rows[0]["wind_N"] == 3 and rows[2]["starboard"] == 1.4
    assert (
        rows[1]["lean_deg"] == pv.measure(pv.solve(MAST, {"port": 1.2}, settings={"wind_N": 3}))["lean_deg"]
    )
    assert rows._repr_html_().count("<tr>") == 6


def counted(monkeypatch, module, name):
    """A list that grows with each call of a function of a module."""
    calls, function = [], getattr(module, name)
    monkeypatch.setattr(module, name, lambda *args, **more: calls.append(args) or function(*args, **more))
    return calls


def test_a_change_from_python_is_read_once_and_written_once(lab, monkeypatch):
    read, written = (counted(monkeypatch, lab_module, name) for name in ("parse_state", "format_state"))
    lab.set(port=1.2)
    assert lab.factors["port"] == 1.2 and lab.settings == {"wind_N": 3.0} and lab.show == ()
    assert len(written) == 1 and len(read) <= 2  # the state before, and the one after
    lab.set(port=1.3)
    assert len(written) == 2 and len(read) <= 2


def test_the_history_solves_no_state_twice(lab, monkeypatch):
    solved = counted(monkeypatch, lab_module, "solve")
    lab.set(port=1.2)
    lab.set(port=1.5)
    assert lab.posture.status == "settled" and len(lab.history) == 3
    assert len(solved) == 2  # three rows, two states, one of them shown
    lab.history[0]["port"] = 9.0
    assert lab.history[0]["port"] == 1.5
    assert len(lab.history) == 3 and len(solved) == 2


def test_two_figures_follow_each_other_until_they_are_let_go():
    mast, back = pv.Lab("mast", port=1.5), pv.Lab("back")
    unlink = pv.link(mast, back, {"port": "side_trunk_left", "starboard": "side_trunk_right"})
    assert back.state == "v1;back;side_trunk_left=50"
    back.set(side_trunk_right=0.5, hip_left=1.2)
    assert mast.state == "v1;mast;port=50;starboard=-50"
    mast.set(port=None)
    assert back.state == "v1;back;hip_left=20;side_trunk_right=-50"
    unlink()
    mast.set(port=1.9)
    assert back.state == "v1;back;hip_left=20;side_trunk_right=-50"


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        (None, "need a mapping"),
        ({"prt": "hip_left"}, "'prt' is nothing.*port"),
        ({"port": "bent_knee_mm"}, "a pull and a setting"),
        ({"port": "hip_left", "starboard": "hip_left"}, "once"),
    ],
)
def test_a_link_that_makes_no_sense_is_refused(mapping, words):
    with pytest.raises(ValueError, match=words):
        pv.link(pv.Lab("mast"), pv.Lab("back"), mapping)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"ask": "Where?"}, "missing: choices, then, answer"),
        ({"ask": "Where?", "choices": ["a"], "then": "v1;mast", "answer": "lean_deg"}, "two or three"),
        ({"ask": "?", "choices": ["a", "b"], "then": "v1;mast;prt=1", "answer": "lean_deg"}, "prt"),
        ({"ask": "?", "choices": ["a", "b"], "then": "v1;mast;port=1", "answer": "tilt"}, "lean_deg"),
        ({"aim": ["lean_deg", 3, 1]}, "lowest"),
        ({"aim": ["tilt", 1, 3]}, "lean_deg"),
        ({"aim": 5}, "'aim' is 5; it must be a list"),
        ({"aim": "lean_deg"}, "must be a list"),
        ({"sliders": 5}, "list of names from: port"),
        ({"ask": "?", "choices": [1, 2], "then": "v1;mast;port=1", "answer": "lean_deg"}, "two or three"),
        ({"ropes": "no"}, "True or False"),
        ({"title": 3}, "a text"),
    ],
)
def test_a_question_or_task_without_all_its_parts_is_refused(options, words):
    with pytest.raises(ValueError, match=words):
        pv.Lab("mast", options)


def test_readers_without_a_kernel_get_a_png_and_its_words(lab, monkeypatch):
    monkeypatch.delenv("POSTUREVIZ_BOOK", raising=False)
    data, metadata = lab._repr_mimebundle_()
    assert metadata == {"image/png": {"alt": pv.describe(lab.posture)}}
    assert set(data) == {"application/vnd.jupyter.widget-view+json", "text/plain", "image/png"}
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG\r\n\x1a\n")
    assert data["text/plain"] == repr(lab)


@pytest.mark.parametrize("template", ["lab", "classic"])
def test_a_notebook_exported_as_a_page_shows_the_still_and_says_its_sentence(template):
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    still = next(cell for cell in notebook.cells if cell.id == "lab").outputs[0]
    page, _ = HTMLExporter(template_name=template).from_notebook_node(notebook)
    assert f"data:image/png;base64,{still.data['image/png'].strip()}" in page.replace("\n", "")
    assert "widget-view" not in page
    # Its template for JupyterLab leaves alternative texts out.
    alt = pv.describe(pv.solve(MAST, {"port": 1.5})).replace("'", "&#39;")
    assert template == "lab" or alt in page.replace("&#x27;", "&#39;").replace("'", "&#39;")


def test_the_book_gets_the_live_figure_each_time_with_its_own_name(lab, monkeypatch):
    monkeypatch.setenv("POSTUREVIZ_BOOK", "1")
    first, second = (lab._repr_mimebundle_()[0]["text/html"] for _ in range(2))
    assert 'data-state="v1;mast;port=50;wind_N=3"' in first
    assert pv.describe(lab.posture).replace("'", "&#39;") in first
    assert first.split('id="')[1].split('"')[0] != second.split('id="')[1].split('"')[0]


@pytest.mark.parametrize("home", ["widget", "door"])
def test_the_widget_text_is_a_module_with_one_default_export(home):
    assert len(re.findall(r"^export\b", script(home), re.M)) == 1


def test_what_all_figures_share_is_one_small_parcel_and_not_in_any_of_them(lab):
    other = pv.Lab("back")
    assert other.parcel is lab.parcel and other.edition == lab.edition
    assert len(base64.b64encode(lab.parcel.content)) < 300_000
    shared = json.loads(gzip.decompress(lab.parcel.content))
    assert shared == {"code": script("widget"), "css": stylesheet()}
    assert sum(len(str(value)) for value in lab.get_state().values()) < 6_000
    lab.parcel.close()
    assert pv.Lab().parcel is not lab.parcel


def test_a_page_without_the_parcel_gets_the_code_from_python(lab, monkeypatch):
    sent = []
    monkeypatch.setattr(type(lab), "send", lambda self, content, buffers=None: sent.append(content))
    lab._handle_custom_msg({"wants": "code"}, [])
    lab._handle_custom_msg({"wants": "else"}, [])
    assert sent == [{"code": script("widget"), "css": stylesheet()}]


def wrong_states():
    def held(lab, text):
        with lab.hold_trait_notifications():
            lab.state = text

    return {
        "set": lambda lab, text: setattr(lab, "state", text),
        "set by name": lambda lab, text: lab.set_trait("state", text),
        "held": held,
        "from the page": lambda lab, text: lab.set_state({"gestures": 7, "state": text}),
    }


@pytest.mark.parametrize("text", ["v1;mast;port=1000", "v1;galleon", "", 5, None])
@pytest.mark.parametrize("way", wrong_states())
def test_a_state_that_is_refused_is_not_kept_on_any_way_in(lab, way, text):
    seen = []
    lab.observe(seen.append)
    before = (lab.state, lab.gestures, lab.factors, lab.history)
    with pytest.raises(ValueError, match="state"):
        wrong_states()[way](lab, text)
    assert (lab.state, lab.gestures, lab.factors, lab.history) == before
    assert eval(repr(lab), {"Lab": pv.Lab}).state == lab.state
    assert [change for change in seen if change["name"] == "state"] == []


def test_a_page_is_told_what_stands_when_it_is_refused(lab, monkeypatch):
    told = []
    monkeypatch.setattr(type(lab), "send_state", lambda self, key=None: told.append(key))
    with pytest.raises(ValueError):
        lab.set_state({"state": "v1;mast;port=1000"})
    assert told == [["state"]]


def test_what_is_read_only_is_so_from_the_page_too(lab):
    own = {name: getattr(lab, name) for name, trait in lab.traits().items() if trait.read_only}
    assert {"model", "source", "options", "parcel", "edition"} <= set(own)
    lab.set_state({"model": "back", "source": {"name": "x"}, "options": {"title": "x"}, "edition": "x"})
    assert {name: getattr(lab, name) for name in own} == own
    lab.set_state({"model": "back", "state": "v1;mast;port=20"})
    assert (lab.model, lab.state) == ("mast", "v1;mast;port=20")


def test_the_history_does_not_hang_on_observers(lab):
    lab.unobserve_all()
    lab.set(port=1.2)
    assert [row["state"] for row in lab.history][-1] == "v1;mast;port=20;wind_N=3"


@pytest.mark.parametrize(
    "options", [5, "title", [["title", "T"]], [("a", "b", "c")], ["title"], {"titel": "T"}, {3: "T"}]
)
def test_options_of_another_kind_are_refused_by_name(options):
    with pytest.raises(ValueError, match="option.*title"):
        pv.Lab("mast", options)


def stripped(markup):
    """What is left of HTML where drawings, styles and scripts are taken out."""
    bare = re.sub(r"<(svg|style|script)\b.*?</\1>", "", markup, flags=re.S)
    return " ".join(re.sub(r"<[^>]*>", " ", bare).split())


@pytest.mark.parametrize("name", pv.models())
def test_every_rich_form_holds_a_picture_with_words_or_readable_text(name, monkeypatch):
    monkeypatch.delenv("POSTUREVIZ_BOOK", raising=False)
    p = pv.solve(pv.load(name))
    for shown in (p, pv.Lab(name)):
        data, metadata = shown._repr_mimebundle_()
        assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
        assert metadata["image/png"]["alt"] == pv.describe(p)
        assert data["text/plain"] == repr(shown)
        assert not {"text/html", "image/svg+xml"} & set(data)
    history = pv.Lab(name).history
    assert history._repr_html_().startswith("<table>")
    assert f"v1;{name}" in stripped(history._repr_html_())


def test_a_stack_and_a_model_without_picture_show_themselves_as_text():
    assert pv.solve_many(MAST, {"port": [1, 1.5]})._repr_mimebundle_() is None


def command_in(page):
    """The command that turns a notebook into a page, as it stands in the page for contributors."""
    [line] = re.findall(r"^jupyter nbconvert .*$", (ROOT / page).read_text("utf-8"), re.M)
    return line.split()


class Parts(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.pictures, self.scripts = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "img":
            self.pictures.append(given["src"])
        if tag == "script":
            self.scripts.append(given.get("type", ""))


@pytest.mark.parametrize("kind", ["html", "slides"])
def test_the_command_that_we_give_turns_a_notebook_into_a_page_that_shows_the_still(tmp_path, kind):
    cells = [
        nbformat.v4.new_code_cell("import postureviz as pv\nlab = pv.Lab('mast', port=1.5)\nlab"),
        nbformat.v4.new_code_cell("lab.posture"),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "mast.ipynb")
    program, *rest = command_in("CONTRIBUTING.md")
    rest = [kind if word == "html" else word for word in rest]
    program = [sys.executable, "-m", program]
    kept = {key: value for key, value in os.environ.items() if key != "POSTUREVIZ_BOOK"}
    ran = subprocess.run([*program, *rest], cwd=tmp_path, env=kept, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    [page] = tmp_path.glob("*.html")
    parts = Parts(page.read_text("utf-8"))
    p = pv.solve(MAST, {"port": 1.5})
    wanted = [still_png(p), still_png(p, width_px=720)]
    shown = [base64.b64decode(src.partition(",")[2]) for src in parts.pictures]
    assert shown == wanted
    assert not [kind for kind in parts.scripts if "widget" in kind]


def test_a_printed_notebook_holds_the_still():
    data, metadata = pv.Lab("mast")._repr_mimebundle_()
    cell = nbformat.v4.new_code_cell("pv.Lab('mast')")
    cell.outputs = [nbformat.v4.new_output("display_data", data, metadata=metadata)]
    _, resources = LatexExporter().from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))
    assert list(resources["outputs"].values()) == [base64.b64decode(data["image/png"])]
