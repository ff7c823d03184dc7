"""A map as a value: to print, to explore in a browser, or to write to a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kraftcenter_mobility.arguments import path_of
from kraftcenter_mobility.errors import InputError

if TYPE_CHECKING:
    import os

    import folium
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from .layers import Layer

__all__ = ["STATIC_SUFFIXES", "Map"]

STATIC_SUFFIXES = (".png", ".svg", ".pdf", ".jpg", ".webp")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Map:
    """A map that can be printed, explored and saved.

    In a notebook it shows itself, ready to be moved and zoomed. Made by the functions of
    :mod:`kraftcenter_mobility.maps` and by :meth:`Comparison.map`.
    """

    title: str
    layers: tuple[Layer, ...] = field(repr=False)
    """From the bottom to the top."""

    bounds: tuple[float, float, float, float]
    """West, south, east and north of what is to be seen, in degrees."""

    notes: tuple[str, ...] = ()
    """Sentences below the title, or at the foot of a print: assumptions, what was left out."""

    credits: tuple[str, ...] = ()
    """To whom the data is owed, a line each, without markup."""

    language: str = "en"

    def plot(
        self, ax: Axes | None = None, *, width_cm: float = 16.0, legend: bool | None = None
    ) -> Axes:
        """Draw the map with matplotlib, ready for print.

        Parameters
        ----------
        ax : Axes, optional
            Where to draw; a new figure if not given. In axes of one's own the legend and the
            credits go inside the map, and notes are left to the caption.
        width_cm : float, optional
            Width of a new figure. Its height follows from the map.
        legend : bool, optional
            Whether there is a legend. Otherwise there is one in a new figure, and in axes of
            one's own unless it would hide more than a fifth of the map or of what it shows,
            or reach beyond it.

        Returns
        -------
        Axes
            The axes of the map, in metres of a projection around its middle.

        Raises
        ------
        InputError
            If the width is not between 5 and 200 cm, the axes are no plain ones, or `legend`
            is neither True nor False.
        MissingExtraError
            If matplotlib is not installed.
        """
        from .static.sheet import draw

        return draw(self, ax, width_cm=width_cm, legend=legend)

    @property
    def figure(self) -> Figure:
        """A new matplotlib figure of the map."""
        from .static.canvas import root_of

        return root_of(self.plot())

    def explore(self, *, basemap: bool | str = False, height: str = "100%") -> folium.Map:
        """Return the map to be moved and zoomed in a browser or a notebook.

        Parameters
        ----------
        basemap : bool or str, optional
            True lays OpenStreetMap's own map below, or the address of another with ``{z}``,
            ``{x}`` and ``{y}``, which needs a network when one looks at it. Without it the
            page needs none.
        height : str, optional
            Height in CSS units, such as ``"500px"``.

        Returns
        -------
        folium.Map
            To which more can be added; ``save(path)`` writes one self-contained file.
        """
        from .interactive.page import explore

        return explore(self, basemap=basemap, height=height)

    def save(
        self,
        path: str | os.PathLike[str],
        *,
        basemap: bool | str = False,
        width_cm: float = 16.0,
        dpi: float = 200.0,
    ) -> Path:
        """Write the map to a file: ``.html`` to explore, ``.png``, ``.svg`` or ``.pdf`` to print.

        Parameters
        ----------
        path : path-like
            The file; an existing one is replaced.
        basemap : bool or str, optional
            As in :meth:`explore`; for ``.html`` only.
        width_cm, dpi : float, optional
            Width and resolution; for all others only.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        InputError
            If the ending is not known, a base map is wanted on a print, or the file cannot be
            written.
        MissingExtraError
            If it takes matplotlib and that is not installed.
        """
        target = path_of(path, "path")
        suffix = Path(target).suffix.lower()
        if suffix in {".html", ".htm"}:
            from .interactive.page import write_page

            return write_page(self, target, basemap=basemap)
        if suffix not in STATIC_SUFFIXES:
            raise InputError(
                f"a map can be written as .html, {', '.join(STATIC_SUFFIXES)}, not as "
                f"{suffix or 'a file without an ending'}: {target}"
            )
        if basemap:
            raise InputError(
                f"a base map is for .html only, not for {suffix}, which is drawn without a "
                f"network: leave out basemap, got {basemap!r}"
            )
        from .static.sheet import write_picture

        return write_picture(self, target, width_cm=width_cm, dpi=dpi)

    def _repr_html_(self) -> str:
        """Return the map for a notebook."""
        html: str = self.explore(height="520px")._repr_html_()
        return html
