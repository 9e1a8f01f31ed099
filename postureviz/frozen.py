"""A mapping that nobody changes by accident: what models and postures hand out."""

from __future__ import annotations

from typing import Any, NoReturn

import numpy as np


class Frozen(dict):
    """A dict that cannot be changed, its arrays neither: ``dict(frozen)`` is a copy that can.

    Being a dict it goes to JSON, pandas and other processes as one.
    """

    __slots__ = ()

    def __init__(self, *args: Any, **values: Any):
        made = dict(*args, **values)
        super().__init__({key: fixed(value) for key, value in made.items()})

    def _refuse(self, *_args: Any, **_values: Any) -> NoReturn:
        raise TypeError(
            "this belongs to a model or a posture and cannot be changed; change a copy: dict(...)"
        )

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self):
        return type(self), (dict(self),)

    def copy(self) -> dict:
        """Return a plain dict that can be changed, as ``dict(...)`` does."""
        return dict(self)


def fixed(value: Any) -> Any:
    """Return a value as one that cannot be changed: arrays, lists and dicts, and what is within them."""
    if isinstance(value, dict):
        return value if isinstance(value, Frozen) else Frozen(value)
    if isinstance(value, list):
        return tuple(map(fixed, value))
    if not isinstance(value, np.ndarray) or not value.flags.writeable:
        return value
    value = value.copy()
    value.setflags(write=False)
    return value
