"""The edits of rail and services one after the other, and where they contradict each other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.errors import MobilityError, ScenarioError

from .edit_values import is_transit_edit
from .rail_names import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kraftcenter_mobility.networks.public_transport import PublicTransport

    from .accounts import Account

__all__ = ["walk_transit"]

STATION_FIELDS = ("station", "from_station", "to_station")

UNDONE = {
    ("AddStation", "CloseStation"): "the station",
    ("AddLine", "RemoveLine"): "the line",
}
"""Pairs of edits of which the second takes back the first."""

Numbered = tuple[int, Any]


def walk_transit(
    name: str, edits: Iterable[Any], transit: PublicTransport
) -> tuple[PublicTransport, tuple[Account, ...]]:
    """Return public transport as the edits of it leave it, and the account of each.

    Parameters
    ----------
    name : str
        What the scenario is called, for messages.
    edits : iterable of edits
        Of any kind; those that concern other things are left out.
    transit : PublicTransport
        As it is.

    Returns
    -------
    transit : PublicTransport
        As it would be.
    accounts : tuple of Account
        One for each edit of rail or services.

    Raises
    ------
    ScenarioError
        If an edit cannot be made, changes nothing, or contradicts an earlier one.
    """
    accounts: list[Account] = []
    done: list[Numbered] = []
    for number, edit in enumerate(edits, start=1):
        if not is_transit_edit(edit):
            continue
        alike = [one for one in done if _subjects(one[1]) & _subjects(edit)]
        try:
            _refuse_undoing(edit, alike)
            transit, account = edit.apply_to_transit(transit)
        except MobilityError as trouble:
            seen = "".join(f"; {_title(one)} is about the same before it" for one in alike)
            raise ScenarioError(
                f"{_title((number, edit))} of {name!r}: {trouble}{seen}"
            ) from trouble
        notes = tuple(_note(edit, one) for one in alike)
        accounts.append(replace(account, notes=(*account.notes, *filter(None, notes))))
        done.append((number, edit))
    return transit, tuple(accounts)


def _title(numbered: Numbered) -> str:
    """Return what to call an edit in messages."""
    number, edit = numbered
    return f"edit {number} ({type(edit).__name__})"


def _subjects(edit: Any) -> set[tuple[str, str]]:
    """Return the stations and lines by name that an edit is about."""
    kind = type(edit).__name__
    found = {("station", key_of(getattr(edit, each, ""))) for each in STATION_FIELDS}
    if kind == "AddStation":
        found.add(("station", key_of(edit.name)))
    if kind in {"AddLine", "SetHeadway", "RemoveLine"}:
        found.add(("line", key_of(edit.name if kind == "AddLine" else edit.line)))
    found |= {("line", key_of(each)) for each in getattr(edit, "lines", ())}
    return {each for each in found if each[1]}


def _refuse_undoing(edit: Any, earlier: list[Numbered]) -> None:
    """Refuse an edit that takes back what an earlier one has made."""
    for one in earlier:
        pair = type(one[1]).__name__, type(edit).__name__
        if pair in UNDONE and not getattr(edit, "lines", ()):
            raise ScenarioError(f"{UNDONE[pair]} was added by {_title(one)}; leave out both")


def _note(edit: Any, earlier: Numbered) -> str:
    """Return a note if an earlier edit of the same kind says the same thing otherwise."""
    before = earlier[1]
    if type(before) is not type(edit):
        return ""
    kind = type(edit).__name__
    if kind == "SetHeadway" or (kind == "SetDwell" and _same_lines(edit, before)):
        return f"{_title(earlier)} says it too; this one counts"
    if kind in {"SetLineSpeed", "Electrify"} and _ends(edit) == _ends(before) != {""}:
        return f"{_title(earlier)} concerns the same stretch; where they differ, this one counts"
    return ""


def _same_lines(one: Any, other: Any) -> bool:
    """Say whether two edits may concern the same line."""
    lines = [{key_of(each) for each in edit.lines} for edit in (one, other)]
    return not all(lines) or bool(lines[0] & lines[1])


def _ends(edit: Any) -> set[str]:
    """Return the two stations between which an edit takes effect."""
    return {key_of(edit.from_station), key_of(edit.to_station)}
