"""Traffic signals, and where paths cross streets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from .sample_geometry import point_key, random_for

if TYPE_CHECKING:
    from .sample_geometry import Point, Road
    from .sample_towns import Town

__all__ = ["crossing_and_signal_tags"]

SIGNALS_FROM_RESIDENTS = 10_000
SIGNAL_SHARE = 0.45
WIDE = {"primary", "secondary", "tertiary"}
PATHS = {"cycleway", "footway", "path"}
CARRIED_ON = 2


def crossing_and_signal_tags(roads: list[Road], towns: list[Town]) -> dict[Point, dict[str, str]]:
    """Return the tags of vertices with signals, or with a crossing for those on foot."""
    large = shapely.union_all([town.area for town in towns if _is_large(town)])
    shapely.prepare(large)
    arms: dict[Point, int] = {}
    wide: dict[Point, set[str]] = {}
    paths: set[Point] = set()
    for road in roads:
        kind = road.tags.get("highway", "")
        keys = [point_key(point) for point in road.xy]
        if kind in PATHS:
            paths |= set(keys)
            continue
        for n, key in enumerate(keys):
            ends_here = n in (0, len(keys) - 1)
            arms[key] = arms.get(key, 0) + (1 if ends_here else CARRIED_ON)
            if road.at_grade and kind in WIDE:
                wide.setdefault(key, set()).add(road.key)
    tags: dict[Point, dict[str, str]] = {}
    rng = random_for("signals")
    for key in sorted(wide):
        crossing = len(wide[key]) > 1 and arms[key] > CARRIED_ON
        if crossing and rng.random() < SIGNAL_SHARE and shapely.contains_xy(large, *key):
            tags[key] = {"highway": "traffic_signals"}
        elif key in paths:
            tags[key] = {"highway": "crossing", "crossing": "unmarked"}
    return tags


def _is_large(town: Town) -> bool:
    return town.inner and town.residents > SIGNALS_FROM_RESIDENTS
