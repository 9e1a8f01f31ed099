"""Inner names of the JavaScript modules, within reach of a test."""

import re

import activities

from postureviz import bundle
from postureviz.joiner import imports, join
from postureviz.js_engine import Engine

_IMPORT = re.compile(r"^import .*;\n", re.M)
_EXPORTED = re.compile(r"^export (?:async )?(?:function\*?|class|const|let) (\w+)", re.M)


def joined(code, words=None):
    """A test's own code behind all modules it needs: what it names and one module exports is imported for it.

    What several modules export it imports itself. Words are another catalogue.
    """
    sources = bundle.sources(words, activities.room())
    homes = {}
    for module, text in sources.items():
        for name in _EXPORTED.findall(text):
            homes.setdefault(name, []).append(module)
    taken, rest = "".join(_IMPORT.findall(code)), _IMPORT.sub("", code)
    own = set(re.findall(r"(?:const|let|function|class) (\w+)", rest))
    own |= {here for _, pairs in imports("test", taken) for _, here in pairs}
    named = sorted(set(re.findall(r"(?<![.\w'])[A-Za-z_]\w*(?!\w*: )", rest)) & set(homes) - own)
    several = {name: homes[name] for name in named if len(homes[name]) > 1}
    assert not several, f"say which is meant: {several}"
    found = "".join(f"import {{ {name} }} from './{homes[name][0]}.js';\n" for name in named)
    return join(sources | {"test": taken + found + rest}, "test")


def engine_of(code, words=None):
    """An engine in which a test's own code sets ``globalThis.PostureViz``."""
    return Engine(joined(code, words))
