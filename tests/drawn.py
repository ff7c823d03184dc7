"""Networks drawn in text: a drawing becomes an OpenStreetMap file, and that a network.

Every letter or digit of a drawing is a node; all else is for the reader's eye. One column
is 25 m and one line 50 m, so that ``A---B`` and two lines are 100 m apart. Unless a test
asks for something else, cars drive at 36 km/h everywhere and wait nowhere: 100 m in 10 s.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

import geopandas as gpd
import numpy as np
import shapely

import kraftcenter_mobility as km
from kraftcenter_mobility.networks.speeds import SpeedModel

COLUMN_M, LINE_M = 25.0, 50.0
WEST, NORTH = 8.97, 56.14
METRES_PER_LON, METRES_PER_LAT = 62_167.0, 111_344.4

EVEN_SPEED = SpeedModel(free_flow_kmh=lambda *_: 36.0, lowest_bend_factor=1.0)
NO_DELAYS = km.JunctionDelays(
    **dict.fromkeys(km.JunctionDelays.__dataclass_fields__, 0.0),
)


class Way(NamedTuple):
    """A way through nodes of the drawing, by default an open road in the country."""

    nodes: str
    tags: dict[str, str]
    name: str


def way(nodes, name="", /, **tags):
    """Return a way; a key may be written with two underscores for a colon."""
    tags = {key.replace("__", ":"): value for key, value in tags.items()}
    if "highway" not in tags and "route" not in tags:
        tags["highway"] = "unclassified"
    return Way(nodes, tags, name or nodes)


class Turn(NamedTuple):
    """A restriction: its kind, and its members by the names of ways and nodes."""

    origin: str
    via: str
    to: str
    tags: dict[str, str]


def turn(kind, origin, via, to, **tags):
    """Return a restriction from a way via a node, or ways joined by commas, to a way."""
    tags = {key.replace("__", ":"): value for key, value in tags.items()}
    return Turn(origin, via, to, ({"restriction": kind} if kind else {}) | tags)


class Drawing:
    """A network, and where the letters it was drawn with lie."""

    def __init__(self, network, lonlat, way_ids):
        self.network = network
        self.lonlat = lonlat
        self.way_ids = way_ids

    def point(self, where):
        """Return the middle between two nodes, or as far as a number after them says."""
        tail, head, share = where[0], where[1:2] or where[0], float(where[2:] or 0.5)
        begin, end = np.array(self.lonlat[tail]), np.array(self.lonlat[head])
        return shapely.Point(*(begin + share * (end - begin)))

    def places(self, *where):
        """Return places such as ``"AB"``, halfway from A to B, or ``"AB.25"``, or ``"A"``."""
        return gpd.GeoSeries([self.point(w) for w in where], index=list(where), crs="EPSG:4326")

    def seconds(self, origin, destination, mode=km.CAR, **settings):
        """Return the travel time between two places."""
        times = km.travel_time_matrix(
            self.network,
            self.places(origin),
            self.places(destination),
            mode=mode,
            **settings,
        )
        return float(times.iloc[0, 0])

    def with_network(self, network):
        """Return the drawing of another network of the same letters."""
        return Drawing(network, self.lonlat, self.way_ids)


def positions(text):
    """Return where the letters of a drawing lie, in metres east and north."""
    return {
        letter: (column * COLUMN_M, -line * LINE_M)
        for line, row in enumerate(text.splitlines())
        for column, letter in enumerate(row)
        if letter.isalnum()
    }


def drawn(text, ways, turns=(), nodes=(), **settings):
    """Return the network of a drawing; ways are letters in a row, or :func:`way`."""
    return built(positions(text), ways, turns, dict(nodes), **settings)


def built(metres, ways, turns=(), nodes=(), *, even=True, node_ids=None, area=None):
    """Return the network of nodes at given metres, through a file as any other."""
    lonlat = {
        letter: (round(WEST + x / METRES_PER_LON, 7), round(NORTH + y / METRES_PER_LAT, 7))
        for letter, (x, y) in metres.items()
    }
    ways = [way(each) if isinstance(each, str) else each for each in ways]
    node_ids = node_ids or {letter: 1 + k for k, letter in enumerate(sorted(metres))}
    way_ids = {each.name: 1001 + k for k, each in enumerate(ways)}
    text = osm_text(lonlat, ways, turns, dict(nodes), node_ids, way_ids)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "drawn.osm"
        path.write_text(text, encoding="utf-8")
        network = km.TransportNetwork.from_osm(path, area=area)
    if even:
        network = network.with_speeds(EVEN_SPEED).with_delays(NO_DELAYS)
    return Drawing(network, lonlat, way_ids)


def osm_text(lonlat, ways, turns, nodes, node_ids, way_ids):
    """Return the text of an OpenStreetMap file."""
    lines = ['<?xml version="1.0"?>', '<osm version="0.6">']
    for letter in sorted(node_ids, key=node_ids.get):
        lon, lat = lonlat[letter]
        lines.append(f'<node id="{node_ids[letter]}" version="1" lon="{lon}" lat="{lat}">')
        lines += [*_tags(nodes.get(letter, {})), "</node>"]
    for each in ways:
        lines.append(f'<way id="{way_ids[each.name]}" version="1">')
        lines += [f'<nd ref="{node_ids[letter]}"/>' for letter in each.nodes]
        lines += [*_tags(each.tags), "</way>"]
    for number, each in enumerate(turns, start=1):
        lines.append(f'<relation id="{5000 + number}" version="1">')
        members = [("from", name) for name in each.origin.split(",") if name]
        members += [("via", name) for name in each.via.split(",") if name]
        members += [("to", name) for name in each.to.split(",") if name]
        for role, name in members:
            kind, ref = ("node", node_ids[name]) if len(name) == 1 else ("way", way_ids[name])
            lines.append(f'<member type="{kind}" ref="{ref}" role="{role}"/>')
        lines += [*_tags({"type": "restriction"} | each.tags), "</relation>"]
    return "\n".join([*lines, "</osm>"])


def _tags(tags):
    """Yield the lines of some tags."""
    for key, value in tags.items():
        yield f"<tag k={quoteattr(key)} v={quoteattr(value)}/>"
