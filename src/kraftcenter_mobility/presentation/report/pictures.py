"""Maps in a report: printed as images within the page, and to be explored where scripts run."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.presentation.interactive.page import fragment
from kraftcenter_mobility.presentation.languages import Words
from kraftcenter_mobility.presentation.layers import Areas, Lines, Marks, Points, Scale
from kraftcenter_mobility.presentation.maps.texts import TEXTS as MAP_TEXTS
from kraftcenter_mobility.presentation.static.picture import save_figure
from kraftcenter_mobility.presentation.static.sheet import draw

from .blocks import Picture
from .texts import credit_words

if TYPE_CHECKING:
    from kraftcenter_mobility.presentation.interactive.page import Fragment
    from kraftcenter_mobility.presentation.layers import Layer
    from kraftcenter_mobility.presentation.map import Map

__all__ = ["Pictures"]

WIDTH_CM = 15.0
"""So wide that a map with its legend has room on A4 with letters as large as drawn."""

SMALL_CM = 8.0
DPI, SMALL_DPI = 150.0, 130.0
DOT_PT = 4.5
COLOURS = 128
"""Of a printed map: no difference is to be seen, and it takes a fifth of the bytes. WebP takes an
eighth less than PNG, in less time."""

HEIGHT = "34rem"
REGION_DEG = 0.2
"""From here on, some 20 km from south to north, a map is of a region and not of a town."""

MADE_WITH = tuple(text.partition("{")[0] for text in MAP_TEXTS["made with"])
"""What the head of the report says already."""

NAMED = re.compile(r"(map-[0-9a-f]+)")

TOLD = frozenset(MAP_TEXTS["sample"])
"""What maps say of themselves and the report has said at its head."""


class Pictures:
    """Draws the maps of one report, and gathers what its interactive maps need of the page."""

    def __init__(self) -> None:
        self._drawn: list[Fragment] = []
        self._parts: list[Fragment] = []
        self.credits: tuple[str, ...] = ()

    @property
    def css(self) -> str:
        """Sizes of the interactive maps."""
        return "".join(dict.fromkeys(part.css for part in self._parts))

    @property
    def script(self) -> str:
        """What opens the interactive maps, empty if there are none."""
        return self._parts[0].script if self._parts else ""

    def large(self, shown: Map, title: str, caption: str) -> Picture:
        """Return a map to explore, and the same for print.

        Parameters
        ----------
        shown : Map
            Its own title is left out; its notes are put below.
        title : str
            Of the map to explore.
        caption : str
            What stands below it.

        Returns
        -------
        Picture
            Whose interactive part opens with :attr:`script`.
        """
        words = Words(shown.language)
        owed = [
            credit_words(words, line) for line in shown.credits if not line.startswith(MADE_WITH)
        ]
        self.credits = tuple(dict.fromkeys((*self.credits, *owed)))
        bare = replace(shown, title="", notes=(), credits=tuple(owed))
        part = self._part(_light(replace(bare, title=title)))
        image = _image(bare, WIDTH_CM, DPI)
        return Picture(
            caption=caption,
            text=caption,
            image=image,
            explored=part.html,
            notes=tuple(note for note in shown.notes if note not in TOLD),
        )

    def _part(self, shown: Map) -> Fragment:
        """Return an interactive map, under a name of its own where the same stands above."""
        part = fragment(shown, height=HEIGHT)
        same = sum(part.css == other.css for other in self._drawn)
        self._drawn.append(part)
        if same:
            part = part._replace(
                html=NAMED.sub(rf"\1-{same + 1}", part.html, count=1),
                css=NAMED.sub(rf"\1-{same + 1}", part.css, count=1),
            )
        self._parts.append(part)
        return part

    def small(self, shown: Map, caption: str) -> Picture:
        """Return a little map for print and screen, without legend, names of marks and notes."""
        bare = replace(shown, title="", notes=(), credits=())
        bare = replace(bare, layers=tuple(_unexplained(layer) for layer in bare.layers))
        image = _image(bare, SMALL_CM, SMALL_DPI)
        return Picture(caption="", text=caption, image=image)


def _light(shown: Map) -> Map:
    """Return the map of a region without the streets that show only when one looks closely.

    A report has several maps, each with its own roads.
    """
    _, south, _, north = shown.bounds
    if north - south < REGION_DEG:
        return shown
    return replace(shown, layers=tuple(_without_near(layer) for layer in shown.layers))


def _without_near(layer: Layer) -> Layer:
    """Return a layer of roads without streets and paths; any other as it is."""
    if not (isinstance(layer, Lines) and layer.quiet and layer.near):
        return layer
    kept = ~np.isin(layer.class_of, layer.near)
    scale = layer.scale
    shown = tuple(row for row in scale.rows() if row not in layer.near)
    return replace(
        layer,
        geometry=layer.geometry[kept],
        class_of=layer.class_of[kept],
        scale=replace(scale, shown=shown),
        near=(),
    )


def _unexplained(layer: Layer) -> Layer:
    """Return a layer of which the legend says nothing."""
    if isinstance(layer, Points | Lines | Areas):
        return replace(layer, scale=replace(layer.scale, shown=()))
    if isinstance(layer, Marks):
        own = Scale(title="", labels=("",), colours=(layer.colour,), shown=())
        nothing = np.zeros(layer.lon.size, dtype=np.int64)
        return Points(
            name=layer.name,
            lon=layer.lon,
            lat=layer.lat,
            scale=own,
            class_of=nothing,
            radius=DOT_PT,
        )
    return layer


def _image(shown: Map, width_cm: float, dpi: float) -> str:
    """Return a printed map as an address that holds it, in as many colours as a map has."""
    from PIL import Image

    drawn, packed = io.BytesIO(), io.BytesIO()
    figure = draw(shown, width_cm=width_cm).get_figure(root=True)
    save_figure(figure, drawn, ".png", dpi=dpi, title="")
    with Image.open(drawn) as picture:
        few = picture.convert("RGB").quantize(
            COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )
        few.convert("RGB").save(packed, "WEBP", lossless=True, method=4)
    return "data:image/webp;base64," + base64.b64encode(packed.getvalue()).decode()
