"""What road lies at a spot: its tags, its number and name, and who may use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kraftcenter_mobility.modes import MODES
from kraftcenter_mobility.osm.tags import CLOSED, OPEN, access, road_class

from .road_index import name_key, number_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kraftcenter_mobility.modes import Mode

    from .near_roads import Spot
    from .road_state import RoadState

__all__ = [
    "answers_to",
    "called_at",
    "is_open",
    "is_ordinary",
    "is_there",
    "label_of",
    "short_label_of",
    "tags_at",
    "way_at",
]

NOT_JOINED_UNNAMED = frozenset({"motorway", "motorway_link", "ferry"})
"""Classes that a new road does not join unless it is a motorway, or names the road."""


def tags_at(state: RoadState, spot: Spot) -> Mapping[str, str]:
    """Return the tags of the road at a spot, as edits have left them."""
    return state.tags_of(spot.piece) if spot.piece >= 0 else state.changes.roads[spot.road].tags


def way_at(state: RoadState, spot: Spot) -> int:
    """Return the id of the way at a spot, below zero for a new road."""
    roads = state.network.roads
    if spot.piece < 0:
        return state.changes.roads[spot.road].way_id
    return int(roads.way_id[roads.piece_way[spot.piece]])


def called_at(state: RoadState, spot: Spot) -> tuple[str, str]:
    """Return the number and the name of the road at a spot."""
    roads = state.network.roads
    if spot.piece < 0:
        road = state.changes.roads[spot.road]
        return road.number, road.name
    way = roads.piece_way[spot.piece]
    number, name = (
        str(roads.names[index]) if index >= 0 else ""
        for index in (int(roads.way_number[way]), int(roads.way_name[way]))
    )
    return number, name


def label_of(state: RoadState, spot: Spot) -> str:
    """Return what to call the road at a spot."""
    number, name = called_at(state, spot)
    way = f"way {way_at(state, spot)}"
    if number:
        return f"road {number} ({way}{', ' if name else ''}{name})"
    return f"{name or f'an unnamed {road_class(tags_at(state, spot)).name}'} ({way})"


def short_label_of(state: RoadState, spot: Spot) -> str:
    """Return the number, the name or else the class of the road at a spot."""
    number, name = called_at(state, spot)
    return number or name or f"unnamed {road_class(tags_at(state, spot)).name}"


def answers_to(state: RoadState, spot: Spot, wanted: str) -> bool:
    """Say whether the road at a spot has a number, a name or the way id ``"way/123"``."""
    if wanted.startswith("way/"):
        return f"way/{way_at(state, spot)}" == wanted.replace(" ", "")
    number, name = called_at(state, spot)
    by_number = not set(number_keys(wanted)).isdisjoint(number_keys(number))
    return by_number or (bool(name) and name_key(wanted) == name_key(name))


def is_there(state: RoadState, spot: Spot) -> bool:
    """Say whether the road at a spot has not been removed, nor closed to everybody."""
    return spot.piece not in state.changes.removed and is_open(tags_at(state, spot), MODES)


def is_open(tags: Mapping[str, str], modes: Iterable[Mode]) -> bool:
    """Say whether one of some modes may use a road, in one direction at least."""
    return any(max(access(tags, mode)) != CLOSED for mode in modes)


def is_ordinary(tags: Mapping[str, str], modes: Iterable[Mode], *, motorways: bool) -> bool:
    """Say whether a road is one to join where none is named: open to through traffic."""
    if not motorways and road_class(tags).name in NOT_JOINED_UNNAMED:
        return False
    return any(max(access(tags, mode)) == OPEN for mode in modes)
