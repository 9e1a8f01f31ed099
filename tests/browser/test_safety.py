"""The list of signs to have checked: opened in place by finger and key, and whole on paper."""

import re

import pv_safety
import pytest
from axe_playwright_python.sync_playwright import Axe

PHONE = {"width": 390, "height": 844}
PAPERS = ("A4", "Letter")
SHEETS = {"find-pattern": "my-log", "retraining": "my-plan", "helm": "my-helm"}
PROBE = "https://probe.test/"
# A tiny link at both ends of each box, and in every other paragraph and heading: a PDF says on which of its
# pages a link lies.
MARK = """name => {
  const mark = (place, id, end) => {
    const link = document.createElement('a');
    Object.assign(link, { href: name + id, textContent: '.' });
    link.style.cssText = 'font-size: 2px; text-decoration: none';
    if (end) (place.lastElementChild.querySelector('li:last-child p') || place.lastElementChild).append(link);
    else place.prepend(link);
  };
  const seen = place => place.checkVisibility();
  document.querySelectorAll('.pvb-signs').forEach((list, i) => {
    list.querySelectorAll('.pvb-flags').forEach((box, k) => {
      mark(box.querySelector('.pvb-box-title'), `box-${i}-${k}-first`);
      mark(box, `box-${i}-${k}-last`, true);
    });
    mark(list.querySelector('.pvb-signed'), `box-${i}-end-last`);
    mark(list.querySelector('.pvb-signs-end'), `box-${i}-end-first`);
  });
  [...document.querySelectorAll('main :is(h1, h2, p)')]
    .filter(place => !place.closest('.pvb-signs, summary, .pv, .pv-act'))
    .forEach((place, i) => mark(place, `text-${i}`));
}"""


def pages_of(pdf):
    """For each page of a PDF, the names of the marks on it."""
    objects = {}
    for part in pdf.split(b"endobj"):
        if match := re.search(rb"(\d+) 0 obj\n(.*)", part.split(b"stream\n")[0], re.S):
            objects[match[1]] = match[2]
    kids = next(re.search(rb"/Kids \[(.*?)\]", o, re.S) for o in objects.values() if b"/Type /Pages" in o)
    order = re.findall(rb"(\d+) 0 R", kids[1])
    links = {
        number: re.search(rb"/URI \(" + PROBE.encode() + rb"(.*?)\)", text)
        for number, text in objects.items()
    }
    found = []
    for number in order:
        listed = re.search(rb"/Annots \[(.*?)\]", objects[number], re.S)
        names = [links.get(n) for n in re.findall(rb"(\d+) 0 R", listed[1] if listed else b"")]
        found.append([name[1].decode() for name in names if name])
    return found


def holds_together(pages, lists):
    """Every box lies on one page, with the rest of its list, and never without other words."""
    where = {name: i for i, names in enumerate(pages) for name in names}
    for i in range(lists):
        boxes = [where[f"box-{i}-{k}-{end}"] for k in (0, 1, 2, "end") for end in ("first", "last")]
        assert len(set(boxes)) == 1, f"list {i} is split over pages {sorted(set(boxes))}"
        assert any(name.startswith("text-") for name in pages[boxes[0]]), f"list {i} is alone on its page"


@pytest.fixture
def reading(browser, book):
    """Open a page of the book; figures need not be alive."""
    made = []

    def open_page(name, **options):
        context = browser.new_context(viewport=options.pop("viewport", PHONE), **options)
        made.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(f"{book.as_uri()}/book/{name}.html")
        return page

    yield open_page
    for context in made:
        context.close()


def test_a_finger_opens_the_list_in_place_and_closes_it_again(reading):
    page = reading("upper-cross", has_touch=True)
    strip = page.locator("details.pvb-safety")
    address = page.url
    assert strip.get_by_text(pv_safety.safety()["strip"]).is_visible()
    assert not strip.get_by_text("Emergency, now").is_visible()
    strip.locator("summary").tap()
    for box in pv_safety.safety()["boxes"]:
        assert strip.get_by_text(box["title"], exact=True).is_visible()
    assert page.url == address
    strip.locator("summary").tap()
    assert not strip.get_by_text("Emergency, now").is_visible()
    assert page.complaints == []


@pytest.mark.parametrize("script", [True, False])
def test_a_key_opens_the_list_with_and_without_a_script(reading, script):
    page = reading("forces", java_script_enabled=script)
    page.locator("details.pvb-safety > summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("details.pvb-safety").get_by_text("Emergency, now").is_visible()


def test_the_strip_is_small_and_above_the_first_figure_on_a_phone(reading):
    page = reading("label")
    strip = page.locator("details.pvb-safety").bounding_box()
    assert strip["height"] < 150
    assert strip["y"] + strip["height"] < page.locator("figure").first.bounding_box()["y"]


@pytest.mark.parametrize("name, sheet", SHEETS.items())
def test_no_sign_stands_in_a_sheet_on_the_screen(reading, name, sheet):
    page = reading(name)
    assert not page.locator(f"#{sheet}").get_by_text("Emergency, now").is_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_and_the_open_strip_pass_the_accessibility_rules(reading, theme):
    page = reading("when-checked", color_scheme=theme, reduced_motion="reduce")
    page.locator(".pvb-sources > summary").click()
    assert [(v["id"], n["target"]) for v in Axe().run(page).response["violations"] for n in v["nodes"]] == []
    page = reading("retraining", color_scheme=theme, reduced_motion="reduce")
    page.locator("details.pvb-safety > summary").click()
    assert [(v["id"], n["target"]) for v in Axe().run(page).response["violations"] for n in v["nodes"]] == []


@pytest.mark.parametrize("paper", PAPERS)
def test_the_page_of_signs_is_one_sheet_of_paper(reading, paper):
    page = reading("when-checked")
    page.evaluate(MARK, PROBE)
    pages = pages_of(page.pdf(format=paper))
    assert len(pages) == 1
    holds_together(pages, 1)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name, sheet", SHEETS.items())
def test_a_sheet_and_its_signs_are_printed_on_one_page(reading, name, sheet, paper):
    page = reading(name, viewport={"width": 1280, "height": 800})
    page.evaluate("window.print = () => dispatchEvent(new Event('beforeprint'))")
    for area in page.locator(f"#{sheet} textarea").all():
        area.fill("something of some length, as people write it")
    page.locator(f"#{sheet}").get_by_role("button", name="Print this sheet").click()
    page.evaluate(MARK, PROBE)
    (names,) = pages_of(page.pdf(format=paper))
    assert {f"box-1-{k}-{end}" for k in range(3) for end in ("first", "last")} <= set(names)
    assert any(name.startswith("text-") for name in names)
    assert not any(name.startswith("box-0") for name in names)


@pytest.mark.parametrize("name", pv_safety.safety()["pages"])
def test_a_printed_chapter_shows_the_list_unfolded_whole_and_not_alone(reading, name):
    page = reading(name, viewport={"width": 1280, "height": 800})
    page.evaluate(MARK, PROBE)
    for paper in PAPERS:
        holds_together(pages_of(page.pdf(format=paper)), 2 if name in SHEETS else 1)
    assert not page.locator("details.pvb-safety").evaluate("fold => fold.open")
