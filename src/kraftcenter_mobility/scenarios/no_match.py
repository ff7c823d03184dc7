"""Why an edit's description of roads matches none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.networks.geodesy import link_length_m

from .accounts import km_words
from .road_index import name_key, number_keys, road_index
from .selection import select
from .suggestions import did_you_mean
from .within import extent

if TYPE_CHECKING:
    from kraftcenter_mobility.networks.changes import NewRoad

    from .road_state import RoadState
    from .selection import RoadSelector, Selected

__all__ = ["length_km", "road_length_km", "unknown_ids", "why_nothing"]

MOST_IDS = 8


def why_nothing(state: RoadState, selector: RoadSelector) -> str:
    """Return why a selector matches no road, and what it may have meant.

    Parameters
    ----------
    state : RoadState
        The roads as earlier edits have left them.
    selector : RoadSelector
        What matches nothing there.

    Returns
    -------
    str
        A message that says what to do.
    """
    if gone := select(state, selector, gone=True):
        amount = _amount(state, selector, gone)
        return f"an earlier edit has removed what is meant: {amount}"
    alone = {name: select(state, selector.only(name), gone=True) for name in selector.given}
    reasons = [REASONS[name](state, selector) for name, found in alone.items() if not found]
    if reasons:
        return "; ".join(reasons)
    parts = "; ".join(_amount(state, selector.only(name), alone[name]) for name in alone)
    return f"no road is all of this at once, though each alone is met: {parts}"


def _amount(state: RoadState, selector: RoadSelector, found: Selected) -> str:
    """Return how much one criterion matches alone."""
    count = found.pieces.size + len(found.roads)
    what = selector.described()
    pieces = "1 piece" if count == 1 else f"{count} pieces"
    return f"{what}, {pieces} ({km_words(length_km(state, found))})"


def length_km(state: RoadState, found: Selected) -> float:
    """Return the length of some roads, in km."""
    known_m = float(state.network.roads.piece_length_m[found.pieces].sum())
    return known_m / 1000.0 + sum(road_length_km(state.changes.roads[at]) for at in found.roads)


def road_length_km(road: NewRoad) -> float:
    """Return the length of a new road, in km."""
    lon, lat = np.array(road.lon), np.array(road.lat)
    return float(link_length_m(lon[:-1], lat[:-1], lon[1:], lat[1:]).sum()) / 1000.0


def unknown_ids(state: RoadState, selector: RoadSelector) -> str:
    """Return which of the way ids no road has, empty if all are known."""
    if not selector.way_ids:
        return ""
    _, unknown = road_index(state.network).ways_of(selector.way_ids)
    added = {road.way_id for road in state.changes.roads}
    lost = [way_id for way_id in unknown if way_id not in added]
    if not lost:
        return ""
    shown = ", ".join(str(way_id) for way_id in lost[:MOST_IDS])
    return (
        f"{len(lost)} of {len(selector.way_ids)} way_ids are not in the network: {shown}"
        f"{', ...' * (len(lost) > MOST_IDS)}; was this written for another network, or for "
        f"older data?"
    )


def _no_such_number(state: RoadState, selector: RoadSelector) -> str:
    """Return what to write instead of a number that no road has."""
    numbers, names = _numbers(state), _names(state)
    asked = selector.number
    if name_key(asked) in map(name_key, names):
        return f"no road has the number {asked!r}, but one is named so: use name={asked!r}"
    return f"no road has the number {asked!r}; {did_you_mean(asked, numbers)}"


def _no_such_name(state: RoadState, selector: RoadSelector) -> str:
    """Return what to write instead of a name that no road has."""
    asked = selector.name
    known = {key for number in _numbers(state) for key in number_keys(number)}
    if not known.isdisjoint(number_keys(asked)):
        return f"no road is named {asked!r}, but one has that number: use number={asked!r}"
    return f"no road is named {asked!r}; {did_you_mean(asked, _names(state))}"


def _numbers(state: RoadState) -> set[str]:
    """Return every road number, as it is written."""
    added = {part for road in state.changes.roads for part in number_keys(road.number)}
    return {*road_index(state.network).numbers.values(), *added}


def _names(state: RoadState) -> set[str]:
    """Return every name of a road, as it is written."""
    added = {road.name for road in state.changes.roads if road.name}
    return {*road_index(state.network).names.values(), *added}


def _no_such_class(state: RoadState, selector: RoadSelector) -> str:
    """Return which classes there are."""
    known = sorted(road_index(state.network).by_class)
    asked = selector.road_class
    question = did_you_mean(asked, known)
    listed = f"; the network has {', '.join(known)}" if question.endswith("?") else ""
    return f"no road is of class {asked!r}; {question}{listed}"


def _elsewhere(state: RoadState, selector: RoadSelector) -> str:
    """Return where an area that holds no road lies, and where the network does."""
    if selector.within is None:
        return ""
    west, south, east, north = extent(state.network)
    low_x, low_y, high_x, high_y = selector.within.bounds
    where = (
        f"within reaches from ({low_x:.4f}, {low_y:.4f}) to ({high_x:.4f}, {high_y:.4f}), "
        f"the network from ({west:.4f}, {south:.4f}) to ({east:.4f}, {north:.4f})"
    )
    if low_x <= east and high_x >= west and low_y <= north and high_y >= south:
        return f"no road lies in the area for at least half of its length: {where}"
    if low_y <= east and high_y >= west and low_x <= north and high_x >= south:
        return f"{where}: longitude and latitude look swapped; the longitude comes first"
    return f"{where}: was this written for another network?"


REASONS = {
    "way_ids": unknown_ids,
    "number": _no_such_number,
    "name": _no_such_name,
    "road_class": _no_such_class,
    "within": _elsewhere,
}
