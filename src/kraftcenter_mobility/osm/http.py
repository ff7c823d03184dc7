"""Fetch over HTTP within bounds: of time, size, retries and redirects."""

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, NamedTuple
from urllib.parse import urljoin, urlsplit

from kraftcenter_mobility._version import __version__
from kraftcenter_mobility.errors import DownloadError, InputError

from .answers import EXCERPT_LENGTH, USE_A_FILE, advice, first_line, retry_after_s
from .deadline import Deadline, watched_session

if TYPE_CHECKING:
    import requests

__all__ = ["Limits", "get"]

CHUNK_BYTES = 65_536
EXCERPT_BYTES = 8_192
OK = 200
MAX_REDIRECTS = 3
REDIRECTS = frozenset({301, 302, 303, 307, 308})
BUSY = frozenset({429, 502, 503, 504})
CONNECT_S = 15.0
BACKOFF_S = (5.0, 15.0, 45.0)  # one retry after each; Overpass frees a slot within a minute


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one download may take, all its retries and redirects together."""

    deadline_s: float = 600.0
    silence_s: float = 60.0
    """Longest wait for the next byte."""
    max_bytes: int = 2 * 2**30
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)
    clock: Callable[[], float] = field(default=time.monotonic, repr=False)

    def __post_init__(self) -> None:
        """Refuse time limits that cannot be kept."""
        for name in ("deadline_s", "silence_s"):
            seconds = getattr(self, name)
            if not 0.0 < seconds <= threading.TIMEOUT_MAX:
                raise InputError(f"{name} must be a positive number of seconds, not {seconds!r}")


def get(
    url: str,
    into: BinaryIO,
    *,
    data: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    report: Callable[[int], None] | None = None,
) -> int:
    """Fetch what an address serves into an open file.

    Parameters
    ----------
    url : str
        Starts with ``http://`` or ``https://``.
    into : file
        Binary and seekable; it is emptied before each try.
    data : mapping of str to str, optional
        Form fields to send along; they make the request a POST.
    limits : Limits, optional
        What it may take.
    report : callable, optional
        Is called with the number of bytes of each piece, negative when a try is given up.

    Returns
    -------
    int
        Number of bytes in the file.

    Raises
    ------
    InputError
        If `url` is no http or https address.
    DownloadError
        If no whole answer came within the limits.
    """
    if not _scheme(url):
        raise InputError(f"url must start with http:// or https:// and a server, not {url!r}")
    limits = limits or Limits()
    with (
        Deadline(limits.deadline_s, limits.clock) as deadline,
        watched_session(deadline) as session,
    ):
        session.headers["User-Agent"] = f"kraftcenter_mobility/{__version__}"
        task = _Task(session, url, data, into, limits, deadline, report or (lambda _size: None))
        for backoff_s in BACKOFF_S:
            try:
                return _try_once(task)
            except _TryAgain as trouble:
                limits.sleep(_pause_s(task, trouble, backoff_s))
        try:
            return _try_once(task)
        except _TryAgain as trouble:
            raise DownloadError(f"{trouble} (tried {len(BACKOFF_S) + 1} times)") from trouble


class _TryAgain(Exception):  # noqa: N818 - not an error before the last try
    """The server may do better in a while."""

    def __init__(self, message: str, wait_s: float | None = None) -> None:
        super().__init__(message)
        self.wait_s = wait_s


class _Task(NamedTuple):
    """What stays the same from one try to the next."""

    session: "requests.Session"
    url: str
    data: Mapping[str, str] | None
    into: BinaryIO
    limits: Limits
    deadline: Deadline
    report: Callable[[int], None]


def _pause_s(task: _Task, trouble: _TryAgain, backoff_s: float) -> float:
    """Return how long to wait before the next try, if the deadline leaves time for it."""
    wait_s = backoff_s if trouble.wait_s is None else trouble.wait_s
    if wait_s < task.deadline.left_s():
        return wait_s
    raise DownloadError(
        f"{trouble} (no time to wait {wait_s:.0f} s within deadline_s={task.limits.deadline_s:g})"
    ) from trouble


def _try_once(task: _Task) -> int:
    """Ask, follow redirects and take the answer, or tell in what way that failed."""
    import requests

    url = task.url
    try:
        for _ in range(MAX_REDIRECTS + 1):
            with _ask(task, url) as response:
                if response.status_code not in REDIRECTS:
                    return _take(task, response)
                url = _next_url(url, response)
    except requests.RequestException as trouble:
        raise _explained(task, trouble) from trouble
    raise DownloadError(
        f"{task.url} redirects more than {MAX_REDIRECTS} times, at last to {url[:EXCERPT_LENGTH]}; "
        "check the address"
    )


def _ask(task: _Task, url: str) -> "requests.Response":
    """Send the request and wait for the head of the answer."""
    left_s = task.deadline.left_s()
    if not left_s:
        raise _too_late(task)
    return task.session.request(
        "GET" if task.data is None else "POST",
        url,
        data=task.data,
        timeout=(min(CONNECT_S, left_s), min(task.limits.silence_s, left_s)),
        allow_redirects=False,
        stream=True,
    )


def _next_url(url: str, response: "requests.Response") -> str:
    """Return where a redirect leads, if that is to the same kind of address."""
    target = response.headers.get("Location", "")
    with suppress(ValueError):
        target = urljoin(url, target)
    if _scheme(target) == _scheme(url):
        return target
    raise DownloadError(
        f"{url} redirects to {target[:EXCERPT_LENGTH]!r}, which is not followed because it is "
        "another kind of address; if you trust it, give it instead"
    )


def _scheme(url: str) -> str:
    """Return "http" or "https", or "" for what is no such address."""
    with suppress(ValueError):
        parts = urlsplit(url)
        if parts.scheme in {"http", "https"} and parts.hostname:
            return parts.scheme
    return ""


def _take(task: _Task, response: "requests.Response") -> int:
    """Copy the body of an answer to the file."""
    import requests

    if response.status_code != OK:
        raise _refusal(task, response)
    task.into.seek(0)
    task.into.truncate()
    size = 0
    try:
        for chunk in response.iter_content(CHUNK_BYTES):
            size += len(chunk)
            if size > task.limits.max_bytes:
                raise DownloadError(
                    f"{task.url} sends more than {task.limits.max_bytes:,} bytes; take a smaller "
                    f"area, or {USE_A_FILE}"
                )
            task.into.write(chunk)
            task.report(len(chunk))
            if not task.deadline.left_s():
                raise _too_late(task)
    except requests.RequestException:
        task.report(-size)
        raise
    if not task.deadline.left_s():  # a socket that is shut down looks like the end of a body
        raise _too_late(task)
    return size


def _refusal(task: _Task, response: "requests.Response") -> Exception:
    """Return the error for an answer that is not 200."""
    import requests

    try:
        said = first_line(next(response.iter_content(EXCERPT_BYTES), b""))
    except requests.RequestException:
        said = ""
    status = response.status_code
    message = f"{task.url} answered {status}: {said or response.reason or 'nothing more'!r}"
    message += f"; {advice(status)}, or {USE_A_FILE}"
    if status in BUSY:
        return _TryAgain(message, retry_after_s(response.headers.get("Retry-After", "")))
    return DownloadError(message)


def _too_late(task: _Task) -> DownloadError:
    """Return the error for a deadline that has passed."""
    limit = f"deadline_s={task.limits.deadline_s:g}"
    return DownloadError(
        f"{task.url} gave no whole answer within {limit}; raise it, try later, or {USE_A_FILE}"
    )


def _explained(task: _Task, trouble: "requests.RequestException") -> Exception:
    """Return what a failure of the connection means."""
    import requests
    from urllib3 import exceptions

    if not task.deadline.left_s():
        return _too_late(task)
    reason: object = trouble.args[0] if trouble.args else trouble
    reason = getattr(reason, "reason", reason)
    said = str(reason).rsplit(": ", 1)[-1][:EXCERPT_LENGTH]
    unreachable = (exceptions.NewConnectionError, exceptions.ConnectTimeoutError)
    if isinstance(reason, (*unreachable, exceptions.ProxyError)):
        return DownloadError(
            f"{task.url} cannot be reached ({said}): this computer seems to be offline, or the "
            f"server is; check the connection and the address, or {USE_A_FILE}"
        )
    if isinstance(trouble, requests.Timeout) or isinstance(reason, exceptions.ReadTimeoutError):
        return DownloadError(
            f"{task.url} sent nothing for {task.limits.silence_s:g} s; try later, take a smaller "
            f"area, or {USE_A_FILE}"
        )
    message = f"{task.url} gave no whole answer ({said}); try later, or {USE_A_FILE}"
    if isinstance(reason, exceptions.ProtocolError):
        return _TryAgain(message)
    return DownloadError(message)
