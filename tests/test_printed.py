"""Numbers that readers see are those of their sources: in tables, in sentences, in chapters."""

import re
from pathlib import Path

import activities
import printed
import pv_ledger
import pytest

from postureviz.tables import table

BOOK = Path(__file__).resolve().parent.parent / "book"
FACTS = activities.numbers()
FACTS["lever"]["head_weight_N"] = table("lever")["head_weight_N"]
WORDS = activities.words()
OURS = {"assumed", "found_by_explain"}
NO_NUMBERS = {"source", "note", "name", "unit", "scale"}


def rows():
    """Every row of the table that has a source of its own, by its place."""
    for section, content in FACTS.items():
        if section in ("about", "sources"):
            continue
        named = {row["name"]: row for row in content} if isinstance(content, list) else content
        for name, row in named.items():
            if isinstance(row, dict) and row.get("source", "assumed") not in OURS:
                yield (section, name), row


def numbers_of(row):
    out = {key: value for key, value in row.items() if key not in NO_NUMBERS}
    if "marks" in out:
        out["marks"] = [mark["value"] for mark in out["marks"]]
    if "turn" in out:
        out["turn"] = [out["turn"]["from"], out["turn"]["to"]]
    return out


def test_every_number_of_the_table_that_has_a_source_is_the_one_that_stands_there():
    found = {place: numbers_of(row) for place, row in rows()}
    assert found == {place: numbers for place, (numbers, _) in printed.PRINTED.items()}


@pytest.mark.parametrize("name, panel", [("one_in", "now"), ("disability_share_pct", "lived")])
def test_a_number_of_the_world_stands_in_its_sentence(name, panel):
    card = re.sub(r"<[^>]+>", " ", activities.activity_html("world", "here"))
    value = printed.PRINTED["world", name][0]["value"]
    assert re.search(rf"\b{value}\b", card)
    assert not re.search(r"\d", WORDS["world"][panel]["told"].replace(" 1 person", "")), (
        "a number typed by hand"
    )


def test_sentences_of_the_courses_name_the_numbers_of_the_table_and_none_is_typed_by_hand():
    for course in FACTS["courses"]:
        told = WORDS["timeline"][course["name"]]["told"]
        typed = re.sub(r"\{[a-z_0-9]+\}", "", told).replace("of 100", "")
        assert not re.search(r"\d", typed), course["name"]
    paper = re.sub(r"<[^>]+>", " ", activities.activity_html("timeline", "here"))
    for name in ("episode", "subacute", "persistent"):
        mean = printed.PRINTED["courses", name][0]["mean"]
        assert f"from {mean[0]} to {mean[1]} of 100" in paper, name
        assert re.search(rf"{mean[1]} of 100 in six weeks.*?\b{mean[3]}\b", paper, re.S), name


def test_the_study_of_sitting_tall_is_told_with_both_groups():
    card = re.sub(r"<[^>]+>", " ", activities.activity_html("sittall", "here"))
    assert "58 people with neck pain" in card and "by about 4°" in card
    assert "10 people without pain it was about 2°, too little to be sure of" in card
    assert "made the drift smaller" in card


def test_disc_pressures_of_the_table_are_those_of_the_study():
    page = (BOOK / "forces.md").read_text("utf8")
    found = dict(re.findall(r"^\| ([a-z][^|]*?) \| (\d+) % \|$", page, re.M))
    ratios = {name: f"{100 * mpa / printed.STANDING_MPA:.0f}" for name, mpa in printed.PRESSURE_MPA.items()}
    assert found == ratios


def paragraphs():
    """Paragraphs, points of a list and rows of a table that carry a mark or a source, by page."""
    for page in sorted(BOOK.glob("*.md")):
        for text in re.split(r"\n\s*\n|\n(?=- |\| )", page.read_text("utf8")):
            marks = re.findall(r"\{claim\}`([^`]+)`", text)
            cited = [key for keys in re.findall(r"\{cite:[pt]\}`([^`]+)`", text) for key in keys.split(",")]
            if marks or cited:
                yield page.stem, text, marks, cited


def test_a_number_beside_a_mark_or_a_source_is_what_that_source_found():
    """Digits, and number words from five up. The model's own numbers are roles and do not count."""
    claims = pv_ledger.ledger()["claims"]
    found = {claim["id"]: claim["findings"] for claim in claims}
    by_source = {}
    for finding in (finding for claim in claims for finding in claim["findings"]):
        by_source.setdefault(finding["source"], set()).update(pv_ledger.numbers_in(finding["what"]))
    seen = 0
    for page, text, marks, cited in paragraphs():
        named = cited + [finding["source"] for mark in marks for finding in found[mark]]
        known = {number for source in named for number in by_source.get(source, ())}
        known |= {f"{int(float(number) + 0.5)}" for number in known}
        words = re.sub(r"\{[a-z:]+\}`[^`]*`|\]\([^)]*\)|^:\w+:.*$", "", text, flags=re.M)
        small = {number for number in pv_ledger.numbers_in(words) if float(number) < 5}
        years = {number for number in pv_ledger.numbers_in(words) if re.fullmatch(r"(1[89]|20)\d\d", number)}
        loose = pv_ledger.numbers_in(words) - small - years
        seen += len(loose)
        assert loose <= known | set(printed.OUR_OWN.get(page, ())), (page, loose - known, words[:200])
    assert seen > 40
