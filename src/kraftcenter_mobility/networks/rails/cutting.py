"""From ways to tracks: stretches of one way between nodes at which tracks meet or end."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.osm.tag_values import tag_value

from .lines import TrackLines, point_offsets_m
from .network import BUFFER, CROSSING, PLAIN, POINT_STATION, SWITCH
from .station_groups import is_stop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kraftcenter_mobility._kernels.csr import BoolArray, IntArray
    from kraftcenter_mobility.osm.rail_extract import RailExtract

__all__ = ["CutTracks", "cut_into_tracks"]

LEAST_CROSSED = 3
"""Track ends at a node where two tracks cross, one of which the data may cut off there."""


class CutTracks(NamedTuple):
    """Tracks cut out of ways."""

    lines: TrackLines
    node_id: IntArray
    node_position: IntArray
    """Where each node stands among the extract's nodes."""

    tag_set: IntArray
    """Of each track. Shape (n_tracks,)."""

    point_id: IntArray
    """OpenStreetMap node ids along the tracks. Shape (n_points,)."""


def cut_into_tracks(extract: RailExtract, rows: BoolArray) -> CutTracks:
    """Cut some rows of an extract wherever a node ends a way or occurs more than once."""
    row = np.repeat(np.arange(extract.n_rows), np.diff(extract.first_ref))
    kept = rows[row]
    position = np.flatnonzero(kept)
    row, ref = row[position], extract.ref[position]
    node, dense, count = np.unique(ref, return_inverse=True, return_counts=True)
    changes = np.diff(row) != 0
    is_first = np.concatenate((np.ones(min(row.size, 1), dtype=np.bool_), changes))
    is_last = np.concatenate((changes, np.ones(min(row.size, 1), dtype=np.bool_)))
    is_joint = is_first | is_last | (count[dense] > 1)
    at = np.flatnonzero(is_joint)
    begin, end = at[:-1], at[1:]
    same_row = row[begin] == row[end]
    begin, end = begin[same_row], end[same_row]
    size = end - begin + 1
    first_point = np.concatenate(([0], np.cumsum(size))).astype(np.int64)
    point = np.repeat(begin - first_point[:-1], size) + np.arange(first_point[-1])
    joints, joint_of = np.unique(dense[np.concatenate((begin, end))], return_inverse=True)
    tail, head = np.split(joint_of.astype(np.int64), 2)
    where = np.zeros(node.size, dtype=np.int64)
    where[dense] = position
    lon, lat = extract.lon[position][point], extract.lat[position][point]
    lines = TrackLines(
        tail=tail,
        head=head,
        way_id=extract.way_id[row[begin]],
        length_m=point_offsets_m(first_point, lon, lat)[first_point[1:] - 1],
        first_point=first_point,
        point_lon=lon,
        point_lat=lat,
        node_kind=_node_kinds(node[joints], extract.node_tags, np.bincount(joint_of)),
    )
    tag_set = extract.way_tag_set[row[begin]]
    return CutTracks(lines, node[joints], where[joints], tag_set, ref[point])


def _node_kinds(
    node_id: IntArray, node_tags: Mapping[int, Mapping[str, str]], n_ends: IntArray
) -> IntArray:
    """Return what each node is by its tags and the number of tracks that end there."""
    kinds = np.full(node_id.size, PLAIN, dtype=np.int64)
    kinds[n_ends == 1] = BUFFER
    for index, node in enumerate(node_id.tolist()):
        tags = node_tags.get(node)
        if tags is None:
            continue
        value = tag_value(tags, "railway")
        if value == "railway_crossing" or tag_value(tags, "railway:switch") == "no":
            kinds[index] = CROSSING if n_ends[index] >= LEAST_CROSSED else kinds[index]
        elif value == "switch":
            kinds[index] = SWITCH
        elif value == "buffer_stop":
            kinds[index] = BUFFER
        elif n_ends[index] > 1 and is_stop(tags, "rail"):
            kinds[index] = POINT_STATION
    return kinds
