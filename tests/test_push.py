"""Pushes."""

import numpy as np
import pytest
from making import pendulum
from twins import browser, gap

import postureviz as pv

MAST, SIDE = pv.load("mast"), pv.load("side")


def marked(model, height):
    row = {"name": "bob", "link": "bar", "at_m": [height, 0], "source": "test"}
    return pv.Model.from_dict(model.to_dict() | {"landmarks": [row]})


def test_a_pendulum_gives_as_its_formula_says():
    k, w, h, force = 9.0, 4.0, 0.8, 1.5
    p = pv.solve(marked(pendulum(k, w, h), h))
    found = pv.push(p, force, "bob")
    assert found["linear_cm"][0] == pytest.approx(100 * force * h**2 / (k - w * h))
    x = np.arcsin(found["solved_cm"][0] / 100 / h)
    assert k * x == pytest.approx(w * h * np.sin(x) + force * h * np.cos(x), abs=1e-9)


@pytest.mark.parametrize(
    ("name", "at", "settings"),
    [("mast", "tip", {}), ("side", "shoulder", {}), ("side", "tragus", {"seat": 1.0}), ("back", "C7", {})],
)
def test_a_small_push_moves_as_the_slope_says_in_every_stance(name, at, settings):
    p = pv.solve(pv.load(name), None, settings)
    for force in (1e-4, [0.0, 1e-4], [-1e-4, 5e-5]):
        found = pv.push(p, force, at)
        assert found["solved_cm"] == pytest.approx(found["linear_cm"], rel=1e-4, abs=1e-8)


def test_pushing_there_and_looking_here_is_looking_there_and_pushing_here():
    # Maxwell and Betti: on the feet, too
    p = pv.solve(SIDE, {"chest": 1.4})
    from postureviz.coordinate import landmark

    inverse = np.linalg.inv(p._energetics[2])
    rows = [landmark(p._mech, name, p._phi, p._drive).gradient.real for name in ("shoulder", "asis")]
    there = rows[0] @ inverse @ rows[1]
    moved = pv.push(p, 1e-3, "shoulder")["posture"]
    here = (moved.landmarks["asis"] - p.landmarks["asis"])[0] / 1e-3
    assert here == pytest.approx(there, rel=1e-3)


def test_wind_is_a_push_where_it_blows():
    data = MAST.to_dict()
    load = data["loads"][0]
    data["landmarks"].append({k: load[k] for k in ("link", "at_m", "source")} | {"name": "sail"})
    data["loads"] = [load]
    model = pv.Model.from_dict(data)
    blown = pv.solve(model, {"port": 1.2}, {"wind_N": 2.0})
    force = [2.0 * d for d in load["direction"]]
    moved = pv.push(pv.solve(model, {"port": 1.2}), force, "sail")["posture"]
    assert np.abs(blown.angles - moved.angles).max() < 1e-9


def test_a_nudge_throws_the_over_tight_mast_to_its_other_side():
    tight = {"port": 1.95, "starboard": 1.95}
    p = pv.solve(MAST, tight)
    away = -np.sign(p.landmarks["tip"][0])
    moved = pv.push(p, float(away), "tip")
    assert np.sign(moved["posture"].landmarks["tip"][0]) == away
    calm = pv.push(pv.solve(MAST), float(away), "tip")
    assert abs(moved["solved_cm"][0]) > 3 * abs(calm["solved_cm"][0])


@pytest.mark.parametrize(
    ("force", "at"), [(0, "tip"), (float("nan"), "tip"), ([1, 2, 3], "tip"), ("hard", "tip"), (1, "nose")]
)
def test_what_is_no_push_is_refused(force, at):
    with pytest.raises(ValueError, match="force_N|landmark"):
        pv.push(pv.solve(MAST), force, at)


def test_a_push_needs_rest():
    with pytest.raises(ValueError, match="rests"):
        pv.push(pv.solve_many(MAST, {"port": [1.0, 1.1]}), 1, "tip")


def test_the_browser_pushes_alike():
    for name, at, force, factors in (
        ("mast", "tip", 1.0, {"port": 1.95, "starboard": 1.95}),
        ("side", "shoulder", [20.0, -5.0], {"glutes": 0.5}),
        ("back", "C7", 10.0, {}),
    ):
        p = pv.solve(pv.load(name), factors)
        assert gap(pv.push(p, force, at), browser("push", p, force, at)) < 1e-8
