"""Movements as rows of still postures."""

import pytest
from twins import browser, gap

import postureviz as pv
from postureviz.movement import _carried, settings_at

SIDE = pv.load("side")


@pytest.mark.parametrize("name", pv.movements(SIDE))
def test_every_posture_of_a_movement_rests_and_starts_and_ends_where_it_should(name):
    frames = pv.movement(SIDE, name, count=11)
    assert [f["at"] for f in frames] == pytest.approx([k / 10 for k in range(11)])
    assert all(f["posture"].status == "settled" for f in frames)
    first = pv.solve(SIDE, None, frames[0]["settings"])
    assert frames[0]["posture"].angles.tolist() == first.angles.tolist()
    assert all(min(f["loads"].values()) > 0 for f in frames)


def test_settings_run_straight_from_key_to_key():
    keys = [{"at": 0, "settings": {}}, {"at": 0.5, "settings": {"bag_kg": 4}}, {"at": 1, "settings": {}}]
    assert [settings_at(SIDE, keys, at)["bag_kg"] for at in (0, 0.25, 0.5, 0.75, 1)] == [0, 2, 4, 2, 0]
    assert (
        settings_at(SIDE, keys, 0.3)["pelvic_incidence_deg"] == SIDE.settings["pelvic_incidence_deg"].normal
    )


def test_at_even_pull_muscles_have_nothing_more_to_do():
    p = pv.solve(SIDE)
    assert list(pv.loads(p).values()) == pytest.approx(p.joints.compression.tolist(), rel=1e-6)


def test_leaning_and_holding_load_the_low_back_as_much_as_is_measured():
    even = pv.loads(pv.solve(SIDE))["L5"]
    lean = pv.loads(pv.solve(SIDE, None, {"forward_lean_deg": 30}))["L5"] / even
    held = pv.loads(pv.solve(SIDE, None, {"held_kg": 5}), ["L5"])["L5"] / even
    assert 2.0 <= lean <= 2.5 and 1.3 <= held <= 1.6


def test_a_heavier_bag_loads_more_along_the_whole_way():
    plain, braced = (pv.movement(SIDE, "lift_bag", support=s, count=5) for s in (None, {"ribs": 1.0}))
    assert plain[-1]["loads"]["L5"] > plain[0]["loads"]["L5"]
    assert max(f["loads"]["L5"] for f in plain) > 1.5 * plain[0]["loads"]["L5"]
    assert braced[2]["posture"].angles.tolist() != plain[2]["posture"].angles.tolist()


CARRIED = {"head_kg": "head", "bag_kg": "scapula", "held_kg": "scapula", "rucksack_kg": "T8"}
STANCES = ({}, {"forward_lean_deg": 30.0}, {"seat": 1.0}, {"reach": 1.0}, {"knee_bend_deg": 30.0})


@pytest.mark.parametrize("setting", CARRIED)
def test_no_load_is_given_that_falls_because_a_weight_was_added_above(setting):
    parent = {row["name"]: row["parent"] for row in SIDE.to_dict()["links"]}
    under, at = [], CARRIED[setting]
    while at:
        under.append(at)
        at = parent[at]
    refused = 0
    for stance in STANCES:
        bare = pv.loads(pv.solve(SIDE, None, stance))
        for share in (0.1, 1.0):
            p = pv.solve(SIDE, None, stance | {setting: share * SIDE.settings[setting].max})
            given = _carried(p)[0]
            assert all(given[name] >= bare[name] - 1e-3 for name in under if name in given)
            left_out = [name for name in SIDE.links if name not in given]
            assert set(left_out) <= set(under)
            for name in left_out:
                refused += 1
                with pytest.raises(ValueError, match=f"no load at {name} with {setting}"):
                    pv.loads(p, [name])
            if given:
                assert pv.loads(p, list(given)) == given
    assert refused > 0


def test_three_kilograms_on_the_head_do_not_unload_the_low_back():
    p = pv.solve(SIDE, None, {"head_kg": 3.0})
    with pytest.raises(ValueError, match=r"L5.* with head_kg 3"):
        pv.loads(p)
    assert pv.loads(p, ["C7"])["C7"] > pv.loads(pv.solve(SIDE))["C7"]
    with pytest.raises(ValueError, match="no joint 'L6'"):
        pv.loads(p, ["L6"])


def test_what_only_moves_weight_about_is_not_carried():
    assert pv.loads(pv.solve(SIDE, None, {"reach": 1.0}))["L5"] > 0


def test_unknown_movements_are_refused():
    with pytest.raises(ValueError, match="movements: cup"):
        pv.movement(SIDE, "dance")
    with pytest.raises(ValueError, match="2 to 201"):
        pv.movement(SIDE, "cup", count=1)


def test_the_browser_moves_alike():
    for name in ("shelf", "sit_to_stand", "lift_bag"):
        mine = pv.movement(SIDE, name, {"chest": 1.2}, {"head": 0.3}, 4)
        assert gap(mine, browser("movement", "side", name, {"chest": 1.2}, {"head": 0.3}, 4)) < 1e-6
    assert browser("movements", "side") == list(pv.movements(SIDE)) and browser("movements", "mast") == []


def test_no_moment_of_a_movement_shows_a_seated_low_back_that_keeps_its_arch():
    even = pv.measure(pv.solve("side"))["lordosis_deg"]
    for name in pv.movements("side"):
        for each in pv.movement("side", name):
            if each["settings"]["seat"] > 0.5:
                assert pv.measure(each["posture"])["lordosis_deg"] < 0.5 * even, (name, each["at"])
    assert pv.movement("side", "sit_to_stand", count=2)[0]["settings"]["seat"] == 1


def test_who_puts_the_body_on_a_seat_is_told_that_it_does_not_sit_as_people_do():
    told = pv.describe(pv.solve("side", settings={"seat": 1}))
    assert "does not flatten on a seat, as a real one does" in told
