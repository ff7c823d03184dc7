"""Roads to the doors: of the hospital, and of whatever lies off the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from .sample_geometry import Road, point_key
from .sample_graph import NOT_FOR_CARS
from .sample_joints import insert_point

if TYPE_CHECKING:
    from .sample_geometry import FloatArray

__all__ = ["access_roads", "hospital_grounds"]

NEAR_ENOUGH_M = 70.0
LONGEST_DRIVE_M = 300.0
GENERATED = {"kraftcenter:source": "generated", "kraftcenter:confidence": "D"}

GROUNDS: dict[str, tuple[dict[str, str], list[tuple[float, float]]]] = {
    "loop": (
        {"highway": "service", "name": "Hospitalsparken"},
        [(0, 0), (-70, 95), (-210, 60), (-330, -30), (-290, -170), (-110, -190), (0, 0)],
    ),
    "emergency": (
        {
            "highway": "service",
            "service": "emergency_access",
            "motor_vehicle": "no",
            "emergency": "yes",
        },
        [(-330, -30), (-160, -60), (0, 0)],
    ),
    "parking": (
        {"highway": "service", "service": "parking_aisle"},
        [(-110, -190), (-60, -300), (40, -330)],
    ),
    "footpath": (
        {"highway": "footway", "surface": "asphalt", "lit": "yes"},
        [(0, 0), (70, 60), (150, 95), (192, 122)],
    ),
}
"""Roads and paths by the hospital, in metres east and north of its main entrance."""


def hospital_grounds(where: dict[str, FloatArray]) -> list[Road]:
    """Return the roads by Gødstrup hospital, and the path from the station to the entrance."""
    entrance = where["Hospital"]
    return [
        Road(
            f"hospital-{name}",
            "path" if tags["highway"] == "footway" else "access",
            (entrance + np.array(offsets, float)).round(2),
            tags | GENERATED,
        )
        for name, (tags, offsets) in sorted(GROUNDS.items())
    ]


def access_roads(roads: list[Road], places: list[tuple[FloatArray, dict[str, str]]]) -> list[Road]:
    """Return service roads to the places that no road passes; the roads get vertices for them."""
    usable = [
        road
        for road in roads
        if road.at_grade and road.tags.get("highway", "") not in NOT_FOR_CARS | {"track"}
    ]
    tree = shapely.STRtree([road.line for road in usable])
    made = []
    for xy, tags in places:
        point = shapely.Point(xy)
        nearest, away = tree.query_nearest(point, return_distance=True, all_matches=False)
        if away[0] < NEAR_ENOUGH_M:
            continue
        start = insert_point(usable[int(nearest[0])], xy)
        key = f"access-{tags['name']}-{point_key(xy)}"
        kind = "service" if away[0] < LONGEST_DRIVE_M else "unclassified"
        tags_of_road = {"highway": kind, **GENERATED}
        made.append(Road(key, "access", np.array([start, xy]), tags_of_road))
    return made
