"""Roads along which no place lies: no door opens on to a motorway or a ferry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kraftcenter_mobility._kernels.csr import BoolArray

    from .road import RoadNetwork

__all__ = ["has_doors", "is_doorless", "with_doors"]

DOORLESS = ("motorway", "motorway_link", "ferry")
"""Classes of road; ways without a class are ferries."""


def is_doorless(tag_sets: Sequence[Mapping[str, str]]) -> BoolArray:
    """Say which sets of tags are those of roads without doors. Shape (n_tag_sets,)."""
    return np.array(
        [
            tags.get("highway", "ferry") in DOORLESS or tags.get("motorroad") == "yes"
            for tags in tag_sets
        ],
        dtype=np.bool_,
    )


def has_doors(roads: RoadNetwork) -> BoolArray:
    """Say which segments are of roads with doors. Shape (n_segments,).

    All pieces of a segment are alike in this, so its first one speaks for all.
    """
    first = roads.first_piece[:-1]
    of_tags: BoolArray = ~is_doorless(roads.tag_sets)
    return of_tags[roads.way_tag_set[roads.piece_way[first]]]


def with_doors(roads: RoadNetwork, segments: BoolArray) -> BoolArray:
    """Return those of some segments that places may join.

    Where there is nothing else, the roads without doors have to do.
    """
    chosen: BoolArray = segments & has_doors(roads)
    return chosen if chosen.any() else segments
