"""Tracks drawn in text: a drawing becomes an OpenStreetMap file, and that a railway.

Every letter or digit of a drawing is a node; all else is for the reader's eye. One column
is 50 m and one line 20 m, so that a track that slants by one line over two columns turns
as little as switches do.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from small_osm import node, relation, way, write_osm

from kraftcenter_mobility.networks.rails.build import build_rails
from kraftcenter_mobility.osm.rails import read_rails

COLUMN_M, LINE_M = 50.0, 20.0
WEST, NORTH = 8.97, 56.14
METRES_PER_LON, METRES_PER_LAT = 62_167.0, 111_344.4


def ids(drawing):
    """Return the id of each letter of a drawing, in the order of the letters."""
    letters = sorted({sign for sign in drawing if sign.isalnum()})
    return {letter: number for number, letter in enumerate(letters, start=1)}


def places(drawing):
    """Return where each letter lies, as longitude and latitude."""
    return {
        sign: (WEST + column * COLUMN_M / METRES_PER_LON, NORTH - line * LINE_M / METRES_PER_LAT)
        for line, text in enumerate(drawing.splitlines())
        for column, sign in enumerate(text)
        if sign.isalnum()
    }


def track(nodes, /, **tags):
    """Return a way of the railway; a key may be written with two underscores for a colon."""
    return nodes, {"railway": "rail"} | tags


def station(name, /, **tags):
    """Return the tags of a station's node."""
    return {"railway": "station", "name": name} | tags


def stop(name="", /, **tags):
    """Return the tags of a stopping position."""
    named = {"name": name} if name else {}
    return {"railway": "stop", "public_transport": "stop_position"} | named | tags


def osm_of(drawing, *tracks, nodes=None, relations=()):
    """Return a drawing as the text of an OpenStreetMap file."""
    number = ids(drawing)
    text = "".join(
        node(number[letter], f"{lon:.9f}", f"{lat:.9f}", **(nodes or {}).get(letter, {}))
        for letter, (lon, lat) in sorted(places(drawing).items(), key=lambda item: number[item[0]])
    )
    for k, (letters, tags) in enumerate(tracks, start=101):
        text += way(k, [number[letter] for letter in letters], **tags)
    for k, (members, tags) in enumerate(relations, start=201):
        listed = [
            ("way", what, role)
            if isinstance(what, int) and what < 200
            else ("relation", what, role)
            if isinstance(what, int)
            else ("node", number[what], role)
            for what, role in members
        ]
        text += relation(k, listed, **tags)
    return text


def rails(drawing, *tracks, nodes=None, relations=(), keeps_to="right"):
    """Return the railway of a drawing; ways are numbered from 101, relations from 201."""
    with TemporaryDirectory() as folder:
        path = write_osm(
            Path(folder) / "drawn.osm", osm_of(drawing, *tracks, nodes=nodes, relations=relations)
        )
        return build_rails(read_rails(path), keeps_to=keeps_to)


def path_nodes(rail, drawing, paths):
    """Return the letters of the nodes between tracks that paths pass."""
    letter = {number: sign for sign, number in ids(drawing).items()}
    passed = ""
    for path in paths:
        for section, forward in zip(path.track[:-1], path.forward[:-1], strict=True):
            end = rail.head[section] if forward else rail.tail[section]
            passed += letter[int(rail.node_id[end])]
    return passed
