"""Refuse PBF files with null characters inside their texts.

libosmium parts keys from values by null characters. One too many, which no program writes,
lets it read past the end of its memory, and the process dies. The texts of a block stand
at its beginning [1]_, so little needs to be unpacked to look at them.

References
----------
.. [1] https://wiki.openstreetmap.org/wiki/PBF_Format
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, BinaryIO

from kraftcenter_mobility.errors import OsmDataError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["check_strings"]

LONGEST_HEADER, LONGEST_BLOB = 2**16, 2**25
VARINT, BYTES = 0, 2
RAW, ZLIB_DATA, TEXTS = 1, 3, 1
HEADER_TYPE, BLOB_SIZE = 1, 3


def check_strings(path: Path) -> None:
    """Raise if a text of a PBF file holds a null character.

    Raises
    ------
    OsmDataError
        Naming the file.
    """
    with path.open("rb") as file:
        try:
            sound = all(_is_sound(block) for block in _blocks(file))
        except (ValueError, LookupError, zlib.error):  # damaged, as the reader will say
            return
    if not sound:
        raise OsmDataError(
            f"{path} has a null character inside a text; it is damaged or malicious. Fetch it again"
        )


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    """Yield the blocks of data of a file as they are packed."""
    while len(size := file.read(4)) == 4:  # noqa: PLR2004 - an integer of four bytes
        length = int.from_bytes(size, "big")
        if length > LONGEST_HEADER:
            return
        header = dict(_fields(file.read(length)))
        blob_size = header[BLOB_SIZE]
        if not isinstance(blob_size, int) or blob_size > LONGEST_BLOB:
            return
        blob = file.read(blob_size)
        if header.get(HEADER_TYPE) == b"OSMData":
            yield blob


def _is_sound(blob: bytes) -> bool:
    """Say whether the texts of a block are free of null characters."""
    texts = _texts(dict(_fields(blob)))
    if texts.count(0) <= texts.startswith(b"\n\0"):  # the first text is the empty one
        return True
    return not any(0 in text for _, text in _fields(texts) if isinstance(text, bytes))


def _texts(blob: dict[int, int | bytes]) -> bytes:
    """Return the texts of a block, unpacking no more than needed."""
    packed, raw = blob.get(ZLIB_DATA), blob.get(RAW, b"")
    unpacking = zlib.decompressobj()
    block = unpacking.decompress(packed, 16) if isinstance(packed, bytes) else raw
    if not isinstance(block, bytes) or not block:
        return b""
    if block[0] == TEXTS << 3 | BYTES:
        size, at = _varint(block, 1)
        missing = at + size - len(block)
    else:
        size, at, missing = 0, 0, LONGEST_BLOB
    if isinstance(packed, bytes) and missing > 0:
        block += unpacking.decompress(unpacking.unconsumed_tail, missing)
    texts = block[at : at + size] if at else dict(_fields(block)).get(TEXTS, b"")
    return texts if isinstance(texts, bytes) else b""


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield the numbers and values of the fields of a message of Protocol Buffers."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        value, at = _varint(message, at)
        if key & 7 == BYTES:
            yield key >> 3, message[at : at + value]
            at += value
        elif key & 7 == VARINT:
            yield key >> 3, value
        else:
            raise ValueError(f"a field of type {key & 7}")


def _varint(message: bytes, at: int) -> tuple[int, int]:
    """Return the number that begins at a position, and where it ends."""
    value = shift = 0
    while message[at] & 128:
        value |= (message[at] & 127) << shift
        at, shift = at + 1, shift + 7
    return value | message[at] << shift, at + 1
