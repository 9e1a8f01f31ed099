"""Serve a folder on this machine alone: python tools/serve.py [folder] [port]."""

import functools
import http.server
import sys
from pathlib import Path


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


def server(folder, port=0):
    """Make a server on loopback; port 0 takes a free one."""
    return Server(("127.0.0.1", port), functools.partial(Handler, directory=str(folder)))


def first_free(folder, port):
    """Make a server on this port, or on a free one if another program has it."""
    try:
        return server(folder, port)
    except OSError:
        return server(folder)


def port_from(text):
    """Return a port given as text; stop with a clear message where it is none."""
    if not (text.isascii() and text.isdecimal() and int(text) <= 65535):
        sys.exit(f"The port is {text!r}; it must be a whole number from 0 to 65535 (0 takes a free one)")
    return int(text)


if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "_build/html")
    port = port_from(sys.argv[2]) if len(sys.argv) > 2 else 8000
    if not (folder / "index.html").is_file():
        sys.exit(f"There is no page in {folder}: build it with `make book`")
    with first_free(folder, port) as running:
        print(f"The book is at http://127.0.0.1:{running.server_port}/ (stop with Ctrl+C)", flush=True)
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            print()
