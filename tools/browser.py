"""Find a Chromium for the browser tests and print its path; fetch one if this machine has none.

Tried in this order: $CHROME, the PATH, the usual places of macOS and Windows, Playwright's own download and,
as root on Debian, the package `chromium`.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
    "microsoft-edge",
    "msedge",
)
MACOS = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
WINDOWS = (
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)
ADVICE = (
    "No Chromium was found, and the browser tests need one. Install it with\n"
    '    "{python}" -m playwright install --with-deps chromium\n'
    "or name one that you have: CHROME=/path/to/chromium make test"
)


def works(path):
    """Whether a program starts (a download may lack system libraries)."""
    if not Path(path).is_file():
        return False
    if os.name == "nt":  # there, `chrome --version` opens a window
        return True
    try:
        done = subprocess.run([str(path), "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def usual_places():
    """Paths at which macOS and Windows keep browsers that are not on the PATH."""
    if sys.platform == "darwin":
        return [
            folder / tail
            for folder in (Path("/Applications"), Path.home() / "Applications")
            for tail in MACOS
        ]
    roots = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
    return [Path(os.environ[root]) / tail for tail in WINDOWS for root in roots if root in os.environ]


def playwright_download():
    """Path at which Playwright keeps its own Chromium, whether or not it is there."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def find():
    """Path of a Chromium on this machine, or None.

    Raises
    ------
    ValueError
        If $CHROME is set to something that does not start.
    """
    chosen = os.environ.get("CHROME")
    if chosen:
        path = shutil.which(chosen)
        if path is None or not works(path):
            raise ValueError(f"CHROME={chosen!r} does not start: name a Chromium that does, or unset it")
        return path
    on_path = [path for path in map(shutil.which, NAMES) if path]
    for path in [*on_path, *usual_places()]:
        if works(path):
            return str(path)
    path = playwright_download()
    return path if works(path) else None


def fetch():
    """Try to install a Chromium, with progress on screen; return its path or None."""
    steps = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if sys.platform == "linux" and os.geteuid() == 0 and Path("/etc/debian_version").exists():
        steps += [["apt-get", "update"], ["apt-get", "install", "-y", "chromium"]]
    for step in steps:
        print("No Chromium yet, trying:", " ".join(step), file=sys.stderr, flush=True)
        try:
            subprocess.run(step, stdout=sys.stderr, check=False)
        except OSError as error:
            print(error, file=sys.stderr)
        path = find()
        if path:
            return path
    return None


if __name__ == "__main__":
    try:
        found = find() or fetch()
    except ValueError as error:
        sys.exit(str(error))
    if not found:
        sys.exit(ADVICE.format(python=sys.executable))
    print(found)
