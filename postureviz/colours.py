"""The colours of every drawing: data, a palette for each theme, the style sheet of the tokens, and contrast.

Twin of ``js/drawing/tokens.js``; both read ``colours.json``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

from .checks import quoted

THEMES = ("light", "dark", "print")

# The book, JupyterLab, VS Code (two dark themes), Colab, and a figure of its own mind.
_DARK_HOSTS = (
    "[data-theme=dark]",
    "[data-jp-theme-light=false]",
    ".vscode-dark",
    ".vscode-high-contrast:not(.vscode-high-contrast-light)",
    "[theme=dark]",
)


@lru_cache(maxsize=1)
def colours() -> dict[str, dict]:
    """Return the colours, sizes and strengths of ``colours.json``. They are shared: copy before changing."""
    return json.loads((resources.files("postureviz") / "colours.json").read_text("utf-8"))


def palette(theme: str = "light") -> dict:
    """Return {token: colour} of one theme, ``#rrggbb``, with fonts and sizes.

    Raises
    ------
    ValueError
        For an unknown theme.
    """
    if not isinstance(theme, str) or theme not in THEMES:
        raise ValueError(f"theme is {quoted(theme)}; allowed: {', '.join(map(repr, THEMES))}")
    data = colours()
    return {**data["sizes"], "faint": data["faint"][theme]} | {
        name: row[theme] for name, row in data["colours"].items()
    }


def tokens_css() -> str:
    """Return the style sheet of the tokens, all of it inside ``.pv``.

    Light, dark where the host says so, colours that are the reader's own, print.
    """
    data = colours()
    dark = ",".join([*(f"{host} .pv" for host in _DARK_HOSTS), ".pv[data-theme=dark]"])

    def of(theme: str) -> str:
        return _declared(
            {name: row[theme] for name, row in data["colours"].items()} | {"faint": data["faint"][theme]}
        )

    forced = {name: _theirs(row["forced"]) for name, row in data["colours"].items()}
    forced["faint"] = data["faint"]["forced"]
    printed = "color-scheme:light;print-color-adjust:exact;-webkit-print-color-adjust:exact"
    return (
        f".pv{{{_declared(data['sizes'])};{of('light')};color-scheme:light}}\n"
        f"{dark}{{{of('dark')};color-scheme:dark}}\n"
        f"@media (forced-colors:active){{.pv,{dark}{{{_declared(forced)}}}}}\n"
        f"@media print{{.pv,{dark}{{{of('print')};{printed}}}}}\n"
    )


def _declared(values: Mapping[str, object]) -> str:
    return ";".join(f"--{name}:{value}" for name, value in values.items())


def _theirs(forced: str | int) -> str:
    if isinstance(forced, str):
        return forced
    return f"color-mix(in srgb, CanvasText {forced}%, Canvas)" if forced else "Canvas"


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb``, 0 to 1, as WCAG 2.2 defines it."""
    r, g, b = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    )
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a: str, b: str) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2.2 defines it."""
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def legible(colour: str, ground: str, least: float) -> str:
    """Return a colour, or so much nearer to black or white that it stands out on a ground.

    Parameters
    ----------
    colour, ground : str
        ``#rrggbb``.
    least : float
        The contrast that is asked for; up to 4.5 can be had on every ground.
    """
    # Which of both stands out more from this ground.
    end = 255 if contrast("#ffffff", ground) > contrast("#000000", ground) else 0
    channels = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    mixed = colour
    for share in range(1, 21):
        if contrast(mixed, ground) >= least:
            break
        mixed = "#" + "".join(f"{round(c + (end - c) * share / 20):02x}" for c in channels)
    return mixed
