"""Joining modules: a scope each, in the order of their imports, loud when a rule is broken."""

import json
import re

import activities
import pytest
import quickjs

from postureviz import bundle
from postureviz.joiner import exports_of, imports, join, upward


def run(sources, entry="main"):
    """What the entry exports, as plain data."""
    context = quickjs.Context()
    return json.loads(context.eval(f"{join(sources, entry)}JSON.stringify({exports_of(entry)})"))


def test_two_modules_may_use_one_name():
    sources = {
        "a": "const x = 1;\nexport const one = () => x;\n",
        "b": "const x = 2;\nexport const two = () => x;\n",
        "main": "import { one } from './a.js';\nimport { two } from './b.js';\n"
        "export const both = [one(), two()];\n",
    }
    assert run(sources) == {"both": [1, 2]}


def test_the_order_is_that_of_the_imports_not_of_the_files():
    sources = {
        "main": "import { b } from './room/b.js';\nexport const got = b;\n",
        "room/b": "import { c } from '../other/c.js';\nexport const b = c + 1;\n",
        "other/c": "export const c = 1;\n",
    }
    assert run(sources) == {"got": 2}


def test_a_name_may_be_taken_under_another_and_an_import_may_have_many_lines():
    sources = {
        "a": "export function f() {\n  return 3;\n}\nexport async function g() {}\nexport class K {}\n",
        "main": "import {\n  K,\n  f as three,\n  g,\n} from './a.js';\nconst f = 4;\n"
        "export const got = [three(), f, typeof g, typeof K];\n",
    }
    assert run(sources) == {"got": [3, 4, "function", "function"]}


def test_what_nobody_imports_is_left_out():
    text = join({"main": "export const x = 1;\n", "unused": "export const y = 2;\n"}, "main")
    assert "unused" not in text


def test_a_default_export_is_handed_out_as_such():
    assert run({"main": "const x = 1;\nexport default { x };\n"}) == {"default": {"x": 1}}


@pytest.mark.parametrize(
    ("sources", "message"),
    [
        ({"main": "import { x } from './b.js';\n"}, "no module b.js, which main imports"),
        ({}, "no module main.js"),
        (
            {"main": "import { z } from './a.js';\n", "a": "export const x = 1;\n"},
            "main.js imports z, which a.js does not export",
        ),
        ({"main": "import { x } from './a.js';\n", "a": "const x = 1;\n"}, "x, which a.js does not export"),
        (
            {"main": "import { x } from './a.js';\n", "a": "import { y } from './main.js';\n"},
            "in a circle: ",
        ),
        ({"main": "import { x-y } from './a.js';\n"}, "imports 'x-y'"),
        ({"main": "import * as d3 from 'd3';\n"}, "has the line"),
        ({"main": "import { x } from 'https://example.org/x.js';\n"}, "has the line"),
        ({"main": "const x = 1;\nexport { x };\n"}, "has the line"),
        ({"main": "export const { x } = { x: 1 };\n"}, "has the line"),
    ],
)
def test_a_module_that_cannot_be_joined_is_refused_by_name(sources, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        join(sources, "main")


def test_an_import_that_goes_up_is_found_and_a_room_that_nobody_knows_too():
    sources = {
        "low/a": "import { b } from '../high/b.js';\n",
        "high/b": "import { c } from './c.js';\n",
        "high/c": "",
    }
    assert upward(sources, ("low", "high")) == ["low/a.js -> high/b.js"]
    with pytest.raises(ValueError, match="'high', which is no layer: low"):
        upward(sources, ("low",))


def test_the_engine_and_the_drawings_touch_no_document():
    words = re.compile(
        r"\b(document|window|ownerDocument|defaultView|addEventListener|createElement\w*|localStorage)\b\.?"
    )
    found = [
        (module, match[0])
        for module, text in bundle.sources().items()
        if module.startswith(("engine/", "drawing/"))
        for match in words.finditer(re.sub(r"//.*|/\*[\s\S]*?\*/", "", text))
        if match[0] != "window"  # a window of the ship, or one on the legs
    ]
    assert found == []


def test_every_module_of_the_house_is_used_by_one_of_its_homes():
    sources = bundle.sources(room=activities.room())
    homes = ["still", "page", "widget", "figure/door", "activities/still", "activities/page"]
    used, wanted = set(), homes
    while wanted:
        module = wanted.pop()
        if module not in used:
            used.add(module)
            wanted += [other for other, _ in imports(module, sources[module])]
    assert set(sources) == used
