"""The small server behind `make serve`."""

import socket
import struct
import threading
import time
import urllib.request

from tools.serve import server


def test_a_page_that_is_left_early_is_no_error_on_the_screen(tmp_path, capfd):
    (tmp_path / "index.html").write_text("here")
    (tmp_path / "large.bin").write_bytes(bytes(20_000_000))
    with server(tmp_path) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        for _ in range(3):
            with socket.create_connection(("127.0.0.1", running.server_port)) as visitor:
                visitor.sendall(b"GET /large.bin HTTP/1.0\r\n\r\n")
                visitor.recv(1000)
                # close at once, without a goodbye
                visitor.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        time.sleep(0.3)
        address = f"http://127.0.0.1:{running.server_port}/"
        assert urllib.request.urlopen(address, timeout=10).read() == b"here"
        running.shutdown()
    out, err = capfd.readouterr()
    assert out == err == ""
