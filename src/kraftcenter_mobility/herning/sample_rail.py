"""Railways: the segments of the table between its stations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from . import table
from .sample_geometry import Road, bend, beside, random_for, records, to_metres

if TYPE_CHECKING:
    from .sample_geometry import FloatArray

__all__ = ["railways", "station_nodes", "stop_positions"]

BESIDE_TRACK_M = 14.0
HALF_TRACK_SPACING_M = 2.25
CANDIDATES = 24
HOSPITAL_SITE = shapely.Point(to_metres(8.8875, 56.1567)).buffer(260.0)
"""No railway is drawn across it."""

DATE = re.compile(r"\d{4}(-\d\d){0,2}")


def stop_positions() -> dict[str, FloatArray]:
    """Return where trains stop, by the key of the station, in metres: beside the station."""
    rows = table("rail_stations")
    beside_m = np.array([0.0, -BESIDE_TRACK_M])
    return {
        key: (to_metres(lon, lat) + beside_m).round(2)
        for key, lon, lat in zip(rows["key"], rows["lon"], rows["lat"], strict=True)
    }


def railways() -> list[Road]:
    """Return the tracks, as long as the table says, two where it says two."""
    stops = stop_positions()
    drawn: list[shapely.LineString] = []
    made: list[Road] = []
    for row in records(table("rail_segments")):
        key = f"rail-{row['from_key']}-{row['to_key']}"
        xy = _quietest(key, stops[row["from_key"]], stops[row["to_key"]], row["length_km"], drawn)
        drawn.append(shapely.LineString(xy))
        tags = _tags(row, key)
        if row["tracks"] == 1:
            made.append(Road(key, "rail", xy, tags, at_grade=False))
            continue
        there, back = beside(xy, HALF_TRACK_SPACING_M), beside(xy[::-1], HALF_TRACK_SPACING_M)
        tags |= {"passenger_lines": "2", "railway:preferred_direction": "forward"}
        made.append(Road(f"{key}/a", "rail", there, tags, at_grade=False))
        made.append(Road(f"{key}/b", "rail", back, dict(tags), at_grade=False))
    return made


def _quietest(
    key: str,
    start: FloatArray,
    end: FloatArray,
    length_km: float,
    drawn: list[shapely.LineString],
) -> FloatArray:
    """Return the bend that crosses least of the railways drawn before."""
    rng = random_for(key)
    candidates = [bend(start, end, length_km * 1000.0, rng) for _ in range(CANDIDATES)]
    ends = shapely.MultiPoint([start, end]).buffer(1.0)
    middles = [shapely.LineString(xy).difference(ends) for xy in candidates]
    avoided = [*drawn, HOSPITAL_SITE]
    nuisance = [sum(middle.intersects(other) for other in avoided) for middle in middles]
    return candidates[int(np.argmin(nuisance))]


def _tags(row: dict[str, Any], key: str) -> dict[str, str]:
    tags = {
        "railway": "rail",
        "usage": "main",
        "gauge": "1435",
        "name": row["line"],
        "maxspeed": str(row["line_speed_kmh"]),
        "electrified": "no",
        "passenger_lines": "1",
        "operator": str(row["operator"]).split(";")[0].split(" (")[0],
        "kraftcenter:source": "table",
        "kraftcenter:confidence": row["confidence"],
        "kraftcenter:id": key,
    }
    if "in progress" in row["electrified"]:
        tags |= {"construction:electrified": "contact_line", "construction:voltage": "25000"}
    return tags


def station_nodes() -> list[tuple[FloatArray, dict[str, str]]]:
    """Return the stations and, on the tracks, where the trains stop."""
    lines_at: dict[str, set[str]] = {}
    for row in records(table("rail_segments")):
        for key in (row["from_key"], row["to_key"]):
            lines_at.setdefault(key, set()).add(row["line"])
    stops = stop_positions()
    made = []
    for row in records(table("rail_stations").sort_values("key")):
        if row["key"] not in lines_at:
            continue
        common = {
            "name": row["name"],
            "train": "yes",
            "uic_ref": str(row["uic"]),
            "kraftcenter:source": "table",
            "kraftcenter:confidence": row["coord_confidence"],
            "kraftcenter:id": row["key"],
        }
        kind = "halt" if row["platform_tracks"] == 1 else "station"
        station = {"railway": kind, "public_transport": "station", "ref": row["key"]}
        station["railway:tracks"] = str(row["platform_tracks"])
        if opened := DATE.match(str(row["opened"])):
            station["start_date"] = opened[0]
        made.append((to_metres(row["lon"], row["lat"]), common | station))
        stop = {"railway": "stop", "public_transport": "stop_position"}
        made.append((stops[row["key"]], common | stop))
    return made
