"""Slopes of readings, bands from assumed numbers, and the way back from a posture to pulls."""

import json
from pathlib import Path

import numpy as np
import pytest

import postureviz as pv
from postureviz import bundle
from postureviz.mechanics import prepare, response
from postureviz.response import draws, varied

MODEL = pv.load("mast")
STATE = {"port": 1.4, "starboard": 0.7, "port_top": 0.9}


def resolved(factors, settings=None):
    return pv.measure(pv.solve(MODEL, factors, settings))


def test_slopes_are_what_solving_again_would_give():
    p = pv.solve(MODEL, STATE, {"wind_N": 1.0})
    slopes, h = pv.sensitivities(p), 1e-5
    for group in MODEL.groups:
        high, low = (resolved(STATE | {group: STATE[group] + k * h}, {"wind_N": 1.0}) for k in (1, -1))
        for name in high:
            assert slopes[name][group] == pytest.approx(
                (high[name] - low[name]) / (2 * h), rel=1e-6, abs=1e-7
            )


def test_at_even_pull_the_two_sides_have_opposite_slopes_of_lean_and_equal_ones_of_load():
    slopes = pv.sensitivities(pv.solve(MODEL))
    lean, load = slopes["lean_deg"], slopes["base_compression_N"]
    assert lean["port"] < 0 and lean["port"] == pytest.approx(-lean["starboard"], rel=1e-9)
    assert load["port"] > 0 and load["port"] == pytest.approx(load["starboard"], rel=1e-9)


def test_a_slack_muscle_still_has_a_slope_where_it_would_begin_to_pull():
    p = pv.solve(MODEL, {"starboard": 0.0, "port": 0.6})
    per_cable = response(prepare(MODEL), p.angles, p.frame.u)
    assert np.isfinite(per_cable).all() and np.abs(per_cable).max() > 0


SETTINGS = [("mast", {"wind_N": 1.0}), ("side", {"knee_bend_deg": 12.0, "held_kg": 2.0}), ("back", {})]


@pytest.mark.parametrize(("name", "settings"), SETTINGS)
def test_slopes_to_settings_are_what_solving_again_would_give(name, settings):
    model = pv.load(name)
    factors = {model.groups[0]: 1.2}
    p = pv.solve(model, factors, settings)
    slopes = pv.sensitivities(p, to="settings")
    for setting, row in model.settings.items():
        at, h = p.settings[setting], 1e-3 * (row.max - row.min)
        if not row.min + 2 * h < at < row.max - 2 * h:
            continue
        low, high = (
            pv.measure(pv.solve(model, factors, p.settings | {setting: at + k * h}, start=p.angles))
            for k in (-1, 1)
        )
        for reading, by in slopes.items():
            size = max(abs(high[reading]), abs(low[reading]), 1.0)
            assert by[setting] == pytest.approx(
                (high[reading] - low[reading]) / (2 * h), rel=2e-3, abs=2e-4 * size / (row.max - row.min)
            ), (reading, setting)


@pytest.mark.parametrize(("name", "settings"), SETTINGS)
def test_the_browser_has_the_same_slopes_to_settings(name, settings):
    p = pv.solve(name, {pv.load(name).groups[0]: 1.2}, settings)
    names = list(p.model.readings)
    theirs = bundle.engine().run("sensitivities", json.loads(json.dumps(p.to_dict())), names, "settings")
    for reading, by in pv.sensitivities(p, to="settings").items():
        size = max(1.0, *map(abs, by.values()))
        assert theirs[reading] == pytest.approx(by, rel=1e-6, abs=1e-6 * size), reading


def test_slopes_are_to_factors_or_settings_alone():
    with pytest.raises(ValueError, match="'factors'|factors, settings"):
        pv.sensitivities(pv.solve("mast"), to="weather")


def test_a_slope_needs_one_posture_at_rest():
    with pytest.raises(ValueError, match="one posture"):
        pv.sensitivities(pv.solve_many(MODEL, {"port": [1.0, 1.1]}))


def test_a_band_is_wider_for_what_hangs_on_assumed_numbers():
    bands = pv.spread(pv.solve(MODEL, {"port": 1.5}), sets=60)
    low, high = bands["base_compression_N"]
    here = resolved({"port": 1.5})["base_compression_N"]
    assert low < here < high
    # tension is drawn from half to one and a half times its value, and the load follows it
    assert 0.4 * here < low < 0.8 * here and 1.2 * here < high < 1.6 * here


def test_even_pull_leans_nowhere_whatever_the_numbers():
    low, high = pv.spread(pv.solve(MODEL), sets=40)["stability_ratio"]
    assert 0 < low < high < 1
    settled = [pv.solve(varied(MODEL, k)) for k in range(40)]
    assert max(abs(pv.measure(p)["lean_deg"]) for p in settled if p.status == "settled") < 1e-9


def test_a_straight_mast_that_buckles_under_other_numbers_may_go_to_either_side():
    straight = pv.solve(MODEL)
    bands = pv.spread(straight, 60)
    drawn = [pv.measure(pv.solve(varied(MODEL, k))) for k in range(60)]
    for name in ("lean_deg", "tip_shift_cm"):
        low, high = bands[name]
        assert high == pytest.approx(-low) and high > 1
        both = [sign * row[name] for row in drawn for sign in (1, -1)]
        assert (low, high) == pytest.approx(tuple(np.percentile(both, [5, 95])))
    theirs = bundle.engine().run("spread", json.loads(json.dumps(straight.to_dict())), 60)
    assert all(tuple(theirs[name]) == pytest.approx(ends, rel=1e-6, abs=1e-6) for name, ends in bands.items())
    low, high = pv.spread(pv.solve(MODEL, {"port": 1.6, "starboard": 0.8}), 60)["lean_deg"]
    assert low < high < 0


@pytest.mark.parametrize("name", pv.models())
def test_every_model_has_bands_that_hold_what_it_says_and_hang_on_each_assumed_number(name):
    model = pv.load(name)
    p = pv.solve(model, {model.groups[0]: 1.3})
    bands, here = pv.spread(p, sets=40), pv.measure(p)
    assert set(bands) == set(here)
    assert all(low <= high for low, high in bands.values())
    assert sum(low <= here[k] <= high for k, (low, high) in bands.items()) >= 0.7 * len(bands)
    even = [pv.solve(varied(model, k)).status for k in range(40)]
    assert even.count("settled") >= 30
    data, other = model.to_dict(), varied(model, 3).to_dict()
    for row in data["unsure"]:
        shares = set()
        for now, then in zip(data[row["part"]], other[row["part"]], strict=True):
            if now.get("name", now.get("link")) not in row.get("names", [now.get("name", now.get("link"))]):
                continue
            now, then = (r["law"] if row["entry"].startswith("law.") else r for r in (now, then))
            key = row["entry"].removeprefix("law.")
            if now.get(key):
                shares.add(round(then[key] / now[key], 9))
        assert len(shares) == 1 and 0.5 <= shares.pop() < 1.5, row["name"]


def test_parameter_sets_are_drawn_evenly_and_never_change():
    first = [next(draws(k)) for k in range(2000)]
    assert 0 <= min(first) and max(first) < 1
    assert np.mean(first) == pytest.approx(0.5, abs=0.03)
    assert np.histogram(first, 10)[0].min() > 140
    assert varied(MODEL, 7) == varied(MODEL, 7) != varied(MODEL, 8)


@pytest.mark.parametrize("name", pv.models())
def test_a_drawn_set_is_the_model_that_its_numbers_make(name):
    model = pv.load(name)
    drawn, p = varied(model, 5), pv.solve(varied(model, 5), {model.groups[0]: 1.3})
    whole = pv.Model(json.dumps(drawn.to_dict(), sort_keys=True))
    q = pv.solve(whole, {model.groups[0]: 1.3})
    assert whole == drawn != model and p.status == q.status
    assert np.array_equal(p.angles, q.angles) and pv.measure(p) == pv.measure(q)


@pytest.mark.parametrize("sets", [19, 2001, True, 50.0])
def test_the_number_of_sets_has_a_range(sets):
    with pytest.raises(ValueError, match="20 to 2000"):
        pv.spread(pv.solve(MODEL), sets=sets)


def test_the_way_back_finds_pulls_that_give_the_posture():
    asked = {"lean_deg": -6.0, "base_compression_N": 150.0}
    family = pv.explain(MODEL, asked)
    found = resolved(family.nearest)
    assert family.misfit < 0.1
    assert found["lean_deg"] == pytest.approx(-6.0, abs=0.05)
    assert found["base_compression_N"] == pytest.approx(150.0, abs=0.5)


def test_one_lean_fits_many_pulls_and_all_of_them_give_it():
    family = pv.explain(MODEL, {"lean_deg": -6.0})
    assert len(family.examples) == 3 and len(family.free) == 1
    for pulls in family.examples:
        assert resolved(pulls)["lean_deg"] == pytest.approx(-6.0, abs=0.4)
    tight, loose = (pulls["port"] + pulls["starboard"] for pulls in family.examples[1:])
    assert abs(tight - loose) > 0.5
    low, high = family.ranges["port"]
    assert low < family.nearest["port"] < high


def test_even_pull_is_its_own_explanation():
    family = pv.explain(MODEL, resolved({}))
    assert family.nearest == pytest.approx({"port": 1.0, "starboard": 1.0}, abs=1e-6)


def test_a_posture_out_of_reach_is_told_by_its_misfit():
    family = pv.explain(MODEL, {"lean_deg": -60.0})
    assert family.misfit > 10
    assert all(0 <= f <= 2 for f in family.nearest.values())


@pytest.mark.parametrize(
    ("readings", "word"),
    [
        ({}, "give some of"),
        ({"slump_deg": 3}, "slump_deg"),
        ({"lean_deg": float("nan")}, "finite"),
        ([1], "dict"),
    ],
)
def test_what_cannot_be_explained_is_refused_by_name(readings, word):
    with pytest.raises(ValueError, match=word):
        pv.explain(MODEL, readings)


@pytest.mark.parametrize("name", pv.models())
def test_the_browser_gives_the_same_slopes_bands_and_families(name):
    model, engine = pv.load(name), bundle.engine()
    rng = np.random.default_rng(5)
    for _ in range(3 if len(model.links) * len(model.cables) < 500 else 1):
        factors = {g: float(rng.uniform(0.6, 1.5)) for g in model.groups}
        p = pv.solve(model, factors)
        data = json.loads(json.dumps(p.to_dict()))
        theirs, mine = engine.run("sensitivities", data), pv.sensitivities(p)
        for reading, row in mine.items():
            scale = max(map(abs, row.values()), default=0) + 1e-3
            assert theirs[reading] == pytest.approx(row, abs=1e-6 * scale), reading
        theirs, mine = engine.run("spread", data, 20), pv.spread(p, 20)
        for reading, band in mine.items():
            assert tuple(theirs[reading]) == pytest.approx(band, rel=1e-6, abs=1e-6)
        asked = {k: v for k, v in list(pv.measure(p).items())[:2]}
        theirs, mine = engine.run("explain", name, asked), pv.explain(model, asked)
        assert theirs["nearest"] == pytest.approx(mine.nearest, abs=1e-5)
        assert theirs["misfit"] == pytest.approx(mine.misfit, abs=1e-5)
        assert len(theirs["free"]) == len(mine.free)
        for way, same in zip(theirs["free"], mine.free, strict=True):
            assert way == pytest.approx(same, abs=1e-4) and max(map(abs, same.values())) == 1.0
        for pulls, same in zip(theirs["examples"], mine.examples, strict=True):
            assert pulls == pytest.approx(same, abs=1e-3)


def test_the_browser_gives_the_same_bands_with_settings_and_of_a_changed_copy():
    changed = MODEL.to_dict()
    changed["weights"][0]["weight_N"] *= 2
    body = pv.load("side")
    for model, factors, settings, sets in (
        (MODEL, {"port": 1.37, "starboard_top": 0.2}, {"wind_N": 0.7}, 200),
        (pv.Model.from_dict(changed), {"port": 1.37}, {}, 200),
        (body, {"abdominals": 0.6}, {"pelvic_incidence_deg": 63.0, "forward_lean_deg": 5.0}, 20),
    ):
        p = pv.solve(model, factors, settings)
        theirs = bundle.engine().run("spread", json.loads(json.dumps(p.to_dict())), sets)
        for reading, ends in pv.spread(p, sets).items():
            assert tuple(theirs[reading]) == pytest.approx(ends, rel=1e-6, abs=1e-6), reading


@pytest.mark.parametrize("name", ["mast", "elbow"])
def test_bands_of_presets_are_those_of_spread(name):
    model = pv.load(name)
    for preset in model.presets.values():
        p = pv.solve(model, preset["factors"], preset["settings"])
        for reading, ends in pv.spread(p).items():
            assert pv.band(p)[reading] == pytest.approx(ends, rel=1e-4, abs=1e-5)


@pytest.mark.parametrize("name", ["side", "back"])
def test_bands_of_bodies_are_those_of_spread_at_one_preset(name):
    model = pv.load(name)
    preset = list(model.presets)[1]
    p = pv.solve(model, model.presets[preset]["factors"], model.presets[preset]["settings"])
    for reading, ends in pv.spread(p).items():
        assert pv.band(p)[reading] == pytest.approx(ends, rel=1e-3, abs=1e-4)


def test_every_preset_has_its_band_and_any_other_state_gets_one_worked_out():
    for name in pv.models():
        model = pv.load(name)
        for preset in model.presets.values():
            p = pv.solve(model, preset["factors"], preset["settings"])
            assert set(pv.band(p)) == set(pv.measure(p))
            theirs = bundle.engine().run("band", p.to_dict())
            assert {k: tuple(v) for k, v in theirs.items()} == pv.band(p)
    preset = MODEL.presets["port_heavy"]
    data = MODEL.to_dict()
    data["weights"][0]["weight_N"] *= 2
    for model, factors in (
        (MODEL, {"port": 1.23}),
        (MODEL, preset["factors"] | {"starboard_top": 0.0}),
        (MODEL, preset["factors"] | {"port_top": 1.0}),  # its group pulls otherwise
        (pv.Model.from_dict(data), preset["factors"]),  # a changed copy
    ):
        p = pv.solve(model, factors, preset["settings"])
        assert pv.band(p) == pv.spread(p)
        assert bundle.engine().run("band", p.to_dict()) is None
    with pytest.raises(ValueError, match="stack"):
        pv.band(pv.solve_many(MODEL, {"port": [1.0, 1.1]}))


def test_the_report_of_the_side_view_and_spread_agree():
    written = json.loads((Path(__file__).parents[1] / "tools" / "side_bands.json").read_text("utf-8"))
    low, high = written["presets"]["even"]["l5s1_compression_N"]
    even = pv.band(pv.solve(pv.load("side")))
    assert even["l5s1_compression_N"] == pytest.approx((low, high), rel=0.05)
