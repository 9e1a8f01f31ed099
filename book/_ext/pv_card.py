"""The picture of a page that others see when it is shared: its title beside its first figure."""

from __future__ import annotations

import html

import postureviz as pv
from postureviz import pictures, raster
from postureviz.colours import palette

# What most places show of a shared picture: 1200 x 630 px.
WIDTH, HEIGHT = 1200, 630
LETTERS_A_LINE = 17
LINE = '<text x="48" y="{y}" font-size="{size}" font-weight="{weight}" fill="{fill}">{text}</text>'


def lines_of(title: str) -> list[str]:
    """A title in lines that fit beside the picture."""
    lines = [""]
    for word in title.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > LETTERS_A_LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def card(posture: pv.Posture, title: str, book: str) -> bytes:
    """PNG of a page: its title, the name of the book, and the picture of a posture."""
    colours = palette("light")
    picture = pictures.picture(posture)
    lines = lines_of(title)
    top = HEIGHT / 2 - 32 * len(lines)
    texts = [
        LINE.format(y=top + 64 * i, size=50, weight=700, fill=colours["ink"], text=html.escape(line))
        for i, line in enumerate(lines)
    ]
    named = lines_of(book) if book != title else []
    texts += [
        LINE.format(
            y=top + 64 * len(lines) + 20 + 34 * i,
            size=25,
            weight=400,
            fill=colours["ink-2"],
            text=html.escape(line),
        )
        for i, line in enumerate(named)
    ]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect x="0" y="0" width="{WIDTH}" height="{HEIGHT}" fill="{colours["stage"]}"/>'
        f'<g transform="translate(480 35)">{picture}</g>{"".join(texts)}</svg>'
    )
    return raster.png(svg, WIDTH, ground=colours["stage"])
