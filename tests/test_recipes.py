"""The recipes of CONTRIBUTING, followed to the letter in a copy of the package."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import small_book

ROOT = Path(__file__).resolve().parents[1]
RECIPES = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def recipe(title):
    """Text of one recipe."""
    # A chapter that stands in it, between four marks, has headings of its own.
    return re.search(rf"^## {title}\n((?:^````.*?^````$|.)*?)(?=^## )", RECIPES, re.M | re.S)[1]


def blocks(text, language):
    """What stands between fences of one language, without the indent of a list."""
    found = re.findall(rf"^( *)(````?){language}\n(.*?)^ *\2$", text, re.M | re.S)
    return [re.sub(rf"^{indent}", "", block, flags=re.M) for indent, _, block in found]


COPIED = ("postureviz", "tools", "tests", "book/activities", "book/_ext", "pyproject.toml")


@pytest.fixture
def scratch(tmp_path):
    """A copy of the code; run(code) runs Python that imports the copy, and returns its print."""
    for part in COPIED:
        if (ROOT / part).is_file():
            shutil.copy(ROOT / part, tmp_path / part)
        else:
            shutil.copytree(
                ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "browser", "bench")
            )

    def run(code, *more, fails=False):
        command = [sys.executable, "-c", code] if not more else [sys.executable, *more]
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env={"PYTHONPATH": f"{tmp_path}:{tmp_path / 'book/_ext'}", "PATH": ""},
            capture_output=True,
            text=True,
        )
        assert bool(done.returncode) == fails, done.stdout + done.stderr
        return done.stdout

    return tmp_path / "postureviz", run


def change(path, edit):
    data = json.loads(path.read_text("utf-8"))
    edit(data)
    path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")


def insert(path, before, text):
    """Puts a text before the only line of a file that starts like that, or at the end of the file."""
    there = path.read_text("utf-8")
    if before is None:
        return path.write_text(f"{there}\n\n{text}", "utf-8")
    assert there.count(f"\n{before}") == 1, before
    return path.write_text(there.replace(f"\n{before}", f"\n{text}{before}"), "utf-8")


def patch(path, diff):
    """Changes a file as a diff without line numbers says."""
    lines = diff.splitlines()
    before, after = ("".join(f"{line[1:]}\n" for line in lines if line[0] in signs) for signs in (" -", " +"))
    there = path.read_text("utf-8")
    assert there.count(before) == 1, f"{path.name} has no such place:\n{before}"
    path.write_text(there.replace(before, after), "utf-8")


TESTS = ("-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider")


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


def test_a_chapter_written_by_the_recipe_has_each_directive_and_is_built_without_a_complaint(tmp_path):
    [chapter] = blocks(recipe("Write a chapter"), "md")
    named = set(re.findall(r"^- `\{([\w:]+)\}`", recipe("Write a chapter"), re.M))
    assert named - {"path", "activity"} <= set(re.findall(r"\{([\w:]+)\}", chapter))
    pages = {"trial": chapter, "evidence": small_book.EVIDENCE, "sources": small_book.SOURCES}
    _, before = small_book.build(tmp_path / "before", pages, ("trial",))
    answers = "\n".join(re.findall(r"^\+(?!\+)(.*)", before, re.M))
    assert before.count("WARNING") == 1 and "run: python tools/published.py" in before
    built, after = small_book.build(tmp_path / "after", pages, ("trial",), accepted=answers)
    assert after == ""
    assert (built / "book/trial.html").read_text("utf-8").count('class="pvb-check"') == 2


PAGE = """
import activities
from postureviz import bundle
body = activities.activity_html("schoolbag", "bag", {"kg": 4})
script = bundle.script("page", room=activities.room())
head = "<head><meta charset=utf-8><title>Bag</title><style>" + activities.stylesheet() + "</style></head>"
page = f"<!doctype html><html lang=en>{head}<body>{body}<script>{script}</script></body></html>"
open("bag.html", "w", encoding="utf-8").write(page)
"""


def test_an_activity_added_by_the_recipe_is_tested_printed_and_lives_in_a_page(scratch, browser):
    package, run = scratch
    root, text = package.parent, recipe("Add an activity")
    words, numbers = map(json.loads, blocks(text, "json"))
    module, imported, named = blocks(text, "js")
    [test] = blocks(text, "python")
    folder = root / "book/activities"
    change(folder / "catalogue/en.json", lambda data: data.update(words))
    change(folder / "numbers.json", lambda data: data.update(numbers))
    (folder / "schoolbag.js").write_text(module, "utf-8")
    insert(folder / "index.js", "export const ACTIVITIES", imported)
    insert(folder / "index.js", "};", named)
    insert(root / "tests/test_activities.py", None, test)
    run(None, "tools/layers.py")
    # the new test, and those that look at each card
    assert "5 passed" in run(None, *TESTS, "tests/test_activities.py", "-k", "schoolbag or source")
    run(PAGE)
    page = browser.new_page(viewport={"width": 390, "height": 844})
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto((root / "bag.html").as_uri())
    page.locator("[data-activity][data-ready=true]").wait_for()
    page.get_by_text("A bag of 4 kg pulls down with 39 N.").locator("visible=true").wait_for()
    page.locator("[data-act=kg]").press("ArrowRight")
    page.get_by_text("A bag of 5 kg pulls down with 49 N.").locator("visible=true").wait_for()
    assert wrong == []
    page.close()


def test_a_formula_changed_by_the_recipe_parts_the_twins_until_both_are_changed(scratch):
    package, run = scratch
    text = recipe("Port a formula")
    python, javascript = blocks(text, "diff")
    [test] = blocks(text, "python")
    insert(package.parent / "tests/test_head.py", None, test)
    patch(package / "head.py", python)
    apart = run(None, *TESTS, "tests/test_head.py", "-k", "browser or lever_says", fails=True)
    assert "lever_times" in apart and "1 failed, 1 passed" in apart
    patch(package / "js/engine/head.js", javascript)
    assert "2 passed" in run(None, *TESTS, "tests/test_head.py", "-k", "browser or lever_says")


def test_a_language_begun_by_the_recipe_speaks_what_is_translated_and_keeps_it(scratch):
    package, run = scratch
    root = package.parent
    shutil.copytree(ROOT / "book", root / "book", dirs_exist_ok=True)
    for name in ("_config.yml", "requirements.txt"):
        shutil.copy(ROOT / name, root)
    # Two pages of the book stand for all.
    parts = "parts: [{caption: Voyage, chapters: [{file: book/glossary}]}]"
    (root / "_toc.yml").write_text(f"format: jb-book\nroot: book/licence\n{parts}\n", "utf-8")
    text = recipe("Add a language")
    [[python, *command]] = [line.split() for block in blocks(text, "sh") for line in block.splitlines()]
    assert python == "python"
    run(None, *command)
    catalogue, page = package / "catalogue/eo.json", root / "book/locale/eo/LC_MESSAGES/book/licence.po"
    assert page.is_file() and (root / "book/activities/catalogue/eo.json").is_file()
    assert "Skip to main content" in page.parents[1].joinpath("sphinx.po").read_text("utf-8")

    def translate(data):
        data["script"]["decimal"] = ","
        data["describe"]["mast"]["readings"][0]["minus"] = "La masto klinas {value}° al babordo."
        del data["figure"]["reset"]

    change(catalogue, translate)
    page.write_text(
        page.read_text("utf-8").replace('msgid "Licence"\nmsgstr ""', 'msgid "Licence"\nmsgstr "Bonvenon"'),
        "utf-8",
    )
    run(None, *command)
    assert json.loads(catalogue.read_text("utf-8"))["figure"]["reset"] == "Reset"
    assert 'msgstr "Bonvenon"' in page.read_text("utf-8")
    [look] = blocks(text, "python")
    assert re.match(r"La masto klinas \d+,\d° al babordo\. Its foot", run(look))
