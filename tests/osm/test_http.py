"""Every way in which a server can misbehave ends in data or in one clear error, in time."""

import io
import socket
import threading
import time

import pytest
from misbehaving_server import OSM, MisbehavingServer, answer, drip, hang, hang_up, redirect
from misbehaving_server import truncated as cut_short

from kraftcenter_mobility.errors import DownloadError, InputError
from kraftcenter_mobility.osm.answers import first_line
from kraftcenter_mobility.osm.http import Limits, get

SOON_S = 0.3


class FakeTime:
    """A clock that only sleeping moves."""

    def __init__(self):
        self.now_s = 1000.0
        self.slept_s = []

    def sleep(self, seconds):
        """Let time pass at once."""
        self.slept_s.append(seconds)
        self.now_s += seconds

    def limits(self, **changes):
        """Return limits that go by this clock."""
        return Limits(sleep=self.sleep, clock=lambda: self.now_s, **changes)


@pytest.fixture
def time_flies():
    return FakeTime()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")


def fetch(*behaviours, limits=None, **options):
    """Return what arrives, and the server that sent it."""
    body = io.BytesIO()
    with MisbehavingServer(*behaviours) as server:
        get(server.url, body, limits=limits or Limits(deadline_s=5.0), **options)
    return body.getvalue(), server


def failure(*behaviours, limits=None):
    """Return the message of the failure, and the server that caused it."""
    with (
        MisbehavingServer(*behaviours) as server,
        pytest.raises(DownloadError) as caught,
    ):
        get(server.url, io.BytesIO(), limits=limits or Limits(deadline_s=5.0))
    assert server.url in str(caught.value)
    return str(caught.value), server


def test_a_good_answer_arrives_whole():
    body, server = fetch(answer())
    assert body == OSM
    assert server.asked == [("GET", "/api/interpreter", "")]
    assert server.agents[0].startswith("kraftcenter_mobility/")


def test_form_fields_are_posted():
    _, server = fetch(answer(), data={"data": "out;"})
    assert server.asked == [("POST", "/api/interpreter", "data=out%3B")]


def test_each_piece_is_reported():
    sizes = []
    fetch(answer(body=b"x" * 200_000), report=sizes.append)
    assert sum(sizes) == 200_000
    assert len(sizes) > 1


def test_a_refusal_quotes_the_server_in_one_line():
    page = b"<html><head><title>OSM3S</title></head><p><b>Error</b>: line 1: parse error</p></html>"
    message, server = failure(answer(400, page))
    assert "answered 400: 'Error: line 1: parse error'" in message
    assert "from_osm" in message
    assert len(server.asked) == 1


def test_a_long_refusal_is_shortened():
    message, _ = failure(answer(400, b"z" * 5_000))
    assert message.count("z") == 200


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again(status, time_flies):
    body, server = fetch(answer(status, b"busy"), answer(), limits=time_flies.limits())
    assert body == OSM
    assert len(server.asked) == 2
    assert time_flies.slept_s == [5.0]


def test_retry_after_is_honoured(time_flies):
    fetch(answer(429, b"", Retry_After="42"), answer(), limits=time_flies.limits())
    assert time_flies.slept_s == [42.0]


def test_a_date_to_retry_after_is_honoured(time_flies):
    past = "Wed, 21 Oct 2015 07:28:00 GMT"
    fetch(answer(503, b"", Retry_After=past), answer(), limits=time_flies.limits())
    assert time_flies.slept_s == [0.0]


@pytest.mark.parametrize("nonsense", ["soon", "-3", "9" * 40, "1e9", ""])
def test_a_nonsensical_retry_after_is_ignored(nonsense, time_flies):
    fetch(answer(429, b"", Retry_After=nonsense), answer(), limits=time_flies.limits())
    assert time_flies.slept_s == [5.0]


@pytest.mark.parametrize("status", [429, 504])
def test_a_server_that_stays_busy_is_given_up(status, time_flies):
    message, server = failure(answer(status, b"no slot"), limits=time_flies.limits())
    assert f"answered {status}: 'no slot'" in message
    assert "tried 4 times" in message
    assert len(server.asked) == 4
    assert sum(time_flies.slept_s) == 65.0


def test_no_wait_passes_the_deadline(time_flies):
    behaviour = answer(429, b"no slot", Retry_After="3600")
    message, server = failure(behaviour, limits=time_flies.limits(deadline_s=60.0))
    assert "no time to wait 3600 s" in message
    assert len(server.asked) == 1
    assert time_flies.slept_s == []


def test_a_connection_that_breaks_is_tried_again(time_flies):
    sizes = []
    body, server = fetch(
        hang_up, cut_short(), answer(), limits=time_flies.limits(), report=sizes.append
    )
    assert body == OSM
    assert len(server.asked) == 3
    assert sum(sizes) == len(OSM)


def test_a_body_that_is_always_cut_short_is_an_error(time_flies):
    message, server = failure(cut_short(), limits=time_flies.limits())
    assert "no whole answer" in message
    assert len(server.asked) == 4


@pytest.mark.parametrize(
    "behaviour",
    [
        hang,
        drip(),
        drip(b"HTTP/1.1 200 OK\r\nX-Slow: "),
        drip(b"HTTP/1.1 200 OK\r\n\r\n"),
        drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5000\r\n"),
        drip(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 5000\r\n\r\n"),
    ],
    ids=["hangs", "body", "header", "body without a length", "chunked body", "refusal"],
)
def test_the_deadline_holds_however_slowly_a_server_answers(behaviour):
    begun_s = time.monotonic()
    message, _ = failure(behaviour, limits=Limits(deadline_s=SOON_S))
    assert time.monotonic() - begun_s < 2 * SOON_S + 0.4
    assert "deadline_s=0.3" in message or "answered 400" in message


def test_a_silent_server_is_given_up_before_the_deadline():
    message, server = failure(hang, limits=Limits(deadline_s=60.0, silence_s=0.1))
    assert "sent nothing for 0.1 s" in message
    assert len(server.asked) == 1


def test_a_body_that_falls_silent_is_given_up_before_the_deadline():
    limits = Limits(deadline_s=60.0, silence_s=0.1)
    message, _ = failure(drip(pause_s=30.0), limits=limits)
    assert "sent nothing for 0.1 s" in message


def test_a_redirect_is_followed_with_its_fields():
    _, server = fetch(redirect("/elsewhere"), answer(), data={"data": "out;"})
    assert server.asked[1] == ("POST", "/elsewhere", "data=out%3B")


@pytest.mark.parametrize(
    "elsewhere", ["file:///etc/passwd", "ftp://127.0.0.1/x", "https://127.0.0.1/x", "http://["]
)
def test_a_redirect_to_another_kind_of_address_is_not_followed(elsewhere):
    message, server = failure(redirect(elsewhere))
    assert "another kind of address" in message
    assert len(server.asked) == 1


def test_the_body_of_a_redirect_is_not_read():
    page = b"HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 10000\r\n\r\n"
    _, server = fetch(drip(page), answer())
    assert len(server.asked) == 2


def test_a_redirect_to_nowhere_and_one_in_circles_end():
    message, server = failure(redirect("/again"))
    assert "redirects more than 3 times" in message
    assert len(server.asked) == 4
    message, server = failure(answer(302, b""))
    assert len(server.asked) == 4


def test_an_answer_that_is_too_large_is_stopped():
    message, _ = failure(answer(body=b"x" * 300_000), limits=Limits(max_bytes=100_000))
    assert "more than 100,000 bytes" in message


def test_offline_says_how_to_use_a_file():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        with pytest.raises(DownloadError, match="offline") as caught:
            get(url, io.BytesIO())
    assert "refused" in str(caught.value)
    assert 'TransportNetwork.from_osm("file.osm.pbf")' in str(caught.value)


def test_an_unknown_server_is_said_to_be_out_of_reach(monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(DownloadError, match="offline"):
        get("http://overpass.invalid/api", io.BytesIO())


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "overpass-api.de", "ftp://a/b", "http://", "http://["]
)
def test_other_addresses_are_refused(url):
    with pytest.raises(InputError, match="http://"):
        get(url, io.BytesIO())


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("nan"), float("inf")])
def test_a_deadline_must_be_a_positive_number(seconds):
    with pytest.raises(InputError, match="deadline_s"):
        Limits(deadline_s=seconds)


def test_no_thread_outlives_a_download():
    before = threading.active_count()
    fetch(answer())
    assert threading.active_count() == before


def test_control_characters_of_a_server_do_not_reach_the_terminal():
    assert first_line(b"\x1b[2J\x07gone") == "[2Jgone"
