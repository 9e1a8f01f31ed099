"""Moment arms are minus the change of length with the angle of a joint, and make the torque of a pull."""

import numpy as np
import pytest
from making import random_tree

import postureviz as pv
from postureviz.mechanics import cable_lengths

STEP = 1e-6


@pytest.mark.parametrize("name", pv.models())
def test_arms_are_minus_the_change_of_length_with_one_joint(name):
    p = pv.solve(name)
    arms = np.array([list(row.values()) for row in pv.moment_arms(p).values()])
    mech, u, phi = p.frame
    for joint, above in enumerate(mech.subtree):
        turn = STEP * above
        change = (cable_lengths(mech, phi + turn, u) - cable_lengths(mech, phi - turn, u)) / (2 * STEP)
        assert -change == pytest.approx(arms[:, joint], abs=1e-8)


def test_a_rope_square_to_a_link_has_its_distance_as_arm():
    links = [
        {"name": "bar", "parent": None, "at_m": [0, 0], "length_m": 1.0, "neutral_deg": 90},
        {"name": "top", "parent": "bar", "at_m": [0, 0], "length_m": 0.5, "neutral_deg": 90},
    ]
    joints = [
        {"link": name, "stiffness_Nm_per_rad": 100.0, "limit_deg": [-90, 90]} for name in ("bar", "top")
    ]
    law = {"type": "constant", "tension_N": 1e-6}
    path = [{"link": None, "at_m": [-1.0, 0.8]}, {"link": "bar", "at_m": [0.8, 0.0]}]
    p = pv.solve(
        pv.blank("bar", links, joints, cables=[{"name": "r", "group": "g", "path": path, "law": law}])
    )
    assert pv.moment_arms(p)["r"] == pytest.approx({"bar": 0.8, "top": 0.0}, abs=1e-6)


def test_pull_times_arm_balances_spring_and_load():
    model = pv.Model.from_dict(
        random_tree(np.random.default_rng(4)) | {"weights": [], "loads": [], "springs": []}
    )
    p = pv.solve(model)
    arms, data = pv.moment_arms(p), model.to_dict()
    stiffness = {row["link"]: row["stiffness_Nm_per_rad"] for row in data["joints"]}
    parents = {row["name"]: row["parent"] for row in data["links"]}
    bend = dict(zip(model.links, p.frame.phi - p.frame.mech.neutral, strict=True))
    neutral = (
        p.frame.mech.subtree @ -p.frame.mech.bias
    )  # torques that keep the usual pulls in balance at neutral
    for j, link in enumerate(model.links):
        pull = sum(p.tension[cable] * row[link] for cable, row in arms.items())
        spring = stiffness[link] * (bend[link] - bend.get(parents[link], 0.0))
        assert spring == pytest.approx(pull + neutral[j], abs=1e-6)


def test_values_by_name_are_factors_and_settings():
    by_name, by_dict = (
        pv.solve("mast", port=1.5, wind_N=2.0),
        pv.solve("mast", {"port": 1.5}, {"wind_N": 2.0}),
    )
    assert by_name.angles.tolist() == by_dict.angles.tolist() != pv.solve("mast").angles.tolist()
    with pytest.raises(ValueError, match="'port' is given twice"):
        pv.solve("mast", {"port": 1.5}, port=1.2)
    with pytest.raises(ValueError, match="sail"):
        pv.solve("mast", sail=1.2)


def test_a_model_lists_its_readings_with_unit_and_band():
    readings = pv.load("side").readings
    assert list(readings) == list(pv.measure(pv.solve("side")))
    tilt = readings["tilt_deg"]
    assert (tilt.unit, tilt.norm) == ("deg", True) and tilt.band[0] < tilt.band[1] and tilt.smallest > 0
    with pytest.raises(TypeError):
        readings["tilt_deg"] = None
