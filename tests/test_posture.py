"""What a solve returns."""

import json

import numpy as np
import pytest

import postureviz as pv

MAST = pv.load("mast")
P = pv.solve(MAST, {"port": 1.5, "port_top": 0.8}, {"wind_N": 3.0})


def test_points_are_the_base_and_then_the_tip_of_each_link():
    assert P.angles.shape == (24,) and P.points.shape == (25, 2)
    steps = np.diff(P.points, axis=0)
    assert np.allclose(np.linalg.norm(steps, axis=1), 1 / 24)
    assert np.allclose(np.arctan2(steps[:, 1], steps[:, 0]), P.angles)
    assert np.allclose(P.points[0], 0)
    assert np.allclose(P.landmarks["tip"], P.points[-1])


def test_a_cable_is_as_long_as_its_path():
    for name, path in P.paths.items():
        assert P.length[name] == pytest.approx(np.linalg.norm(np.diff(path, axis=0), axis=1).sum(), abs=1e-7)
    straight = pv.solve(MAST)
    assert straight.length == pytest.approx(straight.rest)
    assert P.rest == straight.rest


def test_a_posture_remembers_what_was_asked_completely():
    assert P.factors == {"port": 1.5, "starboard": 1.0, "port_top": 0.8}
    assert P.settings == {"wind_N": 3.0}
    assert P.model is MAST
    assert pv.solve(MAST).settings == {"wind_N": 0.0}


def test_at_even_pull_each_rope_carries_the_normal_tension():
    data = {row["name"]: row["law"]["tension_N"] for row in MAST.to_dict()["cables"]}
    assert pv.solve(MAST).tension == pytest.approx(data)


def test_angles_cannot_be_written_over():
    with pytest.raises(ValueError):
        P.angles[0] = 0


def test_what_is_unbalanced_is_next_to_nothing_beside_the_moments_carried():
    assert P.residual < 1e-9 * np.abs(P.joints.moment).max()
    assert 0 < P.stability < 1


def test_as_data_it_is_json_with_the_same_numbers():
    data = json.loads(json.dumps(P.to_dict(), allow_nan=False))
    assert set(data) == {
        "model", "factors", "settings", "angles", "points", "landmarks", "paths", "tension",
        "length", "rest", "energy", "residual", "status", "stability", "lean", "servo", "joints",
    }  # fmt: skip
    assert data["angles"] == P.angles.tolist()
    assert pv.Model.from_dict(data["model"]) == MAST
    assert set(data["joints"]) == {"compression", "shear", "moment"}


def test_its_repr_says_model_status_and_pulls():
    text = repr(P)
    for word in ("'mast'", "settled", "port 1.5", "port_top 0.8", "wind_N 3", "stability"):
        assert word in text


def test_one_posture_has_no_length():
    with pytest.raises(TypeError, match="not a stack"):
        len(P)
