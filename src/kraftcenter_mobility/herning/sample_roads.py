"""Main roads: the corridors of the tables, and the connectors drawn between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from . import table
from .sample_geometry import Road, bend, beside, nearest, random_for, records, to_metres

if TYPE_CHECKING:
    import pandas as pd
    from scipy.spatial import KDTree

    from .sample_geometry import FloatArray

__all__ = ["connectors", "corridors", "ferries", "junction_tags", "open_roads", "positions"]

CLASSES = {
    "motorvej": "motorway",
    "motortrafikvej": "trunk",
    "primærrute": "primary",
    "sekundærrute": "secondary",
    "kommunevej": "tertiary",
}
MOTOR_ROADS = {"motorvej", "motortrafikvej"}
HALF_MEDIAN_M = 6.0
SWEEPS = 2
CANDIDATES = 32
SAME_JUNCTION_M = 120.0
CROWDED_M = 60.0
EMPTY_LAND_M = 1_400.0
COVERED_M = 12_000.0


def positions() -> dict[str, FloatArray]:
    """Return where every junction and place is, in metres; junctions go before places."""
    found: dict[str, FloatArray] = {}
    places = table("places")
    for name, kind, lon, lat in zip(
        places["name"], places["kind"], places["lon"], places["lat"], strict=True
    ):
        found[name] = found[f"{name} ({kind})"] = to_metres(lon, lat)
    junctions = table("road_junctions")
    for key, lon, lat in zip(junctions["key"], junctions["lon"], junctions["lat"], strict=True):
        found[key] = to_metres(lon, lat)
    return found


def junction_tags(roads: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Return the tags of the motorway junctions, by the key of the junction."""
    fast = roads[roads["class"].isin(MOTOR_ROADS)]
    used = set(fast["from_key"]) | set(fast["to_key"])
    junctions = table("road_junctions")
    named = zip(junctions["key"], junctions["name"], strict=True)
    return {
        key: {"highway": "motorway_junction", "name": name.split(" (")[0], "kraftcenter:id": key}
        for key, name in named
        if key in used
    }


def open_roads() -> pd.DataFrame:
    """Return the rows of the table of roads that are open to traffic."""
    roads = table("roads")
    return roads[roads["status"] == "open"]


@dataclass(frozen=True, slots=True)
class _Scene:
    """What a road is drawn into."""

    drawn: list[shapely.LineString]
    cells: KDTree
    ahead: list[shapely.LineString] = field(default_factory=list)
    """Roads that it should carry on smoothly."""


def corridors(cells: KDTree) -> list[Road]:
    """Return the open roads of the table, as long as it says, motorways as two carriageways.

    Each is drawn twice: the second time in view of those that were drawn after it.
    """
    rows = records(open_roads().sort_values("id"))
    rows.sort(key=lambda row: row["class"] not in MOTOR_ROADS)
    where = positions()
    drawn: dict[str, FloatArray] = {}
    for row in rows * SWEEPS:
        others = {
            other["id"]: shapely.LineString(drawn[other["id"]])
            for other in rows
            if other["id"] in drawn and other["id"] != row["id"]
        }
        smooth = row["class"] in MOTOR_ROADS
        ahead = [
            others[other["id"]]
            for other in rows
            if smooth and other["id"] in others and other["class"] in MOTOR_ROADS
        ]
        ends = (where[row["from_key"]], where[row["to_key"]])
        scene = _Scene(list(others.values()), cells, ahead)
        drawn[row["id"]] = _best_bend(row["id"], ends, row["length_km"] * 1000.0, scene)
    return [road for row in rows for road in _carriageways(row, drawn[row["id"]])]


def connectors(existing: list[Road], cells: KDTree) -> list[Road]:
    """Return the generated roads that join towns to the corridors and to each other."""
    where = positions()
    drawn = [road.line for road in existing]
    made = []
    for row in records(table("connectors")):
        via = [_via(text) for text in row["via"].split(";") if text]
        stops = [_spot(row["from"], where), *via, _spot(row["to"], where)]
        pieces = []
        for number, ends in enumerate(pairwise(stops)):
            length_m = float(row["detour"]) * float(np.hypot(*(ends[1] - ends[0])))
            pieces.append(_best_bend(f"{row['id']}/{number}", ends, length_m, _Scene(drawn, cells)))
        xy = np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])
        drawn.append(shapely.LineString(xy))
        tags = {"highway": row["class"], **_origin("generated", row["confidence"], row["id"])}
        made.append(Road(row["id"], "connector", xy, tags))
    return made


def ferries() -> list[Road]:
    """Return the ferry to Venø, the one island of the six municipalities that needs one."""
    tags = {
        "route": "ferry",
        "name": "Kleppen-Venø",
        "duration": "00:02",
        "motor_vehicle": "yes",
        "bicycle": "yes",
        "foot": "yes",
        **_origin("generated", "D", "ferry-venoe"),
    }
    xy = np.array([_via("56.5190 8.6140"), _via("56.5212 8.6175")])
    return [Road("ferry-venoe", "ferry", xy, tags)]


def _spot(text: str, where: dict[str, FloatArray]) -> FloatArray:
    return where[text] if text in where else _via(text)


def _via(text: str) -> FloatArray:
    lat, lon = text.split()
    return to_metres(float(lon), float(lat))


def _origin(source: str, confidence: str, identifier: str) -> dict[str, str]:
    return {
        "kraftcenter:source": source,
        "kraftcenter:confidence": confidence,
        "kraftcenter:id": identifier,
    }


def _carriageways(row: dict[str, Any], xy: FloatArray) -> list[Road]:
    identifier = row["id"]
    tags = {
        "highway": CLASSES[row["class"]],
        "name": row["name"],
        "lanes": str(row["lanes"]),
        "maxspeed": str(row["speed_car_kmh"]),
        **_origin("table", row["confidence"], identifier),
    }
    if row["road_no"] != "lokal":
        tags["ref"] = row["road_no"].replace("/", ";")
    if row["class"] == "motortrafikvej":
        return [
            Road(
                identifier,
                "corridor",
                xy,
                tags | {"motorroad": "yes", "layer": "1"},
                at_grade=False,
            )
        ]
    if row["class"] != "motorvej":
        return [Road(identifier, "corridor", xy, tags)]
    tags |= {"oneway": "yes", "lanes": str(int(row["lanes"]) // 2), "layer": "1"}
    there, back = beside(xy, HALF_MEDIAN_M), beside(xy[::-1], HALF_MEDIAN_M)
    return [
        Road(f"{identifier}/a", "corridor", there, tags, at_grade=False),
        Road(f"{identifier}/b", "corridor", back, dict(tags), at_grade=False),
    ]


def _best_bend(
    key: str, ends: tuple[FloatArray, FloatArray], length_m: float, scene: _Scene
) -> FloatArray:
    """Return the bend that crosses least of what is drawn, least water, and carries on best."""
    rng = random_for(key)
    candidates = [bend(*ends, length_m, rng) for _ in range(CANDIDATES)]
    scores = [_nuisance(xy, scene) + _kink(xy, scene.ahead) for xy in candidates]
    return candidates[int(np.argmin(scores))]


def _kink(xy: FloatArray, others: list[shapely.LineString]) -> float:
    """Return how sharply a motorway turns where it meets those drawn before."""
    kink = 0.0
    for end, following in ((0, 1), (-1, -2)):
        mine = xy[following] - xy[end]
        turns = [
            1.0 + float(mine @ theirs / np.hypot(*mine) / np.hypot(*theirs))
            for other in others
            if (theirs := _leaving(np.array(other.coords), xy[end])) is not None
        ]
        kink += min(turns, default=0.0)
    return 6.0 * kink


def _leaving(xy: FloatArray, spot: FloatArray) -> FloatArray | None:
    """Return the direction in which a line leaves the spot, None if it does not end there."""
    if np.array_equal(xy[0], spot):
        return np.array(xy[1] - xy[0])
    if np.array_equal(xy[-1], spot):
        return np.array(xy[-2] - xy[-1])
    return None


def _nuisance(xy: FloatArray, scene: _Scene) -> float:
    line = shapely.LineString(xy)
    middle = line.difference(shapely.MultiPoint(xy[[0, -1]]).buffer(SAME_JUNCTION_M))
    crossings = sum(
        len(shapely.get_coordinates(shapely.intersection(middle, other)))
        for other in scene.drawn
        if middle.intersects(other)
    )
    crowded = sum(middle.dwithin(other, CROWDED_M) for other in scene.drawn)
    away, _ = nearest(scene.cells, xy)
    wet = np.count_nonzero((away > EMPTY_LAND_M) & (away < COVERED_M))
    return 4.0 * crossings + 1.0 * crowded + 3.0 * wet
