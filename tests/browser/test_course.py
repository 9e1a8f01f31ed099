"""Checks, worksheets, the table of evidence and the reader's place, in a real browser."""

import pytest
import small_book
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

SIZES = {"phone": {"width": 390, "height": 844}, "laptop": {"width": 1280, "height": 800}}


@pytest.fixture(scope="module")
def trial(tmp_path_factory):
    """Address of a folder with one whole chapter, the start page and the evidence."""
    pages = {
        "index": f"# A small book\n\nFirst words.\n\n{small_book.FLAGS}"
        "\n:::{place}\n:::\n\n:::{path} All of it\n:::\n",
        "trial": small_book.GOOD.replace(":::{limits}", ":::{instructor}\nAsk first.\n:::\n\n:::{limits}"),
        "evidence": small_book.EVIDENCE,
        "sources": small_book.SOURCES,
    }
    out, _ = small_book.build(tmp_path_factory.mktemp("trial"), pages, voyage=["trial"])
    return (out / "book").as_uri()


@pytest.fixture
def context(browser):
    made = browser.new_context(viewport=SIZES["laptop"], reduced_motion="reduce")
    yield made
    made.close()


def opened(context, address):
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(address)
    return page


def test_a_check_is_answered_by_keyboard_alone_and_says_something_about_every_option(context, trial):
    page = opened(context, f"{trial}/trial.html")
    check = page.locator("#one")
    said = check.locator("[role=status]")
    check.locator("input").first.focus()
    page.keyboard.press("ArrowDown")
    assert said.inner_text() == ""
    page.keyboard.press("Space")
    assert "This is it." in said.inner_text() and "It moves 4 centimetres." in said.inner_text()
    page.keyboard.press("ArrowUp")
    expect(said).to_contain_text("This is it.")
    page.keyboard.press("Enter")
    assert "Not this one." in said.inner_text() and "tips round" in said.inner_text()
    assert page.locator("#two [role=status]").inner_text() == ""
    expect(page.locator("#answers")).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage).join()") == "pv-place"
    assert page.complaints == []


def test_arrow_keys_go_round_at_both_ends_of_a_check(context, trial):
    page = opened(context, f"{trial}/trial.html")
    options = page.locator("#one input")
    options.last.focus()
    for key, landed in (("ArrowDown", 0), ("ArrowUp", -1), ("ArrowRight", 0), ("ArrowLeft", -1)):
        page.keyboard.press(key)
        assert options.nth(landed).evaluate("option => option === document.activeElement"), key


def test_the_table_of_evidence_filters_and_a_link_shows_its_row_again(context, trial):
    page = opened(context, f"{trial}/evidence.html")
    rows = page.locator("[data-evidence] tbody tr")
    count = rows.count()
    page.get_by_label("Verdict").select_option("solid mechanics")
    shown = [row for row in rows.all() if row.is_visible()]
    assert 0 < len(shown) < count
    assert all("solid mechanics" in row.inner_text() for row in shown)
    assert page.locator(".pvb-filter [role=status]").inner_text().startswith(f"{len(shown)} ")
    expect(page.locator("#claim-sleep")).to_be_hidden()
    page.evaluate("location.hash = 'claim-sleep'")
    page.locator("#claim-sleep").wait_for(state="visible")


def test_the_start_page_offers_the_last_chapter_until_it_is_told_to_forget(context, trial):
    page = opened(context, f"{trial}/index.html")
    line = page.locator("[data-place]")
    expect(line).to_be_hidden()
    page.goto(f"{trial}/trial.html")
    page.goto(f"{trial}/index.html")
    expect(line).to_be_visible()
    line.get_by_role("link").click()
    page.wait_for_url("**/trial.html")
    page.goto(f"{trial}/index.html")
    line.get_by_role("button").click()
    expect(line).to_be_hidden()
    assert page.evaluate("localStorage.getItem('pv-place')") is None


def test_a_device_that_keeps_nothing_still_shows_everything(context, trial):
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('refused'); }});"
    )
    page = opened(context, f"{trial}/trial.html")
    page.locator("#one input").first.click()
    expect(page.locator("#one [role=status]")).to_contain_text("Not this one.")
    page.goto(f"{trial}/index.html")
    expect(page.locator("[data-place]")).to_be_hidden()
    assert page.complaints == []


def test_notes_for_teachers_are_folded_until_asked_for(context, trial):
    page = opened(context, f"{trial}/trial.html")
    expect(page.get_by_text("Ask first.")).to_be_hidden()
    page = opened(context, f"{trial}/trial.html#teach")
    expect(page.get_by_text("Ask first.")).to_be_visible()


def test_without_a_script_options_and_answers_stand_on_the_page(browser, trial):
    context = browser.new_context(viewport=SIZES["phone"], java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{trial}/trial.html")
    expect(page.locator("#one").get_by_text("To starboard")).to_be_visible()
    expect(page.locator("#one input").first).to_be_hidden()
    expect(page.locator("#answers")).to_be_visible()
    page.goto(f"{trial}/evidence.html")
    expect(page.locator("#claim-sleep")).to_be_visible()
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_every_part_passes_the_accessibility_rules_and_fits_the_screen(browser, trial, size, theme):
    context = browser.new_context(viewport=SIZES[size], color_scheme=theme, reduced_motion="reduce")
    page = opened(context, f"{trial}/trial.html#teach")
    page.locator("#one input").first.click()
    for address in (None, f"{trial}/evidence.html", f"{trial}/sources.html"):
        if address:
            page.goto(address)
        found = Axe().run(page).response["violations"]
        assert [(v["id"], node["target"]) for v in found for node in v["nodes"]] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        small = page.evaluate(
            "[...document.querySelectorAll('main :is(button, .pvb-option, select, .pvb-ticks label)')]"
            ".filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44 && !e.closest('.pv'))"
            ".map(e => e.className)"
        )
        assert small == []
    context.close()
