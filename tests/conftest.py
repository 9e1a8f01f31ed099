"""Fixtures for tests that need a browser or the built book."""

import contextlib
import os
import sys
import threading
from pathlib import Path

import pytest
import sampling
from hypothesis import settings
from playwright.sync_api import expect, sync_playwright

from tools.browser import ADVICE, find
from tools.serve import server

ROOT = Path(__file__).resolve().parent.parent
SLOW = set((ROOT / "tests" / "slow.txt").read_text("utf8").split())

# A busy machine is slow, not wrong: no example has a deadline, and a page gets time for what is waited for.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
expect.set_options(timeout=60_000)


def pytest_addoption(parser):
    parser.addoption("--whole", action="store_true", help="all random cases instead of a sample")


def pytest_report_header(config):
    return None if config.getoption("--whole") else sampling.told()


def pytest_collection_modifyitems(items):
    """Mark what needs a browser or the whole book, or stands in slow.txt: `make quick` leaves it out."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        name = item.nodeid.partition("[")[0]
        if {"chromium", "book"} & fixtures or {name, name.partition("::")[0]} & SLOW:
            item.add_marker("slow")
        if "sampled" in fixtures:
            item.add_marker("sampled")


@pytest.fixture(scope="session")
def sampled(request):
    """How many random cases of a kind to take: sampled(kind), see sampling.py."""
    return lambda kind: sampling.CASES[kind][request.config.getoption("--whole")]


@pytest.fixture(scope="session")
def chromium():
    """Path of a Chromium on this machine."""
    path = find()
    if path is None:
        pytest.fail(ADVICE.format(python=sys.executable), pytrace=False)
    return path


@pytest.fixture(scope="module")
def browser(chromium):
    """Running Chromium, driven by Playwright; one per test module."""
    arguments = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield running
        running.close()


@pytest.fixture(scope="session")
def book():
    """Folder of the built book."""
    folder = ROOT / "_build" / "html"
    if not (folder / "index.html").is_file():
        pytest.fail("the book is not built: run `make book` first", pytrace=False)
    return folder


@pytest.fixture(scope="session")
def served():
    """Serve a folder on loopback: served(folder) is the address of its root, without a slash at the end."""
    with contextlib.ExitStack() as stack:
        addresses = {}

        def address_of(folder):
            folder = Path(folder).resolve()
            if folder not in addresses:
                running = stack.enter_context(server(folder))
                threading.Thread(target=running.serve_forever, daemon=True).start()
                stack.callback(running.shutdown)
                addresses[folder] = f"http://127.0.0.1:{running.server_port}"
            return addresses[folder]

        yield address_of
