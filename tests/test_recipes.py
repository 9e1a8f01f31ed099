"""The recipes of CONTRIBUTING, followed to the letter in a copy of the package."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
RECIPES = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def recipe(title):
    """Text of one recipe."""
    return re.search(rf"^## {title}\n(.*?)(?=^## )", RECIPES, re.M | re.S)[1]


def blocks(text, language):
    """What stands between fences of one language, without the indent of a list."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```", text, re.M | re.S)
    return [re.sub(rf"^{indent}", "", block, flags=re.M) for indent, block in found]


@pytest.fixture
def scratch(tmp_path):
    """A copy of package and tools; run(code) runs Python that imports the copy, and returns its print."""
    shutil.copytree(
        ROOT / "postureviz", tmp_path / "postureviz", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copytree(ROOT / "tools", tmp_path / "tools", ignore=shutil.ignore_patterns("__pycache__"))

    def run(code, *more):
        command = [sys.executable, "-c", code] if not more else [sys.executable, *more]
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env={"PYTHONPATH": str(tmp_path), "PATH": ""},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return tmp_path / "postureviz", run


def change(path, edit):
    data = json.loads(path.read_text("utf-8"))
    edit(data)
    path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")


def test_a_preset_added_by_the_recipe_is_told_drawn_and_offered_with_its_bands(scratch):
    package, run = scratch
    row, words = map(json.loads, blocks(recipe("Add a preset"), "json"))
    change(package / "library/mast.json", lambda data: data["presets"].append(row))
    change(package / "catalogue/en.json", lambda data: data["figure"]["presets"].update(words))
    [look] = blocks(recipe("Add a preset"), "python")
    assert run(look).startswith("settled The mast stands upright.")
    ask = """
import json, postureviz as pv
from postureviz import bundle
mast = pv.load("mast")
posture = pv.solve(mast, **{k: mast.presets["top_more"][k] for k in ("factors", "settings")})
html = bundle.figure_html(posture, "ship")
band = pv.band(posture)["base_compression_N"]
print(json.dumps({"band": band, "offered": "Both upper ropes more" in html}))
"""
    before = json.loads(run(ask))
    run(None, "tools/build_bands.py", "mast")
    assert "top_more" in json.loads((package / "tables/bands.json").read_text("utf-8"))["models"]["mast"]
    after = json.loads(run(ask))
    assert before["offered"] and after["offered"]
    assert after["band"] == pytest.approx(before["band"], rel=1e-5)


LIVE = """
import json, postureviz as pv
from postureviz import bundle
assert "tent_pole" in pv.models()
posture = pv.solve("tent_pole", left=1.5)
body = bundle.figure_html(pv.solve("tent_pole"), "tent")
head = "<head><meta charset=utf-8><title>Tent</title><style>" + bundle.stylesheet() + "</style></head>"
script = "<script>" + bundle.script("page") + "</script>"
page = f"<!doctype html><html lang=en>{head}<body>{body}{script}</body></html>"
open("tent.html", "w", encoding="utf-8").write(page)
pv.picture(posture), pv.band(pv.solve("tent_pole")), pv.Lab("tent_pole", left=1.5)
print(json.dumps({"told": pv.describe(posture), "shift": pv.measure(posture)["top_shift_cm"]}))
"""


def test_a_model_added_by_the_recipe_lives_in_python_and_in_a_page(scratch, browser):
    package, run = scratch
    [code] = blocks(recipe("Add a model"), "python")
    run(code)
    there = json.loads(run(LIVE))
    assert there["shift"] < -1 and "left more (+50 %)" in there["told"].lower()
    page = browser.new_page(viewport={"width": 390, "height": 844})
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto((package.parent / "tent.html").as_uri())
    slider = page.locator('[data-range="left"]')
    slider.wait_for()
    page.wait_for_function("!document.querySelector('[data-range=left]').disabled")
    slider.focus()
    for _ in range(10):
        slider.press("ArrowRight")
    shift = f"−{abs(there['shift']):.1f}\u00a0cm"
    page.wait_for_function(
        "text => document.querySelector('[data-reading=top_shift_cm] .pv-now').textContent === text",
        arg=shift,
    )
    assert wrong == []
    page.close()
