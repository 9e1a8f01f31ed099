"""Postures of masts and bodies, computed from the pull of their cables.

>>> import postureviz as pv
>>> p = pv.solve(pv.load("mast"), {"port": 1.5})
>>> pv.measure(p)["lean_deg"] < 0  # the mast leans to port
True
"""

from .batch import solve_many
from .model import Model, load, models
from .posture import Posture
from .readings import measure
from .rod import rod
from .solver import solve

__version__ = "0.1.0"
