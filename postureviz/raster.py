"""SVG to PNG, for the small part of SVG that our own pictures use.

Groups, paths, polylines, polygons, circles, rectangles and text with presentation attributes; no
style sheets, gradients, filters or references. Letters are those of the fonts that come with
matplotlib, so that every machine makes the same bytes under one version of it.
"""

from __future__ import annotations

import io
import math
import re
from xml.etree import ElementTree

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgba
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D, Bbox, Transform
from PIL import Image

# Letters of the bundled font are wider than those of the fonts a browser picks.
CONDENSE = 0.9
PALETTE_SIZE = 56
INHERITED = (
    "fill",
    "stroke",
    "stroke-width",
    "font-size",
    "font-weight",
    "font-family",
    "text-anchor",
    "letter-spacing",
)
START = {"fill": "#000000", "stroke": "none", "stroke-width": "1", "font-size": "16"}


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
    """
    root = ElementTree.fromstring(svg)
    _, _, w, h = map(float, root.attrib["viewBox"].split())
    scale = width_px / w
    size = 14.0
    lines = _wrap(caption, width_px - 24, size) if caption else []
    picture_px = round(h * scale)
    height_px = picture_px + (round(len(lines) * size * 1.5) + 18 if lines else 0)
    canvas = _Canvas(width_px, height_px, ground)
    canvas.clip = (0, height_px - picture_px, width_px, picture_px)
    canvas.draw(root, Affine2D().scale(scale), dict(START), 1.0)
    canvas.clip = None
    style = START | {"fill": ink, "font-size": str(size)}
    for i, line in enumerate(lines):
        canvas.text(line, 12, picture_px + 9 + (i + 0.8) * size * 1.5, style, Affine2D(), 1.0)
    return canvas.png()


class _Canvas:
    """A sheet of pixels. Points come in with y down, as in SVG; Agg wants y up."""

    def __init__(self, width: int, height: int, ground: str):
        self.height = height
        self.clip: tuple | None = None
        self._agg = RendererAgg(width, height, 72)
        self._named: set[str] = set()
        self._fill(Path.unit_rectangle(), Affine2D().scale(width, height), to_rgba(ground))

    def draw(self, node: ElementTree.Element, place: Transform, style: dict, opacity: float) -> None:
        a = node.attrib
        if a.get("display") == "none":
            return
        if "transform" in a:
            place = parse_transform(a["transform"]) + place
        style = style | {k: a[k] for k in INHERITED if k in a}
        self._named |= {a[k] for k in ("fill", "stroke") if a.get(k, "none") != "none"}
        opacity *= float(a.get("opacity", 1))
        tag = node.tag.rpartition("}")[2]
        if tag == "path" and a["d"]:
            self.shape(parse_path(a["d"]), place, style, a, opacity)
        elif tag in ("polyline", "polygon"):
            corners = np.array([float(v) for v in re.split(r"[ ,]+", a["points"].strip())]).reshape(-1, 2)
            closed = tag == "polygon"
            outline = Path(np.concatenate([corners, corners[:1]]) if closed else corners, closed=closed)
            self.shape(outline, place, style, a, opacity)
        elif tag == "circle":
            centre = Affine2D().scale(float(a["r"])).translate(float(a["cx"]), float(a["cy"]))
            self.shape(Path.unit_circle().transformed(centre), place, style, a, opacity)
        elif tag == "rect":
            self.shape(
                _rounded(*(float(a.get(k, 0)) for k in ("x", "y", "width", "height", "rx"))),
                place,
                style,
                a,
                opacity,
            )
        elif tag == "text":
            self.text(node.text or "", float(a["x"]), float(a["y"]), style, place, opacity)
        elif tag in ("svg", "g"):
            for kid in node:
                self.draw(kid, place, style, opacity)

    def shape(self, path: Path, place: Transform, style: dict, a: dict, opacity: float) -> None:
        if style["fill"] != "none":
            self._fill(path, place, to_rgba(style["fill"], opacity * float(a.get("fill-opacity", 1))))
        if style["stroke"] != "none":
            dashes = (
                [float(v) for v in re.split(r"[ ,]+", a["stroke-dasharray"])]
                if "stroke-dasharray" in a
                else None
            )
            self._stroke(
                path,
                place,
                style,
                opacity * float(a.get("stroke-opacity", 1)),
                dashes,
                a.get("stroke-linecap", "butt"),
                a.get("stroke-linejoin", "miter"),
            )

    def text(self, words: str, x: float, y: float, style: dict, place: Transform, opacity: float) -> None:
        size = float(style["font-size"])
        path = _letters(words, size, style)
        if path is None:
            return
        shift = {"middle": 0.5, "end": 1.0}.get(style.get("text-anchor", "start"), 0.0) * _advance(
            words, size, style
        )
        put = Affine2D().scale(1, -1).translate(x - shift, y) + place
        if style["stroke"] != "none":
            self._stroke(path, put, style, opacity, None, "round", "round", _scale_of(place))
        self._fill(path, put, to_rgba(style["fill"], opacity))

    def _pen(self):
        gc = self._agg.new_gc()
        gc.set_antialiased(True)
        gc.set_snap(False)
        if self.clip:
            gc.set_clip_rectangle(Bbox.from_bounds(*self.clip))
        return gc

    def _flip(self, place: Transform) -> Transform:
        return place + Affine2D().scale(1, -1).translate(0, self.height)

    def _fill(self, path: Path, place: Transform, colour: tuple) -> None:
        gc = self._pen()
        gc.set_linewidth(0)
        self._agg.draw_path(gc, path, self._flip(place), colour)

    def _stroke(self, path, place, style, opacity, dashes, cap, join, scale=None) -> None:
        gc = self._pen()
        scale = scale or _scale_of(place)
        gc.set_foreground(to_rgba(style["stroke"], opacity), isRGBA=True)
        gc.set_linewidth(float(style["stroke-width"]) * scale)
        gc.set_capstyle({"round": "round", "butt": "butt", "square": "projecting"}[cap])
        gc.set_joinstyle(join)
        if dashes:
            gc.set_dashes(0, [v * scale for v in dashes])
        self._agg.draw_path(gc, path, self._flip(place), None)

    def png(self) -> bytes:
        """Return the sheet in few colours: those that were named, and the commonest of the others."""
        pixels = np.asarray(self._agg.buffer_rgba())[..., :3].copy()
        named = sorted({tuple(round(255 * v) for v in to_rgba(c)[:3]) for c in self._named})
        common = Image.fromarray(pixels).quantize(
            PALETTE_SIZE - len(named), kmeans=1, dither=Image.Dither.NONE
        )
        palette = np.array(
            [v for colour in named for v in colour] + (common.getpalette() or []), int
        ).reshape(-1, 3)[:PALETTE_SIZE]
        codes, where = np.unique(pixels.astype(int) @ np.array([1 << 16, 1 << 8, 1]), return_inverse=True)
        colours = np.stack([codes >> 16, codes >> 8 & 255, codes & 255], -1)
        nearest = ((colours[:, None, :] - palette) ** 2).sum(-1).argmin(1)
        image = Image.fromarray(nearest[where].astype(np.uint8).reshape(pixels.shape[:2]))
        image.putpalette(palette.ravel().tolist())
        out = io.BytesIO()
        image.save(out, "png", optimize=True)
        return out.getvalue()


def _scale_of(place: Transform) -> float:
    return math.sqrt(abs(np.linalg.det(place.get_matrix()[:2, :2])))


def _font(style: dict) -> FontProperties:
    family = "DejaVu Serif" if "Georgia" in style.get("font-family", "") else "DejaVu Sans"
    return FontProperties(family=family, weight="bold" if style.get("font-weight") == "700" else "normal")


def _spacing(style: dict, size: float) -> float:
    return float(style.get("letter-spacing", "0em").removesuffix("em")) * size


def _advance(words: str, size: float, style: dict) -> float:
    if not words.strip():
        return 0.0
    # A closing bar, which no letter is kerned against, shows where the next letter would start.
    font = _font(style)
    both = TextPath((0, 0), words + "|", size=size, prop=font).get_extents()
    bar = TextPath((0, 0), "|", size=size, prop=font).get_extents()
    return (both.x1 - bar.x1) * CONDENSE + _spacing(style, size) * (len(words) - 1)


def _letters(words: str, size: float, style: dict) -> Path | None:
    if not words.strip():
        return None
    spacing = _spacing(style, size)
    narrow = Affine2D().scale(CONDENSE, 1)
    if not spacing:
        return TextPath((0, 0), words, size=size, prop=_font(style)).transformed(narrow)
    plain = {**style, "letter-spacing": "0em"}
    parts = [
        TextPath((0, 0), letter, size=size, prop=_font(style))
        .transformed(narrow)
        .transformed(Affine2D().translate(_advance(words[:i], size, plain) + spacing * i, 0))
        for i, letter in enumerate(words)
        if letter.strip()
    ]
    return Path.make_compound_path(*parts)


def _wrap(words: str, width: float, size: float) -> list[str]:
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _advance(longer, size, START) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _rounded(x: float, y: float, w: float, h: float, r: float) -> Path:
    r = min(r, w / 2, h / 2)
    if not r:
        return Path.unit_rectangle().transformed(Affine2D().scale(w, h).translate(x, y))
    return parse_path(
        f"M{x + r} {y}H{x + w - r}A{r} {r} 0 0 1 {x + w} {y + r}V{y + h - r}"
        f"A{r} {r} 0 0 1 {x + w - r} {y + h}H{x + r}A{r} {r} 0 0 1 {x} {y + h - r}"
        f"V{y + r}A{r} {r} 0 0 1 {x + r} {y}Z"
    )


def parse_transform(text: str) -> Affine2D:
    """Return ``translate(x y)``, ``rotate(degrees)`` and ``scale(s)``, in any order, as a transform.

    Raises
    ------
    ValueError
        For any other text.
    """
    out = Affine2D()
    if not re.fullmatch(r"((translate|rotate|scale)\([^()]*\)\s*)*", text):
        raise ValueError(f"transform {text!r}; allowed: translate(x y), rotate(degrees), scale(s)")
    # The last one stands nearest to the drawing.
    for name, values in reversed(re.findall(r"(\w+)\(([^()]*)\)", text)):
        numbers = [float(v) for v in re.split(r"[ ,]+", values.strip())]
        if name == "translate":
            out.translate(numbers[0], numbers[1])
        elif name == "rotate":
            out.rotate_deg(numbers[0])
        else:
            out.scale(numbers[0])
    return out


_COUNTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4, "A": 7, "Z": 0}


def parse_path(d: str) -> Path:
    """Return SVG path data as a matplotlib path. Commands M L H V C Q A Z and their relative forms.

    Raises
    ------
    ValueError
        For any other command.
    """
    points: list[tuple[float, float]] = []
    codes: list = []
    here = start = (0.0, 0.0)
    for command, text in re.findall(r"([A-Za-z])([^A-Za-z]*)", d):
        kind = command.upper()
        if kind not in _COUNTS:
            raise ValueError(
                f"path command {command!r}; allowed: {', '.join(_COUNTS)} and their small letters"
            )
        values = [float(v) for v in re.findall(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", text)]
        if kind == "Z":
            points.append(start)
            codes.append(Path.CLOSEPOLY)
            here = start
            continue
        for i in range(0, len(values), _COUNTS[kind]):
            v = values[i : i + _COUNTS[kind]]
            ox, oy = here if command.islower() else (0.0, 0.0)
            if kind == "H":
                end = (ox + v[0], here[1])
            elif kind == "V":
                end = (here[0], oy + v[0])
            else:
                end = (ox + v[-2], oy + v[-1])
            if kind == "C":
                points += [(ox + v[0], oy + v[1]), (ox + v[2], oy + v[3]), end]
                codes += [Path.CURVE4] * 3
            elif kind == "Q":
                points += [(ox + v[0], oy + v[1]), end]
                codes += [Path.CURVE3] * 2
            elif kind == "A":
                arc = _arc(here, end, *v[:5])
                points += arc
                codes += [Path.CURVE4] * len(arc)
            else:
                first = kind == "M" and i == 0
                points.append(end)
                codes.append(Path.MOVETO if first else Path.LINETO)
                if first:
                    start = end
            here = end
    return Path(np.array(points), codes)


def _arc(p, q, rx, ry, turn, large, sweep) -> list[tuple[float, float]]:
    """Cubic pieces of an elliptic arc (SVG 2, appendix B.2: endpoint to centre form)."""
    if p == q:
        return []
    if not rx or not ry:
        return [p, q, q]
    rot = np.array(
        [
            [math.cos(math.radians(turn)), math.sin(math.radians(turn))],
            [-math.sin(math.radians(turn)), math.cos(math.radians(turn))],
        ]
    )
    p, q, r = np.array(p), np.array(q), np.abs(np.array([rx, ry]))
    u = rot @ (p - q) / 2
    r = r * max(1.0, math.hypot(*(u / r)))
    w = u / r
    k = math.sqrt(max(0.0, 1 / (w @ w) - 1)) * (-1 if bool(large) == bool(sweep) else 1)
    c = k * np.array([w[1], -w[0]])
    a0, a1 = (math.atan2(*((s * w - c)[::-1])) for s in (1, -1))
    span = a1 - a0
    if sweep and span < 0:
        span += 2 * math.pi
    elif not sweep and span > 0:
        span -= 2 * math.pi
    pieces = max(1, math.ceil(abs(span) / (math.pi / 2) - 1e-9))
    step = span / pieces
    handle = 4 / 3 * math.tan(step / 4)
    out = []
    for i in range(pieces):
        s, e = a0 + i * step, a0 + (i + 1) * step
        for v in (
            (math.cos(s) - handle * math.sin(s), math.sin(s) + handle * math.cos(s)),
            (math.cos(e) + handle * math.sin(e), math.sin(e) - handle * math.cos(e)),
            (math.cos(e), math.sin(e)),
        ):
            out.append(tuple(rot.T @ ((np.array(v) + c) * r) + (p + q) / 2))
    return out
