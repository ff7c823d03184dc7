"""What the fields of a scenario may hold, checked when it is made."""

from __future__ import annotations

import math
from collections.abc import Iterable
from numbers import Real
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.errors import ScenarioError

from .edit_values import is_edit

if TYPE_CHECKING:
    from .walking import Box

__all__ = ["around", "check_network", "checked_area", "checked_edits", "joined"]


def checked_edits(edits: Any) -> tuple[Any, ...]:
    """Return edits as a tuple, or say which is none."""
    if is_edit(edits):
        raise ScenarioError(
            f"edits must be several, in a tuple: edits=({type(edits).__name__}(...),)"
        )
    if not isinstance(edits, Iterable) or isinstance(edits, str | bytes):
        raise ScenarioError(f"edits must be a tuple of edits, got {edits!r:.60}")
    checked = tuple(edits)
    for number, edit in enumerate(checked, start=1):
        if is_edit(edit):
            continue
        hint = "; join scenarios with a | b" if hasattr(edit, "edits") else ""
        raise ScenarioError(
            f"edits: number {number} is {edit!r:.60}, which is no edit such as CloseRoad(...) or "
            f"MovePlace(...){hint}"
        )
    return checked


def checked_area(area: Any) -> Box:
    """Return a box of degrees as floats, or say what is wrong with it."""
    wanted = "(west, south, east, north) in degrees"
    values = tuple(area) if isinstance(area, tuple | list) else ()
    numbers = [float(v) for v in values if isinstance(v, Real) and not isinstance(v, bool)]
    if len(numbers) != 4 or len(values) != 4 or not all(map(math.isfinite, numbers)):  # noqa: PLR2004
        raise ScenarioError(f"area must be {wanted}, got {area!r:.60}")
    west, south, east, north = numbers
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):  # noqa: PLR2004
        raise ScenarioError(
            f"area must be {wanted}, west below east and south below north, got {area!r:.80}"
        )
    return west, south, east, north


def check_network(network: object) -> None:
    """Refuse what is no network."""
    from kraftcenter_mobility.networks.transport import TransportNetwork as Network

    if not isinstance(network, Network):
        raise ScenarioError(f"network must be a TransportNetwork, got a {type(network).__name__}")


def joined(one: str, other: str, between: str) -> str:
    """Return two texts in one, without an empty one or a double."""
    return between.join(dict.fromkeys(text for text in (one, other) if text))


def around(areas: list[Box]) -> Box:
    """Return the box around boxes."""
    west, south, east, north = zip(*areas, strict=True)
    return min(west), min(south), max(east), max(north)
