"""A comparison as files that other programs read."""

from __future__ import annotations

import io
import re
import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from kraftcenter_mobility.arguments import path_of
from kraftcenter_mobility.errors import InputError, MissingExtraError
from kraftcenter_mobility.files import write_atomically
from kraftcenter_mobility.locations import listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    import pandas as pd

    from .answering import AnyMode
    from .comparison import Comparison
    from .measures import Measure

__all__ = ["FORMATS", "origin_table", "write_comparison"]

FORMATS = ("csv", "gpkg", "parquet")
LONGEST_LABEL = 40


def write_comparison(
    comparison: Comparison,
    folder: str | Path,
    *,
    formats: Iterable[str] = ("csv", "gpkg"),
    pairs: bool = True,
) -> list[Path]:
    """Write a comparison to files, each whole or not at all.

    Parameters
    ----------
    comparison : Comparison
        What to write.
    folder : str or Path
        Where to; made if it is not there. Files of the same names are replaced.
    formats : iterable of {"csv", "gpkg", "parquet"}, optional
        How the origins and destinations are written, ``origins.csv`` and so on.
    pairs : bool, optional
        Whether the times of all pairs are written too, as Parquet if that is among the
        formats and else as CSV: ``pairs-<scenario>-<mode>.csv``.

    Returns
    -------
    list of Path
        The files. ``summary.csv`` has a row per scenario and mode; ``scenarios.csv`` says
        which label in the names of columns and files is which scenario. Columns of origins
        are named after mode, measure and label, with ``baseline`` for how it is. Infinite
        times become empty cells, null in Parquet.

    Raises
    ------
    InputError
        If a format is none of these, a file cannot be written, or two columns of the
        origins would have one name.
    MissingExtraError
        If Parquet is asked for and pyarrow is not installed.
    """
    chosen = _check_formats(formats)
    target = path_of(folder, "folder")
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        raise InputError(
            f"folder {str(folder)!r} cannot be made: {trouble.strerror}; name another one"
        ) from trouble
    labels = _labels(comparison)
    tables = {"origins": origin_table(comparison), "destinations": _destinations(comparison)}
    files = [
        _write_csv(comparison.summary(), target / "summary.csv"),
        _write_csv(_scenario_table(comparison, labels), target / "scenarios.csv"),
    ]
    for stem, table in tables.items():
        files += [_write_places(table, target / f"{stem}.{each}") for each in chosen]
    if pairs:
        suffix = "parquet" if "parquet" in chosen else "csv"
        for name, label in labels.items():
            for mode in comparison.modes:
                long = _long_pairs(comparison, name, mode)
                path = target / f"pairs-{label}-{_label(mode.name)}.{suffix}"
                files.append((_write_parquet if suffix == "parquet" else _write_csv)(long, path))
    return files


def origin_table(comparison: Comparison) -> gpd.GeoDataFrame:
    """Return the origins with every measure before and after, a row each.

    Returns
    -------
    GeoDataFrame, shape (n_origins, n_columns)
        Their own columns, then ``car_nearest_s_baseline``, and for each scenario
        ``car_nearest_s_<label>`` and ``car_nearest_s_<label>_difference``, and likewise for
        other modes and measures.

    Raises
    ------
    InputError
        If two measures, or two modes, would have columns of one name.
    """
    columns: dict[str, Any] = {}
    for mode in comparison.modes:
        for measure in comparison.measures:
            new = _measure_columns(comparison, mode, measure)
            if repeated := sorted(columns.keys() & new.keys()):
                raise InputError(
                    f"two measures or modes would both be written to the column {repeated[0]!r}; "
                    f"give measures and modes names of their own, such as "
                    f'kraftcenter_mobility.accessibility.as_measure(..., name="...")'
                )
            columns |= new
    origins = comparison.origins
    return origins.drop(columns=list(columns), errors="ignore").assign(**columns)


def _measure_columns(comparison: Comparison, mode: AnyMode, measure: Measure) -> dict[str, Any]:
    """Return the columns of one mode and measure by their names."""
    columns: dict[str, Any] = {}
    for name, label in _labels(comparison).items():
        table = comparison.difference(name, mode=mode, measure=measure)
        table = table.reindex(comparison.origins.index)
        head = f"{_label(mode.name)}_{table.attrs['measure']}"
        columns[f"{head}_baseline"] = table["baseline"]
        columns[f"{head}_{label}"] = table["scenario"]
        columns[f"{head}_{label}_difference"] = table["difference"]
    return columns


def _destinations(comparison: Comparison) -> gpd.GeoDataFrame:
    """Return the destinations of all sides with what changes for them, a row per each."""
    import pandas as pd

    parts = []
    for name, label in _labels(comparison).items():
        edited = comparison.case(name).destinations.geometry
        points = edited.combine_first(comparison.destinations.geometry)
        for mode in comparison.modes:
            table = comparison.by_destination(name, mode=mode)
            table.insert(0, "scenario", name)
            table.insert(1, "label", label)
            table.insert(2, "mode", mode.name)
            parts.append(points.to_frame("geometry").loc[table.index].join(table))
    joined = pd.concat(parts)
    joined.index.name = "destination"
    return joined


def _long_pairs(comparison: Comparison, name: str, mode: Any) -> pd.DataFrame:
    """Return a row per pair of origin and destination."""
    import pandas as pd

    pairs = comparison.pairs(name, mode=mode)
    index = pd.MultiIndex.from_product(
        [pairs.baseline.index, pairs.baseline.columns], names=["origin", "destination"]
    )
    columns = {f"{side}_s": getattr(pairs, side).to_numpy().ravel() for side in pairs._fields}
    return pd.DataFrame(columns, index=index)


def _scenario_table(comparison: Comparison, labels: dict[str, str]) -> pd.DataFrame:
    """Return which label is which scenario, and what it is about."""
    import pandas as pd

    rows = [
        {
            "label": labels[scenario.name],
            "scenario": scenario.name,
            "n_edits": len(scenario.edits),
            "description": scenario.description,
            "source": scenario.source,
            "confidence": scenario.confidence,
            "digest": scenario.digest,
        }
        for scenario in comparison.scenarios
    ]
    return pd.DataFrame(rows).set_index("label")


def _labels(comparison: Comparison) -> dict[str, str]:
    """Return a short name for every scenario that any file and column may have."""
    labels: dict[str, str] = {}
    for scenario in comparison.scenarios:
        wanted = label = _label(scenario.name)
        number = 2
        given = labels.values()
        taken = {"baseline", *given, *(f"{each}_difference" for each in given)}
        while label in taken or f"{label}_difference" in given:
            label, number = f"{wanted}_{number}", number + 1
        labels[scenario.name] = label
    return labels


def _label(name: str) -> str:
    """Return a name in lower-case letters, digits and underscores."""
    plain = name.lower()
    for letter, others in {"æ": "ae", "ø": "oe", "å": "aa"}.items():
        plain = plain.replace(letter, others)
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:LONGEST_LABEL].strip("_") or "scenario"


def _check_formats(formats: Iterable[str]) -> list[str]:
    """Return the formats asked for, each once, in their usual order."""
    asked = {formats} if isinstance(formats, str) else set(formats)
    if unknown := sorted(asked - set(FORMATS), key=str):
        raise InputError(f"formats must be among {listed(FORMATS)}, got {listed(unknown)}")
    if "parquet" in asked:
        try:
            import_module("pyarrow")
        except ImportError as error:
            raise MissingExtraError(
                "Parquet needs pyarrow; install it with: "
                'python -m pip install "kraftcenter_mobility[io]"'
            ) from error
    return [each for each in FORMATS if each in asked]


def _write_places(table: gpd.GeoDataFrame, path: Path) -> Path:
    """Write places in the format of a path."""
    if path.suffix == ".parquet":
        return _write_parquet(table, path)
    if path.suffix == ".gpkg":
        return _write_geopackage(table, path)
    plain = table.drop(columns="geometry").assign(lon=table.geometry.x, lat=table.geometry.y)
    return _write_csv(plain, path)


def _write_csv(table: pd.DataFrame, path: Path) -> Path:
    """Write a table as CSV, infinite values as empty cells."""
    text = _finite(table).to_csv(float_format="%.6f", lineterminator="\n")
    return _put(text.encode(), path)


def _write_parquet(table: pd.DataFrame, path: Path) -> Path:
    """Write a table as Parquet, infinite values as null."""
    buffer = io.BytesIO()
    _finite(table).to_parquet(buffer)
    return _put(buffer.getvalue(), path)


def _write_geopackage(table: gpd.GeoDataFrame, path: Path) -> Path:
    """Write places as a GeoPackage, infinite values as null."""
    flat = _finite(table)
    flat = flat.reset_index(names=_free_name(flat, str(flat.index.name or "name")))
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / path.name
        flat.to_file(written, layer=path.stem, driver="GPKG")
        return _put(written.read_bytes(), path)


def _free_name(table: pd.DataFrame, wanted: str) -> str:
    """Return a name that no column has, whatever the case of its letters."""
    taken = {str(column).lower() for column in table.columns}
    while wanted.lower() in taken:
        wanted += "_"
    return wanted


def _finite(table: Any) -> Any:
    """Return a table with nothing in the place of infinite values."""
    finite = table.copy()
    for column in table.select_dtypes("floating").columns:
        finite[column] = table[column].replace([np.inf, -np.inf], np.nan)
    return finite


def _put(data: bytes, path: Path) -> Path:
    """Write a file whole or not at all."""

    def fill(file: BinaryIO) -> None:
        file.write(data)

    write_atomically(path, fill)
    return path
