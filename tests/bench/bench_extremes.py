"""Extreme cases of every model: tensions and weights scaled by 0 and by 1e-3 to 1e3; how the searches end.

Run: PYTHONPATH=. python tests/bench/bench_extremes.py [COUNT [MODEL ...]]     (100,000 a model unless told)
Every answer is checked by tests/independent.py. Ends with 1 if one is wrong, or 0.1 % find no rest.
"""

import sys
import time
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import extremes

import postureviz as pv


def main(count=100_000, *names):
    """Print counts by status."""
    warnings.simplefilter("error", RuntimeWarning)  # a division by zero must not pass unseen
    failed = False
    for name in names or pv.models():
        start = time.perf_counter()
        seen = extremes.tally(pv.load(name), int(count), 2026)
        failed |= seen["wrong"] > 0 or seen["unsolved"] >= 1e-3 * int(count)
        print(f"{name}: {int(count)} cases, {dict(seen)}, {time.perf_counter() - start:.0f} s", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
