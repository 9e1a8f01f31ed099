"""The embedded engine: from any thread, at any time of a process, and what is left where there is none."""

import subprocess
import sys
import threading
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import postureviz as pv
from postureviz.bundle import engine, script
from postureviz.js_engine import Engine, NoEngine
from postureviz.state import views

ROOT = Path(__file__).resolve().parent.parent

# Another thread draws after the main one has ended, and the process draws once more as its last act.
LATE = """
import atexit, sys, threading
import postureviz as pv
p = pv.solve(pv.load("mast"))
if "warm" in sys.argv:
    pv.picture(p)
def draw(when):
    print(when, pv.picture(p)[:4])
def wait_and_draw():
    threading.main_thread().join()
    draw("late")
atexit.register(draw, "last")
if "thread" in sys.argv:
    threading.Thread(target=wait_and_draw).start()
"""


@pytest.mark.parametrize("how", ["warm thread", "warm", "thread", ""])
def test_a_picture_is_drawn_from_any_thread_until_the_very_end_of_a_process(how):
    ran = subprocess.run([sys.executable, "-c", LATE, *how.split()], capture_output=True, text=True)
    assert ran.stderr == ""
    assert ran.stdout.splitlines() == ["late <svg"] * ("thread" in how) + ["last <svg"]


def test_where_no_thread_can_start_the_engine_runs_in_place(monkeypatch):
    own = Engine(script("engine"))

    def refuse(self):
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        here = Engine(script("engine"))
    asked = ("formatState", "mast", {"port": 1.5}, {})
    assert here.run(*asked) == own.run(*asked) == "v1;mast;port=50"
    answers = []
    other = threading.Thread(target=lambda: answers.append(here.run(*asked)))
    other.start()
    other.join()
    assert answers == ["v1;mast;port=50"]


def test_an_engine_that_nobody_holds_ends_its_thread():
    before = set(threading.enumerate())
    own = Engine("globalThis.PostureViz = { same: x => x };")
    [thread] = set(threading.enumerate()) - before
    assert own.run("same", [1, "two"]) == [1, "two"]
    del own
    thread.join()


def test_what_goes_wrong_in_the_engine_comes_back_to_who_asked():
    own = Engine("globalThis.PostureViz = { fail() { throw new Error('no wind') }, wind: () => 3 };")
    with pytest.raises(Exception, match="no wind"):
        own.run("fail")
    assert own.run("wind") == 3
    with pytest.raises(Exception, match="SyntaxError"):
        Engine("this is no script")


def test_many_threads_get_the_same_pictures():
    p = pv.solve(pv.load("mast"), {"port": 1.5})
    drawn = []
    threads = [threading.Thread(target=lambda: drawn.append(pv.picture(p))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert drawn == [pv.picture(p)] * 8


def test_a_missing_engine_is_named_in_one_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "quickjs", None)
    with pytest.raises(NoEngine, match="quickjs-ng.*pip install quickjs-ng"):
        Engine(script("engine"))


# A platform without the engine: the module is not there, and nothing may ask for it before it has to.
WITHOUT = """
import sys, warnings
class Block:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("quickjs", "_quickjs"):
            raise ImportError(name)
sys.meta_path.insert(0, Block())
import matplotlib
matplotlib.use("agg")
import postureviz as pv
"""


def without_engine(code):
    ran = subprocess.run([sys.executable, "-c", WITHOUT + code], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()


def test_without_the_engine_numbers_words_and_schematics_are_all_there():
    code = """
for name in pv.models():
    p = pv.solve(pv.load(name))
    pv.measure(p), pv.sensitivities(p), pv.draw(p)
    print(pv.describe(p))
"""
    assert without_engine(code) == [pv.describe(pv.solve(pv.load(name))) for name in pv.models()]


def test_without_the_engine_a_live_figure_lives_and_its_still_is_left_out_with_a_sentence():
    code = """
a, b = pv.Lab("mast", port=1.5), pv.Lab("mast")
pv.link(b, a)
b.set(port=1.2)
print(a, a.readings["lean_deg"] < 0, len(a.parcel.content) > 100_000, len(a.history), sep="|")
data, metadata = a._repr_mimebundle_()
print(sorted(data), metadata)
print(data["text/plain"])
print(sorted(a.posture._repr_mimebundle_()[0]))
try:
    pv.picture(a.posture)
except ImportError as error:
    print(error)
"""
    first, kinds, shown, sentence, reason, posture, error = without_engine(code)
    assert first == "Lab.from_state('v1;mast;port=20')|True|True|3"
    assert kinds == "['application/vnd.jupyter.widget-view+json', 'text/plain'] {}"
    assert shown == "Lab.from_state('v1;mast;port=20')"
    assert sentence == pv.describe(pv.solve(pv.load("mast"), {"port": 1.2}))
    assert reason == f"No picture: {error}"
    assert posture == "['text/plain']"
    assert "quickjs-ng" in error and "live figures work without it" in error


@pytest.mark.parametrize("package", ["quickjs-ng", "resvg-py"])
def test_what_draws_is_asked_for_only_where_all_of_it_comes_ready_made(package):
    rows = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [r for r in map(Requirement, rows["dependencies"]) if r.name == package]

    def asked_for(system, machine):
        return any(r.marker.evaluate({"sys_platform": system, "platform_machine": machine}) for r in wanted)

    ready = {("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64"), ("win32", "AMD64")}
    others = {("darwin", "x86_64"), ("win32", "ARM64"), ("emscripten", "wasm32"), ("linux", "ppc64le")}
    assert {where for where in ready | others if asked_for(*where)} == ready
    assert package in {Requirement(text).name for text in rows["optional-dependencies"]["pictures"]}


def test_every_view_that_a_figure_can_have_has_a_picture():
    assert set(views()) <= set(engine().run("viewNames"))
