"""Make the project's Python environments, or leave them alone when they are up to date.

python tools/env.py           makes .venv        for book, lab and tests (requirements.txt)
python tools/env.py bench     makes .venv-bench  for benchmarks against peers (requirements-bench.txt)

Needs only the standard library. A stamp file remembers what was installed, so a second call returns at once.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ((3, 11), (3, 12), (3, 13), (3, 14))
ENVIRONMENTS = {"main": (".venv", "requirements.txt"), "bench": (".venv-bench", "requirements-bench.txt")}


def check_python(version=sys.version_info):
    """Stop with a clear message unless this Python is one that the lock file covers."""
    if tuple(version[:2]) in PYTHONS:
        return
    names = [f"python{major}.{minor}" for major, minor in reversed(PYTHONS)]
    found = next((name for name in names if starts(name)), None)
    hint = f"Try: make book PYTHON={found}" if found else "Get one from https://www.python.org/downloads/"
    number = ".".join(str(part) for part in version[:3])
    sys.exit(f"Python {listed()} is needed, but {sys.executable} is Python {number}.\n{hint}")


def listed():
    """The Python versions that fit, in words."""
    *others, last = (f"{major}.{minor}" for major, minor in PYTHONS)
    return f"{', '.join(others)} or {last}"


def starts(name):
    """Whether a program of this name is on the PATH and runs."""
    path = shutil.which(name)
    return bool(path) and not subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode


def python_of(folder):
    """Path of the interpreter inside a virtual environment."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def stamp_of(requirements):
    """Lines that say what an environment was made by, where, and from which files."""
    digest = hashlib.sha256()
    for path in (requirements, ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return [sys.base_prefix, " ".join(sys.version.split()), str(ROOT), digest.hexdigest()]


def read_stamp(path):
    """Lines of a stamp file, none if there is no such file."""
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def run(*command):
    """Run one step with its progress on screen; stop here if it fails."""
    status = subprocess.run([str(part) for part in command], cwd=ROOT, check=False).returncode
    if status:
        sys.exit(status)


def prepare(which):
    """Create an environment and install into it, unless its stamp says that this is done."""
    folder, requirements = (ROOT / name for name in ENVIRONMENTS[which])
    stamp_file, python = folder / "postureviz-stamp.txt", python_of(folder)
    stamp, found = stamp_of(requirements), read_stamp(stamp_file)
    if python.exists() and found == stamp:
        return
    print(f"Preparing {folder.name}. This is needed once and takes a minute or more.", flush=True)
    if not python.exists() or found[:-1] != stamp[:-1]:
        # Not sys.executable: inside the activated environment that is the one about to be cleared.
        base = getattr(sys, "_base_executable", sys.executable)
        make = subprocess.run([base, "-m", "venv", "--clear", str(folder)], cwd=ROOT, check=False)
        if make.returncode:
            sys.exit(f"Could not make {folder.name}. On Debian and Ubuntu: sudo apt-get install python3-venv")
    pip = (python, "-m", "pip", "--disable-pip-version-check")
    run(*pip, "install", "--requirement", requirements)
    # The build tool is in the lock file, so nothing unpinned is fetched here.
    run(*pip, "install", "--no-deps", "--no-build-isolation", "--editable", ROOT)
    stamp_file.write_text("\n".join(stamp) + "\n", encoding="utf-8")
    print(f"{folder.name} is ready.", flush=True)


if __name__ == "__main__":
    check_python()
    which = sys.argv[1] if len(sys.argv) > 1 else "main"
    if which not in ENVIRONMENTS:
        sys.exit(f"Unknown environment {which!r}. Choose one of: {', '.join(ENVIRONMENTS)}")
    prepare(which)
