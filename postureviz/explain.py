"""From a posture back to pulls: never one answer, but a family. Twin: ``js/engine/explain.js``.

Many settings give one posture. We fit postures (Gauss-Newton on readings, each measured in its
own smallest change, with a light pull towards even), and then walk along the directions that
change no reading. Force balance would be quicker, but half a degree of noise in the angles moves
its answer by several degrees, so it is not used.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .checks import mapping, number, one_of, quoted, shown
from .frozen import Frozen
from .model import Model, as_model
from .numerics import NUMERICS as N
from .readings import measure
from .response import sensitivities
from .solver import solve


@dataclass(frozen=True)
class Family:
    """Settings that give one posture as closely as it can be measured. It cannot be changed.

    Attributes
    ----------
    nearest : dict of str to float
        Factors nearest to usual pull.
    examples : tuple of dict
        ``nearest`` and up to two others, as unlike it as was found.
    ranges : dict of (low, high)
        How far each group alone was seen to vary within the family.
    free : tuple of dict
        Directions of factors that change no reading. Each is led by one group, whose part is 1:
        the way that moves this group most.
    readings : dict of str to float
        What ``nearest`` gives.
    misfit : float
        Largest difference from what was asked, in smallest measurable changes; above 1 means
        that the model cannot reach the posture.
    """

    nearest: dict[str, float]
    examples: tuple[dict[str, float], ...]
    ranges: dict[str, tuple[float, float]]
    free: tuple[dict[str, float], ...]
    readings: dict[str, float]
    misfit: float

    def __repr__(self) -> str:
        pulls = ", ".join(f"{name} {shown(value)}" for name, value in self.nearest.items())
        return (
            f"<Family: nearest {pulls}; {len(self.examples)} examples, {len(self.free)} free directions; "
            f"misfit {shown(self.misfit)}>"
        )


def explain(model: Model | str, readings: dict, settings: dict | None = None) -> Family:
    """Return the family of factors that give these readings.

    Parameters
    ----------
    model : Model, or the name of one
    readings : dict of str to float
        Some of the model's readings, in their units.
    settings : dict, optional
        As for :func:`solve`.

    Raises
    ------
    ValueError
        For a reading that the model does not have, or a value that is not a finite number.

    Notes
    -----
    This posture fits many settings; it says nothing about which of them a person has.
    """
    model = as_model(model)
    rows = {row["name"]: row for row in model.rows("readings")}
    asked = mapping("readings", readings, f"{{{next(iter(rows), 'name')!r}: 3}}")
    if not asked:
        raise ValueError(f"readings is {quoted(readings)}; give some of: {', '.join(rows)}")
    for name, value in asked.items():
        one_of("reading", name, rows, f"in model {quoted(model.name)}")
        asked[name] = number(f"reading {quoted(name)}", value)
    names = list(asked)
    size = np.array(
        [rows[n].get("smallest", 0.01 * (rows[n]["show"][1] - rows[n]["show"][0])) for n in names]
    )
    goal = np.array([asked[n] for n in names])

    def look(f):
        p = solve(model, dict(zip(model.groups, f.tolist(), strict=True)), settings)
        found = measure(p, names)
        return p, (np.array([found[n] for n in names]) - goal) / size

    def slope(p):
        found = sensitivities(p, names)
        return np.array([[found[n][g] for g in model.groups] for n in names]) / size[:, None]

    even = np.ones(len(model.groups))
    nearest, p, off = _fit(even, even, look, slope, model.factor_range)
    jacobian = slope(p)
    free = _free_ways(jacobian)
    members = [nearest]
    for way in free:
        for sign in (1, -1):
            start = np.clip(nearest + sign * N.free_walk * way, *model.factor_range)
            found, _, miss = _fit(start, start, look, slope, model.factor_range)
            if np.abs(miss).max() <= 1:
                members.append(found)
    far = sorted(members[1:], key=lambda f: -np.abs(f - nearest).sum())
    examples = [nearest, *far[:2]]
    stack = np.array(members)
    pulls = tuple(Frozen(zip(model.groups, map(float, f), strict=True)) for f in examples)
    return Family(
        nearest=pulls[0],
        examples=pulls,
        ranges=Frozen(
            {g: (float(stack[:, i].min()), float(stack[:, i].max())) for i, g in enumerate(model.groups)}
        ),
        free=tuple(Frozen(zip(model.groups, map(float, way), strict=True)) for way in free),
        readings=Frozen(measure(p)),
        misfit=float(np.abs(off).max()),
    )


def _free_ways(jacobian) -> list[np.ndarray]:
    """Return directions that change no reading, apart from each other, each led by one group.

    Any turned set of such directions would do as well. Taking the group with the largest part
    first (Cholesky with pivots, of the matrix that projects on them) makes the choice the same
    on every machine.
    """
    curve, ways = np.linalg.eigh(jacobian.T @ jacobian)
    ways = ways[:, curve < N.free_slope**2]
    left, free = ways @ ways.T, []
    for _ in ways.T:
        lead = np.round(np.diag(left), 6).argmax()
        free.append(left[lead] / left[lead, lead])
        left = left - np.outer(free[-1], left[lead])
    return free


def _fit(start, near, look, slope, reach):
    """Return factors, posture and misfit after Gauss-Newton steps with a pull towards ``near``."""
    f = start
    p, off = look(f)
    for _ in range(N.explain_steps):
        j = slope(p)
        free = np.ones(len(f), bool)
        step = np.zeros(len(f))
        for _ in range(len(f)):
            # factors that would leave their range are held there, and the rest solved again
            a = j[:, free].T @ j[:, free] + N.even_pull * np.eye(free.sum())
            b = -j[:, free].T @ (off + j[:, ~free] @ step[~free]) - N.even_pull * (f - near)[free]
            step[free] = np.linalg.solve(a, b)
            over = free & ((f + step < reach[0]) | (f + step > reach[1]))
            if not over.any():
                break
            step[over] = np.clip(f + step, *reach)[over] - f[over]
            free &= ~over
            if not free.any():
                break
        trial = np.clip(f + step, *reach)
        moved = look(trial)
        cost, new = (o @ o + N.even_pull * (g - near) @ (g - near) for o, g in ((off, f), (moved[1], trial)))
        if moved[0].status == "unsolved" or new > cost * (1 + 1e-9):
            trial = (f + trial) / 2
            moved = look(trial)
        done = np.abs(trial - f).max() < N.explain_rest
        f, (p, off) = trial, moved
        if done:
            break
    return f, p, off
