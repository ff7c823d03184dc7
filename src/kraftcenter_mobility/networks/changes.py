"""What edits of roads come down to: a few pieces with other tags, gone, cut or new.

The vocabulary between scenarios, which speak as planners do, and networks, which know
pieces, nodes and tags. Plain values; nothing is copied and nothing is looked up here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["NewRoad", "PieceCut", "RoadChanges"]


class PieceCut(NamedTuple):
    """A place along a piece that becomes a node, so that a new road can join there."""

    piece: int
    offset_m: float
    """From the beginning of the piece, as its segment is drawn."""

    node_id: int
    """Of a point that the piece has there already, or else a new one, below zero."""

    lon: float
    lat: float


class NewRoad(NamedTuple):
    """A road that the network does not have. Nodes with known ids are shared with it."""

    way_id: int
    """Below zero."""

    tags: Mapping[str, str]
    name: str
    number: str
    node_id: tuple[int, ...]
    """Of every point along it; new ones are below zero."""

    lon: tuple[float, ...]
    lat: tuple[float, ...]
    built_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadChanges:
    """Changes to the roads of one network, all at once. Without any: the network as it is."""

    tags: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    """All tags from now on of pieces that get others."""

    removed: frozenset[int] = frozenset()
    """Pieces that are gone."""

    cuts: tuple[PieceCut, ...] = ()
    roads: tuple[NewRoad, ...] = ()
    node_tags: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    """All tags from now on of nodes that get others, by OpenStreetMap id."""

    def __bool__(self) -> bool:
        """Say whether anything changes at all."""
        return bool(self.tags or self.removed or self.cuts or self.roads or self.node_tags)
