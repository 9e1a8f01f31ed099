"""Check that no JavaScript module imports from a room above its own; part of `make lint`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "book" / "_ext"))
import activities

from postureviz.bundle import LAYERS, sources
from postureviz.joiner import upward

ROOMS = (*LAYERS, activities.NAME)
found = upward(sources(room=activities.room()), ROOMS)
if found:
    sys.exit(
        "These imports go up; the rooms from the lowest are "
        f"{', '.join(layer or 'the root' for layer in ROOMS)}:\n" + "\n".join(found)
    )
