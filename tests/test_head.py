"""The head held forward."""

import numpy as np
import pytest
from twins import browser, gap

import postureviz as pv


def test_at_rest_there_is_nothing_more_to_carry():
    found = pv.head_load(0)
    assert found["times"] == pytest.approx(1, abs=1e-6) and found["lever_N"] == found["rest_N"]


def test_further_forward_loads_more_and_much_as_a_lever_does():
    shifts = np.array([1, 3, 5, 7.0])
    found = [pv.head_load(float(s)) for s in shifts]
    loads, lever = (np.array([f[k] for f in found]) for k in ("load_N", "lever_N"))
    assert (np.diff(loads) > 0).all()
    more, said = loads - found[0]["rest_N"], lever - found[0]["rest_N"]
    assert (0.5 < more / said).all() and (more / said < 1.5).all()
    # twenty pounds, 89 N, take a large shift
    assert more[1] < 89 * 0.6 < 89 < more[3]


def test_the_head_is_where_it_was_asked_to_be_and_tips_back_on_the_neck():
    even = pv.measure(pv.solve(pv.load("side")))
    found = pv.head_load(4.0)["readings"]
    assert found["forward_head_cm"] - even["forward_head_cm"] == pytest.approx(4, abs=1e-8)
    assert found["craniovertebral_deg"] < even["craniovertebral_deg"] - 5
    assert found["c0c2_deg"] > even["c0c2_deg"] + 5


@pytest.mark.parametrize("shift", [-1, 9, float("nan"), "far"])
def test_shifts_out_of_range_are_refused(shift):
    with pytest.raises(ValueError, match="shift_cm"):
        pv.head_load(shift)


def test_the_browser_finds_the_same_load():
    assert gap(pv.head_load(4.0, {"chest": 1.3}), browser("headLoad", 4.0, {"chest": 1.3})) < 1e-6
