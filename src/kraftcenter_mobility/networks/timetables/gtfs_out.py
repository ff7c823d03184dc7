"""Write lines, and the feed beside them, as a published timetable (a GTFS feed) [1]_.

References
----------
.. [1] "GTFS Schedule Reference." https://gtfs.org/documentation/schedule/reference/
"""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any, BinaryIO

from kraftcenter_mobility.arguments import path_of
from kraftcenter_mobility.errors import FeedError, TimetableError
from kraftcenter_mobility.files import write_atomically

from .gtfs_out_feed import feed_tables
from .gtfs_out_lines import line_tables
from .gtfs_out_stops import stop_table
from .service_days import date_of, zone_of

if TYPE_CHECKING:
    import datetime as dt
    import os
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from kraftcenter_mobility.networks.public_transport import PublicTransport
    from kraftcenter_mobility.networks.transport import TransportNetwork

__all__ = ["write_gtfs"]

NO_OPERATOR = "operator not known"
WRITTEN_AT = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip file can name: the same content is the same bytes on every day."""

ORDER = (
    *("agency.txt", "stops.txt", "routes.txt", "calendar.txt", "calendar_dates.txt", "trips.txt"),
    *("stop_times.txt", "frequencies.txt", "shapes.txt", "transfers.txt", "feed_info.txt"),
)


def write_gtfs(  # noqa: PLR0913
    path: str | os.PathLike[str],
    transit: PublicTransport | TransportNetwork,
    *,
    first_date: dt.date | str | None = None,
    last_date: dt.date | str | None = None,
    timezone: str | None = None,
    publisher: str = "kraftcenter_mobility",
    url: str = "https://example.org",
    language: str = "da",
) -> Path:
    """Write all that runs as a feed that other tools can read.

    Lines become routes. Their clock-face services and timetables are written trip by trip;
    services of which only the headway is known go to ``frequencies.txt``, in whole seconds;
    where lines run over tracks, ``shapes.txt`` says along which. Trips of the feed are written
    as they were read, with the lines they are drawn along and with times that it left out
    filled in, without fares and ways inside stations. The same timetable makes the same bytes.

    Parameters
    ----------
    path : str or path-like
        The zip file to write; an existing one is replaced.
    transit : PublicTransport or TransportNetwork
        The lines and the feed; of a network, its own.
    first_date, last_date : datetime.date or str, optional
        Between which the lines run, both included; by default the dates of the feed.
    timezone : str, optional
        The zone whose clock the lines go by; by default that of the feed, or without one
        "Europe/Copenhagen".
    publisher, url, language : str
        What the feed says of who made it: a name, a web address (a placeholder, unless
        given), a code such as "da".

    Returns
    -------
    pathlib.Path
        Where it was written.

    Raises
    ------
    FeedError
        If nothing runs, `transit` is something else, or `timezone` is not the feed's.
    TimetableError
        If there are lines but no dates, the dates end before they begin, or there is no such
        zone.
    RailError
        If a line cannot run over the tracks.
    InputError
        If the file cannot be written.
    """
    target = path_of(path, "the feed to write")
    transit = _transit(transit)
    zone = _zone(transit, timezone)
    tables: dict[str, list[pd.DataFrame]] = {name: [] for name in ORDER}
    if transit.feed is not None:
        _add(tables, feed_tables(transit.feed))
    if transit.lines:
        _add(tables, line_tables(transit, dates=_dates(transit, first_date, last_date)))
    if not tables["trips.txt"]:
        raise FeedError("nothing runs, so that there is no feed to write; add lines or a feed")
    tables["stops.txt"] = [stop_table(transit)]
    whole = _put_together(tables)
    operators = _with_agencies(whole)
    whole["agency.txt"] = _agency_table(operators, url=url, zone=zone, language=language)
    whole["feed_info.txt"] = _feed_info(publisher, url, language)
    write_atomically(target, lambda file: _write_zip(file, whole))
    return target


def _transit(given: Any) -> PublicTransport:
    """Return public transport, of a network its own."""
    transit = getattr(given, "transit", given)
    if not (hasattr(transit, "lines") and hasattr(transit, "feed")):
        raise FeedError(
            f"transit must be public transport such as network.transit, got {given!r:.60}"
        )
    found: PublicTransport = transit
    return found


def _zone(transit: PublicTransport, timezone: str | None) -> str:
    """Return the zone of the feed to write."""
    known = None if transit.feed is None else transit.feed.timezone
    zone = timezone or known or "Europe/Copenhagen"
    zone_of(zone)
    if known not in {None, zone}:
        raise FeedError(
            f"timezone is {zone!r}, but the feed beside the lines goes by {known!r}; a feed has "
            f"one zone, so leave timezone out"
        )
    return zone


def _dates(
    transit: PublicTransport, first: dt.date | str | None, last: dt.date | str | None
) -> tuple[dt.date, dt.date]:
    """Return the dates between which lines run."""
    span = (None, None) if transit.feed is None else transit.feed.span
    begin, end = first or span[0], last or span[1]
    if begin is None or end is None:
        raise TimetableError(
            "lines have no dates of their own; give first_date and last_date, such as "
            "datetime.date(2026, 1, 1) and datetime.date(2026, 12, 31)"
        )
    dates = date_of(begin, what="first_date"), date_of(end, what="last_date")
    if dates[1] < dates[0]:
        raise TimetableError(f"last_date {dates[1]} lies before first_date {dates[0]}; swap them")
    return dates


def _add(tables: dict[str, list[pd.DataFrame]], more: Mapping[str, pd.DataFrame]) -> None:
    """Put tables behind those of the same name."""
    for name, table in more.items():
        tables[name].append(table)


def _put_together(tables: Mapping[str, list[pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    """Return one table per name, those without rows left out."""
    import pandas as pd

    full = {name: [part for part in parts if len(part)] for name, parts in tables.items()}
    return {name: pd.concat(parts, ignore_index=True) for name, parts in full.items() if parts}


def _with_agencies(tables: dict[str, pd.DataFrame]) -> list[str]:
    """Give the routes the ids of their operators, and return the operators in order."""
    routes = tables["routes.txt"]
    named = [operator or NO_OPERATOR for operator in routes.pop("operator")]
    operators = sorted(set(named))
    number = {operator: f"agency-{k + 1}" for k, operator in enumerate(operators)}
    routes.insert(1, "agency_id", [number[operator] for operator in named])
    return operators


def _agency_table(operators: list[str], *, url: str, zone: str, language: str) -> pd.DataFrame:
    """Return who runs the services."""
    import pandas as pd

    return pd.DataFrame(
        {
            "agency_id": [f"agency-{k + 1}" for k in range(len(operators))],
            "agency_name": operators,
            "agency_url": url,
            "agency_timezone": zone,
            "agency_lang": language,
        }
    )


def _feed_info(publisher: str, url: str, language: str) -> pd.DataFrame:
    """Return who made the feed."""
    import pandas as pd

    return pd.DataFrame(
        {
            "feed_publisher_name": [publisher],
            "feed_publisher_url": [url],
            "feed_lang": [language],
        }
    )


def _write_zip(file: BinaryIO, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write tables in their order, so that the same ones make the same bytes."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in ORDER:
            if name in tables:
                text = tables[name].to_csv(index=False, lineterminator="\n")
                member = zipfile.ZipInfo(name, WRITTEN_AT)
                member.compress_type = zipfile.ZIP_DEFLATED
                member.create_system = 3
                member.external_attr = 0o644 << 16
                archive.writestr(member, text.encode())
