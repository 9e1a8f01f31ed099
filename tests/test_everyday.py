"""Forces beside everyday things."""

import json
import re
from pathlib import Path

import pytest
from twins import browser

import postureviz as pv
from postureviz.numerics import NUMERICS

TOOLS = Path(__file__).parent.parent / "tools"


@pytest.mark.parametrize(
    ("newtons", "name", "count"),
    [(1.5, "apple", 1), (49.05, "potatoes", 1), (200, "bucket", 2), (690, "adult", 1), (2060, "adult", 3)],
)
def test_a_force_finds_its_thing(newtons, name, count):
    found = pv.everyday(newtons)
    assert (found["name"], found["count"]) == (name, count)
    assert str(count) in found["words"] or count == 1


def test_the_thing_weighs_about_as_much_as_the_force():
    for k in range(1, 400):
        newtons = 1.05**k * 1.2
        if newtons < 12000:
            assert pv.everyday(newtons)["newtons"] == pytest.approx(newtons, rel=0.5)


def test_next_to_nothing_and_far_too_much_are_told_too():
    assert pv.everyday(0)["count"] == 0 and "less" in pv.everyday(0.5)["words"]
    assert pv.everyday(1e5)["name"] == "adult"
    for bad in (-1, float("nan"), "much"):
        with pytest.raises(ValueError, match="newtons"):
            pv.everyday(bad)


def test_the_browser_says_the_same():
    for newtons in (0, 0.9, 3, 20, 88, 150, 333, 788, 2500, 9000, 1e5):
        assert browser("everyday", newtons) == pv.everyday(newtons)


def test_one_kilogram_weighs_the_same_everywhere():
    g = NUMERICS.gravity_m_per_s2
    for name in ("back_data.json", "elbow_data.json"):
        assert json.loads((TOOLS / name).read_text("utf-8"))["gravity_m_per_s2"] == g
    for name in pv.models():
        for row in pv.load(name).to_dict()["weights"]:
            if row.get("setting", "").endswith("_kg"):
                assert row["per_unit_N"] == pytest.approx(g)
    from tools.side_body import G

    assert g == G
    for folder in ("postureviz/js", "postureviz"):
        for path in (TOOLS.parent / folder).rglob("*.js" if folder.endswith("js") else "*.py"):
            assert not re.search(r"\b9\.8(1|0665)\b", path.read_text("utf-8")), path
