"""Options of a figure: one table, which the notebook, the book and the page follow."""

import re

import pv_sphinx
from joining import engine_of

import postureviz as pv
from postureviz.options import OPTIONS, checked

# One good value of each, all of them together.
EVERY = {
    **dict.fromkeys(("title", "lead", "caption", "limits", "ask", "goal"), "Some words."),
    "then": "v1;mast;port=60",
    "answer": "lean_deg",
    "sliders": ["port", "wind_N"],
    "presets": ["even"],
    "readings": ["lean_deg"],
    "choices": ["To port", "It stays", "To starboard"],
    "aim": ["lean_deg", -1, 1],
    "ropes": True,
    "more": False,
}


def test_every_option_can_be_given_and_none_is_told_in_a_second_table():
    assert set(checked(pv.load("mast"), EVERY)) == set(OPTIONS) == set(EVERY)


def test_the_docstring_tells_every_option():
    assert set(OPTIONS) <= set(re.findall(r"``(\w+)``", checked.__doc__))


def test_the_page_opens_each_option_and_no_other():
    run = engine_of(
        "globalThis.PostureViz = {opened: m => viewOf(asModel(m), 'x', '', {}, false, 'wide').options};\n"
    ).run
    for name in pv.models():
        opened = run("opened", name)
        assert list(opened.keys() ^ OPTIONS.keys()) == []
        for key, value in opened.items():
            kind = {"switch": bool, "words": str, "text": str}.get(OPTIONS[key], list)
            assert isinstance(value, kind), key


def test_the_book_can_write_each_option():
    spec = pv_sphinx.PosturevizDirective.option_spec
    # the caption is the body
    assert set(spec) == {"name", "state"} | (OPTIONS.keys() - {"caption"})
    assert spec["presets"]("even, port_heavy") == ["even", "port_heavy"]
    assert spec["aim"]("lean_deg -1 2") == ["lean_deg", -1, 2]
    assert spec["ropes"]("no") is False and spec["limits"]("yes") is True
    assert set(pv_sphinx.WORDS) == {"title", "lead", "caption", "ask", "choices", "goal"}
