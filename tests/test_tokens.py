"""Colours: readable on their grounds, and never outside the figures."""

import itertools
import re
from pathlib import Path

import pv_sphinx
import pytest
from joining import engine_of

from postureviz.colours import colours, contrast, legible, palette, tokens_css


@pytest.fixture(scope="module")
def tokens():
    names = "COLOURS, SIZES, THEMES, TEXT_PAIRS, MARK_PAIRS, palette"
    return engine_of(f"globalThis.PostureViz = {{get: name => ({{{names}}})[name], palette}};\n").run


def test_the_formula_gives_the_published_ratios():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_python_and_the_page_have_the_same_palette(tokens, theme):
    assert palette(theme) == tokens("palette", theme)


def test_any_colour_can_be_made_to_stand_out_on_any_ground_and_no_more_than_is_needed():
    greys = [f"#{v:02x}{v:02x}{v:02x}" for v in range(0, 256, 5)]
    for ground in [*greys, "#ff0000", "#00ff00", "#0000ff", "#fdf6e3", "#e5e5e5"]:
        for name in colours()["colours"]:
            colour = palette("light")[name]
            for least in (3, 4.5):
                made = legible(colour, ground, least)
                assert contrast(made, ground) >= least, (name, ground)
                assert made == colour or contrast(colour, ground) < least


@pytest.mark.parametrize(("pairs", "least"), [("TEXT_PAIRS", 4.5), ("MARK_PAIRS", 3.0)])
def test_text_and_marks_stand_out_in_every_theme(tokens, pairs, least):
    faint = []
    for theme, (front, ground) in itertools.product(tokens("get", "THEMES"), tokens("get", pairs)):
        colours = tokens("palette", theme)
        ratio = contrast(colours[front], colours[ground])
        if ratio < least:
            faint.append((theme, front, ground, round(ratio, 2)))
    assert faint == []


def test_print_is_black_white_and_grey(tokens):
    coloured = {
        n: c["print"]
        for n, c in tokens("get", "COLOURS").items()
        if len({c["print"][i : i + 2] for i in (1, 3, 5)}) > 1
    }
    assert coloured == {}


def test_every_colour_says_what_it_is_for_and_is_a_six_digit_colour(tokens):
    for name, colour in tokens("get", "COLOURS").items():
        assert colour["role"], name
        for theme in tokens("get", "THEMES"):
            assert re.fullmatch(r"#[0-9a-f]{6}", colour[theme]), (name, theme)


def test_the_style_sheet_speaks_only_to_figures(tokens):
    css = re.sub(r"@media [^{]+\{", "", tokens_css()).replace("}}", "}")
    selectors = [s for rule in re.findall(r"([^{}]+)\{", css) for s in rule.strip().split(",")]
    assert len(selectors) > 5
    assert [s for s in selectors if not re.search(r"(^|\s)\.pv(\[[^]]*\])?$", s)] == []
    contrast = ".vscode-high-contrast:not(.vscode-high-contrast-light)"
    attributes = ("[data-theme=dark]", "[data-jp-theme-light=false]", "[theme=dark]")
    for host in (*attributes, ".vscode-dark", contrast):
        assert f"{host} .pv" in selectors


def test_the_style_sheet_holds_every_token_for_every_theme(tokens):
    light, dark, forced, printed = re.findall(r"\{([^{}]*--[^{}]*)\}", tokens_css())
    for name, colour in tokens("get", "COLOURS").items():
        for block, theme in ((light, "light"), (dark, "dark"), (printed, "print")):
            assert f"--{name}:{colour[theme]}" in block
        # Colours that a reader has chosen are theirs, or between two of theirs.
        own = r"(Canvas|CanvasText|LinkText|Highlight|color-mix\(in srgb, CanvasText \d{1,2}%, Canvas\))[;}]"
        assert re.search(rf"--{name}:{own}", forced), name


def test_an_unknown_theme_is_named_with_what_is_allowed(tokens):
    with pytest.raises(Exception, match='theme is "sepia"; allowed: light, dark, print'):
        tokens("palette", "sepia")


def sheets_of_the_book():
    book = Path(__file__).resolve().parent.parent / "book"
    found = [*book.glob("**/*.css"), *book.glob("_templates/*.html")]
    return {path.name: path.read_text("utf-8") for path in found}


def test_the_book_types_no_colour_of_its_own():
    sheets = sheets_of_the_book()
    assert {"pv-book.css", "pv-course.css", "404.html"} <= set(sheets)
    typed = {name: re.findall(r"(?<!&)#[0-9a-fA-F]{3,8}\b(?=[^{]*\})", text) for name, text in sheets.items()}
    assert {name: colours for name, colours in typed.items() if colours} == {}


def test_the_book_has_every_colour_that_it_uses_from_the_tokens_in_every_theme():
    used = set(re.findall(r"var\(--b-([\w-]+)", "".join(sheets_of_the_book().values()))) - {"mono"}
    assert used == set(pv_sphinx.SHELL_TOKENS)
    blocks = re.findall(r"\{([^{}]*--[^{}]*)\}", pv_sphinx.shell_colours())
    for block, theme in zip(blocks, ("light", "dark", "print"), strict=True):
        assert {f"--b-{name}:{palette(theme)[name]}" for name in used} <= set(block.split(";"))
