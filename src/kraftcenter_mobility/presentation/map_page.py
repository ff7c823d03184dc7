"""The page around a map: heading, legend, credits, and the template they go into."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility import herning
from kraftcenter_mobility._version import __version__
from kraftcenter_mobility.places import TOWNS

from .map_classes import CLASS_LABELS, UNREACHABLE, class_of, class_styles
from .map_frame import UNITS_PER_PIXEL, frame_around
from .map_places import MOST_CIRCLES, Label, draw_labels, draw_markers, draw_origins
from .map_roads import STYLE_NAMES, draw_roads

if TYPE_CHECKING:
    import geopandas as gpd

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .map_frame import Frame
    from .map_roads import RoadLayer

__all__ = [
    "Content",
    "coordinates",
    "destination_values",
    "frame_values",
    "map_credits",
    "notes",
    "page",
    "road_key",
]

FOLDER = Path(__file__).parent
OSM_CREDIT = (
    'Roads and places: <a href="https://www.openstreetmap.org/copyright" rel="noreferrer">'
    "© OpenStreetMap contributors</a> (ODbL)"
)
TOWN_STYLES = {"city": "city", "town": "town"}
TOWN_RANK = {"city": 0, "town": 1, "village": 2, "suburb": 3}
PATHS_SHOW_M = 14.0
"""Metres per pixel from which the page shows tracks and paths (``map.js``)."""

FEW_DESTINATIONS = 3
MOST_TOWNS = 400
ROAD_KEY = ("motorway", "trunk", "primary", "secondary", "tertiary", "local", "path", "ferry")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a map shows, checked."""

    network: TransportNetwork
    origins: gpd.GeoSeries
    minutes: FloatArray
    population: FloatArray | None
    credit: str
    destinations: gpd.GeoSeries | None
    hospitals: BoolArray | None
    title: str
    note: str
    legend: str


def page(content: Content) -> str:
    """Return the whole page."""
    at = coordinates(content.origins, content.destinations)
    frame = frame_around(content.network.roads, *at)
    roads = draw_roads(content.network.roads, frame)
    script = (FOLDER / "map.js").read_text("utf-8")
    style = (FOLDER / "map.css").read_text("utf-8") + class_styles()
    values: dict[str, object] = {
        "title": escape(content.title or "Travel times"),
        "notes": notes(content, roads),
        "legend": escape(content.legend),
        "version": __version__,
        "style": style,
        "script": script,
        "script_hash": base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        "roads": roads.svg,
        "origins": draw_origins(
            list(content.origins.index),
            frame.place(*coordinates(content.origins)),
            content.minutes,
            content.population,
        ),
        "road_key": road_key(roads, frame),
        "credits": map_credits(content),
        "edit_key": "",
    }
    values |= frame_values(frame) | _legend_values(content) | destination_values(content, frame)
    return Template((FOLDER / "map.html").read_text("utf-8")).substitute(values)


def coordinates(*places: gpd.GeoSeries | None) -> tuple[FloatArray, FloatArray]:
    """Return the longitudes and latitudes of sets of places, one after the other."""
    given = [points for points in places if points is not None]
    lon = np.concatenate([points.x.to_numpy() for points in given])
    return lon, np.concatenate([points.y.to_numpy() for points in given])


def frame_values(frame: Frame) -> dict[str, object]:
    """Return what the template says about the sheet, with a scale bar of about 100 pixels."""
    room_m = 130 * UNITS_PER_PIXEL * frame.metres_per_unit
    step_m = 10 ** np.floor(np.log10(room_m))
    length_m = max(part * step_m for part in (1, 2, 5) if part * step_m <= room_m)
    length_px = length_m / frame.metres_per_unit / UNITS_PER_PIXEL
    return {
        "width": frame.width,
        "height": frame.height,
        "metres_per_unit": f"{frame.metres_per_unit:.6g}",
        "scale_y": frame.height - 100,
        "scale_px": f"{length_px:.1f}",
        "north_x": f"{length_px + 22:.1f}",
        "scale_text": f"{length_m / 1000:g} km" if length_m >= 1000 else f"{length_m:g} m",  # noqa: PLR2004 - metres in a km
    }


def destination_values(content: Content, frame: Frame) -> dict[str, object]:
    """Return the markers, the names around them, and the box that hides them."""
    goals = content.destinations
    if goals is None:
        nowhere = np.zeros(0, dtype=np.int64)
        labels = draw_labels(_town_labels(content, frame, set()), (nowhere, nowhere), frame.width)
        return {"markers": "", "labels": labels, "show_destinations": ""}
    at = frame.place(*coordinates(goals))
    names = [str(name) for name in goals.index]
    cross = np.zeros(len(names), dtype=bool) if content.hospitals is None else content.hospitals
    own = [Label(name, int(x), int(y), "goal") for name, x, y in zip(names, *at, strict=True)]
    towns = _town_labels(content, frame, set(names))
    return {
        "markers": draw_markers(names, at, cross),
        "labels": draw_labels(_by_importance(own, towns), at, frame.width),
        "show_destinations": (
            '<label><input type="checkbox" id="show-destinations" checked> Destinations</label>'
        ),
    }


def _by_importance(goals: list[Label], towns: list[Label]) -> list[Label]:
    """Return names, a few destinations before everything, many only after the cities."""
    if len(goals) <= FEW_DESTINATIONS:
        return goals + towns
    cities = [label for label in towns if label.css == "city"]
    return [*cities, *goals, *(label for label in towns if label.css != "city")]


def _town_labels(content: Content, frame: Frame, taken: set[str]) -> list[Label]:
    """Return the network's towns in and around the frame, the most important first."""
    towns = content.network.places(TOWNS)
    rank = towns["category"].map(lambda category: TOWN_RANK.get(category, len(TOWN_RANK)))
    people = towns["population"].fillna(0.0)
    order = np.lexsort((-people.to_numpy(float), rank.to_numpy(int)))
    towns = towns.iloc[order]
    x, y = frame.place(*coordinates(towns.geometry)) if len(towns) else ((), ())
    labels = [
        Label(str(name), int(px), int(py), TOWN_STYLES.get(category, "village"))
        for name, category, px, py in zip(towns.index, towns["category"], x, y, strict=True)
        if str(name) not in taken and -frame.width < px < 2 * frame.width
    ]
    return labels[:MOST_TOWNS]


def notes(content: Content, roads: RoadLayer) -> str:
    """Return the paragraphs below the heading."""
    notes = [f"<p>{escape(content.note)}</p>"] if content.note else []
    if _is_sample(content.network):
        notes.append(f'<p class="warning">{escape(herning.DISCLAIMER)}</p>')
    if roads.left_out:
        missing = ", ".join(roads.left_out)
        notes.append(f'<p class="small">Not drawn, to keep the map light: {missing}.</p>')
    if len(content.origins) > MOST_CIRCLES:
        notes.append(
            f'<p class="small">{len(content.origins):,} origins, drawn as dots without names '
            f"to keep the map light.</p>"
        )
    return "\n".join(notes)


def _is_sample(network: TransportNetwork) -> bool:
    """Say whether a network is the bundled sample, also after it was saved and loaded."""
    return network.source == herning.sample_path().name


def map_credits(content: Content) -> str:
    """Return whom the map is owed to."""
    lines = [herning.CREDITS if _is_sample(content.network) else OSM_CREDIT]
    if content.network.timestamp and not _is_sample(content.network):
        lines[0] += f", {escape(content.network.timestamp[:10])}"
    if content.credit and content.credit not in lines[0]:
        lines.append(escape(content.credit))
    lines.append(f"Made with kraftcenter_mobility {escape(__version__)}")
    return "\n".join(f"<p>{line}</p>" for line in lines)


def _legend_values(content: Content) -> dict[str, object]:
    """Return the rows of the legend: colour, minutes, and how many people or places."""
    people = content.population
    weight = np.ones(len(content.minutes)) if people is None else np.nan_to_num(people)
    count = np.bincount(class_of(content.minutes), weight, minlength=UNREACHABLE + 1)
    rows = [
        _legend_row(number, value, count.sum())
        for number, value in enumerate(count)
        if number != UNREACHABLE or not np.isfinite(content.minutes).all()
    ]
    size = '<p class="small">The larger a circle, the more people live there.</p>'
    return {
        "classes": "\n".join(rows),
        "counted": "Origins" if people is None else "People",
        "size_note": "" if people is None or len(people) > MOST_CIRCLES else size,
    }


def _legend_row(number: int, count: float, total: float) -> str:
    """Return one row of the legend."""
    css = "swatch hatched" if number == UNREACHABLE else f"swatch c{number}"
    share = 100 * count / total
    percent = "&lt;1" if 0 < share < 1 else f"{share:.0f}"
    return (
        f'<tr><td><span class="{css}"></span></td><td>{CLASS_LABELS[number]}</td>'
        f"<td>{count:,.0f}</td><td>{percent} %</td></tr>"
    )


def road_key(roads: RoadLayer, frame: Frame) -> str:
    """Return the key of the roads that are drawn."""
    items = [
        f'<li><svg viewBox="0 0 27 8" aria-hidden="true"><path class="{name}" d="M1 4H26"/></svg>'
        f"{STYLE_NAMES[name]}</li>"
        for name in ROAD_KEY
        if name in roads.drawn
    ]
    far_away = frame.metres_per_unit * UNITS_PER_PIXEL > PATHS_SHOW_M
    if far_away and {"local", "path"} & set(roads.drawn):
        items.append('<li class="wide">Local streets and paths show when zoomed in.</li>')
    return "\n".join(items)
