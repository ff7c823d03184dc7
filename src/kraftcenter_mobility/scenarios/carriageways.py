"""Roads drawn as two one-way ways, one for each direction."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from kraftcenter_mobility.modes import CAR
from kraftcenter_mobility.osm.oneway_tags import oneway_directions

from .spot_roads import answers_to, called_at, tags_at, way_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .near_roads import Spot
    from .road_state import RoadState

__all__ = ["carriageways"]

OPPOSITE_DEG = 120.0
"""One-way roads whose bearings differ by more are the two carriageways of one road."""


def carriageways(state: RoadState, spots: Iterable[Spot], *, named: bool) -> list[Spot]:
    """Return the first of some spots, and the first on the other carriageway if it is one-way.

    Parameters
    ----------
    state : RoadState
        The roads.
    spots : iterable of Spot
        Nearest first.
    named : bool
        Whether all of them are of the road that is meant. Where they are not, the other
        carriageway is one that has the number or the name of the first.

    Returns
    -------
    list of Spot
        None, one or two.
    """
    left = iter(spots)
    first = next(left, None)
    if first is None:
        return []
    heading = _heading_deg(state, first)
    if heading is None:
        return [first]
    for other in left:
        across = _heading_deg(state, other)
        if across is None or way_at(state, other) == way_at(state, first):
            continue
        turned = abs((across - heading + 180.0) % 360.0 - 180.0)
        if turned > OPPOSITE_DEG and (named or _same_road(state, first, other)):
            return [first, other]
    return [first]


def _same_road(state: RoadState, one: Spot, other: Spot) -> bool:
    """Say whether two ways share a number or their name."""
    number, name = called_at(state, one)
    wanted = chain(filter(None, number.split(";")), filter(None, [name]))
    return any(answers_to(state, other, each) for each in wanted)


def _heading_deg(state: RoadState, spot: Spot) -> float | None:
    """Return where a carriageway leads at a spot, None if it is none, or a roundabout."""
    tags = tags_at(state, spot)
    along, against = oneway_directions(tags, CAR)
    if along == against or tags.get("junction") in {"roundabout", "circular"}:
        return None
    drawn_along = spot.piece < 0 or bool(state.network.roads.piece_along[spot.piece])
    return spot.bearing_deg if along == drawn_along else spot.bearing_deg + 180.0
