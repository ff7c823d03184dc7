"""Read roads, restrictions, places and railways from a file of OpenStreetMap data.

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
from .rail_cutting import cut_rails
from .rail_reading import RAIL_KEYS, RailReading
from .reading import NODE_ROAD_KEYS, Reading

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from .extract import OsmExtract
    from .rail_extract import RailExtract

__all__ = ["SORTED", "SUFFIXES", "check_file", "read_osm", "read_roads_and_rails"]

SUFFIXES = (".osm", ".osm.gz", ".osm.bz2", ".osm.pbf", ".osm.xml", ".pbf", ".xml")

KEYS = {"highway", "type", "entrance", *NODE_ROAD_KEYS, *FEATURE_KEYS, *RAIL_KEYS} - {"building"}
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
    extract, _ = _read(path)
    return extract if area is None else cut_to_area(extract, area, path)


def read_roads_and_rails(
    path: str | Path, *, area: BaseGeometry | None = None
) -> tuple[OsmExtract, RailExtract]:
    """Read roads, places and railways of a file of OpenStreetMap data in one pass.

    Parameters
    ----------
    path : str or Path
        A ``.osm``, ``.osm.gz``, ``.osm.bz2`` or ``.osm.pbf`` file.
    area : shapely geometry in degrees, optional
        Keep only roads and tracks within it, each to the first node outside.

    Returns
    -------
    roads : OsmExtract
        As :func:`read_osm` returns them.
    rails : RailExtract
        As :func:`.rails.read_rails` returns them; empty where there are none.

    Raises
    ------
    OsmDataError
        If the file is missing, damaged, or holds no roads (in the area).
    InputError
        If the file name does not end as OpenStreetMap files do.
    """
    path = path_of(path, "path")
    extract, rails = _read(path)
    if area is None:
        return extract, rails
    return cut_to_area(extract, area, path), cut_rails(rails, area)


def _read(path: Path) -> tuple[OsmExtract, RailExtract]:
    """Return the roads of a file and its railways, of which there is little to read."""
    check_file(path)
    reading, rail_reading = Reading(), RailReading()
    try:
        _read_all(path, reading, rail_reading)
        extract = reading.to_extract(path)
        rails = rail_reading.to_extract(
            path,
            timestamp=extract.timestamp,
            is_sorted=reading.is_sorted,
            placed=extract.features,
        )
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
    return extract, rails


def check_file(path: Path) -> None:
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


def _read_all(path: Path, reading: Reading, rails: RailReading) -> None:
    """Hand every object that matters to the reading, and to that of railways."""
    with TemporaryDirectory(prefix="kraftcenter-") as folder:
        target = Path(folder) / "filtered.opl"
        header, outside = write_filtered(path, target, sorted(KEYS))
        for node in outside:
            reading.unplaced(f"node/{node}")
        reading.timestamp = header["osmosis_replication_timestamp"] or header["timestamp"]
        reading.is_sorted = header["sorting"] == SORTED
        for lines in lines_of(target):
            reading.take(lines)
            rails.take(lines)
