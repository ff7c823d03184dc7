"""The text of a tag, tidied before anything is read into it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SEPARATOR = re.compile(r"[;,|]")

__all__ = ["tag_value", "tag_values"]


def tag_value(tags: Mapping[str, str], key: str) -> str:
    """Return the value of a tag in lower case, empty where there is none.

    Examples
    --------
    >>> tag_value({"oneway": " Yes"}, "oneway")
    'yes'
    """
    value = tags.get(key)
    return value.strip().lower() if value else ""


def tag_values(tags: Mapping[str, str], key: str) -> list[str]:
    """Return the values of a tag that lists several, such as ``agricultural;forestry``.

    Examples
    --------
    >>> tag_values({"vehicle": "agricultural; forestry"}, "vehicle")
    ['agricultural', 'forestry']
    """
    if key not in tags:  # as nearly always
        return []
    return [part.strip() for part in SEPARATOR.split(tag_value(tags, key)) if part.strip()]
