"""The ground of the course: parts of a chapter, ledger of claims, printed numbers, reading grade."""

import copy
import json
import re
from fnmatch import fnmatchcase
from pathlib import Path

import activities
import pv_course
import pv_ledger
import pv_muscles
import pv_published
import pv_reading
import pytest
import small_book
from small_book import CHECK, EVIDENCE, FIGURE, GOOD, HEAD, SOURCES

import postureviz as pv

ROOT = Path(__file__).resolve().parent.parent
BOOK = ROOT / "book"
FACTS = activities.numbers()
NO_PAPERS = {"found_by_explain", "assumed"}


def without(part):
    assert part in GOOD
    return GOOD.replace(part, "")


@pytest.fixture(scope="module")
def trial(tmp_path_factory):
    """A chapter that lacks nothing, built; its page and the warnings of the build."""
    folder = tmp_path_factory.mktemp("trial")
    out, warnings = small_book.build(
        folder, {"trial": GOOD, "evidence": EVIDENCE, "sources": SOURCES}, voyage=["trial"]
    )
    return (out / "book" / "trial.html").read_text("utf8"), warnings


@pytest.fixture(scope="module")
def complaints(tmp_path_factory):
    """What the build says about each of many wrong chapters, by name of the chapter."""
    pages = {
        "no-head": without(HEAD),
        "no-figure": without(FIGURE),
        "late-figure": without(FIGURE).replace("## More\n", f"## More\n\n{FIGURE}"),
        "no-limits": without(":::{limits}\nThe mast never tires.\n:::\n"),
        "long-limits": GOOD.replace("The mast never tires.", "The mast never tires. " * 16),
        "no-key-points": re.sub(r":::\{keypoints\}.*?:::\n", "", GOOD, flags=re.S),
        "no-next-step": re.sub(r":::\{nextstep\}.*?:::\n", "", GOOD, flags=re.S),
        "one-check": without(CHECK.replace("NAME", "two")),
        "long": GOOD.replace("The mast bends.", "The mast bends under its ropes. " * 140),
        "hard": GOOD.replace(
            "The mast bends.",
            "Notwithstanding considerable heterogeneity, biomechanical investigations demonstrate "
            "multifactorial interdependencies characterising musculoskeletal configurations. " * 12,
        ),
        "silent-option": GOOD.replace(": The mast tips round the upper ropes.", ":"),
        "two-answers": GOOD.replace("[ ] To port", "[x] To port"),
        "no-mark": GOOD.replace("[ ] To port", "To port"),
        "untrue": GOOD.replace(":name: one", ":name: one\n:holds: tip_shift_cm @ v1;mast;port_low=100 < 0"),
        "same-name": GOOD.replace(":name: ropes", ":name: one"),
        "bad-state": GOOD.replace("v1;mast;port=50", "v1;mast;prot=50"),
        "no-claim": GOOD.replace("`mast`", "`moon`"),
        "bad-field": GOOD.replace(": lines 2", ": essay"),
        "same-field": GOOD.replace("Where?", "When does it come?"),
        "bad-path": GOOD + "\n:::{path} Short\n:pages: nowhere\n:::\n",
    }
    _, warnings = small_book.build(
        tmp_path_factory.mktemp("wrong"),
        {**pages, "evidence": EVIDENCE, "sources": SOURCES},
        voyage=list(pages),
        builder="dummy",
    )
    found = {name: [] for name in pages}
    for line in warnings.splitlines():
        if match := re.search(r"book/([a-z-]+)\.md:?\S* (.*)", line):
            found[match[1]].append(match[2])
    return {name: "\n".join(lines) for name, lines in found.items()}


def test_a_chapter_with_all_its_parts_builds_without_a_word_but_its_new_numbers(trial):
    _, warnings = trial
    said = [line for line in warnings.splitlines() if "WARNING" in line]
    assert len(said) == 1 and "published.json" in said[0]


@pytest.mark.parametrize(
    "name, problem",
    [
        ("no-head", r"0 \{chapter\} heads"),
        ("no-figure", "live figure has to stand before"),
        ("late-figure", "live figure has to stand before"),
        ("no-limits", r"0 parts \{limits\}"),
        ("long-limits", "limits have 64 words; at most 60"),
        ("no-key-points", r"0 parts \{keypoints\}"),
        ("no-next-step", r"0 parts \{nextstep\}"),
        ("one-check", "checks: 1; allowed: 2 to 4"),
        ("long", r"it has 9\d\d words; at most 800"),
        ("hard", "reads at grade"),
        ("silent-option", "To port.* has no feedback"),
        ("two-answers", "exactly one option"),
        ("no-mark", "neither"),
        ("untrue", "no longer true"),
        ("same-name", "the name 'one' is used twice"),
        ("bad-state", "prot"),
        ("no-claim", "'moon' is no claim"),
        ("bad-field", "essay"),
        ("same-field", "the field 'When does it come.' twice"),
        ("bad-path", "'book/nowhere' is no chapter"),
    ],
)
def test_a_chapter_that_lacks_something_is_told_so(complaints, name, problem):
    assert re.search(problem, complaints[name]), complaints[name]


def test_without_a_script_a_check_prints_its_options_and_its_answers_stand_at_the_end(trial):
    page, _ = trial
    body = page.split('id="one"', 1)[1]
    shown = re.sub(r"<[^>]+>", " ", body)
    for text in ("To port", "To starboard", "end of this page"):
        assert text in shown
    answers = page.split('<section class="pvb-answers"', 1)[1].split("</section>", 1)[0]
    assert answers.count("Not this one.") == answers.count("This is it.") == 2
    assert "It moves 4 centimetres." in answers
    assert page.index('class="pvb-answers"') > page.index("pvb-nextstep")
    for word in ("pvb-nextstep", "pvb-sheet", "pvb-limits"):
        assert word in page


def test_every_option_has_a_name_and_a_group_that_is_the_question(trial):
    page, _ = trial
    for name in ("one", "two"):
        group = re.search(rf'role="radiogroup" aria-labelledby="{name}-question">(.*?)</div>', page, re.S)[1]
        assert group.count("<label") == group.count('type="radio"') == group.count(f'name="{name}"') == 2
        assert page.count(f'id="{name}-question"') == 1


def test_a_sheet_is_no_form_so_nothing_can_be_sent(trial):
    page, _ = trial
    sheet = page.split("data-sheet", 1)[1].split("pvb-limits", 1)[0]
    fields, tools = sheet.split("pvb-sheet-tools", 1)
    assert "<form" not in sheet
    assert fields.count("<textarea") == 1
    assert fields.count('type="radio"') == fields.count('type="checkbox"') == 2
    assert tools.count('type="checkbox"') == 1


def test_search_engines_are_told_what_a_chapter_teaches_and_how_long_it_takes(trial):
    page, _ = trial
    about = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])
    assert about["@type"] == "LearningResource"
    assert about["teaches"] == ["predict a bend", "tell two pulls apart"]
    assert re.fullmatch(r"PT\d+M", about["timeRequired"])
    assert about["license"].startswith("https://creativecommons.org/licenses/by/")
    assert about["isPartOf"]["@type"] == "Course"
    assert f"about {about['timeRequired'][2:-1]} minutes" in page


def test_a_mark_names_its_verdict_and_leads_to_its_row(trial):
    page, _ = trial
    mark = re.search(r'<a class="pvb-mark[^>]*href="([^"]+)".*?</a>', page, re.S)
    assert mark[1] == "evidence.html#claim-mast"
    assert "solid mechanics" in mark[0]


def test_the_start_page_of_the_book_tells_of_the_course(book):
    page = (book / "book" / "index.html").read_text("utf8")
    about = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])
    assert about["@type"] == "Course"
    assert len(about["hasPart"]) == len(pv_course.voyage(str(ROOT)))


# The ledger


@pytest.fixture
def ledger():
    return copy.deepcopy(pv_ledger.ledger())


SCHEMA = json.loads((BOOK / "claims.schema.json").read_text("utf8"))
KEYS = set(re.findall(r"^@\w+\{([^,\s]+),", (BOOK / "sources.bib").read_text("utf8"), re.M))


def test_every_claim_that_the_course_answers_is_in_the_ledger(ledger):
    numbers = {claim["often_said"] for claim in ledger["claims"] if "often_said" in claim}
    assert numbers == set(range(1, 40))


def test_the_verdicts_are_the_five_words_of_the_course(ledger):
    words = [verdict["word"] for verdict in ledger["verdicts"].values()]
    assert words == ["solid mechanics", "studies agree", "mixed", "not shown", "not tested"]


@pytest.mark.parametrize(
    "change, problem",
    [
        (lambda claim: claim.pop("verdict"), "verdict"),
        (lambda claim: claim.update(verdict="myth"), "myth"),
        (lambda claim: claim.update(findings=[]), r"\[\]"),
        (lambda claim: claim["findings"][0].update(source="nobody1999"), "nobody1999"),
        (lambda claim: claim["findings"][0].update(found="perhaps"), "perhaps"),
        (lambda claim: claim.update(verdict="not-shown"), "verdict 'not-shown'.*follows 'agree'"),
        (lambda claim: claim["findings"][0].update(found="against"), "verdict 'agree'.*follows 'not-shown'"),
        (
            lambda claim: claim.update(say="At the same age it has become 30 % less common."),
            "30 in our sentence",
        ),
        (lambda claim: claim.update(say="No."), "No."),
        (lambda claim: claim.update(id="burden"), "twice"),
        (lambda claim: claim.update(mood="fine"), "mood"),
    ],
)
def test_a_claim_without_verdict_or_source_is_refused_by_name(ledger, change, problem):
    row = next(claim for claim in ledger["claims"] if claim["id"] == "rate")
    change(row)
    with pytest.raises(ValueError, match=problem):
        pv_ledger.check(ledger, SCHEMA, KEYS)


def test_a_claim_of_solid_mechanics_rests_on_the_models(ledger):
    for claim in ledger["claims"]:
        if claim["verdict"] == "solid":
            assert "model" in pv_ledger.sources_of(claim), claim["id"]


@pytest.mark.parametrize(
    "found, verdict",
    [
        (["for", "for"], "agree"),
        (["for", "beside"], "agree"),
        (["against"], "not-shown"),
        (["against", "beside"], "not-shown"),
        (["for", "against"], "mixed"),
        (["part"], "mixed"),
        (["part", "against"], "mixed"),
        (["computed", "part"], "mixed"),
        (["computed", "computed"], "solid"),
        (["beside", "beside"], "not-tested"),
    ],
)
def test_a_verdict_follows_from_what_the_sources_found(found, verdict):
    assert pv_ledger.verdict_of({"findings": [{"found": word} for word in found]}) == verdict


def test_a_verdict_that_its_findings_do_not_bear_is_refused_for_every_claim(ledger):
    """Each of the other four words in place of the right one, claim by claim: none slips through."""
    for claim in ledger["claims"]:
        right = claim["verdict"]
        for other in set(ledger["verdicts"]) - {right}:
            claim["verdict"] = other
            with pytest.raises(ValueError, match=re.escape(repr(claim["id"]))):
                pv_ledger.check(ledger, SCHEMA, KEYS)
        claim["verdict"] = right


def test_numbers_of_a_sentence_are_found_in_digits_and_in_words():
    assert pv_ledger.numbers_in("One in thirteen; 9,224 people, 0.72 and 4.10 degrees") == {
        "13", "9224", "0.72", "4.1",
    }  # fmt: skip
    assert pv_ledger.numbers_in("half of one study") == set()


@pytest.mark.parametrize("verdict", ["not-shown", "not-tested", "mixed"])
def test_a_verdict_that_chapters_say_in_words_is_the_one_of_the_mark_behind_it(ledger, verdict):
    """A sentence that says "is not shown" or "is not tested" stands before a mark that says the same."""
    verdicts = {claim["id"]: claim["verdict"] for claim in ledger["claims"]}
    said = f"is {verdict.replace('-', ' ')}"
    seen = 0
    for page in sorted(BOOK.glob("*.md")):
        text = page.read_text("utf8")
        for found in re.finditer(rf"{said}\b(?P<between>.{{0,80}}?){{claim}}`(?P<id>[a-z0-9-]+)`", text):
            seen += 1
            assert verdicts[found["id"]] == verdict, (page.name, found["id"])
    assert seen >= 3


def test_claims_of_solid_mechanics_hold_in_the_models_and_a_false_one_is_found(ledger):
    tried = [claim for claim in ledger["claims"] if "holds" in claim]
    assert len(tried) >= 6
    for claim in tried:
        assert pv_ledger.untrue(claim) == [], claim["id"]
    upside_down = {"id": "wrong", "holds": ["tip_shift_cm @ v1;mast;port_low=100 < 0"]}
    assert pv_ledger.untrue(upside_down) == upside_down["holds"]


def test_what_was_not_shown_is_followed_within_two_sentences_by_something_to_go_on_with(ledger):
    for claim in ledger["claims"]:
        if claim["verdict"] == "not-shown":
            assert pv_reading.sentences(claim["say"]) in (2, 3), claim["id"]


@pytest.mark.parametrize("word", ["myth", "the article", "debunk", "wrong posture", "damage", "unstable"])
def test_our_sentences_neither_blame_nor_frighten(ledger, word):
    for claim in ledger["claims"]:
        assert word not in f"{claim['claim']} {claim['say']}".lower(), claim["id"]


ENTRIES = dict(
    re.findall(r"^@\w+\{([^,\s]+),(.*?)^\}", (BOOK / "sources.bib").read_text("utf8"), re.M | re.S)
)


def field(key, name):
    found = re.search(rf"^  {name} = \{{(.*?)\}},?$", ENTRIES[key], re.M)
    return found[1] if found else None


def test_a_mark_of_what_was_not_found_stands_behind_a_sentence_that_says_so(ledger):
    """Else a reader takes the mark for a word about something else: "exercise helps [not tested]"."""
    verdicts = {claim["id"]: claim["verdict"] for claim in ledger["claims"]}
    seen = 0
    for page in sorted(BOOK.glob("*.md")):
        text = re.sub(r"\{cite:[pt]\}`[^`]*`", "", page.read_text("utf8"))
        for mark in re.finditer(r"(?P<said>[^.|?!\n]*[.?!]?)\**\s*\{claim\}`(?P<id>[a-z0-9-]+)`", text):
            if verdicts[mark["id"]] in ("not-shown", "not-tested"):
                seen += 1
                words = r"\b(not|no|none|nobody|whether|unknown)\b"
                assert re.search(words, mark["said"], re.I), (page.name, mark["id"], mark["said"])
    assert seen > 15


def sources_in(part):
    """Every key in a list called sources, wherever it stands."""
    if isinstance(part, dict):
        yield from part.get("sources", ())
        part = list(part.values())
    for inner in part if isinstance(part, list) else ():
        yield from sources_in(inner)


def cited_keys():
    """Every key that a page, a claim or the table of the activities names."""
    keys = set(FACTS["sources"]) - NO_PAPERS
    for claim in pv_ledger.ledger()["claims"]:
        keys |= set(pv_ledger.sources_of(claim))
    keys |= set(sources_in(json.loads((BOOK / "safety.json").read_text("utf8"))))
    for page in [*BOOK.rglob("*.md"), *BOOK.rglob("*.json"), *(ROOT / "notebooks").glob("*.ipynb")]:
        for found in re.findall(r"\{cite:[pt]\}`([^`]+)`", page.read_text("utf8")):
            keys |= {key.strip() for key in found.split(",")}
    return keys


def test_every_source_that_is_named_is_in_the_bibliography_and_every_entry_is_named():
    assert cited_keys() - set(ENTRIES) == set()
    assert set(ENTRIES) - cited_keys() == set()


@pytest.mark.parametrize("key", sorted(set(ENTRIES) - {"model"}))
def test_a_source_says_how_much_of_it_was_read_and_where_or_that_it_was_not_found_again(key):
    note = re.fullmatch(r"We read: (\S.*)", field(key, "note") or "", re.S)
    assert note, f"{key}: the note has to begin with 'We read:'"
    if "title = " in ENTRIES[key] and "journal = " in ENTRIES[key]:
        assert re.search(r", (at|in|on) |not found again|the author's page|seen again", note[1]), (
            f"{key}: say where it was read: {note[1]!r}"
        )


def test_up_to_six_authors_are_named_before_the_others():
    for key in ENTRIES:
        people = field(key, "author").split(" and ")
        assert len(people) <= 7, key
        if people[-1] == "others":
            one_name_page = "names the first author only" in field(key, "note")
            assert len(people) == 7 or one_name_page, f"{key}: name six, or all"
        else:
            assert len(people) <= 6, f"{key}: six names, then 'and others'"


def test_bibliographic_fields_have_their_form():
    dois = [field(key, "doi") for key in ENTRIES if field(key, "doi")]
    assert len(set(dois)) == len(dois)
    assert all(re.fullmatch(r"10\.\d{4,}/\S+", doi) for doi in dois)
    assert all(field(key, "title") and field(key, "author") for key in ENTRIES)
    assert all(re.fullmatch(r"(17|19|20)\d\d|web page", field(key, "year") or "") for key in ENTRIES)


@pytest.mark.parametrize(
    "key, name",
    [
        ("sepehri2024", "Sepehri, Simin"),
        ("hickey2018", "Hickey, Darren"),
        ("ferreira2023", "{GBD 2021 Low Back Pain Collaborators}"),
        ("wallwork2024", "Wallwork, Sarah B."),
    ],
)
def test_names_that_were_checked_stay_as_they_were_found(key, name):
    assert field(key, "author").startswith(name)


@pytest.mark.parametrize("key", ["weppler2010", "downie2013", "kent2023"])
def test_a_published_correction_is_told_to_the_reader(key):
    assert "correction" in field(key, "note")


# Printed numbers


def test_a_number_that_changed_is_shown_and_stops_the_build(tmp_path):
    accepted = pv_published.written({"book/trial": {"tip_shift_cm @ v1;mast;port_low=100": "9"}})
    page = "# Trial\n\nIt moves {pv}`tip_shift_cm @ v1;mast;port_low=100` centimetres.\n"
    _, warnings = small_book.build(tmp_path, {"trial": page}, accepted=accepted)
    assert '-    "tip_shift_cm @ v1;mast;port_low=100": "9"' in warnings
    assert '+    "tip_shift_cm @ v1;mast;port_low=100": "4"' in warnings
    assert "tools/published.py" in warnings
    found = json.loads((tmp_path / "out" / pv_published.FOUND).read_text("utf8"))
    assert found == {"book/trial": {"tip_shift_cm @ v1;mast;port_low=100": "4"}}


def test_numbers_that_are_as_accepted_say_nothing(tmp_path):
    accepted = pv_published.written({"book/trial": {"tip_shift_cm @ v1;mast;port_low=100": "4"}})
    page = "# Trial\n\nIt moves {pv}`tip_shift_cm @ v1;mast;port_low=100` centimetres.\n"
    _, warnings = small_book.build(tmp_path, {"trial": page}, accepted=accepted)
    assert warnings == ""


@pytest.mark.parametrize(
    "condition, true",
    [
        ("tip_shift_cm @ v1;mast;port_low=100 > 3", True),
        ("-tip_shift_cm @ v1;mast;port_low=100 > 0", False),
        ("tension port_top @ v1;mast;port_top=100 < tension starboard_top @ v1;mast;port_top=100", True),
        ("lean_deg @ v1;mast < -0.5", False),
    ],
)
def test_a_condition_compares_what_the_models_give(condition, true):
    assert pv_course.holds(condition) is true


def test_a_condition_without_a_comparison_is_refused():
    with pytest.raises(ValueError, match="is not like"):
        pv_course.holds("tip_shift_cm @ v1;mast")


# Reading


@pytest.mark.parametrize(
    "word, count",
    [
        ("mast", 1), ("ropes", 1), ("people", 2), ("muscles", 2), ("pulled", 1), ("needed", 2),
        ("posture", 2), ("area", 3), ("idea", 3), ("being", 2), ("evidence", 3), ("imbalance", 3),
        ("involuntary", 5), ("table", 2), ("sciatica", 4), ("usually", 4), ("science", 2), ("you’re", 1),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_they_are_spoken(word, count):
    assert pv_reading.syllables(word) == count


def test_the_grade_is_that_of_the_formula_on_texts_whose_counts_are_known():
    # 6 words, 6 syllables, one sentence; 12 words in two sentences are the same grade.
    expected = 0.39 * 6 + 11.8 * 1 - 15.59
    assert pv_reading.grade(["The cat sat on the mat."]) == pytest.approx(expected)
    assert pv_reading.grade(["The cat sat on the mat. The dog lay on the rug."]) == pytest.approx(expected)
    # Lincoln at Gettysburg is quoted near grade 11; a page for children near 1.
    lincoln = (
        "Four score and seven years ago our fathers brought forth on this continent, a new nation, "
        "conceived in Liberty, and dedicated to the proposition that all men are created equal. Now we "
        "are engaged in a great civil war, testing whether that nation, or any nation so conceived and "
        "so dedicated, can long endure. We are met on a great battle-field of that war."
    )
    assert 9 < pv_reading.grade([lincoln]) < 13
    assert pv_reading.grade(["See the dog run. The dog can run fast. I like the dog."]) < 1


def test_a_long_sentence_and_long_words_raise_the_grade():
    short = ["The rope pulls. The mast bends."]
    joined = ["The rope pulls and the mast bends."]
    learned = ["Asymmetrical tension deforms. Mechanical equilibrium establishes."]
    assert pv_reading.grade(short) < pv_reading.grade(joined) < pv_reading.grade(learned)


# Muscles in and out


def test_the_box_of_muscles_has_every_line_and_every_group_of_the_models_once():
    rows = pv_muscles.read()
    for model in ("side", "back"):
        named = {pv_muscles.plain(group) for group in pv.load(model).groups}
        assert {group for row in rows for group in row["in"][model] if group} == named
        lines = {pv_muscles.plain(name) for name in pv.load(model).cables}
        patterns = [pattern for row in rows for pattern in row.get(model, [])]
        hits = [sum(fnmatchcase(line, pattern) for pattern in patterns) for line in lines]
        assert hits == [1] * len(lines)
    left_out = {row["muscle"] for row in rows if not any(row["in"].values())}
    assert "Serratus anterior" in left_out and "Hamstrings" not in left_out


@pytest.mark.parametrize(
    ("model", "line", "problem"),
    [
        ("side", "serratus", "no row for these lines of 'side': serratus"),
        ("back", "iliacus_new", "iliacus_new"),
    ],
)
def test_a_new_line_of_a_model_needs_a_row_in_the_box(monkeypatch, model, line, problem):
    now = pv_muscles.lines_of
    monkeypatch.setattr(pv_muscles, "lines_of", lambda m: now(m) | ({line: None} if m == model else {}))
    with pytest.raises(ValueError, match=problem):
        pv_muscles.read()


def test_a_row_that_names_no_line_of_a_model_is_refused(monkeypatch):
    now = pv_muscles.lines_of
    gone = lambda m: {k: v for k, v in now(m).items() if not k.startswith("psoas")}  # noqa: E731
    monkeypatch.setattr(pv_muscles, "lines_of", gone)
    with pytest.raises(ValueError, match=r"'Psoas' names 'psoas_\*', which is no line of 'side'"):
        pv_muscles.read()


@pytest.mark.parametrize("cross", ["lower", "upper"])
def test_both_crosses_carry_their_part_of_the_box_folded(book, cross):
    page = (book / "book" / f"{cross}-cross.html").read_text("utf8")
    box = re.search(r'<details class="pvb-muscles">.*?</details>', page, re.S)[0]
    for row in pv_muscles.read():
        assert (f"<strong>{row['muscle']}</strong>" in box) == (row["cross"] == cross), row["muscle"]
    left_out = box.split("Left out, and", 1)[1]
    for row in pv_muscles.read():
        out = row["cross"] == cross and not any(row["in"].values())
        assert (f"<strong>{row['muscle']}</strong>" in left_out) == out, row["muscle"]
    assert "no anatomist has signed" in box
