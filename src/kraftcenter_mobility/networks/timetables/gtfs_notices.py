"""What can be odd in a feed without making it useless, and what is done about it.

The codes are those of the public GTFS validator [1]_ where it has one; the last few are our
own. ``docs/gtfs.md`` lists them.

References
----------
.. [1] MobilityData, "GTFS Schedule Validator rules." https://gtfs-validator.mobilitydata.org/rules.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from kraftcenter_mobility.notices import Notices

__all__ = ["MEANINGS", "note", "note_rows"]

MEANINGS = {
    "decreasing_or_equal_stop_time_distance": (
        "shape_dist_traveled goes back along a trip; not used for it"
    ),
    "duplicate_key": "the same key twice; the first row counts",
    "duplicated_column": "the same column twice; the first one counts",
    "empty_file": "a file without rows",
    "expired_calendar": "a service has ended",
    "foreign_key_violation": "an id that is nowhere explained; the row is left out",
    "inconsistent_agency_timezone": "agencies in several time zones; the first one's counts",
    "invalid_character": "a file is not UTF-8; it was read as Latin-1",
    "invalid_date": "no date; the row is left out",
    "invalid_float": "no number; taken as blank",
    "invalid_input_files_in_subfolder": "the files lie in a folder inside the archive",
    "invalid_integer": "no whole number; taken as blank",
    "invalid_row_length": "a line with too many values; the values past the last column, or the "
    "line, are left out",
    "invalid_time": "no time; taken as blank",
    "leading_or_trailing_whitespaces": "spaces around a name or value; taken away",
    "location_with_unexpected_stop_time": "trips call at something that is no stop or platform",
    "missing_required_field": "a value that must be there is blank; the row is left out",
    "missing_trip_edge": "no time at a trip's first or last call; these calls are left out",
    "number_out_of_range": "a number that cannot be; taken as blank, or the row is left out",
    "overlapping_frequency": "spans of headways of a trip overlap; the later one takes over",
    "pathway_to_wrong_location_type": "a pathway to a station as a whole; not used",
    "point_near_origin": "a stop at 0 degrees north and east; it has no place",
    "point_near_pole": "a stop at a pole; it has no place",
    "start_and_end_range_equal": "a span that ends as it begins; the row is left out",
    "start_and_end_range_out_of_order": "an end before its beginning; a departure is taken to be "
    "at the arrival, a span is left out",
    "stop_time_with_arrival_before_previous_departure_time": (
        "a trip goes back in time; the time before counts"
    ),
    "stop_time_with_only_arrival_or_departure_time": "one time is blank; the other stands for both",
    "stop_without_location": "a stop without a place; its calls are left out",
    "same_feed_twice": "a feed all of whose trips are those of another; everything runs twice",
    "stop_without_stop_time": "a stop at which no trip calls",
    "transfer_with_invalid_stop_location_type": "a change at something that is no stop or station",
    "unexpected_enum_value": "a kind that the standard does not know; taken as the usual one",
    "unusable_trip": "a trip with fewer than two calls; left out",
    "unused_trip": "a trip that calls nowhere; left out",
    "wrong_parent_location_type": "a parent station that is none; not used",
    # Our own from here on.
    "block_not_used": "trips of one vehicle, between which one may stay seated; here one changes",
    "continuous_stops_not_used": "one may get on or off between stops; here only at stops",
    "interpolated_time": "a call without a time; it lies between the neighbours' by distance",
    "on_request": "calls to be ordered by telephone or from the driver; used as any other",
    "service_without_days": "a service that runs on no day",
    "shapes_not_read": "the drawn lines cannot be read; trips are drawn from stop to stop",
    "time_past_midnight": "a time falls back to 0 hours; the trip runs on past midnight",
    "transfer_not_used": "changes of certain trips or routes, or within the vehicle; not used",
}


def note(notices: Notices, code: str, example: str = "", *, count: int = 1) -> None:
    """Count an oddity, if there is any."""
    if count:
        notices.add(code, MEANINGS[code], example, count=int(count))


def note_rows(
    notices: Notices, code: str, odd: NDArray[np.bool_], example: Callable[[int], str]
) -> None:
    """Count the rows that are odd, and describe the first few of them.

    Parameters
    ----------
    notices : Notices
        Where to count.
    code : str
        One of :data:`MEANINGS`.
    odd : numpy.ndarray
        Which rows. Shape (n_rows,).
    example : callable
        Describes the row at a position.
    """
    rows = np.flatnonzero(odd)
    for row in rows[:5].tolist():
        note(notices, code, example(row))
    note(notices, code, count=max(rows.size - 5, 0))
