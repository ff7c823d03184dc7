"""Refuse compressed files that expand far beyond what any map does.

A few hundred kilobytes can hold gigabytes of nothing, and a parser must keep a single word
of a gigabyte in memory. Maps expand ten- to twentyfold.
"""

from __future__ import annotations

import bz2
import gzip
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.errors import OsmDataError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["check_expansion"]

OPENERS: dict[str, Callable[..., Any]] = {".gz": gzip.open, ".bz2": bz2.open}
LOOKED_AT_BYTES = 16 * 2**20
"""How much of the expanded beginning is looked at: a tenth of a second's worth."""

CHUNK_BYTES = 2**20
LARGEST_RATIO = 200


def check_expansion(path: Path) -> None:
    """Raise if the beginning of a compressed file expands too far.

    Raises
    ------
    OsmDataError
        If a megabyte or more comes out of less than its two-hundredth part.
    """
    opener = OPENERS.get(path.suffix.lower())
    if opener is None:
        return
    expanded = 0
    with path.open("rb") as packed:
        try:
            with opener(packed, "rb") as file:
                while expanded < LOOKED_AT_BYTES and (chunk := file.read(CHUNK_BYTES)):
                    expanded += len(chunk)
        except (OSError, EOFError, ValueError):  # damaged, as the reader will say
            return
        taken = packed.tell()
    if expanded >= CHUNK_BYTES and expanded > LARGEST_RATIO * taken:
        raise OsmDataError(
            f"{path} expands more than {LARGEST_RATIO}-fold, which no map does: {taken:,} bytes "
            f"to {expanded:,} or more; it is damaged or malicious. Fetch it again"
        )
