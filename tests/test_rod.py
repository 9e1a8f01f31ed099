"""A rod made of links; that it bends like a rod is shown in test_validation.py."""

import math

import pytest

import postureviz as pv
from postureviz.rod import on_rod


def test_links_share_the_length_and_stand_on_one_another():
    links, joints = pv.rod("m", 5, 2.0, 3.0, "wood")
    assert [row["name"] for row in links] == ["m01", "m02", "m03", "m04", "m05"]
    assert [row["parent"] for row in links] == [None, "m01", "m02", "m03", "m04"]
    assert sum(row["length_m"] for row in links) == pytest.approx(2.0)
    assert {row["source"] for row in links + joints} == {"wood"}
    assert [row["link"] for row in joints] == [row["name"] for row in links]


def test_bent_to_a_circle_it_stores_the_energy_of_the_rod():
    # moment M everywhere: M² L / (2 EI); in each joint M² / (2 k)
    for n in (1, 4, 24):
        _, joints = pv.rod("m", n, 2.0, 3.0, "wood")
        stored = sum(1 / row["stiffness_Nm_per_rad"] for row in joints)
        # the last half link is straight
        assert stored == pytest.approx((2.0 - 1.0 / n) / 3.0)


def test_a_place_on_the_rod_is_on_the_link_that_reaches_there():
    assert on_rod("m", 4, 2.0, 0.0) == {"link": "m01", "at_m": [0.0, 0.0]}
    assert on_rod("m", 4, 2.0, 1.25, -0.1) == {"link": "m03", "at_m": [0.25, -0.1]}
    assert on_rod("m", 4, 2.0, 2.0) == {"link": "m04", "at_m": [0.5, 0.0]}
    for i in range(25):  # joints belong to one of their two links, never beside them
        at = on_rod("m", 24, 1.0, i / 24)["at_m"][0]
        assert -1e-12 <= at <= 1 / 24 + 1e-12


@pytest.mark.parametrize(
    "sizes",
    [(0, 1.0, 1.0), (-1, 1.0, 1.0), (2.5, 1.0, 1.0), (True, 1.0, 1.0), ("4", 1.0, 1.0),
              (4, 0.0, 1.0), (4, -1.0, 1.0), (4, 1.0, 0.0),
              (4, math.nan, 1.0), (4, 1.0, math.inf), (4, None, 1.0), (4, "1", 1.0)],
)  # fmt: skip
def test_a_size_that_no_rod_has_is_told(sizes):
    with pytest.raises(ValueError) as told:
        pv.rod("m", *sizes, "wood")
    bad = next(n for n, v in zip(("links", "length_m", "bending_Nm2"), sizes, strict=True) if not sound(n, v))
    assert f"{bad} is {dict(zip(('links', 'length_m', 'bending_Nm2'), sizes, strict=True))[bad]!r}" in str(
        told.value
    )


def sound(name, value):
    """Whether a size is fit for a rod, said in another way than the rod does."""
    kinds = (int,) if name == "links" else (int, float)
    return type(value) in kinds and 0 < value < math.inf


@pytest.mark.parametrize("height", [-0.1, 2.1, math.nan, None, "1"])
def test_a_height_that_is_not_on_the_rod_is_told(height):
    with pytest.raises(ValueError, match="from 0 to 2"):
        on_rod("m", 4, 2.0, height)
