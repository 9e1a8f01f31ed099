"""The same forty states in Chromium and in Python (parity.py); five hundred run in tests/test_port.py."""

import json

import parity
import pytest

import postureviz as pv
from postureviz import bundle


@pytest.fixture(scope="module")
def answer(browser):
    """Ask the joined modules in a page of their own."""
    page = browser.new_page()
    page.add_script_tag(content=bundle.script("engine"))
    page.add_script_tag(content=parity.ANSWER)
    yield lambda model, cases: json.loads(
        page.evaluate("text => answer(text)", parity.question(model, cases))
    )
    page.close()


@pytest.mark.parametrize("name", pv.models())
def test_forty_settings_agree_in_chromium(name, answer):
    model = pv.load(name)
    cases = parity.settings_of(model, 40)
    ours = parity.expected(model, cases)
    for case, mine, other in zip(cases, ours, answer(model, cases), strict=True):
        assert not parity.differences(mine, other)[0], case
    seen = {mine["posture"]["status"] for mine in ours}
    assert "settled" in seen
    if pv.solve(model, dict.fromkeys(model.groups, 2.0)).status == "buckled":  # not every model can
        assert "buckled" in seen


@pytest.mark.parametrize("name", pv.models())
def test_a_stiffness_that_is_one_per_cent_off_is_noticed_in_chromium_too(name, answer):
    model = pv.load(name)
    off = model.to_dict()
    off["joints"][len(off["joints"]) // 2]["stiffness_Nm_per_rad"] *= 1.01
    cases = parity.settings_of(model, 5)
    pairs = zip(parity.expected(model, cases), answer(pv.Model.from_dict(off), cases), strict=True)
    assert sum(bool(parity.differences(a, b)[0]) for a, b in pairs) >= 4
