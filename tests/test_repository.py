"""The files around the package: versions, locks, packaging, environment and browser tools."""

import re
import subprocess
import sys
import tarfile
import tomllib
import urllib.request
import zipfile
from pathlib import Path

import pytest

import postureviz
from tools import browser as browser_tool
from tools import env

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements", "requirements-bench")


def names_in(text):
    """Names of the packages that a requirements file asks for."""
    return {re.sub("[-_.]+", "-", name).lower() for name in re.findall(r"^([A-Za-z0-9][\w.-]*)", text, re.M)}


def pins_in(text):
    """Versions by package, of the lines of a lock file."""
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", text, re.M))


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_pins_all_that_is_asked_for_and_nothing_loosely(name):
    lock = (ROOT / f"{name}.txt").read_text("utf-8")
    pins = pins_in(lock)
    assert names_in((ROOT / f"{name}.in").read_text("utf-8")) <= set(pins)
    assert names_in(lock) == set(pins)


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_names_no_index_and_no_path_of_a_machine(name):
    for line in (ROOT / f"{name}.txt").read_text("utf-8").splitlines():
        assert not re.search(r"--|://|file:|/home|/tmp|/root|[A-Z]:\\", line), line


def test_both_locks_agree_on_the_packages_they_share():
    main, bench = (pins_in((ROOT / f"{name}.txt").read_text("utf-8")) for name in LOCKS)
    shared = main.keys() & bench.keys()
    assert "numpy" in shared
    assert {name: main[name] for name in shared} == {name: bench[name] for name in shared}


def test_the_package_alone_needs_six_libraries_which_the_lock_satisfies():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pins = pins_in((ROOT / "requirements.txt").read_text("utf-8"))
    floors = dict(line.partition(";")[0].split(">=") for line in project["dependencies"])
    assert set(floors) == {"numpy", "matplotlib", "ipywidgets", "anywidget", "quickjs-ng", "resvg-py"}
    for name, floor in floors.items():
        assert tuple(map(int, pins[name].split("."))) >= tuple(map(int, floor.split("."))), name


def test_the_citation_gives_the_version_of_the_package():
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"version: {postureviz.__version__}\n" in citation


def test_wheel_and_source_archive_hold_every_file_of_the_package(tmp_path):
    made = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert made.returncode == 0, made.stderr
    package = ROOT / "postureviz"
    files = {
        path.relative_to(ROOT).as_posix()
        for path in package.rglob("*")
        if path.is_file() and path.suffix != ".pyc" and ".ipynb_checkpoints" not in path.parts
    }
    assert {"postureviz/py.typed", "postureviz/__init__.py"} < files
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
    assert files <= names
    # nothing of the book, such as its activities, is installed with the package
    assert all(name.startswith(("postureviz/", "postureviz-")) for name in names)
    assert not [name for name in names if "activit" in name]
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as archive:
        assert files <= {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}


@pytest.mark.parametrize("version", [(3, 10, 9), (3, 15, 0)])
def test_a_python_that_the_lock_does_not_cover_is_refused_with_a_way_out(version):
    with pytest.raises(SystemExit) as stop:
        env.check_python(version)
    assert "Python 3.11, 3.12, 3.13 or 3.14 is needed" in stop.value.code
    assert ".".join(map(str, version)) in stop.value.code
    assert "PYTHON=" in stop.value.code or "python.org" in stop.value.code


def test_every_place_that_states_the_python_versions_states_the_same():
    versions = [f"{major}.{minor}" for major, minor in env.PYTHONS]
    for version in env.PYTHONS:
        env.check_python((*version, 0))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    stated = [re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", c) for c in project["classifiers"]]
    assert [found[1] for found in stated if found] == versions
    assert project["requires-python"] == f">={versions[0]}"
    for page in ("README.md", "CONTRIBUTING.md"):
        assert f"You need Python {env.listed()} and a browser" in (ROOT / page).read_text("utf-8"), page
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8")
    assert "python: [" + ", ".join(f'"{v}"' for v in versions) + "]" in workflow
    assert f"--python-version {versions[0]}" in (ROOT / "Makefile").read_text("utf-8")


def project_at(folder, monkeypatch):
    """Point the environment tool at an empty project, and note what it would run."""
    (folder / "requirements.txt").write_text("numpy==1\n")
    (folder / "pyproject.toml").write_text("")
    calls = []

    def fake_run(command, **_):
        calls.append([str(part) for part in command])
        if "venv" in calls[-1]:
            python = env.python_of(folder / ".venv")
            python.parent.mkdir(parents=True, exist_ok=True)
            python.touch()
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(env, "ROOT", folder)
    monkeypatch.setattr(env.subprocess, "run", fake_run)
    return calls


def test_the_environment_is_made_once_and_again_only_for_a_reason(tmp_path, monkeypatch):
    calls = project_at(tmp_path, monkeypatch)
    env.prepare("main")
    assert [("venv" in call, "install" in call) for call in calls] == [
        (True, False),
        (False, True),
        (False, True),
    ]

    calls.clear()
    env.prepare("main")
    assert calls == []

    (tmp_path / "requirements.txt").write_text("numpy==2\n")
    env.prepare("main")
    assert len(calls) == 2 and all("install" in call for call in calls)


def test_an_installation_that_fails_leaves_no_stamp(tmp_path, monkeypatch):
    project_at(tmp_path, monkeypatch)
    working = env.subprocess.run

    def failing(command, **options):
        done = working(command, **options)
        return subprocess.CompletedProcess(command, 1) if "install" in command else done

    monkeypatch.setattr(env.subprocess, "run", failing)
    with pytest.raises(SystemExit):
        env.prepare("main")
    assert not (tmp_path / ".venv" / "postureviz-stamp.txt").exists()


def test_the_browser_named_by_the_user_comes_first(chromium, monkeypatch):
    monkeypatch.setenv("CHROME", chromium)
    monkeypatch.setenv("PATH", "")
    assert browser_tool.find() == chromium


def test_a_named_browser_that_does_not_start_is_an_error_not_a_silent_other(tmp_path, monkeypatch):
    monkeypatch.setenv("CHROME", str(tmp_path / "nothing"))
    with pytest.raises(ValueError, match="CHROME=.*nothing.*does not start"):
        browser_tool.find()


def test_the_server_sends_scripts_and_pictures_as_what_they_are(served, tmp_path):
    for name in ("a.js", "b.css", "c.svg"):
        (tmp_path / name).write_text("x")
    kinds = []
    for name in ("a.js", "b.css", "c.svg"):
        with urllib.request.urlopen(f"{served(tmp_path)}/{name}") as answer:
            kinds.append(answer.headers.get_content_type())
    assert kinds == ["text/javascript", "text/css", "image/svg+xml"]


def test_the_browser_opens_a_page_that_is_served_here(browser, served, tmp_path):
    (tmp_path / "index.html").write_text("<title>Ahoy</title>")
    page = browser.new_page()
    page.goto(served(tmp_path) + "/index.html")
    assert page.title() == "Ahoy"
    page.close()


def test_every_test_that_is_listed_as_slow_is_there():
    for line in (ROOT / "tests" / "slow.txt").read_text("utf-8").split():
        path, _, name = line.partition("::")
        assert f"def {name}" in (ROOT / path).read_text("utf-8"), f"{line}: renew it with tools/slow_tests.py"


def test_the_map_for_whoever_changes_the_code_shows_every_module_and_none_that_is_gone():
    notes = (ROOT / "book/implementation-notes.md").read_text("utf-8")
    mapped = [name for row in re.findall(r"^\|.*\|$", notes, re.M) for name in re.findall(r"`(\w+)`", row)]
    package = {path.stem for path in (ROOT / "postureviz").glob("*.py")} - {"__init__"}
    assert sorted(mapped) == sorted(package)
    path = re.findall(r"^\d\. `(\w+)\.py`", notes, re.M)
    lines = sum(len((ROOT / f"postureviz/{name}.py").read_text("utf-8").splitlines()) for name in path)
    told = int(re.search(r"some ([\d,]+) lines", notes)[1].replace(",", ""))
    assert len(path) == 4 and abs(told / lines - 1) < 0.1
