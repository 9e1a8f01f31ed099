"""What a page is made of besides its own text; when that changes, every page is read again."""

import hashlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def files(folder, but=()):
    """Return all files below a folder that are kept, without those whose ending is in ``but``."""
    return sorted(
        path
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix not in but
    )


def digest(paths):
    """Return a short name for this Python and the content of files."""
    whole = hashlib.sha256(sys.version.encode())
    for path in paths:
        whole.update(str(path.relative_to(ROOT)).encode())
        whole.update(path.read_bytes())
    return whole.hexdigest()[:16]


def outdated(app, env, added, changed, removed):
    """Ask for every page when something that all pages stand on is another than last time."""
    machinery = digest(
        [
            *files("postureviz"),
            *files("book", but=(".md", ".css", ".png", ".svg", ".woff2")),
            *files("book/parts"),
            ROOT / "_config.yml",
            ROOT / "_toc.yml",
        ]
    )
    if getattr(env, "pv_machinery", machinery) == machinery:
        env.pv_machinery = machinery
        return []
    env.pv_machinery = machinery
    return sorted(env.found_docs - added - changed)


def setup(app):
    """Register the question."""
    app.connect("env-get-outdated", outdated)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
