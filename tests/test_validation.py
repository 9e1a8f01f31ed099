"""The engine against exact solutions (exact.py): how far off with 24 links, and how the error falls."""

import exact
import numpy as np
import pytest
from making import column, guyed, pendulum

import postureviz as pv

# Ropes to fixed points on both sides, unequal pulls: (anchors in m, tensions in N)
ROPES = {
    "one_and_two": ([(-0.3, 0), (0.3, 0)], (1.0, 2.0)),
    "wide": ([(-0.7, 0.1), (0.5, 0)], (3.0, 1.0)),
    "one_rope": ([(0.4, 0)], (2.0,)),
}


def critical(model):
    """Load at which the straight column gives way: stability falls on a straight line from 1."""
    load = 1.0
    p = pv.solve(model, settings={"load_N": load})
    assert p.status == "settled"
    return load / (1 - p.stability)


def euler_error(n):
    return critical(column(n, (0, -1))) / exact.EULER - 1


def greenhill_error(n):
    return critical(column(n, (0, -1), each_link=True)) / exact.greenhill() - 1


def elastica_error(load):
    def error(n):
        p = pv.solve(column(n, (1, 0)), settings={"load_N": load})
        drop, shift, _ = exact.elastica(load)
        true = np.array([shift, -drop])
        return np.linalg.norm(p.landmarks["tip"] - [0, 1] - true) / np.linalg.norm(true)

    return error


def ropes_error(case):
    def error(n):
        tip = exact.guyed_rod(*ROPES[case])[1]
        found = pv.solve(guyed(n, *ROPES[case])).landmarks["tip"]
        return np.linalg.norm(found - tip) / np.linalg.norm(tip - [0, 1])

    return error


CASES = {
    "Euler's column": euler_error,
    "Greenhill's column": greenhill_error,
    **{f"elastica at {load}": elastica_error(load) for load in (1.0, 3.0, 10.0)},
    **{f"ropes {case}": ropes_error(case) for case in ROPES},
}


@pytest.mark.parametrize("case", CASES)
def test_twenty_four_links_are_within_a_tenth_of_a_per_cent(case):
    assert abs(CASES[case](24)) < 1e-3


@pytest.mark.parametrize("case", CASES)
def test_twice_the_links_leave_a_quarter_of_the_error(case):
    errors = [CASES[case](n) for n in (12, 24, 48)]
    assert errors[0] / errors[1] == pytest.approx(4, abs=0.4)
    assert errors[1] / errors[2] == pytest.approx(4, abs=0.4)


@pytest.mark.parametrize("load", exact.MATTIASSON)
def test_the_elastica_used_here_is_that_of_the_published_table(load):
    assert exact.elastica(load) == pytest.approx(exact.MATTIASSON[load], abs=6e-6)


def test_the_greenhill_number_used_here_is_the_published_one():
    assert exact.greenhill() == pytest.approx(7.8373, abs=5e-5)


def test_a_column_stands_below_the_euler_load_and_buckles_above_it():
    model = column(24, (0, -1))
    below, above = (pv.solve(model, settings={"load_N": exact.EULER * share}) for share in (0.99, 1.01))
    assert below.status == "settled"
    assert np.abs(below.angles - np.pi / 2).max() < 1e-12
    assert above.status == "buckled"
    assert abs(above.landmarks["tip"][0]) > 0.1


def test_the_whole_shape_of_an_unequally_pulled_mast_agrees_with_collocation():
    # a link's angle is that of the rod at the middle of the link
    n = 24
    shape, _ = exact.guyed_rod(*ROPES["one_and_two"])
    middles = (np.arange(n) + 0.5) / n
    p = pv.solve(guyed(n, *ROPES["one_and_two"]))
    assert np.degrees(np.abs(p.angles - shape(middles))).max() < 0.02


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_an_inverted_pendulum_on_a_spring_stands_until_its_weight_times_height_is_its_stiffness(share):
    p = pv.solve(pendulum(stiffness=5.0, weight_N=share * 5.0 / 0.4, height=0.4))
    assert p.status == "settled"
    assert p.stability == pytest.approx(1 - share, abs=1e-12)


@pytest.mark.parametrize("share", [1.001, 1.2, 2.5])
def test_a_heavier_pendulum_leans_until_the_spring_holds_it(share):
    p = pv.solve(pendulum(stiffness=5.0, weight_N=share * 5.0 / 0.4, height=0.4))
    assert p.status == "buckled"
    assert abs(p.angles[0] - np.pi / 2) == pytest.approx(
        exact.leaning_pendulum(5.0, share * 5.0 / 0.4, 0.4), abs=1e-9
    )
