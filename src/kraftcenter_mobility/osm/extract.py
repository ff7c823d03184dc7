"""What a file of OpenStreetMap data holds that the library uses, as arrays.

The reader in :mod:`.reader` makes an extract; so does the converter from NetworkX graphs.
Nothing is interpreted here: tags are kept as they stand, each distinct set of them once.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.notices import Notices

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray

    from .features import Entrance, Feature

__all__ = ["Member", "OsmExtract", "Restriction", "kept_runs"]


class Member(NamedTuple):
    """A way or node that a turn restriction speaks of."""

    osm_type: str
    ref: int
    role: str


class Restriction(NamedTuple):
    """A turn restriction as it stands in the data."""

    relation_id: int
    tags: dict[str, str]
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OsmExtract:
    """Ways, the nodes along them, and what is said of both.

    Every ``way_`` array runs along the rows; a way that an area's border cuts into pieces
    has several rows. Every ``ref`` array runs along the nodes of all rows, row by row.
    """

    way_id: IntArray
    way_tag_set: IntArray
    """Index into `tag_sets`."""

    way_name: IntArray
    """Index into `names`, -1 for none."""

    way_number: IntArray
    """Index of the road number (``ref``) into `names`, -1 for none."""

    way_length_m: FloatArray
    """Length where it is known better than from the coordinates, else NaN."""

    first_ref: IntArray
    """Where each row's nodes begin. Shape (n_rows + 1,)."""

    ref: IntArray
    """Node ids. Shape (n_refs,)."""

    lon: FloatArray
    lat: FloatArray
    tag_sets: Sequence[Mapping[str, str]]
    names: Sequence[str]
    node_tags: Mapping[int, Mapping[str, str]]
    way_bendiness_deg_km: FloatArray | None = None
    """Bendiness of the whole way where it is known, else NaN; None if it is nowhere."""

    restrictions: Sequence[Restriction] = ()
    features: Sequence[Feature] = ()
    entrances: Mapping[int, Entrance] = field(default_factory=dict)
    timestamp: str = ""
    """When the data were current, ISO 8601, empty where the file does not say."""

    source: str = ""
    notices: Notices = field(default_factory=Notices)

    @property
    def n_rows(self) -> int:
        """Number of rows, at least one for each way."""
        return self.way_id.size

    def with_rows(self, row: IntArray, first_ref: IntArray, position: IntArray) -> OsmExtract:
        """Return the extract with other rows, made of positions along the old ones."""
        bendiness_deg_km = self.way_bendiness_deg_km
        return replace(
            self,
            way_bendiness_deg_km=None if bendiness_deg_km is None else bendiness_deg_km[row],
            way_id=self.way_id[row],
            way_tag_set=self.way_tag_set[row],
            way_name=self.way_name[row],
            way_number=self.way_number[row],
            way_length_m=self.way_length_m[row],
            first_ref=first_ref,
            ref=self.ref[position],
            lon=self.lon[position],
            lat=self.lat[position],
        )


def kept_runs(first_ref: IntArray, keep: BoolArray) -> tuple[IntArray, IntArray, IntArray]:
    """Return the rows that remain when only some of the nodes along them are kept.

    Returns the old row of each new one, where its nodes begin, and the positions of the
    kept nodes. Runs of fewer than two nodes vanish.
    """
    n_refs = keep.size
    row = np.repeat(np.arange(first_ref.size - 1), np.diff(first_ref))
    starts_row = np.zeros(n_refs, dtype=np.bool_)
    starts_row[first_ref[:-1][np.diff(first_ref) > 0]] = True
    begins = keep & (starts_row | ~np.concatenate(([False], keep[:-1])))
    position = np.flatnonzero(keep)
    run = np.cumsum(begins)[position] - 1
    size = np.bincount(run, minlength=int(begins.sum()))
    long_enough = size >= 2  # noqa: PLR2004 - a line has two ends
    position = position[long_enough[run]]
    new_row = row[np.flatnonzero(begins)][long_enough]
    new_first = np.concatenate(([0], np.cumsum(size[long_enough]))).astype(np.int64)
    return new_row, new_first, position
