"""The small server behind `make serve`."""

import contextlib
import socket
import struct
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest

from tools.serve import Builder, Handler, server

SERVE = Path(__file__).resolve().parent.parent / "tools" / "serve.py"


def test_a_page_that_is_left_early_is_no_error_on_the_screen(tmp_path, capfd):
    (tmp_path / "index.html").write_text("here")
    (tmp_path / "large.bin").write_bytes(bytes(20_000_000))
    before = set(threading.enumerate())
    with server(tmp_path) as running:
        serving = threading.Thread(target=running.serve_forever, daemon=True)
        serving.start()
        for _ in range(3):
            with socket.create_connection(("127.0.0.1", running.server_port)) as visitor:
                visitor.sendall(b"GET /large.bin HTTP/1.0\r\n\r\n")
                visitor.recv(1000)
                # close at once, without a goodbye
                visitor.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        for thread in set(threading.enumerate()) - before - {serving}:
            thread.join()
        address = f"http://127.0.0.1:{running.server_port}/"
        assert urllib.request.urlopen(address, timeout=10).read() == b"here"
        running.shutdown()
    out, err = capfd.readouterr()
    assert out == err == ""


def test_two_hundred_visitors_who_say_nothing_hold_up_nobody_and_are_let_go(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(Handler, "timeout", 1)
    (tmp_path / "index.html").write_text("here")
    before = set(threading.enumerate())
    with server(tmp_path) as running, contextlib.ExitStack() as visitors:
        serving = threading.Thread(target=running.serve_forever, daemon=True)
        serving.start()
        where = ("127.0.0.1", running.server_port)
        silent = [visitors.enter_context(socket.create_connection(where)) for _ in range(200)]
        for visitor in silent[::2]:
            visitor.sendall(b"GET / HT")
        address = f"http://127.0.0.1:{running.server_port}/"
        assert urllib.request.urlopen(address, timeout=60).read() == b"here"
        for visitor in silent:
            visitor.settimeout(60)
            assert visitor.recv(100) == b""
        for thread in set(threading.enumerate()) - before - {serving}:
            thread.join()
        running.shutdown()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("port", ["eight", "99999", "-1", "80.5", "", "\u0663"])
def test_a_port_that_is_none_is_named_with_what_is_allowed(tmp_path, port):
    (tmp_path / "index.html").write_text("here")
    ran = subprocess.run([sys.executable, SERVE, tmp_path, port], capture_output=True, text=True)
    assert ran.returncode == 1
    assert ran.stderr.strip().count("\n") == 0
    assert repr(port) in ran.stderr and "0 to 65535" in ran.stderr


def test_a_page_with_a_fault_is_shown_and_told_and_all_are_read_again_in_the_end(tmp_path, capsys):
    (tmp_path / "_config.yml").write_text("title: Trial\nexecute: {execute_notebooks: 'off'}\n")
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: chapter\n")
    chapter, built = tmp_path / "chapter.md", tmp_path / "_build"
    builder = Builder(tmp_path)
    chapter.write_text("# Trial\n\nThe mast stands.\n")
    builder()
    assert "The mast stands." in (built / "html" / "chapter.html").read_text("utf8")
    assert (built / "book-is-built").exists()
    for words in ("The mast leans, {ref}`nowhere`.", "The mast stands again."):
        chapter.write_text(f"# Trial\n\n{words}\n")
        builder()
        assert words.partition(",")[0] in (built / "html" / "chapter.html").read_text("utf8")
        assert not (built / "book-is-built").exists()
    assert "nowhere" in capsys.readouterr().out
    assert (built / ".doctrees").exists()
    builder.leave()
    assert not (built / ".doctrees").exists()
