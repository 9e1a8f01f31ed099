"""Plain chains go the quick way: its Newton step is the dense one, and its answers those of single solves."""

import numpy as np
import pytest
from making import blank, cable, guyed, load, random_tree, setting, weight

import postureviz as pv
from postureviz import batch
from postureviz.chain import Chain, is_plain
from postureviz.mechanics import evaluate, inputs, prepare
from postureviz.posture import stack_factors


def stay_chain(rng):
    """A random plain chain: leaning links, offset joints, all cable laws, depth, stiffening."""
    n = int(rng.integers(1, 9))
    links, joints, cables = [], [], []
    for i in range(n):
        at = [float(rng.normal(0, 0.02)), float(rng.normal(0, 0.03))] if i else [0.1, -0.2]
        links.append(
            {
                "name": f"l{i}",
                "parent": f"l{i - 1}" if i else None,
                "at_m": at,
                "length_m": float(rng.uniform(0.1, 0.4)),
                "neutral_deg": float(rng.uniform(20, 160)),
                "source": "test",
            }
        )
        joints.append(
            {
                "link": f"l{i}",
                "stiffness_Nm_per_rad": float(rng.uniform(5, 50)),
                "limit_deg": [-170, 170],
                "source": "test",
            }
            | ({"stiffening_deg": float(rng.uniform(10, 60))} if rng.random() < 0.5 else {})
        )
    for i in range(int(rng.integers(1, 6))):
        ends = [
            (None, rng.normal(0, 0.6, 2).tolist()),
            (f"l{rng.integers(n)}", rng.normal(0, 0.1, 2).tolist()),
        ]
        q = None if rng.random() < 0.3 else float(rng.uniform(0.5, 12))
        row = cable(f"c{i}", f"g{i % 3}", ends[:: rng.choice([1, -1])], float(rng.uniform(1, 30)), q)
        row["path"][0]["out_m"] = float(rng.uniform(0, 0.1))
        cables.append(row)
    cables[0]["law"] = {"type": "elastic", "tension_N": 5.0, "stiffness_N_per_m": 200.0}
    cables[-1]["law"] |= {"short": [{"setting": "short_mm", "per_unit_m": 0.001}]}
    return pv.Model.from_dict(
        blank(
            links,
            joints,
            balanced=bool(rng.random() < 0.5),
            cables=cables,
            weights=[weight("w", f"l{n - 1}", (0.1, 0.02), float(rng.uniform(0, 10)))],
            loads=[load("gust", f"l{rng.integers(n)}", (0.05, 0), "wind_N", (0.6, 0.8))],
            settings=[setting("wind_N", -5.0, 5.0), setting("short_mm", -20.0, 20.0)],
        )
    )


def states(model, size, rng):
    factors = {name: rng.uniform(0, 2, size) for name in (*model.groups, model.cables[0])}
    return factors, {k: rng.uniform(row.min, row.max, size) for k, row in model.settings.items()}


def test_the_step_of_a_chain_is_the_newton_step_of_the_full_formulas():
    rng = np.random.default_rng(5)
    seen = set()
    for _ in range(60):
        model = stay_chain(rng)
        mech = prepare(model)
        factors, settings = states(model, 20, rng)
        u = inputs(mech, stack_factors(model, factors), settings)
        phi = mech.neutral + rng.normal(0, 0.4, (20, mech.n))
        energy, residual, scale, step, slope, convex = Chain(mech).newton(phi, u)
        value, gradient, hessian, present = evaluate(mech, phi, u)
        lowest = np.linalg.eigvalsh(hessian)[:, 0]
        assert np.allclose(energy, value, rtol=1e-12, atol=1e-12)
        assert np.allclose(residual, np.abs(gradient).max(-1), rtol=1e-10, atol=1e-10)
        assert np.all(
            scale > 0.5 * present
        )  # at full lever, so the tolerance is about that of a single solve
        assert np.array_equal(convex, lowest > 0)
        seen |= set(convex.tolist())
        sure = lowest > 1e-3
        exact = -np.linalg.solve(hessian[sure], gradient[sure, :, None])[..., 0]
        assert np.allclose(step[sure], exact, rtol=1e-8, atol=1e-9)
        assert np.allclose(slope[sure], (gradient[sure] * exact).sum(-1), rtol=1e-8, atol=1e-9)
    assert seen == {True, False}


def test_only_a_chain_with_ropes_from_the_ground_is_plain():
    rng = np.random.default_rng(2)
    data = stay_chain(rng).to_dict()
    while len(data["links"]) < 3:
        data = stay_chain(rng).to_dict()
    assert is_plain(prepare(pv.load("mast")))
    assert is_plain(prepare(guyed(5, [(-0.3, 0.0), (0.3, 0.0)], [1.0, 2.0])))
    assert is_plain(prepare(pv.Model.from_dict(data)))
    between = [{"link": "l0", "at_m": [0.1, 0.1]}, {"link": "l2", "at_m": [0.1, 0.1]}]
    aloft = [{"link": None, "at_m": [1, 0]}, {"link": None, "at_m": [1, 1]}, between[1]]
    for path in (between, aloft):
        assert not is_plain(
            prepare(pv.Model.from_dict(data | {"cables": [data["cables"][0] | {"path": path}]}))
        )
    gaze = [{"name": "gaze", "link": "l1", "stiffness_Nm_per_rad": 1.0, "source": "test"}]
    assert not is_plain(prepare(pv.Model.from_dict(data | {"springs": gaze})))
    branch = [*data["links"][:2], data["links"][2] | {"parent": "l0"}, *data["links"][3:]]
    assert not is_plain(prepare(pv.Model.from_dict(data | {"links": branch})))
    assert not is_plain(prepare(pv.Model.from_dict(data | {"cables": []})))


def test_the_mast_goes_the_quick_way(monkeypatch):
    rows = []
    newton = Chain.newton
    monkeypatch.setattr(Chain, "newton", lambda self, phi, u: rows.append(len(phi)) or newton(self, phi, u))
    monkeypatch.setattr(batch, "find_minimum", None)  # nor does an ordinary row need the single solver
    many = pv.solve_many(pv.load("mast"), np.random.default_rng(0).uniform(0, 1.7, (500, 2)))
    assert set(many.status) == {"settled"}
    assert rows[0] == 500 and sum(rows) < 10 * 500


@pytest.mark.parametrize("seed", range(8))
def test_chains_and_trees_in_a_stack_settle_where_single_solves_do(seed):
    rng = np.random.default_rng(seed)
    model = stay_chain(rng) if seed % 2 else pv.Model.from_dict(random_tree(rng))
    factors, settings = states(model, 25, rng)
    many = pv.solve_many(model, factors, settings)
    for i in range(25):
        one = pv.solve(model, {k: v[i] for k, v in factors.items()}, {k: v[i] for k, v in settings.items()})
        assert many.status[i] == one.status
        assert np.abs(many.angles[i] - one.angles).max() < 1e-10
