"""What the Python solver and the browser's must agree on, and by how much."""

import json

import numpy as np

import postureviz as pv

ANGLE = 1e-8  # rad; both searches stop when torques balance to 1e-11, rounding differs
STABILITY = 1e-9
SHARE = 1e-6  # of other numbers, against the size of their kind


def settings_of(model, count, seed=42):
    """Random (factors, settings), seeded: groups, single-cable overrides, even and over-tight ones."""
    rng = np.random.default_rng(seed)
    out = []
    for i in range(count):
        kind = i % 5
        factors = {g: float(rng.uniform(0, 2)) for g in model.groups}
        if kind == 1:  # single cables of their own, some slack, some full
            for name in rng.choice(
                model.own_cables, rng.integers(1, min(4, 1 + len(model.own_cables))), replace=False
            ):
                factors[str(name)] = float(rng.choice([0.0, 2.0, rng.uniform(0, 2)]))
        elif kind == 2:  # the same everywhere: straight, or buckled
            factors = dict.fromkeys(model.groups, float(rng.uniform(1.7, 2)))
        elif kind == 3:  # round numbers as the sliders give
            factors = {g: float(rng.integers(0, 41)) / 20 for g in model.groups}
        settings = {}
        if kind != 2:
            settings = {k: float(np.round(rng.uniform(s.min, s.max), 1)) for k, s in model.settings.items()}
        out.append((factors, settings))
    return out


def expected(model, cases):
    """What Python says to each case, in the browser's words."""
    out = []
    for factors, settings in cases:
        p = pv.solve(model, factors, settings)
        out.append({"posture": p.to_dict(), "readings": pv.measure(p), "sentence": pv.describe(p)})
    return out


def differences(ours, theirs):
    """Every disagreement between two answers, in words; and the largest angle between them, rad."""
    a, b = ours["posture"], theirs["posture"]
    apart = float(np.abs(np.array(a["angles"]) - np.array(b["angles"])).max())
    wrong = [f"angles differ by {apart:.2e} rad"] if not apart <= ANGLE else []
    if not abs(a["stability"] - b["stability"]) <= STABILITY * max(1, abs(a["stability"])):
        wrong.append(f"stability: {a['stability']!r} or {b['stability']!r}")
    for key in ("status", "factors", "settings"):
        if a[key] != b[key]:
            wrong.append(f"{key}: {a[key]} or {b[key]}")
    if ours["sentence"] != theirs["sentence"]:
        wrong.append(f"sentence: {ours['sentence']!r} or {theirs['sentence']!r}")
    numbers = {
        key: (a[key], b[key])
        for key in ("energy", "tension", "length", "rest", "points", "landmarks", "paths", "lean", "servo")
    }
    numbers |= {f"joints.{key}": (a["joints"][key], b["joints"][key]) for key in a["joints"]}
    numbers["readings"] = (ours["readings"], theirs["readings"])
    for key, (x, y) in numbers.items():
        x, y = flat(x), flat(y)
        size = max(1.0, np.abs(x).max(initial=0))
        if x.shape != y.shape or not np.abs(x - y).max(initial=0) <= SHARE * size:
            wrong.append(f"{key}: {x} or {y}")
    return wrong, apart


def flat(value):
    """All numbers of nested lists and dicts in one row, dicts by sorted name."""
    if isinstance(value, dict):
        return np.concatenate([np.zeros(0), *(flat(value[k]) for k in sorted(value))])
    return np.ravel(np.asarray(value, float))


# Run in the browser or the embedded engine: text in, text out, as both can pass.
ANSWER = """
function answer(text) {
  const {model, cases} = JSON.parse(text);
  return JSON.stringify(cases.map(([factors, settings]) => {
    const posture = PostureViz.solve(model, factors, settings);
    const answer = {posture, readings: PostureViz.measure(posture), sentence: PostureViz.describe(posture)};
    delete posture.model;
    return answer;
  }));
}
"""


def question(model, cases):
    """The text that ``answer`` takes."""
    return json.dumps({"model": model.to_dict(), "cases": cases})
