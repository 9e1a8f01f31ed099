"""What an import costs: the physics needs numpy alone."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("matplotlib", "anywidget", "ipywidgets", "quickjs", "scipy", "IPython")
ASK = f"import sys; print([name for name in {HEAVY!r} if name in sys.modules])"


WORK = """
p = pv.solve(pv.load("mast"), {"port": 1.5})
pv.measure(p), pv.describe(p), pv.solve_many(p.model, {"port": [1.0]}), repr(p), dir(pv)
"""


@pytest.mark.parametrize("work", ["", WORK], ids=["import", "solve"])
def test_importing_and_solving_load_no_view(work):
    ran = subprocess.run(
        [sys.executable, "-c", f"import postureviz as pv\n{work}\n{ASK}"], capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == "[]"


def test_every_public_name_is_there():
    import postureviz as pv

    for name in pv.__all__:
        assert getattr(pv, name) is not None
        assert name in dir(pv)
    with pytest.raises(AttributeError, match="'sail'"):
        pv.sail  # noqa: B018


def test_the_reference_lists_every_public_name():
    import postureviz as pv

    page = (Path(__file__).resolve().parent.parent / "book" / "api.md").read_text("utf-8")
    listed = set(re.findall(r"auto(?:function|class):: (?:\w+\.)*(\w+)", page))
    assert set(pv.__all__) <= listed
