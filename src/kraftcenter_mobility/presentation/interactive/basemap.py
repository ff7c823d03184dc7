"""The map below the map: pictures from a server, for those who have a network."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from kraftcenter_mobility.errors import InputError

__all__ = ["Basemap", "basemap_of"]

OPENSTREETMAP = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]+)?")
SAFE = re.compile(r"[!#-&(-;=?-\[\]_a-~]*")
"""Printable ASCII without space, quotes, angle brackets, backslash, caret and backtick."""


class Basemap(NamedTuple):
    """Where the pictures of a base map come from."""

    address: str
    """With ``{z}``, ``{x}`` and ``{y}``, and perhaps ``{s}`` and ``{r}``."""

    origin: str
    """What a browser must be allowed to load from, such as ``"https://tile.example.org"``."""

    credit: str


def basemap_of(basemap: object) -> Basemap | None:
    """Return where the pictures of a base map come from, None for no base map.

    Parameters
    ----------
    basemap : bool or str
        True for OpenStreetMap's own.

    Returns
    -------
    Basemap or None
        Ready for a browser.

    Raises
    ------
    InputError
        If it is neither True, False nor the address of pictures.

    Examples
    --------
    >>> basemap_of("https://{s}.tiles.example.org/{z}/{x}/{y}.png").origin
    'https://*.tiles.example.org'
    """
    if isinstance(basemap, bool):
        credit = "© OpenStreetMap contributors"
        return Basemap(OPENSTREETMAP, _origin(OPENSTREETMAP), credit) if basemap else None
    if not isinstance(basemap, str) or not SAFE.fullmatch(basemap) or not _origin(basemap):
        raise InputError(
            "basemap must be True, False or the address of pictures with {z}, {x} and {y}, such "
            f"as {OPENSTREETMAP!r}; got {basemap!r:.100}"
        )
    return Basemap(basemap, _origin(basemap), urlsplit(basemap).netloc.removeprefix("{s}."))


def _origin(address: str) -> str:
    """Return scheme and host of an address, "" if it is none of pictures."""
    if not all(part in address for part in ("{z}", "{x}", "{y}")):
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    host = parts.netloc
    plain = host.removeprefix("{s}.")
    if parts.scheme not in {"http", "https"} or not HOST.fullmatch(plain):
        return ""
    return f"{parts.scheme}://{'*.' if plain != host else ''}{plain}"
