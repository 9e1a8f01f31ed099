"""The languages there are, the one in use, and their catalogues of words.

A catalogue is one file of words, ``catalogue/<language>.json``, with the keys of ``en.json``. Whoever adds
words of their own, as a book does, keeps them in such a folder too: ``read`` takes any.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, cast

from .checks import hint, quoted

FOLDER = cast(Path, resources.files("postureviz") / "catalogue")
#: The language that all others are translated from.
SOURCE = "en"
#: The variable of the environment that names the language where nothing else does.
VARIABLE = "POSTUREVIZ_LANGUAGE"

_NAMES = re.compile(r"\{\w+\}")
# What is no word, yet each language has its own.
_OWN = ("script", "pull.small_names")
_DIRECTIONS = ("ltr", "rtl")

_chosen: str | None = None


def languages() -> tuple[str, ...]:
    """Return the codes of the languages that words and figures can speak.

    Examples
    --------
    >>> import postureviz as pv
    >>> "en" in pv.languages()
    True
    """
    return tuple(sorted(file.name.removesuffix(".json") for file in FOLDER.iterdir()))


def language() -> str:
    """Return the code of the language in use."""
    return _chosen or os.environ.get(VARIABLE) or SOURCE


def use_language(code: str | None = None) -> None:
    """Choose the language of all sentences, pictures and figures from now on.

    What was made before keeps its words. Without a choice it is the one that the variable
    ``POSTUREVIZ_LANGUAGE`` of the environment names, or English.

    Parameters
    ----------
    code : str, optional
        One of :func:`languages`; without it, back to what it is without a choice.

    Raises
    ------
    ValueError
        For a language that is not there.

    Examples
    --------
    >>> import postureviz as pv
    >>> pv.use_language("en")
    >>> pv.use_language()
    """
    global _chosen
    if code is not None:
        _checked(code)
    _chosen = code


def catalogue() -> dict:
    """Return the catalogue of the language in use.

    Raises
    ------
    ValueError
        For a language that is not there, or one whose catalogue lacks something.
    """
    return read(FOLDER, _checked(language()))


def _checked(code: str) -> str:
    known = languages()
    if not isinstance(code, str) or code not in known:
        near = hint(code, known) if isinstance(code, str) else ""
        raise ValueError(
            f"language is {quoted(code)}{near}; there are: {', '.join(known)}. "
            "CONTRIBUTING.md says how to add one"
        )
    return code


@lru_cache(maxsize=32)
def read(folder: Path, code: str) -> dict:
    """Return the catalogue of one language in a folder of catalogues.

    Raises
    ------
    ValueError
        When the file is missing, or its keys, or the names in braces of a text, are not those of the
        English one; every one is named.
    """
    words = _load(folder, code)
    if code != SOURCE and (wrong := list(problems(words, _load(folder, SOURCE)))):
        raise ValueError(f"the catalogue {code}.json is not like {SOURCE}.json: {'; '.join(wrong)}")
    return words


def _load(folder: Path, code: str) -> dict:
    file = folder / f"{code}.json"
    if not file.is_file():
        raise ValueError(f"there is no catalogue {code}.json beside {SOURCE}.json in {folder}")
    return json.loads(file.read_text("utf-8"))


def problems(words: Any, source: Any, key: str = "") -> Iterator[str]:
    """Yield what a catalogue lacks, has too much or has of another kind than its source."""
    if isinstance(source, dict) and isinstance(words, dict):
        for name in source:
            inner = f"{key}.{name}" if key else name
            if name in words:
                yield from problems(words[name], source[name], inner)
            else:
                yield f"{inner} is missing"
        for name in words.keys() - source.keys():
            yield f"{f'{key}.{name}' if key else name} is not known"
    elif isinstance(source, list) and isinstance(words, list) and len(words) == len(source):
        for i, (one, other) in enumerate(zip(words, source, strict=True)):
            yield from problems(one, other, f"{key}.{i}")
    elif type(words) is not type(source):
        yield f"{key} is {quoted(words)}, where {SOURCE}.json has {quoted(source)}"
    elif key == "script.direction":
        if words not in _DIRECTIONS:
            yield f"{key} is {quoted(words)}; allowed: {', '.join(_DIRECTIONS)}"
    elif key.startswith(_OWN):
        return
    elif not isinstance(source, str) or (key.startswith("describe.") and key.endswith(".reading")):
        if words != source:
            yield f"{key} is {quoted(words)}; it stays {quoted(source)}"
    elif bool(words) != bool(source):
        yield f"{key} is {quoted(words)}, where {SOURCE}.json has {quoted(source)}"
    elif (mine := _names(words)) != (wanted := _names(source)):
        yield f"{key} has {mine or 'no names'}, and has to have {wanted or 'none'}"


def _names(text: str) -> str:
    return ", ".join(sorted(set(_NAMES.findall(text))))
