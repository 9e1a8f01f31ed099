"""Ranges that are wider on purpose."""

import json

import numpy as np
import pytest
from joining import engine_of

import postureviz as pv


@pytest.fixture(scope="module")
def strong():
    return pv.widened("mast", factors=(0, 3), wind_N=(-20, 20))


def test_pulls_and_settings_go_further_in_a_wider_model_alone(strong):
    p = pv.solve(strong, port=2.5, wind_N=-12)
    assert p.rests and p.factors["port"] == 2.5 and p.settings["wind_N"] == -12
    assert abs(pv.measure(p)["lean_deg"]) > abs(pv.measure(pv.solve("mast", port=2.0))["lean_deg"])
    for values, way_out in (({"port": 2.5}, "factors=..."), ({"wind_N": 12}, "wind_N=...")):
        with pytest.raises(ValueError, match=rf"pv\.widened\(model, {way_out}\)"):
            pv.solve("mast", **values)
    with pytest.raises(ValueError, match="from 0 to 3"):
        pv.solve(strong, port=3.1)


def test_within_the_usual_ranges_a_wider_model_is_the_same(strong):
    usual, wide = (pv.solve(model, port=1.4, wind_N=2) for model in ("mast", strong))
    assert np.array_equal(usual.angles, wide.angles) and pv.measure(usual) == pv.measure(wide)
    assert pv.widened("mast") == pv.load("mast")


def test_a_stack_takes_the_range_of_its_model(strong):
    many = pv.solve_many(strong, {"port": [1.0, 2.0, 3.0]})
    assert many.rests.all() and np.allclose(many[2].angles, pv.solve(strong, port=3.0).angles, atol=1e-9)
    with pytest.raises(ValueError, match="from 0 to 2"):
        pv.solve_many("mast", {"port": [1.0, 3.0]})


def test_its_state_and_its_figure_go_as_far(strong):
    lab = pv.Lab(strong, port=2.5)
    assert lab.state == "v1;mast;port=150"
    assert pv.Lab("mast", port=2.0).state == "v1;mast;port=100"
    browser = engine_of(
        "globalThis.PostureViz = { solve: (...a) => solve(...a).angles, parseState, formatState,"
        " range: model => controlsOf(model).ranges.get('port') };"
    ).run
    data = json.loads(json.dumps(strong.to_dict()))
    assert browser("range", data) == {"min": -100, "max": 200, "normal": 0}
    assert browser("formatState", data, {"port": 2.5}, {}) == lab.state
    assert browser("parseState", lab.state, data)["factors"] == {"port": 2.5}
    theirs = browser("solve", data, {"port": 2.5}, {})
    assert np.allclose(theirs, lab.posture.angles, atol=1e-8)


def test_the_way_back_finds_pulls_beyond_two(strong):
    asked = pv.measure(pv.solve(strong, port=2.6), ["lean_deg", "base_compression_N"])
    family = pv.explain(strong, asked)
    assert family.misfit < 1 and family.nearest["port"] == pytest.approx(2.6, abs=0.05)
    assert pv.explain("mast", asked).misfit > 1
    browser = engine_of("globalThis.PostureViz = { explain };").run
    theirs = browser("explain", json.loads(json.dumps(strong.to_dict())), asked)
    assert theirs["nearest"] == pytest.approx(dict(family.nearest), abs=1e-6)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"factors": (1.5, 3)}, "usual value 1 within"),
        ({"factors": 3}, "two numbers"),
        ({"factors": (0, 3, 4)}, "two numbers"),
        ({"factors": (0, 1e6)}, "from 1 to 100"),
        ({"wind_N": (1, 2)}, "usual value 0 within"),
        ({"wnd_N": (-9, 9)}, "did you mean 'wind_N'"),
        ({"factors": (float("nan"), 3)}, "two numbers"),
    ],
)
def test_a_range_that_makes_no_sense_is_refused(given, said):
    with pytest.raises(ValueError, match=said):
        pv.widened("mast", **given)


def test_a_shape_cannot_be_widened_out_of_its_model():
    with pytest.raises(ValueError, match=r"model\.shape"):
        pv.widened("side", pelvic_incidence_deg=(-1e5, 1e5))


def test_one_must_be_in_the_range_of_a_models_data():
    with pytest.raises(ValueError, match=r"model\.factor_range"):
        pv.Model.from_dict(pv.load("mast").to_dict() | {"factor_range": {"min": 2, "max": 3}})
