"""States of each model that nobody would choose (extremes.py): 2,000 here, the rest in the benchmark."""

import extremes
import pytest

import postureviz as pv


@pytest.mark.parametrize("part", range(5))
@pytest.mark.parametrize("name", pv.models())
def test_two_thousand_extreme_cases_are_each_certified_or_said_to_be_unsolved(name, part):
    seen = extremes.tally(pv.load(name), 400, [2026, part])
    assert seen.total() == 400
    assert seen["wrong"] == 0
    assert seen["unsolved"] == 0  # below 0.1 % of 400 is none
