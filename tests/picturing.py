"""Looking at pictures as geometry: what is seen, where words stand, what lies inside what."""

import re

import activities
import numpy as np
from joining import engine_of

from postureviz.words import catalogue

WIDTHS = ("wide", "low", "compact")


def scenes(exports="scene", words=None):
    """Return the joined drawing code, with other words if wanted, as a function that runs exported names."""
    return engine_of(f"globalThis.PostureViz = {{{exports}}};\n", words).run


def every_word():
    """Return the catalogue of figures and activities."""
    return {**catalogue(), activities.NAME: activities.words()}


def doubled(words):
    """Return a catalogue whose every text says itself twice, as a longer language might."""
    if isinstance(words, dict):
        return {key: doubled(value) for key, value in words.items()}
    if isinstance(words, list):
        return [doubled(value) for value in words]
    if not isinstance(words, str) or len(re.findall(r"[^\W\d]", re.sub(r"{\w+}", "", words))) < 4:
        return words  # units and signs are as long in every language
    return f"{words} {words}"


def seen(node):
    """Yield every node of a tree that is not hidden, with the groups above it left out."""
    if node["a"].get("display") == "none":
        return
    yield node
    for kid in node["k"]:
        yield from seen(kid)


def size_of(tree):
    return [float(v) for v in tree["a"]["viewBox"].split()[2:]]


def words_of(tree):
    """Return [words, left, top, right, bottom] of each line of text that is seen."""
    rows = []
    for node in seen(tree):
        if node["t"] != "text" or not node.get("x"):
            continue
        a = node["a"]
        size = float(a["font-size"])
        width = len(node["x"]) * size * (0.58 if a.get("font-weight") else 0.52)
        left = a["x"] - {"start": 0, "middle": width / 2, "end": width}[a.get("text-anchor", "start")]
        rows.append([node["x"], left, a["y"] - 0.74 * size, left + width, a["y"] + 0.2 * size])
    return rows


def boxes_of(tree, parts):
    """Return [name, left, top, right, bottom] of the first rectangle of each part that is seen."""
    rows = []
    for node in seen(tree):
        if node["a"].get("data-part") in parts:
            a = next(kid["a"] for kid in seen(node) if kid["t"] == "rect")
            rows.append([node["a"]["data-part"], a["x"], a["y"], a["x"] + a["width"], a["y"] + a["height"]])
    return rows


def crowded(tree, parts=()):
    """Return the lines of text, and the boxes of parts, that leave the picture or run into one another."""
    w, h = size_of(tree)
    rows = words_of(tree) + boxes_of(tree, parts)
    wrong = [r[0] for r in rows if r[1] < 0 or r[2] < 0 or r[3] > w or r[4] > h]
    for i, (a, al, at, ar, ab) in enumerate(rows):
        wrong += [(a, b) for b, bl, bt, br, bb in rows[:i] if al < br and bl < ar and at < bb and bt < ab]
    return wrong


def broken(tree):
    """Return attributes that are no numbers where numbers belong."""
    bad = re.compile(r"NaN|Infinity|undefined|null")
    out = []
    stack = [tree]
    while stack:
        node = stack.pop()
        stack += node["k"]
        for name, value in node["a"].items():
            if (
                isinstance(value, float)
                and not np.isfinite(value)
                or isinstance(value, str)
                and bad.search(value)
            ):
                out.append((node["t"], name, value))
        if bad.search(node.get("x") or ""):
            out.append((node["t"], "text", node["x"]))
    return out


def outline(d, steps=8):
    """Return the corners of a path of one closed spline, finely enough for a millimetre."""
    numbers = [float(v) for v in re.findall(r"-?[\d.]+", d)]
    points = np.array(numbers).reshape(-1, 2)
    corners = [points[0]]
    t = np.linspace(0, 1, steps + 1)[1:, None]
    for i in range(1, len(points) - 2, 3):
        p, a, b, q = corners[-1], points[i], points[i + 1], points[i + 2]
        corners += list((1 - t) ** 3 * p + 3 * (1 - t) ** 2 * t * a + 3 * (1 - t) * t**2 * b + t**3 * q)
    return np.array(corners)


def outside_by(points, ring):
    """Return how far the farthest of the points lies outside a ring, 0 if all lie inside."""
    a, b = ring, np.roll(ring, -1, axis=0)
    p = points[:, None, :]
    up, down = (a[:, 1] <= p[..., 1]) & (b[:, 1] > p[..., 1]), (a[:, 1] > p[..., 1]) & (b[:, 1] <= p[..., 1])
    left = (b[:, 0] - a[:, 0]) * (p[..., 1] - a[:, 1]) - (p[..., 0] - a[:, 0]) * (b[:, 1] - a[:, 1])
    # As a browser fills by default: whatever the ring goes round, folds of skin included.
    inside = (up & (left > 0)).sum(axis=1) != (down & (left < 0)).sum(axis=1)
    edge = b - a
    share = np.clip(((p - a) * edge).sum(-1) / np.maximum((edge**2).sum(-1), 1e-12), 0, 1)
    far = np.linalg.norm(p - a - share[..., None] * edge, axis=-1).min(axis=1)
    return float(np.where(inside, 0, far).max())


def random_states(model, count, seed):
    """Yield factors and settings: every second state of groups alone, the others of single muscles too."""
    rng = np.random.default_rng(seed)
    for i in range(count):
        factors = {g: round(rng.uniform(0, 2), 2) for g in model.groups}
        if i % 2:
            factors |= {
                c: float(rng.choice([0.0, 0.5, 1.0, 2.0])) for c in model.own_cables if rng.random() < 0.2
            }
        settings = {n: round(rng.uniform(s.min, s.max), 1) for n, s in model.settings.items()}
        yield factors, settings
