"""Line speeds where the data have none: from the neighbours on the same line, else by use."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.osm import rail_tags
from kraftcenter_mobility.osm.tag_values import tag_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.notices import Notices

    from .movements import Movements

__all__ = ["LineSpeeds", "line_speeds"]

MOST_NEIGHBOURS = 40
"""A limit is taken over from so many tracks away, no further."""

STRAIGHT_ON_DEG = 30.0
SPEED_KEYS = ("maxspeed", "maxspeed:forward", "maxspeed:backward")


class LineSpeeds(NamedTuple):
    """The limits of all tracks, along the way as drawn and against it."""

    limit_kmh: FloatArray
    """Shape (n_tracks, 2)."""

    known: BoolArray
    """Whether the data say it of the track itself. Shape (n_tracks,)."""


def line_speeds(
    tag_sets: Sequence[Mapping[str, str]],
    tag_set: IntArray,
    movements: Movements,
    *,
    length_m: FloatArray,
    notices: Notices,
) -> LineSpeeds:
    """Return the limit of every track, and count in the notices what had to be assumed."""
    tagged = np.array([rail_tags.limits_kmh(tags) for tags in tag_sets], dtype=np.float64)
    tagged = tagged.reshape(-1, 2)
    _count_unreadable(tag_sets, tag_set, tagged, notices)
    limit = tagged[tag_set]
    known: BoolArray = np.asarray(~np.isnan(limit).any(axis=1))
    state_limit = limit.reshape(-1)  # a view: state by state
    _spread(state_limit, _same_line(tag_sets, tag_set, movements), movements)
    by_neighbour = ~known & ~np.isnan(limit).any(axis=1)
    usual = [rail_tags.fallback_limit_kmh(tags) for tags in tag_sets]
    fallback = np.array(usual, dtype=np.float64)[tag_set]
    limit = np.where(np.isnan(limit), fallback[:, np.newaxis], limit)
    for code, meaning, which in (
        ("maxspeed-of-neighbour", "a track has the maxspeed of the next on its line", by_neighbour),
        ("maxspeed-assumed", "a track has the usual maxspeed of its use", ~known & ~by_neighbour),
    ):
        if which.any():
            total_km = length_m[which].sum() / 1000.0
            notices.add(code, meaning, f"{total_km:.1f} km in all", count=int(which.sum()))
    return LineSpeeds(limit, known)


def _count_unreadable(
    tag_sets: Sequence[Mapping[str, str]],
    tag_set: IntArray,
    tagged: FloatArray,
    notices: Notices,
) -> None:
    """Count the limits that are given but cannot be: no number, zero, or beyond belief."""
    uses = np.bincount(tag_set, minlength=len(tag_sets))
    for index in np.flatnonzero(np.isnan(tagged[:, 0])).tolist():
        said = [tag_sets[index][key] for key in SPEED_KEYS if key in tag_sets[index]]
        if said and uses[index]:
            notices.add(
                "unreadable-maxspeed",
                "the maxspeed of a track cannot be read, or is none a train can have",
                repr(said[0]),
                count=int(uses[index]),
            )


def _same_line(
    tag_sets: Sequence[Mapping[str, str]], tag_set: IntArray, movements: Movements
) -> BoolArray:
    """Return which movements stay on one line. Shape (n_movements,).

    That is: straight on, on tracks of the same use and either the same name or number, or
    without both.
    """
    lines: dict[tuple[object, ...], int] = {}
    keys = np.array(
        [
            [
                lines.setdefault(
                    (rail_tags.level(tags), tag_value(tags, "railway"), tags.get(key)), len(lines)
                )
                for key in ("name", "ref")
            ]
            for tags in tag_sets
        ],
        dtype=np.int64,
    ).reshape(-1, 2)
    has = np.array([["name" in tags, "ref" in tags] for tags in tag_sets], dtype=np.bool_)
    has = has.reshape(-1, 2)
    here, there = tag_set[movements.tail >> 1], tag_set[movements.head >> 1]
    agree = keys[here] == keys[there]
    both = has[here] & has[there]
    neither = ~has[here].any(axis=1) & ~has[there].any(axis=1)
    same: BoolArray = (agree & both).any(axis=1) | (neither & agree.all(axis=1))
    return same & (movements.angle_deg <= STRAIGHT_ON_DEG)


def _spread(state_limit: FloatArray, same_line: BoolArray, movements: Movements) -> None:
    """Take limits over from state to state, the lowest where several offer one."""
    before, after = movements.tail[same_line], movements.head[same_line].astype(np.int64)
    source = np.concatenate((before, after))
    target = np.concatenate((after, before))
    for _ in range(MOST_NEIGHBOURS):
        offers = ~np.isnan(state_limit[source]) & np.isnan(state_limit[target])
        if not offers.any():
            return
        lowest = np.full(state_limit.size, np.inf)
        np.minimum.at(lowest, target[offers], state_limit[source[offers]])
        taken = np.isfinite(lowest)
        state_limit[taken] = lowest[taken]
