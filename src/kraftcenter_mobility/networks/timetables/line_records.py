"""Lines, trains and settings as plain values, for files."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from kraftcenter_mobility.errors import NetworkFileError
from kraftcenter_mobility.networks.trains.dwell import Dwell
from kraftcenter_mobility.networks.trains.resistance import Resistance
from kraftcenter_mobility.networks.trains.rolling_stock import RollingStock
from kraftcenter_mobility.networks.trains.settings import TrainSettings
from kraftcenter_mobility.networks.trains.supplements import Supplement

from .lines import Line
from .services import ClockFace, Departures, Headway

__all__ = ["from_record", "to_record"]

KINDS: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (
        ClockFace,
        Departures,
        Dwell,
        Headway,
        Line,
        Resistance,
        RollingStock,
        Supplement,
        TrainSettings,
    )
}

KIND = "is"
"""The key under which a record says what it is."""

NUMBERS = {"inf": math.inf, "-inf": -math.inf, "nan": math.nan}
NUMBER = "="
"""The key under which a number stands that JSON has no way of writing."""


def to_record(value: Any) -> Any:
    """Return a line, or a part of one, as texts, numbers, lists and tables.

    Raises
    ------
    TypeError
        If it holds anything else.
    """
    if type(value).__name__ in KINDS and type(value) is KINDS[type(value).__name__]:
        fields = {
            field.name: to_record(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if field.init
        }
        return {KIND: type(value).__name__} | fields
    if isinstance(value, tuple | list):
        return [to_record(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return {NUMBER: str(value)}
    if value is None or isinstance(value, str | bool | int | float):
        return value
    raise TypeError(f"{value!r:.60} cannot be saved as part of a line")


def from_record(record: Any) -> Any:
    """Return what :func:`to_record` made plain values of.

    Raises
    ------
    NetworkFileError
        If a record is of no known kind.
    MobilityError
        If a line could not run.
    """
    if isinstance(record, dict):
        if NUMBER in record:
            return NUMBERS[record[NUMBER]]
        kind = KINDS.get(record.get(KIND, ""))
        if kind is None:
            raise NetworkFileError(f"{record.get(KIND)!r:.60} is no part of a line")
        return kind(**{name: from_record(each) for name, each in record.items() if name != KIND})
    if isinstance(record, list):
        return tuple(from_record(each) for each in record)
    return record
