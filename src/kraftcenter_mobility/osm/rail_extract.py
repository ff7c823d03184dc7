"""What a file of OpenStreetMap data holds of railways, as arrays and as it stands."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from kraftcenter_mobility.notices import Notices

from .rail_tags import RAIL_KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

    from .extract import Member
    from .features import Entrance, Feature

__all__ = ["RailExtract", "RailRelation"]


class RailRelation(NamedTuple):
    """A stop area or a train route as it stands in the data."""

    relation_id: int
    tags: Mapping[str, str]
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RailExtract:
    """Tracks, the nodes along them, and what is said of both.

    Every ``way_`` array runs along the rows; a way that an area's border cuts into pieces
    has several rows. Every ``ref`` array runs along the nodes of all rows, row by row.
    """

    way_id: IntArray
    way_tag_set: IntArray
    """Index into `tag_sets`."""

    first_ref: IntArray
    """Where each row's nodes begin. Shape (n_rows + 1,)."""

    ref: IntArray
    """Node ids. Shape (n_refs,)."""

    lon: FloatArray
    lat: FloatArray
    tag_sets: Sequence[Mapping[str, str]]
    node_tags: Mapping[int, Mapping[str, str]]
    """Of nodes along tracks that have any."""

    stations: Sequence[Feature] = ()
    stop_areas: Sequence[RailRelation] = ()
    entrances: Mapping[int, Entrance] = field(default_factory=dict)
    routes: Sequence[RailRelation] = ()
    masters: Sequence[RailRelation] = ()
    """Relations that name the routes of one line together."""

    kinds: tuple[str, ...] = RAIL_KINDS
    timestamp: str = ""
    source: str = ""
    notices: Notices = field(default_factory=Notices)

    @property
    def n_rows(self) -> int:
        """Number of rows, at least one for each way."""
        return self.way_id.size

    def with_rows(self, row: IntArray, first_ref: IntArray, position: IntArray) -> RailExtract:
        """Return the extract with other rows, made of positions along the old ones."""
        return replace(
            self,
            way_id=self.way_id[row],
            way_tag_set=self.way_tag_set[row],
            first_ref=first_ref,
            ref=self.ref[position],
            lon=self.lon[position],
            lat=self.lat[position],
        )
