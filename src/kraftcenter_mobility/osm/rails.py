"""Read the railways of a file of OpenStreetMap data.

Here in a pass of its own; :class:`.rail_reading.RailReading` can also take its objects from
the pass that reads the roads, which costs next to nothing.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kraftcenter_mobility.arguments import path_of
from kraftcenter_mobility.errors import InputError, OsmDataError

from .opl import lines_of, write_filtered
from .rail_cutting import cut_rails
from .rail_extract import RailExtract, RailRelation
from .rail_reading import RAIL_KEYS, RailReading
from .rail_tags import RAIL_KINDS
from .reader import SORTED, check_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

__all__ = ["RailExtract", "RailRelation", "read_rails"]

MORE_KINDS = ("subway", "tram", "monorail")
"""Kinds of railway that can be asked for as well."""


def read_rails(
    path: str | Path,
    *,
    area: BaseGeometry | None = None,
    kinds: Sequence[str] = RAIL_KINDS,
) -> RailExtract:
    """Read the railways of a file of OpenStreetMap data.

    Parameters
    ----------
    path : str or Path
        A ``.osm``, ``.osm.gz``, ``.osm.bz2`` or ``.osm.pbf`` file.
    area : shapely geometry in degrees, optional
        Keep only tracks within it, each to the first node outside, and stations within it.
    kinds : sequence of str, optional
        Values of ``railway`` to take for tracks; ``"subway"``, ``"tram"`` and
        ``"monorail"`` can be asked for as well.

    Returns
    -------
    RailExtract
        Tracks, stations, stop areas, entrances and train routes; empty where there are none.

    Raises
    ------
    OsmDataError
        If the file is missing or damaged.
    InputError
        If the file name does not end as OpenStreetMap files do, or a kind is unknown.
    """
    path = path_of(path, "path")
    check_file(path)
    wanted = _checked_kinds(kinds)
    try:
        extract = _read_all(path, RailReading(wanted))
    except (RuntimeError, ValueError, LookupError, OverflowError, MemoryError) as error:
        raise OsmDataError(
            f"{path} cannot be read as OpenStreetMap data: {error}; the file is damaged or cut "
            f"short, or is not what its name says. Fetch it again"
        ) from error
    return extract if area is None else cut_rails(extract, area)


def _read_all(path: Path, reading: RailReading) -> RailExtract:
    """Hand every object that matters to the reading."""
    with TemporaryDirectory(prefix="kraftcenter-") as folder:
        target = Path(folder) / "rails.opl"
        header, _ = write_filtered(path, target, RAIL_KEYS)
        for lines in lines_of(target):
            reading.take(lines)
    timestamp = header["osmosis_replication_timestamp"] or header["timestamp"]
    return reading.to_extract(path, timestamp=timestamp, is_sorted=header["sorting"] == SORTED)


def _checked_kinds(kinds: Sequence[str]) -> tuple[str, ...]:
    """Return the kinds of railway, which must be known ones."""
    known = (*RAIL_KINDS, *MORE_KINDS)
    wanted = (kinds,) if isinstance(kinds, str) else tuple(kinds)
    unknown = [kind for kind in wanted if kind not in known]
    if unknown or not wanted:
        raise InputError(f"kinds must be some of {', '.join(known)}; got {unknown or kinds!r}")
    return wanted
