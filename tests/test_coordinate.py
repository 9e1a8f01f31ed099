"""Readings with their exact derivatives."""

from functools import partial

import numpy as np
import pytest

import postureviz as pv
from postureviz.coordinate import RULES, coordinate, landmark

STATES = {
    "mast": [{"wind_N": 2.0}],
    "elbow": [{}],
    "back": [{"leg_difference_mm": 10.0}],
    "side": [{}, {"seat": 0.5, "bag_kg": 4.0}, {"seat": 1.0}],
}


def places():
    rng = np.random.default_rng(3)
    for name in pv.models():
        model = pv.load(name)
        for settings in STATES.get(name, [{}]):
            p = pv.solve(model, {model.groups[0]: 1.4}, settings)
            phi = p.frame.phi + 0.04 * rng.normal(size=len(p.frame.phi))
            yield model, pv.Posture(model, p.factors, p.settings, phi, True), rng


def test_they_are_the_readings_that_are_measured():
    seen = set()
    for model, p, _ in places():
        for row in model.to_dict()["readings"]:
            if row["kind"] in RULES:
                found = coordinate(model, p.frame.mech, row, p.frame.phi, p.frame.u)
                assert found.value == pytest.approx(pv.measure(p)[row["name"]], abs=1e-9)
                seen.add(row["kind"])
    assert seen == set(RULES)


def test_first_and_second_derivatives_are_those_of_small_steps():
    for model, p, rng in places():
        way, h = rng.normal(size=len(p.frame.phi)), 1e-5
        rows = [r for r in model.to_dict()["readings"] if r["kind"] in RULES]
        looks = [partial(coordinate, model, p.frame.mech, row) for row in rows]
        looks += [partial(landmark, p.frame.mech, name) for name in list(p.landmarks)[:3]]
        for look in looks:
            here, ahead, back = (look(p.frame.phi + k * h * way, p.frame.u) for k in (0, 1, -1))
            size = np.abs(here.gradient).max() + np.abs(here.hessian).max() + 1e-9
            assert abs((ahead.value - back.value) / (2 * h) - here.gradient @ way) < 1e-6 * size
            rise = (ahead.gradient - back.gradient) / (2 * h)
            assert np.abs(rise - here.hessian @ way).max() < 1e-6 * size


def test_landmarks_are_where_the_posture_has_them():
    for _, p, _ in places():
        for name, at in p.landmarks.items():
            value = landmark(p.frame.mech, name, p.frame.phi, p.frame.u).value
            assert [value.real, value.imag] == pytest.approx(at.tolist(), abs=1e-12)


def test_a_load_is_no_place():
    p = pv.solve(pv.load("side"))
    row = next(r for r in p.model.to_dict()["readings"] if r["kind"] == "compression")
    with pytest.raises(ValueError, match="not a place or an angle"):
        coordinate(p.model, p.frame.mech, row, p.frame.phi, p.frame.u)
