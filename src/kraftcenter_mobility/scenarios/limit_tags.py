"""The tags of a road that gets another legal limit."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kraftcenter_mobility.osm.speed_tags import SPEED_KEYS
from kraftcenter_mobility.osm.speed_values import KMH_PER_MPH
from kraftcenter_mobility.osm.tags import tagged_speed

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["limit_words", "with_limits"]

LIMIT_KEYS = frozenset(key for key in SPEED_KEYS if "maxspeed" in key)
"""Keys that speak of limits and of nothing else."""


def with_limits(tags: Mapping[str, str], along_kmh: float, against_kmh: float) -> dict[str, str]:
    """Return the tags of a road with just these limits, whatever spoke of limits before.

    Parameters
    ----------
    tags : mapping of str to str
        The tags of the way.
    along_kmh, against_kmh : float
        The limits in its two directions, in km/h; infinite where there is none.

    Returns
    -------
    dict
        The tags, of which :func:`kraftcenter_mobility.osm.tags.speed_limit` makes these limits.

    Examples
    --------
    >>> with_limits({"highway": "primary", "maxspeed:advisory": "40"}, 80.0, 60.0)
    {'highway': 'primary', 'maxspeed:forward': '80', 'maxspeed:backward': '60'}
    """
    changed = {key: value for key, value in tags.items() if key not in LIMIT_KEYS}
    if along_kmh == against_kmh:
        changed["maxspeed"] = _text(along_kmh)
    else:
        changed["maxspeed:forward"] = _text(along_kmh)
        changed["maxspeed:backward"] = _text(against_kmh)
    return changed


def _text(limit_kmh: float) -> str:
    """Return a limit as a value of ``maxspeed`` that is read as just this limit."""
    if math.isinf(limit_kmh):
        return "none"
    text = _plain(limit_kmh)
    return text if tagged_speed(text) == limit_kmh else f"{_plain(limit_kmh / KMH_PER_MPH)} mph"


def _plain(number: float) -> str:
    """Return a number with as many of two decimals as it needs."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def limit_words(limit_kmh: float) -> str:
    """Return a limit for a reader."""
    return "no limit" if math.isinf(limit_kmh) else f"{_plain(limit_kmh)} km/h"
