"""How fast postures are found, as ratios to scipy's minimize with the same energy and derivatives.

Run: python tests/bench/bench_solver.py
Every peer starts from neutral and must agree within 0.01 degrees, or its row says that it does not. Each
ratio compares median times taken in turns within this run; below about 1.5 on a busy machine it is a tie.
"""

import time

import numpy as np
from scipy.optimize import minimize

import postureviz as pv
from postureviz.mechanics import energy, evaluate, inputs, prepare
from postureviz.minimum import Potential, find_minimum
from postureviz.model import cable_factors

ROUNDS = 15
STATES = [
    ({"port": 1.5}, {}),
    ({"port": 1.8, "starboard": 0.4}, {"wind_N": 2.0}),
    ({"starboard": 1.3, "port_top": 0.2}, {"wind_N": -3.0}),
]
PEERS = {  # options that make each stop at about 1e-9 N m
    "scipy trust-exact, gradient and Hessian": dict(method="trust-exact", options={"gtol": 1e-9}),
    "scipy Newton-CG, gradient and Hessian": dict(method="Newton-CG", options={"xtol": 1e-12}),
    "scipy BFGS, gradient": dict(method="BFGS", options={"gtol": 1e-9}),
    "scipy L-BFGS-B, gradient": dict(
        method="L-BFGS-B", options={"gtol": 1e-9, "ftol": 1e-16, "maxiter": 5000, "maxfun": 50000}
    ),
}


def seconds(work):
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def main():
    """Print the table."""
    model = pv.load("mast")
    mech = prepare(model)
    cases = []
    for factors, settings in STATES:
        p = pv.solve(model, factors, settings)
        cases.append((p.angles, inputs(mech, cable_factors(model, p.factors), p.settings)))

    def ask(peer, u):
        def value(x):
            return float(energy(mech, x, u))

        def slope(x):
            return evaluate(mech, x, u)[1]

        given = dict(jac=slope) if "gradient" in peer else {}
        if "Hessian" in peer:
            given["hess"] = lambda x: evaluate(mech, x, u)[2]
        return minimize(value, mech.neutral, **given, **PEERS[peer]).x

    times = {name: [] for name in ("solver alone", "pv.solve", *PEERS)}
    apart = dict.fromkeys(times, 0.0)
    for _ in range(ROUNDS):
        for (factors, settings), (answer, u) in zip(STATES, cases, strict=True):
            work = {
                "solver alone": lambda u=u: find_minimum(Potential(mech, u), mech.neutral)[0],
                "pv.solve": lambda a=factors, b=settings: pv.solve(model, a, b).angles,
                **{peer: lambda peer=peer, u=u: ask(peer, u) for peer in PEERS},
            }
            for name, job in work.items():
                spent, found = seconds(job)
                times[name].append(spent)
                apart[name] = max(apart[name], float(np.degrees(np.abs(found - answer).max())))
    unit = np.median(times["solver alone"])
    print(
        f"one posture of the mast, {len(STATES)} states, {ROUNDS} rounds; "
        f"unit: solver alone, {1e3 * unit:.2f} ms here"
    )
    for name, spent in times.items():
        verdict = f"{apart[name]:.1e} deg apart" + ("" if apart[name] < 0.01 else ": NOT THE SAME ANSWER")
        print(f"  {name:42s} x{np.median(spent) / unit:7.2f}   {verdict}")

    rng = np.random.default_rng(1)
    print("stacks by pv.solve_many, per posture:")
    for size in (10, 100, 1000, 5000):
        table = rng.uniform(0, 1.7, (size, 2))
        spent = (
            np.median([seconds(lambda table=table: pv.solve_many(model, table))[0] for _ in range(3)]) / size
        )
        print(f"  {size:6d} rows   x{spent / unit:7.3f}   ({1 / spent:,.0f} a second here)")


if __name__ == "__main__":
    main()
