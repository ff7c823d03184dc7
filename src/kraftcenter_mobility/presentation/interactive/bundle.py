"""Leaflet and the scripts of all maps, to be put into a page once."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

__all__ = ["Bundle", "bundle", "folium_script", "hash_of"]

FOLDER = Path(__file__).parent
SCRIPTS = ("decode", "circles", "draw", "names", "sheet", "find", "panel", "start", "folium")
PICTURE = re.compile(r"url\(images/([a-z0-9-]+\.png)\)")


class Bundle(NamedTuple):
    """What maps in a page share."""

    css: str
    js: str


@cache
def bundle() -> Bundle:
    """Return Leaflet and the scripts of all maps, to be put into a page once.

    Returns
    -------
    Bundle
        Its style and its script. Neither loads anything. The script goes before any
        ``script`` of a :class:`Fragment`.

    Examples
    --------
    >>> "http-equiv" in bundle().css, len(bundle().js) < 200_000
    (False, True)
    """
    leaflet = (FOLDER / "leaflet" / "leaflet.js").read_text("utf-8")
    parts = [(FOLDER / "scripts" / f"{name}.js").read_text("utf-8") for name in SCRIPTS]
    ours = '(() => {\n"use strict";\n' + "\n".join(parts) + "})();\n"
    style = (FOLDER / "leaflet" / "leaflet.css").read_text("utf-8")
    style = PICTURE.sub(lambda found: f"url({_picture(found[1])})", style)
    return Bundle(style + (FOLDER / "map.css").read_text("utf-8"), leaflet + ours)


def folium_script() -> str:
    """Return what gives Leaflet its own pins, without loading them."""
    names = ("marker-icon", "marker-icon-2x", "marker-shadow")
    icon, retina, shadow = (_picture(f"{name}.png") for name in names)
    return (
        'L.Icon.Default.imagePath = "";\n'
        f'L.Icon.Default.mergeOptions({{iconUrl: "{icon}", iconRetinaUrl: "{retina}", '
        f'shadowUrl: "{shadow}"}});\n'
    )


def hash_of(text: str) -> str:
    """Return how a content security policy names a script or a style that may be used."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def _picture(name: str) -> str:
    """Return a picture as an address that holds it."""
    content = (FOLDER / "leaflet" / "images" / name).read_bytes()
    return "data:image/png;base64," + base64.b64encode(content).decode()
