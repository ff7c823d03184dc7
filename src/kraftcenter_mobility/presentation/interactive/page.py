"""Maps for a browser: as a folium map, as a page of their own, or as parts of one."""

from __future__ import annotations

import hashlib
import html
import re
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from kraftcenter_mobility._version import __version__
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.files import write_atomically

from .basemap import basemap_of
from .bundle import bundle, hash_of
from .payload import as_json, payload

if TYPE_CHECKING:
    import os

    import folium

    from kraftcenter_mobility.presentation.map import Map

    from .basemap import Basemap

__all__ = ["Fragment", "bundle", "explore", "fragment", "write_page"]

HEIGHT = re.compile(r"[0-9]+(\.[0-9]+)?(px|em|rem|vh|svh|vw|cm|mm|in|%)")
WHOLE = "html,body{height:100%;margin:0}\n@page{size:A4 landscape;margin:8mm}\n"
UNREAD = {
    "en": "This map needs a browser that runs scripts. Nothing is loaded from a network.",
    "da": "Kortet kræver en browser, der kører scripts. Intet hentes fra nettet.",
}


class Fragment(NamedTuple):
    """A map as parts of a page, which several maps can share."""

    html: str
    """An element that holds all of the map's data."""

    css: str
    """Its size. Goes into a style of the page, after that of :func:`bundle`."""

    script: str
    """Opens all maps above it that are not open yet. Goes behind the script of :func:`bundle`."""


def explore(shown: Map, *, basemap: bool | str, height: str) -> folium.Map:
    """Return a map as a folium map that needs no network.

    Parameters
    ----------
    shown : Map
        What to show.
    basemap : bool or str
        True lays OpenStreetMap's own map below, a text another one; they need a network.
    height : str
        How high it is in a notebook, in CSS units.

    Returns
    -------
    folium.Map
        Layers of folium can be added to it. Leaflet is in the page, so markers, lines,
        polygons, popups and tooltips of folium need no network either; plug-ins load their own
        scripts.

    Raises
    ------
    InputError
        If an argument cannot be used, or something on the map has no position.
    """
    from .folium_map import offline_map

    _check_height(height)
    return offline_map(payload(shown, basemap_of(basemap)), height)


def fragment(shown: Map, *, height: str, basemap: bool | str = False) -> Fragment:
    """Return a map as parts of a page, which several maps can share.

    Parameters
    ----------
    shown : Map
        What to show.
    height : str
        In CSS units, such as ``"420px"``.
    basemap : bool or str, optional
        As in :func:`explore`.

    Returns
    -------
    Fragment
        To be put into a page with one :func:`bundle`. Under a content security policy the
        page must allow the bundle's and the fragments' styles and scripts, and pictures
        from ``data:``; the data in the element is no script and needs nothing.

    Raises
    ------
    InputError
        If an argument cannot be used, or something on the map has no position.
    """
    _check_height(height)
    data = as_json(payload(shown, basemap_of(basemap)))
    name = f"map-{hashlib.sha256(data.encode()).hexdigest()[:12]}"
    holder = f'<script type="application/json">{data}</script>'
    return Fragment(
        html=f'<div class="km-map" id="{name}">{holder}</div>',
        css=f"#{name}{{height:{height}}}\n",
        script="kraftcenterMaps.openAll();",
    )


def write_page(shown: Map, path: str | os.PathLike[str], *, basemap: bool | str = False) -> Path:
    """Write a map as one page that needs no network, whole or not at all.

    Parameters
    ----------
    shown : Map
        What to show.
    path : path-like
        The file; an existing one is replaced.
    basemap : bool or str, optional
        As in :func:`explore`.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        If an argument cannot be used, something on the map has no position, or the file
        cannot be written.
    """
    text = _page(shown, fragment(shown, height="100%", basemap=basemap), basemap_of(basemap))

    def write(file: BinaryIO) -> None:
        file.write(text.encode(errors="replace"))

    write_atomically(path, write)
    return Path(path)


def _page(shown: Map, part: Fragment, below: Basemap | None) -> str:
    """Return a whole page, which may run its own scripts and load nothing."""
    shared = bundle()
    style = shared.css + WHOLE + part.css
    policy = (
        f"default-src 'none'; script-src {hash_of(shared.js)} {hash_of(part.script)}; "
        f"style-src {hash_of(style)}; img-src data:{f' {below.origin}' if below else ''}; "
        "base-uri 'none'; form-action 'none'"
    )
    template = Template((Path(__file__).parent / "page.html").read_text("utf-8"))
    return template.substitute(
        language=shown.language,
        policy=policy,
        referrer="strict-origin-when-cross-origin" if below else "no-referrer",
        version=html.escape(__version__),
        title=html.escape(shown.title or "kraftcenter_mobility"),
        unread=UNREAD[shown.language],
        style=style,
        html=part.html,
        library=shared.js,
        script=part.script,
    )


def _check_height(height: object) -> None:
    """Refuse what is no height in CSS.

    Raises
    ------
    InputError
        If it is none.
    """
    if not isinstance(height, str) or not HEIGHT.fullmatch(height):
        raise InputError(f'height must be a CSS length such as "500px", got {height!r:.60}')
