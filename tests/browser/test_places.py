"""Where a page may have to live: lost addresses, old browsers, larger letters, folders taken apart."""

import functools
import json
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from browsing import alive
from playwright.sync_api import expect

CHAPTER = "book/lower-cross.html"


@pytest.fixture
def new_page(browser):
    contexts = []

    def opened(**options):
        contexts.append(browser.new_context(**options))
        return contexts[-1].new_page()

    yield opened
    for context in contexts:
        context.close()


class Lost(SimpleHTTPRequestHandler):
    """The book in a folder of a site that answers a wrong address with the book's own 404 page."""

    def log_message(self, *args):
        """Say nothing."""

    def translate_path(self, path):
        return (
            super().translate_path(path.removeprefix("/courses/spine")) if path.startswith("/courses") else ""
        )

    def send_error(self, code, message=None, explain=None):
        text = (self.book / "404.html").read_bytes()
        self.send_response(404)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(b"" if self.command == "HEAD" else text)


@pytest.fixture(scope="module")
def below(book):
    handler = type("Handler", (Lost,), {"book": book})
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(book)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/courses/spine"
    server.shutdown()


@pytest.mark.parametrize("wrong", ["book/imbalence.html", "nothing.html", "notebooks/a/b/c.html"])
def test_a_wrong_address_leads_home_from_any_depth(new_page, below, wrong):
    page = new_page()
    page.goto(f"{below}/{wrong}")
    expect(page.locator("a")).to_have_attribute("href", "/courses/spine/book/index.html")
    page.locator("a").click()
    page.wait_for_url(f"{below}/book/index.html")


@pytest.mark.parametrize("sign", ["%23", "%2523"])
def test_a_link_whose_number_sign_was_escaped_leads_to_its_figure(new_page, below, sign):
    page = new_page()
    page.goto(f"{below}/{CHAPTER}{sign}pv-four-ropes=v1;side;glutes=-20")
    expect(page.locator("#pv-four-ropes")).to_have_attribute("data-state", "v1;side;glutes=-20")


def test_a_browser_that_cannot_mix_colours_draws_ropes_and_muscles(new_page, book, served):
    page = new_page()
    page.route(
        "**/postureviz.js*",
        lambda route: route.fulfill(
            body=(book / "_static/postureviz.js")
            .read_text("utf8")
            .replace("color-mix(in srgb", "no-mix(in srgb"),
            content_type="text/javascript",
        ),
    )
    page.goto(f"{served(book)}/book/index.html")
    alive(page)
    strokes = page.evaluate(
        "[...document.querySelectorAll('#pv-start .pv-stage [data-part^=port_] polyline')]"
        ".map(rope => getComputedStyle(rope).stroke)"
    )
    assert strokes and "none" not in strokes


def test_a_browser_without_has_shows_what_is_on_and_prints_no_buttons(new_page, book, served):
    page = new_page()

    def without(route):
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace(":has(", ":no-has("))

    page.route("**/*.css*", without)
    page.goto(f"{served(book)}/{CHAPTER}")
    alive(page)
    page.locator("#pv-four-ropes [data-menu=show] summary").click()
    looks = page.evaluate(
        """() => { const look = (e, at) => getComputedStyle(e, at);
        const ticks = [...document.querySelectorAll('#pv-four-ropes .pv-item input')];
        const chips = [...document.querySelectorAll('#pv-four-ropes .pv-chip')];
        return {
          on: ticks.filter(i => i.checked).map(i => look(i.nextElementSibling, '::before').content),
          off: ticks.filter(i => !i.checked).map(i => look(i.nextElementSibling, '::before').content),
          chosen: chips.filter(c => c.querySelector('input').checked).map(c => look(c).backgroundColor),
          rest: chips.filter(c => !c.querySelector('input').checked).map(c => look(c).backgroundColor)} }"""
    )
    assert looks["on"] and all("✓" in content for content in looks["on"])
    assert not any("✓" in content for content in looks["off"])
    assert not set(looks["chosen"]) & set(looks["rest"])
    page.emulate_media(media="print")
    assert not page.locator("#pv-four-ropes .pv-tools").is_visible()


def test_all_letters_grow_with_the_letters_of_the_reader(browser, chromium, tmp_path, book):
    (tmp_path / "Default").mkdir()
    asked = {"webkit": {"webprefs": {"default_font_size": 24}}}
    (tmp_path / "Default/Preferences").write_text(json.dumps(asked), "utf8")
    context = browser.browser_type.launch_persistent_context(
        str(tmp_path), executable_path=chromium, args=["--no-sandbox"]
    )
    page = context.new_page()
    page.goto(f"{book.as_uri()}/book/ropes-and-masts.html")
    alive(page)
    sizes = page.evaluate(
        "['main article section > p:not([class])', '.pvb-toc a', '.pvb-option', 'h1', '.pvb-foot p']"
        ".map(s => parseFloat(getComputedStyle(document.querySelector(s)).fontSize))"
    )
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    context.close()
    assert all(size >= 19.5 for size in sizes), sizes
    assert sizes[0] >= 24
    assert wide <= 0


def test_a_page_without_its_folder_says_so_and_has_no_giant_parts(new_page, book, tmp_path):
    shutil.copy(book / "book/index.html", tmp_path)
    page = new_page(viewport={"width": 1280, "height": 800})
    page.goto((tmp_path / "index.html").as_uri())
    expect(page.get_by_text("Unpack the whole folder")).to_be_visible()
    found = page.evaluate(
        """() => ({
        menu: document.querySelector('.pvb-menu svg').getBoundingClientRect().height,
        giant: [...document.querySelectorAll('svg')].map(s => s.getBoundingClientRect().height)
          .filter(h => h > 800),
        stroke: getComputedStyle(document.querySelector('#pv-start .pv-stage [stroke^="var("]')).stroke})"""
    )
    assert found["menu"] < 40 and found["giant"] == [] and found["stroke"] not in ("none", "rgb(0, 0, 0)")
    page.goto(f"{book.as_uri()}/book/index.html")
    expect(page.get_by_text("Unpack the whole folder")).to_be_hidden()


def test_menu_and_filter_of_a_saved_page_work(new_page, book, served):
    page = new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{served(book)}/book/evidence.html")
    saved = page.evaluate("'<!DOCTYPE html>' + document.documentElement.outerHTML")
    page.route(
        "**/evidence.html", lambda route: route.fulfill(body=saved, content_type="text/html; charset=utf-8")
    )
    page.reload()
    expect(page.locator(".pvb-filter")).to_have_count(1)
    page.locator("button.pvb-menu").click()
    expect(page.locator(".pvb-contents")).to_be_visible()
    page.locator("button.pvb-menu").click()
    every = page.locator("[data-evidence] tbody tr:visible").count()
    page.locator(".pvb-filter select").first.select_option(index=2)
    assert 0 < page.locator("[data-evidence] tbody tr:visible").count() < every


def test_menus_of_the_evidence_say_what_the_table_shows_after_back(new_page, book):
    page = new_page()
    page.goto(f"{book.as_uri()}/book/evidence.html")
    page.locator(".pvb-filter select").first.select_option(index=2)
    page.goto(f"{book.as_uri()}/book/label.html")
    page.go_back()
    page.locator(".pvb-filter").wait_for()
    chosen = page.locator(".pvb-filter select").first.input_value()
    hidden = page.locator("[data-evidence] tbody tr[hidden]").count()
    assert (chosen == "") == (hidden == 0)


def test_in_a_frame_other_sites_open_in_a_tab_of_their_own(new_page, book, served):
    page = new_page()
    course = f'<iframe src="{served(book)}/book/sources.html" style="height:600px"></iframe>'
    page.route("**/course", lambda route: route.fulfill(body=course, content_type="text/html"))
    page.goto(f"{served(book)}/course")
    frame = page.frame_locator("iframe")
    frame.locator(".pvb-foot").wait_for()
    expect(frame.locator('a[href^="http"]').first).to_have_attribute("target", "_blank")
    links = frame.locator('a[href^="http"]').evaluate_all("all => all.map(a => [a.origin, a.target, a.rel])")
    assert links
    assert all((target, "noopener" in rel) == ("_blank", True) for _, target, rel in links)


def test_in_high_contrast_only_the_present_part_of_a_page_has_a_bar(new_page, book, served):
    page = new_page(forced_colors="active", viewport={"width": 1400, "height": 900})
    page.goto(f"{served(book)}/{CHAPTER}")
    page.locator(".pvb-sections a").first.wait_for()
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    bars = page.locator(".pvb-sections a:not([aria-current])").evaluate_all(
        "all => all.map(a => getComputedStyle(a).borderLeftColor)"
    )
    assert set(bars) == {ground}
