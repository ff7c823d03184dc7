"""A deadline that holds however slowly a server answers.

The timeouts of `requests` count from one byte to the next, so a server that drips its
answer can hold a program for hours. Here a timer shuts the sockets down when the time is
up, whether the server hangs, drips its headers or drips its body. Only the look-up of a
server's name is out of its reach: the operating system bounds that.
"""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import requests

__all__ = ["Deadline", "watched_session"]


class Deadline:
    """The end of a piece of work, at which every socket that was added is shut down."""

    def __init__(self, deadline_s: float, clock: Callable[[], float]) -> None:
        """Let the time run from now on."""
        self._clock = clock
        self._ends_at_s = clock() + deadline_s
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._rang = False
        self._timer = threading.Timer(deadline_s, self._ring)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        """Start the timer."""
        self._timer.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        """Stop the timer."""
        self._timer.cancel()
        self._timer.join()

    def left_s(self) -> float:
        """Return the seconds that are left, 0 when the time is up."""
        return 0.0 if self._rang else max(0.0, self._ends_at_s - self._clock())

    def add(self, connected: socket.socket) -> None:
        """Watch one more socket."""
        with self._lock:
            self._sockets.append(connected)
        if self._rang:
            self._ring()

    def _ring(self) -> None:
        with self._lock:
            self._rang = True
            for connected in self._sockets:
                with suppress(OSError):  # closed already
                    # not connected.shutdown: TLS would take its state from under a reader
                    socket.socket.shutdown(connected, socket.SHUT_RDWR)


def watched_session(deadline: Deadline) -> "requests.Session":
    """Return a session that adds each socket it opens to a deadline.

    It follows no redirects.
    """
    import requests
    from requests.adapters import HTTPAdapter
    from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
    from urllib3.connection import HTTPConnection, HTTPSConnection

    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            deadline.add(self.sock)

    class Secure(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            deadline.add(self.sock)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    pools = {"http": PlainPool, "https": SecurePool}

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *args: Any, **options: Any) -> None:
            super().init_poolmanager(*args, **options)
            self.poolmanager.pool_classes_by_scheme = pools

        def proxy_manager_for(self, *args: Any, **options: Any) -> Any:
            manager = super().proxy_manager_for(*args, **options)
            manager.pool_classes_by_scheme = pools
            return manager

    class Session(requests.Session):
        def get_redirect_target(self, resp: requests.Response) -> None:
            """Leave redirects, and the reading of their bodies, to the caller."""

    session = Session()
    for scheme in pools:
        session.mount(f"{scheme}://", Adapter())
    return session
