"""Maps made up for print, and what is drawn of them."""

import numpy as np
import shapely
from matplotlib.text import Text

from kraftcenter_mobility.presentation.layers import Areas, Labels, Lines, Marks, Points, Scale
from kraftcenter_mobility.presentation.map import Map

BOUNDS = (8.8, 56.05, 9.1, 56.2)
OSM = "© OpenStreetMap contributors"
MINUTES = Scale(
    title="minutes by car",
    labels=("0–10", "10–20", "no way through"),  # noqa: RUF001 - en dashes
    colours=("#fadb45", "#31688e", "#555555"),
    hatched=(2,),
    amounts=(1234.0, 5.0, 2000.0),
    counted="people",
)
ROADS = Scale(title="roads", labels=("motorway", "path"), colours=("#777777", "#cccccc"))


def array(*shapes):
    """Return an array of shapes."""
    return np.array([*shapes, None], dtype=object)[:-1]


def homes(n=30, **settings):
    """Return circles all over the map."""
    rng = np.random.default_rng(5)
    lon, lat = rng.uniform(8.82, 9.08, n), rng.uniform(56.06, 56.19, n)
    classes = rng.integers(0, 3, n)
    return Points(name="homes", lon=lon, lat=lat, scale=MINUTES, class_of=classes, **settings)


def roads(**settings):
    """Return a road and a path across the map."""
    lines = array(
        shapely.LineString([(8.0, 56.1), (8.95, 56.13), (10.0, 56.15)]),
        shapely.LineString([(8.9, 56.06), (8.95, 56.19)]),
    )
    given = {
        "name": "roads",
        "scale": ROADS,
        "class_of": np.array([0, 1]),
        "width": (1.6, 0.4),
        "quiet": True,
    }
    return Lines(geometry=lines, **given | settings)


def hospitals(*names, **settings):
    """Return crosses side by side in the middle of the map."""
    lon = 8.95 + 0.002 * np.arange(len(names))
    lat = np.full(len(names), 56.12)
    return Marks(name="hospitals", lon=lon, lat=lat, labels=names, sign="hospital", **settings)


def towns(n=60):
    """Return more names than there is room for."""
    rng = np.random.default_rng(6)
    lon, lat = rng.uniform(8.8, 9.1, n), rng.uniform(56.05, 56.2, n)
    return Labels(
        lon=lon, lat=lat, texts=[f"Nørre Å {k}" for k in range(n)], size=np.linspace(9, 6, n)
    )


def a_map(*layers, **settings):
    """Return a map of some layers."""
    settings = {
        "title": "Til sygehuset på 10 minutter",
        "bounds": BOUNDS,
        "notes": ("Free flow.",),
        "credits": (OSM, "Population: Eurostat"),
        **settings,
    }
    return Map(layers=layers, **settings)


def full_map(**settings):
    """Return a map with a layer of every kind."""
    reach = Areas(
        name="reach",
        geometry=array(shapely.box(8.85, 56.08, 9.0, 56.17)),
        scale=Scale(title="within reach", labels=("10 min",), colours=("#08519c",)),
        class_of=np.array([0]),
    )
    named = hospitals("Gødstrup", "Herning")
    return a_map(roads(), reach, homes(size_note="Area: people"), towns(), named, **settings)


def texts_of(ax):
    """Return all texts of the figure, without the white rims below names."""
    figure = ax.figure
    return [text for text in figure.findobj(Text) if text.get_text() and text.get_gid() != "rim"]


def shown(ax):
    """Return what the texts of the figure say."""
    return [text.get_text() for text in texts_of(ax)]


def boxes_of(ax, gid=None):
    """Return the rectangles that texts take, in dots."""
    ax.figure.canvas.draw()
    chosen = [text for text in texts_of(ax) if gid is None or text.get_gid() == gid]
    return [(text.get_text(), text.get_window_extent()) for text in chosen]


def layer_drawn(ax, gid):
    """Return the collections of a kind."""
    return [each for each in ax.collections if each.get_gid() == gid]
