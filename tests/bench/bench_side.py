"""Side view: random and extreme settings of all groups and settings; how many come to rest, and how fast.

Run: PYTHONPATH=. python tests/bench/bench_side.py [COUNT]     (100,000 unless told; ends with 1 if any fails)
"""

import sys
import time
from collections import Counter

import numpy as np

import postureviz as pv

CHUNK = 1000  # postures a stack; one shape of the pelvis each


def draws(model, rng, size, extreme):
    """Factors and settings of one stack: anywhere in their range, or only at its ends (and even)."""
    rows = {k: v for k, v in model.settings.items() if k not in model.shapes}
    if extreme:
        settings = {k: rng.choice([v.min, v.max], size) for k, v in rows.items()}
        return rng.choice([0.0, 1.0, 2.0], (size, len(model.groups))), settings
    return rng.uniform(0, 2, (size, len(model.groups))), {
        k: rng.uniform(v.min, v.max, size) for k, v in rows.items()
    }


def main(count=100_000):
    """Print counts by status, lowest stability and rate."""
    model, rng, seen, lowest, spent = pv.load("side"), np.random.default_rng(7), Counter(), np.inf, 0.0
    incidence = model.settings["pelvic_incidence_deg"]
    for i in range(0, count, CHUNK):
        size = min(CHUNK, count - i)
        factors, settings = draws(model, rng, size, extreme=i // CHUNK % 3 == 1)
        shape = rng.choice(
            [incidence.min, incidence.normal, incidence.max, rng.uniform(incidence.min, incidence.max)]
        )
        start = time.perf_counter()
        many = pv.solve_many(model, factors, settings | {"pelvic_incidence_deg": float(shape)})
        spent += time.perf_counter() - start
        seen.update(many.status.tolist())
        lowest = min(lowest, many.stability.min())
    print(f"{count} settings: {dict(seen)}; lowest stability {lowest:.3f}; {count / spent:.0f} a second")
    return int(bool(seen["fell"] or seen["unsolved"]))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
