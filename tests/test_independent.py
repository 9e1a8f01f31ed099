"""Every answer checked from its JSON alone (independent.py): balanced, and at a true minimum."""

import independent
import numpy as np
import pytest
from making import random_body, random_settings

import postureviz as pv
from postureviz.mechanics import energy, inputs, prepare
from postureviz.model import cable_factors


def states_of(name):
    """Presets, and fifty random states of which half set single cables on their own."""
    model = pv.load(name)
    out = [(p["factors"], p["settings"]) for p in model.presets.values()]
    rng = np.random.default_rng(77)
    for i in range(50):
        names = [*model.groups, *rng.choice(model.own_cables, 2, replace=False)] if i % 2 else model.groups
        settings = {k: rng.uniform(s.min, s.max) for k, s in model.settings.items()}
        out.append(({str(k): rng.uniform(0, 2) for k in names}, settings))
    return out


@pytest.mark.parametrize("name", pv.models())
def test_every_preset_and_fifty_random_states_rest_at_a_minimum(name):
    for factors, settings in states_of(name):
        p = pv.solve(pv.load(name), factors, settings)
        assert p.status in ("settled", "buckled"), p
        share, curve = independent.certify(p.to_dict())
        assert share <= 1e-6, p
        assert curve > 0, p


@pytest.mark.parametrize("name", pv.models())
def test_energies_differ_as_the_independent_energies_do(name):
    model = pv.load(name)
    differ(model, {model.groups[0]: 1.3}, {k: 0.3 * s.min + 0.7 * s.max for k, s in model.settings.items()})


def differ(model, factors, settings):
    p = pv.solve(model, factors, settings)
    body, here = independent.Body(p.to_dict()), p.angles - p.lean
    there = here + 0.05 * np.sin(1 + np.arange(len(here)))
    mech = prepare(model.shaped(p.settings))
    u = inputs(mech, cable_factors(model, p.factors), p.settings)
    ours = energy(mech, there, u) - p.energy
    theirs = independent.parts(body, there).sum() - independent.parts(body, here).sum()
    assert ours == pytest.approx(theirs, rel=1e-9)
    assert list(p.rest.values()) == pytest.approx(body.rest, rel=1e-12)


def test_energies_differ_alike_in_bodies_of_every_part():
    # arms, elastic cables, depth, reflexes, foot, seat, slope and other bones, all at once
    rng = np.random.default_rng(21)
    for _ in range(20):
        data = random_body(rng)
        model = pv.Model.from_dict(data)
        differ(model, {g: float(rng.uniform(0, 2)) for g in model.groups}, random_settings(rng, data))


def test_the_check_would_notice_a_posture_that_is_a_thousandth_of_a_degree_off():
    p = pv.solve(pv.load("mast"), {"port": 1.5}).to_dict()
    p["angles"][10] += np.radians(1e-3)
    assert independent.certify(p)[0] > 1e-6


def test_the_check_would_notice_the_saddle_of_the_overtight_mast():
    p = pv.solve(pv.load("mast"), {"port": 2.0, "starboard": 2.0}).to_dict()
    p["angles"] = [np.pi / 2] * 24
    share, curve = independent.certify(p)
    assert share < 1e-6 and curve < 0


def test_the_check_would_notice_a_body_that_does_not_stand_over_its_foot():
    p = pv.solve(pv.load("side"), {"abdominals": 1.5}).to_dict()
    assert abs(p["lean"]) > 1e-3
    p["angles"] = [a - p["lean"] + 1.001 * p["lean"] for a in p["angles"]]
    p["lean"] *= 1.001
    assert independent.certify(p)[0] > 1e-6
