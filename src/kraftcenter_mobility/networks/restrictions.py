"""Turn restrictions: from relations in the data to turns that may not be made.

A restriction at a node forbids one turn. One via ways forbids a sequence of edges, which
a graph of edges and turns cannot say directly: whether the last turn is allowed depends
on how one came. So the edges in the middle are given *shadows*, which are entered only by
those who came the forbidden way, as the states of a pattern-matching automaton [1]_; the
forbidden turn is then missing from the last shadow alone.

References
----------
.. [1] A. V. Aho and M. J. Corasick, "Efficient string matching: an aid to bibliographic
   search," Commun. ACM, vol. 18, no. 6, pp. 333-340, 1975. doi:10.1145/360825.360855
"""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .road import ARRIVAL, BANNED_BICYCLE, BANNED_CAR, BANNED_EMERGENCY, ORDINARY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kraftcenter_mobility.notices import Notices
    from kraftcenter_mobility.osm.extract import Restriction

    from .edge_ways import EdgeWays
    from .edges import Edges

__all__ = [
    "ForbiddenPath",
    "forbidden_paths",
    "restricted_modes",
    "via_nodes",
]

MOTOR = BANNED_CAR | BANNED_EMERGENCY
CONCERNED = {
    "": MOTOR | BANNED_BICYCLE,
    "vehicle": MOTOR | BANNED_BICYCLE,
    "motor_vehicle": MOTOR,
    "motorcar": BANNED_CAR,
    "bicycle": BANNED_BICYCLE,
    "emergency": BANNED_EMERGENCY,
}
"""Whom a restriction concerns, by the vehicle it names; others are none of ours."""

EXEMPTIONS = {
    BANNED_CAR: {"motor_vehicle", "motorcar"},
    BANNED_EMERGENCY: {"motor_vehicle", "motorcar", "emergency"},
    BANNED_BICYCLE: {"bicycle"},
}
TIMES = {"hour_on", "hour_off", "day_on", "day_off", "date_on", "date_off"}
"""Keys of restrictions that hold at certain times, in the old way of saying it."""

MAX_VIA_EDGES = 60
"""Edges followed along via ways before a restriction is taken to be broken."""


class ForbiddenPath(NamedTuple):
    """Edges that may not be travelled one right after the other."""

    edges: tuple[int, ...]
    banned: int
    """To whom, as BANNED flags."""


class _Spelled(NamedTuple):
    """A restriction's members by role."""

    kind: str
    banned: int
    from_ways: tuple[int, ...]
    via_node: int | None
    via_ways: tuple[int, ...]
    to_ways: tuple[int, ...]


class _SkippedError(Exception):
    """Why a restriction cannot be used; caught where restrictions are counted."""


def restricted_modes(tags: Mapping[str, str]) -> dict[str, int]:
    """Return what a restriction says, and to whom, as BANNED flags.

    ``restriction`` concerns all vehicles but those in ``except``, or those that the relation's
    ``type=restriction:bicycle`` names; ``restriction:motorcar`` and the like concern one kind,
    and several of them may stand side by side. What concerns no mode of ours is left out.
    """
    exempt = {value.strip() for value in tags.get("except", "").split(";")}
    spared = sum(flag for flag, names in EXEMPTIONS.items() if exempt & names)
    named_by_type = tags.get("type", "").partition(":")[2]
    said: dict[str, int] = {}
    for key, value in tags.items():
        relation, _, vehicle = key.partition(":")
        if relation != "restriction" or value in {"", "none"}:
            continue
        flags = CONCERNED.get(vehicle or named_by_type, 0) & ~spared
        if flags:
            said[value] = said.get(value, 0) | flags
    return said


def via_nodes(restrictions: Sequence[Restriction]) -> set[int]:
    """Return the ids of the nodes that restrictions turn at."""
    return {
        member.ref
        for restriction in restrictions
        for member in restriction.members
        if member.role == "via" and member.osm_type == "node"
    }


def forbidden_paths(
    restrictions: Sequence[Restriction],
    node_index: Mapping[int, int],
    edge_ways: EdgeWays,
    notices: Notices,
) -> list[ForbiddenPath]:
    """Return the sequences of edges that the restrictions forbid, and count those used.

    `node_index` gives the dense node of an OpenStreetMap node id.
    """
    paths: dict[tuple[int, ...], int] = defaultdict(int)
    variants = _Variants(edge_ways.edges)
    for restriction in restrictions:
        example = f"relation/{restriction.relation_id}"
        try:
            forbidden = _forbidden(restriction, node_index, edge_ways, notices)
        except _SkippedError as reason:
            code = f"restriction-skipped-{str(reason).replace(' ', '-')}"
            notices.add(code, f"a turn restriction is not used: {reason}", example)
            continue
        notices.add("restriction-used", "a turn restriction is used", example)
        for edges, banned in forbidden:
            for twins in product(*(variants[edge] for edge in edges)):
                paths[twins] |= banned
    return [ForbiddenPath(edges, banned) for edges, banned in sorted(paths.items())]


class _Variants(dict[int, tuple[int, ...]]):
    """An edge and, where there is one, the arrival edge beside it."""

    def __init__(self, edges: Edges) -> None:
        super().__init__()
        ordinary = {
            (int(edges.segment[e]), bool(edges.forward[e])): int(e)
            for e in np.flatnonzero(np.isin(edges.segment, edges.segment[edges.role == ARRIVAL]))
            if edges.role[e] == ORDINARY
        }
        for arrival in np.flatnonzero(edges.role == ARRIVAL).tolist():
            edge = ordinary[int(edges.segment[arrival]), bool(edges.forward[arrival])]
            self[edge] = (edge, arrival)

    def __missing__(self, edge: int) -> tuple[int, ...]:
        """Return an edge that has no other beside it."""
        return (edge,)


def _forbidden(
    restriction: Restriction,
    node_index: Mapping[int, int],
    edge_ways: EdgeWays,
    notices: Notices,
) -> list[tuple[tuple[int, ...], int]]:
    """Return what a restriction forbids, and to whom: all that can be used of its kinds."""
    forbidden: list[tuple[tuple[int, ...], int]] = []
    skipped: list[_SkippedError] = []
    said = _said(restriction)
    for kind, banned in said.items():
        try:
            forbidden += _paths(_spelled(restriction, kind, banned), node_index, edge_ways)
        except _SkippedError as reason:
            skipped.append(reason)
    if len(skipped) == len(said):
        raise skipped[0]
    for why in skipped:
        code = f"restriction-in-part-{str(why).replace(' ', '-')}"
        meaning = f"a part of a turn restriction is not used: {why}"
        notices.add(code, meaning, f"relation/{restriction.relation_id}")
    return forbidden


def _said(restriction: Restriction) -> dict[str, int]:
    """Return what a restriction says and to whom, or say why it cannot be used."""
    said = restricted_modes(restriction.tags)
    conditional = any(key.endswith(":conditional") for key in restriction.tags)
    if TIMES & set(restriction.tags) or (conditional and not said):
        raise _SkippedError("it holds at certain times only")
    if not said:
        raise _SkippedError("it concerns no mode of ours")
    return said


def _spelled(restriction: Restriction, kind: str, banned: int) -> _Spelled:
    """Return the members of a restriction of one kind by their roles."""
    if not kind.startswith(("no_", "only_")):
        raise _SkippedError("its kind is unknown")
    of_role = defaultdict(list)
    for member in restriction.members:
        of_role[member.role, member.osm_type].append(member.ref)
    vias = of_role["via", "node"]
    spelled = _Spelled(
        kind,
        banned,
        tuple(of_role["from", "way"]),
        vias[0] if vias else None,
        tuple(of_role["via", "way"]),
        tuple(of_role["to", "way"]),
    )
    if not spelled.from_ways or not spelled.to_ways or not (vias or spelled.via_ways):
        raise _SkippedError("it lacks a member")
    if len(vias) > 1 or (vias and spelled.via_ways):
        raise _SkippedError("it has several via members of different kinds")
    if kind.startswith("only_") and (len(spelled.from_ways) > 1 or len(spelled.to_ways) > 1):
        raise _SkippedError("it names several ways for one role")
    return spelled


def _paths(
    spelled: _Spelled, node_index: Mapping[int, int], edge_ways: EdgeWays
) -> Iterator[tuple[tuple[int, ...], int]]:
    """Yield the sequences of edges that a restriction forbids, and to whom.

    Who may not use the way that an ``only_`` restriction prescribes is not bound by it.
    """
    ways = edge_ways
    if spelled.via_node is not None:
        named = [*_at_node(spelled, node_index, ways)]
    else:
        named = [*_along_ways(spelled, ways)]
    if not named:
        raise _SkippedError("its members do not meet in the network")
    if spelled.kind.startswith("no_"):
        yield from ((path, spelled.banned) for path in named)
        return
    if len({path[0] for path in named}) != len(named):
        raise _SkippedError("it is ambiguous")
    for path in named:
        banned = spelled.banned & int(np.bitwise_and.reduce(ways.vehicles[list(path)]))
        for step in range(1, len(path)):
            for other in ways.out_of(int(ways.edges.head[path[step - 1]])):
                if other != path[step]:
                    yield (*path[:step], other), banned


def _at_node(
    spelled: _Spelled, node_index: Mapping[int, int], ways: EdgeWays
) -> Iterator[tuple[int, ...]]:
    """Yield the turns of a restriction at a node."""
    node = node_index.get(spelled.via_node) if spelled.via_node is not None else None
    if node is None:
        raise _SkippedError("its via node is not in the network")
    incoming = [e for e in ways.into(node) if int(ways.last_way[e]) in spelled.from_ways]
    outgoing = [e for e in ways.out_of(node) if int(ways.first_way[e]) in spelled.to_ways]
    if len(incoming) > len(spelled.from_ways):
        raise _SkippedError("its from way passes the via node instead of ending there")
    back = spelled.from_ways == spelled.to_ways
    for edge in incoming:
        turns = [e for e in outgoing if back or e != ways.twin[edge]]
        if not back and len(turns) > len(spelled.to_ways):
            raise _SkippedError("its to way passes the via node instead of beginning there")
        for follower in turns:
            if not back or follower == ways.twin[edge]:
                yield edge, follower


def _along_ways(spelled: _Spelled, ways: EdgeWays) -> Iterator[tuple[int, ...]]:
    """Yield the sequences of a restriction via ways, the shortest from each first edge."""
    via = frozenset(spelled.via_ways)
    starts = {int(ways.edges.tail[e]) for e, held in ways.ways.items() if held & via}
    for node in sorted(starts):
        for edge in ways.into(node):
            if int(ways.last_way[edge]) in spelled.from_ways and not ways.ways_of(edge) & via:
                path = _follow(edge, spelled, via, ways)
                if path:
                    yield path


def _follow(
    edge: int, spelled: _Spelled, via: frozenset[int], ways: EdgeWays
) -> tuple[int, ...] | None:
    """Return the shortest way from an edge along all the via ways to the way it is about."""
    paths: list[tuple[tuple[int, ...], frozenset[int]]] = [((edge,), frozenset())]
    for _ in range(MAX_VIA_EDGES):
        longer = []
        for path, passed in paths:
            for follower in ways.out_of(int(ways.edges.head[path[-1]])):
                if follower == ways.twin[path[-1]] or follower in path:
                    continue
                if passed == via and int(ways.first_way[follower]) in spelled.to_ways:
                    return (*path, follower)
                if ways.ways_of(follower) and ways.ways_of(follower) <= via:
                    longer.append(((*path, follower), passed | ways.ways_of(follower)))
        paths = longer
    return None
