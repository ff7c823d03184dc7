"""Write areas to files that other programs read."""

from __future__ import annotations

import io
import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from kraftcenter_mobility.errors import InputError, MissingExtraError
from kraftcenter_mobility.files import write_atomically

if TYPE_CHECKING:
    import os
    from typing import BinaryIO

    import geopandas as gpd

__all__ = ["AREA_SUFFIXES", "write_areas"]

AREA_SUFFIXES = (".gpkg", ".geojson", ".parquet")


def write_areas(areas: gpd.GeoDataFrame, path: str | os.PathLike[str]) -> Path:
    """Write areas as GeoPackage, GeoJSON or GeoParquet, whole or not at all.

    Parameters
    ----------
    areas : GeoDataFrame
        Such as isochrones; what is in the index becomes columns.
    path : path-like
        The file; its ending says the format: ``.gpkg``, ``.geojson`` or ``.parquet``.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        If the ending is none of these, or the file cannot be written.
    MissingExtraError
        If GeoParquet is asked for and pyarrow is not installed.
    """
    target = Path(path)
    suffix = target.suffix.lower()
    flat = areas.reset_index()
    if suffix == ".parquet":
        data = _as_parquet(flat)
    elif suffix == ".geojson":
        data = flat.to_json(drop_id=True).encode()
    elif suffix == ".gpkg":
        data = _as_geopackage(flat, target.name)
    else:
        raise InputError(f"{target} must end with one of {', '.join(AREA_SUFFIXES)}")

    def fill(file: BinaryIO) -> None:
        file.write(data)

    write_atomically(target, fill)
    return target


def _as_parquet(areas: gpd.GeoDataFrame) -> bytes:
    """Return areas as GeoParquet, if the library for it is there."""
    try:
        import_module("pyarrow")
    except ImportError as error:
        raise MissingExtraError(
            "GeoParquet needs pyarrow; install it with: "
            'python -m pip install "kraftcenter_mobility[io]"'
        ) from error
    buffer = io.BytesIO()
    areas.to_parquet(buffer)
    return buffer.getvalue()


def _as_geopackage(areas: gpd.GeoDataFrame, name: str) -> bytes:
    """Return areas as a GeoPackage, which can only be written to a file of its own."""
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / name
        areas.to_file(written, layer=written.stem, driver="GPKG")
        return written.read_bytes()
