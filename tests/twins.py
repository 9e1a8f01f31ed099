"""Numbers from both engines, side by side."""

import json

import numpy as np

from postureviz import bundle


def plain(value):
    """Nested dicts and lists as JSON would carry them; postures become their angles."""
    if hasattr(value, "to_dict"):
        return {"angles": value.angles.tolist(), "status": value.status}
    if isinstance(value, dict):
        if "joints" in value and "angles" in value:
            return {"angles": value["angles"], "status": value["status"]}
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value.item() if isinstance(value, np.generic) else value


def gap(mine, theirs, where="answer"):
    """Largest difference of two answers of the same shape, against the size of the numbers in one place."""
    mine, theirs = plain(mine), plain(theirs)
    if isinstance(mine, dict):
        assert set(mine) == set(theirs), where
        return max((gap(v, theirs[k], f"{where}.{k}") for k, v in mine.items()), default=0.0)
    if isinstance(mine, list):
        assert len(mine) == len(theirs), where
        if mine and isinstance(mine[0], float):
            size = max(1.0, np.abs(mine).max())
            return float(np.abs(np.subtract(mine, theirs)).max() / size)
        return max((gap(a, b, where) for a, b in zip(mine, theirs, strict=True)), default=0.0)
    if isinstance(mine, (int, float)) and not isinstance(mine, bool):
        return abs(mine - theirs) / max(1.0, abs(mine))
    assert mine == theirs, (where, mine, theirs)
    return 0.0


def browser(name, *args):
    """What the browser's engine answers; postures among the arguments go as plain data."""
    ready = [a.to_dict() if hasattr(a, "to_dict") else a for a in args]
    return bundle.engine().run(name, *json.loads(json.dumps(ready)))
