"""How a comparison is shown: as a map, and as a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from .compared import ComparedTimes

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from pathlib import Path

    import folium

    from .answering import AnyMode
    from .comparison import Comparison
    from .drawing import Map
    from .measures import Measure

__all__ = ["ShownTimes"]


class ShownTimes(ComparedTimes):
    """Compared times that can be looked at: the part of a comparison for the eye."""

    __slots__ = ()

    def map(  # noqa: PLR0913 - what to show, and what to call it
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        name: str | None = None,
        mode: AnyMode | str | None = None,
        measure: Measure | str | None = None,
        dots: bool = False,
        title: str = "",
        note: str = "",
        language: str = "en",
    ) -> Map:
        """Return a map of who gains and who loses, and write it if told where.

        Parameters
        ----------
        path : path-like, optional
            A file to write: ``.html`` to explore in any browser without a network, ``.png``,
            ``.svg`` or ``.pdf`` to print.
        name, mode
            As in :meth:`difference`.
        measure : callable or str, optional
            A measure that is a time, or the name of one of the comparison's; by default the
            time to the nearest destination.
        dots : bool, optional
            One dot for so many people, instead of a circle for each origin.
        title, note : str, optional
            Heading of the map, and a sentence below it.
        language : str, optional
            ``"en"`` or ``"da"``.

        Returns
        -------
        Map
            Blue circles are faster, brown squares slower; the edits are drawn in magenta.

        Raises
        ------
        ScenarioError
            If there is no scenario of this name.
        InputError
            If the measure is no time, or the file cannot be written.
        """
        from .drawing import difference_map

        return difference_map(
            self._whole(),
            path,
            name=name,
            mode=mode,
            measure=measure,
            dots=dots,
            title=title,
            note=note,
            language=language,
        )

    def explore(  # noqa: PLR0913 - what to show, and what to call it
        self,
        *,
        name: str | None = None,
        mode: AnyMode | str | None = None,
        measure: Measure | str | None = None,
        dots: bool = False,
        title: str = "",
        note: str = "",
        language: str = "en",
        basemap: bool | str = False,
    ) -> folium.Map:
        """Return a map of who gains and who loses, to be moved, zoomed and added to.

        Parameters
        ----------
        name, mode, measure, dots, title, note, language
            As in :meth:`map`.
        basemap : bool or str, optional
            As in :meth:`.Map.explore`: True lays OpenStreetMap's own map below, which needs a
            network when one looks at it.

        Returns
        -------
        folium.Map
            With the layers of the map.
        """
        from .drawing import explored

        drawn = self.map(
            name=name,
            mode=mode,
            measure=measure,
            dots=dots,
            title=title,
            note=note,
            language=language,
        )
        return explored(drawn, basemap=basemap)

    def report(  # noqa: PLR0913 - what a report is about, and what to call it
        self,
        path: str | os.PathLike[str],
        *,
        name: str | None = None,
        mode: AnyMode | str | None = None,
        language: str = "en",
        title: str = "",
        author: str = "",
        note: str = "",
        by: str | Sequence[str] | None = None,
        isochrone_cutoffs_s: Sequence[float] | None = None,
        progress: bool | None = None,
    ) -> Path:
        """Write the comparison as one self-contained page to read, print and hand on.

        Parameters
        ----------
        path : path-like
            The HTML file; an existing one is replaced.
        name : str, optional
            The one scenario that is told of. Without it all are, or the six with the largest
            effect; a table has them all.
        mode : Mode, TransitMode or str, optional
            By which mode they are told of; the first of the comparison if not given. A table
            has them all.
        language : str, optional
            ``"en"`` or ``"da"``.
        title, author, note : str, optional
            Heading, who wrote it, and a sentence below.
        by : str or sequence of str, optional
            Columns of the origins to group by; those of the comparison if not given, or else
            ``"municipality"`` if there is such a column.
        isochrone_cutoffs_s : sequence of float, optional
            Times in seconds within which areas are compared; a quarter and half an hour if not
            given. ``()`` leaves areas out.
        progress : bool, optional
            Show a progress bar.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        MissingExtraError
            If matplotlib is not installed.
        InputError
            If there is no such mode or language, or the file cannot be written.
        ScenarioError
            If there is no scenario of this name.
        PlacesError
            If the origins have no column to group by.
        """
        from .drawing import write_report

        return write_report(
            self._whole(),
            path,
            name=name,
            mode=mode,
            language=language,
            title=title,
            author=author,
            note=note,
            by=by,
            isochrone_cutoffs_s=isochrone_cutoffs_s,
            progress=progress,
        )

    def _whole(self) -> Comparison:
        """Return itself, as what it is."""
        return cast("Comparison", self)
