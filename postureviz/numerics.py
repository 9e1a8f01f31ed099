"""Constants of the solver, read from ``numerics.json`` (each with its reason there)."""

import json
from importlib import resources
from types import SimpleNamespace

NUMERICS = SimpleNamespace(
    **json.loads((resources.files("postureviz") / "numerics.json").read_text("utf-8"))["values"]
)
