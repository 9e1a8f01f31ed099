"""Check that a module or a test asks for each name that a JavaScript module exports; part of `make lint`."""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "book" / "_ext"))
import activities

from postureviz.bundle import sources
from postureviz.joiner import exported, imports

TESTS = Path(__file__).resolve().parent.parent / "tests"
HOMES = ("still", "page", "widget", "figure/door", "activities/still", "activities/page")


def unused() -> list[str]:
    """Return exports that nobody asks for, as "name of module"."""
    modules = sources(room=activities.room())
    asked = {
        (other, there)
        for module, text in modules.items()
        for other, pairs in imports(module, text)
        for there, _ in pairs
    }
    tests = " ".join(path.read_text("utf-8") for path in sorted(TESTS.rglob("*.py")))
    tested = set(re.findall(r"\w+", tests))
    return [
        f"{name} of {module}.js"
        for module, text in sorted(modules.items())
        if module not in HOMES
        for name in exported(text)
        if (module, name) not in asked and name not in tested
    ]


if __name__ == "__main__" and (found := unused()):
    sys.exit("These are exported, and nobody imports them:\n" + "\n".join(found))
