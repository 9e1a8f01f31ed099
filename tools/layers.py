"""Check that no JavaScript module imports from a room above its own; part of `make lint`."""

import sys

from postureviz.bundle import LAYERS, sources
from postureviz.joiner import upward

found = upward(sources(), LAYERS)
if found:
    sys.exit(
        "These imports go up; the rooms from the lowest are "
        f"{', '.join(layer or 'the root' for layer in LAYERS)}:\n" + "\n".join(found)
    )
