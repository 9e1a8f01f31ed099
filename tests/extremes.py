"""States that nobody would choose: tensions and weights of a model scaled by 0, or by 1e-3 to 1e3."""

from collections import Counter

import independent
import numpy as np

import postureviz as pv

STATES = 4  # states of every scaled model


def scaled(model, rng):
    """The model with its tensions and weights scaled: all alike, or each on its own."""
    data = model.to_dict()
    needs_weight = any("link" not in row for row in data["springs"])

    def scale():
        return 0.0 if rng.random() < 0.1 else float(10 ** rng.uniform(-3, 3))

    def rescale(rows, key):
        together, alike = scale(), rng.random() < 0.6
        for row in rows:
            row[key] *= together if alike else scale()

    rescale([row["law"] for row in data["cables"]], "tension_N")
    was = [row["weight_N"] for row in data["weights"]]
    rescale(data["weights"], "weight_N")
    while needs_weight and not any(row["weight_N"] for row in data["weights"]):
        # where springs hold the centre of mass there has to be one
        for row, newtons in zip(data["weights"], was, strict=True):
            row["weight_N"] = newtons
        rescale(data["weights"], "weight_N")
    return pv.Model.from_dict(data)


def states(model, rng):
    """Factors and settings of a few states: pulls and settings anywhere in their range, and at its ends."""
    factors = rng.uniform(0, 2, (STATES, len(model.groups)))
    same = rng.random(STATES) < 0.2
    factors[same] = factors[same][:, :1]
    out = {g: factors[:, i] for i, g in enumerate(model.groups)}
    if rng.random() < 0.3:
        out[str(rng.choice(model.own_cables))] = rng.choice([0.0, 2.0, rng.uniform(0, 2)], STATES)
    settings = {}
    for name, s in model.settings.items():
        value = rng.uniform(s.min, s.max, 1 if name in model.shapes else STATES)
        settings[name] = np.where(rng.random(len(value)) < 0.3, s.normal, value)
    return out, settings


def tally(model, count, seed):
    """How ``count`` extreme cases ended; what is neither unsolved nor certified is counted as "wrong"."""
    rng, seen = np.random.default_rng(seed), Counter()
    for _ in range(count // STATES):
        wild = scaled(model, rng)
        many = pv.solve_many(wild, *states(wild, rng))
        numbers = [many.energy, many.stability, many.points, many.angles, *many.tension.values()]
        numbers += [*many.servo.values(), *vars(many.joints).values(), *pv.measure(many).values()]
        finite = np.all([np.isfinite(v).reshape(STATES, -1).all(-1) for v in numbers], 0)
        data = wild.to_dict()
        for i in range(STATES):
            word = str(many.status[i])
            if not finite[i] or word != "unsolved" and not certified(many, data, i):
                word = "wrong"
            seen[word] += 1
    return seen


def certified(many, data, i):
    """Whether the independent check finds a row of a stack balanced and at a true minimum."""
    row = {"model": data, "angles": many.angles[i], "lean": many.lean[i]}
    row |= {k: {n: float(v[i]) for n, v in getattr(many, k).items()} for k in ("factors", "settings")}
    share, curve = independent.certify(row)
    return share < 1e-6 and curve > 0
