"""The languages there are, and what a catalogue of one more has to hold."""

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest

import postureviz as pv
from postureviz import bundle, catalogues, words
from postureviz.parcel import parcel

ENGLISH = catalogues.catalogue()


@pytest.fixture
def klingon(tmp_path, monkeypatch):
    """A second language: klingon(edit) adds it, a copy of the English one after an edit, and chooses it."""

    def add(edit):
        made = copy.deepcopy(ENGLISH)
        edit(made)
        for code, content in (("en", ENGLISH), ("tlh", made)):
            (tmp_path / f"{code}.json").write_text(json.dumps(content), "utf-8")
        monkeypatch.setattr(catalogues, "FOLDER", tmp_path)
        pv.use_language("tlh")
        return made

    yield add
    pv.use_language()
    for kept in (catalogues.read, bundle._engine_of, words._plain_plan):
        kept.cache_clear()


def comma(made):
    made["script"].update(decimal=",", columns=";")
    made["describe"]["mast"]["readings"][0]["minus"] = "Der Mast neigt sich {value}° nach Backbord."


def test_sentence_picture_and_figure_speak_the_language_in_use_and_write_its_decimal_mark(klingon):
    posture = pv.solve("mast", port=1.5)
    plain = pv.describe(posture), pv.picture(posture), bundle.figure_html(posture, "a")
    lean = f"{abs(pv.measure(posture)['lean_deg']):.1f}"
    assert f"leans {lean}° to port" in plain[0]
    klingon(comma)
    told = f"Der Mast neigt sich {lean.replace('.', ',')}° nach Backbord."
    assert all(told in text for text in (pv.describe(posture), pv.picture(posture)))
    figure = bundle.figure_html(posture, "a")
    assert told in figure and f"−{lean.replace('.', ',')}°" in figure
    assert f"{lean}°" not in figure
    pv.use_language()
    assert (pv.describe(posture), pv.picture(posture), bundle.figure_html(posture, "a")) == plain


def test_both_engines_write_numbers_alike_in_another_language(klingon):
    klingon(comma)
    for name in pv.models():
        posture = pv.solve(name)
        posture = pv.solve(name, {group: 1.123 for group in posture.model.groups})
        assert bundle.engine().run("describe", posture.to_dict()) == pv.describe(posture)
    assert words.fixed(-1.25, 1) == "-1,3" and words.nearest(-1.25, 1) == -1.3


def test_figures_of_two_languages_on_one_page_have_a_parcel_each(klingon):
    english = pv.Lab()
    klingon(comma)
    other = pv.Lab()
    assert other.parcel is parcel() is not english.parcel
    assert other.edition != english.edition
    assert "Backbord" in other.parcel.plain["code"] and "Backbord" not in english.parcel.plain["code"]


@pytest.mark.parametrize("wrong", ["", "xx", "EN", None, 5])
def test_a_language_that_is_not_there_is_refused_with_those_that_are(wrong, monkeypatch):
    if wrong is not None:
        with pytest.raises(ValueError, match="there are: en"):
            pv.use_language(wrong)
    assert catalogues.language() == "en"
    monkeypatch.setenv(catalogues.VARIABLE, "eo")
    with pytest.raises(ValueError, match="language is 'eo'; there are: en"):
        pv.describe(pv.solve("mast"))


def test_the_environment_names_the_language_of_a_kernel(tmp_path):
    code = "import postureviz.catalogues as c; print(c.language(), len(c.catalogue()) > 5)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(Path(__file__).parents[1]), "PATH": "", catalogues.VARIABLE: "en"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["en", "True"]


FAULTS = {
    "figure.tools is missing": lambda made: made["figure"].pop("tools"),
    "figure.toolz is not known": lambda made: made["figure"].update(toolz="x"),
    "figure.title is 'x', where en.json has": lambda made: made["figure"].update(title="x"),
    "pull.told.less has no names, and has to have {number}": lambda made: made["pull"]["told"].update(
        less="x"
    ),
    "figure.reset is '', where": lambda made: made["figure"].update(reset=""),
    "readings.lean_deg.digits is 2; it stays 1": lambda made: made["readings"]["lean_deg"].update(digits=2),
    "describe.mast.readings.0.reading is 'lean'; it stays 'lean_deg'": lambda made: made["describe"]["mast"][
        "readings"
    ][0].update(reading="lean"),
    "figure.key_rows is": lambda made: made["figure"]["key_rows"].pop(),
    "script.direction is 'down'; allowed: ltr, rtl": lambda made: made["script"].update(direction="down"),
}


@pytest.mark.parametrize("said", FAULTS)
def test_a_catalogue_unlike_the_english_one_is_refused_by_the_name_of_its_fault(klingon, said):
    with pytest.raises(ValueError, match="the catalogue tlh.json is not like en.json") as refused:
        klingon(FAULTS[said])
        catalogues.catalogue()
    assert said in str(refused.value)


def test_every_fault_of_a_catalogue_is_named_at_once():
    found = list(catalogues.problems({"a": "x", "d": "{n}"}, {"a": "y", "b": "z", "c": "w", "d": "no"}))
    assert found == ["b is missing", "c is missing", "d has {n}, and has to have none"]
