"""Whether an edit can only make roads faster, or only slower, as seen from its changes.

Told from what becomes of each piece, road and junction, and not from what the edit is
called, so that it holds for edits of every kind: setting a limit of 80 is faster on one
road and slower on another.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.networks.speeds import way_speeds_kmh
from kraftcenter_mobility.osm.scenario_tags import node_delay_s
from kraftcenter_mobility.osm.tags import access

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kraftcenter_mobility.modes import Mode
    from kraftcenter_mobility.networks.changes import NewRoad, RoadChanges
    from kraftcenter_mobility.networks.transport import TransportNetwork

__all__ = ["FASTER", "SLOWER", "effects_of_step", "touched_pieces"]

FASTER, SLOWER = "faster", "slower"


class _Retagged(NamedTuple):
    """A stretch of road whose tags change."""

    before: Mapping[str, str]
    after: Mapping[str, str]
    built_up: bool
    bendiness_deg_km: float
    length_m: float


def effects_of_step(
    network: TransportNetwork, before: RoadChanges, after: RoadChanges, mode: Mode
) -> frozenset[str]:
    """Return in which ways going from some changes to others affects a mode.

    Parameters
    ----------
    network : TransportNetwork
        The network of both.
    before, after : RoadChanges
        Its changes without and with the edit.
    mode : Mode
        Who travels.

    Returns
    -------
    frozenset of {"faster", "slower"}
        Empty if nothing changes for the mode; both if it is no clear matter.
    """
    found = set(_by_tags(network, before, after, mode))
    found |= set(_by_nodes(before, after, network))
    if after.removed - before.removed or _gone(before, after):
        found.add(SLOWER)
    if before.removed - after.removed or _gone(after, before) or _joined(before, after):
        found.add(FASTER)
    return frozenset(found)


def touched_pieces(changes: RoadChanges) -> set[int]:
    """Return the pieces of the network that changes concern."""
    return {*changes.tags, *changes.removed, *(cut.piece for cut in changes.cuts)}


def _gone(before: RoadChanges, after: RoadChanges) -> bool:
    """Say whether new roads are there before and no longer after."""
    return bool({road.way_id for road in before.roads} - {road.way_id for road in after.roads})


def _joined(before: RoadChanges, after: RoadChanges) -> bool:
    """Say whether roads meet that did not before."""
    points = {road.way_id: road.node_id for road in before.roads}
    known = {road.way_id: road.node_id for road in after.roads if road.way_id in points}
    return set(after.cuts) > set(before.cuts) or any(points[way] != known[way] for way in known)


def _by_tags(
    network: TransportNetwork, before: RoadChanges, after: RoadChanges, mode: Mode
) -> Iterator[str]:
    """Yield what other tags of pieces and of new roads do."""
    changed = [*_retagged_pieces(network, before, after), *_retagged_roads(before, after)]
    if not changed:
        return
    access_before, access_after = (
        np.array([access(tags, mode) for tags in sets])
        for sets in zip(*((each.before, each.after) for each in changed), strict=True)
    )
    speeds = _speeds(network, changed, mode)
    passable = (access_before > 0) & (access_after > 0)
    if ((access_after > access_before) | (passable & (speeds[1] > speeds[0]))).any():
        yield FASTER
    if ((access_after < access_before) | (passable & (speeds[1] < speeds[0]))).any():
        yield SLOWER


def _retagged_pieces(
    network: TransportNetwork, before: RoadChanges, after: RoadChanges
) -> Iterator[_Retagged]:
    """Yield the kinds of pieces whose tags change, each once."""
    roads, seen = network.roads, set()
    for piece in sorted({*before.tags, *after.tags} - before.removed - after.removed):
        way = int(roads.piece_way[piece])
        own = roads.tag_sets[int(roads.way_tag_set[way])]
        old, new = before.tags.get(piece, own), after.tags.get(piece, own)
        kind = (way, id(old), id(new))
        if kind not in seen and old != new:
            seen.add(kind)
            yield _Retagged(
                old,
                new,
                bool(roads.way_built_up[way]),
                float(roads.way_bendiness_deg_km[way]),
                float(roads.way_length_m[way]),
            )


def _retagged_roads(before: RoadChanges, after: RoadChanges) -> Iterator[_Retagged]:
    """Yield the new roads whose tags change."""
    known: dict[int, NewRoad] = {road.way_id: road for road in before.roads}
    for road in after.roads:
        old = known.get(road.way_id)
        if old is not None and old.tags != road.tags:
            yield _Retagged(old.tags, road.tags, road.built_up, 0.0, 0.0)


def _speeds(network: TransportNetwork, changed: list[_Retagged], mode: Mode) -> Any:
    """Return speeds before and after, in km/h. Shape (2, n_changed, 2)."""
    n_changed = len(changed)
    twice = np.tile(np.arange(n_changed), 2)
    columns: dict[str, Any] = {
        "way_built_up": np.array([each.built_up for each in changed])[twice],
        "way_bendiness_deg_km": np.array([each.bendiness_deg_km for each in changed])[twice],
        "way_length_m": np.array([each.length_m for each in changed])[twice],
        "way_tag_set": np.arange(2 * n_changed),
    }
    sets = (*(each.before for each in changed), *(each.after for each in changed))
    ways = replace(network.roads, tag_sets=sets, **columns)
    return way_speeds_kmh(ways, mode, network.speeds).reshape(2, n_changed, 2)


def _by_nodes(before: RoadChanges, after: RoadChanges, network: TransportNetwork) -> Iterable[str]:
    """Return what other delays at junctions do, both ways where it is not plain."""
    found: set[str] = set()
    for node in {*before.node_tags, *after.node_tags}:
        known = network.surroundings.node_tags.get(node, {})
        old, new = before.node_tags.get(node, known), after.node_tags.get(node, known)
        if old == new:
            continue
        (old_s, old_extra_s), (new_s, new_extra_s) = node_delay_s(old), node_delay_s(new)
        same = np.isnan(old_s) and np.isnan(new_s)
        if not same and (np.isnan(old_s) or np.isnan(new_s)):
            return FASTER, SLOWER
        grows = new_extra_s + (0.0 if same else new_s) - old_extra_s - (0.0 if same else old_s)
        found |= {SLOWER} if grows > 0 else {FASTER} if grows < 0 else set()
    return found
