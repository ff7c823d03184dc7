"""What the values of a NetworkX graph's attributes say, whatever type they have.

osmnx writes booleans and lists, its GraphML files hold the text of both, GraphML of
NetworkX itself types every value, and a user's own graph may hold anything.
"""

from __future__ import annotations

import ast
import math
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.osm.tags import ROAD_CLASSES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = ["flag_of", "number_of", "parts_of", "tags_of", "text_of", "whole_number_of"]

TRUE_WORDS = frozenset({"true", "yes", "1"})
UNSAID = frozenset({"", "nan", "None"})
"""What Python makes of a missing value in a text file; ``none`` is a speed limit."""

LONGEST_LIST = 20_000
"""A longer text is no list that osmnx wrote."""


def parts_of(value: Any) -> list[Any]:
    """Return the values of an attribute that may be a list, or the text of one.

    Examples
    --------
    >>> parts_of([50, 80]), parts_of("['50', '80']"), parts_of("50"), parts_of(None)
    ([50, 80], ['50', '80'], ['50'], [])
    """
    if isinstance(value, str):
        listed = value.startswith("[") and value.endswith("]") and len(value) < LONGEST_LIST
        if not listed:
            return [] if value in UNSAID else [value]
        try:
            value = ast.literal_eval(value)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return [value]
    if isinstance(value, list | tuple | set | frozenset):
        return [part for single in value for part in parts_of(single)]
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return []
    return [value]


def text_of(value: Any) -> str:
    """Return an attribute as OpenStreetMap writes it, empty where it says nothing.

    Examples
    --------
    >>> text_of(["80", "50"]), text_of(50.0), text_of(True), text_of(float("nan"))
    ('50;80', '50', 'yes', '')
    """
    return ";".join(sorted({_single_text(part) for part in parts_of(value)}))


def _single_text(value: Any) -> str:
    """Return one value as OpenStreetMap writes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def number_of(value: Any) -> float:
    """Return an attribute as a number, NaN if it is none."""
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return math.nan


def whole_number_of(value: Any, missing: int) -> int:
    """Return an attribute as a whole number, `missing` if it is none."""
    number = number_of(value)
    return int(number) if math.isfinite(number) else missing


def flag_of(value: Any) -> bool:
    """Say whether an attribute is true; a list of several is not.

    Examples
    --------
    >>> flag_of("True"), flag_of(True), flag_of([False, True]), flag_of(None)
    (True, True, False, False)
    """
    parts = parts_of(value)
    return len(parts) == 1 and str(parts[0]).strip().lower() in TRUE_WORDS


def tags_of(data: Mapping[str, Any], keys: Collection[str]) -> dict[str, str]:
    """Return the attributes that are tags under one of some keys.

    Where a simplified street is made of several classes of road, the smallest of them
    stands for all: better too slow than too fast.
    """
    tags = {key: text_of(value) for key, value in data.items() if key in keys}
    highway = tags.get("highway", "")
    if ";" in highway:
        known = [name for name in highway.split(";") if name in ROAD_CLASSES]
        tags["highway"] = max(known, key=lambda n: ROAD_CLASSES[n].rank, default=highway)
    return {key: text for key, text in tags.items() if text}
