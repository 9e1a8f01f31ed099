"""The book where its makers are not: homes that cannot be written, hosts with rules of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import small_book

ROOT = Path(__file__).resolve().parent.parent
CELL = """---
file_format: mystnb
kernelspec:
  name: python3
---

# A drawing

```{code-cell} python
LINE
```
"""
DRAW = "import postureviz as pv\npv.draw(pv.solve(pv.load('mast')));"
COMPLAIN = "import sys\nprint('a word', file=sys.stderr)"
BUILD = f"""
import sys
from pathlib import Path
sys.path[:0] = {[str(ROOT), str(ROOT / "tests"), str(ROOT / "book" / "_ext")]!r}
import small_book
small_book.CONFIG["sphinx"]["config"] |= {{"nb_execution_mode": "force", "nb_output_stderr": "error"}}
out, warnings = small_book.build(Path(sys.argv[1]), {{"drawn": sys.argv[2]}})
print("stderr" if "mystnb.stderr" in warnings else "quiet", *["drawn" for _ in out.glob("_images/*.png")])
"""
NOWHERE = {
    "matplotlib": ["MPLCONFIGDIR"],
    "home": ["HOME", "USERPROFILE", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"],
}


def built(folder, line, unwritable=()):
    surroundings = os.environ | dict.fromkeys(unwritable, os.devnull + "/nowhere")
    ran = subprocess.run(
        [sys.executable, "-c", BUILD, folder, CELL.replace("LINE", line)],
        env=surroundings, capture_output=True, text=True,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.split()


@pytest.mark.parametrize("what", NOWHERE)
def test_a_page_with_a_drawing_is_built_where_nothing_of_ones_own_can_be_written(tmp_path, what):
    assert built(tmp_path, DRAW, NOWHERE[what]) == ["quiet", "drawn"]


def test_a_cell_that_complains_is_seen(tmp_path):
    assert built(tmp_path, COMPLAIN)[0] == "stderr"


def test_a_book_can_be_copied_as_it_is_to_a_host_that_leaves_out_names_with_a_line(tmp_path):
    out, _ = small_book.build(tmp_path, {"plain": "# A page\n"})
    assert any(path.name.startswith("_") for path in out.iterdir())
    assert (out / ".nojekyll").read_bytes() == b""
