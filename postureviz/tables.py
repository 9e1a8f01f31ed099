"""Small tables that come with the package: paths, stay-points, times, movements, everyday loads.

Each is one JSON file in ``tables/`` with the source of every number beside it. In the browser the
same tables stand in ``DATA.tables``.
"""

import json
from functools import lru_cache
from importlib import resources

FOLDER = resources.files("postureviz") / "tables"


@lru_cache
def table(name: str) -> dict:
    """Return one table. It is shared: copy it before changing it."""
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


def tables() -> dict[str, dict]:
    """Return all tables by name."""
    names = sorted(f.name[:-5] for f in FOLDER.iterdir() if f.name.endswith(".json"))
    return {name: table(name) for name in names}
