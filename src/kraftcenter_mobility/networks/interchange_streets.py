"""From directed edges to streets, which say in which directions they run.

Two edges that mirror each other are one two-way street, an edge alone is a one-way street.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.modes import CAR, MODES
from kraftcenter_mobility.osm.oneway_tags import oneway_directions
from kraftcenter_mobility.osm.tags import CLOSED, access

from .geodesy import link_length_m

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kraftcenter_mobility.notices import Notices

    from .interchange_edges import GraphEdge, TagTable

__all__ = ["Street", "streets_of"]

OTHER_LENGTH = 0.01
"""A given length that differs from the drawn one by a larger share is believed.

Smaller differences are those between a sphere and the ellipsoid.
"""

COORDINATE_DECIMALS = 7
"""Lines that agree to this many decimals, a centimetre, are the same."""


@dataclass(slots=True, eq=False)
class Street:
    """A stretch of one way, travelled along it, against it, or both."""

    edge: GraphEdge
    along: bool = False
    against: bool = False
    tag_set: int = -1
    """The tags with the directions in them."""

    ratio: float = 1.0
    """Known length over drawn length, 1 where the two agree."""

    def __str__(self) -> str:
        """Return what a notice calls the street."""
        edge = self.edge
        way = ", ".join(map(str, edge.osmid)) or "without osmid"
        return f"way {way} from node {edge.tail} to {edge.head}"


def streets_of(edges: Iterable[GraphEdge], table: TagTable, notices: Notices) -> list[Street]:
    """Return the streets that some edges are, in the order of the edges."""
    streets = _paired(edges, notices)
    _tag(streets, table, notices)
    _measure(streets, notices)
    return streets


def _paired(edges: Iterable[GraphEdge], notices: Notices) -> list[Street]:
    """Return the edges, those that mirror each other as one street.

    Of its own edges the library knows which runs against its way. Others may not say.
    """
    streets: dict[object, Street] = {}
    for edge in edges:
        inner = edge.line[1:-1].round(COORDINATE_DECIMALS)
        said = (edge.osmid, edge.tag_set, edge.piece)
        key = (*said, edge.tail, edge.head, inner.tobytes())
        mirrored = (*said, edge.head, edge.tail, inner[::-1].tobytes())
        places = [(key, edge.against), (mirrored, not edge.against)]
        for place, against in places[:1] if edge.piece >= 0 else places:
            street = streets.get(place)
            if street and not (street.against if against else street.along):
                street.along, street.against = True, True
                break
        else:
            alone = Street(edge, along=not edge.against, against=edge.against)
            if streets.setdefault(key, alone) is not alone:
                notices.add(
                    "edge-given-twice",
                    "the graph holds the same edge more than once; the first is used",
                    str(alone),
                )
    return list(streets.values())


def _tag(streets: Iterable[Street], table: TagTable, notices: Notices) -> None:
    """Write into the tags of every street in which directions it runs.

    In a graph whose edges carry OpenStreetMap's own words for ``oneway``, as osmnx makes
    them on demand, every street is one edge and its word decides.
    """
    streets = list(streets)
    words = any(street.edge.oneway for street in streets)
    known: dict[object, tuple[int, bool]] = {}
    for street in streets:
        edge = street.edge
        key = (edge.tag_set, street.along, street.against, edge.oneway)
        if key not in known:
            whole = table.whole[edge.tag_set]
            told = dict(table.tag_sets[edge.tag_set])
            tags = _own_tags(street, told) if whole else _foreign_tags(street, told, words=words)
            known[key] = table.index(tags, whole=True), whole and tags != told
        street.tag_set, one_is_missing = known[key]
        if one_is_missing:
            notices.add(
                "direction-left-out",
                "the graph lacks the edge of a direction that the tags allow; it is closed",
                str(street),
            )


def _own_tags(street: Street, tags: dict[str, str]) -> dict[str, str]:
    """Return whole tags, changed only if an edge has been taken out of the graph."""
    allowed = [access(tags, mode) for mode in MODES]
    along = any(mode_along != CLOSED for mode_along, _ in allowed)
    against = any(mode_against != CLOSED for _, mode_against in allowed)
    if (along and not street.along) or (against and not street.against):
        return {**tags, "oneway": "yes" if street.along else "-1"}
    return tags


def _foreign_tags(street: Street, tags: dict[str, str], *, words: bool) -> dict[str, str]:
    """Return tags without directions, with the one-way sign that the edges imply."""
    word = street.edge.oneway
    if street.along and street.against:
        two_way = oneway_directions(tags, CAR) == (True, True)
        return tags if two_way else {**tags, "oneway": "no"}
    if not words:
        return {**tags, "oneway": "yes" if street.along else "-1"}
    if word in {"-1", "reverse"}:  # osmnx has turned those that run against their way
        word = "yes"
    return {**tags, "oneway": word} if word else tags


def _measure(streets: Sequence[Street], notices: Notices) -> None:
    """Note where a street is known to be longer or shorter than it is drawn."""
    lines = [street.edge.line for street in streets]
    points = np.concatenate(lines)
    first = np.concatenate(([0], np.cumsum([len(line) for line in lines])))
    lon, lat = points[:, 0], points[:, 1]
    link_m = np.append(link_length_m(lon[:-1], lat[:-1], lon[1:], lat[1:]), 0.0)
    link_m[first[1:] - 1] = 0.0
    drawn_m = np.add.reduceat(link_m, first[:-1])
    for street, drawn in zip(streets, drawn_m.tolist(), strict=True):
        length_m = street.edge.length_m
        if drawn > 0 and 0 < length_m < np.inf:
            ratio = length_m / drawn
            street.ratio = ratio if abs(ratio - 1.0) > OTHER_LENGTH else 1.0
        elif not np.isnan(length_m) and (length_m != 0 or drawn > 0):
            notices.add(
                "length-not-usable",
                "the length of an edge cannot be; its length as drawn is used",
                f"{street}: {length_m:g} m",
            )
