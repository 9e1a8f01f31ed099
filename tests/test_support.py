"""Stay-points: stiffness added around neutral."""

import numpy as np
import pytest

import postureviz as pv

SIDE = pv.load("side")


def test_support_leaves_the_neutral_posture_where_it_is_and_makes_it_steadier():
    firm = pv.supported(SIDE, {"ribs": 1.0})
    bare, held = pv.solve(SIDE), pv.solve(firm)
    assert np.abs(bare.angles - held.angles).max() < 1e-9
    assert held.energy == pytest.approx(bare.energy, abs=1e-9)
    before, after = (np.linalg.eigvalsh(p.evaluated[2])[0] for p in (bare, held))
    assert after > before


def test_full_support_doubles_the_joint_and_only_its_straight_part():
    joint = "L4"
    now, then = (
        next(j for j in m.to_dict()["joints"] if j["link"] == joint)
        for m in (SIDE, pv.supported(SIDE, {"ribs": 1.0}))
    )
    k, turn = now["stiffness_Nm_per_rad"], np.radians(5)

    def torque(row):
        share = turn / np.radians(row["stiffening_deg"])
        return row["stiffness_Nm_per_rad"] * turn * (1 + share**2)

    assert torque(then) - torque(now) == pytest.approx(k * turn, rel=1e-12)


def test_a_joint_of_its_own_overrides_its_stay_point():
    one = pv.supported(SIDE, {"ribs": 0.5, "L4": 0.0})
    rows = {j["link"]: j["stiffness_Nm_per_rad"] for j in one.to_dict()["joints"]}
    old = {j["link"]: j["stiffness_Nm_per_rad"] for j in SIDE.to_dict()["joints"]}
    assert rows["L4"] == old["L4"] and rows["L3"] == pytest.approx(1.5 * old["L3"])


def test_no_support_is_the_model_itself():
    assert pv.supported(SIDE, None) is SIDE and pv.supported(SIDE, {"ribs": 0}) is SIDE


@pytest.mark.parametrize("support", [{"knee": 0.5}, {"ribs": 1.5}, {"ribs": -0.1}, {"ribs": "much"}, [1]])
def test_support_that_means_nothing_is_refused(support):
    with pytest.raises(ValueError, match="support|stay-point"):
        pv.supported(SIDE, support)


def test_every_stay_point_names_joints_of_its_model():
    for name in ("side", "back"):
        model = pv.load(name)
        assert set(pv.stays(model)) == {"pelvis", "ribs", "head"}
        assert all(j in model.links for joints in pv.stays(model).values() for j in joints)
