"""Postures of masts and bodies, computed from the pull of their cables.

>>> import postureviz as pv
>>> p = pv.solve(pv.load("mast"), {"port": 1.5})
>>> pv.measure(p)["lean_deg"] < 0  # the mast leans to port
True
"""

from typing import TYPE_CHECKING

from .arms import moment_arms
from .batch import solve_many
from .blank import blank
from .catalogues import languages, use_language
from .effort import effort
from .everyday import everyday
from .explain import explain
from .head import head_load
from .model import Model, load, models
from .movement import loads, movement, movements
from .posture import Posture
from .push import push
from .readings import measure
from .response import band, sensitivities, spread
from .rod import rod
from .slow import attention, creep, drift, practice, retrain, tone
from .solver import solve
from .support import stays, supported
from .valley import curvature, hold, valley
from .widened import widened
from .words import describe

__version__ = "0.1.0"
__all__ = [
    "Lab",
    "Model",
    "Posture",
    "attention",
    "band",
    "blank",
    "creep",
    "curvature",
    "describe",
    "draw",
    "drift",
    "effort",
    "everyday",
    "explain",
    "head_load",
    "hold",
    "languages",
    "link",
    "load",
    "loads",
    "measure",
    "models",
    "moment_arms",
    "movement",
    "movements",
    "picture",
    "practice",
    "push",
    "retrain",
    "rod",
    "sensitivities",
    "solve",
    "solve_many",
    "spread",
    "stays",
    "supported",
    "tone",
    "use_language",
    "valley",
    "widened",
]

# Views are loaded on first use: the physics needs numpy alone.
_VIEWS = {"Lab": "lab", "link": "lab", "draw": "drawing", "picture": "pictures"}

if TYPE_CHECKING:
    from .drawing import draw
    from .lab import Lab, link
    from .pictures import picture
else:  # a type checker would take every name that is not there for one of these

    def __getattr__(name: str):
        if name not in _VIEWS:
            raise AttributeError(f"module 'postureviz' has no attribute {name!r}")
        from importlib import import_module

        # kept here, because the import system puts a module of the same name in its place
        globals()[name] = getattr(import_module(f".{_VIEWS[name]}", __name__), name)
        return globals()[name]


def __dir__() -> list[str]:
    return sorted(__all__)


def _shown(posture: Posture, **kwargs) -> tuple[dict, dict] | None:
    if posture.angles.ndim > 1:
        return None
    from .pictures import still_bundle

    return still_bundle(posture, repr(posture), width_px=720)


# A posture shows itself as its picture; set here so that postures need not know about pictures.
Posture._repr_mimebundle_ = _shown
