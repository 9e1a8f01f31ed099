"""A book in a language that nobody speaks: what a reader meets of English in it stands in code."""

import csv
import re
from pathlib import Path

import activities
import pseudo
import pytest
import small_book
from playwright.sync_api import expect

from postureviz import bundle, catalogues, words

ROOT = Path(__file__).resolve().parents[2]
ACTIVITIES = ("peace", "timeline", "valley")
FIGURES = """:::{{postureviz}} {0}
:name: {0}
:state: v1;{0}
A caption of this figure.
:::
"""
PAGES = {
    "trial": small_book.GOOD,
    "figures": "# Figures\n\n" + "\n".join(FIGURES.format(name) for name in ("side", "elbow")),
    "acts": "# Activities\n\n" + "\n".join(f":::{{activity}} {name}\n:::\n" for name in ACTIVITIES),
    "trust": "# Trust\n\n:::{pv-sources} mast\n:::\n\n:::{muscles} lower\n:::\n\n:::{course-table}\n:::\n\n"
    ":::{place}\n:::\n\n:::{flags} whole\n:::\n\nIt is {usual}`tilt_deg @ v1;side` degrees.\n\n"
    "```python\npv.solve(mast)\n```\n",
}
# Activities take no words from the page.
WORDS = PAGES | {"acts": "# Activities\n"}
# Plain letters that are no words: units, short names of measures and levels, the name painted on the ship.
ALLOWED = re.compile(
    r"https?://\S+|[\w-]+\.csv\b|\b(?:N|Nm|cm|mm|kg|min|CC|BY|BSD|CVA|PSIS|ASIS|[CTLS]\d+(?:/[CTLS]\d+)?|SVG|PNG|CSV|VERTEBRA)\b"
)
# What must not stand in a book: letters of English, and in the second language those of the first.
FOREIGN = {
    pseudo.LEFT: re.compile(r"[A-Za-z]{2,}"),
    pseudo.RIGHT: re.compile(rf"[A-Za-z]{{2,}}|[{pseudo.ACCENTED}]"),
}
# Words of figures and of what stands under them that lie on one another, and boxes wider than the page.
CROWDED = """root => {
  const found = [];
  const boxes = [];
  for (const node of root.querySelectorAll('svg text, button, label, output, legend, summary, input')) {
    if (!node.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const box = node.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    const told = node.textContent.trim() || node.className || node.tagName;
    if (!node.closest('svg') && (box.left < -1 || box.right > innerWidth + 1)) found.push(`wide: ${told}`);
    boxes.push([node, box, told]);
  }
  for (const [i, [a, p, name]] of boxes.entries())
    for (const [b, q, other] of boxes.slice(0, i)) {
      if (a.contains(b) || b.contains(a)) continue;
      const across = Math.min(p.right, q.right) - Math.max(p.left, q.left);
      const down = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
      if (across > 2 && down > 4) found.push(`overlap: ${name} | ${other}`);
    }
  return found;
}"""
# What a reader sees or hears, and what is said of it: text, labels, tips, texts in place of pictures.
SEEN = """root => {
  const found = [];
  const cited = node => (node.closest ? node : node.parentElement).closest('[href*="sources.html#"]');
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walk.currentNode; node; node = walk.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.parentElement.closest('script, style, code, pre, kbd, .pvb-source') || cited(node)) continue;
      found.push(node.data);
    } else {
      for (const name of %s)
        if (node.hasAttribute(name) && !cited(node)) found.push(node.getAttribute(name));
    }
  }
  return found;
}""" % ["aria-label", "aria-valuetext", "aria-description", "title", "alt", "placeholder", "label"]


def foreign(texts, code):
    """Those of some texts that hold a word of another language than the book's."""
    bare = (ALLOWED.sub(" ", text) for text in texts)
    return sorted({" ".join(text.split()) for text in bare if FOREIGN[code].search(text)})


@pytest.fixture(scope="module", params=[pseudo.LEFT, pseudo.RIGHT])
def other(request, tmp_path_factory):
    """A small book in one of the languages: its code and its folder."""
    code, folder = request.param, tmp_path_factory.mktemp(request.param)
    patch = pytest.MonkeyPatch()
    templates, _ = small_book.build(folder / "words", WORDS, ("trial",), builder="gettext")
    pseudo.translate_pages(templates, folder / "locale", code)
    pseudo.translate_catalogues(catalogues.FOLDER, folder / "figures", code)
    pseudo.translate_catalogues(activities.CATALOGUE, folder / "activities", code)
    patch.setattr(catalogues, "FOLDER", folder / "figures")
    patch.setattr(activities, "CATALOGUE", folder / "activities")
    settings = {"language": code, "locale_dirs": [str(folder / "locale")]}
    built, warnings = small_book.build(folder, PAGES, ("trial",), settings=settings)
    yield code, built, warnings
    patch.undo()
    for kept in (catalogues.read, bundle._engine_of, activities._engine_of, words._plain_plan):
        kept.cache_clear()


@pytest.fixture
def page(browser):
    """A page that fails the test when a script of it does."""
    made = browser.new_page(viewport={"width": 390, "height": 844}, accept_downloads=True)
    wrong = []
    made.on("pageerror", lambda error: wrong.append(str(error)))
    yield made
    assert wrong == []
    made.close()


def shown(page, built, name):
    """Open a page of the book and wait until all on it is alive."""
    page.goto((built / "book" / f"{name}.html").as_uri())
    places = page.locator("[data-postureviz], [data-activity]")
    for place in places.all():
        expect(place).to_have_attribute("data-ready", "true")


def test_the_book_is_built_without_a_warning(other):
    assert other[2] == ""


@pytest.mark.parametrize("name", [*PAGES, "index"])
def test_no_word_of_a_page_is_left_in_code(other, page, name):
    code, built, _ = other
    shown(page, built, name)
    assert page.locator("html").get_attribute("lang") == code
    texts = page.evaluate(SEEN, page.locator("html").element_handle())
    assert foreign(texts, code) == []
    metas = page.locator("meta[name=description], meta[property='og:title'], meta[property='og:image:alt']")
    assert foreign((meta.get_attribute("content") for meta in metas.all()), code) == []


def test_what_a_figure_says_and_saves_after_a_pull_is_in_the_language(other, page):
    code, built, _ = other
    shown(page, built, "trial")
    slider = page.locator("[data-range=port]")
    slider.focus()
    slider.press("ArrowRight")
    with page.expect_download() as saving:
        page.locator("#pv-ropes [data-do=save_csv]").evaluate("button => button.click()")
    heads, *rows = csv.reader(Path(saving.value.path()).read_text("utf-8-sig").splitlines(), delimiter=";")
    assert len(heads) == 5 and foreign(heads, code) == []
    assert {len(row) for row in rows} == {5}
    # the second cell is the name in data, the fourth of the first row the state
    assert foreign((cell for row in rows for i, cell in enumerate(row) if i not in (1, 3)), code) == []
    assert all(re.fullmatch(r"-?\d+(,\d+)?", row[3]) for row in rows[1:])
    assert page.locator("#pv-ropes [data-reading=lean_deg] .pv-now").inner_text().count(",") == 1
    assert foreign(page.evaluate(SEEN, page.locator("#pv-ropes").element_handle()), code) == []


def test_search_finds_and_speaks_in_the_language(other, page):
    code, built, _ = other
    page.goto((built / "search.html").as_uri() + "?q=mast")
    expect(page.locator("#search-results .search-summary")).to_contain_text("⟦")
    texts = page.evaluate(SEEN, page.locator("#search-results").element_handle())
    assert foreign(texts, code) == []


def test_a_wrong_address_and_the_front_door_are_in_the_language(other, page):
    code, built, _ = other
    for name in ("404.html", "index.html"):
        text = (built / name).read_text("utf8").replace('http-equiv="refresh"', "")
        page.set_content(
            re.sub(r"<meta[^>]*Security-Policy[^>]*>|<script>.*?</script>", "", text, flags=re.S)
        )
        assert page.locator("html").get_attribute("lang") == code
        assert foreign(page.evaluate(SEEN, page.locator("html").element_handle()), code) == []


@pytest.mark.parametrize("name", ["trial", "figures", "acts", "trust"])
def test_on_a_phone_a_page_holds_all_it_shows_in_either_direction(other, page, name):
    code, built, _ = other
    shown(page, built, name)
    direction = "rtl" if code == pseudo.RIGHT else "ltr"
    assert page.evaluate("getComputedStyle(document.querySelector('main')).direction") == direction
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for place in page.locator("[data-postureviz], [data-activity]").all():
        assert place.evaluate(CROWDED) == []


def test_pictures_are_never_mirrored(other, page):
    code, built, _ = other
    shown(page, built, "trial")
    port, starboard = (
        page.locator(f"#pv-ropes svg [data-handle={side}_top]").first.bounding_box()
        for side in ("port", "starboard")
    )
    assert port["x"] + port["width"] < starboard["x"]


# How far across a sign and the first digit behind it start, in words that a node shows.
SIGNED = """node => {
  const text = [...node.childNodes].find(child => child.nodeType === Node.TEXT_NODE);
  const at = /[+−-](?=\\d)/.exec(text.data).index;
  return [at, at + 1].map(place => {
    const letter = document.createRange();
    letter.setStart(text, place);
    letter.setEnd(text, place + 1);
    return letter.getBoundingClientRect().left;
  });
}"""


def test_a_sign_stands_before_its_number_in_either_direction(other, page):
    code, built, _ = other
    shown(page, built, "trial")
    told = page.locator("#pv-ropes [data-reading=tip_shift_cm] .pv-now, #pv-ropes .pv-words p").all()
    assert len(told) == 2
    for node in told:
        sign, digit = node.evaluate(SIGNED)
        assert sign < digit
    box = page.locator("#pv-ropes .pv-entry").first
    assert box.evaluate("box => [getComputedStyle(box).direction, box.value]") == ["ltr", "+50"]


def test_code_is_written_from_left_to_right_in_either_direction(other, page):
    code, built, _ = other
    shown(page, built, "trust")
    style = page.locator(".highlight pre").evaluate(
        "pre => [getComputedStyle(pre).direction, getComputedStyle(pre).textAlign]"
    )
    assert style == ["ltr", "left"]


def test_arrow_keys_move_the_knob_of_a_slider_their_own_way(other, page):
    """Up is always more; across, the value follows the way the language is read."""
    code, built, _ = other
    shown(page, built, "trial")
    slider = page.locator("#pv-ropes [data-range=port]")
    values = [float(slider.input_value())]
    slider.focus()
    for key in ("ArrowUp", "ArrowDown", "ArrowLeft" if code == pseudo.RIGHT else "ArrowRight"):
        slider.press(key)
        values.append(float(slider.input_value()))
    start, up, down, onward = values
    assert up > start and down == start and onward == up
