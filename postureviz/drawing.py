"""An honest schematic of a posture: links, joints, cables and loads on metres of equal length.

It looks at a posture and computes nothing but places on the page. Any model can be drawn,
trees of links too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .checks import quoted
from .colours import legible, luminance, palette
from .posture import Posture, as_posture
from .words import model_title, pull_tone, pull_words, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Line style and width of each tone of pull, and of a rope that carries nothing: readable in grey, too.
STYLES = {
    "more": ("-", 3.2, "more"),
    "usual": ("-", 1.8, "rope"),
    "less": ((0, (5, 2.5)), 1.5, "less"),
    "slack": ((0, (1.2, 2)), 1.5, "less"),
}

# A model of more cables than this is a body: words stand at its groups, and muscles are thin lines.
MOST_NAMED = 8

# A slack cable hangs by at least this share of its length, so that the eye can tell.
LEAST_SPARE = 0.01


def draw(posture: Posture, ax: Axes | None = None) -> Axes:
    """Draw a posture as a schematic.

    Every cable carries its set pull in per cent more or less than usual, the word for it, and its tension
    now in newtons; a cable without tension hangs. In a body the words stand at the groups, cables
    that no group holds are faint. A cable that is given by its levers alone has no line; its words
    point to the joint it turns. Lasting weights act at their common centre. Arrows are forces: weights point
    down, side loads along their push. The dotted line is the neutral posture. An "unsolved" or
    "fell" posture is not drawn; a notice stands in its place.

    Parameters
    ----------
    posture : Posture
        One posture, not a stack.
    ax : matplotlib Axes, optional
        Where to draw; a new figure when missing. Nothing else of matplotlib is touched.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        When ``posture`` is not one posture, or ``ax`` not one Axes.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> import postureviz as pv
    >>> ax = pv.draw(pv.solve(pv.load("mast"), {"port": 1.5}))
    """
    posture = as_posture(posture, "posture")
    if ax is not None and not callable(getattr(ax, "plot", None)) or hasattr(ax, "subplots"):
        raise ValueError(
            f"ax is {quoted(ax)}; it must be one matplotlib Axes, such as plt.subplots()[1] or axes[0]"
        )
    if ax is None:
        from matplotlib import pyplot

        tall = len(posture.model.cables) > MOST_NAMED
        ax = pyplot.subplots(figsize=(7.2, 6.4 if tall else 4.8), layout="constrained")[1]
    ink = _inks(_ground(ax))
    sketch = _Sketch(ax, posture, ink)
    sketch.ground()
    if posture.rests:
        sketch.neutral()
        sketch.cables()
        sketch.bones()
        sketch.chain()
        sketch.forces()
    sketch.frame()
    return ax


# Contrast with the ground, after WCAG 2.2 (1.4.3 and 1.4.11), of words and of lines that carry meaning.
WORDS, LINES = 4.5, 3.0
_WRITTEN = ("ink", "ink-2", "more", "less")
_DRAWN = ("line", "ctl", "ghost", "rope", "wood", "bone-2")
# From here on a ground is light: black and white stand out from it alike.
_LIGHT_FROM = 0.18


def _ground(ax: Axes) -> str:
    """Return the colour behind what is drawn into axes: theirs, over the figure's, over paper."""
    from matplotlib.colors import to_hex, to_rgba

    seen = np.ones(3)
    # Of a figure inside a figure, `figure` is the outermost.
    for patch in (ax.figure.figure.patch, ax.figure.patch, ax.patch):
        *colour, opacity = to_rgba(patch.get_facecolor())
        opacity *= patch.get_visible()
        seen = opacity * np.array(colour) + (1 - opacity) * seen
    red, green, blue = seen.tolist()
    return to_hex((red, green, blue))


def _inks(ground: str) -> dict[str, str]:
    """Return the palette that fits a ground; what would be faint there is made to stand out."""
    inks = palette("light" if luminance(ground) > _LIGHT_FROM else "dark")
    return (
        inks
        | {name: legible(inks[name], ground, WORDS) for name in _WRITTEN}
        | {name: legible(inks[name], ground, LINES) for name in _DRAWN}
    )


class _Sketch:
    def __init__(self, ax: Axes, posture: Posture, ink: dict[str, str]):
        p, neutral = posture.to_dict(), posture.frame.mech.neutral
        self.ax, self.p, self.ink, self.rests = ax, p, ink, posture.rests
        self.title = model_title(posture.model)
        self.model = p["model"]
        self.body = len(self.model["cables"]) > MOST_NAMED
        self.row = {link["name"]: i for i, link in enumerate(self.model["links"])}
        lengths = np.array([[link["length_m"]] for link in self.model["links"]])
        self.tips = np.array(p["points"])[1:]
        self.bases = self.tips - lengths * _along_angle(p["angles"])
        self.neutral_bases = self._bases(neutral)
        self.neutral_tips = self.neutral_bases + lengths * _along_angle(neutral)
        everything = [
            *self.neutral_bases,
            *self.neutral_tips,
            *(q["at_m"] for c in self.model["cables"] for q in c.get("path", ()) if q["link"] is None),
            *(mark["at_m"] for mark in self.model["landmarks"] if mark["link"] is None),
        ]
        self.low, self.high = np.min(everything, 0), np.max(everything, 0)
        self.extent = float(max(self.high - self.low))
        self.columns: dict[int, list[float]] = {-1: [], 1: []}  # heights of the words on each side

    def _bases(self, angles) -> np.ndarray:
        """Where each link starts: a point of its parent's tip frame, or of the ground."""
        bases: list[np.ndarray] = []
        for link in self.model["links"]:
            if link["parent"] is None:
                bases.append(np.array(link["at_m"], float))
                continue
            i = self.row[link["parent"]]
            bases.append(
                bases[i]
                + _turned(angles[i], self.model["links"][i]["length_m"] + link["at_m"][0], link["at_m"][1])
            )
        return np.array(bases)

    def _on(self, link: str, at) -> np.ndarray:
        """Place of a point that is fixed to a link, in the posture now."""
        i = self.row[link]
        return self.bases[i] + _turned(self.p["angles"][i], *at)

    def ground(self) -> None:
        """Draw what the chain stands on: a foot, a leg over the ground, or a link that is held."""
        level = self.model["ground_y_m"]
        held = [m["at_m"] for m in self.model["landmarks"] if m["link"] is None]
        for link, base in zip(self.model["links"], self.bases, strict=True):
            if link["parent"] is not None:
                continue
            if foot := self.model.get("stance", {}).get("foot_m"):
                knee = self.model["stance"].get("knee_m")
                joint = (
                    [] if knee is None else [base + _turned(self.p["lean"], *np.subtract(knee, link["at_m"]))]
                )
                self._support(np.array([base, *joint, foot]))
            elif len(held) > 1:
                self._support(np.array(held))
            else:
                half = np.array([0.04 * self.extent, 0])
                self.ax.plot(
                    *zip(base - half, base + half, strict=True),
                    color=self.ink["ink-2"],
                    lw=5,
                    solid_capstyle="butt",
                    zorder=1,
                    gid="foot",
                )
        if level is not None and not (self.body and level < self.low[1] - 0.1 * self.extent):
            self.ax.axhline(level, color=self.ink["line"], lw=1.5, zorder=0, gid="ground")
        for cable in () if self.body else self.model["cables"]:
            for point in cable.get("path", ()):
                if point["link"] is None:
                    self.ax.plot(*point["at_m"], "s", ms=4, color=self.ink["ink-2"], zorder=4, gid="anchor")

    def _support(self, line: np.ndarray) -> None:
        self.ax.plot(*line.T, color=self.ink["bone-2"], lw=9, solid_capstyle="round", zorder=1, gid="support")

    def neutral(self) -> None:
        for base, tip in zip(self.neutral_bases, self.neutral_tips, strict=True):
            self.ax.plot(
                *zip(base, tip, strict=True),
                color=self.ink["ghost"],
                lw=1.2,
                ls=(0, (1, 2.5)),
                zorder=1,
                gid="neutral",
            )

    def bones(self) -> None:
        """Fill what the landmarks of one link span, and tie each branch to the link that carries it."""
        for link, base in zip(self.model["links"], self.bases, strict=True):
            if link["parent"] is not None and any(link["at_m"]):
                tip = self.tips[self.row[link["parent"]]]
                self.ax.plot(
                    *zip(tip, base, strict=True), color=self.ink["wood"], lw=1.2, zorder=2.5, gid="tie"
                )
            name = link["name"]
            tip = self.tips[self.row[name]]
            marks = [self._on(name, m["at_m"]) for m in self.model["landmarks"] if m["link"] == name]
            if name == "head":
                top = max([tip, *marks], key=lambda mark: np.hypot(*(mark - base)))
                turn = np.exp(1j * np.linspace(0, 2 * np.pi, 49))
                radius = np.hypot(*(top - base)) / 2
                outline = (base + top) / 2 + radius * np.stack([turn.real, turn.imag], -1)
            elif len(marks) > 2:
                outline = _hull(np.array([base, tip, *marks]))
            else:
                continue
            self.ax.fill(*outline.T, fc=self.ink["bone"], ec=self.ink["bone-edge"], lw=0.8, zorder=1.5)

    def chain(self) -> None:
        for link, base, tip in zip(self.model["links"], self.bases, self.tips, strict=True):
            self.ax.plot(
                *zip(base, tip, strict=True),
                color=self.ink["wood"],
                lw=4 if self.body else 5,
                solid_capstyle="round",
                zorder=3,
                gid=link["name"],
            )
            self.ax.plot(
                *base,
                "o",
                ms=1.8 if self.body else 2.6,
                color=self.ink["card"],
                mec=self.ink["wood-edge"],
                mew=0.8,
                zorder=5,
                gid="joint",
            )

    def cables(self) -> None:
        words: dict[str, list] = {}
        for cable in self.model["cables"]:
            name, group = cable["name"], cable["group"]
            factor = self.p["factors"].get(name, self.p["factors"].get(group, 1.0))
            path = np.array(self.p["paths"][name])
            slack = self.p["tension"][name] == 0
            if len(path):
                self._line(name, group, factor, slack, path)
            else:
                path = self.bases[[self.row[bend["joint"]] for bend in cable["arms"]]]
            if group is not None or not (self.body or slack):
                words.setdefault(group if self.body else name, []).append((name, group, factor, path))
        rows = [self._words(title, members) for title, members in words.items()]
        if self.body:
            centre, size = self._lasting()
            self.ax.plot(*centre, "o", ms=7, color=self.ink["ink"], mec=self.ink["card"], mew=1.5, zorder=7)
            values = {"name": say("schematic.weight"), "size_N": _plain_size(size)}
            rows.append((centre[None], say("schematic.force", values), self.ink["ink"]))
        self._name_cables(rows)

    def _spare(self, name: str) -> float:
        return self.p["rest"][name] - self.p["length"][name]

    def _line(self, name: str, group: str | None, factor: float, slack: bool, path: np.ndarray) -> None:
        dash, width, colour = STYLES["slack" if slack else pull_tone(factor)]
        if slack:
            path = _hanging(path, self._spare(name))
        look: dict[str, Any] = {
            "color": self.ink[colour],
            "ls": dash,
            "lw": width * (0.6 if self.body else 1),
            "zorder": 2,
        }
        if group is None:
            look |= {"color": self.ink["ghost"], "lw": 0.6, "zorder": 1.2}
        self.ax.plot(*path.T, solid_capstyle="round", gid=name, **look)

    def _words(self, title: str, members: list) -> tuple:
        """Words of a cable or group: where they point to, the text, its colour."""
        name, group, factor, path = max(members, key=lambda member: self.p["tension"][member[0]])
        factor = self.p["factors"].get(title, factor)
        tone = pull_tone(factor)
        together = sum(self.p["tension"][member[0]] for member in members)
        values = {
            "name": title.replace("_", " "),
            "pull": pull_words(factor),
            "tension_N": f"{together:.0f}",
        }
        kind = "passive" if group is None else "cable" if together > 0 else "slack"
        colour = self.ink["ink-2" if tone == "usual" else STYLES[tone][2]]
        return path, say(f"schematic.{kind}", values), colour

    def _name_cables(self, rows: list) -> None:
        """Stand the words in two columns beside the chain, in order of height, one leader each."""
        middle = (self.low[0] + self.high[0]) / 2
        sides: dict[int, list] = {-1: [], 1: []}
        on_the_line = -1
        for path, words, colour in rows:
            at = _along(path, 0.5)
            off = at[0] - self._chain_at(at[1]) if self.body else path[0][0] - middle
            if abs(off) < 1e-9 * self.extent:
                # what pulls at a joint of the chain goes to the left and right in turn
                off, on_the_line = on_the_line, -on_the_line
            sides[-1 if off < 0 else 1].append((at, words, colour))
        for side, items in sides.items():
            items.sort(key=lambda item: item[0][1])
            heights = _apart([at[1] for at, _, _ in items], (0.1 if self.body else 0.125) * self.extent)
            self.columns[side] = heights
            x = (self.high[0] if side > 0 else self.low[0]) + side * 0.08 * self.extent
            for (at, words, colour), y in zip(items, heights, strict=True):
                self.ax.annotate(
                    words,
                    at,
                    (x, y),
                    color=colour,
                    fontsize=8,
                    va="center",
                    ha="left" if side > 0 else "right",
                    zorder=6,
                    arrowprops={"arrowstyle": "-", "color": colour, "lw": 0.7, "shrinkA": 2, "shrinkB": 0},
                )

    def _chain_at(self, height: float) -> float:
        """Where the chain of links stands at a height."""
        order = np.argsort(self.bases[:, 1])
        return float(np.interp(height, self.bases[order, 1], self.bases[order, 0]))

    def _lasting(self) -> tuple[np.ndarray, float]:
        """Return the common centre and size of the weights that no setting changes."""
        weights = [w for w in self.model["weights"] if "setting" not in w]
        sizes = np.array([w["weight_N"] for w in weights])
        if not sizes.sum():
            return self.bases[0], 0.0
        return sizes @ np.array([self._on(w["link"], w["at_m"]) for w in weights]) / sizes.sum(), sizes.sum()

    def forces(self) -> None:
        arrows = []
        for w in self.model["weights"]:
            if "setting" in w:
                size = w["weight_N"] + w["per_unit_N"] * self.p["settings"][w["setting"]]
                arrows.append((self._on(w["link"], w["at_m"]), np.array([0.0, -size]), size, w["name"]))
        centre, size = self._lasting()
        if size and not self.body:
            named = [w["name"] for w in self.model["weights"] if "setting" not in w]
            title = named[0] if len(named) == 1 else say("schematic.weight")
            arrows.append((centre, np.array([0.0, -size]), size, title))
        for load in self.model["loads"]:
            size = self.p["settings"][load["setting"]]
            push = size * np.array(load["direction"], float)
            arrows.append((self._on(load["link"], load["at_m"]), push, np.hypot(*push), load["name"]))
        arrows = [a for a in arrows if a[2] > 0]
        largest = max((a[2] for a in arrows), default=1.0)
        for tip, force, size, name in arrows:
            tail = tip - force / size * 0.16 * self.extent * (0.35 + 0.65 * size / largest)
            self.ax.annotate(
                "",
                tuple(tip),
                tuple(tail),
                zorder=7,
                gid=name,
                arrowprops={
                    "arrowstyle": "-|>",
                    "color": self.ink["ink"],
                    "lw": 1.6,
                    "shrinkA": 0,
                    "shrinkB": 0,
                    "mutation_scale": 11,
                },
            )
            words = say("schematic.force", {"name": name.replace("_", " "), "size_N": _plain_size(size)})
            sideways = abs(force[0]) > abs(force[1])
            self.ax.annotate(
                words,
                tail,
                zorder=7,
                fontsize=8.5,
                color=self.ink["ink"],
                xytext=(-5 * np.sign(force[0]) if sideways else 0, 0 if sideways else 3),
                textcoords="offset points",
                ha=("right" if force[0] > 0 else "left") if sideways else "center",
                va="center" if sideways else "bottom",
            )

    def frame(self) -> None:
        ax, pad = self.ax, 0.06 * self.extent
        side = {
            k: (0.62 if heights or not self.model["cables"] else 0.12) * self.extent
            for k, heights in self.columns.items()
        }
        if not self.rests:
            side = {-1: 0.62 * self.extent, 1: 0.62 * self.extent}
        level = self.model["ground_y_m"]
        words = [y for heights in self.columns.values() for y in heights]
        bottom = min([self.low[1], *words])
        if level is not None and not (self.body and level < self.low[1] - 0.1 * self.extent):
            bottom = min(bottom, level)
        top = max(
            [
                self.high[1] + (0.05 if self.body else 0.28) * self.extent,
                self.tips[:, 1].max() + 0.12 * self.extent,
                *words,
            ]
        )
        if self.body:
            ax.set_xlim(self.low[0] - side[-1], self.high[0] + side[1])
            ax.set_ylim(bottom - pad, top + pad)
        else:
            ax.set_xlim(
                min(self.low[0] - side[-1], *ax.get_xlim()), max(self.high[0] + side[1], *ax.get_xlim())
            )
            ax.set_ylim(min(bottom - pad, ax.get_ylim()[0]), max(top, ax.get_ylim()[1]))
        ax.set_aspect("equal")
        ax.set_xlabel(say("schematic.x"))
        ax.set_ylabel(say("schematic.y"))
        for edge in ("top", "right"):
            ax.spines[edge].set_visible(False)
        ax.set_title(f"{self.title}: {say('schematic.status.' + self.p['status'])}", fontsize=10.5)
        if not self.rests:
            x, y = (self.low + self.high) / 2
            ax.text(
                x,
                y,
                say(f"schematic.notice.{self.p['status']}"),
                ha="center",
                va="center",
                fontsize=10,
                color=legible(self.ink["ink"], self.ink["card"], WORDS),
                bbox={"boxstyle": "round,pad=0.8", "fc": self.ink["card"], "ec": self.ink["ctl"]},
                gid="notice",
            )


def _plain_size(size: float) -> str:
    return f"{size:.0f}" if size >= 100 else f"{size:.2g}"


def _along_angle(angles) -> np.ndarray:
    """Return unit vectors of angles, (n, 2)."""
    return np.stack([np.cos(angles), np.sin(angles)], -1)


def _hull(points: np.ndarray) -> np.ndarray:
    """Points of the convex outline, counter-clockwise (monotone chain)."""

    def half(run):
        kept: list = []
        for p in run:
            while len(kept) > 1 and _cross(kept[-1] - kept[-2], p - kept[-1]) <= 0:
                kept.pop()
            kept.append(p)
        return kept[:-1]

    order = points[np.lexsort(points.T[::-1])]
    return np.array([*half(order), *half(order[::-1])])


def _cross(a: np.ndarray, b: np.ndarray) -> float:
    return a[0] * b[1] - a[1] * b[0]


def _turned(angle: float, along: float, across: float) -> np.ndarray:
    c, s = np.cos(angle), np.sin(angle)
    return np.array([along * c - across * s, along * s + across * c])


def _along(path: np.ndarray, fraction: float) -> np.ndarray:
    run = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
    return np.array([np.interp(fraction * run[-1], run, path[:, k]) for k in (0, 1)])


def _hanging(path: np.ndarray, spare_m: float) -> np.ndarray:
    """Each run as a parabola with its share of the spare length, as ``sag`` in ``js/drawing/geom.js``."""
    runs = np.diff(path, axis=0)
    spans = np.hypot(*runs.T)
    spare = max(spare_m, LEAST_SPARE * spans.sum()) * spans / spans.sum()
    t = np.linspace(0, 1, 25)
    pieces = []
    for a, run, span, extra in zip(path, runs, spans, spare, strict=False):
        drop = np.sqrt(3 / 8 * extra * span) / max(abs(run[0]) / span, 0.34)
        pieces.append(a + t[:, None] * run - np.stack([0 * t, 4 * drop * t * (1 - t)], -1))
    return np.concatenate(pieces)


def _apart(heights: list[float], gap: float) -> list[float]:
    """Sorted heights moved as little as needed to stand ``gap`` apart, around the same middle."""
    out: list[float] = []
    for h in heights:
        out.append(max(h, out[-1] + gap) if out else h)
    shift = float(np.mean(heights) - np.mean(out)) if out else 0.0
    return [h + shift for h in out]
