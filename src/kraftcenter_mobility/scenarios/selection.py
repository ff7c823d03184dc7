"""Which roads an edit means: by way id, number, name, class, area, or several of them."""

from __future__ import annotations

import operator
from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import ScenarioError
from kraftcenter_mobility.osm.tags import road_class

from .edit_fields import (
    check_flags,
    check_texts,
    checked_ids,
    checked_polygon,
    short_repr,
    store,
)
from .road_index import name_key, number_keys, road_index
from .within import lines_within, pieces_within

if TYPE_CHECKING:
    from shapely import MultiPolygon, Polygon

    from kraftcenter_mobility._kernels.csr import IntArray
    from kraftcenter_mobility.networks.changes import NewRoad

    from .road_state import RoadState

__all__ = ["CRITERIA", "RoadSelector", "Selected", "select"]

CRITERIA = ("way_ids", "number", "name", "road_class", "within")
"""The fields that choose roads."""

MOST_IDS = 3
"""How many ids are written out where a selection is described."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RoadSelector:
    """What edits of roads have in common: which roads they mean. All that is given must hold."""

    way_ids: tuple[int, ...] = ()
    """OpenStreetMap ids of ways; roads that the scenario has added have ids below zero."""

    number: str = ""
    """A road number such as ``"18"`` or ``"E 20"``; roads with several match by any of them."""

    name: str = ""
    """The whole name of a road, in capitals or not."""

    road_class: str = ""
    """A value of OpenStreetMap's ``highway``, such as ``"motorway"``; ramps are a class of
    their own (``"motorway_link"``)."""

    within: Polygon | MultiPolygon | None = None
    """An area in degrees; what lies in it for at least half of its length."""

    allow_no_effect: bool = False
    """Whether the edit may match nothing or change nothing."""

    note: str = ""
    """Whatever the planner wants to say about the edit."""

    def __repr__(self) -> str:
        """Return the edit as it would be written."""
        return short_repr(self)

    @property
    def given(self) -> tuple[str, ...]:
        """The criteria that are in use."""
        return tuple(name for name in CRITERIA if getattr(self, name) not in {(), "", None})

    def only(self, criterion: str) -> RoadSelector:
        """Return a selector that goes by one of the criteria alone."""
        chosen: dict[str, Any] = {criterion: getattr(self, criterion)}
        return replace(RoadSelector(), **chosen)

    def described(self) -> str:
        """Return which roads are meant, in a planner's words."""
        words = []
        if self.way_ids:
            ids = ", ".join(str(each) for each in self.way_ids[:MOST_IDS])
            n_more = len(self.way_ids) - MOST_IDS
            plural = "s" if len(self.way_ids) > 1 else ""
            words.append(f"way{plural} {ids}{f' and {n_more} more' if n_more > 0 else ''}")
        if self.number:
            words.append(f"road {self.number.strip()}")
        if self.name:
            words.append(self.name.strip())
        if self.road_class:
            words.append(self.road_class if words else f"every {self.road_class}")
        if self.within is not None:
            words.append("within an area" if words else "every road within an area")
        return ", ".join(words)

    def _check_selection(self) -> None:
        """Tidy the fields that choose roads, or say what is wrong with them."""
        check_texts(self, "number", "name", "road_class", "note")
        check_flags(self, "allow_no_effect")
        store(self, {"way_ids": checked_ids("way_ids", self.way_ids)})
        if self.within is not None:
            store(self, {"within": checked_polygon("within", self.within)})
        for name in ("number", "name", "road_class"):
            text = getattr(self, name)
            if text and not text.strip("; \t\n"):
                raise ScenarioError(f"{name} must say something or be left out, got {text!r}")
        if not self.given:
            raise ScenarioError(
                f"{type(self).__name__} does not say which roads it means; give at least one of "
                f"{', '.join(CRITERIA)}"
            )


class Selected(NamedTuple):
    """The roads that an edit means, as far as earlier edits have left them."""

    pieces: IntArray
    """Pieces of the network, ascending."""

    roads: tuple[int, ...]
    """Positions among the new roads of the changes."""

    def __bool__(self) -> bool:
        """Say whether there are any."""
        return self.pieces.size > 0 or bool(self.roads)


def select(state: RoadState, selector: RoadSelector, *, gone: bool = False) -> Selected:
    """Return the roads that a selector means.

    Parameters
    ----------
    state : RoadState
        The roads as earlier edits have left them.
    selector : RoadSelector
        Which roads; an edit is one.
    gone : bool, optional
        Also what earlier edits have removed of the network.

    Returns
    -------
    Selected
        Possibly nothing at all.
    """
    pieces = _pieces(state, selector)
    if state.changes.removed and not gone:
        removed = state.changes.removed
        kept = [piece for piece in pieces.tolist() if piece not in removed]
        pieces = np.array(kept, dtype=np.int64)
    roads = tuple(at for at, road in enumerate(state.changes.roads) if _is_meant(road, selector))
    return Selected(pieces, roads)


def _pieces(state: RoadState, selector: RoadSelector) -> IntArray:
    """Return the pieces of the network that a selector means."""
    lookups: list[IntArray] = []
    if selector.way_ids or selector.number or selector.name or selector.road_class:
        index = road_index(state.network)
        if selector.way_ids:
            lookups.append(index.ways_of(selector.way_ids)[0])
        if selector.number:
            lookups.append(index.with_number(selector.number))
        if selector.name:
            lookups.append(index.with_name(selector.name))
        if selector.road_class:
            lookups.append(index.of_class(selector.road_class))
    if not lookups:
        return pieces_within(state.network, selector.within)
    ways = reduce(np.intersect1d, lookups) if len(lookups) > 1 else lookups[0]
    pieces = state.network.piece_lines.of_ways(ways)
    if selector.within is None or not pieces.size:
        return pieces
    return pieces[lines_within(state.network.piece_lines.lines(pieces), selector.within)]


def _is_meant(road: NewRoad, selector: RoadSelector) -> bool:
    """Say whether a selector means a road that the scenario has added."""
    holds = [
        not selector.way_ids or road.way_id in selector.way_ids,
        not selector.number
        or not set(number_keys(selector.number)).isdisjoint(number_keys(road.number)),
        not selector.name or name_key(selector.name) == name_key(road.name),
        not selector.road_class or selector.road_class == road_class(road.tags).name,
    ]
    if not reduce(operator.and_, holds):
        return False
    if selector.within is None:
        return True
    import shapely

    line = shapely.LineString(list(zip(road.lon, road.lat, strict=True)))
    return bool(lines_within(np.array([line]), selector.within)[0])
