"""Every page of the book in a real browser, from a server and from a folder."""

from pathlib import Path

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from browsing import alive, at_rest
from playwright.sync_api import expect

ROOT = Path(__file__).resolve().parents[2]
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf8"))
CHAPTERS = [TOC["root"], *(chapter["file"] for part in TOC["parts"] for chapter in part["chapters"])]
PAGES = [*CHAPTERS, "index", "search", "404", "genindex"]
SIZES = {"phone": {"width": 390, "height": 844}, "laptop": {"width": 1280, "height": 800}}


@pytest.fixture(params=["http", "file"])
def address(request, book, served):
    """Where the book stands: on a server of this machine, or in a folder."""
    return served(book) if request.param == "http" else book.as_uri()


@pytest.fixture
def visit(browser):
    """Open a page and keep a record of what it asks for and complains about."""
    contexts = []

    def open_page(url, size="laptop", theme="light", **options):
        context = browser.new_context(viewport=SIZES[size], color_scheme=theme, **options)
        contexts.append(context)
        page = context.new_page()
        page.requested, page.complaints = [], []
        page.on("request", lambda request: page.requested.append(request.url))
        # aborted: the page was left while its icon was still on the way
        page.on(
            "requestfailed",
            lambda request: (
                request.failure == "net::ERR_ABORTED"
                or page.complaints.append(f"failed: {request.url} ({request.failure})")
            ),
        )
        page.on(
            "response",
            lambda answer: answer.status >= 400 and page.complaints.append(f"{answer.status}: {answer.url}"),
        )
        page.on(
            "console",
            lambda message: message.type in ("error", "warning") and page.complaints.append(message.text),
        )
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(url)
        if options.get("java_script_enabled", True):
            alive(page)
        return page

    yield open_page
    for context in contexts:
        context.close()


def settle(figure):
    """Wait until the picture shows what the state says."""
    figure.evaluate(
        "f => new Promise(done => {"
        "  const look = () => f.dataset.settled === 'true' ? done() : setTimeout(look, 20);"
        "  look();"
        "})"
    )


def check_sliders(page):
    """Every slider changes the state, and a mast moves as its reading states."""
    for figure in page.query_selector_all("[data-postureviz]"):
        for slider in figure.query_selector_all("input[type=range]"):
            if not slider.is_visible():
                continue
            said, moved = [], []
            for key in ("Home", "End"):
                slider.press(key)
                settle(figure)
                said.append(figure.get_attribute("data-state"))
                mast = figure.query_selector("[data-part=masthead]")
                lean = figure.query_selector("[data-reading=lean_deg] .pv-number")
                if mast and lean:
                    box = mast.bounding_box()
                    stated = float(lean.inner_text().replace("−", "-").rstrip("°"))
                    moved.append((box["x"] + box["width"] / 2, stated))
            where = f"{figure.get_attribute('id')}, {slider.get_attribute('id')}"
            assert said[0] != said[1], where
            if moved:
                (x0, lean0), (x1, lean1) = moved
                assert abs(x1 - x0) >= 2, where
                assert (x1 - x0) * (lean1 - lean0) > 0, where
            slider.press("0")


# A page is visited once for each place, size and theme, and all questions are asked there.
# A failure names its question.
VISITS = [
    (name, place, size, theme)
    for name in PAGES
    for place, size, theme in [
        ("file", "laptop", "light"),
        ("http", "laptop", "light"),
        ("http", "laptop", "dark"),
        ("http", "phone", "light"),
        ("http", "phone", "dark"),
    ]
    if name not in ("index", "genindex") or (size, theme) == ("laptop", "light")
]


@pytest.mark.parametrize(("name", "place", "size", "theme"), VISITS)
def test_a_visit_finds_nothing_amiss(visit, book, served, subtests, name, place, size, theme):
    address = served(book) if place == "http" else book.as_uri()
    page = visit(f"{address}/{name}.html", size, theme)
    at_rest(page)
    with subtests.test("the page asks nobody else for anything"):
        assert [url for url in page.requested if not url.startswith((address + "/", "data:", "blob:"))] == []
    with subtests.test("the page complains about nothing"):
        assert page.complaints == []
    if name in ("index", "genindex"):
        return
    if place == "http":
        with subtests.test("the page never scrolls sideways"):
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        with subtests.test("the page passes the default accessibility rules"):
            violations = Axe().run(page).response["violations"]
            assert [
                (v["id"], node["target"], node["failureSummary"]) for v in violations for node in v["nodes"]
            ] == []
    if name in CHAPTERS and (size, theme) == ("laptop", "light"):
        page.emulate_media(reduced_motion="reduce")
        with subtests.test("every slider changes the state and a mast moves as its reading states"):
            check_sliders(page)


@pytest.mark.parametrize("size", SIZES)
def test_the_start_page_shows_a_live_ship_in_its_first_screenful(visit, address, size):
    page = visit(f"{address}/{TOC['root']}.html", size)
    figure = page.locator("[data-postureviz]").first
    assert figure.get_attribute("data-ready") == "true"
    mast = figure.locator("[data-part=mast]").bounding_box()
    assert mast["y"] > 0
    assert mast["y"] + mast["height"] < SIZES[size]["height"]


@pytest.mark.parametrize("name", [TOC["root"], "book/ropes-and-masts"])
def test_mounting_a_figure_moves_nothing_on_the_page(browser, served, book, name):
    context = browser.new_context(viewport=SIZES["laptop"])
    page = context.new_page()
    page.add_init_script(
        "window.shift = 0;"
        "new PerformanceObserver(list => list.getEntries().forEach(e => window.shift += e.value))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    page.goto(f"{served(book)}/{name}.html")
    alive(page)
    at_rest(page)
    assert page.evaluate("window.shift") < 0.01
    context.close()


def test_search_finds_a_page_without_a_word_on_the_console(visit, address):
    page = visit(f"{address}/{TOC['root']}.html")
    page.get_by_role("searchbox", name="Search this book").fill("slack")
    page.keyboard.press("Enter")
    expect(page.locator("#search-results a[href*='ropes-and-masts']").first).to_be_attached()
    assert page.complaints == []


def test_the_front_door_opens_on_the_start_page(visit, address):
    page = visit(f"{address}/index.html")
    page.wait_for_url(f"{address}/{TOC['root']}.html")
    assert page.complaints == []


def test_the_phone_menu_works_by_keyboard(visit, address):
    page = visit(f"{address}/{TOC['root']}.html", "phone")
    menu = page.get_by_role("button", name="Menu")
    contents = page.get_by_role("navigation", name="Book contents")
    assert not contents.is_visible()
    menu.press("Enter")
    expect(menu).to_have_attribute("aria-expanded", "true")
    expect(contents).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.pvb-contents') !== null")
    page.keyboard.press("Escape")
    expect(contents).to_be_hidden()
    assert page.evaluate("document.activeElement.className") == "pvb-menu"
    menu.press("Enter")
    contents.get_by_role("link", name="Ropes and masts").press("Enter")
    page.wait_for_url("**/ropes-and-masts.html")


def test_the_first_tab_offers_to_skip_to_the_text(visit, address):
    page = visit(f"{address}/{TOC['root']}.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main-content"


def test_the_reader_chooses_colours_and_the_choice_stays(visit, address):
    page = visit(f"{address}/{TOC['root']}.html")
    whole = page.locator("html")
    expect(whole).to_have_attribute("data-theme", "light")
    page.get_by_role("button", name="Colours").click()
    expect(whole).to_have_attribute("data-theme", "dark")
    page.goto(f"{address}/book/the-model.html")
    expect(whole).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("button", name="Colours")).to_contain_text("dark")


def test_colours_chosen_in_one_tab_hold_in_the_others(visit, book, served):
    # From a server: between files in a folder browsers do not always hand such news on.
    address = served(book)
    here = visit(f"{address}/{TOC['root']}.html")
    there = here.context.new_page()
    there.goto(f"{address}/book/the-model.html")
    expect(there.locator("html")).to_have_attribute("data-theme", "light")
    here.get_by_role("button", name="Colours").click()
    expect(there.locator("html")).to_have_attribute("data-theme", "dark")
    expect(there.get_by_role("button", name="Colours")).to_contain_text("dark")
    here.evaluate("localStorage.clear()")
    expect(there.get_by_role("button", name="Colours")).to_contain_text("as your device")


def test_colours_kept_in_words_of_another_program_are_those_of_the_device(visit, address):
    page = visit(f"{address}/{TOC['root']}.html")
    page.evaluate("localStorage.setItem('pv-theme', 'constructor')")
    page.goto(f"{address}/book/the-model.html")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    expect(page.get_by_role("button", name="Colours")).to_contain_text("as your device")


def test_without_script_a_page_shows_picture_sentence_and_contents(visit, address):
    page = visit(f"{address}/{TOC['root']}.html", "phone", java_script_enabled=False)
    figure = page.locator("[data-postureviz]").first
    assert figure.locator("svg [data-part=mast]").is_visible()
    assert figure.get_by_text("The mast stands upright").is_visible()
    for control in figure.locator("input, button").all():
        assert not control.is_visible()
    page.get_by_role("link", name="Menu").click()
    assert page.get_by_role("link", name="Ropes and masts").first.is_visible()


def test_on_paper_a_page_is_text_and_stills(visit, address):
    page = visit(f"{address}/{TOC['root']}.html", theme="dark")
    page.emulate_media(media="print")
    assert not page.locator(".pvb-side").is_visible()
    figure = page.locator("[data-postureviz]").first
    assert figure.locator("svg [data-part=mast]").is_visible()
    assert figure.get_by_text("The mast stands upright").is_visible()
    assert not figure.locator("input[type=range]").first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
