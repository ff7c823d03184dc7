"""Public transport as plain arrays and texts, for the file of a network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.errors import NetworkFileError

from .public_transport import PublicTransport
from .rails.storage import rail_from_storage, rail_to_storage
from .timetables.gtfs_storage import feed_from_storage, feed_to_storage
from .timetables.line_records import from_record, to_record
from .timetables.lines import Line
from .trains.settings import TrainSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

__all__ = ["is_of_transit", "transit_from_storage", "transit_to_storage"]

Arrays = dict[str, "np.ndarray[Any, Any]"]

RAIL, FEED = "rail-", "feed-"
"""What the names of arrays begin with that are tracks, or a published timetable."""


def is_of_transit(name: str) -> bool:
    """Say whether an array of this name belongs to public transport."""
    return name.startswith((RAIL, FEED))


def transit_to_storage(transit: PublicTransport) -> tuple[Arrays, dict[str, Any]]:
    """Return public transport as arrays by name, and as what JSON can hold."""
    rail_arrays, rail = rail_to_storage(transit.rail)
    arrays = {RAIL + name: array for name, array in rail_arrays.items()}
    manifest: dict[str, Any] = {
        "rail": rail,
        "feed": None,
        "lines": [to_record(line) for line in transit.lines],
        "settings": to_record(transit.settings),
    }
    if transit.feed is not None:
        feed_arrays, manifest["feed"] = feed_to_storage(transit.feed)
        arrays |= {FEED + name: array for name, array in feed_arrays.items()}
    return arrays, manifest


def transit_from_storage(
    arrays: Mapping[str, np.ndarray[Any, Any]], manifest: Mapping[str, Any]
) -> PublicTransport:
    """Return what :func:`transit_to_storage` made arrays and a manifest of.

    Raises
    ------
    NetworkFileError
        If something in them is not what it should be.
    """
    lines = tuple(from_record(record) for record in manifest["lines"])
    settings = from_record(manifest["settings"])
    if not all(isinstance(line, Line) for line in lines):
        raise NetworkFileError("something else stands where a line should")
    if not isinstance(settings, TrainSettings):
        raise NetworkFileError("something else stands where the settings of trains should")
    feed = manifest["feed"]
    return PublicTransport(
        rail=rail_from_storage(_part(arrays, RAIL), manifest["rail"]),
        lines=lines,
        feed=None if feed is None else feed_from_storage(_part(arrays, FEED), feed),
        settings=settings,
    )


def _part(arrays: Mapping[str, np.ndarray[Any, Any]], prefix: str) -> Arrays:
    """Return the arrays whose names begin so, without that beginning."""
    return {
        name.removeprefix(prefix): array
        for name, array in arrays.items()
        if name.startswith(prefix)
    }
