"""How many postures a second pv.solve_many finds, on one processor and on two, and as a ratio to pv.solve.

Run: python tests/bench/bench_many.py
The pull of every group is drawn on its own, within half of normal and over the whole range. Each
worker takes stacks and single solves in turns and checks that they agree. Times are processor times,
so that other work on the machine counts little; two workers run side by side and their rates add up.
The linear algebra keeps to one thread.
"""

import multiprocessing
import os
import time
from functools import partial

import numpy as np

import postureviz as pv

ROUNDS = 5
SINGLES = 40
ROWS = {"mast": 60_000, "side": 3_000}
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def seconds(work):
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def rates(task):
    """Return stacks' rate, the same with status, and single solves' rate, per second; and the largest gap."""
    name, low, high, seed = task
    model = pv.load(name)
    table = np.random.default_rng(seed).uniform(low, high, (ROWS[name], len(model.groups)))
    pv.solve_many(model, table[:2000])
    spent, told, single = [], [], []
    for _ in range(ROUNDS):
        took, many = seconds(lambda: pv.solve_many(model, table))
        spent.append(took)
        told.append(took + seconds(partial(getattr, many, "status"))[0])
        took, ones = seconds(
            lambda: [pv.solve(model, dict(zip(model.groups, row, strict=True))) for row in table[:SINGLES]]
        )
        single.append(took)
    apart = max(np.abs(many.angles[i] - one.angles).max() for i, one in enumerate(ones))
    if apart > 1e-10 or any(many.status[i] != one.status for i, one in enumerate(ones)):
        raise SystemExit(f"{name}: stacks and single solves differ, by {apart:.1e} rad")
    return len(table) / np.median(spent), len(table) / np.median(told), SINGLES / np.median(single)


def main():
    """Print the table."""
    os.environ.update(dict.fromkeys(THREADS, "1"))  # read by the workers when they start
    print("model  pulls      workers    in stacks /s  with status /s  x single solves")
    for name in [name for name in ROWS if name in pv.models()]:
        for low, high in ((0.5, 1.5), (0, 2)):
            for workers in (1, 2):
                with multiprocessing.get_context("spawn").Pool(workers) as pool:
                    found = pool.map(rates, [(name, low, high, seed) for seed in range(workers)], 1)
                many, told, one = np.sum(found, 0)
                pulls = f"{low:g} to {high:g}"
                print(f"{name:6} {pulls:11} {workers:6} {many:15,.0f} {told:15,.0f} {many / one:16.0f}")


if __name__ == "__main__":
    main()
