"""Which roads are closed together, one candidate after another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from numbers import Integral
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import ScenarioError

from .road_index import road_index
from .suggestions import did_you_mean

if TYPE_CHECKING:
    import geopandas as gpd

    from kraftcenter_mobility._kernels.csr import BoolArray, IntArray
    from kraftcenter_mobility.networks.transport import TransportNetwork

__all__ = ["RoadGroups", "road_groups", "segments_in"]

LINE_WIDTH_M = 20.0
"""How far on either side of a drawn line a road may lie that is meant by it."""

LEAST_SHARE = 0.5
"""Of a section's length that must lie within an area, for the section to be meant."""


class RoadGroups(NamedTuple):
    """Sections of road that are closed together, group by group."""

    name: tuple[Any, ...]
    first: IntArray
    """Where each group's sections begin. Shape (n_groups + 1,)."""

    segment: IntArray
    """The network's segments, ascending within each group."""

    def __len__(self) -> int:
        """Count the groups."""
        return len(self.name)

    def of(self, group: int) -> IntArray:
        """Return the segments of a group."""
        return self.segment[self.first[group] : self.first[group + 1]]

    def owner(self) -> IntArray:
        """Return the group of each entry."""
        return np.repeat(np.arange(len(self)), np.diff(self.first))


def road_groups(network: TransportNetwork, usable: BoolArray, candidates: Any) -> RoadGroups:
    """Return the roads that are to be closed, one group after another.

    Parameters
    ----------
    network : TransportNetwork
        The roads.
    usable : array of bool, shape (n_segments,)
        Segments that the mode may use; others are left out.
    candidates : None, mapping, GeoDataFrame or iterable
        As :func:`.rank_closures.rank_closures` takes them.

    Raises
    ------
    ScenarioError
        If a candidate names a road that there is not, or holds none that the mode may use.
    """
    if candidates is None:
        segment = np.flatnonzero(usable)
        return RoadGroups(tuple(segment.tolist()), np.arange(segment.size + 1), segment)
    if hasattr(candidates, "geometry"):
        named = dict(zip(candidates.index, _within(network, candidates), strict=True))
        if len(named) < len(candidates):
            raise ScenarioError("candidates must have names that occur once each")
    elif isinstance(candidates, Mapping):
        named = {name: _segments(network, roads) for name, roads in candidates.items()}
    elif isinstance(candidates, Iterable) and not isinstance(candidates, str | bytes):
        listed = list(candidates)
        numbered = not all(isinstance(each, Integral | str) for each in listed)
        named = {
            (place if numbered else roads): _segments(network, roads)
            for place, roads in enumerate(listed)
        }
    else:
        raise ScenarioError(
            f"candidates must be way ids, road numbers or names, groups of them, or a "
            f"GeoDataFrame; got {candidates!r:.60}"
        )
    groups = [segments[usable[segments]] for segments in named.values()]
    for name, group in zip(named, groups, strict=True):
        if group.size == 0:
            raise ScenarioError(
                f"candidate {name!r} holds no road that the mode may use; leave it out"
            )
    if not groups:
        raise ScenarioError("candidates are empty; name a road, or leave candidates out for all")
    sizes = [group.size for group in groups]
    return RoadGroups(tuple(named), np.cumsum([0, *sizes]), np.concatenate(groups))


def _segments(network: TransportNetwork, roads: Any) -> IntArray:
    """Return the segments of a way id, a road number or name, or several of them."""
    several = isinstance(roads, Iterable) and not isinstance(roads, str)
    index = road_index(network)
    ways = []
    for road in roads if several else [roads]:
        if isinstance(road, str):
            found = np.union1d(index.with_number(road), index.with_name(road))
            known = [*index.numbers.values(), *index.names.values()]
            hint = "" if found.size else did_you_mean(road, known)
        elif isinstance(road, Integral) and not isinstance(road, bool):
            found, _ = index.ways_of([int(road)])
            hint = "look it up on openstreetmap.org"
        else:
            raise ScenarioError(
                f"a candidate is a way id, a road number or a name, or several; got {road!r:.60}"
            )
        if not found.size:
            raise ScenarioError(
                f"candidates name {road!r}, which no road of the network is; {hint}"
            )
        ways.append(found)
    if not ways:
        return np.zeros(0, dtype=np.int64)
    lines = network.piece_lines
    return np.unique(lines.segment[lines.of_ways(np.unique(np.concatenate(ways)))])


def _within(network: TransportNetwork, areas: gpd.GeoDataFrame) -> list[IntArray]:
    """Return the segments at least half of which lie within each area, or beside each line."""
    import shapely

    if areas.crs is None:
        raise ScenarioError("candidates have no coordinate system; set it with .set_crs(...)")
    lines, roads = network.piece_lines, network.roads
    metres = areas.geometry.to_crs("EPSG:4326").to_numpy()
    found = []
    for geometry in shapely.transform(metres, lambda lonlat: lines.to_metres(*lonlat.T)):
        flat = shapely.get_dimensions(geometry) < 2  # noqa: PLR2004 - a line or a point
        area = geometry.buffer(LINE_WIDTH_M) if flat else geometry
        piece = lines.tree().query(area, predicate="intersects")
        within_m = shapely.length(shapely.intersection(lines.lines_m[piece], area))
        share = within_m / np.maximum(shapely.length(lines.lines_m[piece]), 1e-9)
        segment = np.unique(lines.segment[piece])
        all_m = np.zeros(roads.n_segments)
        np.add.at(all_m, lines.segment[piece], share * roads.piece_length_m[piece])
        enough = all_m[segment] >= LEAST_SHARE * roads.segment_length_m[segment]
        found.append(segment[enough])
    return found


def segments_in(groups: RoadGroups, marked: BoolArray) -> BoolArray:
    """Say which groups hold a marked segment. Shape (n_groups,)."""
    return np.bincount(groups.owner()[marked[groups.segment]], minlength=len(groups)) > 0
