"""The table of turns, and the shadow edges that restrictions via ways need."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .edges import sorted_by_tail
from .road import NO_SUCH_TURN, SHADOW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kraftcenter_mobility._kernels.csr import IntArray

    from .edges import Edges
    from .restrictions import ForbiddenPath

__all__ = ["Turns", "make_turns"]

Path = tuple[int, ...]


class Turns(NamedTuple):
    """Edges, shadows among them, and every turn from one to another."""

    edges: Edges
    first_out: IntArray
    first_turn: IntArray
    rule: IntArray
    before: IntArray
    after: IntArray


def make_turns(edges: Edges, n_nodes: int, forbidden: Sequence[ForbiddenPath]) -> Turns:
    """Return the turns between edges that are sorted by tail, the forbidden ones marked."""
    states = sorted({path.edges[:n] for path in forbidden for n in range(2, len(path.edges))})
    base = np.concatenate(
        (np.arange(edges.tail.size), np.array([state[-1] for state in states], dtype=np.int64))
    )
    is_shadow = np.arange(base.size) >= edges.tail.size
    extended = edges.taken(base)
    extended = extended._replace(role=extended.role + np.where(is_shadow, SHADOW, 0))
    ordered, first_out, order = sorted_by_tail(extended, n_nodes)
    n_followers = np.diff(first_out)[ordered.head]
    first_turn = np.concatenate(([0], np.cumsum(n_followers)))
    before = np.repeat(np.arange(order.size), n_followers)
    step = np.arange(before.size) - first_turn[before]
    after = first_out[ordered.head[before]] + step
    rule = np.zeros(before.size, dtype=np.int64)
    came_by: list[Path] = [(e,) for e in range(edges.tail.size)] + states if forbidden else []
    if forbidden:
        paths = [came_by[old] for old in order.tolist()]
        _mark(rule, ordered, first_out, first_turn, base[order], paths, forbidden)
    return Turns(ordered, first_out, first_turn, rule, before, after)


def _mark(  # noqa: PLR0913, PLR0917 - the parts of one table
    rule: IntArray,
    edges: Edges,
    first_out: IntArray,
    first_turn: IntArray,
    base: IntArray,
    paths: Sequence[Path],
    forbidden: Sequence[ForbiddenPath],
) -> None:
    """Write into `rule` which turns are forbidden, and which lead to the wrong twin.

    `paths` says by which (base) edges one is known to have come onto each edge.
    """
    shadow_of = {path: edge for edge, path in enumerate(paths) if len(path) > 1}
    banned = {path.edges: path.banned for path in forbidden}
    plain = {path[0]: edge for edge, path in enumerate(paths) if len(path) == 1}
    for edge in _concerned(edges, first_out, base, shadow_of, forbidden):
        node = int(edges.head[edge])
        for follower in range(int(first_out[node]), int(first_out[node + 1])):
            path = (*paths[edge], int(base[follower]))
            suffixes = [path[start:] for start in range(len(path) - 1)]
            right = next(
                (shadow_of[suffix] for suffix in suffixes if suffix in shadow_of),
                plain[int(base[follower])],
            )
            turn = int(first_turn[edge]) + follower - int(first_out[node])
            if follower != right:
                rule[turn] = NO_SUCH_TURN
            for suffix in suffixes:
                rule[turn] |= banned.get(suffix, 0)


def _concerned(
    edges: Edges,
    first_out: IntArray,
    base: IntArray,
    shadow_of: dict[Path, int],
    forbidden: Sequence[ForbiddenPath],
) -> list[int]:
    """Return the edges some of whose turns are not plain ones."""
    shadows = np.array(list(shadow_of.values()), dtype=np.int64)
    at = np.zeros(first_out.size - 1, dtype=np.bool_)
    at[edges.tail[shadows]] = True
    concerned = at[edges.head]
    concerned[shadows] = True
    ends = [path.edges[-2] for path in forbidden]
    concerned |= np.isin(base, np.array(ends, dtype=np.int64))
    return [int(edge) for edge in np.flatnonzero(concerned)]
