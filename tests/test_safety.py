"""When to have it checked: one text, where it stands, how it reads, who says so."""

import copy
import html
import json
import re
from pathlib import Path

import jsonschema
import pv_reading
import pv_safety
import pytest
import small_book
from small_book import CHECK, FLAGS, GOOD, SHEET

ROOT = Path(__file__).resolve().parent.parent
BOOK = ROOT / "book"
# The pages that the course promised to give the strip, whatever safety.json says today.
PROMISED = {
    "index", "label", "upper-cross", "both", "forces", "find-pattern", "stay-points", "movement",
    "retraining", "questions", "helm",
}  # fmt: skip
SHEETS = {"find-pattern": "my-log", "retraining": "my-plan", "helm": "my-helm"}
STRIP = re.compile(r'<details class="pvb-safety">.*?</details>', re.S)


def spoken(markup):
    """The words of a piece of a page, one line for each paragraph or item."""
    text = re.sub(r"</(?:p|li|summary)>", "\n", markup)
    text = html.unescape(re.sub(r"<[^>]+>", "", text)).replace("’", "'")
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def long_form():
    return [text.replace("’", "'") for text in pv_safety.paragraphs()]


def page_of(book, name):
    return (book / "book" / f"{name}.html").read_text("utf8")


# The text


@pytest.mark.parametrize("box", pv_safety.safety()["boxes"], ids=lambda box: box["id"])
def test_each_box_reads_at_grade_8_at_most(box):
    also = box.get("also", {"opening": "", "signs": []})
    texts = [box["opening"], box.get("closing", ""), also["opening"]]
    texts += [sign["say"] for sign in box["signs"] + also["signs"]]
    assert pv_reading.grade([text.replace("*", "") for text in texts if text]) <= 8


def test_the_strip_and_the_whole_read_at_grade_8_at_most():
    assert pv_reading.grade(pv_safety.paragraphs()) <= 8
    assert pv_reading.grade([pv_safety.safety()["strip"].replace(",", ".")]) <= 8


@pytest.mark.parametrize(
    "sign",
    [
        r"between the legs",
        r"passing urine.*strain.*leaks.*full",
        r"erection.*ejaculation",
        r"Pain.*in both legs",
        r"unsteady.*clumsy",
        r"belly or back.*fainting",
        r"Chest pain.*accident",
        r"face that drops.*speaking.*swallowing.*double vision",
        r"electric shock",
        r"headache.*worst.*fever and a stiff neck.*blow to the head",
    ],
)
def test_the_emergency_box_names_every_sign_that_its_sources_name(sign):
    now = pv_safety.safety()["boxes"][0]
    says = [row["say"].replace("*", "") for row in now["signs"] + now["also"]["signs"]]
    assert any(re.search(sign, say) for say in says)


@pytest.mark.parametrize(
    "box, sign",
    [
        (1, r"foot newly drops"),
        (1, r"fever.*defences.*infection.*inject"),
        (1, r"small knock.*thin bones.*steroids"),
        (1, r"cancer.*band.*shoulder blades"),
        (2, r"lose weight"),
        (2, r"changed shape.*lump.*shorter"),
        (2, r"rest.*night"),
        (2, r"before you were 45.*three months.*eases when you move"),
        (2, r"pregnant.*under 20 or over 55"),
    ],
)
def test_what_can_wait_a_day_or_a_week_stands_in_its_box(box, sign):
    assert any(re.search(sign, row["say"]) for row in pv_safety.safety()["boxes"][box]["signs"])


def test_every_sign_has_a_source_of_the_bibliography():
    keys = set(re.findall(r"^@\w+\{([^,\s]+),", (BOOK / "sources.bib").read_text("utf8"), re.M))
    for sign in pv_safety.signs():
        assert set(sign["sources"]) <= keys, sign["say"]


def test_no_word_of_one_country_alone_and_no_verdict_stands_in_the_text():
    text = " ".join([*pv_safety.paragraphs(), pv_safety.safety()["strip"]])
    assert not re.search(r"\b(?:999|111|112|911|A&E|GP|NHS)\b", text)
    assert not re.search(r"not shown|not tested|mixed|myth", text, re.I)


@pytest.mark.parametrize("missing", ["signed", "pages", "strip", "boxes", "closing"])
def test_a_text_that_lacks_a_part_is_refused(missing):
    data = copy.deepcopy(pv_safety.safety())
    del data[missing]
    schema = json.loads((BOOK / "safety.schema.json").read_text("utf8"))
    with pytest.raises(jsonschema.ValidationError, match=missing):
        jsonschema.validate(data, schema)


# Where it stands


def test_the_pages_that_carry_the_strip_are_those_that_were_promised():
    named = set(pv_safety.safety()["pages"])
    assert named >= PROMISED
    assert all((BOOK / f"{name}.md").is_file() for name in named)


@pytest.mark.parametrize("name", sorted(PROMISED | {"imbalance", "voluntary", "lower-cross"}))
def test_a_page_on_pain_or_movement_opens_the_same_words_before_it_asks_for_anything(book, name):
    page = page_of(book, name).split("<article", 1)[1].split("</article>", 1)[0]
    strips = STRIP.findall(page)
    assert len(strips) == 1
    title, short, *rest = spoken(strips[0].replace("</b>", "</b></p>"))
    assert (title, short) == (pv_safety.safety()["title"], pv_safety.safety()["strip"])
    assert rest[: len(long_form())] == long_form()
    assert "pvb-mark" not in strips[0]
    above = page[: page.index(strips[0])]
    for later in ("data-check", "data-sheet", "pvb-predict", "pvb-keypoints", "pvb-nextstep"):
        assert later not in above
    if name != "index":
        assert "<h2" not in above


@pytest.mark.parametrize("name, sheet", SHEETS.items())
def test_a_printed_sheet_ends_with_the_same_words_and_the_screen_shows_none_of_them(book, name, sheet):
    page = page_of(book, name)
    inside = page.split(f'id="{sheet}" data-sheet', 1)[1]
    fields, signs = inside.split('<div class="pvb-signs pvb-signs-paper">', 1)
    assert "pvb-safety" not in fields
    assert spoken(signs)[: len(long_form())] == long_form()
    css = (BOOK / "assets" / "pv-course.css").read_text("utf8")
    assert "@media screen { .pvb-sheet .pvb-signs { display: none; } }" in css


def test_the_page_of_signs_has_the_same_words_blanks_to_fill_and_a_source_for_every_line(book):
    page = page_of(book, "when-checked")
    whole = page.split('<div class="pvb-signs pvb-signs-whole">', 1)[1]
    lines = spoken(whole)
    assert lines[: len(long_form())] == long_form()
    for blank in pv_safety.safety()["blanks"]:
        assert f"<span>{blank}</span><i></i>" in whole
    assert "draft until a clinician signs" in whole and "no clinician has signed" in whole
    rows = re.findall(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td>', whole, re.S)
    assert len(rows) == len(pv_safety.signs())
    assert all('href="sources.html#' in cited for _, cited in rows)


def test_every_page_of_the_book_leads_to_the_page_of_signs(book):
    for path in book.glob("book/*.html"):
        assert re.search(r'<footer.*href="(?:when-checked\.html|#)"', path.read_text("utf8"), re.S), path.name


# The build says what is missing


@pytest.fixture(scope="module")
def complaints(tmp_path_factory):
    """What the build says about pages without the strip, or with it in the wrong place."""
    pages = {
        "label": GOOD.replace(FLAGS, "").replace(SHEET, ""),
        "sheet-alone": GOOD.replace(FLAGS, ""),
        "guess-alone": GOOD.replace(FLAGS, "").replace(SHEET, ":::{predict}\nWhere do you sit?\n:::\n"),
        "late": GOOD.replace(FLAGS, "").replace(SHEET, f"{SHEET}\n{FLAGS}"),
        "after-advice": GOOD.replace(FLAGS, f"Walk a little every day.\n\n{FLAGS}"),
        "twice": GOOD.replace(FLAGS, f"{FLAGS}\n{FLAGS}"),
        "verdict": GOOD.replace(FLAGS, f"{FLAGS}\nIt bends. {{claim}}`mast`\n"),
        "silly": GOOD.replace(FLAGS, ":::{flags} twice\n:::\n"),
        "good": GOOD.replace(CHECK.replace("NAME", "one"), CHECK.replace("NAME", "three")),
    }
    pages = {name: text.replace(":name: ", f":name: {name}-") for name, text in pages.items()}
    _, warnings = small_book.build(
        tmp_path_factory.mktemp("unsafe"),
        {**pages, "evidence": small_book.EVIDENCE, "sources": small_book.SOURCES},
        voyage=list(pages),
        builder="dummy",
    )
    return {name: "\n".join(re.findall(rf"book/{name}\.md:?\S* (.*)", warnings)) for name in pages}


@pytest.mark.parametrize(
    "name, problem",
    [
        ("label", r"write \{flags\} below its head"),
        ("sheet-alone", r"write \{flags\} below its head"),
        ("guess-alone", r"write \{flags\} below its head"),
        ("late", "stands below something to do"),
        ("after-advice", "'Walk' comes before"),
        ("twice", "one is enough"),
        ("verdict", "a mark of evidence stands beside"),
        ("silly", "write nothing, whole or sources"),
    ],
)
def test_a_page_whose_signs_are_missing_or_misplaced_stops_the_build(complaints, name, problem):
    assert re.search(problem, complaints[name]), complaints[name]


def test_a_page_whose_signs_stand_in_their_place_passes(complaints):
    assert complaints["good"] == ""
