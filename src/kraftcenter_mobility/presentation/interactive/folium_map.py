"""A folium map that carries Leaflet and its data inside its page.

folium writes links to seven scripts and styles on other servers into every page. Here they
are left out, and a figure of our own holds what is needed of them.
"""

from __future__ import annotations

import html
from typing import Any

import folium
from branca.element import Element, Figure
from folium.template import Template

from .bundle import bundle, folium_script
from .payload import as_json

__all__ = ["offline_map"]


class OfflineMap(folium.Map):
    """A folium map without links to scripts of other servers."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.default_js = []
        self.default_css = []


class Verbatim(Element):
    """Text that is put into a page as it is, never read as a template."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **_: Any) -> str:
        """Return the text."""
        return self.text


class Content(Element):
    """What a map shows: its scripts once for a figure, and its data behind the map."""

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__()
        self._name = "Content"
        self.data = data

    def render(self, **_: Any) -> str:
        """Put everything into the figure that the map is in; return nothing."""
        figure: Any = self.get_root()
        drawn: Any = self._parent
        shared = bundle()
        head = f"<style>{shared.css}</style>\n<script>{shared.js}{folium_script()}</script>"
        figure.header.add_child(Verbatim(head), name="kraftcenter_maps")
        call = f"kraftcenterMaps.show({drawn.get_name()}, {as_json(self.data)});"
        figure.script.add_child(Verbatim(call), name=self.get_name())
        return ""


class Page(Figure):
    """A page around maps; in a notebook, a frame of a height."""

    _template = Template(
        '<!DOCTYPE html>\n<html lang="{{ this.language }}">\n<head>\n'
        "<title>{{ this.title }}</title>\n"
        '<meta name="referrer" content="strict-origin-when-cross-origin">\n'
        "{{ this.header.render(**kwargs) }}\n</head>\n<body>\n"
        "{{ this.html.render(**kwargs) }}\n"
        "<script>\n{{ this.script.render(**kwargs) }}\n</script>\n</body>\n</html>\n"
    )

    def __init__(self, title: str, language: str, height: str) -> None:
        whole = title.encode(errors="replace").decode()
        super().__init__(title=html.escape(whole), height=height)
        self.language = language

    def _repr_html_(self, **kwargs: Any) -> str:
        """Return a frame that holds the whole page."""
        height = str(self.height)
        return (
            f'<iframe srcdoc="{html.escape(self.render(**kwargs))}" title="{self.title}" '
            f'style="width:100%;height:{"520px" if height.endswith("%") else height};border:0" '
            f'loading="lazy" allowfullscreen></iframe>'
        )


def offline_map(data: dict[str, Any], height: str) -> OfflineMap:
    """Return a folium map of what a payload shows.

    Parameters
    ----------
    data : dict
        From :func:`.payload.payload`.
    height : str
        How high it is in a notebook, in CSS units.

    Returns
    -------
    OfflineMap
        In a figure of its own.
    """
    west, south, east, north = data["bounds"]
    middle = [(south + north) / 2, (west + east) / 2]
    drawn = OfflineMap(location=middle, tiles=None, zoom_control=False, zoom_start=10)
    Page(data["title"] or "kraftcenter_mobility", data["language"], height).add_child(drawn)
    drawn.add_child(Content(data))
    return drawn
