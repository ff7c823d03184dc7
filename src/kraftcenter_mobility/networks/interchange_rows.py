"""From streets to the rows of an extract, one for each way as far as that can be told.

Streets of one way that follow each other are chained into one row, so that the bends at
the nodes between them are seen, and a way that a restriction names ends where it did.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.osm.extract import Member, OsmExtract, Restriction

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility.notices import Notices

    from .interchange_edges import GraphEdge, TagTable
    from .interchange_nodes import GraphNodes
    from .interchange_streets import Street

__all__ = ["extract_of_streets"]

SAME_RATIO = 1e-6
NO_ID = np.iinfo(np.int64).min
"""Stands for the points between nodes until they get ids."""

Key = tuple[object, ...]


class _Points(NamedTuple):
    """What an extract holds of the points along its rows."""

    first_ref: IntArray
    ref: IntArray
    lon: FloatArray
    lat: FloatArray


def extract_of_streets(
    streets: Sequence[Street],
    nodes: GraphNodes,
    table: TagTable,
    restrictions: Sequence[Restriction],
    notices: Notices,
) -> OsmExtract:
    """Return the extract of a graph's streets.

    Parameters
    ----------
    streets, nodes, table
        The streets with their sets of tags, and the nodes they join.
    restrictions : sequence of Restriction
        Turn restrictions on the ways and nodes.
    notices : Notices
        What was odd.
    """
    way_ids = _way_ids(streets)
    rows = _rows(streets, way_ids)
    points = _points(rows, min(int(nodes.node_id.min()), 0))
    heads = [row[0].edge for row in rows]
    labels = (label for edge in heads for label in (edge.name, edge.number) if label)
    names = {label: index for index, label in enumerate(dict.fromkeys(labels))}
    return OsmExtract(
        way_id=np.array([way_ids[_way_key(row[0])] for row in rows], dtype=np.int64),
        way_tag_set=np.array([row[0].tag_set for row in rows], dtype=np.int64),
        way_name=np.array([names.get(edge.name, -1) for edge in heads], dtype=np.int64),
        way_number=np.array([names.get(edge.number, -1) for edge in heads], dtype=np.int64),
        way_length_m=np.array([_known_length_m(row) for row in rows]),
        way_bendiness_deg_km=np.array([edge.bendiness_deg_km for edge in heads]),
        **points._asdict(),
        tag_sets=tuple(table.tag_sets),
        names=tuple(names),
        node_tags=nodes.tags,
        restrictions=tuple(_split(restrictions, streets, way_ids)),
        notices=notices,
    )


def _way_key(street: Street) -> Key:
    """Return what streets of one way have in common."""
    edge = street.edge
    alone = () if edge.osmid else (edge.tail, edge.head, edge.line.tobytes())
    return (edge.osmid, street.tag_set, edge.name, edge.number, *alone)


def _way_ids(streets: Sequence[Street]) -> dict[Key, int]:
    """Return an id for every way, its own for the most of a way whose parts differ.

    Parts of a way that differ in tags, streets made of several ways and ways without an
    id of a whole number get ids of their own, below all others.
    """
    size = Counter(_way_key(street) for street in streets)
    osmids = {key: [i for i in _osmid(key) if isinstance(i, int)] for key in size}
    free = min(0, min((i for ids in osmids.values() for i in ids), default=0))
    order = sorted(size, key=lambda key: (len(_osmid(key)) > 1, -size[key]))
    taken: set[int] = set()
    way_ids: dict[Key, int] = {}
    for key in order:
        osm_id = next((i for i in osmids[key] if i not in taken), None)
        if osm_id is None:
            free -= 1
            osm_id = free
        taken.add(osm_id)
        way_ids[key] = osm_id
    return way_ids


def _osmid(key: Key) -> tuple[int | str, ...]:
    """Return the ids that a way's key begins with."""
    osmid = key[0]
    return osmid if isinstance(osmid, tuple) else ()


def _rows(streets: Sequence[Street], way_ids: dict[Key, int]) -> list[list[Street]]:
    """Return the streets of each row, the rows in the order in which the library had them."""
    ends = Counter(end for s in streets for end in (s.edge.tail, s.edge.head))
    of_way: dict[int, list[Street]] = defaultdict(list)
    for street in streets:
        of_way[way_ids[_way_key(street)]].append(street)
    rows = [row for way in of_way.values() for row in _chains(way, ends)]
    first_piece: dict[int, int] = {}
    for street in streets:
        edge = street.edge
        first_piece[edge.segment] = min(edge.piece, first_piece.get(edge.segment, edge.piece))

    def rank(row: list[Street]) -> float:
        begun = [e.segment for s in row if first_piece[(e := s.edge).segment] == e.piece]
        return min((segment for segment in begun if segment >= 0), default=np.inf)

    return sorted(rows, key=rank)


def _chains(way: Sequence[Street], ends: Counter[int]) -> Iterator[list[Street]]:
    """Yield the streets of one way, those that follow each other together."""
    into: dict[int, list[Street]] = defaultdict(list)
    out_of: dict[int, list[Street]] = defaultdict(list)
    for street in way:
        out_of[street.edge.tail].append(street)
        into[street.edge.head].append(street)
    after: dict[Street, Street] = {}
    for node, leaving in out_of.items():
        arriving = into[node]
        if len(leaving) == len(arriving) == 1 and _continues(arriving[0], leaving[0], ends):
            after[arriving[0]] = leaving[0]
    followers = set(after.values())
    for street in way:
        if street not in followers:
            yield _followed(street, after)
    while after:
        ring = _followed(next(iter(after)), after)
        yield _begun(ring)


def _continues(street: Street, other: Street, ends: Counter[int]) -> bool:
    """Say whether a street may share its row with the one of its way that follows it.

    They must be stretched alike. A way that the library knows to have been cut where no
    other road meets it began or ended there.
    """
    known = street.edge.piece >= 0 and other.edge.piece >= 0
    cut = known and not _within_piece(street.edge, other.edge)
    alike = abs(street.ratio / other.ratio - 1.0) < SAME_RATIO
    return alike and not (cut and ends[other.edge.tail] == 2)  # noqa: PLR2004 - one each


def _within_piece(edge: GraphEdge, other: GraphEdge) -> bool:
    """Say whether the library cut an edge from the one after it only for the graph's sake."""
    return edge.piece == other.piece >= 0 and other.step == edge.step + 1


def _followed(street: Street, after: dict[Street, Street]) -> list[Street]:
    """Return a street and those after it, which are taken out of `after`."""
    chain = [street]
    while (following := after.pop(chain[-1], None)) is not None and following is not street:
        chain.append(following)
    return chain


def _begun(ring: list[Street]) -> list[Street]:
    """Return the streets of a ring, from where it was cut."""
    begin = min(range(len(ring)), key=lambda i: _within_piece(ring[i - 1].edge, ring[i].edge))
    return ring[begin:] + ring[:begin]


def _split(
    restrictions: Sequence[Restriction],
    streets: Sequence[Street],
    way_ids: dict[Key, int],
) -> list[Restriction]:
    """Return the restrictions, ways whose parts have several ids now replaced by these."""
    named = {m.ref for r in restrictions for m in r.members if m.osm_type == "way"}
    parts: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for street in streets:
        for osmid in street.edge.osmid:
            if osmid in named and isinstance(osmid, int):
                nodes = parts[osmid][way_ids[_way_key(street)]]
                nodes |= {street.edge.tail, street.edge.head}
    return [
        r._replace(members=tuple(m for member in r.members for m in _parts(member, r, parts)))
        for r in restrictions
    ]


def _parts(
    member: Member, restriction: Restriction, parts: dict[int, dict[int, set[int]]]
) -> Iterator[Member]:
    """Yield what a restriction is to name instead of a way: the parts that touch its via."""
    if member.osm_type != "way" or member.ref not in parts:
        yield member
        return
    via: set[int] = set()
    for other in restriction.members:
        if other.role == "via" and other.osm_type == "node":
            via.add(other.ref)
        elif other.role == "via":
            via.update(*parts.get(other.ref, {}).values())
    for way_id, nodes in parts[member.ref].items():
        if member.role == "via" or len(parts[member.ref]) == 1 or nodes & via:
            yield member._replace(ref=way_id)


def _points(rows: Sequence[Sequence[Street]], lowest_id: int) -> _Points:
    """Return the points along all rows; those between nodes get ids below all others."""
    lines = [_line(row) for row in rows]
    ref = np.concatenate([_refs(row) for row in rows])
    between = np.flatnonzero(ref == NO_ID)
    ref[between] = lowest_id - 1 - np.arange(between.size)
    lonlat = np.concatenate(lines)
    return _Points(
        np.concatenate(([0], np.cumsum([len(line) for line in lines]))),
        ref,
        np.ascontiguousarray(lonlat[:, 0]),
        np.ascontiguousarray(lonlat[:, 1]),
    )


def _line(row: Sequence[Street]) -> FloatArray:
    """Return the line of a row, each node once."""
    return np.concatenate([row[0].edge.line[:1], *(street.edge.line[1:] for street in row)])


def _refs(row: Sequence[Street]) -> IntArray:
    """Return the ids along a row."""
    refs = [row[0].edge.tail]
    for street in row:
        refs += [NO_ID] * (len(street.edge.line) - 2)
        refs.append(street.edge.head)
    return np.array(refs, dtype=np.int64)


def _known_length_m(row: Sequence[Street]) -> float:
    """Return the length of a row, NaN if it is as drawn."""
    return np.nan if row[0].ratio == 1.0 else sum(street.edge.length_m for street in row)
