"""How roads are drawn, by their class."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.osm.road_classes import road_class

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import IntArray
    from kraftcenter_mobility.networks.road import RoadNetwork

__all__ = ["DASHED", "NEAR", "STYLES", "Style", "longest_piece", "segment_styles"]


class Style(NamedTuple):
    """How one class of roads is drawn."""

    name: str
    text: str
    """Key of what the legend says."""

    colour: str
    width: float
    bold: str
    """Colour where the roads are what the map is about."""


STYLES = (
    Style("path", "path", "#d2d2ca", 0.4, "#a8a08c"),
    Style("local", "local", "#c0c3c8", 0.45, "#8d8d93"),
    Style("ferry", "ferries", "#4f86b8", 0.8, "#4f86b8"),
    Style("tertiary", "tertiary", "#b1b5bb", 0.6, "#5f7f8c"),
    Style("secondary", "secondary", "#8b919a", 0.8, "#c49a2f"),
    Style("primary", "primary", "#6d737d", 1.1, "#d4761c"),
    Style("trunk", "trunk", "#4d535c", 1.4, "#b1262f"),
    Style("motorway", "motorway", "#3f444c", 1.8, "#4b1d63"),
)
"""From the least to the greatest, which is drawn on top."""

NEAR = (0, 1)
"""Styles that are drawn only where one looks closely: paths and local streets."""

DASHED = (2,)

STYLE_OF_CLASS = {
    **{style.name: style.name for style in STYLES},
    "motorway_link": "secondary",
    "trunk_link": "secondary",
    "primary_link": "secondary",
    "secondary_link": "tertiary",
    "tertiary_link": "tertiary",
    "unclassified": "local",
    "residential": "local",
    "living_street": "local",
    "road": "local",
}
"""Everything else is drawn as a path."""


def segment_styles(roads: RoadNetwork) -> IntArray:
    """Return how each segment is drawn: as the longest of its pieces. Shape (n_segments,)."""
    names = [style.name for style in STYLES]
    of_tags = np.array(
        [names.index(STYLE_OF_CLASS.get(road_class(tags).name, "path")) for tags in roads.tag_sets],
        dtype=np.int64,
    )
    return of_tags[roads.way_tag_set[roads.piece_way[longest_piece(roads)]]]


def longest_piece(roads: RoadNetwork) -> IntArray:
    """Return the longest piece of every segment. Shape (n_segments,)."""
    owner = np.repeat(np.arange(roads.n_segments), np.diff(roads.first_piece))
    order = np.lexsort((roads.piece_length_m, owner))
    return order[roads.first_piece[1:] - 1]
