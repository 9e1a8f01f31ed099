"""Pictures of a posture, by the same drawing code as the page.

The code is JavaScript and runs in an embedded engine: neither browser nor node is needed. The
module is not called ``picture``, for that is the name of the function in the package.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable

from . import raster
from .bundle import engine
from .checks import quoted, whole
from .colours import THEMES, palette
from .js_engine import NoEngine
from .posture import Posture, as_posture
from .state import checked_layers
from .words import describe

WIDTHS = ("wide", "low", "compact")


def picture(
    posture: Posture, theme: str = "light", width: str = "wide", show: Iterable[str] | str | None = None
) -> str:
    """Return the picture of a posture as the text of an SVG file.

    A model without a picture of its own is drawn as what it is: links, joints, cables and loads.

    The file stands alone: colours are written out, title and description are inside, and it
    refers to nothing outside itself. A posture that is no resting place ("unsolved", "fell")
    is not drawn; the picture says so in words.

    Parameters
    ----------
    posture : Posture
        One posture, not a stack.
    theme : {"light", "dark", "print"}
    width : {"wide", "low", "compact"}
        Wide is 720 by 560 px; low is 720 by 356 px, for low windows; compact is 356 by 330 px, for
        narrow columns.
    show : list of str, optional
        Layers that are on, such as ``["bones", "muscles"]``; without it the usual ones of the model.

    Raises
    ------
    ValueError
        For an unknown theme, width or layer, or a stack of postures.

    Examples
    --------
    >>> import postureviz as pv
    >>> pv.picture(pv.solve(pv.load("mast"), {"port": 1.5}), theme="dark")[:4]
    '<svg'
    """
    posture = as_posture(posture, "posture")
    _one_of("theme", theme, THEMES)
    _one_of("width", width, WIDTHS)
    data = posture.to_dict()
    on = checked_layers(posture.model, show)
    options = {"theme": theme, "width": width, "sentence": describe(posture), "show": dict.fromkeys(on, True)}
    return engine().run("picture", data, options)


def still_png(
    posture: Posture, theme: str = "light", width_px: int = 480, show: Iterable[str] | str | None = None
) -> bytes:
    """Return the picture with its sentence below, as a small PNG file.

    For places that show neither SVG nor script, such as a notebook on a code host. The same
    posture gives the same bytes under the same versions of resvg-py, which draws it, of matplotlib, which
    brings the letters, and of Pillow, which packs it.

    Parameters
    ----------
    posture : Posture
    theme : {"light", "dark", "print"}
    width_px : int
        From 240 to 1440.
    show : list of str, optional
        Layers that are on; without it the usual ones of the model.

    Raises
    ------
    ValueError
        For an unknown theme or layer, or a width out of range.
    """
    width_px = whole("width_px", width_px, 240, 1440)
    svg = picture(posture, theme, "compact" if width_px < 600 else "wide", show)
    colours = palette(theme)
    return raster.png(svg, width_px, caption=describe(posture), ink=colours["ink"], ground=colours["page"])


def still_bundle(
    posture: Posture, text: str, width_px: int = 480, show: Iterable[str] | str | None = None
) -> tuple[dict, dict]:
    """Return what a notebook keeps of a posture, and what it says of it: a picture and its sentence.

    A PNG, for what is written as SVG or HTML is taken out of a notebook that is not trusted.

    Parameters
    ----------
    posture : Posture
    text : str
        What a place without pictures shows. Where a package that draws is missing, the sentence
        of the picture and the reason stand below it, and the picture is left out.
    width_px, show
        As for :func:`still_png`.
    """
    sentence = describe(posture)
    try:
        picture = still_png(posture, width_px=width_px, show=show)
    except NoEngine as missing:
        return {"text/plain": f"{text}\n{sentence}\nNo picture: {missing}"}, {}
    data = {"text/plain": text, "image/png": base64.b64encode(picture).decode("ascii")}
    return data, {"image/png": {"alt": sentence}}


def _one_of(what: str, value: str, allowed: tuple[str, ...]) -> None:
    if not isinstance(value, str) or value not in allowed:
        raise ValueError(f"{what} is {quoted(value)}; allowed: {', '.join(map(repr, allowed))}")
