"""Read roads, restrictions and places from a file of OpenStreetMap data.

One pass with pyosmium, which reads ``.osm``, ``.osm.gz``, ``.osm.bz2`` and ``.osm.pbf`` as
a stream, keeps the node locations and filters in C++, and hands over what carries a tag
the library uses as lines of text (:mod:`.opl`).
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kraftcenter_mobility.arguments import path_of
from kraftcenter_mobility.errors import InputError, OsmDataError

from .cutting import cut_to_area
from .expansion import check_expansion
from .features import FEATURE_KEYS
from .opl import lines_of, write_filtered
from .pbf_strings import check_strings
from .reading import NODE_ROAD_KEYS, Reading

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from .extract import OsmExtract

__all__ = ["SUFFIXES", "read_osm"]

SUFFIXES = (".osm", ".osm.gz", ".osm.bz2", ".osm.pbf", ".osm.xml", ".pbf", ".xml")

KEYS = {"highway", "route", "type", "entrance", *NODE_ROAD_KEYS, *FEATURE_KEYS} - {"building"}
"""Objects without any of these are not looked at. Buildings are too many to be, for the few
that are places and carry no other key."""

SORTED = "Type_then_ID"
"""What the header of a file says whose nodes are known to come before its ways."""


def read_osm(path: str | Path, *, area: BaseGeometry | None = None) -> OsmExtract:
    """Read a file of OpenStreetMap data.

    Parameters
    ----------
    path : str or Path
        A ``.osm``, ``.osm.gz``, ``.osm.bz2`` or ``.osm.pbf`` file.
    area : shapely geometry in degrees, optional
        Keep only roads within it, each to the first node outside.

    Returns
    -------
    OsmExtract
        Roads, restrictions and the features that may be places.

    Raises
    ------
    OsmDataError
        If the file is missing, damaged, or holds no roads (in the area).
    InputError
        If the file name does not end as OpenStreetMap files do.
    """
    path = path_of(path, "path")
    _check_file(path)
    reading = Reading()
    try:
        _read_all(path, reading)
        extract = reading.to_extract(path)
    except (RuntimeError, ValueError, LookupError, OverflowError, MemoryError) as error:
        message = (
            f"{path} cannot be read as OpenStreetMap data: {error}; the file is damaged or cut "
            f"short, or is not what its name says. Fetch it again"
        )
        raise OsmDataError(message) from error
    if extract.n_rows == 0:
        raise OsmDataError(
            f"{path} holds no roads: none of its ways is a highway or ferry with two known nodes"
        )
    if area is not None:
        extract = cut_to_area(extract, area, path)
    return extract


def _check_file(path: Path) -> None:
    """Refuse what can be told from outside to be no OpenStreetMap file."""
    if not path.name.lower().endswith(SUFFIXES):
        raise InputError(
            f"{path} does not end like an OpenStreetMap file; give one of {', '.join(SUFFIXES)}"
        )
    if not path.is_file():
        raise OsmDataError(f"there is no file {path}; check the path")
    if path.stat().st_size == 0:
        raise OsmDataError(f"{path} is empty; fetch it again")
    check_expansion(path)
    if path.suffix.lower() == ".pbf":
        check_strings(path)


def _read_all(path: Path, reading: Reading) -> None:
    """Hand every object that matters to the reading."""
    with TemporaryDirectory(prefix="kraftcenter-") as folder:
        target = Path(folder) / "filtered.opl"
        header, outside = write_filtered(path, target, sorted(KEYS))
        for node in outside:
            reading.unplaced(f"node/{node}")
        reading.timestamp = header["osmosis_replication_timestamp"] or header["timestamp"]
        reading.is_sorted = header["sorting"] == SORTED
        for lines in lines_of(target):
            reading.take(lines)
