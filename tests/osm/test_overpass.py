"""The data of an area arrive whole, are kept safely, or there is one clear error."""

import json
import re

import numpy as np
import pytest
import shapely
from misbehaving_server import OSM, MisbehavingServer, answer, drip, hang, redirect, truncated

from kraftcenter_mobility.errors import DownloadError, InputError
from kraftcenter_mobility.osm.features import (
    FEATURE_KEYS,
    HALLS,
    PLACES,
    SCHOOLS,
    VENUES,
    is_feature,
)
from kraftcenter_mobility.osm.overpass import download_osm, geocode_area, overpass_query
from kraftcenter_mobility.osm.query import FEATURES

HERNING = (8.9, 56.1, 9.0, 56.2)
REMARK = OSM.replace(
    b"</osm>", b'<remark> runtime error: Query timed out in "query" at line 3 </remark>\n</osm>'
)
OUTLINE = shapely.Polygon([(8.8, 56.0), (9.1, 56.0), (9.0, 56.3)])
COMMUNE = {"display_name": "Herning Kommune", "geojson": shapely.geometry.mapping(OUTLINE)}
POINT = {"display_name": "Herning", "geojson": {"type": "Point", "coordinates": [8.97, 56.14]}}


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """Keep every test's cache apart, and proxies out."""
    monkeypatch.setenv("KRAFTCENTER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "*")
    return tmp_path / "cache"


def kept(cache):
    """Return the names of all files in the cache."""
    return sorted(path.name for path in cache.rglob("*") if path.is_file())


def download(server, area=HERNING, **options):
    return download_osm(area, overpass_url=server.url, **{"deadline_s": 5.0} | options)


def failure(*behaviours, **options):
    with MisbehavingServer(*behaviours) as server, pytest.raises(DownloadError) as caught:
        download(server, **options)
    return str(caught.value)


# --- the query ---------------------------------------------------------------------------


def outlines(query):
    """Return the polygons that a query asks within."""
    found = dict.fromkeys(re.findall(r'\(poly:"([^"]*)"\)', query))
    numbers = [np.array(text.split(), dtype=float).reshape(-1, 2)[:, ::-1] for text in found]
    return shapely.union_all([shapely.Polygon(ring) for ring in numbers])


@pytest.mark.parametrize(
    "wanted",
    [
        'way["highway"]',
        'way["route"="ferry"]',
        'rel(bw.ways)["type"~"^restriction"]',
        "hospital|school",
        "^(rail|light_rail|narrow_gauge|proposed|construction)$",
        "^(station|halt)$",
        'nwr["place"',
        'node["entrance"',
        ".found >;",
    ],
)
def test_the_query_asks_for_everything_a_network_is_built_from(wanted):
    assert wanted in overpass_query(HERNING)


@pytest.mark.parametrize(
    "tags",
    [
        *({"amenity": value} for value in sorted({"hospital", *SCHOOLS, *VENUES})),
        {"healthcare": "hospital"},
        {"leisure": "stadium"},
        *({"leisure": value, "capacity": "2000"} for value in sorted(HALLS)),
        {"building": "arena"},
        {"building": "stadium", "name": "MCH Arena"},
        {"railway": "station"},
        {"railway": "halt"},
        {"public_transport": "station", "train": "yes"},
        *({"place": value} for value in sorted(PLACES)),
    ],
    ids=str,
)
def test_the_query_asks_for_every_feature_that_may_be_a_place(tags):
    assert is_feature(tags)
    assert set(tags) - {"capacity", "train", "name"} <= FEATURE_KEYS
    conditions = [re.findall(r'\["(\w+)"(!?[=~])"([^"]*)"', line) for line in FEATURES]
    holds = {"=": str.__eq__, "~": lambda value, regex: bool(re.search(regex, value))}
    assert any(
        all(holds[how](tags.get(key, ""), value) for key, how, value in line if how in holds)
        for line in conditions
    )


def test_a_box_is_rounded_outwards():
    query = overpass_query((8.9000001, 56.1000099, 9.0000001, 56.1999999))
    assert "(56.1,8.9,56.2,9.00001)" in query
    assert "(56.1,8.9,56.2,9.0)" in overpass_query(shapely.box(*HERNING))


def test_a_polygon_is_covered_closely():
    outline = outlines(overpass_query(OUTLINE))
    assert outline.covers(OUTLINE)
    assert outline.area < 1.01 * OUTLINE.area


def test_a_ragged_coast_with_islands_is_simplified_outwards():
    angle = np.linspace(0, 2 * np.pi, 3_000)
    radius = 0.2 + 0.01 * np.sin(40 * angle) + 0.002 * np.random.default_rng(1).random(3_000)
    coast = shapely.Polygon(np.c_[9 + radius * np.cos(angle), 56 + radius * np.sin(angle)])
    islands = [shapely.Point(9.4 + 0.05 * i, 56.0).buffer(0.01) for i in range(20)]
    area = shapely.union_all([coast, *islands])
    query = overpass_query(area)
    assert outlines(query).covers(area)
    assert shapely.get_num_coordinates(outlines(query)) <= 210
    assert len(query) < 60_000


def test_holes_are_filled_and_the_same_area_gives_the_same_query():
    ring = shapely.Point(9.0, 56.0).buffer(0.2)
    holed = ring.difference(shapely.Point(9.0, 56.0).buffer(0.1))
    assert outlines(overpass_query(holed)).covers(ring)
    assert overpass_query(holed) == overpass_query(shapely.MultiPolygon([holed]))


@pytest.mark.parametrize(
    ("area", "message"),
    [
        ((498_000.0, 6_220_000.0, 499_000.0, 6_230_000.0), "EPSG:4326"),
        ((9.0, 56.1, 8.9, 56.2), "in this order"),
        ((8.9, 56.1, 8.9, 56.2), "in this order"),
        ((8.9, 56.1, 9.0), "four numbers"),
        ((8.9, 56.1, 9.0, float("nan")), "in this order"),
        (shapely.Point(9.0, 56.0), "no extent"),
        (shapely.Polygon(), "no extent"),
        ("Herning", "must be a polygon"),
        (None, "must be a polygon"),
    ],
    ids=str,
)
def test_an_area_that_cannot_be_used_is_refused(area, message):
    with pytest.raises(InputError, match=message):
        overpass_query(area)


# --- the download ------------------------------------------------------------------------


def test_the_answer_is_kept_with_its_manifest(cache):
    with MisbehavingServer(answer()) as server:
        path = download(server)
    assert path.read_bytes() == OSM
    assert cache in path.parents
    manifest = json.loads(path.with_suffix(".json").read_text())
    assert manifest["timestamp_osm_base"] == "2026-03-01T12:00:00Z"
    assert manifest["size"] == len(OSM)
    assert manifest["query"] == overpass_query(HERNING)
    assert set(manifest) == {
        "query", "size", "sha256", "url", "timestamp_osm_base", "retrieved_at",
    }  # fmt: skip


def test_the_server_is_told_how_long_it_may_work():
    with MisbehavingServer(answer()) as server:
        download(server, timeout_s=90)
    method, _, form = server.asked[0]
    assert method == "POST"
    assert form.startswith("data=%5Btimeout%3A90%5D%5Bmaxsize%3A1073741824%5D%5Bout%3Axml%5D")


def test_a_kept_answer_makes_no_request_whatever_the_server_and_timeout():
    with MisbehavingServer(answer()) as server:
        first = download(server)
        second = download(server, timeout_s=20)
    assert first == download_osm(HERNING, overpass_url="http://127.0.0.1:9/", deadline_s=1.0)
    assert first == second
    assert len(server.asked) == 1


def test_without_the_cache_nothing_is_kept(cache):
    with MisbehavingServer(answer()) as server:
        paths = {download(server, cache=False), download(server, cache=False)}
    assert len(server.asked) == len(paths) == 2
    assert all(path.read_bytes() == OSM for path in paths)
    assert not cache.exists()


def damage(path, how):
    content = path.read_bytes()
    if how == "torn data":
        path.write_bytes(content[:50])
    elif how == "flipped bit":
        path.write_bytes(bytes([content[0] ^ 1]) + content[1:])
    elif how == "no data":
        path.unlink()
    elif how == "no manifest":
        path.with_suffix(".json").unlink()
    elif how == "torn manifest":
        manifest = path.with_suffix(".json")
        manifest.write_bytes(manifest.read_bytes()[:30])
    else:
        path.with_suffix(".json").write_text("[" * 100_000)


@pytest.mark.parametrize(
    "how", ["torn data", "flipped bit", "no data", "no manifest", "torn manifest", "deep manifest"]
)
def test_a_damaged_copy_is_fetched_again(how):
    with MisbehavingServer(answer()) as server:
        damage(download(server), how)
        path = download(server)
        assert path.read_bytes() == OSM
        assert download(server) == path
    assert len(server.asked) == 2


def test_a_cache_that_cannot_be_written_to_is_done_without(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("KRAFTCENTER_CACHE", str(tmp_path / "file" / "cache"))
    with MisbehavingServer(answer()) as server:
        assert download(server).read_bytes() == OSM
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "overpass").write_text("in the way")
    monkeypatch.setenv("KRAFTCENTER_CACHE", str(tmp_path / "cache"))
    with MisbehavingServer(answer()) as server:
        assert download(server).read_bytes() == OSM


def test_a_read_only_cache_serves_what_it_has_and_no_more():
    with MisbehavingServer(answer()) as server:
        path = download(server)
        path.parent.chmod(0o500)
        try:
            assert download(server) == path
            assert download(server, OUTLINE).read_bytes() == OSM
        finally:
            path.parent.chmod(0o700)
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("behaviour", "message"),
    [
        (answer(400, b"Error: line 1: parse error"), "answered 400: 'Error: line 1: parse error'"),
        (answer(body=REMARK), "only a part of the data: 'runtime error: Query timed out"),
        (answer(body=b"<!DOCTYPE html><html><p>Please log in</p></html>"), "web page.*log in"),
        (answer(body=b'{"remark": "out of memory"}'), "sent JSON.*out of memory"),
        (answer(body=b"hello"), "something else than OpenStreetMap data: 'hello'"),
        (answer(body=b""), "an empty answer"),
        (answer(body=OSM[:-20]), "stopped short of the closing </osm>"),
        (answer(body=OSM.replace(b"way", b"nay")), "knows no road in the area"),
        (redirect("file:///etc/passwd"), "another kind of address"),
        (redirect("/again"), "more than 3 times"),
        (truncated(), "no whole answer"),
        (drip(), "deadline_s=0.3"),
        (hang, "deadline_s=0.3"),
        (answer(504, b"too busy"), "answered 504: 'too busy'.*no time to wait"),
        (answer(429, b"", Retry_After="60"), "answered 429.*no time to wait 60 s"),
    ],
)
def test_a_bad_answer_is_one_error_and_leaves_nothing_behind(behaviour, message, cache):
    assert re.search(message, failure(behaviour, deadline_s=0.3))
    assert kept(cache) == []


def test_a_bad_answer_leaves_a_copy_of_another_area_alone(cache):
    with MisbehavingServer(answer(), answer(body=REMARK)) as server:
        path = download(server)
        before = kept(cache)
        with pytest.raises(DownloadError):
            download(server, OUTLINE)
    assert kept(cache) == before
    assert path.read_bytes() == OSM


@pytest.mark.parametrize("status", [429, 504])
def test_a_busy_server_is_asked_again(status):
    with MisbehavingServer(answer(status, b"busy", Retry_After="0"), answer()) as server:
        assert download(server).read_bytes() == OSM
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"timeout_s": 0.0}, "timeout_s"),
        ({"timeout_s": float("nan")}, "timeout_s"),
        ({"deadline_s": -1.0}, "deadline_s"),
        ({"overpass_url": "file:///etc/passwd"}, "http://"),
    ],
)
def test_an_argument_that_cannot_be_used_is_refused(options, message, cache):
    with pytest.raises(InputError, match=message):
        download_osm(HERNING, **options)
    assert kept(cache) == []


# --- names -------------------------------------------------------------------------------


def geocode(*behaviours, place="Herning Kommune, Denmark"):
    with MisbehavingServer(*behaviours) as server:
        base = server.url.removesuffix("/api/interpreter")
        return geocode_area(place, nominatim_url=base, deadline_s=5.0), server


def test_the_first_area_of_a_name_is_taken_and_kept():
    body = json.dumps([POINT, COMMUNE]).encode()
    area, server = geocode(answer(body=body))
    assert area.equals(OUTLINE)
    assert server.asked[0][1].startswith("/search?q=Herning+Kommune%2C+Denmark&format=jsonv2")
    again, idle = geocode(hang)
    assert again.equals(OUTLINE)
    assert idle.asked == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"[]", "knows no place called 'Herning Kommune, Denmark'"),
        (json.dumps([POINT]).encode(), "only as a point.*buffer_m"),
        (b"[{}]", "only as a point.*buffer_m"),
        (b"<html>Blocked</html>", "no usable list of places.*Blocked"),
        (b'{"error": "out of luck"}', "no usable list of places.*out of luck"),
        (b"[1]", "no usable list"),
        (b"[" * 100_000, "no usable list"),
        (b'[{"geojson": {"type": "Polygon", "coordinates": [[[0, 1]]]}}]', "no usable list"),
        (b'[{"geojson": {"type": "Polygon", "coordinates": "x"}}]', "no usable list"),
        (b'[{"geojson": {"type": "Polygon"}}]', "no usable list"),
        (b'[{"geojson": {"type": "Polygon", "coordinates": []}}]', "no usable list"),
    ],
)
def test_a_name_without_an_area_is_one_error_and_is_not_kept(body, message, cache):
    with pytest.raises(DownloadError) as caught:
        geocode(answer(body=body))
    assert re.search(message, str(caught.value))
    assert kept(cache) == []


def test_an_empty_name_is_refused():
    with pytest.raises(InputError, match="Herning Kommune"):
        geocode_area("  ")
