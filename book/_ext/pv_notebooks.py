"""Notebooks are run once and kept: by their own content and by all that they run on.

The kept answers lie beside the built book, in a folder named after the package, the requirements and this
Python. When one of these changes, all notebooks are run again, several at a time; when one notebook changes,
it alone is.
"""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.executors.utils import single_nb_execution
from pv_changes import ROOT, digest, files
from sphinx.util import logging
from sphinx.util.display import status_iterator

LOGGER = logging.getLogger(__name__)
# Each has a kernel of its own; more at once only wait for one another.
MOST_AT_ONCE = 4


def ground():
    """Return a short name for all that a notebook runs on, apart from itself."""
    return digest([*files("postureviz"), ROOT / "requirements.txt"])


def place(app, config):
    """Say where answers are kept, and throw away those of an older ground."""
    kept = Path(app.outdir).parent / ".notebooks"
    here = kept / ground()
    for old in kept.glob("*"):
        if old != here:
            shutil.rmtree(old)
    here.mkdir(parents=True, exist_ok=True)
    config.nb_execution_cache_path = str(here)


def run_what_is_new(app, env, docnames):
    """Run the notebooks that are about to be read and have no answers yet, several at a time."""
    if app.config.nb_execution_mode != "cache":
        return
    cache = get_cache(app.config.nb_execution_cache_path)
    waiting = []
    for name in docnames:
        path = Path(env.doc2path(name))
        if path.suffix == ".ipynb":
            notebook = nbformat.read(path, as_version=4)
            try:
                cache.match_cache_notebook(notebook)
            except KeyError:
                waiting.append((path, notebook))
    if not waiting:
        return
    timeout = app.config.nb_execution_timeout
    with ThreadPoolExecutor(min(MOST_AT_ONCE, os.cpu_count() or 1)) as workers:
        running = {
            workers.submit(
                single_nb_execution, notebook, cwd=str(path.parent), timeout=timeout, allow_errors=False
            ): (path, notebook)
            for path, notebook in waiting
        }
        for done in status_iterator(
            as_completed(running),
            "running notebooks... ",
            length=len(running),
            stringify_func=lambda done: running[done][0].name,
        ):
            path, notebook = running[done]
            result = done.result()
            if result.err is not None:
                LOGGER.warning("%s stopped: %s", path.name, result.exc_string, location=str(path))
                continue
            bundle = CacheBundleIn(notebook, str(path), data={"execution_seconds": result.time})
            cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)


def setup(app):
    """Register the two steps."""
    app.connect("config-inited", place)
    app.connect("env-before-read-docs", run_what_is_new)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
