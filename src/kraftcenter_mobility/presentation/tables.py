"""Write tables of travel times to files that other programs read."""

from __future__ import annotations

import io
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kraftcenter_mobility.errors import InputError, MissingExtraError
from kraftcenter_mobility.files import write_atomically

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TABLE_SUFFIXES", "write_table"]

TABLE_SUFFIXES = (".csv", ".json", ".parquet")


def write_table(table: pd.DataFrame, path: str | Path) -> Path:
    """Write a table as CSV, JSON or Parquet, whole or not at all.

    Infinite times, where there is no way through, become empty cells in CSV and null in
    JSON and Parquet.

    Parameters
    ----------
    table : DataFrame
        For instance a travel time matrix, in seconds.
    path : str or Path
        The file; its ending says the format: ``.csv``, ``.json`` (one object per origin)
        or ``.parquet``.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    InputError
        If the ending is none of these, or the file cannot be written.
    MissingExtraError
        If Parquet is asked for and pyarrow is not installed.
    """
    import numpy as np

    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in TABLE_SUFFIXES:
        raise InputError(f"{path} must end with one of {', '.join(TABLE_SUFFIXES)}")
    plain = table.replace([np.inf, -np.inf], np.nan)
    if suffix == ".csv":
        text = plain.to_csv(float_format="%.3f", lineterminator="\n")
        write_atomically(path, lambda file: _put(file, text.encode()))
    elif suffix == ".json":
        _refuse_clash(plain)
        text = plain.reset_index().to_json(orient="records", force_ascii=False, indent=1)
        write_atomically(path, lambda file: _put(file, text.encode()))
    else:
        _write_parquet(plain, path)
    return path


def _refuse_clash(table: pd.DataFrame) -> None:
    """Raise if a column is called as the rows are: an object has every key once."""
    clash = set(table.index.names) & set(table.columns)
    if clash:
        raise InputError(
            f"a column is called {clash.pop()!r}, as the rows are; rename it, or write CSV"
        )


def _write_parquet(table: pd.DataFrame, path: Path) -> None:
    """Write Parquet, if the library for it is there."""
    try:
        import_module("pyarrow")
    except ImportError as error:
        raise MissingExtraError(
            "Parquet needs pyarrow; install it with: "
            'python -m pip install "kraftcenter_mobility[io]"'
        ) from error
    buffer = io.BytesIO()
    table.to_parquet(buffer)
    write_atomically(path, lambda file: _put(file, buffer.getvalue()))


def _put(file: BinaryIO, data: bytes) -> None:
    """Write all of some data."""
    file.write(data)
