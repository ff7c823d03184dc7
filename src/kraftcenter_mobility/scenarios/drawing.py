"""Maps of scenarios: who gains and who loses, and where the edits are.

The one place where scenarios know of maps. What is drawn here uses the sheet, the roads,
the names and the page of the maps of travel times.
"""

from __future__ import annotations

import base64
import hashlib
from html import escape
from string import Template
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from kraftcenter_mobility._version import __version__
from kraftcenter_mobility.arguments import path_of
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.files import write_atomically
from kraftcenter_mobility.presentation.map_frame import frame_around
from kraftcenter_mobility.presentation.map_page import (
    FOLDER,
    Content,
    coordinates,
    destination_values,
    frame_values,
    map_credits,
    notes,
    road_key,
)
from kraftcenter_mobility.presentation.map_places import MOST_CIRCLES, dots, radii
from kraftcenter_mobility.presentation.map_roads import draw_roads

from .change_classes import SLIGHT_S, change_class_of, change_rows, change_styles, change_text
from .edit_layers import draw_edits, edit_key, edit_rows, edit_styles, extent_of
from .measures import is_time, nearest

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from pathlib import Path

    import pandas as pd

    from kraftcenter_mobility._kernels.csr import IntArray
    from kraftcenter_mobility.networks.transport import TransportNetwork
    from kraftcenter_mobility.presentation.map_frame import Frame

    from .answering import AnyMode
    from .comparison import Comparison
    from .edit_layers import EditLayer
    from .measures import Measure
    from .preview import Preview

__all__ = ["difference_map", "preview_map"]

SHARE_HEAD = '<th scope="col">Share</th>'
SHOW_ORIGINS = '<label><input type="checkbox" id="show-origins" checked> Origins</label>\n'
"""Parts of the page that a map of edits has no use for."""


def difference_map(  # noqa: PLR0913 - what to show, and what to call it
    comparison: Comparison,
    path: str | os.PathLike[str],
    *,
    name: str | None = None,
    mode: AnyMode | str | None = None,
    measure: Measure | str | None = None,
    title: str = "",
    note: str = "",
) -> Path:
    """Draw how much faster or slower every origin gets, and write it as one HTML file.

    Blue is faster, brown is slower; the edits are drawn in orange. Changes under 10 s are a
    class of their own that looks like no change, and the heading does not count them, other
    than the tables. The file needs no network, no server and no other file.

    Parameters
    ----------
    comparison : Comparison
        What to draw.
    path : str or Path
        The HTML file to write; an existing one is replaced.
    name, mode
        As in :meth:`Comparison.difference`.
    measure : callable or str, optional
        A measure that is a time, or the name of one of the comparison's; by default the time
        to the nearest destination.
    title, note : str, optional
        Heading of the map, and a sentence below it.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ScenarioError
        If there is no scenario of this name.
    InputError
        If the measure is no time, or the file cannot be written.
    """
    case, mode = comparison.case(name), comparison.mode(mode)
    measure = measure or nearest
    table = comparison.difference(case.name, mode=mode, measure=measure)
    if not is_time(table.attrs["measure"]):
        raise InputError(
            f"a map shows changes of times in minutes, and {table.attrs['measure']!r} is none; "
            f"draw comparison.difference(...) with another tool"
        )
    note = note or _counts_note(comparison, case.name, mode, measure)
    content = _difference_content(comparison, case.name, mode, table, title or case.name, note)
    frame = frame_around(
        comparison.network.roads, *coordinates(content.origins, content.destinations)
    )
    people = content.population
    classes = change_class_of(
        table["baseline"].to_numpy(), table["difference"].to_numpy(), comparison.least_s
    )
    texts = [
        change_text(before, after, comparison.least_s)
        for before, after in zip(table["baseline"], table["scenario"], strict=True)
    ]
    drawn = draw_edits(case.accounts, frame, in_turn=False)
    values = {
        "origins": _circles(content, frame, classes, texts),
        "classes": change_rows(classes, np.ones(classes.size) if people is None else people),
        "counted": "Origins" if people is None else "People",
        "size_note": _size_note(content),
        "edit_key": edit_key(drawn),
        **destination_values(content, frame),
    }
    return _write_page(path, content, frame, values, drawn, change_styles())


def preview_map(network: TransportNetwork, preview: Preview, path: str | os.PathLike[str]) -> Path:
    """Draw what the edits of a scenario concern, and write it as one HTML file.

    Parameters
    ----------
    network : TransportNetwork
        Its roads are drawn and its towns named.
    preview : Preview
        The accounts of the edits.
    path : str or Path
        The HTML file to write; an existing one is replaced.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    import geopandas as gpd

    scenario, accounts = preview.scenario, preview.accounts
    lon, lat = extent_of(network, accounts)
    content = Content(
        network=network,
        origins=gpd.GeoSeries([], crs="EPSG:4326"),
        minutes=np.zeros(0),
        population=None,
        credit="",
        destinations=None,
        hospitals=None,
        title=scenario.name,
        note=scenario.description,
        legend="Edits",
    )
    frame = frame_around(network.roads, lon, lat)
    drawn = draw_edits(accounts, frame, in_turn=True, edits=scenario.edits)
    values = {
        "origins": "",
        "classes": edit_rows(accounts),
        "counted": "km",
        "size_note": "",
        "edit_key": edit_key(drawn._replace(lines="", points="")),
        **destination_values(content, frame),
    }
    return _write_page(path, content, frame, values, drawn, "", without=(SHARE_HEAD, SHOW_ORIGINS))


def _difference_content(  # noqa: PLR0913, PLR0917 - what one map shows
    comparison: Comparison, name: str, mode: AnyMode, table: pd.DataFrame, title: str, note: str
) -> Content:
    """Return what a map of differences shows."""
    case = comparison.case(name)
    before, after = comparison.destinations, case.destinations
    goals = after.geometry.combine_first(before.geometry)
    known = "kind" in after and "kind" in before
    kinds = after["kind"].combine_first(before["kind"]) if known else None
    people = comparison.people_of(name).loc[table.index].to_numpy()
    return Content(
        network=comparison.network,
        origins=case.origins.geometry.combine_first(comparison.origins.geometry).loc[table.index],
        minutes=table["difference"].to_numpy(),
        population=people if comparison.counts_people else None,
        credit=str(comparison.origins.attrs.get("credit", "")),
        destinations=goals,
        hospitals=None if kinds is None else (kinds.loc[goals.index] == "hospital").to_numpy(bool),
        title=title,
        note=note,
        legend=f"minutes by {mode.name}",
    )


def _counts_note(comparison: Comparison, name: str, mode: AnyMode, measure: Measure | str) -> str:
    """Return how many gain and lose enough to be seen on the map."""
    label = comparison.difference(name, mode=mode, measure=measure).attrs["measure"]
    sides = comparison.sides(name, mode=mode, measure=measure)
    sides = sides._replace(least=max(sides.least, SLIGHT_S))
    noun = "people" if comparison.counts_people else "origins"
    gain, lose = (
        f"{sides.people[sides.outcome(outcome)].sum():,.0f} {noun} {outcome}"
        for outcome in ("gain", "lose")
    )
    measured = label.removesuffix("_s").replace("_", " ")
    return f"By {mode.name}, time to {measured}: {gain} and {lose} at least {sides.least:g} s."


def _write_page(  # noqa: PLR0913, PLR0917 - the parts of a page
    path: Any,
    content: Content,
    frame: Frame,
    values: dict[str, object],
    drawn: EditLayer,
    style: str,
    *,
    without: Iterable[str] = (),
) -> Path:
    """Put a map into the page of the maps of travel times, and write it."""
    target = path_of(path, "path")
    roads = draw_roads(content.network.roads, frame)
    script = (FOLDER / "map.js").read_text("utf-8")
    template = (FOLDER / "map.html").read_text("utf-8")
    for part in without:
        template = template.replace(part, "")
    markers = f"{values['markers']}\n{drawn.points}\n{drawn.joins}"
    page = Template(template).substitute(
        {
            "title": escape(content.title),
            "notes": notes(content, roads),
            "legend": escape(content.legend),
            "version": __version__,
            "style": (FOLDER / "map.css").read_text("utf-8") + style + edit_styles(),
            "script": script,
            "script_hash": base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
            "roads": f"{roads.svg}\n{drawn.lines}",
            "road_key": road_key(roads, frame),
            "credits": map_credits(content),
            **frame_values(frame),
            **values,
            "markers": markers,
        }
    )

    def fill(file: BinaryIO) -> None:
        file.write(page.encode("utf-8", "replace"))

    write_atomically(target, fill)
    return target


def _circles(content: Content, frame: Frame, classes: IntArray, texts: list[str]) -> str:
    """Return origins as circles with their names and changes, or very many as dots."""
    x, y = frame.place(*coordinates(content.origins))
    if len(texts) > MOST_CIRCLES:
        return dots(x, y, classes)
    radius, people = radii(x, y, content.population), content.population
    circles = []
    for i in np.argsort(-radius, kind="stable").tolist():
        text = f"{content.origins.index[i]}: {texts[i]}"
        if people is not None:
            text += f", {people[i]:,.0f} people"
        circles.append(
            f'<circle class="c{classes[i]}" cx="{x[i]}" cy="{y[i]}" r="{radius[i]:.0f}">'
            f"<title>{escape(text)}</title></circle>"
        )
    return "\n".join(circles)


def _size_note(content: Content) -> str:
    """Say what the size of circles means, where it means something."""
    if content.population is None or len(content.origins) > MOST_CIRCLES:
        return ""
    return '<p class="small">The larger a circle, the more people live there.</p>'
