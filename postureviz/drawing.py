"""An honest schematic of a posture: links, joints, cables and loads on metres of equal length.

It looks at a posture and computes nothing but places on the page. Any model can be drawn,
trees of links too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .bundle import engine
from .posture import Posture
from .words import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Line style and width of each kind of pull: readable in grey, too.
STYLES = {
    "tight": ("-", 3.2, "tight"),
    "even": ("-", 1.8, "rope"),
    "weak": ((0, (5, 2.5)), 1.5, "weak"),
    "slack": ((0, (1.2, 2)), 1.5, "weak"),
}

# Beyond this many, only what is set off even is named, a group once; and weights go without words.
FEW_CABLES, FEW_WEIGHTS = 12, 6

# A slack cable hangs by at least this share of its length, so that the eye can tell.
LEAST_SPARE = 0.01


def draw(posture: Posture, ax: Axes | None = None) -> Axes:
    """Draw a posture as a schematic.

    Every cable carries its set pull in per cent of normal, the word for it, and its tension
    now in newtons; a cable without tension hangs. Arrows are forces: weights point down, side
    loads along their push. The dotted line is the neutral posture. Of a model with many cables
    only those are named that are set off even; a cable that is known by its moment arm alone has
    no path, and is named at its joint. An "unsolved" or "fell" posture is not drawn; a notice
    stands in its place.

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
        When ``posture`` is not one posture.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> import postureviz as pv
    >>> ax = pv.draw(pv.solve(pv.load("mast"), {"port": 1.5}))
    """
    if not isinstance(posture, Posture) or posture.angles.ndim != 1:
        raise ValueError(
            "draw takes one posture, such as pv.solve(pv.load('mast')); a stack cannot be drawn at once"
        )
    if ax is None:
        from matplotlib import pyplot

        ax = pyplot.subplots(figsize=(7.2, 4.8), layout="constrained")[1]
    ink = engine().run("palette", "light")
    p = posture.to_dict()
    sketch = _Sketch(ax, p, posture.model.shaped(posture.settings).to_dict(), ink)
    sketch.ground()
    if p["status"] in ("settled", "buckled"):
        sketch.neutral()
        sketch.cables()
        sketch.chain()
        sketch.forces()
    sketch.frame()
    return ax


class _Sketch:
    def __init__(self, ax: Axes, p: dict, model: dict, ink: dict[str, str]):
        self.ax, self.p, self.ink = ax, p, ink
        self.model = model
        self.row = {link["name"]: i for i, link in enumerate(self.model["links"])}
        neutral = np.radians([link["neutral_deg"] for link in self.model["links"]])
        self.neutral_bases = self._bases(neutral)
        self.bases = self._bases(p["angles"], p["lean"])
        self.neutral_tips = [
            base + link["length_m"] * np.array([np.cos(a), np.sin(a)])
            for base, link, a in zip(self.neutral_bases, self.model["links"], neutral, strict=True)
        ]
        everything = [
            *self.neutral_bases,
            *self.neutral_tips,
            *(p["points"] if p["status"] in ("settled", "buckled") else ()),
            *(q["at_m"] for c in self.model["cables"] for q in c.get("path", ()) if q["link"] is None),
        ]
        self.low, self.high = np.min(everything, 0), np.max(everything, 0)
        self.named: list[float] = []  # heights of the words beside the chain
        self.extent = float(max(self.high - self.low))

    def _bases(self, angles, lean: float = 0.0) -> list[np.ndarray]:
        """Where each link starts: a point of its parent's tip frame, or of the ground."""
        bases: list[np.ndarray] = []
        foot = np.array(self.model.get("stance", {}).get("foot_m", (0, 0)), float)
        for link in self.model["links"]:
            if link["parent"] is None:
                bases.append(foot + _turned(lean, *(np.array(link["at_m"]) - foot)))
                continue
            i = self.row[link["parent"]]
            bases.append(
                bases[i]
                + _turned(angles[i], self.model["links"][i]["length_m"] + link["at_m"][0], link["at_m"][1])
            )
        return bases

    def ground(self) -> None:
        for link in self.model["links"]:
            if link["parent"] is None:
                x, y = link["at_m"]
                half = 0.04 * self.extent
                self.ax.plot(
                    [x - half, x + half],
                    [y, y],
                    color=self.ink["ink-2"],
                    lw=5,
                    solid_capstyle="butt",
                    zorder=1,
                    gid="foot",
                )
        if self.model["ground_y_m"] is not None:
            self.ax.axhline(self.model["ground_y_m"], color=self.ink["line"], lw=1.5, zorder=0, gid="ground")
        for cable in self.model["cables"]:
            for point, at in zip(cable.get("path", ()), self.p["paths"][cable["name"]], strict=True):
                if point["link"] is None:
                    self.ax.plot(*at, "s", ms=4, color=self.ink["ink-2"], zorder=4, gid="anchor")

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

    def chain(self) -> None:
        tips = np.array(self.p["points"])[1:]
        for link, base, tip in zip(self.model["links"], self.bases, tips, strict=True):
            self.ax.plot(
                *zip(base, tip, strict=True),
                color=self.ink["wood"],
                lw=5,
                solid_capstyle="round",
                zorder=3,
                gid=link["name"],
            )
            self.ax.plot(
                *base,
                "o",
                ms=2.6,
                color=self.ink["card"],
                mec=self.ink["wood-edge"],
                mew=0.8,
                zorder=5,
                gid="joint",
            )

    def cables(self) -> None:
        rows, told = [], set()
        factors, few = self.p["factors"], len(self.model["cables"]) <= FEW_CABLES
        for cable in self.model["cables"]:
            name, group = cable["name"], cable["group"]
            factor = 1.0 if group is None else factors.get(name, factors[group])
            word = pull_word(factor)
            dash, width, colour = STYLES[word]
            shown = name if few or name in factors else group
            newtons = self.p["tension"][name]
            if shown == group:
                newtons = sum(
                    self.p["tension"][c["name"]]
                    for c in self.model["cables"]
                    if c["group"] == group and c["name"] not in factors
                )
            values = {
                "name": str(shown).replace("_", " "),
                "word": say(f"schematic.{word}"),
                "percent": round(100 * factor),
                "tension_N": f"{newtons:.0f}",
            }
            words = say("schematic.cable" if group else "schematic.background", values)
            ink = self.ink["ink-2" if word == "even" else colour]
            joint = [self.bases[self.row[arm["joint"]]] for arm in cable.get("arms", ())]
            path = np.array(self.p["paths"][name] or joint)
            if few or word != "even" and shown not in told:
                told.add(shown)
                rows.append((path, words, ink))
            if joint:
                continue
            if self.p["tension"][name] == 0:
                path = _hanging(path, self.p["rest"][name] - self.p["length"][name])
            self.ax.plot(
                *path.T, color=self.ink[colour], ls=dash, lw=width, solid_capstyle="round", zorder=2, gid=name
            )
        self._name_cables(rows)

    def _name_cables(self, rows: list) -> None:
        """Stand the words in two columns beside the chain, in order of height, one leader each."""
        middle = (self.low[0] + self.high[0]) / 2
        sides: dict[int, list] = {-1: [], 1: []}
        for path, words, colour in rows:
            at = _along(path, 0.5)
            sides[-1 if path[0][0] < middle else 1].append((at, words, colour))
        for side, items in sides.items():
            items.sort(key=lambda item: item[0][1])
            heights = _apart([at[1] for at, _, _ in items], 0.125 * self.extent)
            self.named += heights
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

    def forces(self) -> None:
        settings = self.p["settings"]
        arrows = [
            (w["link"], w["at_m"], np.array([0.0, -newtons]), newtons, w["name"])
            for w in self.model["weights"]
            for newtons in [w["weight_N"] + w.get("per_unit_N", 0) * settings.get(w.get("setting"), 0)]
        ]
        heavy = {w["name"] for w in self.model["weights"] if "setting" not in w}
        wordless = heavy if len(heavy) > FEW_WEIGHTS else set()
        for load in self.model["loads"]:
            size = settings[load["setting"]]
            direction = np.array(load["direction"], float)
            arrows.append(
                (load["link"], load["at_m"], size * direction, abs(size) * np.hypot(*direction), load["name"])
            )
        arrows = [a for a in arrows if a[3] > 0]
        largest = max((a[3] for a in arrows), default=1.0)
        for link, at, force, size, name in arrows:
            i = self.row[link]
            tip = self.bases[i] + _turned(self.p["angles"][i], *at)
            tail = tip - force / size * 0.16 * self.extent * (0.35 + 0.65 * size / largest)
            self.ax.annotate(
                "",
                tip,
                tail,
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
            if name in wordless:
                continue
            words = say("schematic.force", {"name": name.replace("_", " "), "size_N": f"{size:.2g}"})
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
        side = 0.62 * self.extent if self.model["cables"] else pad
        bottom = (
            self.low[1] if self.model["ground_y_m"] is None else min(self.low[1], self.model["ground_y_m"])
        )
        ax.set_xlim(min(self.low[0] - side, *ax.get_xlim()), max(self.high[0] + side, *ax.get_xlim()))
        ax.set_ylim(
            min(bottom - pad, ax.get_ylim()[0], *(y - pad for y in self.named)),
            max(self.high[1] + 0.28 * self.extent, ax.get_ylim()[1], *(y + pad for y in self.named)),
        )
        ax.set_aspect("equal")
        ax.set_xlabel(say("schematic.x"))
        ax.set_ylabel(say("schematic.y"))
        for edge in ("top", "right"):
            ax.spines[edge].set_visible(False)
        ax.set_title(f"{self.model['title']}: {say('schematic.status.' + self.p['status'])}", fontsize=10.5)
        if self.p["status"] not in ("settled", "buckled"):
            x, y = (self.low + self.high) / 2
            ax.text(
                x,
                y,
                say(f"schematic.notice.{self.p['status']}"),
                ha="center",
                va="center",
                fontsize=10,
                bbox={"boxstyle": "round,pad=0.8", "fc": self.ink["card"], "ec": self.ink["ctl"]},
                gid="notice",
            )


def pull_word(factor: float) -> str:
    """Return the word for a factor of normal pull: "tight", "even", "weak" or "slack"."""
    percent = round(100 * factor)
    return "slack" if percent == 0 else "tight" if percent > 100 else "weak" if percent < 100 else "even"


def _turned(angle: float, along: float, across: float) -> np.ndarray:
    c, s = np.cos(angle), np.sin(angle)
    return np.array([along * c - across * s, along * s + across * c])


def _along(path: np.ndarray, fraction: float) -> np.ndarray:
    run = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
    return np.array([np.interp(fraction * run[-1], run, path[:, k]) for k in (0, 1)])


def _hanging(path: np.ndarray, spare_m: float) -> np.ndarray:
    """Each run as a parabola that takes its share of the spare length, as ``sag`` in ``js/geom.js``."""
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
