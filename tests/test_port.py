"""The browser's engine gives what Python gives (parity.py); here embedded, in Chromium under browser/."""

import json
from collections import Counter

import numpy as np
import parity
import pytest
import quickjs
from joining import joined
from making import random_tree

import postureviz as pv
from postureviz import bundle


@pytest.fixture(scope="module")
def answer():
    """Ask the joined modules: answer(model, cases)."""
    context = quickjs.Context()
    context.eval(bundle.script("engine"))
    context.eval(parity.ANSWER)
    call = context.get("answer")
    return lambda model, cases: json.loads(call(parity.question(model, cases)))


@pytest.mark.parametrize("name", pv.models())
@pytest.mark.parametrize("part", range(2))
def test_random_settings_agree(name, part, answer, sampled):
    model, count = pv.load(name), sampled("parity cases in each half of a model")
    cases = parity.settings_of(model, 500)[250 * part :][:count]
    ours, seen, most = parity.expected(model, cases), Counter(), 0.0
    for case, mine, other in zip(cases, ours, answer(model, cases), strict=True):
        wrong, apart = parity.differences(mine, other)
        assert not wrong, (case, wrong)
        seen[mine["posture"]["status"]] += 1
        most = max(most, apart)
    print(f"{name}: largest difference {most:.2e} rad; {dict(seen)}")
    assert seen["settled"] >= 0.4 * count
    even = pv.solve(model, dict.fromkeys(model.groups, 2.0))
    if even.status == "buckled":  # not every model can
        assert seen["buckled"] >= 0.08 * count
    assert sum(any(c in model.cables for c in factors) for factors, _ in cases) >= 0.16 * count


@pytest.mark.parametrize("name", pv.models())
def test_a_stiffness_that_is_one_per_cent_off_on_one_side_is_noticed(name, answer):
    model = pv.load(name)
    off = model.to_dict()
    joint = off["joints"][len(off["joints"]) // 2]
    joint["stiffness_Nm_per_rad"] *= 1.01
    cases = parity.settings_of(model, 10)
    ours, theirs = parity.expected(model, cases), answer(pv.Model.from_dict(off), cases)
    noticed = [bool(parity.differences(a, b)[0]) for a, b in zip(ours, theirs, strict=True)]
    assert sum(noticed) >= 8
    again = answer(model, cases)
    assert not any(parity.differences(a, b)[0] for a, b in zip(ours, again, strict=True))


def test_both_refuse_the_same_bad_pulls(answer):
    model = pv.load("mast")
    for factors, settings in [
        ({"port": 2.1}, {}),
        ({"port": -0.1}, {}),
        ({"sail": 1}, {}),
        ({}, {"wind_N": 7}),
        ({}, {"rain": 1}),
    ]:
        with pytest.raises(ValueError):
            pv.solve(model, factors, settings)
        with pytest.raises(quickjs.JSException, match="RangeError"):
            answer(model, [(factors, settings)])


def test_a_model_that_is_not_in_the_library_solves_alike_in_both(answer):

    from making import random_body, random_settings

    # a tree with via points, springs to the world and slack cables; words are for library models alone
    context = quickjs.Context()
    context.eval(bundle.script("engine"))
    context.eval(
        "function solveText(...texts) {"
        "  return JSON.stringify(PostureViz.solve(...texts.map(t => JSON.parse(t))));"
        "}"
    )
    solve = context.get("solveText")
    rng = np.random.default_rng(8)
    for i in range(120):
        data = random_body(rng) if i % 2 else random_tree(rng)
        model, settings = pv.Model.from_dict(data), random_settings(rng, data)
        factors = {g: float(rng.uniform(0, 2)) for g in model.groups}
        mine = pv.solve(model, factors, settings).to_dict()
        other = json.loads(solve(*map(json.dumps, (model.to_dict(), factors, settings))))
        pair = [{"posture": p, "readings": {}, "sentence": ""} for p in (mine, other)]
        assert not parity.differences(*pair)[0]


def symmetric_matrices(rng):
    """Ordinary, stiff, singular, with equal eigenvalues, diagonal, of one row, of nothing."""
    for n in (1, 2, 3, 8, 24, 40):
        a = rng.normal(size=(n, n))
        yield a + a.T
        yield a @ a.T * 10.0 ** rng.uniform(-6, 6)
        yield np.outer(a[0], a[0])
        q = np.linalg.qr(a)[0]
        yield q @ np.diag(rng.integers(0, 3, n).astype(float)) @ q.T
        yield np.diag(a[0])
        yield np.zeros((n, n))


def test_eigenvalues_and_eigenvectors_are_those_of_numpy():
    context = quickjs.Context()
    context.eval(joined("globalThis.eigh = eigh;\n"))
    context.eval(
        "function eigen(text) { const { values, vectors } = eigh(Float64Array.from(JSON.parse(text)));"
        "return JSON.stringify([values, vectors.map(v => Array.from(v))]) }"
    )
    for a in symmetric_matrices(np.random.default_rng(5)):
        a = (a + a.T) / 2
        values, vectors = map(np.array, json.loads(context.get("eigen")(json.dumps(a.ravel().tolist()))))
        size = max(np.abs(a).max(), 1e-300)
        assert values == pytest.approx(np.linalg.eigvalsh(a), abs=1e-13 * size * len(a))
        assert vectors @ vectors.T == pytest.approx(np.eye(len(a)), abs=1e-13)
        assert vectors @ a @ vectors.T == pytest.approx(np.diag(values), abs=1e-13 * size * len(a))
