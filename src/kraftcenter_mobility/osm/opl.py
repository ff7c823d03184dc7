"""OpenStreetMap objects as lines of text.

libosmium writes what passes its filters as OPL [1]_, one object a line, with the location
of every node along a way, and all of that in C++: it takes a third of the time in which
Python could merely be shown the same objects. The numbers of all ways are then parsed in
one go.

References
----------
.. [1] OSM "Object Per Line" format, https://osmcode.org/opl-file-format/manual.html
"""

from __future__ import annotations

import ctypes
import re
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .extract import Member

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

__all__ = [
    "Filtered",
    "Line",
    "lines_of",
    "members_of",
    "node_list",
    "parsed_line",
    "tags_of",
    "write_filtered",
]

CHUNK_BYTES = 32 * 2**20
"""Text held at once."""

EXACT_IN_FLOAT = 2**53
"""Ids beyond this are parsed one by one."""

HEADER_KEYS = ("osmosis_replication_timestamp", "timestamp", "sorting")

FIRST_SURROGATE, LAST_SURROGATE = 0xD800, 0xDFFF
ESCAPE = re.compile(r"%([0-9a-f]+)%")
NODE_ID = re.compile(rb"n(-?\d+)x")
OSM_TYPES = {"n": "node", "w": "way", "r": "relation"}
SEPARATORS = bytes.maketrans(b"nxy,", b"    ")


class Line(NamedTuple):
    """One object: its fields as they stand."""

    kind: bytes
    """``b"n"``, ``b"w"`` or ``b"r"``."""

    osm_id: int
    tags: bytes
    nodes: bytes
    """Along a way."""

    members: bytes
    """Of a relation."""

    lon: float
    lat: float
    """Of a node, NaN where it has none."""


class Filtered(NamedTuple):
    """What is known of a file besides the objects that were written."""

    header: dict[str, str]
    outside: list[int]
    """Ids of nodes that lie outside the world; they are left out."""


class _NodesOutside:
    """Leaves out the nodes that lie outside the world, and remembers them."""

    def __init__(self) -> None:
        self.ids: list[int] = []

    def node(self, node: Any) -> bool:
        """Say whether to leave out a node."""
        if node.location.valid() or node.deleted:
            return False
        self.ids.append(node.id)
        return True


def write_filtered(source: Path, target: Path, keys: Sequence[str]) -> Filtered:
    """Write the objects that carry one of the keys to an OPL file.

    Raises
    ------
    RuntimeError, ValueError
        If the source is damaged.
    """
    import osmium

    try:
        return Filtered(_write(source, target, keys), [])
    except osmium.InvalidLocationError:  # the writer refuses; to look at each node is slow
        target.unlink()
        outside = _NodesOutside()
    try:
        return Filtered(_write(source, target, keys, outside), outside.ids)
    except osmium.InvalidLocationError as error:  # no number at all
        raise ValueError(str(error)) from error


def _write(source: Path, target: Path, keys: Sequence[str], *first: object) -> dict[str, str]:
    """Write the objects that carry one of the keys, and return the file's header."""
    import osmium

    locations = osmium.NodeLocationsForWays(osmium.index.create_map("flex_mem"))
    locations.ignore_errors()
    options = "opl,locations_on_ways=true,add_metadata=version"
    writer = osmium.WriteHandler(osmium.io.File(str(target), options))  # type: ignore[arg-type]
    with _closing(writer), osmium.io.Reader(str(source)) as reader:
        header = reader.header()
        osmium.apply(
            reader,
            *first,
            locations,
            osmium.filter.EmptyTagFilter(),
            osmium.filter.KeyFilter(*keys),
            writer,
        )
    return {key: header.get(key, "") for key in HEADER_KEYS}


@contextmanager
def _closing(writer: Any) -> Iterator[None]:
    """Close a writer in the end, which lives on if it cannot be closed.

    A writer that has failed once throws again when it is freed, in C++ and past all of
    Python, and that ends the process.
    """
    try:
        yield
    finally:
        try:
            writer.close()
        except Exception:
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(writer))
            raise


def lines_of(path: Path) -> Iterator[list[bytes]]:
    """Yield the lines of an OPL file, many at a time."""
    with path.open("rb") as file:
        while lines := file.readlines(CHUNK_BYTES):
            yield lines


def parsed_line(line: bytes) -> Line | None:
    """Return the fields of a line, None if the object has been deleted."""
    tags = nodes = members = b""
    lon = lat = float("nan")
    first, *fields = line.rstrip(b"\n").split(b" ")
    for text in fields:
        letter = text[:1]
        if letter == b"T":
            tags = text[1:]
        elif letter == b"N":
            nodes = text[1:]
        elif letter == b"M":
            members = text[1:]
        elif letter == b"x" and len(text) > 1:
            lon = float(text[1:])
        elif letter == b"y" and len(text) > 1:
            lat = float(text[1:])
        elif text == b"dD":
            return None
    return Line(first[:1], int(first[1:]), tags, nodes, members, lon, lat)


def tags_of(text: bytes) -> dict[str, str]:
    """Return the tags of a field."""
    if not text:
        return {}
    pairs = (pair.partition("=") for pair in text.decode().split(","))
    return {unescaped(key): unescaped(value) for key, _, value in pairs}


def members_of(text: bytes) -> tuple[Member, ...]:
    """Return the members of a relation."""
    if not text:
        return ()
    parts = (part.partition("@") for part in text.decode().split(","))
    return tuple(
        Member(OSM_TYPES[what[0]], int(what[1:]), unescaped(role)) for what, _, role in parts
    )


def unescaped(text: str) -> str:
    """Return a text with its escaped characters restored."""
    if "%" not in text:
        return text
    return ESCAPE.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    """Return the character of a code, or the sign for one that there is not."""
    code = int(found[1], 16)
    is_one = code < FIRST_SURROGATE or LAST_SURROGATE < code <= sys.maxunicode
    return chr(code) if is_one else "\N{REPLACEMENT CHARACTER}"


def node_list(fields: Sequence[bytes]) -> tuple[IntArray, FloatArray, IntArray]:
    """Return the nodes along ways: ids, coordinates, and how many each way has.

    Shapes: (n_nodes,), (n_nodes, 2) with longitude and latitude, NaN where not known,
    and (n_ways,).
    """
    size = np.array([field.count(b"n") for field in fields], dtype=np.int64)
    joined = b",".join(field for field in fields if field)
    if not joined:
        return np.zeros(0, dtype=np.int64), np.zeros((0, 2)), size
    text = joined.replace(b"xy", b"x1e9y1e9").translate(SEPARATORS)
    numbers = np.fromstring(text, sep=" ").reshape(-1, 3)
    if np.abs(numbers[:, 0]).max() < EXACT_IN_FLOAT:
        ids = numbers[:, 0].astype(np.int64)
    else:
        ids = np.array([int(found) for found in NODE_ID.findall(joined)], dtype=np.int64)
    lonlat = numbers[:, 1:].copy()
    lonlat[lonlat[:, 0] > 1e8] = np.nan  # noqa: PLR2004 - the mark put in above
    return ids, lonlat, size
