"""Open a folder of notebooks in JupyterLab: python tools/lab.py [folder] [options of JupyterLab]."""

import json
import os
import subprocess
import sys
from pathlib import Path

SETTINGS = Path(sys.prefix) / "share" / "jupyter" / "lab" / "settings" / "overrides.d" / "postureviz.json"
# No question about news at the first start, and nobody asked for newer versions.
QUIET = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}


def command(folder, *options):
    """Write the defaults of this environment's JupyterLab and return the command that starts it."""
    SETTINGS.parent.mkdir(parents=True, exist_ok=True)
    SETTINGS.write_text(json.dumps(QUIET), encoding="utf-8")
    # In a container everybody is root; the server answers to this machine alone all the same.
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return [sys.executable, "-m", "jupyterlab", str(folder), *root, *options]


def run(*arguments):
    """Start JupyterLab and wait until it ends; what Ctrl+C means is for JupyterLab to say."""
    running = subprocess.Popen(command(*(arguments or ("notebooks",))))
    while True:
        try:
            return running.wait()
        except KeyboardInterrupt:
            continue


if __name__ == "__main__":
    sys.exit(run(*sys.argv[1:]))
