"""The sentence that tells a posture, and the catalogue it is made from."""

import re
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import postureviz as pv
from postureviz import minimum, words

MAST = pv.load("mast")


def told(factors=None, **settings):
    return pv.describe(pv.solve(MAST, factors, settings))


@given(st.integers(-10_000_000, 10_000_000), st.integers(0, 3))
def test_fixed_rounds_halves_away_from_zero_like_people(thousandths, digits):
    value = thousandths / 1000
    exact = Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    # a double need not hold a half; where it is a hair below, the double decides
    if abs(Decimal(value) - Decimal(repr(value))) == 0 or (
        abs(thousandths) % 10 ** (3 - digits)
    ) * 2 != 10 ** (3 - digits):
        assert words.fixed(value, digits) == str(exact if exact else abs(exact))


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(0.0, 1, "0.0"), (-0.04, 1, "0.0"), (-0.05, 1, "-0.1"), (2.5, 0, "3"), (-2.5, 0, "-3"),
     (9.96, 1, "10.0"),
     (1234.5678, 2, "1234.57"), (0.005, 1, "0.0"), (-0.0, 0, "0"), (3, 2, "3.00"), (1e6, 1, "1000000.0")],
)  # fmt: skip
def test_fixed_keeps_its_digits_and_never_says_minus_nothing(value, digits, text):
    assert words.fixed(value, digits) == text


def test_a_mast_at_usual_pull_is_told_as_upright():
    assert told().startswith("The mast stands upright.")
    assert "All ropes pull as usual." in told()
    assert "Wind" not in told()


def test_the_sentence_says_the_numbers_of_the_readings_and_their_side():
    p = pv.solve(MAST, {"port": 1.5}, {"wind_N": -1.5})
    read, text = pv.measure(p), pv.describe(p)
    assert f"{abs(read['lean_deg']):.1f}° to port" in text
    assert f"{read['base_compression_N']:.0f} N" in text
    assert "port ropes more (+50 %)" in text and "all others as usual" in text
    assert "to port with 1.5 N" in text
    assert "to starboard" in told({"starboard": 1.5})


def test_a_single_rope_is_told_where_it_differs_from_its_side():
    assert "port upper rope less (−20 %)" in told({"port_top": 0.8})
    assert "port upper rope less (−100 %)" in told({"port_top": 0.0})
    assert "port upper rope as usual" in told({"port": 1.2, "port_top": 1.0})
    assert "upper" not in told({"port": 1.2, "port_top": 1.2})
    assert "others" not in told({"port": 1.2, "starboard": 0.8})
    assert "less (−37.5 %)" in told({"starboard": 0.625})


def test_each_status_is_told(monkeypatch):
    assert "buckled" in told({"port": 2.0, "starboard": 2.0})
    assert "buckled" not in told({"port": 1.5, "starboard": 1.5})
    monkeypatch.setattr(minimum.N, "newton_iterations", 1)
    monkeypatch.setattr(minimum.N, "trust_iterations", 1)
    lost = told({"port": 2.0, "starboard": 0.0})
    assert "No resting place" in lost and "leans" not in lost
    monkeypatch.undo()
    stiff = MAST.to_dict()
    for row in stiff["joints"]:
        row["limit_deg"] = [-0.1, 0.1]
    fallen = pv.describe(pv.solve(pv.Model.from_dict(stiff), {"port": 2.0, "starboard": 0.0}))
    assert "fallen" in fallen and "leans" not in fallen and "port ropes more (+100 %)" in fallen


@pytest.mark.parametrize("name", pv.models())
def test_no_place_is_left_unfilled_whatever_the_state(name):
    model = pv.load(name)
    for preset in model.presets.values():
        text = pv.describe(pv.solve(model, **preset))
        assert not re.search(r"[{}]|None|nan|  ", text), text
        assert text == text.strip() and text.endswith(".")


def test_words_are_found_by_key_and_filled():
    assert words.say("readings.lean_deg.name") == "Lean"
    assert "7.5" in words.say("describe.mast.settings.wind_N.plus", {"value": 7.5})
    for key in ("describe.hull", "nothing", "readings.lean_deg.colour"):
        with pytest.raises(KeyError, match=re.escape(key)):
            words.say(key)


# The catalogue has what is asked for, and nothing else.


@pytest.mark.parametrize("name", pv.models())
def test_the_catalogue_can_tell_every_status_reading_cable_and_setting(name):
    model, plan = pv.load(name), words.entry(f"describe.{name}")
    assert set(plan) == {"status", "readings", "pulls", "names", "settings"}
    assert set(plan["status"]) == {"settled", "buckled", "fell", "unsolved"}
    readings = {row["name"] for row in model.to_dict()["readings"]}
    for row in plan["readings"]:
        assert set(row) == {"reading", "scale", "digits", "near", "zero", "plus", "minus"}
        assert row["reading"] in readings
    assert set(plan["pulls"]) == {"usual", "list", "join", "rest"}
    assert set(plan["names"]) == {*model.groups, *model.own_cables} - set(words.entry("figure.names"))
    assert set(plan["settings"]) == set(model.settings)
    assert all(set(row) == {"zero", "plus", "minus"} for row in plan["settings"].values())
    assert readings == {k for k in words.entry("readings") if k in readings}


def test_no_model_is_described_that_is_not_there_and_no_reading_named_that_none_has():
    assert set(words.entry("describe")) == set(pv.models())
    every = {row["name"] for name in pv.models() for row in pv.load(name).to_dict()["readings"]}
    assert set(words.entry("readings")) == every
