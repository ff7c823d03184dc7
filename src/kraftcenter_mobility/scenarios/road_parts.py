"""The roads an edit means, sorted by their tags: what is alike is looked at once."""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import ScenarioError
from kraftcenter_mobility.modes import MODES
from kraftcenter_mobility.osm.tags import CLOSED, known_access

from .no_match import length_km, unknown_ids, why_nothing
from .selection import Selected, select

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kraftcenter_mobility._kernels.csr import BoolArray, IntArray
    from kraftcenter_mobility.modes import Mode

    from .road_state import RoadState
    from .selection import RoadSelector

__all__ = ["Part", "open_directions", "parts_meant", "parts_of"]


class Part(NamedTuple):
    """Roads with the same tags."""

    tags: Mapping[str, str]
    built_up: bool
    pieces: IntArray
    """Pieces of the network."""

    roads: tuple[int, ...]
    """Positions among the new roads of the changes."""

    def length_km(self, state: RoadState) -> float:
        """Return the length of the roads, in km."""
        return length_km(state, Selected(self.pieces, self.roads))

    @property
    def n_parts(self) -> int:
        """Number of pieces, new roads counting as one each."""
        return self.pieces.size + len(self.roads)

    def taken(self, which: BoolArray) -> Part:
        """Return some of the roads; `which` marks pieces and then new roads. Shape (n_parts,)."""
        n_pieces = self.pieces.size
        roads = tuple(compress(self.roads, which[n_pieces:].tolist()))
        return self._replace(pieces=self.pieces[which[:n_pieces]], roads=roads)


def parts_meant(state: RoadState, edit: RoadSelector) -> tuple[list[Part], tuple[str, ...]]:
    """Return the roads that an edit means, and what a planner should know of the choice.

    Parameters
    ----------
    state : RoadState
        The roads as earlier edits have left them.
    edit : RoadSelector
        The edit.

    Returns
    -------
    parts : list of Part
        The roads; none only if the edit allows it.
    notes : tuple of str
        What is odd about the choice.

    Raises
    ------
    ScenarioError
        If the edit matches nothing, or some of its way ids are unknown, unless it allows that.
    """
    found = select(state, edit)
    trouble = unknown_ids(state, edit) if found else why_nothing(state, edit)
    if trouble and not edit.allow_no_effect:
        others = "; allow_no_effect=True makes do with the others" if found else ""
        raise ScenarioError(f"{trouble}{others}")
    return parts_of(state, found), (trouble,) if trouble else ()


def parts_of(state: RoadState, found: Selected) -> list[Part]:
    """Return some roads sorted by their tags, and by whether they lie in built-up areas."""
    roads = state.network.roads
    pieces, own_tags = found.pieces, state.changes.tags
    changed: list[int] = []
    if own_tags and pieces.size:
        is_changed = np.array([piece in own_tags for piece in pieces.tolist()])
        changed, pieces = pieces[is_changed].tolist(), pieces[~is_changed]
    ways = roads.piece_way[pieces]
    kind = roads.way_tag_set[ways] * 2 + roads.way_built_up[ways]
    parts = [
        Part(roads.tag_sets[int(each) // 2], bool(each % 2), group, ())
        for each, group in _by_kind(kind, pieces)
    ]
    return parts + _changed_parts(state, changed) + _new_parts(state, found.roads)


def _by_kind(kind: IntArray, pieces: IntArray) -> Iterable[tuple[int, IntArray]]:
    """Return the pieces of each kind."""
    if not kind.size:
        return []
    if kind.size == 1 or kind.min() == kind.max():
        return [(int(kind[0]), pieces)]
    order = np.argsort(kind, kind="stable")
    known, begin = np.unique(kind[order], return_index=True)
    return zip(known.tolist(), np.split(pieces[order], begin[1:]), strict=True)


def _changed_parts(state: RoadState, pieces: list[int]) -> list[Part]:
    """Return pieces that earlier edits have given other tags, sorted by these."""
    roads = state.network.roads
    groups: dict[tuple[int, bool], list[int]] = {}
    for piece in pieces:
        built_up = bool(roads.way_built_up[roads.piece_way[piece]])
        groups.setdefault((id(state.changes.tags[piece]), built_up), []).append(piece)
    return [
        Part(state.changes.tags[group[0]], built_up, np.array(group), ())
        for (_, built_up), group in groups.items()
    ]


def _new_parts(state: RoadState, at: Sequence[int]) -> list[Part]:
    """Return roads that the scenario has added, each for itself."""
    none = np.zeros(0, dtype=np.int64)
    new = [(index, state.changes.roads[index]) for index in at]
    return [Part(road.tags, road.built_up, none, (index,)) for index, road in new]


def open_directions(tags: Mapping[str, str], modes: Iterable[Mode]) -> tuple[bool, bool]:
    """Say whether any of some modes may use a road along its way and against it.

    Without modes: anybody at all.
    """
    along = against = False
    for mode in tuple(modes) or MODES:
        may_go_along, may_go_against = known_access(tags, mode)
        along |= may_go_along != CLOSED
        against |= may_go_against != CLOSED
        if along and against:
            break
    return along, against
