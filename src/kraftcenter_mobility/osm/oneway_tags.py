"""In which directions a mode may travel, as far as one-way signs decide.

* Motorways and their ramps, roundabouts and circular junctions are one-way unless tagged
  otherwise.
* ``oneway:motor_vehicle``, ``oneway:bicycle`` and the like overrule ``oneway``.
* Cyclists may ride against a one-way street that has an opposite cycle lane or track.
* Walkers go both ways but for ``oneway:foot`` and moving stairs.
* ``reversible`` (the direction changes with the time of day) is closed both ways: when it
  is open is not known, and a time that only holds at some hours is worse than a detour.
  ``alternating`` (one lane that signals share out, every few minutes) is open both ways.
  Both are counted as odd.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from .road_classes import road_class
from .tag_values import tag_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kraftcenter_mobility.modes import Mode

__all__ = ["ONEWAY_KEYS", "oneway_directions", "oneway_oddities"]

BOTH, ALONG, AGAINST, NEITHER = (True, True), (True, False), (False, True), (False, False)

MEANINGS = MappingProxyType(
    {
        **dict.fromkeys(("yes", "true", "1"), ALONG),
        **dict.fromkeys(("-1", "reverse"), AGAINST),
        **dict.fromkeys(("no", "false", "0", "alternating"), BOTH),
        "reversible": NEITHER,
    }
)

KEYS_OF_KIND = MappingProxyType(
    {
        "motor": ("oneway", "oneway:vehicle", "oneway:motor_vehicle", "oneway:motorcar"),
        "bicycle": ("oneway", "oneway:vehicle", "oneway:bicycle"),
        "foot": ("oneway:foot",),
    }
)
"""Which keys concern a kind of mode, from the general to the specific."""

ALL_KEYS = tuple(dict.fromkeys(key for keys in KEYS_OF_KIND.values() for key in keys))
CYCLEWAY_KEYS = ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")
CYCLEWAY_ONEWAY_KEYS = tuple(f"{key}:oneway" for key in CYCLEWAY_KEYS)

ONEWAY_KEYS = frozenset(
    (
        *ALL_KEYS,
        *CYCLEWAY_KEYS,
        *CYCLEWAY_ONEWAY_KEYS,
        "oneway:conditional",
        "junction",
        "conveying",
    )
)
"""Every key that speaks of direction here."""


def oneway_directions(tags: Mapping[str, str], mode: Mode) -> tuple[bool, bool]:
    """Return whether one-way signs let a mode travel along a way and against it.

    Examples
    --------
    >>> from kraftcenter_mobility.modes import BICYCLE, CAR
    >>> street = {"highway": "residential", "oneway": "yes", "oneway:bicycle": "no"}
    >>> oneway_directions(street, CAR), oneway_directions(street, BICYCLE)
    ((True, False), (True, True))
    """
    if mode.kind == "foot":
        return _on_foot(tags)
    decided = ALONG if _implied(tags) else BOTH
    for key in KEYS_OF_KIND[mode.kind]:
        decided = MEANINGS.get(tag_value(tags, key), decided)
    if mode.kind == "bicycle" and tag_value(tags, "oneway:bicycle") not in MEANINGS:
        return _with_contraflow(tags, decided)
    return decided


def _implied(tags: Mapping[str, str]) -> bool:
    """Say whether a way is one-way by what it is."""
    return tag_value(tags, "junction") in {"roundabout", "circular"} or road_class(tags).oneway


def _with_contraflow(tags: Mapping[str, str], decided: tuple[bool, bool]) -> tuple[bool, bool]:
    """Add the directions that cycle lanes and tracks beside a one-way street open."""
    opposite = any(tag_value(tags, key).startswith("opposite") for key in CYCLEWAY_KEYS)
    said = {tag_value(tags, key) for key in CYCLEWAY_ONEWAY_KEYS}
    if decided == NEITHER:
        return decided
    if opposite or "no" in said:
        return BOTH
    return (decided[0], True) if "-1" in said else decided


def _on_foot(tags: Mapping[str, str]) -> tuple[bool, bool]:
    """Return the directions open to walkers."""
    row = road_class(tags)
    said = tag_value(tags, "oneway" if row.name == "ferry" else "oneway:foot")
    if row.name == "steps":
        said = {"forward": "yes", "backward": "-1"}.get(tag_value(tags, "conveying"), said)
    return MEANINGS.get(said, BOTH)


def oneway_oddities(tags: Mapping[str, str]) -> set[str]:
    """Return the codes of what is odd about the directions of a way."""
    codes = {"conditional-oneway"} if "oneway:conditional" in tags else set()
    for value in (tag_value(tags, key) for key in ALL_KEYS):
        if value in {"reversible", "alternating"}:
            codes.add(f"{value}-oneway")
        elif value and value not in MEANINGS:
            codes.add("unreadable-oneway")
    return codes
