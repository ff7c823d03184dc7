"""From roads that an edit has touched to the account of it, and to the state after it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import ScenarioError

from .accounts import Account, km_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from kraftcenter_mobility._kernels.csr import IntArray

    from .road_parts import Part
    from .road_state import RoadState
    from .selection import RoadSelector

__all__ = ["Idle", "Outcome", "Touched", "to_whom", "with_touched_tags"]


class Touched(NamedTuple):
    """Roads that an edit changes."""

    part: Part
    directions: tuple[bool, bool]
    """Whether it changes what somebody concerned may use along the way and against it."""

    tags: Mapping[str, str]
    """All tags from now on."""


class Idle(NamedTuple):
    """Roads that an edit means and leaves as they are."""

    part: Part
    reason: str


class Outcome(NamedTuple):
    """What an edit came to."""

    touched: Sequence[Touched]
    idle: Sequence[Idle]
    notes: tuple[str, ...]

    def account(
        self,
        state: RoadState,
        edit: RoadSelector,
        what: str,
        *,
        before: Mapping[str, float],
        after: Mapping[str, float],
    ) -> Account:
        """Return the account of an edit.

        Parameters
        ----------
        state : RoadState
            The roads as they were before it.
        edit : RoadSelector
            The edit.
        what : str
            What it does, in a planner's words.
        before, after : mapping of str to float
            Length by value, in km.

        Returns
        -------
        Account
            Its geometry is found when it is asked for.

        Raises
        ------
        ScenarioError
            If nothing is touched, unless the edit allows it.
        """
        kind = type(edit).__name__
        idle = tuple(self._stays(state, reason) for reason in self._reasons())
        notes = (*((edit.note,) if edit.note else ()), *self.notes, *idle)
        if not self.touched:
            if not edit.allow_no_effect:
                raise ScenarioError(
                    f"nothing changes: {what}: {'; '.join(idle)}; leave the edit out, or say "
                    f"allow_no_effect=True"
                )
            return Account(edit=kind, what=what, notes=notes, has_effect=False)
        roads = state.network.roads
        pieces = np.concatenate([each.part.pieces for each in self.touched])
        new = [at for each in self.touched for at in each.part.roads]
        return Account(
            edit=kind,
            what=what,
            n_ways=len(set(roads.piece_way[pieces].tolist())) + len(new),
            n_pieces=pieces.size + len(new),
            n_edges=self._n_edges(state),
            length_km=sum(each.part.length_km(state) for each in self.touched),
            before=before,
            after=after,
            notes=notes,
            drawn=partial(_drawn, state, pieces, new),
        )

    def _reasons(self) -> list[str]:
        """Return why some roads stay as they are, each reason once."""
        return list(dict.fromkeys(each.reason for each in self.idle))

    def _stays(self, state: RoadState, reason: str) -> str:
        """Say how much stays as it is for one reason."""
        parts = [each.part for each in self.idle if each.reason == reason]
        count = sum(part.n_parts for part in parts)
        km = sum(part.length_km(state) for part in parts)
        stay = f"{count} piece stays" if count == 1 else f"{count} pieces stay"
        return f"{stay} as before ({km_words(km)}): {reason}"

    def _n_edges(self, state: RoadState) -> int:
        """Return how many directions of segments are touched, a new road counting as one."""
        roads, lines = state.network.roads, state.network.piece_lines
        sides: list[IntArray] = []
        n_new = 0
        for part, directions, _ in self.touched:
            segment, along = lines.segment[part.pieces], roads.piece_along[part.pieces]
            for is_along, is_touched in zip((True, False), directions, strict=True):
                if is_touched:
                    sides.append(segment * 2 + (along == is_along))
                    n_new += len(part.roads)
        return len({side for each in sides for side in each.tolist()}) + n_new


def with_touched_tags(state: RoadState, touched: Sequence[Touched]) -> RoadState:
    """Return the state in which the touched roads have their new tags."""
    tags: dict[int, Mapping[str, str]] = {}
    for part, _, changed in touched:
        tags.update(dict.fromkeys(part.pieces.tolist(), changed))
        for at in part.roads:
            state = state.with_road_at(at, state.changes.roads[at]._replace(tags=changed))
    return state.with_tags(tags) if tags else state


def to_whom(edit: Any) -> str:
    """Return whom and which direction an edit concerns, for its account."""
    names = " and ".join(mode.name for mode in edit.modes)
    whom = f" for {names}" if names else ""
    return whom if edit.direction == "both" else f"{whom} {edit.direction}"


def _drawn(state: RoadState, pieces: IntArray, new: Sequence[int]) -> gpd.GeoSeries:
    """Return the lines of pieces and new roads."""
    import geopandas as gpd
    import shapely

    roads = (state.changes.roads[at] for at in new)
    added = [shapely.LineString(list(zip(road.lon, road.lat, strict=True))) for road in roads]
    return gpd.GeoSeries([*state.network.piece_lines.lines(pieces), *added], crs="EPSG:4326")
