"""Open a folder of notebooks in JupyterLab: python tools/lab.py [folder] [options of JupyterLab]."""

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

SETTINGS = Path("share/jupyter/lab/settings/overrides.d/postureviz.json")
# No question about news at the first start, and nobody asked for newer versions.
QUIET = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
START_S = 60


def command(folder, *options, python=sys.executable):
    """Write the defaults of an environment's JupyterLab and return the command that starts it."""
    settings = Path(python).parent.parent / SETTINGS
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps(QUIET), encoding="utf-8")
    # In a container everybody is root; the server answers to this machine alone all the same.
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return [str(python), "-m", "jupyterlab", str(folder), *root, *options]


@contextlib.contextmanager
def private(folder, home, python=sys.executable):
    """Run JupyterLab on loopback, without token, with all its settings in `home`; give its address.

    Raises
    ------
    RuntimeError
        When it does not start; the message holds what it said.
    """
    own = {name: home / name.lower() for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")}
    own |= {f"JUPYTERLAB_{name}_DIR": home / name.lower() for name in ("SETTINGS", "WORKSPACES")}
    own |= {"HOME": home, "USERPROFILE": home, "JUPYTER_RUNTIME_DIR": home / "runtime", "PYTHONNOUSERSITE": 1}
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("JUPYTER", "IPYTHON"))}
    quiet = ("--no-browser", "--ServerApp.ip=127.0.0.1", "--IdentityProvider.token=")
    log = home / "log.txt"
    with log.open("wb") as said:
        running = subprocess.Popen(
            command(folder, *quiet, "--expose-app-in-browser", python=python),
            env=kept | {key: str(value) for key, value in own.items()},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
    try:
        yield address_of(running, home / "runtime", log)
    finally:
        # A polite end: the server stops its kernels before it goes.
        running.terminate()
        try:
            running.wait(30)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def address_of(running, runtime, log):
    """Wait for a server's own note of where it listens, and for its first answer."""
    until = time.monotonic() + START_S
    while time.monotonic() < until and running.poll() is None:
        for note in runtime.glob("jpserver-*.json"):
            # The note may be half written, and the server not yet listening.
            with contextlib.suppress(OSError, ValueError):
                address = json.loads(note.read_text("utf-8"))["url"].rstrip("/")
                with urllib.request.urlopen(f"{address}/api"):
                    return address
        time.sleep(0.05)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text('utf-8', 'replace')}")


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
