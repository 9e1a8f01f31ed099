"""Bodies: random and extreme settings of all groups and settings; how many come to rest, and how fast.

Run: PYTHONPATH=. python tests/bench/bench_bodies.py [COUNT [MODEL ...]]     (100,000 each of side and back
unless told; ends with 1 if any falls or finds no rest)
"""

import sys
import time
from collections import Counter

import numpy as np

import postureviz as pv

CHUNK = 1000  # postures a stack; one shape of the bones each


def draws(model, rng, size, extreme):
    """Factors and settings of one stack: anywhere in their range, or only at its ends (and even)."""
    rows = {k: v for k, v in model.settings.items() if k not in model.shapes}
    if extreme:
        settings = {k: rng.choice([v.min, v.max], size) for k, v in rows.items()}
        return rng.choice([0.0, 1.0, 2.0], (size, len(model.groups))), settings
    return rng.uniform(0, 2, (size, len(model.groups))), {
        k: rng.uniform(v.min, v.max, size) for k, v in rows.items()
    }


def shape(model, rng):
    """One value of each setting that changes bones, at or between its ends."""
    rows = {name: model.settings[name] for name in model.shapes}
    return {
        k: float(rng.choice([v.min, v.normal, v.max, rng.uniform(v.min, v.max)])) for k, v in rows.items()
    }


def run(name, count):
    """Print counts by status, lowest stability and rate of one model; return whether all came to rest."""
    model, rng, seen, lowest, spent = pv.load(name), np.random.default_rng(7), Counter(), np.inf, 0.0
    for i in range(0, count, CHUNK):
        factors, settings = draws(model, rng, min(CHUNK, count - i), extreme=i // CHUNK % 3 == 1)
        settings |= shape(model, rng)
        start = time.perf_counter()
        many = pv.solve_many(model, factors, settings)
        spent += time.perf_counter() - start
        seen.update(many.status.tolist())
        lowest = min(lowest, many.stability.min())
    rate = f"{count / spent:.0f} a second"
    print(f"{name}: {count} settings: {dict(seen)}; lowest stability {lowest:.3f}; {rate}", flush=True)
    return not (seen["fell"] or seen["unsolved"])


def main(count=100_000, *names):
    """Run each model."""
    return int(not all([run(name, int(count)) for name in names or ("side", "back")]))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
