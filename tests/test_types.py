"""A type checker sees the same types that a user gets, though the views are loaded on first use."""

import re
import subprocess
import sys
from pathlib import Path

GOOD = """
import postureviz as pv

lab = pv.Lab("mast", port=1.5)
lab.set(port=1.2)
lab.state = "v1;mast"
lab.observe(print, names="state")
lab.layout.width = "10px"
pulls: dict[str, float] = lab.factors
end = pv.link(lab, pv.Lab("mast"))
end()
p = pv.solve("mast", {"port": 1.5})
svg: str = pv.picture(p, show="tensions")
pv.draw(p).set_title("mast")
for row in pv.solve_many("mast", {"port": [1.0, 1.5]}):
    told: str = pv.describe(row)
readings: dict = pv.measure(p, "lean_deg")
"""
BAD = {
    "lab.sett(port=1)": "attr-defined",
    "pv.Lap('mast')": "attr-defined",
    "pv.draw(3)": "arg-type",
    "pv.picture(p, them='dark')": "call-arg",
    "pv.link(lab)": "call-arg",
    "lab.state = 3": "assignment",
    "svg = pv.picture(p).width": "attr-defined",
    "total = pv.link(lab, lab) + 1": "operator",
}


def test_a_checker_finds_the_mistakes_in_a_users_code_and_nothing_else(tmp_path):
    lines = GOOD.splitlines()
    first = len(lines) + 1
    (tmp_path / "user.py").write_text("\n".join([*lines, *BAD]) + "\n", "utf-8")
    (tmp_path / "mypy.ini").write_text("[mypy]\nignore_missing_imports = True\n", "utf-8")
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--config-file",
        "mypy.ini",
        "--cache-dir",
        str(tmp_path / "cache"),
        "user.py",
    ]
    root = Path(__file__).resolve().parent.parent
    ran = subprocess.run(
        command, capture_output=True, text=True, cwd=tmp_path, env={"MYPYPATH": str(root), "PATH": ""}
    )
    found = {int(n): code for n, code in re.findall(r"user\.py:(\d+): error: .*\[([\w-]+)\]", ran.stdout)}
    assert found == {first + i: code for i, code in enumerate(BAD.values())}, ran.stdout + ran.stderr
