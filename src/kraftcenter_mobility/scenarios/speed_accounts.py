"""How much road had and has which limit or speed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.modes import CAR
from kraftcenter_mobility.osm.tags import speed_limit

from .limit_tags import limit_words
from .part_speeds import part_lengths_km, part_speeds_kmh

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kraftcenter_mobility.modes import Mode

    from .road_accounts import Touched
    from .road_state import RoadState

__all__ = ["km_by_limit", "km_by_speed", "mean_speed_note"]

Lengths = dict[str, float]

NO_DIFFERENCE_KMH = 0.05


def km_by_limit(state: RoadState, touched: Sequence[Touched]) -> tuple[Lengths, Lengths]:
    """Return how many km had and will have which limit.

    A road counts half for each of its directions, if both are concerned.
    """
    was: dict[float, float] = {}
    will_be: dict[float, float] = {}
    for part, directions, tags in touched:
        share_km = part.length_km(state) / sum(directions)
        for total, these in ((was, part.tags), (will_be, tags)):
            limits = speed_limit(these, built_up=part.built_up)
            for side in (0, 1):
                if directions[side]:
                    total[limits[side]] = total.get(limits[side], 0.0) + share_km
    before, after = (
        {limit_words(limit): total[limit] for limit in sorted(total)} for total in (was, will_be)
    )
    return before, after


def km_by_speed(
    state: RoadState, touched: Sequence[Touched], mode: Mode
) -> tuple[Lengths, Lengths]:
    """Return how many km had and will have which free speed of a mode, in whole km/h."""
    was: dict[int, float] = {}
    will_be: dict[int, float] = {}
    for part, directions, tags in touched:
        share_km = part_lengths_km(state, part) / sum(directions)
        for total, these in ((was, part.tags), (will_be, tags)):
            speeds = np.rint(part_speeds_kmh(state, part, these, mode)).astype(np.int64)
            for side in (0, 1):
                if directions[side]:
                    _add(total, speeds[:, side].tolist(), share_km.tolist())
    before, after = (
        {f"{speed} km/h": total[speed] for speed in sorted(total)} for total in (was, will_be)
    )
    return before, after


def _add(total: dict[int, float], speeds: Sequence[int], km: Sequence[float]) -> None:
    """Add lengths to those of the same speed."""
    for speed, length_km in zip(speeds, km, strict=True):
        total[speed] = total.get(speed, 0.0) + length_km


def mean_speed_note(state: RoadState, touched: Sequence[Touched]) -> tuple[str, ...]:
    """Say what other limits do to the mean speed of free-flowing cars."""
    if not touched:
        return ()
    before, after = (_mean_kmh(state, touched, is_new=is_new) for is_new in (False, True))
    if abs(after - before) < NO_DIFFERENCE_KMH:
        why = "there it is not the limit that decides"
        return (f"cars go no faster or slower, {before:.0f} km/h in free flow: {why}",)
    return (f"cars' mean speed in free flow: {before:.0f} -> {after:.0f} km/h",)


def _mean_kmh(state: RoadState, touched: Sequence[Touched], *, is_new: bool) -> float:
    """Return the length over the time that cars take for it in free flow."""
    km = hours = 0.0
    for part, directions, new_tags in touched:
        tags: Mapping[str, str] = new_tags if is_new else part.tags
        length_km = part_lengths_km(state, part)
        speeds = part_speeds_kmh(state, part, tags, CAR)
        for side in (0, 1):
            if directions[side]:
                km += float(length_km.sum())
                hours += float((length_km / speeds[:, side]).sum())
    return km / hours if hours > 0.0 else 0.0
