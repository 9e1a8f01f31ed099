"""The activities of the course in a real browser: hand, key, less motion, no script, paper, nothing kept."""

import re

import activities
import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import at_rest
from playwright.sync_api import expect

from postureviz import bundle

NAMES = activities.engine().run("activityNames")
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:"


@pytest.fixture(scope="module")
def site(tmp_path_factory, served):
    folder = tmp_path_factory.mktemp("activities")
    (folder / "pv.css").write_text(activities.stylesheet(), "utf-8")
    (folder / "page.css").write_text(
        "body{margin:0 auto;max-width:720px;padding:0 17px;font:16px/1.6 system-ui}"
        "[data-theme=dark] body{background:#14181e;color:#edf2f5}",
        "utf-8",
    )
    (folder / "pv.js").write_text(bundle.script("page", room=activities.room()), "utf-8")
    cards = "".join(activities.activity_html(name, name) for name in NAMES)
    for theme in ("light", "dark"):
        (folder / f"{theme}.html").write_text(
            f'<!doctype html><html lang="en" data-theme="{theme}"><head><meta charset="utf-8">'
            '<title>Activities</title><link rel="icon" href="data:,">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
            '<link rel="stylesheet" href="pv.css"><link rel="stylesheet" href="page.css">'
            '<script defer src="pv.js"></script></head><body><main><h1>Activities</h1>'
            f"{cards}</main></body></html>",
            "utf-8",
        )
    return served(folder)


@pytest.fixture
def open_page(browser, site):
    contexts = []

    def opened(theme="light", width=1280, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, **options)
        contexts.append(context)
        page = context.new_page()
        page.complaints, page.asked = [], []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(f"{site}/{theme}.html")
        if options.get("java_script_enabled", True):
            expect(page.locator("[data-activity][data-ready]")).to_have_count(len(NAMES))
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("theme", "width"), [("light", 390), ("dark", 1280)])
def test_all_cards_come_alive_without_complaint_fit_and_satisfy_axe(open_page, theme, width):
    page = open_page(theme, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # what a reader finds after playing must be as good as what is there at first
    for name in ("peace", "twins", "lineup"):
        page.locator(f"#pv-{name} [data-act=show]").click()
    page.locator("#pv-sittall [data-act=go]").click()
    page.locator("#pv-sittall [data-act=skip]").click()
    at_rest(page)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, .pv-option, input[type=range], summary')]
        .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML)"""
    )
    assert small == []
    assert page.complaints == []
    assert all(url.startswith(("http://127.0.0.1", "data:")) for url in page.asked)
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.mark.parametrize("name", NAMES)
def test_an_activity_fills_the_wall_and_comes_back(open_page, name):
    page = open_page(width=1920)
    page.set_viewport_size({"width": 1920, "height": 1080})
    card = page.locator(f"#pv-{name}")
    card.get_by_role("button", name="Full screen").press("Enter")
    page.wait_for_function("name => document.fullscreenElement?.id === `pv-${name}`", arg=name)
    page.wait_for_function(
        "name => document.querySelector(`#pv-${name} :is(.pv-act-stage, .pv-people)`).clientHeight === 1080",
        arg=name,
    )
    at_rest(page)
    picture = card.locator(".pv-act-stage, .pv-people").bounding_box()
    assert picture["width"] > 1300 and picture["height"] == 1080
    letters = card.locator(".pv-act-stage text").evaluate_all(
        "list => list.filter(e => e.textContent).map(e => e.getAttribute('font-size') * e.getScreenCTM().a)"
    )
    assert min(letters, default=24) > 23  # to be read from the back of a room
    beside = card.locator(".pv-words, .pv-act-body input[type=range], .pv-act").evaluate_all(
        "list => list.filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect().left)"
    )
    assert beside and min(beside) >= picture["width"]
    assert card.evaluate("e => e.scrollHeight") == 1080
    card.get_by_role("button", name="Full screen").press("Enter")
    page.wait_for_function("() => !document.fullscreenElement")


def test_a_guess_by_arrow_keys_tells_nothing_until_it_is_asked_to(open_page):
    page = open_page()
    card = page.locator("#pv-peace")
    card.locator("input[type=radio]").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert card.locator("table").count() == 0
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert card.locator("table").count() == 1
    expect(card.locator("[role=status]")).to_contain_text("You guessed starboard.")
    # the reader's place is still in the card
    assert page.evaluate("document.activeElement.closest('[data-activity]')?.id") == "pv-peace"


def test_the_line_up_is_played_by_keyboard_alone(open_page):
    page = open_page()
    card = page.locator("#pv-lineup")
    people = card.locator("[data-act=person]")
    for i in (0, 3, 9):
        people.nth(i).focus()
        page.keyboard.press("Space")
    assert card.locator("[aria-pressed=true]").count() == 3
    card.locator("[data-act=show]").focus()
    page.keyboard.press("Enter")
    assert card.locator("[data-hurts=true]").count() == 3
    # the sum of all rounds leads: one may be lucky once
    status = card.locator("[role=status]")
    expect(status).to_contain_text(re.compile(r"^You found \d of 3\. Blind luck finds 0\.9"))
    card.locator("[data-act=again]").focus()
    page.keyboard.press("Enter")
    people.nth(2).focus()
    page.keyboard.press("Space")
    card.locator("[data-act=show]").focus()
    page.keyboard.press("Enter")
    expect(status).to_contain_text(re.compile(r"^In 2 rounds you have found \d of 4\. Blind luck finds 1\.2"))


def test_a_knob_moves_with_arrow_keys_and_keeps_the_focus(open_page):
    page = open_page()
    knob = page.locator("#pv-tighter input[type=range]")
    knob.focus()
    before = page.locator("#pv-tighter [role=status]").inner_text()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    assert knob.get_attribute("aria-valuetext") == "more +20 %"
    # words wait until the hand is quiet
    assert page.locator("#pv-tighter [role=status]").inner_text() == before
    expect(page.locator("#pv-tighter [role=status]")).to_contain_text("+20 %")
    assert page.evaluate("document.activeElement.id") == "pv-tighter-knob"


def test_gulls_fly_pause_and_end_in_the_valley(open_page):
    page = open_page()
    page.clock.install()
    card = page.locator("#pv-sittall")
    card.locator("[data-act=go]").click()
    page.clock.run_for(2000)
    expect(card.get_by_role("img")).to_contain_text("88 s")
    card.locator("[data-act=pause]").click()
    held = card.get_by_role("img").text_content()
    page.clock.run_for(4000)
    assert card.get_by_role("img").text_content() == held
    card.locator("[data-act=skip]").click()
    card.locator("input[value=well]").check()
    expect(card.locator("[data-part=ball]")).to_have_count(1)
    assert page.complaints == []


def test_who_asked_for_less_motion_gets_steps(open_page):
    page = open_page(reduced_motion="reduce")
    page.locator("#pv-sittall [data-act=go]").click()
    assert page.locator("#pv-sittall svg[role=img]").count() == 0
    card = page.locator("#pv-fading")
    card.locator("[data-act=change]").click()
    assert card.locator("input[type=range]").input_value() == "100"
    ball = page.locator("#pv-valley [data-act=go]")
    ball.click()
    expect(page.locator("#pv-valley [role=status]")).to_contain_text("Nobody holds it")


def test_without_a_script_and_on_paper_there_is_the_question_the_picture_and_the_answer(open_page):
    page = open_page(java_script_enabled=False, width=390)
    for name in NAMES:
        card = page.locator(f"#pv-{name}")
        assert card.locator("svg >> visible=true").count() >= 1, name
        assert card.locator("button >> visible=true").count() == 0, name
    assert "Guess before you read on" in page.locator("#pv-peace").inner_text()
    page.emulate_media(media="print")
    assert page.locator("#pv-twins table").is_visible()


def heard(page, name):
    """Notes all that a screen reader would be told of a card without being asked, from here on."""
    page.evaluate(
        """name => {
          window.heard = [];
          const told = '[aria-live], [role=status], output';
          const all = { subtree: true, childList: true, characterData: true };
          new MutationObserver(changes => {
            for (const { target } of changes) {
              const place = (target.nodeType === 1 ? target : target.parentElement).closest(told);
              if (place) window.heard.push(place.textContent);
            }
          }).observe(document.getElementById(`pv-${name}`), all);
        }""",
        name,
    )
    return lambda: page.evaluate("window.heard")


@pytest.mark.parametrize("name", ["tighter", "brace", "headlever", "movement"])
def test_a_knob_is_spoken_by_itself_and_the_words_once(open_page, name):
    page = open_page()
    # time stands still between the two keys, however busy the machine is
    page.clock.install(time=0)
    page.clock.pause_at(3600)
    knob = page.locator(f"#pv-{name} input[type=range]").first
    told = heard(page, name)
    knob.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.clock.run_for(2000)
    assert len(told()) == 1
    # the value is heard from the slider and seen above it
    shown = page.locator(f"#pv-{name} .pv-shown").first
    assert shown.inner_text() == knob.get_attribute("aria-valuetext")


def test_what_plays_does_not_talk_at_every_step(open_page):
    page = open_page()
    page.clock.install()
    told = heard(page, "movement")
    page.locator("#pv-movement [data-act=go]").press("Enter")
    page.clock.run_for(900)
    page.locator("#pv-movement [data-act=go]").press("Enter")
    page.clock.run_for(2000)
    assert 1 <= len(told()) <= 2


def test_once_more_in_the_middle_of_a_fade_starts_over_and_keeps_the_place(open_page):
    page = open_page()
    page.clock.install()
    card = page.locator("#pv-twins")
    card.locator("[data-act=show]").press("Enter")
    card.locator("[data-act=again]").press("Enter")
    page.clock.run_for(3000)
    assert card.locator("table").count() == 0
    assert page.evaluate("document.activeElement.dataset.act") == "guess"


def test_when_the_line_up_is_told_the_place_goes_to_what_comes_next(open_page):
    page = open_page()
    page.locator("#pv-lineup [data-act=show]").press("Enter")
    assert page.evaluate("document.activeElement.dataset.act") == "again"


def test_the_place_is_kept_when_time_takes_a_button_away(open_page):
    page = open_page()
    page.clock.install()
    card = page.locator("#pv-sittall")
    card.locator("[data-act=go]").press("Enter")
    assert page.evaluate("document.activeElement.dataset.act") == "pause"
    page.clock.run_for(95_000)
    expect(card.locator("[data-act=where]").first).to_be_attached()
    assert page.evaluate("document.activeElement.dataset.act") == "where"


def test_the_button_of_the_full_screen_says_that_it_is_on(open_page):
    page = open_page()
    full = page.locator("#pv-peace").get_by_role("button", name="Full screen")
    assert full.get_attribute("aria-pressed") == "false"
    full.press("Enter")
    expect(full).to_have_attribute("aria-pressed", "true")
    full.press("Enter")
    expect(full).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_a_guess_stands_inside_the_frame_of_its_person(open_page, width):
    page = open_page(width=width)
    card = page.locator("#pv-lineup")
    for i in (0, 3, 9):
        card.locator(".pv-person").nth(i).click()
        frame = card.locator(".pv-person").nth(i).bounding_box()
        words = (
            card.locator(".pv-person small")
            .nth(i)
            .evaluate(
                "e => { const r = document.createRange(); r.selectNodeContents(e);"
                " const { left, right } = r.getBoundingClientRect(); return [left, right]; }"
            )
        )
        assert frame["x"] + 3 <= words[0] and words[1] <= frame["x"] + frame["width"] - 3
