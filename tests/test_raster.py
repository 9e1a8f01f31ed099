"""Stills as PNG: size, colours and letters are those of the picture, and of no machine."""

import io
import re
import socket
import sys

import numpy as np
import pytest
from matplotlib import font_manager
from PIL import Image

import postureviz as pv
from postureviz import raster
from postureviz.colours import palette
from postureviz.js_engine import NoEngine
from postureviz.pictures import picture, still_bundle, still_png


def opened(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def pixels(body, w=100, h=100, width=200, **options):
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}">{body}</svg>'
    )
    return opened(raster.png(svg, width, **options))


def colour(token, theme="light"):
    hexes = palette(theme)[token]
    return tuple(int(hexes[i : i + 2], 16) for i in (1, 3, 5))


def span(image, across=0):
    """First and last column (or row) with ink, black on white."""
    return np.flatnonzero((image[..., 0] < 128).any(across))[[0, -1]]


def test_a_picture_is_as_wide_as_asked_and_keeps_its_shape():
    body = '<rect x="50" y="0" width="50" height="60" fill="#123456"/>'
    for width in (100, 240, 333):
        image = pixels(body, 100, 60, width, ground="#fedcba")
        assert image.shape[:2] == (round(0.6 * width), width)
        assert tuple(image[10, width // 4]) == (0xFE, 0xDC, 0xBA)
        assert tuple(image[10, 3 * width // 4]) == (0x12, 0x34, 0x56)


def test_a_caption_stands_below_the_picture_in_as_many_lines_as_it_needs():
    body = '<rect x="0" y="0" width="100" height="500" fill="#888888"/>'
    bare, short, long = (
        pixels(body, width=300, caption=c).shape[0] for c in ("", "A few words.", "A few words. " * 12)
    )
    assert bare == 300 < short < long
    image = pixels(body, width=300, caption="A few words < many & more.", ink="#ff0000", ground="#ffffff")
    assert (image[:300] == 0x88).all()
    below = image[300:]
    assert tuple(below[-1, -1]) == (255, 255, 255)  # what hangs out of the picture is covered
    assert (abs(below - [255, 0, 0]).max(-1) < 40).any()


def test_no_line_of_a_caption_leaves_the_picture():
    words = "Wide words, WWWWWWWWWW MMMMMMMM, and narrow ones, illicit lilies. " * 9
    image = pixels("", width=300, caption=words)[300:]
    first, last = span(image)
    assert first >= raster.MARGIN_PX - 2 and last <= 300 - raster.MARGIN_PX + 2
    assert last - first > 230  # lines are filled


@pytest.mark.parametrize(("anchor", "side"), [("start", (50, 90)), ("middle", (20, 80)), ("end", (10, 50))])
def test_a_narrowed_word_keeps_its_anchor(anchor, side):
    first, last = (
        span(pixels(f'<text x="50" y="50" font-size="14" text-anchor="{anchor}">HIOH</text>', width=400)) / 4
    )
    assert side[0] <= first < last <= side[1]
    if anchor == "middle":
        assert first + last == pytest.approx(100, abs=1.5)


def test_words_are_no_wider_than_those_of_a_browser_on_average():
    """Advances of Arial for these words, in ems, from its table of widths."""
    arial = {"Lower back": 4.724, "Abdominals": 5.004, "Hip flexors": 4.835}
    for words, ems in arial.items():
        first, last = (
            span(
                pixels(
                    f'<text x="10" y="50" font-size="20">{words}</text>',
                    w=200,
                    width=800,
                )
            )
            / 4
        )
        assert last - first == pytest.approx(ems * 20, rel=0.09), words


def test_bold_serif_and_plain_letters_are_three_kinds():
    def ink(a):
        return (255 - pixels(f'<text x="2" y="50" font-size="14" {a}>VERTEBRA</text>')).sum()

    plain, bold = ink(""), ink('font-weight="700"')
    serif = ink('font-family="Georgia,\'DejaVu Serif\',serif" font-weight="700"')
    assert bold > 1.2 * plain
    assert serif not in (plain, bold)


@pytest.mark.parametrize("letter", "▲▼●−°²·…→’")
def test_signs_that_pictures_use_have_a_letter(letter):
    def drawn(words):
        return pixels(f'<text x="30" y="60" font-size="40">{words}</text>')

    assert (drawn(letter) != drawn("\U000f0000")).any() and (drawn(letter) < 128).any()


def test_no_font_of_the_machine_changes_a_picture():
    here = {font_manager.get_font(path).family_name for path in font_manager.findSystemFonts()[:12]}
    asked = {*here, "Arial", "Liberation Sans", "Segoe UI", "Roboto"} - {raster.SANS, raster.SERIF}
    text = '<text x="2" y="50" font-size="14" font-family="{}">Lower back</text>'
    want = pixels(text.format(raster.SANS))
    for family in asked:
        assert (pixels(text.format(f"{family},sans-serif")) == want).all(), family


def test_drawing_asks_no_server():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        there = f"http://127.0.0.1:{server.getsockname()[1]}/a.png"
        image = pixels(f'<image x="0" y="0" width="100" height="100" href="{there}"/>')
        with pytest.raises(BlockingIOError):
            server.accept()
    assert (image == 255).all()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [356, 720])
def test_a_still_has_the_colours_of_its_theme(theme, width):
    image = opened(still_png(pv.solve("mast", port=1.6), theme, width))
    assert image.shape[1] == width
    assert tuple(image[2, width // 2]) == colour("stage", theme)
    assert tuple(image[-1, -1]) == colour("page", theme)
    for token in ("ink", "more"):
        assert (abs(image - colour(token, theme)).max(-1) <= 12).sum() > 50, token


def test_every_word_of_a_picture_is_drawn():
    posture = pv.solve("side", glutes=1.5)
    svg = picture(posture, width="compact")
    whole = opened(raster.png(svg, 480))
    words = re.findall(r"<text[^>]*>[^<]+</text>", svg)
    assert len(words) >= 8
    for text in words:
        assert (opened(raster.png(svg.replace(text, ""), 480)) != whole).any(), text


@pytest.mark.parametrize("name", pv.models())
def test_no_word_of_a_still_leaves_its_picture(name):
    """A margin all around shows what would be cut off."""
    for width in ("wide", "compact"):
        svg = picture(pv.solve(name), width=width)
        w, h = map(float, re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)[0])
        texts = "".join(re.findall(r"<text[^>]*>[^<]+</text>", svg))
        texts = re.sub(r'fill="#\w+"', 'fill="#000000"', re.sub(r'stroke="#\w+"', 'stroke="none"', texts))
        image = pixels(f'<g transform="translate(40 40)">{texts}</g>', w + 80, h + 80, round(w + 80))
        (left, right), (top, bottom) = span(image), span(image, 1)
        assert 40 <= left < right <= 40 + w and 40 <= top < bottom <= 40 + h, width


def test_a_still_is_small_enough_for_a_notebook():
    for name in pv.models():
        assert len(still_png(pv.solve(name))) < 50_000


def test_without_the_renderer_the_still_is_left_out_with_a_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    posture = pv.solve("mast")
    with pytest.raises(NoEngine, match="resvg-py.*pip install resvg-py.*live figures work without it"):
        still_png(posture)
    data, metadata = still_bundle(posture, "a text")
    assert list(data) == ["text/plain"] and metadata == {}
    assert data["text/plain"].startswith(f"a text\n{pv.describe(posture)}\nNo picture: ")
    assert pv.picture(posture).startswith("<svg")
