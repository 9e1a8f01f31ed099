"""States of each model that nobody would choose (extremes.py); more of them in the benchmark."""

import extremes
import pytest

import postureviz as pv


@pytest.mark.parametrize("part", range(5))
@pytest.mark.parametrize("name", pv.models())
def test_extreme_cases_are_each_certified_or_said_to_be_unsolved(name, part, sampled):
    count = sampled("extreme cases in each fifth of a model")
    seen = extremes.tally(pv.load(name), count, [2026, part])
    assert seen.total() == count
    assert seen["wrong"] == 0
    assert seen["unsolved"] == 0  # below 0.1 % of so few is none
