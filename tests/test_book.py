"""The built book, read as files: what every page must hold before a browser opens it."""

import html
import importlib.util
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
import yaml
from PIL import Image

import postureviz as pv
from postureviz.state import parse_state
from tools import language, notebooks

ROOT = Path(__file__).resolve().parent.parent
LOADING = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "object": "data",
}


def chapters():
    """Every page of the table of contents, as its path without ending."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf8"))
    return [toc["root"], *(chapter["file"] for part in toc["parts"] for chapter in part["chapters"])]


def extension():
    """The book's own Sphinx extension as a module."""
    spec = importlib.util.spec_from_file_location("pv_sphinx", ROOT / "book" / "_ext" / "pv_sphinx.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Page(HTMLParser):
    """The tags, identities and texts of a page."""

    def __init__(self, path):
        super().__init__()
        self.path = path
        self.tags = []
        self.words = []
        self.text = path.read_text(encoding="utf8")
        self.feed(self.text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]

    def meta(self, key):
        found = [
            a["content"]
            for a in self.all("meta")
            if key in (a.get("name"), a.get("property"), a.get("http-equiv"))
        ]
        assert len(found) == 1, f"{self.path.name}: {key} stands {len(found)} times"
        return found[0]

    @property
    def ids(self):
        return [attrs["id"] for _, attrs in self.tags if "id" in attrs]

    @property
    def figures(self):
        return [attrs for _, attrs in self.tags if "data-postureviz" in attrs]


@pytest.fixture(scope="module")
def pages(book):
    """Every page of the book, those outside the table of contents included."""
    return {
        path.relative_to(book).as_posix(): Page(path)
        for path in sorted(book.rglob("*.html"))
        if "_static" not in path.parts
    }


@pytest.fixture(scope="module")
def contents(pages):
    """The pages of the table of contents."""
    return {name: pages[f"{name}.html"] for name in chapters()}


def test_every_page_of_the_contents_is_built_with_one_heading_and_a_title_of_its_own(contents):
    titles = set()
    for name, page in contents.items():
        assert len(page.all("h1")) == 1, name
        assert page.all("html")[0]["lang"] == "en"
        title = re.search(r"<title>(.*?)</title>", page.text, re.S)[1]
        assert "The Pirate Ship and Your Spine" in title
        titles.add(title)
    assert len(titles) == len(contents)


def test_every_page_has_its_own_description_and_a_picture_to_share(contents, book):
    descriptions, pictures = set(), {}
    for name, page in contents.items():
        text = page.meta("description")
        assert 40 <= len(text) <= 210, name
        assert page.meta("og:description") == text
        assert page.meta("og:title")
        assert len(page.meta("og:image:alt")) > 20
        picture = (page.path.parent / page.meta("og:image")).resolve()
        with Image.open(picture) as image:
            assert image.format == "PNG" and image.width >= 1200 and image.height >= 630, name
        pictures[name] = picture
        descriptions.add(text)
    assert len(descriptions) == len(contents)
    assert pictures["book/index"] == (book / "_static" / "ship.png").resolve()
    assert pictures["book/ropes-and-masts"] != pictures["book/index"]


def test_every_page_forbids_foreign_origins_and_eval(pages):
    for name, page in pages.items():
        policy = page.meta("Content-Security-Policy")
        rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";"))
        assert rules["default-src"] == "'none'", name
        assert "eval" not in policy
        assert "http" not in policy
        assert "*" not in policy
        assert "unsafe-inline" not in rules.get("script-src", "")
        # its own files and scripts known by their hash; nothing that text could be turned into
        others = set(re.sub(r"'sha256-[^']+'", "", rules.get("script-src", "")).split())
        assert others <= {"'self'", "file:"}, name
        allowed = re.findall(r"'sha256-[^']+'", rules.get("script-src", ""))
        for script in re.findall(r"<script>(.*?)</script>", page.text, re.S):
            assert extension().sha256(script) in allowed, name
        assert not [attrs for _, attrs in page.tags if any(key.startswith("on") for key in attrs)], (
            f"{name} has an inline handler"
        )


def test_no_page_loads_anything_from_elsewhere(pages, book):
    for name, page in pages.items():
        loaded = [attrs[LOADING[tag]] for tag, attrs in page.tags if attrs.get(LOADING.get(tag, ""))]
        loaded += [
            a["href"]
            for a in page.all("link")
            if a.get("rel") in ("stylesheet", "icon", "preload", "modulepreload")
        ]
        for address in loaded:
            if not address.startswith("data:"):
                parts = urlsplit(address)
                assert not parts.scheme and not parts.netloc, f"{name} loads {address}"
                assert (page.path.parent / unquote(parts.path)).resolve().is_relative_to(book)
                assert (page.path.parent / unquote(parts.path)).is_file(), f"{name}: {address} is missing"
        assert "@import" not in page.text
    for sheet in (book / "_static").glob("*.css"):
        assert not re.search(r"url\(\s*['\"]?(https?:)?//", sheet.read_text(encoding="utf8")), sheet.name


def test_every_link_inside_the_book_leads_somewhere(pages, book):
    for name, page in pages.items():
        for link in page.all("a"):
            parts = urlsplit(link.get("href", ""))
            if parts.scheme or parts.netloc or name == "404.html":
                continue
            target = (page.path.parent / unquote(parts.path)).resolve() if parts.path else page.path
            assert target.is_file(), f"{name}: {link['href']}"
            if parts.fragment and target.suffix == ".html":
                there = pages[target.relative_to(book).as_posix()]
                assert unquote(parts.fragment) in there.ids, f"{name}: {link['href']}"


def test_no_name_is_used_twice_on_a_page(contents):
    for name, page in contents.items():
        twice = {i for i in page.ids if page.ids.count(i) > 1}
        assert not twice, f"{name}: {twice}"


def test_only_pages_with_a_figure_load_the_figure_script_and_they_defer_it(pages):
    alive = 0
    for name, page in pages.items():
        scripts = [a for a in page.all("script") if "postureviz.js" in a.get("src", "")]
        assert len(scripts) == (1 if page.figures else 0), name
        for script in scripts:
            alive += 1
            assert "defer" in script
            assert script.get("type", "text/javascript") == "text/javascript", (
                "modules do not load from a folder"
            )
    assert alive >= 3


def test_heavy_or_foreign_scripts_of_the_theme_are_gone(pages):
    for name, page in pages.items():
        for word in (
            "fontawesome",
            "thebe",
            "require.js",
            "embed-amd",
            "mathjax",
            "bootstrap",
            "widget-state",
        ):
            assert not [
                a for a in page.all("script") if word in a.get("src", "").lower() + a.get("type", "")
            ], f"{name}: {word}"


def test_maths_is_in_the_page_as_mathml_and_nothing_is_left_raw(contents):
    assert len(contents["book/the-model"].all("math")) > 10
    assert not contents["book/ropes-and-masts"].all("math")
    for name, page in contents.items():
        assert "$$" not in page.text, name
        assert not re.search(
            r"\\(frac|sum|varphi|left)", re.sub(r"<(pre|script|code).*?</\1>", "", page.text, flags=re.S)
        ), name


def test_the_equations_are_numbered_in_order(contents):
    numbers = re.findall(r'class="pvb-eqno">\((\d+)\)', contents["book/the-model"].text)
    assert numbers == [str(n) for n in range(1, len(numbers) + 1)]
    assert len(numbers) >= 6


def test_every_figure_shows_its_picture_and_its_sentence_before_any_script_runs(contents):
    shown = 0
    for name, page in contents.items():
        for figure in page.figures:
            shown += 1
            start = parse_state(figure["data-state"])
            assert start.notices == ()
            posture = pv.solve(pv.load(figure["data-model"]), start.factors, settings=start.settings)
            body = page.text.split(f'id="{figure["id"]}"', 1)[1].split("</figure>", 1)[0]
            assert "<svg" in body, name
            assert pv.describe(posture) in html.unescape(re.sub(r"<[^>]+>", "", body)), name
            options = json.loads(figure["data-options"])
            assert 'type="range"' in body, name
            assert options.get("title", "") in html.unescape(body)
    assert shown >= 7


def test_the_start_page_opens_with_a_live_figure(contents):
    article = contents["book/index"].text.split("<article", 1)[1]
    assert article.index("data-postureviz") < article.index("<h2")


def test_no_page_calls_a_reader_broken():
    for path in (ROOT / "book").glob("*.md"):
        text = path.read_text(encoding="utf8").lower()
        for word in (
            "misaligned",
            "out of alignment",
            "your posture is bad",
            "bad posture",
            "damage",
            "dysfunction",
            "worn",
            "unstable",
            "myth",
            "myths",
            "the article claims",
        ):
            assert not re.search(rf"\b{word}\b", text), f"{path.name}: {word}"


def test_every_name_in_the_notation_exists():
    text = (ROOT / "book" / "notation.md").read_text(encoding="utf8")
    p = pv.solve(pv.load("mast"))
    names = re.findall(r"\| `([^`]+)` \|", text)
    assert len(names) >= 12
    for name in names:
        assert eval(name, {"p": p, "pv": pv, "len": len}) is not None, name
    for reading in pv.measure(p):
        assert f"`{reading}`" in text


def test_numbers_on_pages_come_from_the_model_and_a_wrong_question_stops_the_build():
    pv_sphinx = extension()
    role = pv_sphinx.ModelNumber()
    heavy = pv.measure(pv.solve(pv.load("mast"), {"port": 1.5}))
    asked = {
        "-tip_shift_cm @ v1;mast;port=50": f"{-heavy['tip_shift_cm']:.0f}",
        "set port_top @ v1;mast;port_top=100": f"{2 * pv.solve(pv.load('mast')).tension['port_top']:.0f}",
        "tension starboard_top @ v1;mast;starboard=-100": "0",
    }
    for role.text, answer in asked.items():
        assert role.number() == answer
    for role.text, problem in {
        "tip_shift_cm @ v1;mast;port=50": "below zero",
        "tip_shift_cm @ v1;mast;prot=50": "prot",
        "mood @ v1;mast": "mood",
        "tension prot @ v1;mast": "prot",
    }.items():
        with pytest.raises(ValueError, match=problem):
            role.number()


def test_what_is_called_usual_is_usual_or_the_build_stops():
    pv_sphinx, tilted = extension(), "abdominals=-100;glutes=-100;hip_flexors=100;lower_back=100"
    assert pv_sphinx.usual("tilt_deg @ v1;side") == "3 to 23"
    with pytest.raises(ValueError, match="outside the usual 3 to 23"):
        pv_sphinx.usual(f"tilt_deg @ v1;side;{tilted}")
    with pytest.raises(ValueError, match="no range measured in people"):
        pv_sphinx.usual("lean_deg @ v1;mast")


@pytest.mark.parametrize("name", ["lower-cross", "upper-cross", "both"])
def test_a_chapter_on_a_cross_says_first_that_it_is_usual(name):
    text = (ROOT / "book" / f"{name}.md").read_text("utf8")
    figure, first = text.split("\n## ")[0], text.split("\n## ")[1]
    assert first.index("is usual.**") < first.index("{usual}") < 400
    assert "within the usual" in figure + first


def test_no_page_shows_a_shape_as_what_the_model_cannot_make():
    pages = {path.name: path.read_text("utf8") for path in (ROOT / "book").glob("*.md")}
    assert not [name for name, text in pages.items() if re.search(r":presets:.*sway_back", text)]
    assert "cannot make" in pages["both.md"] and "**Sway back.**" in pages["side-view-trust.md"]
    assert not re.search(r"sway back[^\n]*deeper", pages["both.md"])


def test_a_longer_leg_is_asked_about_the_pelvis_and_its_missing_answer_is_told_beside_it():
    text = (ROOT / "book" / "both.md").read_text("utf8")
    figure = text.split(":name: from-behind", 1)[1].split(":::", 1)[0]
    assert ":answer: obliquity_deg" in figure and "believe the pelvis" in figure
    told = pv.describe(pv.solve(pv.load("back"), settings={"leg_difference_mm": 10}))
    assert "How a trunk would answer that is left out." in told


def test_a_lift_is_compared_with_a_lift_and_a_hold_with_a_hold():
    forces, movement = ((ROOT / "book" / f"{n}.md").read_text("utf8") for n in ("forces", "movement"))
    table = dict(re.findall(r"^\| (.*?) \| (\d+) % \|$", forces, re.M))
    close = {what: share for what, share in table.items() if "close to the body" in what}
    assert close == {"holding 20 kg close to the body": "220"}
    assert {table["lifting 20 kg, knees bent"], table["lifting 20 kg, back rounded"]} == {"340", "460"}
    for line in movement.splitlines():
        assert not ("460" in line and "220" in line), line


def test_a_formula_that_cannot_be_shown_stops_the_build():
    pv_sphinx = extension()
    assert pv_sphinx.mathml(r"\frac{1}{2} k", "inline").startswith("<math")
    with pytest.raises(Exception, match="not understood"):
        pv_sphinx.mathml(r"\nosuchcommand x", "inline")


def test_a_wrong_address_gets_a_page_that_needs_nothing_else(book):
    page = Page(book / "404.html")
    assert [a for a in page.all("script") if a] == []  # none that has to be fetched
    assert not [a for a in page.all("link") if not a["href"].startswith("data:")]
    assert "<svg" in page.text
    assert (book / page.all("a")[0]["href"]).is_file()


def test_the_front_door_leads_to_the_start_page(book):
    page = Page(book / "index.html")
    assert page.meta("refresh").endswith("book/index.html")
    assert (book / page.all("a")[0]["href"]).is_file()


def test_the_search_index_is_a_script_and_asks_for_no_summaries(book):
    assert (book / "searchindex.js").read_text(encoding="utf8").startswith("Search.setIndex")
    options = (book / "_static" / "documentation_options.js").read_text(encoding="utf8")
    assert re.search(r"SHOW_SEARCH_SUMMARY:\s*false", options)


def test_translators_get_every_word_of_a_page_captions_and_answers_included(tmp_path):
    found = language.templates(tmp_path)
    for page, words in {
        "index": ("Pull a rope", "Welcome aboard", "Seen from behind: port is left"),
        "ropes-and-masts": ("Exactly twice as much as before", "every rope changes with it"),
        "evidence": ("Every claim in this course",),
        # what stands in many pages or in none: once
        "sphinx": (
            "Emergency, now",
            "About one person in thirteen has back pain at any time",
            "solid mechanics",
            "Three lines stand for its many parts.",
            "assumed: taken from the drawing of the ship",
            "World Health Organization 2023, Low back pain",
            "Skip to main content",
            "Check yourself",
            "Under the hood",
            "The Pirate Ship and Your Spine",
        ),
    }.items():
        template = next(found.rglob(f"{page}.pot")).read_text(encoding="utf8").replace('"\n"', "")
        for text in words:
            assert text in template, f"{page}: {text}"


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_holds_text_and_stills_and_nothing_else(path):
    assert notebooks.problems(path) == []
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.outputs for cell in code if "print(" in cell.source)


def test_a_notebook_with_other_bytes_is_refused(tmp_path):
    path = tmp_path / "heavy.ipynb"
    cell = nbformat.v4.new_code_cell("lab")
    cell.execution_count = 3
    cell.outputs = [nbformat.v4.new_output("display_data", {"text/plain": "<Figure>", "image/png": "AAAA"})]
    path.write_text(notebooks.written(nbformat.v4.new_notebook(cells=[cell])), encoding="utf8")
    assert notebooks.problems(path)
    path.write_text(notebooks.written(notebooks.cleaned(nbformat.read(path, as_version=4))), encoding="utf8")
    assert notebooks.problems(path) == []
