"""What closing and removing roads comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kraftcenter_mobility.osm.scenario_tags import closed_to

from .edit_fields import directions_of, sides_of
from .road_accounts import Idle, Outcome, Touched, to_whom, with_touched_tags
from .road_parts import open_directions, parts_meant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .accounts import Account
    from .edits import CloseRoad, RemoveRoad
    from .road_parts import Part
    from .road_state import RoadState

__all__ = ["close_roads", "remove_roads"]


def close_roads(state: RoadState, edit: CloseRoad) -> tuple[RoadState, Account]:
    """Return the state in which some roads are closed, and the account of it."""
    parts, notes = parts_meant(state, edit)
    outcomes = [_closed(part, edit) for part in parts]
    touched = [each for each in outcomes if isinstance(each, Touched)]
    idle = [each for each in outcomes if isinstance(each, Idle)]
    km = sum(each.part.length_km(state) for each in touched)
    account = Outcome(touched, idle, notes).account(
        state,
        edit,
        f"close {edit.described()}{to_whom(edit)}",
        before={"open": km},
        after={"closed": km},
    )
    return with_touched_tags(state, touched), account


def _closed(part: Part, edit: CloseRoad) -> Touched | Idle:
    """Return roads of the same tags with the tags of closed ones."""
    along, against = open_directions(part.tags, edit.modes)
    is_meant = sides_of(edit.direction)
    lost = (along and is_meant[0], against and is_meant[1])
    if not any(lost):
        return Idle(part, f"closed{to_whom(edit)} already")
    return Touched(part, lost, closed_to(part.tags, edit.modes, directions_of(edit.direction)))


def remove_roads(state: RoadState, edit: RemoveRoad) -> tuple[RoadState, Account]:
    """Return the state without some roads, and the account of it."""
    parts, notes = parts_meant(state, edit)
    touched = [Touched(part, open_directions(part.tags, ()), {}) for part in parts]
    km = sum(part.length_km(state) for part in parts)
    account = Outcome(touched, (), notes + _lost_joins(state, parts)).account(
        state,
        edit,
        f"remove {edit.described()}",
        before={"present": km},
        after={"removed": km},
    )
    pieces = [piece for part in parts for piece in part.pieces.tolist()]
    new = [at for part in parts for at in part.roads]
    state = state.with_removed(pieces) if pieces else state
    return state.without_roads(new) if new else state, account


def _lost_joins(state: RoadState, parts: Sequence[Part]) -> tuple[str, ...]:
    """Say how many joins of new roads go with the roads that are removed."""
    if not state.changes.cuts:
        return ()
    gone = {piece for part in parts for piece in part.pieces.tolist()}
    count = sum(cut.piece in gone for cut in state.changes.cuts)
    places = "1 place" if count == 1 else f"{count} places"
    verb = "is" if count == 1 else "are"
    return (f"{places} where new roads join it {verb} gone with it",) if count else ()
