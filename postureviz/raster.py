"""SVG to PNG: one renderer and one set of letters, so that a still looks the same on every machine."""

from __future__ import annotations

import io
import re
from functools import lru_cache
from html import escape
from pathlib import Path

import matplotlib
from PIL import Image, ImageFont

from .js_engine import NoEngine

SANS, SERIF = "DejaVu Sans", "DejaVu Serif"
# They come with matplotlib; no font of the machine is read.
FONTS = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf")
# Pictures are laid out for the fonts a browser picks, whose letters are narrower.
CONDENSE = 0.9
# A notebook keeps the file: with 128 colours it is a third of the size, and no colour is seen to change.
COLOURS = 128
CAPTION_PX, MARGIN_PX = 14, 12
LINE_PX = 1.5 * CAPTION_PX


def png(svg: str, width_px: int, caption: str = "", ink: str = "#000000", ground: str = "#ffffff") -> bytes:
    """Return a PNG of an SVG text, ``width_px`` wide, with a caption below.

    Parameters
    ----------
    svg : str
        As :func:`postureviz.picture` writes it; its size comes from ``viewBox``.
    width_px : int
    caption : str
        Broken into lines.
    ink, ground : str
        Colours of the caption, ``#rrggbb``.

    Raises
    ------
    NoEngine
        When the renderer, the package resvg-py, is not installed.
    """
    try:
        import resvg_py
    except ImportError:
        raise NoEngine("resvg-py") from None
    head, body = svg.split(">", 1)
    w, h = map(float, re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', head)[0])
    lines = _lines(caption, width_px - 2 * MARGIN_PX)
    caption_px = round(len(lines) * LINE_PX) + 18 if lines else 0
    height_px = round(h * width_px / w) + caption_px
    scale = width_px / w
    head = re.sub(r' (width|height|viewBox)="[^"]*"', "", head)
    head += f' width="{width_px}" height="{height_px}" viewBox="0 0 {w} {height_px / scale}"'
    # What the picture draws below its end lies under the caption's ground.
    told = f'<g transform="translate(0 {h}) scale({1 / scale})" fill="{ink}" font-size="{CAPTION_PX}">'
    told += f'<rect x="0" y="0" width="{width_px}" height="{caption_px}" fill="{ground}"/>'
    for i, line in enumerate(lines):
        told += f'<text x="{MARGIN_PX}" y="{9 + (i + 0.8) * LINE_PX}">{escape(line)}</text>'
    drawn = resvg_py.svg_to_bytes(
        svg_string=_condensed(f"{head}>{body.removesuffix('</svg>')}{told}</g></svg>"),
        background=ground,
        skip_system_fonts=True,
        font_files=_fonts(),
        font_family=SANS,
        sans_serif_family=SANS,
        serif_family=SERIF,
    )
    return _small(drawn)


def _small(drawn: bytes) -> bytes:
    out = io.BytesIO()
    pixels = Image.open(io.BytesIO(drawn)).convert("RGB")
    pixels.quantize(COLOURS, kmeans=1, dither=Image.Dither.NONE).save(out, "png", optimize=True)
    return out.getvalue()


def _condensed(svg: str) -> str:
    """Return a picture with each text narrowed around the point that it is anchored at."""
    return re.sub(r'<text x="([^"]+)"', rf'<text transform="translate(\1 0) scale({CONDENSE} 1)" x="0"', svg)


def _fonts() -> list[str]:
    return [str(Path(matplotlib.get_data_path(), "fonts", "ttf", name)) for name in FONTS]


@lru_cache(maxsize=1)
def _measure() -> ImageFont.FreeTypeFont:
    # Large, for advances are rounded to whole pixels.
    return ImageFont.truetype(_fonts()[0], 1000)


def _lines(words: str, width_px: float) -> list[str]:
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _measure().getlength(longer) / 1000 * CAPTION_PX * CONDENSE <= width_px:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
