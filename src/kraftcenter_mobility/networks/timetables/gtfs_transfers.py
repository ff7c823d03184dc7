"""What a feed says of changes between stops."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility.errors import FeedError

from .gtfs_arrays import read_only
from .gtfs_stops import BOARDING_AREA, PLATFORM, STATION
from .gtfs_tables import read_table
from .trips import ALLOWED, FORBIDDEN, TIMED, ChangeRules

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, IntArray
    from kraftcenter_mobility.notices import Notices

    from .gtfs_archive import FeedFiles
    from .gtfs_columns import Table
    from .gtfs_stops import Locations

__all__ = ["read_change_rules", "with_further_rules"]

RECOMMENDED, TRAIN_WAITS, LEAST_TIME, IMPOSSIBLE, STAY_SEATED, GET_OFF = range(6)
"""What ``transfer_type`` can say."""

LONGEST_S = 86_400.0
"""Nobody has to change for longer than a day."""

MOST_PAIRS = 2_000_000
"""A rule between two stations counts for all pairs of their stops."""

SPECIFIC = ("from_route_id", "to_route_id", "from_trip_id", "to_trip_id")


def read_change_rules(
    files: FeedFiles, locations: Locations, stop_number: IntArray, notices: Notices
) -> ChangeRules:
    """Return the rules of changes between stops at which trips call.

    Parameters
    ----------
    files : FeedFiles
        The feed.
    locations : Locations
        All its locations.
    stop_number : numpy.ndarray
        Which stop each location is, -1 where no trip calls. Shape (n_locations,).
    notices : Notices
        Where to count what is odd.

    Returns
    -------
    ChangeRules
        At most one per pair of stops: a rule between stops goes before one of a station.

    Raises
    ------
    FeedError
        If the file cannot be read, or has rules for more pairs than fit the memory.
    """
    table = read_table(
        files,
        "transfers.txt",
        required=["from_stop_id", "to_stop_id", "transfer_type"],
        optional=["min_transfer_time", *SPECIFIC],
        notices=notices,
    )
    table, kind = _general(table)
    begin = table.positions("from_stop_id", locations.stop_id)
    end = table.positions("to_stop_id", locations.stop_id)
    shown = ("from_stop_id", "to_stop_id")
    table.note("foreign_key_violation", (begin < 0) | (end < 0), *shown)
    known = (begin >= 0) & (end >= 0)
    inside = (PLATFORM, STATION, BOARDING_AREA)
    is_sound = np.isin(locations.kind[begin], inside) & np.isin(locations.kind[end], inside)
    table.note("transfer_with_invalid_stop_location_type", known & ~is_sound, *shown)

    least_s = table.numbers("min_transfer_time", low=0, high=LONGEST_S, whole=True)
    untimed = (kind == LEAST_TIME) & np.isnan(least_s)
    table.note("missing_required_field", known & untimed, *shown, "min_transfer_time")
    kept = known & is_sound & ~untimed
    least_s = np.where(kind == LEAST_TIME, least_s, 0.0)
    rules = _between_stops(
        (begin[kept], end[kept], least_s[kept].astype(np.int64), kind[kept]), locations, stop_number
    )
    says_something = rules.kind != RECOMMENDED
    meaning = np.array([ALLOWED, TIMED, ALLOWED, FORBIDDEN])
    rules = ChangeRules(*(array[says_something] for array in rules))
    return read_only(rules._replace(kind=meaning[rules.kind]))


def _general(table: Table) -> tuple[Table, IntArray]:
    """Return the rows that concern all trips, and what they say."""
    kind = table.kinds("transfer_type", range(6))
    special: BoolArray = np.isin(kind, (STAY_SEATED, GET_OFF))
    for name in SPECIFIC:
        special |= ~table.is_blank(name)
    table.note("transfer_not_used", special, "from_stop_id", "to_stop_id", "transfer_type")
    return table.rows(~special), kind[~special]


def _between_stops(
    rows: tuple[IntArray, IntArray, IntArray, IntArray],
    locations: Locations,
    stop_number: IntArray,
) -> ChangeRules:
    """Return rules between stops from rules between stops or stations."""
    begin, end, least_s, kind = rows
    first, member = _members(locations, stop_number)
    n_begin, n_end = first[begin + 1] - first[begin], first[end + 1] - first[end]
    n_pairs = n_begin * n_end
    if int(n_pairs.sum()) > MOST_PAIRS:
        raise FeedError(
            f"transfers.txt has rules for {int(n_pairs.sum()):,} pairs of stops, more than "
            f"{MOST_PAIRS:,}; give rules between stations that are one place"
        )
    row = np.repeat(np.arange(begin.size), n_pairs)
    pair = np.arange(row.size) - np.repeat(np.cumsum(n_pairs) - n_pairs, n_pairs)
    from_stop = member[first[begin[row]] + pair // np.maximum(n_end[row], 1)]
    to_stop = member[first[end[row]] + pair % np.maximum(n_end[row], 1)]
    is_station = locations.kind == STATION
    vague = is_station[begin].astype(np.int64) + is_station[end]
    order = np.lexsort((row, vague[row], to_stop, from_stop))
    rules = ChangeRules(from_stop, to_stop, least_s[row], kind[row])
    return _first_of_pairs(ChangeRules(*(array[order] for array in rules)))


def _first_of_pairs(rules: ChangeRules) -> ChangeRules:
    """Return the first rule of every pair, from rules that are sorted by pair."""
    again = (rules.from_stop[1:] == rules.from_stop[:-1]) & (
        rules.to_stop[1:] == rules.to_stop[:-1]
    )
    kept = np.concatenate(([True], ~again))[: rules.from_stop.size]
    return ChangeRules(*(array[kept] for array in rules))


def _members(locations: Locations, stop_number: IntArray) -> tuple[IntArray, IntArray]:
    """Return the stops that each location stands for: a station all of its own."""
    rows = np.flatnonzero(stop_number >= 0)
    stands_for = locations.station[rows]
    apart = stands_for != rows
    owner = np.concatenate([rows, stands_for[apart]])
    stop = np.concatenate([stop_number[rows], stop_number[rows[apart]]])
    order = np.argsort(owner, kind="stable")
    return row_starts(owner, stop_number.size), stop[order]


def with_further_rules(rules: ChangeRules, further: ChangeRules) -> ChangeRules:
    """Return rules, and others for the pairs of stops of which they say nothing.

    Parameters
    ----------
    rules, further : ChangeRules
        The first go before the second.

    Returns
    -------
    ChangeRules
        Sorted by pair.
    """
    both = ChangeRules(*(np.concatenate(pair) for pair in zip(rules, further, strict=True)))
    later = np.repeat([0, 1], [rules.from_stop.size, further.from_stop.size])
    order = np.lexsort((later, both.to_stop, both.from_stop))
    return read_only(_first_of_pairs(ChangeRules(*(array[order] for array in both))))
