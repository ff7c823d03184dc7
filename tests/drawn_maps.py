"""A small map with every kind of layer, drawn by hand around Herning."""

import numpy as np
import shapely

from kraftcenter_mobility.presentation.layers import Areas, Labels, Lines, Marks, Points, Scale
from kraftcenter_mobility.presentation.map import Map

OSM = "Roads: © OpenStreetMap contributors (ODbL)"
MINUTES = Scale(
    title="minutes by car",
    labels=("0-10", "10-20", "no way through"),
    colours=("#fde725", "#21918c", "#777777"),
    hatched=(2,),
    amounts=(1200.0, 799.0, 1.0),
    counted="people",
)


def drawn_points(**changes):
    """Return three places: one north, one south, one that is not reached."""
    given = {
        "name": "Where people live",
        "lon": np.array([9.0, 9.0, 8.9]),
        "lat": np.array([56.16, 56.12, 56.14]),
        "scale": MINUTES,
        "class_of": np.array([0, 1, 2]),
        "radius": np.array([8.0, 6.0, 4.0]),
        "tooltips": ("North: 5 min", "South: 15 min", "West: no way"),
    }
    return Points(**given | changes)


def drawn_layers():
    """Return roads, an area with a hole, an edit, places, a hospital and a town."""
    roads = np.array(
        [
            shapely.LineString([(8.8, 56.1), (9.2, 56.1)]),
            shapely.MultiLineString([[(8.9, 56.0), (8.9, 56.2)], [(9.1, 56.0), (9.1, 56.2)]]),
        ],
        dtype=object,
    )
    classes = Scale(title="", labels=("path", "road"), colours=("#bbbbbb", "#444444"), shown=(1,))
    area = shapely.box(8.95, 56.1, 9.05, 56.2) - shapely.box(8.98, 56.15, 9.02, 56.18)
    within = Scale(title="within", labels=("10 minutes",), colours=("#67a9cf",))
    edit = Scale(title="", labels=("new road",), colours=("#d95f02",))
    road = np.array([shapely.LineString([(8.82, 56.19), (9.18, 56.19)])], dtype=object)
    one = np.zeros(1, dtype=np.int64)
    return (
        Lines(
            name="Roads",
            geometry=roads,
            scale=classes,
            class_of=np.array([0, 1]),
            width=(1.0, 2.0),
            near=(0,),
            quiet=True,
        ),
        Areas(
            name="Areas",
            geometry=np.array([area], dtype=object),
            scale=within,
            class_of=one,
            tooltips=("Area: 10 min",),
        ),
        Lines(
            name="What changes",
            geometry=road,
            scale=edit,
            class_of=one,
            width=(4.0,),
            dashed=(0,),
            tooltips=("New road: 22 km",),
        ),
        drawn_points(),
        Marks(
            name="Hospitals",
            lon=np.array([9.15]),
            lat=np.array([56.05]),
            labels=("Gødstrup",),
            sign="hospital",
        ),
        Labels(
            lon=np.array([8.85]), lat=np.array([56.04]), texts=("Herning",), size=np.array([10.0])
        ),
    )


def drawn_map(**changes):
    """Return the whole map."""
    given = {
        "title": "Minutes to a hospital",
        "layers": drawn_layers(),
        "bounds": (8.8, 56.0, 9.2, 56.2),
        "notes": ("Made up.",),
        "credits": (OSM, "Made with kraftcenter_mobility"),
    }
    return Map(**given | changes)
