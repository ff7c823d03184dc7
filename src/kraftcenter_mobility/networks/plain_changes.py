"""Which changes are plain: they leave every road where it is, and have no influence further off.

Others may change which restrictions hold, which roads lie in zones, or which are one segment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.osm.scenario_tags import DELAY_KEYS, without_closures
from kraftcenter_mobility.osm.tags import CLOSED, known_access

from .edges import anybody, car_access

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kraftcenter_mobility._kernels.csr import IntArray

    from .changes import RoadChanges
    from .metric import RoadMetric
    from .transport import TransportNetwork

__all__ = [
    "Touched",
    "barred_segments",
    "delayed_nodes",
    "only_closes",
    "touched_pieces",
]

KEYS_OF_TURNS = ("highway", "junction")
"""What turns at the ends of a road depend on, beside who may use it."""


class Touched(NamedTuple):
    """Pieces with other tags."""

    piece: IntArray
    segment: IntArray
    """Of each piece."""

    tag_set: IntArray
    """Of each piece, among `tag_sets`."""

    tag_sets: list[Mapping[str, str]]
    pairs: set[tuple[int, int]]
    """What becomes of which of the network's sets of tags."""

    otherwise_fast: bool
    """Whether anything but who may use a piece changes."""


def touched_pieces(network: TransportNetwork, changes: RoadChanges) -> Touched:
    """Return the pieces with other tags, each object of tags taken once."""
    number: dict[int, int] = {}
    tag_sets: list[Mapping[str, str]] = []
    piece = np.array(sorted(changes.tags), dtype=np.int64)
    of_piece = np.empty_like(piece)
    for place, one in enumerate(piece.tolist()):
        tags = changes.tags[one]
        if id(tags) not in number:
            number[id(tags)] = len(tag_sets)
            tag_sets.append(tags)
        of_piece[place] = number[id(tags)]
    roads = network.roads
    was = roads.way_tag_set[roads.piece_way[piece]]
    pairs = set(zip(was.tolist(), of_piece.tolist(), strict=True))
    faster = any(
        without_closures(roads.tag_sets[i]) != without_closures(tag_sets[j]) for i, j in pairs
    )
    segment = network.piece_lines.segment[piece]
    return Touched(piece, segment, of_piece, tag_sets, pairs, faster)


def only_closes(network: TransportNetwork, metric: RoadMetric, touched: Touched) -> bool:
    """Say whether roads stay what they are, open to a mode as they were or closed to it."""
    for i, j in touched.pairs:
        was, now = network.roads.tag_sets[i], touched.tag_sets[j]
        if any(was.get(key) != now.get(key) for key in KEYS_OF_TURNS):
            return False
        allowed = zip(known_access(was, metric.mode), known_access(now, metric.mode), strict=True)
        if any(after not in {before, CLOSED} for before, after in allowed):
            return False
    return True


def barred_segments(network: TransportNetwork, touched: Touched, *, turns: bool) -> IntArray | None:
    """Return the segments on which anybody may do other things than before.

    None if that has consequences beyond the turns at their ends. Without turns nothing has:
    a road closed in part is closed to those who pass, and nobody turns back in what is left.
    """
    roads, known = network.roads, network.surroundings
    was = known.signature[touched.piece]
    now = known.signature_of(touched.tag_sets)[touched.tag_set]
    turned = ~roads.piece_along[touched.piece]
    now = np.where(turned[:, np.newaxis], now[:, ::-1], now)
    other = (was != now).any(axis=1)
    barred = np.unique(touched.segment[other])
    if barred.size == 0 or not turns:
        return barred
    for segment in barred.tolist():
        here = touched.segment == segment
        n_pieces = int(roads.first_piece[segment + 1] - roads.first_piece[segment])
        if int(here.sum()) < n_pieces or (now[here] != now[here][0]).any():
            return None
    ends = np.concatenate((roads.segment_tail[barred], roads.segment_head[barred]))
    if known.restricted_nodes[ends].any() or _may_merge(network, barred, now[other], ends):
        return None
    return barred if _zones_stay(network, touched, barred) else None


def _may_merge(
    network: TransportNetwork, barred: IntArray, signature: IntArray, ends: IntArray
) -> bool:
    """Say whether barred segments may become one with others, now that both are used alike.

    Where nobody may use the ones any more and somebody may use the others, they do not.
    """
    known, roads = network.surroundings, network.roads
    pairs = np.unique(ends[known.pair_nodes[ends]])
    if pairs.size == 0:
        return False
    if anybody(signature).any():
        return True
    others = np.setdiff1d(known.segments_at(pairs), barred)
    nodes = np.concatenate((roads.segment_tail[others], roads.segment_head[others]))
    if np.setdiff1d(pairs, nodes).size:
        return True
    return not anybody(known.signature[roads.first_piece[others]]).any(axis=1).all()


def _zones_stay(network: TransportNetwork, touched: Touched, barred: IntArray) -> bool:
    """Say whether closing segments leaves all zones as they are."""
    known = network.surroundings
    first = np.searchsorted(touched.segment, barred)
    now = car_access(touched.tag_sets)[touched.tag_set[first]]
    was = known.car_access[barred]
    if (now == was).all():
        return True
    if (now != CLOSED).any():
        return False
    return known.zone_roads.stay_without(barred[now != was])


def delayed_nodes(network: TransportNetwork, changes: RoadChanges) -> IntArray | None:
    """Return the nodes with other delays; None if anything else about a node changes."""
    roads, known = network.roads, network.surroundings
    if not changes.node_tags:
        return np.zeros(0, dtype=np.int64)
    ids = np.array(sorted(changes.node_tags), dtype=np.int64)
    node = np.minimum(np.searchsorted(roads.node_id, ids), roads.n_nodes - 1)
    if (roads.node_id[node] != ids).any():
        return None
    for one in ids.tolist():
        was, now = known.node_tags.get(one, {}), changes.node_tags[one]
        if _without_delays(was) != _without_delays(now):
            return None
    return node


def _without_delays(tags: Mapping[str, str]) -> dict[str, str]:
    """Return what the tags of a node say beside delays."""
    return {key: value for key, value in tags.items() if key not in DELAY_KEYS}
