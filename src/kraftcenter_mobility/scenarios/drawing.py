"""The one door from scenarios to how they are shown: maps and reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import os
    from pathlib import Path

    import folium

    from kraftcenter_mobility.presentation import map as map_value

    from .answering import AnyMode
    from .comparison import Comparison
    from .measures import Measure
    from .preview import Preview

    Map = map_value.Map

__all__ = ["difference_map", "explored", "preview_map", "write_report"]


def difference_map(  # noqa: PLR0913 - what to show, and what to call it
    comparison: Comparison,
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
    """Return the map of a comparison, and write it if told where.

    See :func:`.maps.difference` for the settings.

    Raises
    ------
    InputError
        If the measure is no time, or the file cannot be written.
    ScenarioError
        If there is no scenario of this name.
    """
    from kraftcenter_mobility.presentation import maps

    drawn = maps.difference(
        comparison,
        name,
        mode=mode,
        measure=measure,
        dots=dots,
        title=title,
        note=note,
        language=language,
    )
    return _saved(drawn, path)


def explored(drawn: Map, *, basemap: bool | str) -> folium.Map:
    """Return a map to be moved and zoomed."""
    return drawn.explore(basemap=basemap)


def preview_map(
    preview: Preview, path: str | os.PathLike[str] | None = None, *, language: str = "en"
) -> Map:
    """Return the map of what edits concern, and write it if told where.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    from kraftcenter_mobility.presentation import maps

    return _saved(maps.edits(preview, language=language), path)


def write_report(comparison: Comparison, path: str | os.PathLike[str], **settings: Any) -> Path:
    """Write a comparison as a report; see :func:`.report.write_report` for the settings."""
    from kraftcenter_mobility.presentation import report

    written: Path = report.write_report(comparison, path, **settings)
    return written


def _saved(drawn: Map, path: str | os.PathLike[str] | None) -> Map:
    """Return a map, and write it if told where."""
    if path is not None:
        drawn.save(path)
    return drawn
