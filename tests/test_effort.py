"""Least extra pull that holds a posture."""

import numpy as np
import pytest
from making import blank, cable, pendulum
from scipy.optimize import lsq_linear
from twins import browser, gap

import postureviz as pv
from postureviz.minimum import bounded_least_squares

SIDE, MAST = pv.load("side"), pv.load("mast")


def test_resting_takes_no_effort():
    for model in (SIDE, MAST, pv.load("back")):
        found = pv.effort(model, pv.solve(model, {model.groups[0]: 1.5}))
        assert found["cost"] < 1e-12 and found["left_Nm"] < 1e-9


def test_two_ropes_with_one_lever_share_the_work_by_their_strength():
    # a bar held off upright by two ropes of constant tension at right angles: by hand
    base = pendulum(10.0, 0.0, 1.0).to_dict()
    ropes = [
        cable(name, f"{name}_side", [(None, (-1.0, 1.0)), ("bar", (1.0, 0.0))], tension)
        for name, tension in (("one", 1.0), ("two", 2.0))
    ]
    model = pv.Model.from_dict(blank(base["links"], base["joints"], cables=ropes))
    p = pv.solve(model)
    held = pv.Posture(model, p.factors, p.settings, p.angles + 0.05, True)
    found = pv.effort(model, held)
    one, two = found["extra"]["one"], found["extra"]["two"]
    assert two == pytest.approx(2 * one, rel=1e-6) and one > 0
    # the ropes' lever about the base, and the spring they work against
    lever = abs(one + 2 * two)
    assert found["left_Nm"] < 1e-4 and found["cost"] == pytest.approx(one**2 + two**2)
    assert lever == pytest.approx(held.residual / _lever(held), rel=1e-4)


def _lever(p):
    step = 1e-6
    a, b = (
        pv.Posture(p.model, p.factors, p.settings, p.frame.phi + s * step, True).length["one"]
        for s in (1, -1)
    )
    return abs(a - b) / (2 * step)


def test_the_extra_pull_does_hold_the_posture():
    data = SIDE.to_dict()
    for row in data["cables"]:
        row["group"] = row["group"] or "background"  # so that every cable may be set
    model = pv.Model.from_dict(data)
    found = pv.effort(model, {"tilt_deg": 10.0}, limit=2)
    assert found["left_Nm"] < 1e-3
    q = pv.solve(model, {c: min(max(1 + u, 0), 2) for c, u in found["extra"].items()})
    for name, value in found["readings"].items():
        assert pv.measure(q)[name] == pytest.approx(value, abs=2e-3 * max(1, abs(value))), name
    joint = model.links.index("L5")
    assert found["compression_N"]["L5"] == pytest.approx(q.joints.compression[joint], rel=1e-4)


def test_holding_further_costs_more_and_a_tighter_limit_never_less():
    rest = pv.measure(pv.solve(SIDE))["tilt_deg"]
    costs = [pv.effort(SIDE, {"tilt_deg": rest + off})["cost"] for off in (0.5, 1, 2, 4)]
    assert all(a < b for a, b in zip(costs, costs[1:], strict=False))
    # near rest the effort is a bowl: twice as far, four times the cost
    assert costs[1] / costs[0] == pytest.approx(4, rel=0.1)
    wide, tight = (pv.effort(SIDE, {"kyphosis_deg": 36.0}, limit=limit) for limit in (6, 2))
    assert tight["left_Nm"] > wide["left_Nm"]
    assert all(-1 - 1e-9 <= u <= 1 + 1e-9 for u in tight["extra"].values())


def test_pulling_evenly_harder_is_not_the_same_as_pulling_well():
    found = pv.effort(SIDE, {"tilt_deg": 6.0})
    assert found["groups_N"]["hip_flexors"] < 0 < found["groups_N"]["glutes"]


def test_bounded_least_squares_is_that_of_scipy():
    rng = np.random.default_rng(4)
    for _ in range(60):
        rows, columns = rng.integers(1, 9), rng.integers(1, 15)
        a, b = rng.normal(size=(rows, columns)), 5 * rng.normal(size=rows)
        low, high = -rng.uniform(0, 1, columns), rng.uniform(0, 1, columns)
        low[rng.random(columns) < 0.2] = 0.0
        x = bounded_least_squares(a, b, low, high, 0.05)
        full, goal = np.vstack([a, 0.05 * np.eye(columns)]), np.concatenate([b, np.zeros(columns)])
        high = np.maximum(high, low + 1e-12)
        other = lsq_linear(full, goal, (low, high), method="bvls", tol=1e-14).x
        assert np.abs(x - other).max() < 1e-7
        assert (x >= low - 1e-12).all() and (x <= high + 1e-12).all()


def test_what_cannot_be_held_is_refused():
    with pytest.raises(ValueError, match="cannot be brought"):
        pv.effort(SIDE, {"forward_head_cm": 500.0})
    lost = pv.hold(SIDE, {"forward_head_cm": 500.0})
    for look in (lambda: pv.effort(SIDE, lost), lambda: pv.loads(lost)):
        with pytest.raises(ValueError, match="cannot be brought"):
            look()
    with pytest.raises(ValueError, match="limit"):
        pv.effort(SIDE, {"tilt_deg": 10.0}, limit=1)
    with pytest.raises(ValueError, match="stack"):
        pv.effort(MAST, pv.solve_many(MAST, {"port": [1.0, 1.1]}))


def test_the_browser_finds_the_same_effort():
    for asked, support in (({"tilt_deg": 6.0}, None), ({"kyphosis_deg": 36.0}, {"ribs": 0.5})):
        mine = pv.effort(SIDE, asked, support=support)
        assert gap(mine, browser("effort", "side", asked, {}, {}, {"support": support})) < 1e-6
    p = pv.hold(MAST, {"lean_deg": 5.0})
    assert gap(pv.effort(MAST, p), browser("effort", "mast", p)) < 1e-6
