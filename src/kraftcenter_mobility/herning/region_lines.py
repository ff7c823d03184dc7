"""The region's own lines: the table of services as lines over the tracks of the sample."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.networks.timetables.lines import ClockFace, Headway, Line, Service
from kraftcenter_mobility.networks.timetables.service_days import DAYS
from kraftcenter_mobility.networks.trains.rolling_stock import rolling_stock
from kraftcenter_mobility.networks.trains.settings import TrainSettings
from kraftcenter_mobility.networks.trains.supplements import Supplement

from . import table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SETTINGS", "SUPPLEMENT", "Line", "TrainSettings", "region_lines"]

SUPPLEMENT = Supplement(name="calibrated on Vejle-Herning", share=0.1794)
"""What trains of the region run longer than they technically must.

The share with which the trains of "Vejle-Struer" take the 54 minutes of the timetable from Vejle
to Herning; no other time went into it.
"""

SETTINGS = TrainSettings(supplement=SUPPLEMENT)


@cache
def region_lines() -> tuple[Line, ...]:
    """Return the region's own lines, in the order of the table.

    Returns
    -------
    tuple of Line
        Each with operator, source and confidence letter.

    Examples
    --------
    >>> region_lines()[0].stations[:3]
    ('Vejle', 'Vejle Sygehus', 'Jelling')
    """
    known = table("rail_stations")
    stations = dict(zip(known["key"], known["name"], strict=True))
    rows = table("rail_services").fillna("")
    return tuple(_line(part, stations) for _, part in rows.groupby("line", sort=False))


def _line(rows: pd.DataFrame, stations: dict[str, str]) -> Line:
    """Return the line whose services are the rows of a table."""
    services = rows.to_dict("records")
    row = services[0]
    return Line(
        name=row["line"],
        stations=tuple(stations[key] for key in row["stations"].split()),
        passes=tuple(stations[key] for key in row["passes"].split()),
        stock=rolling_stock(row["stock"]),
        there=tuple(_service(each) for each in services),
        back=_back(services),
        operator=row["operator"],
        source=row["source"],
        confidence=row["confidence"],
        days=tuple(row["days"].split()) or DAYS,
    )


def _service(row: dict[Any, Any]) -> Service:
    """Return one service: by the clock-face where its minute is known, or only how often."""
    return _made(row, row["first"], row["last"])


def _back(rows: list[dict[Any, Any]]) -> tuple[Service, ...] | None:
    """Return the services back; nothing where they run as those there do."""
    if not rows[0]["back_first"]:
        return None
    return tuple(_made(row, row["back_first"], row["back_last"]) for row in rows)


def _made(row: dict[Any, Any], first: str, last: str) -> Service:
    """Return a service of the row's kind and headway."""
    kind = ClockFace if row["kind"] == "clock-face" else Headway
    return kind(headway_s=60.0 * row["headway_min"], first=first, last=last)
