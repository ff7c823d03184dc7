"""A local HTTP server that misbehaves on demand."""

import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Behaviour = Callable[["Handler"], None]

OSM = b"""<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6" generator="Overpass API">
<meta osm_base="2026-03-01T12:00:00Z"/>
<node id="1" lat="56.1" lon="8.9"/>
<node id="2" lat="56.2" lon="9.0"/>
<way id="3"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/></way>
</osm>
"""


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the next behaviour."""

    server: "MisbehavingServer"

    def do_GET(self):
        """Note what is asked, and behave."""
        size = int(self.headers.get("Content-Length", 0))
        self.server.asked.append((self.command, self.path, self.rfile.read(size).decode()))
        self.server.agents.append(self.headers.get("User-Agent"))
        turn = min(len(self.server.asked), len(self.server.behaviours)) - 1
        with suppress(ConnectionError):
            self.server.behaviours[turn](self)

    do_POST = do_GET  # noqa: N815 - the base class wants it so

    def log_message(self, *_):
        """Keep quiet."""

    def head(self, status, **headers):
        """Send everything that comes before the body."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()


class MisbehavingServer(ThreadingHTTPServer):
    """Answers the n-th request with the n-th behaviour, and later ones with the last."""

    daemon_threads = True

    def __init__(self, *behaviours: Behaviour):
        super().__init__(("127.0.0.1", 0), Handler)
        self.behaviours = behaviours
        self.asked: list[tuple[str, str, str]] = []
        self.agents: list[str] = []
        self.stopping = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}/api/interpreter"
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self):
        """Start to serve."""
        self._thread.start()
        return self

    def __exit__(self, *_):
        """Stop, and let go of those who are left hanging."""
        self.stopping.set()
        self.shutdown()
        self.server_close()
        self._thread.join()

    def handle_error(self, *_):
        """Say nothing of clients that hang up."""


def answer(status=200, body=OSM, **headers) -> Behaviour:
    def behave(handler):
        handler.head(status, Content_Length=len(body), **headers)
        handler.wfile.write(body)

    return behave


def truncated(body=OSM) -> Behaviour:
    """Promise the whole body and send half of it."""

    def behave(handler):
        handler.head(200, Content_Length=len(body))
        handler.wfile.write(body[: len(body) // 2])

    return behave


def drip(head=b"", *, pause_s=0.02) -> Behaviour:
    """Send a byte now and then, for ever."""

    def behave(handler):
        if head:
            handler.wfile.write(head)
        else:
            handler.head(200, Content_Length=10**9)
        while not handler.server.stopping.wait(pause_s):
            handler.wfile.write(b"x")

    return behave


def hang(handler):
    """Send nothing at all."""
    handler.server.stopping.wait()


def hang_up(handler):
    """Close the connection without a word."""
    handler.close_connection = True


def redirect(location: str) -> Behaviour:
    return answer(302, b"", Location=location)
