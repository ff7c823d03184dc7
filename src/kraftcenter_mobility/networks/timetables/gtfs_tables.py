"""The text files of a feed, as tables."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.errors import FeedError

from .gtfs_columns import Column, Table
from .gtfs_notices import note

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from kraftcenter_mobility.notices import Notices

    from .gtfs_archive import FeedFiles

__all__ = ["read_table", "table_of"]

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
"""How files in UTF-16 begin: what spreadsheets call "Unicode text"."""

PADDED = ', "'
"""Quotes only count as such behind a space if spaces are skipped, which are then not counted."""

PAST_THE_LAST = "past_the_last_column"
"""A column of our own: what stands in it is one value too many."""


def read_table(
    files: FeedFiles,
    name: str,
    *,
    required: Sequence[str],
    optional: Sequence[str] = (),
    notices: Notices,
) -> Table:
    """Return a table of a feed; one without rows if the feed has no such file.

    Parameters
    ----------
    files : FeedFiles
        The feed.
    name : str
        Of the file, such as "stops.txt".
    required, optional : sequence of str
        The columns that are used; others are not kept.
    notices : Notices
        Where to count what is odd.

    Returns
    -------
    Table
        Its texts trimmed.

    Raises
    ------
    FeedError
        If the file cannot be read, is no comma-separated text, or lacks a column.
    """
    if name not in files:
        return Table(name, 0, {}, notices)
    return table_of(files.read(name), name, required=required, optional=optional, notices=notices)


def table_of(
    data: bytes,
    name: str,
    *,
    required: Sequence[str],
    optional: Sequence[str] = (),
    notices: Notices,
) -> Table:
    """Return a table from the bytes of its file.

    Parameters
    ----------
    data : bytes
        UTF-8, with or without a byte order mark; or something else, which is counted.
    name : str
        Of the file, for messages.
    required, optional : sequence of str
        The columns that are used; others are not kept.
    notices : Notices
        Where to count what is odd.

    Returns
    -------
    Table
        Its texts trimmed.

    Raises
    ------
    FeedError
        If it is no comma-separated text, or lacks a column.
    """
    text = _as_utf8(data, name, notices)
    if not text or text.isspace():
        note(notices, "empty_file", name)
        return Table(name, 0, {}, notices)
    header, rows_at = _header(text, name)
    names = _usable_names(header, {*required, *optional}, name, notices)
    missing = [column for column in required if column not in names]
    if missing:
        raise FeedError(
            f"{name} has no column {missing[0]!r} (missing_required_column); its columns are "
            f"{', '.join(map(repr, header))[:200]}"
        )
    own_header = ",".join([*names, PAST_THE_LAST]).encode()
    frame = _parsed(b"\n".join((own_header, memoryview(text)[rows_at:])), name, names)
    if len(frame) == 0:
        note(notices, "empty_file", name)
    too_long = int((frame.pop(PAST_THE_LAST) != "").sum())
    note(notices, "invalid_row_length", name, count=too_long)
    columns = {
        str(column): _column(frame[column].to_numpy(dtype=object), f"{name}: {column}", notices)
        for column in frame.columns
    }
    return Table(name, len(frame), columns, notices)


def _as_utf8(data: bytes, name: str, notices: Notices) -> bytes:
    """Return text without its byte order mark, as UTF-8 whatever it was."""
    try:
        if data[:2] in WIDE_MARKS:
            note(notices, "invalid_character", name)
            return data.decode("utf-16").encode()
        data = data.removeprefix(BYTE_ORDER_MARK)
        data.decode()
    except UnicodeDecodeError:
        note(notices, "invalid_character", name)
        return data.decode("latin-1").encode()
    except UnicodeEncodeError as trouble:
        raise FeedError(f"{name} is no text: {trouble.reason}; fetch the feed again") from trouble
    return data


def _header(text: bytes, name: str) -> tuple[list[str], int]:
    """Return the names of the columns as they are written, and where the rows begin."""
    begin = _blank_lines_end(text, 0)
    end = min((at for at in map(text.find, (b"\n", b"\r"), (begin,) * 2) if at >= 0), default=None)
    line = text[begin:end].decode()
    try:
        header = next(csv.reader([line], skipinitialspace=PADDED in line), [])
    except csv.Error as trouble:
        raise FeedError(f"{name} does not begin with a header: {trouble}") from trouble
    return header, len(text) if end is None else _blank_lines_end(text, end)


def _blank_lines_end(text: bytes, begin: int) -> int:
    """Return where the first line that is not blank begins."""
    blank = re.compile(rb"[\r\n]*").match(text, begin)
    return blank.end() if blank else begin


def _usable_names(
    header: Sequence[str], wanted: set[str], name: str, notices: Notices
) -> list[str]:
    """Return names for a table's columns: their own, or a number where it is not used."""
    names: list[str] = []
    for number, written in enumerate(header):
        column = written.strip().casefold()
        if column in names:
            note(notices, "duplicated_column", f"{name}: {column}")
        if column in wanted and written != written.strip():
            note(notices, "leading_or_trailing_whitespaces", f"{name}: the header {written!r}")
        names.append(column if column in wanted and column not in names else f"_{number}")
    return names


def _parsed(text: bytes, name: str, names: Sequence[str]) -> pd.DataFrame:
    """Return the columns that are used, as text."""
    import pandas as pd

    try:
        return pd.read_csv(
            io.BytesIO(text),
            usecols=[PAST_THE_LAST, *(column for column in names if not column.startswith("_"))],
            dtype=object,
            na_filter=False,
            index_col=False,
            skipinitialspace=PADDED.encode() in text,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError, OverflowError) as trouble:
        raise FeedError(
            f"{name} is no sound comma-separated text (csv_parsing_failed: {trouble}); look for a "
            f"quotation mark that is not closed"
        ) from trouble


def _column(texts: NDArray[np.object_], where: str, notices: Notices) -> Column:
    """Return each different text once, trimmed, and where it stands."""
    import pandas as pd

    code, value = pd.factorize(texts)
    trimmed = np.array([text.strip() for text in value.tolist()], dtype=object)
    padded = trimmed != value
    if padded.any():
        rows = int(np.count_nonzero(padded[code]))
        example = f"{where} {value[padded][0]!r}"
        note(notices, "leading_or_trailing_whitespaces", example, count=rows)
        again, trimmed = pd.factorize(trimmed)
        code = again[code]
    if trimmed.size == 0:
        trimmed = np.array([""], dtype=object)
    return Column(code.astype(np.int64), trimmed)
