"""Joins ES modules into one script: each keeps a scope of its own, and the imports give the order.

Plain modules stay what is written and read; a page opened from a folder cannot load them and a widget's text
cannot import, so they are put into one text. Each module becomes a function that is called once and hands out
what it exports; an import becomes a line that takes names from such a result.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

_IMPORT = re.compile(r"^import\s*\{([^}]*)\}\s*from\s*'(\.{1,2}/[\w./-]+)\.js';\n", re.M)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function\b\*?|class\b|const\b|let\b|var\b)\s*(\w+))", re.M)
_DEFAULT = re.compile(r"^export default ", re.M)
_LEFT = re.compile(r"^(?:import|export)\b.*$", re.M)
_NAME = re.compile(r"(\w+)(?: as (\w+))?")


def imports(module: str, text: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what a module imports: paths of other modules, each with pairs (its name there, its name here).

    Raises
    ------
    ValueError
        When an import is not a list of names of a module beside it.
    """
    found = []
    for names, path in _IMPORT.findall(text):
        pairs = []
        for name in filter(None, (part.strip() for part in names.split(","))):
            match = _NAME.fullmatch(name)
            if not match:
                raise ValueError(f"{module}.js imports {name!r}; allowed: a name, or one name as another")
            pairs.append((match[1], match[2] or match[1]))
        found.append((posixpath.normpath(posixpath.join(posixpath.dirname(module), path)), pairs))
    return found


def exported(text: str) -> list[str]:
    """Return the names that a module hands out, its default left out."""
    return _EXPORT.findall(text)


def _variable(module: str) -> str:
    return "$" + re.sub(r"\W", "_", module)


def join(sources: Mapping[str, str], entry: str) -> str:
    """Return one text with the modules that an entry needs, each in its own scope, the entry last.

    Parameters
    ----------
    sources : mapping of str to str
        Text of each module by its path, with slashes and without ``.js``, such as "engine/solver".
    entry : str
        Path of the module that is asked for. What it exports stands in :func:`exports_of` of the text.

    Raises
    ------
    ValueError
        When a module is missing, imports itself by a detour, takes a name that is not exported, or holds an
        import or export of another form than ``import { a, b as c } from './x.js';`` and ``export`` before a
        declaration.
    """
    wanted: list[str] = [entry]
    needs: dict = {}
    while wanted:
        module = wanted.pop()
        if module in needs:
            continue
        if module not in sources:
            by = [name for name, others in needs.items() if module in others]
            raise ValueError(f"there is no module {module}.js, which {', '.join(by) or 'nobody'} imports")
        needs[module] = [other for other, _ in imports(module, sources[module])]
        wanted += reversed(needs[module])
    try:
        order = list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        raise ValueError(f"modules import each other in a circle: {' -> '.join(error.args[1])}") from None
    names = {module: exported(sources[module]) for module in order}
    return "".join(_scoped(module, sources[module], names) for module in order)


def _scoped(module: str, text: str, handed_out: Mapping[str, list[str]]) -> str:
    """Return a module as a function called once; names of other modules come in, exported ones go out."""
    for other, pairs in imports(module, text):
        missing = sorted(there for there, _ in pairs if there not in handed_out[other])
        if missing:
            raise ValueError(f"{module}.js imports {', '.join(missing)}, which {other}.js does not export")

    def take(match: re.Match) -> str:
        [(other, pairs)] = imports(module, match[0])
        names = ", ".join(there if there == here else f"{there}: {here}" for there, here in pairs)
        return f"const {{ {names} }} = {_variable(other)};\n"

    body = _EXPORT.sub("", _IMPORT.sub(take, text))
    body, defaults = _DEFAULT.subn("const $default = ", body)
    left = _LEFT.search(body)
    if left:
        raise ValueError(
            f"{module}.js has the line {left[0]!r}; "
            "allowed: import { a, b as c } from './x.js'; and export before a declaration"
        )
    out = ", ".join([*handed_out[module], *["default: $default"] * defaults])
    inside = f"{body.strip()}\nreturn {{ {out} }};"
    return f"// {module}.js\nconst {_variable(module)} = (() => {{\n{inside}\n}})();\n"


def exports_of(module: str) -> str:
    """Return the JavaScript name of what a module hands out, inside the text of :func:`join`."""
    return _variable(module)


def upward(sources: Mapping[str, str], layers: Iterable[str]) -> list[str]:
    """Return each import that goes up, as "from -> to"; layers are folders from the lowest to the highest.

    The folder of a module at the root is "".

    Raises
    ------
    ValueError
        When a module stands in a folder that is no layer.
    """
    rank = {folder: i for i, folder in enumerate(layers)}

    def height(module: str) -> int:
        folder = posixpath.dirname(module)
        if folder not in rank:
            raise ValueError(f"{module}.js stands in {folder!r}, which is no layer: {', '.join(rank)}")
        return rank[folder]

    return [
        f"{module}.js -> {other}.js"
        for module, text in sorted(sources.items())
        for other, _ in imports(module, text)
        if height(other) > height(module)
    ]
