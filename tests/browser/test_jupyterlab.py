"""The figure in JupyterLab, driven for real: keys, mouse, Python, themes, saving and opening again."""

import contextlib
import json
import re
import shutil
import time
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

import postureviz as pv
from postureviz.colours import palette
from tools import lab

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "notebooks" / "mast.ipynb"
MAST = pv.load("mast")
PATIENCE_S = 30
IDLE = """path => {
  const panel = globalThis.jupyterapp?.shell.currentWidget;
  return panel?.context?.path === path && panel.context.isReady
    && panel.context.sessionContext.session?.kernel?.status === 'idle';
}"""
RUN = """async ([code, where]) => {
  const { commands, shell } = jupyterapp, notebook = shell.currentWidget.content;
  notebook.activeCellIndex = notebook.widgets.findIndex(cell => cell.model.id === where);
  await commands.execute('notebook:insert-cell-below');
  const cell = notebook.activeCell;
  cell.model.sharedModel.setSource(code);
  await commands.execute('notebook:run-cell');
  const said = cell.model.outputs.toJSON().map(o => o.text ?? `${o.ename}: ${o.evalue}`).flat().join('');
  await commands.execute('notebook:delete-cell');
  return said;
}"""


# Runs code in a cell of its own, which stays and has a class.
KEEP = """async ([code, where]) => {
  const { commands, shell } = jupyterapp, notebook = shell.currentWidget.content;
  notebook.activeCellIndex = notebook.widgets.findIndex(cell => cell.model.id === where);
  await commands.execute('notebook:insert-cell-below');
  const cell = notebook.activeCell;
  cell.node.classList.add('probe');
  cell.model.sharedModel.setSource(code);
  await commands.execute('notebook:run-cell');
  await notebook.scrollToCell(cell, 'start');
  return cell.model.outputs.toJSON().map(o => o.evalue ?? '').join('');
}"""
DROP = """async () => {
  const { commands, shell } = jupyterapp, notebook = shell.currentWidget.content;
  notebook.activeCellIndex = notebook.widgets.findIndex(cell => cell.node.classList.contains('probe'));
  await commands.execute('notebook:delete-cell');
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """JupyterLab, and the folder that it shows."""
    folder = tmp_path_factory.mktemp("notebooks")
    with lab.private(folder, tmp_path_factory.mktemp("home")) as address:
        yield folder, address


class Notebook:
    """One notebook in one browser page."""

    def __init__(self, page, folder, address):
        self.page, self.folder, self.address = page, folder, address
        self.path = "mast.ipynb"
        self.foreign, self.complaints = [], []
        page.set_default_timeout(PATIENCE_S * 1000)
        page.on("request", lambda request: self.note(request.url))
        page.on("websocket", lambda socket: self.note(socket.url.replace("ws", "http", 1)))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda m: m.type == "error" and self.complain(f"{m.text} {m.location}"))
        self.figure = page.locator(".pv[data-ready=true]")
        self.output = page.locator(".jp-Cell:has(.jp-OutputArea-output img, .pv)").first
        self.port = self.figure.get_by_role("slider", name="Port ropes")

    def note(self, url):
        if not url.startswith((self.address + "/", "data:", "blob:")):
            self.foreign.append(url)

    def complain(self, text):
        """Keep what comes from the figure, whose script runs from a blob; Lab has worries of its own."""
        if "blob:" in text or "anywidget" in text:
            self.complaints.append(text)

    def copy(self):
        shutil.copy(NOTEBOOK, self.folder / self.path)

    def open(self):
        self.page.evaluate(
            "path => jupyterapp.commands.execute('docmanager:open', {path}).then(() => null)", self.path
        )
        self.page.wait_for_function(IDLE, arg=self.path)
        self.show()

    def close(self, kernel="stays"):
        if kernel == "ends":
            self.page.evaluate("jupyterapp.shell.currentWidget.context.sessionContext.shutdown()")
        self.page.evaluate("jupyterapp.shell.currentWidget.dispose()")
        self.page.locator(".jp-NotebookPanel").wait_for(state="detached")

    def save(self):
        self.page.evaluate("jupyterapp.shell.currentWidget.context.save()")
        return json.loads((self.folder / self.path).read_text("utf-8"))

    def run_all(self, command="notebook:run-all-cells"):
        self.page.evaluate(
            "command => { globalThis.ran = jupyterapp.commands.execute(command).then(() => null) }", command
        )
        if "restart" in command:
            self.page.locator(".jp-Dialog .jp-mod-accept").click()
        self.page.evaluate("globalThis.ran")
        self.show()
        self.figure.wait_for()

    def show(self):
        """Bring the cell of the figure into the window, and wait until it stands still there."""
        self.page.evaluate(
            """async () => {
              const notebook = jupyterapp.shell.currentWidget.content;
              const cell = notebook.widgets.find(w => w.model.id === 'lab');
              await notebook.scrollToCell(cell, 'start');
              await new Promise(done => {
                let last = null, same = 0;
                const look = () => {
                  const top = cell.isAttached && cell.node.getBoundingClientRect().top;
                  same = top !== false && top === last ? same + 1 : 0;
                  last = top;
                  if (same > 5) done(); else requestAnimationFrame(look);
                };
                look();
              });
            }"""
        )

    def python(self, code):
        """Run code in a cell of its own below the figure; return what it prints."""
        return self.page.evaluate(RUN, [code, "lab"]).strip()

    @contextlib.contextmanager
    def probe(self, code):
        """Run code in a cell of its own below the figure, and give that cell while it is there."""
        assert self.page.evaluate(KEEP, [code, "lab"]) == ""
        try:
            yield self.page.locator(".probe")
        finally:
            self.page.evaluate(DROP)
            self.show()

    def python_says(self, code, wanted):
        """Wait until Python, asked again and again, says this."""
        until = time.monotonic() + PATIENCE_S
        while (said := self.python(code)) != wanted:
            assert time.monotonic() < until, f"Python says {said!r}, not {wanted!r}"

    def state_is(self, text):
        self.page.wait_for_function(
            "text => document.querySelector('.pv[data-ready=true]')?.dataset.state === text", arg=text
        )
        self.page.wait_for_function(
            "document.querySelector('.pv[data-ready=true]').dataset.settled === 'true'"
        )

    def words_are(self, text):
        self.page.wait_for_function(
            "text => document.querySelector('.pv[data-ready=true] [role=status]')?.textContent === text",
            arg=text,
        )

    def masthead(self):
        box = self.figure.locator("[data-part=masthead]").bounding_box()
        return box["x"] + box["width"] / 2

    def situation(self):
        """What Lab's own shortcuts would change."""
        return self.page.evaluate(
            """() => { const { content, context } = jupyterapp.shell.currentWidget;
            const cells = content.widgets.map(w => w.model.id + w.model.type);
            return [cells, content.activeCellIndex, content.mode, context.sessionContext.session.kernel.id,
              document.querySelectorAll('.jp-Dialog').length]; }"""
        )


@pytest.fixture(scope="module")
def started(browser, server):
    folder, address = server
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    notebook = Notebook(context.new_page(), folder, address)
    notebook.copy()
    notebook.page.goto(f"{address}/lab")
    notebook.page.wait_for_function("globalThis.jupyterapp?.restored?.then(() => true)")
    notebook.open()
    yield notebook
    context.close()


@pytest.fixture
def notebook(started):
    """The notebook, run from top to bottom, with port at 1.5; afterwards nobody has complained."""
    if not started.figure.count():
        started.page.evaluate(
            "jupyterapp.shell.currentWidget?.context && jupyterapp.shell.currentWidget.dispose()"
        )
        started.copy()
        started.open()
        started.run_all()
    started.show()
    started.python("lab.unobserve_all('state'); lab.state = 'v1;mast;port=50'")
    started.state_is("v1;mast;port=50")
    started.show()
    yield started
    assert started.foreign == []
    assert started.complaints == []


def saved_output(saved):
    return next(cell for cell in saved["cells"] if cell["id"] == "lab")["outputs"][0]


def picture_of(output):
    return "data:image/png;base64," + "".join(output["data"]["image/png"].split())


def shown_still(notebook):
    """What a cell shows that was not run: the address of its picture, after it was drawn."""
    assert notebook.figure.count() == 0
    picture = notebook.output.locator(".jp-OutputArea-output img")
    picture.wait_for()
    assert picture.evaluate("e => e.decode().then(() => e.naturalWidth)") == 480
    assert not re.search("error|loading", notebook.output.locator(".jp-OutputArea").inner_text(), re.I)
    assert notebook.output.locator(".jp-OutputArea-output").count() == 1
    return picture.get_attribute("src")


def test_before_anything_runs_the_notebook_shows_the_still_and_its_sentence(started):
    assert not started.page.evaluate(
        "jupyterapp.shell.currentWidget.content.widgets.find(w => w.model.id === 'lab').model.trusted"
    )
    still = saved_output(json.loads(NOTEBOOK.read_text("utf-8")))
    assert shown_still(started) == picture_of(still)
    assert started.complaints == []


def test_running_all_cells_brings_the_figure_to_life(notebook):
    assert notebook.figure.count() == 1
    assert notebook.figure.get_attribute("data-model") == "mast"
    assert notebook.port.get_attribute("aria-valuetext") == "Port ropes: more +50 percent"
    notebook.words_are(pv.describe(pv.solve(MAST, {"port": 1.5})))


def pull_down(notebook):
    """Draw the port slider from more to less with the mouse."""
    notebook.port.scroll_into_view_if_needed()
    box = notebook.port.bounding_box()
    middle = box["y"] + box["height"] / 2
    notebook.page.mouse.move(box["x"] + 14 + 0.75 * (box["width"] - 28), middle)
    notebook.page.mouse.down()
    notebook.page.mouse.move(box["x"] + 14 + 0.1 * (box["width"] - 28), middle, steps=8)
    notebook.page.mouse.up()


def test_python_reads_what_a_hand_did_gesture_by_gesture(notebook):
    rows = int(notebook.python("print(len(lab.history))"))
    pull_down(notebook)
    state = notebook.figure.get_attribute("data-state")
    notebook.python_says("print(len(lab.history), lab.history[-1]['state'])", f"{rows + 1} {state}")


def test_keys_on_a_slider_move_the_mast_and_not_the_notebook(notebook):
    notebook.port.focus()
    before, start = notebook.situation(), notebook.masthead()
    for key, state in (
        ("ArrowRight", "v1;mast;port=55"),
        ("Shift+ArrowRight", "v1;mast;port=56"),
        ("ArrowDown", "v1;mast;port=51"),
        ("PageUp", "v1;mast;port=76"),
    ):
        notebook.page.keyboard.press(key)
        notebook.state_is(state)
    assert notebook.masthead() < start - 2
    # Two zeros would restart the kernel; the letters would add, remove and change cells.
    for key in ("0", "0", "a", "b", "d", "d", "x", "y", "m", "Home"):
        notebook.page.keyboard.press(key)
    notebook.state_is("v1;mast;port=-100")
    assert notebook.masthead() > start + 2
    assert notebook.port.evaluate("e => e === document.activeElement")
    assert notebook.situation() == before


def test_typing_a_number_stays_in_the_figure(notebook):
    entry = notebook.figure.get_by_role("textbox", name="Port ropes")
    entry.click()
    before = notebook.situation()
    entry.press("ControlOrMeta+a")
    notebook.page.keyboard.type("-30")
    notebook.page.keyboard.press("Enter")
    notebook.state_is("v1;mast;port=-30")
    assert entry.evaluate("e => e === document.activeElement")
    assert notebook.situation() == before


def test_the_mouse_drags_a_slider(notebook):
    start = notebook.masthead()
    pull_down(notebook)
    value = int(notebook.port.input_value())
    assert -90 < value < -70
    notebook.state_is(f"v1;mast;port={value}")
    assert notebook.masthead() > start + 2
    notebook.python_says("print(lab.state)", f"v1;mast;port={value}")


def test_python_reads_what_the_hand_sets(notebook):
    notebook.port.press("End")
    notebook.state_is("v1;mast;port=100")
    notebook.python_says("print(lab.state, lab.factors)", "v1;mast;port=100 {'port': 2.0, 'starboard': 1.0}")
    wanted = pv.describe(pv.solve(MAST, {"port": 2.0}))
    assert notebook.python("print(pv.describe(lab.posture))") == wanted
    notebook.words_are(wanted)


def test_the_figure_follows_what_python_sets(notebook):
    start = notebook.masthead()
    assert notebook.python("lab.set(port=0.5, starboard_top=1.25, wind_N=2)") == ""
    notebook.state_is("v1;mast;port=-50;starboard_top=25;wind_N=2")
    notebook.show()
    assert notebook.port.input_value() == "-50"
    assert notebook.masthead() > start + 2
    refused = notebook.python("lab.set(port=3)")
    assert refused.startswith("ValueError: ") and "0 to 2" in refused
    notebook.state_is("v1;mast;port=-50;starboard_top=25;wind_N=2")


def test_python_is_told_of_every_state_it_observes(notebook):
    notebook.python("seen = []; lab.observe(lambda change: seen.append(change['new']), names='state')")
    notebook.show()
    notebook.port.press("0")
    notebook.python_says("print(seen[-1])", "v1;mast")
    assert notebook.python("print(lab.factors)") == "{'port': 1.0, 'starboard': 1.0}"


def computed(notebook):
    return notebook.page.evaluate(
        """() => ['.pv-card', '.pv-stage', '.pv-title strong', '.pv-entry'].map(s => {
          const style = getComputedStyle(document.querySelector(s));
          return [style.backgroundColor, style.color];
        })"""
    )


@pytest.mark.parametrize(("lab_theme", "theme"), [("JupyterLab Dark", "dark"), ("JupyterLab Light", "light")])
def test_the_figure_follows_the_theme_of_lab_and_passes_the_accessibility_rules(notebook, lab_theme, theme):
    notebook.page.evaluate(
        "theme => jupyterapp.commands.execute('apputils:change-theme', {theme})", lab_theme
    )
    notebook.page.wait_for_function("name => document.body.dataset.jpThemeName === name", arg=lab_theme)
    colours = palette(theme)
    rgb = {
        name: f"rgb({', '.join(str(int(colours[name][i : i + 2], 16)) for i in (1, 3, 5))})"
        for name in ("card", "stage", "ink")
    }
    card, stage, title, entry = computed(notebook)
    assert (card[0], stage[0], title[1]) == (rgb["card"], rgb["stage"], rgb["ink"])
    assert entry == [rgb["card"], rgb["ink"]]
    violations = Axe().run(notebook.page, context=".pv").response["violations"]
    assert [
        (v["id"], node["target"], node["failureSummary"]) for v in violations for node in v["nodes"]
    ] == []


@pytest.mark.parametrize("width", [1280, 1920])
def test_picture_and_sliders_fit_a_window_and_readings_stand_side_by_side(notebook, width):
    notebook.page.set_viewport_size({"width": width, "height": 900})
    notebook.show()
    boxes = {s: notebook.page.locator(f".pv {s}").first.bounding_box() for s in (".pv-stage", ".pv-sliders")}
    assert boxes[".pv-stage"]["width"] <= 720
    assert boxes[".pv-sliders"]["y"] + boxes[".pv-sliders"]["height"] - boxes[".pv-stage"]["y"] < 780
    readings = [r.bounding_box() for r in notebook.page.locator(".pv-reading").all()]
    assert len(readings) == 4
    assert len({r["y"] for r in readings}) == 1
    for reading in notebook.page.locator(".pv-reading").all():
        inner = reading.bounding_box()["width"] - 28
        assert all(
            dd.bounding_box()["width"] == pytest.approx(inner, abs=2)
            for dd in reading.locator("dt, dd").locator("visible=true").all()
        )
    notebook.page.set_viewport_size({"width": 1280, "height": 900})


def test_a_kernel_that_starts_again_gets_a_figure_again(notebook):
    kernel = notebook.python("import os; print(os.getpid())")
    notebook.run_all("notebook:restart-run-all")
    assert notebook.python("import os; print(os.getpid())") != kernel
    notebook.show()
    notebook.state_is("v1;mast;port=20;starboard=-20")
    assert notebook.figure.count() == 1
    notebook.port.press("ArrowRight")
    notebook.python_says("print(lab.state)", "v1;mast;port=25;starboard=-20")


def test_a_notebook_opened_again_lives_while_its_kernel_does(notebook):
    assert set(saved_output(notebook.save())["data"]) == {"text/plain", "image/png"}
    notebook.close()
    notebook.open()
    notebook.figure.wait_for()
    notebook.state_is("v1;mast;port=50")
    notebook.port.press("ArrowRight")
    notebook.python_says("print(lab.state)", "v1;mast;port=55")


def test_a_saved_notebook_opened_without_its_kernel_shows_what_was_last_seen(notebook):
    first = saved_output(notebook.save())
    notebook.port.press("End")
    notebook.state_is("v1;mast;port=100")
    output = saved_output(notebook.save())
    assert output["data"]["text/plain"] == ["Lab.from_state('v1;mast;port=100')"]
    assert output["metadata"]["image/png"]["alt"] == pv.describe(pv.solve(MAST, {"port": 2.0}))
    assert picture_of(output) != picture_of(first)
    notebook.close(kernel="ends")
    notebook.open()
    assert shown_still(notebook) == picture_of(output)


def test_a_shared_notebook_holds_the_still_while_its_figure_lives(notebook):
    notebook.close(kernel="ends")
    notebook.copy()
    notebook.open()
    # As it is where a server keeps the document that several people edit, and writes the file from it.
    notebook.page.evaluate(
        """() => {
          const notebook = jupyterapp.shell.currentWidget.context.model;
          Object.defineProperty(notebook, 'collaborative', { value: true });
        }"""
    )
    notebook.run_all()
    notebook.show()
    notebook.port.press("End")
    notebook.page.wait_for_function(
        """() => {
          const outputs = jupyterapp.shell.currentWidget.context.model.sharedModel.toJSON().cells
            .find(cell => cell.id === 'lab').outputs;
          return String(outputs[0].data['text/plain']).includes('port=100');
        }"""
    )
    shared = notebook.page.evaluate("jupyterapp.shell.currentWidget.context.model.sharedModel.toJSON()")
    [output] = next(cell for cell in shared["cells"] if cell["id"] == "lab")["outputs"]
    assert set(output["data"]) == {"text/plain", "image/png"}
    state = re.search("'(.*)'", output["data"]["text/plain"])[1]
    seen = pv.Lab.from_state(state)
    assert output["metadata"]["image/png"]["alt"] == pv.describe(seen.posture)
    assert notebook.figure.count() == 1
    notebook.python_says("print(lab.state)", state)
    notebook.save()
    notebook.close(kernel="ends")
    notebook.open()
    assert shown_still(notebook) == "data:image/png;base64," + output["data"]["image/png"]


def test_a_result_has_a_picture_with_words_in_a_notebook_that_is_not_trusted(notebook):
    with notebook.probe("pv.solve(pv.load('mast'), {'port': 1.5})") as cell:
        picture = cell.locator(".jp-OutputArea-output img")
        picture.wait_for()
        saved = notebook.save()
    wanted = pv.describe(pv.solve(MAST, {"port": 1.5}))
    output = next(o for c in saved["cells"] for o in c.get("outputs", []) if "<Posture" in str(o))
    assert output["metadata"]["image/png"]["alt"] == wanted
    foreign = notebook.folder / "foreign.ipynb"
    for cell in saved["cells"]:
        # Written elsewhere: no signature of this machine fits, so nothing in it is trusted.
        cell["source"] = ["# from elsewhere\n", *cell["source"]]
    foreign.write_text(json.dumps(saved), "utf-8")
    page = notebook.page.context.new_page()
    page.goto(f"{notebook.address}/lab/workspaces/other/tree/foreign.ipynb")
    shown = page.locator(f".jp-OutputArea-output:has(img[src='{picture_of(output)}'])")
    shown.wait_for()
    assert not page.evaluate(
        "jupyterapp.shell.currentWidget.content.widgets.some(w => w.model.type === 'code' && w.model.trusted)"
    )
    assert shown.locator("img").evaluate("e => e.decode().then(() => e.naturalWidth)") >= 720
    assert shown.inner_text().strip() == ""
    page.close()


CONTAINERS = {
    "HBox": "w.HBox([one(), one()])",
    "Box": "w.Box([one()])",
    "HBox with a slider": "w.HBox([one(), w.IntSlider()])",
    "HBox in an HBox": "w.HBox([w.HBox([one()]), w.Label('words')])",
    "VBox": "w.VBox([one(), one()])",
    "GridBox": "w.GridBox([one(), one()], layout=w.Layout(grid_template_columns='repeat(2, 1fr)'))",
    "GridBox as wide as its content": "w.GridBox([one()], layout=w.Layout(grid_template_columns='auto'))",
    "TwoByTwo": "w.TwoByTwoLayout(top_left=one(), bottom_right=one())",
    "AppLayout": "w.AppLayout(center=one(), left_sidebar=w.Label('left'))",
    "Tab": "w.Tab([one()])",
    "Accordion": "w.Accordion([one()], selected_index=0)",
    "Stack": "w.Stack([one()], selected_index=0)",
    "a box as wide as its content": "w.Box([one()], layout=w.Layout(width='fit-content'))",
    "a box that floats": "w.Box([one()], layout=w.Layout(display='inline-flex'))",
}


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_figure_is_seen_in_every_container(notebook, container):
    code = f"import ipywidgets as w\none = lambda: pv.Lab('mast')\n{CONTAINERS[container]}"
    with notebook.probe(code) as cell:
        figures = cell.locator(".pv[data-ready=true]")
        figures.first.wait_for()
        wanted = code.count("one()")
        notebook.page.wait_for_function(
            "n => document.querySelectorAll('.probe .pv[data-ready=true]').length === n", arg=wanted
        )
        for figure in figures.all():
            box = figure.bounding_box()
            assert 270 <= box["width"] <= 720
            assert box["height"] < 3 * 720


def test_the_code_of_the_figures_comes_once_a_page_and_is_kept_once_a_kernel(notebook):
    with notebook.probe("import ipywidgets as w\nw.VBox([pv.Lab('mast') for _ in range(5)])") as cell:
        cell.locator(".pv[data-ready=true]").last.wait_for()
        notebook.page.wait_for_function(
            "document.querySelectorAll('.probe .pv[data-ready=true]').length === 5"
        )
        kept = notebook.page.evaluate(
            """() => {
              const sheets = [...document.querySelectorAll('style')];
              const ours = sheets.filter(sheet => sheet.textContent.includes('.pv-card'));
              return [globalThis[Symbol.for('postureviz')].size, ours.length];
            }"""
        )
    assert kept == [1, 1]
    own = "sum(len(str(v)) for v in lab.get_state().values())"
    assert int(notebook.python(f"print({own})")) < 6_000
    code = "a, b = pv.Lab(), pv.Lab('back'); print(a.parcel is b.parcel is lab.parcel)"
    assert notebook.python(code) == "True"
