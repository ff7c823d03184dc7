"""Fetch the OpenStreetMap data of an area from an Overpass server.

The answer is kept as an ``.osm`` file and read like any other. The download that osmnx
offers is not used, because of what it was seen to do against servers that misbehave:

* on the answers 429 and 504 it sleeps 55 s and calls itself again, without limit;
* a server's remark that it ran out of time or memory means that a part of the data is
  missing, and the rest is returned as if it were all;
* its cache is written in place, into the current folder, and a torn file fails for ever;
* its timeout counts from one byte to the next, so a dripping server holds it for hours;
* it fetches no relations, so there are no turn restrictions.
"""

from __future__ import annotations

import json
import math
import mmap
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urlencode

from kraftcenter_mobility.errors import DownloadError, InputError
from kraftcenter_mobility.files import cached_file
from kraftcenter_mobility.progress import progress as progress_bar

from .answers import USE_A_FILE, first_line
from .http import Limits, get
from .query import overpass_query, polygonal

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry import MultiPolygon
    from shapely.geometry.base import BaseGeometry

__all__ = ["data_timestamp", "download_osm", "geocode_area", "overpass_query"]

MAX_SERVER_BYTES = 2**30
ANSWER_SLACK_S = 30.0  # between a server giving a query up and its saying so
HEAD_BYTES = 4_096
MAX_GEOCODE_BYTES = 64 * 2**20


def download_osm(  # noqa: PLR0913 - each is a choice of its own, and named
    area: BaseGeometry | tuple[float, float, float, float],
    *,
    overpass_url: str = "https://overpass-api.de/api/interpreter",
    timeout_s: float = 180.0,
    deadline_s: float = 600.0,
    cache: bool = True,
    progress: bool | None = None,
) -> Path:
    """Return a file with the OpenStreetMap data of an area, fetching it if need be.

    Parameters
    ----------
    area : shapely polygon or tuple of float
        In degrees, longitude first (EPSG:4326); a tuple is west, south, east, north.
    overpass_url : str
        Address of the interpreter of any Overpass server.
    timeout_s : float
        How long the server may work on the query, in seconds.
    deadline_s : float
        How long everything may take, in seconds: waiting, retries and the download.
    cache : bool
        Whether to use and keep a copy in the cache folder (:func:`.cache_folder`). Copies do not
        age: what was fetched once is used until it is deleted.
    progress : bool, optional
        Whether to show a progress bar; by default where somebody is there to see it.

    Returns
    -------
    pathlib.Path
        An ``.osm`` file. The ``.json`` file beside it tells the query, the server and
        ``timestamp_osm_base``, the moment the data were current.

    Raises
    ------
    InputError
        If an argument has a value that cannot be used.
    DownloadError
        If no whole answer came, or it holds no roads; nothing is kept then.
    """
    if not timeout_s >= 1.0:
        raise InputError(f"timeout_s must be at least a second, not {timeout_s!r}")
    query = overpass_query(area)
    limits = Limits(deadline_s=deadline_s, silence_s=timeout_s + ANSWER_SLACK_S)
    settings = f"[timeout:{math.ceil(timeout_s)}][maxsize:{MAX_SERVER_BYTES}]"

    def fetch(file: BinaryIO) -> dict[str, str]:
        with progress_bar(None, "OpenStreetMap", show=progress, unit="B") as report:
            get(overpass_url, file, data={"data": settings + query}, limits=limits, report=report)
        timestamp = _checked_timestamp(file, overpass_url)
        return {"url": overpass_url, "timestamp_osm_base": timestamp, "retrieved_at": _now()}

    return cached_file("overpass", query, ".osm", fetch, cache=cache)


def data_timestamp(path: Path) -> str:
    """Return when the data of a downloaded file were current, ISO 8601."""
    return str(json.loads(path.with_suffix(".json").read_text())["timestamp_osm_base"])


def geocode_area(
    place: str,
    *,
    nominatim_url: str = "https://nominatim.openstreetmap.org",
    deadline_s: float = 60.0,
) -> MultiPolygon:
    """Return the outline of a place that is known by name.

    Parameters
    ----------
    place : str
        Such as ``"Herning Kommune, Denmark"``.
    nominatim_url : str
        Address of any Nominatim server.
    deadline_s : float
        How long everything may take, in seconds.

    Returns
    -------
    shapely MultiPolygon
        In degrees, longitude first (EPSG:4326): the first area among the answers.

    Raises
    ------
    InputError
        If the name is empty.
    DownloadError
        If no whole answer came, or it holds no area of that name.
    """
    if not place.strip():
        raise InputError(f"place must be a name such as 'Herning Kommune, Denmark', not {place!r}")
    fields = {"q": " ".join(place.split()), "format": "jsonv2", "polygon_geojson": 1, "limit": 10}
    query = urlencode(fields)
    limits = Limits(deadline_s=deadline_s, max_bytes=MAX_GEOCODE_BYTES)

    def fetch(file: BinaryIO) -> dict[str, str]:
        get(f"{nominatim_url.rstrip('/')}/search?{query}", file, limits=limits)
        file.seek(0)
        _first_area(file.read(), place, nominatim_url)
        return {"url": nominatim_url, "retrieved_at": _now()}

    path = cached_file("nominatim", query, ".geojson", fetch)
    return _first_area(path.read_bytes(), place, nominatim_url)


def _checked_timestamp(file: BinaryIO, url: str) -> str:
    """Return the moment the data of an answer were current, or say why it cannot be used."""
    file.flush()
    if not file.seek(0, 2):
        raise DownloadError(f"{url} sent an empty answer; check overpass_url, or {USE_A_FILE}")
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        head = text[:HEAD_BYTES]
        trouble = _not_data(head) or _not_whole(text)
        if trouble:
            raise DownloadError(f"{url} {trouble}")
        stamp = re.search(rb'osm_base="([^"]{1,40})"', head)
        return stamp[1].decode("ascii", "replace") if stamp else ""


def _not_data(head: bytes) -> str:
    """Return what an answer is if it is no OpenStreetMap data."""
    said = first_line(head)
    if re.search(rb"(?i)<html|<!doctype html", head):
        return f"sent a web page instead of data: {said!r}; check overpass_url, or {USE_A_FILE}"
    if head.lstrip()[:1] in {b"{", b"["}:
        return f"sent JSON, but XML was asked for: {said!r}; check overpass_url"
    if b"<osm" not in head:
        return f"sent something else than OpenStreetMap data: {said!r}; check overpass_url"
    return ""


def _not_whole(text: mmap.mmap) -> str:
    """Return what the data of an answer lack, empty if nothing."""
    remark = text.find(b"<remark>")
    if remark >= 0:
        said = first_line(text[remark : remark + HEAD_BYTES])
        return (
            f"sent only a part of the data: {said!r}; take a smaller area, raise timeout_s, "
            f"or {USE_A_FILE}"
        )
    if not text[-HEAD_BYTES:].rstrip().endswith(b"</osm>"):
        return f"stopped short of the closing </osm> after {len(text):,} bytes; try again later"
    if text.find(b"<way ") < 0:
        return "knows no road in the area; check its coordinates (longitude first)"
    return ""


def _first_area(body: bytes, place: str, url: str) -> MultiPolygon:
    """Return the first area in an answer of Nominatim, or say what it holds instead."""
    from shapely.errors import ShapelyError
    from shapely.geometry import shape

    unusable = (ValueError, TypeError, LookupError, AttributeError, RecursionError, ShapelyError)
    try:
        answers: list[dict[str, Any]] = json.loads(body)
        outlines = [answer.get("geojson") or {} for answer in answers]
        areas = [outline for outline in outlines if str(outline.get("type")).endswith("Polygon")]
        if areas:
            return polygonal(shape(areas[0]))
    except unusable as trouble:
        raise DownloadError(
            f"{url} sent no usable list of places for {place!r}: "
            f"{first_line(body[:HEAD_BYTES])!r}; check nominatim_url"
        ) from trouble
    if not answers:
        raise DownloadError(
            f"{url} knows no place called {place!r}; check the spelling, or add the country"
        )
    raise DownloadError(
        f"{url} knows {place!r} only as a point or a line; name an area around it, such as its "
        "municipality, and widen that with buffer_m"
    )


def _now() -> str:
    """Return the moment in UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")
