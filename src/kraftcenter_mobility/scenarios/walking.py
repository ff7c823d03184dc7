"""The edits of a scenario one after the other, and where they contradict each other."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.errors import MobilityError, ScenarioError

from .edit_values import edit_values, is_place_edit, is_road_edit, is_transit_edit
from .place_tables import check_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kraftcenter_mobility.networks.changes import RoadChanges
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .accounts import Account
    from .place_tables import PlaceTables

__all__ = ["Box", "check_area", "in_order", "walk_places", "walk_roads"]

Box = tuple[float, float, float, float]

SELECTORS = ("way_ids", "number", "name", "road_class", "within")
"""The fields by which edits choose roads."""

LAST_COUNTS = ("limit_kmh", "speed_kmh")
ALL_COUNT = ("factor", "limit_factor")

Numbered = tuple[int, Any]


def walk_roads(
    name: str, edits: Iterable[Any], network: TransportNetwork
) -> tuple[RoadChanges, tuple[Account, ...]]:
    """Return what the edits of roads come down to on a network, and the account of each.

    Raises
    ------
    ScenarioError
        If an edit matches nothing, changes nothing, or cannot be made.
    """
    from .road_state import RoadState

    state = RoadState.of(network)
    accounts: list[Account] = []
    by_choice: defaultdict[str, list[Numbered]] = defaultdict(list)
    for number, edit in enumerate(edits, start=1):
        if not is_road_edit(edit):
            continue
        choice = _choice(edit)
        alike = by_choice[choice] if choice else []
        try:
            state, account = edit.apply(state)
        except MobilityError as trouble:
            seen = "".join(f"; {_title(one)} chose the same roads before it" for one in alike)
            raise ScenarioError(
                f"{_title((number, edit))} of {name!r}: {trouble}{seen}"
            ) from trouble
        notes = tuple(_repeated(edit, one) for one in alike)
        accounts.append(_noted(account, filter(None, notes)))
        by_choice[choice].append((number, edit))
    return state.changes, tuple(accounts)


def walk_places(
    name: str, edits: Iterable[Any], tables: PlaceTables
) -> tuple[PlaceTables, tuple[Account, ...]]:
    """Return tables of places as the edits of places leave them, and the account of each.

    Raises
    ------
    ScenarioError
        If no table has a place, an edit changes nothing, or two contradict each other.
    """
    check_tables(tables)
    accounts: list[Account] = []
    by_place: defaultdict[object, list[Numbered]] = defaultdict(list)
    for number, edit in enumerate(edits, start=1):
        if not is_place_edit(edit):
            continue
        same = by_place[_place_of(edit)]
        try:
            _refuse_contradiction(edit, same)
            tables, account = edit.apply_to_places(tables)
        except MobilityError as trouble:
            raise ScenarioError(f"{_title((number, edit))} of {name!r}: {trouble}") from trouble
        notes = (f"{_title(one)} concerns the same place and comes before" for one in same)
        accounts.append(_noted(account, notes))
        same.append((number, edit))
    return tables, tuple(accounts)


def in_order(
    edits: Iterable[Any],
    of_roads: Iterable[Account],
    of_places: Iterable[Account],
    of_transit: Iterable[Account],
) -> tuple[Account, ...]:
    """Return the accounts of edits of all kinds in the order of the edits."""
    roads, places, transit = iter(of_roads), iter(of_places), iter(of_transit)
    return tuple(
        next(roads if is_road_edit(edit) else transit if is_transit_edit(edit) else places)
        for edit in edits
    )


def check_area(name: str, area: Box | None, network: TransportNetwork) -> None:
    """Refuse a network that has nothing of the area a scenario is for.

    Raises
    ------
    ScenarioError
        If the two do not overlap.
    """
    if area is None:
        return
    extent = network.remembered("extent", lambda: _extent(network))
    west, south, east, north = area
    if west > extent[2] or east < extent[0] or south > extent[3] or north < extent[1]:
        raise ScenarioError(
            f"{name!r} was written for another network: its area is {_box(area)}, and the "
            f"network lies at {_box(extent)} (west, south, east, north); take the network it was "
            f"written for, or correct area"
        )


def _extent(network: TransportNetwork) -> Box:
    """Return the box around all roads, in degrees."""
    lon, lat = network.roads.point_lon, network.roads.point_lat
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


def _box(box: Box) -> str:
    """Return a box in words."""
    return "(" + ", ".join(f"{value:.4g}" for value in box) + ")"


def _title(numbered: Numbered) -> str:
    """Return what to call an edit in messages."""
    number, edit = numbered
    return f"edit {number} ({type(edit).__name__})"


def _noted(account: Account, notes: Iterable[str]) -> Account:
    """Return an account with more notes."""
    more = tuple(notes)
    return replace(account, notes=(*account.notes, *more)) if more else account


def _choice(edit: Any) -> str:
    """Return by which criteria an edit chooses existing roads, empty if it chooses none."""
    if not all(hasattr(edit, field) for field in SELECTORS):
        return ""
    values = edit_values(edit)
    return repr({field: values[field] for field in SELECTORS if field in values})


def _repeated(edit: Any, earlier: Numbered) -> str:
    """Return a note if an earlier edit sets the same speed of the same roads, else nothing."""
    values, before = edit_values(edit), edit_values(earlier[1])
    ways = {values.get("direction", "both"), before.get("direction", "both")}
    modes = [values.get("modes", []), before.get("modes", [])]
    apart = all(modes) and not any(mode in modes[1] for mode in modes[0])
    if ways == {"forward", "backward"} or apart:
        return ""
    for field in (*LAST_COUNTS, *ALL_COUNT):
        if field in values and field in before:
            outcome = "this one counts" if field in LAST_COUNTS else "both count"
            return f"{_title(earlier)} gives {field} of the same roads too; {outcome}"
    return ""


def _place_of(edit: Any) -> object:
    """Return the name of the place that an edit is about."""
    return getattr(edit, "place", None) or getattr(edit, "name", None)


def _refuse_contradiction(edit: Any, earlier: Sequence[Numbered]) -> None:
    """Refuse an edit of a place that was closed, or to close one that was opened."""
    place, kind = _place_of(edit), type(edit).__name__
    for one in earlier:
        before = type(one[1]).__name__
        if before == "ClosePlace" and kind == "AddPlace":
            raise ScenarioError(
                f"{place!r} was closed by {_title(one)}; if it opens elsewhere, say MovePlace "
                f"instead of the two"
            )
        if before == "ClosePlace":
            raise ScenarioError(f"{place!r} was closed by {_title(one)}; leave out one of the two")
        if before == "AddPlace" and kind == "ClosePlace":
            raise ScenarioError(f"{place!r} was added by {_title(one)}; leave out both")
