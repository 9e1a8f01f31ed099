"""Serve a folder on this machine alone: python tools/serve.py [folder] [port] [--watch].

With --watch the book is built again whenever one of its sources is saved, and open pages load it by
themselves. The script that does so is added on the way out; no file of the book holds it.
"""

import contextlib
import functools
import http.server
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
WATCHED = ("_config.yml", "_toc.yml", "book", "notebooks", "postureviz")
LOOK_EVERY_S = 0.5
SIGN_OF_LIFE_S = 10
LIVE = b"new EventSource('/-changes' + new URL(document.currentScript.src).search)"
LIVE += b".onmessage = () => location.reload();"


class Handler(http.server.SimpleHTTPRequestHandler):
    """Plain files, with the types that browsers insist on wherever the system says otherwise."""

    # Seconds that a visitor may keep silent before the line is closed; each open line holds a thread.
    timeout = 15

    extensions_map = {
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".css": "text/css",
        ".svg": "image/svg+xml",
    }

    def log_message(self, *args):
        """Say nothing per request."""


class Server(http.server.ThreadingHTTPServer):
    """A server that takes it in silence when a reader leaves a page before all of it has come."""

    # Visitors that wait until it is their turn, such as all phones of a room at once.
    request_queue_size = 128

    def handle_error(self, request, client_address):
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


class Changes:
    """How often what is served was built again; open pages wait for the next time."""

    def __init__(self):
        self.count = 0
        self.told = threading.Condition()

    def tell(self):
        """Let all who wait know that there is something new."""
        with self.told:
            self.count += 1
            self.told.notify_all()

    def since(self, seen, patience_s):
        """Whether there is something new for who saw this many; waits for it for a while."""
        with self.told:
            return self.told.wait_for(lambda: str(self.count) != seen, patience_s)


class LiveHandler(Handler):
    """Pages that load themselves again after a change."""

    def __init__(self, *args, changes, **options):
        self.changes = changes
        super().__init__(*args, **options)

    def do_GET(self):
        address = urlsplit(self.path)
        path = Path(self.translate_path(self.path))
        if address.path == "/-live.js":
            self.answer("text/javascript", LIVE)
        elif address.path == "/-changes":
            self.wait_for_change(address.query.removeprefix("seen="))
        elif path.suffix == ".html" and path.is_file():
            seen = self.changes.count
            script = f'<script src="/-live.js?seen={seen}"></script>'
            self.answer("text/html; charset=utf-8", path.read_bytes() + script.encode())
        else:
            super().do_GET()

    def answer(self, kind, data):
        """Send all there is to send."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)

    def wait_for_change(self, seen):
        """Send an event once there is something new; a sign of life finds out that the page has gone."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        while not self.changes.since(seen, SIGN_OF_LIFE_S):
            self.wfile.write(b": here\n\n")
        self.wfile.write(b"data: new\n\n")


def server(folder, port=0, changes=None):
    """Make a server on loopback; port 0 takes a free one. With changes, its pages load themselves again."""
    handler = functools.partial(LiveHandler, changes=changes) if changes else Handler
    return Server(("127.0.0.1", port), functools.partial(handler, directory=str(folder)))


def first_free(folder, port, changes=None):
    """Make a server on this port, or on a free one if another program has it."""
    try:
        return server(folder, port, changes)
    except OSError:
        return server(folder, 0, changes)


def sources(root):
    """When each source was last saved."""
    found = {}
    for place in (root / name for name in WATCHED):
        for path in [place, *place.rglob("*")]:
            parts = path.relative_to(root).parts
            if "__pycache__" in parts or any(part.startswith(".") for part in parts):
                continue
            with contextlib.suppress(FileNotFoundError):  # an editor may replace it right now
                if path.is_file():
                    found[path] = path.stat().st_mtime_ns
    return found


def watch(root, known, build, changes, stopped):
    """Build again after each change of a source that was known otherwise, until stopped is set."""
    while not stopped.wait(LOOK_EVERY_S):
        if (now := sources(root)) != known:
            known = now
            build()
            changes.tell()


class Builder:
    """Builds the book as `make book` does, but shows a page that has a fault too."""

    def __init__(self, root=ROOT):
        self.root = root
        self.mark = root / "_build" / "book-is-built"
        self.faults = False

    def __call__(self):
        print("Something was saved: building the book again ...", flush=True)
        command = [Path(sys.executable).with_name("jupyter-book"), "build", "-W", "-n", "--keep-going", "."]
        self.mark.unlink(missing_ok=True)
        done = subprocess.run(command, cwd=self.root, capture_output=True, text=True, check=False)
        self.faults |= done.returncode != 0
        if done.returncode:
            print(done.stderr[-4000:], flush=True)
            print("The book has faults; open pages show what there is.", flush=True)
        else:
            print("Built; open pages load it by themselves.", flush=True)
        if not self.faults:
            self.mark.touch()

    def leave(self):
        """A page that is not read again would not warn again: after a fault `make book` reads all of them."""
        if self.faults:
            shutil.rmtree(self.root / "_build" / ".doctrees", ignore_errors=True)


def port_from(text):
    """Return a port given as text; stop with a clear message where it is none."""
    if not (text.isascii() and text.isdecimal() and int(text) <= 65535):
        sys.exit(f"The port is {text!r}; it must be a whole number from 0 to 65535 (0 takes a free one)")
    return int(text)


def main(*words):
    """Serve until Ctrl+C."""
    live, words = "--watch" in words, [word for word in words if word != "--watch"]
    folder = Path(words[0] if words else "_build/html")
    port = port_from(words[1]) if len(words) > 1 else 8000
    if not (folder / "index.html").is_file():
        sys.exit(f"There is no page in {folder}: build it with `make book`")
    changes, builder, stopped = Changes(), Builder(), threading.Event()
    with first_free(folder, port, changes if live else None) as running:
        print(f"The book is at http://127.0.0.1:{running.server_port}/ (stop with Ctrl+C)", flush=True)
        if live:
            threading.Thread(
                target=watch, args=(ROOT, sources(ROOT), builder, changes, stopped), daemon=True
            ).start()
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            print()
        finally:
            stopped.set()
            builder.leave()


if __name__ == "__main__":
    main(*sys.argv[1:])
