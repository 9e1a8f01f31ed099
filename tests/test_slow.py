"""Attention, creep and practice over time."""

import math

import pytest
from twins import browser, gap

import postureviz as pv

SIDE = pv.load("side")
TIGHT = {"chest": 1.7, "upper_neck": 1.7, "deep_neck_flexors": 0.5, "mid_back": 0.5}


def test_attention_is_whole_at_first_and_fades_by_one_rate():
    assert pv.attention(0) == 1
    assert pv.attention(10) == pytest.approx(math.exp(-1))
    assert pv.attention(3, 6) * pv.attention(5, 6) == pytest.approx(pv.attention(8, 6))
    assert pv.drift(12.0, 20.0, 0) == 20 and pv.drift(12.0, 20.0, 1e4) == pytest.approx(12)


def test_creep_is_what_was_measured():
    assert pv.creep(0) == 0 and pv.creep(20) == pytest.approx(5.5)
    # first order with 9.4 minutes: what is missing shrinks by the same share each minute
    most = 5.5 / (1 - math.exp(-20 / 9.4))
    assert (most - pv.creep(9.4)) / most == pytest.approx(math.exp(-1))
    assert pv.creep(20, 2) / pv.creep(20) == pytest.approx(0.5, abs=0.02)
    assert pv.creep(20, 20) > pv.creep(20) - pv.creep(20, 0) and pv.creep(20, 20) / 5.5 > math.exp(-20 / 9.4)


def test_practice_moves_no_further_than_trials_did_at_the_least():
    assert pv.tone(0) == 0 and 0.6 < pv.tone(6) < 0.64
    assert pv.practice("kyphosis_deg", 0)["change"] == 0
    assert pv.practice("kyphosis_deg", 12) == {"change": -6.97, "low": -9.84, "high": -4.1}
    assert pv.practice("kyphosis_deg", 500)["change"] == -6.97
    found = [pv.retrain(SIDE, TIGHT, "kyphosis_deg", w) for w in (0, 4, 12, 100)]
    assert found[0]["share"] == pytest.approx(0, abs=1e-9)
    assert [f["change"] for f in found] == pytest.approx(
        [pv.practice("kyphosis_deg", w)["high"] for w in (0, 4, 12, 100)], abs=1e-3
    )
    assert found[1]["share"] < found[2]["share"] < 1 and found[3]["share"] == found[2]["share"]
    p = pv.measure(pv.solve(SIDE, found[1]["factors"]))["kyphosis_deg"]
    assert p - pv.measure(pv.solve(SIDE, TIGHT))["kyphosis_deg"] == pytest.approx(found[1]["change"])


def test_a_start_that_lies_nearer_to_even_than_trials_moved_ends_at_even():
    near = {"chest": 1.2, "mid_back": 0.9}
    found = pv.retrain(SIDE, near, "kyphosis_deg", 12)
    assert found["share"] == 1 and set(found["factors"].values()) == {1.0}


@pytest.mark.parametrize(
    "call",
    [
        lambda: pv.attention(-1),
        lambda: pv.attention(1, 0),
        lambda: pv.creep(float("nan")),
        lambda: pv.tone("soon"),
        lambda: pv.practice("tilt_deg", 3),
    ],
)
def test_times_that_mean_nothing_are_refused(call):
    with pytest.raises(ValueError):
        call()


def test_the_browser_keeps_the_same_time():
    for name, args in (
        ("attention", (3, 6)),
        ("drift", (12.0, 20.0, 4)),
        ("creep", (15, 3)),
        ("tone", (5,)),
        ("practice", ("kyphosis_deg", 5)),
    ):
        assert gap(getattr(pv, name)(*args), browser(name, *args)) < 1e-12
    mine = pv.retrain(SIDE, TIGHT, "kyphosis_deg", 4)
    assert gap(mine, browser("retrain", "side", TIGHT, "kyphosis_deg", 4)) < 1e-7
