"""Small files of OpenStreetMap data, written by hand or through pyosmium."""

from xml.sax.saxutils import quoteattr

import osmium
from osmium.osm.mutable import Node, Relation, Way

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="tests">\n'
TAIL = "</osm>\n"


def _tags(tags):
    named = {key.rstrip("_").replace("__", ":"): value for key, value in tags.items()}
    return "".join(f"<tag k={quoteattr(k)} v={_quoted(v)}/>" for k, v in named.items())


def _quoted(value):
    return quoteattr(value, {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def node(osm_id, lon, lat, extra="", **tags):
    """Return a node as XML."""
    place = f'lon="{lon}" lat="{lat}"'
    return f'<node id="{osm_id}" version="1" {place} {extra}>{_tags(tags)}</node>\n'


def way(osm_id, refs, extra="", **tags):
    """Return a way as XML: a residential street unless it is tagged otherwise."""
    nodes = "".join(f'<nd ref="{ref}"/>' for ref in refs)
    tags = tags or {"highway": "residential"}
    return f'<way id="{osm_id}" version="1" {extra}>{nodes}{_tags(tags)}</way>\n'


def relation(osm_id, members, **tags):
    """Return a relation as XML; members are (type, ref, role)."""
    inside = "".join(
        f'<member type="{kind}" ref="{ref}" role={quoteattr(role)}/>' for kind, ref, role in members
    )
    return f'<relation id="{osm_id}" version="1">{inside}{_tags(tags)}</relation>\n'


def row_of_nodes(n_nodes, first_id=1, step_id=1):
    """Return nodes in a row, 62 m apart from west to east: node k at 9 + k / 1000 degrees."""
    return "".join(
        node(first_id + step_id * k, f"{9.001 + k / 1000:.3f}", 56) for k in range(n_nodes)
    )


STREET = row_of_nodes(4) + way(10, [1, 2, 3, 4])
r"""
  1---2---3---4      way 10
"""

TOWN = (
    row_of_nodes(4)
    + node(5, 9.002, 56.001, amenity="hospital", name="Sygehus, A/S")
    + node(6, 9.003, 56.002, entrance="main")
    + way(10, [1, 2], highway="residential", name="Æblevej")
    + way(11, [2, 3, 4], highway="residential", name="Bøgevej", maxspeed="40")
    + way(12, [2, 5], highway="tertiary", oneway="yes", ref="185")
    + way(13, [3, 6, 4, 3], amenity="school", name="Skole")
    + relation(
        20,
        [("way", 10, "from"), ("node", 2, "via"), ("way", 12, "to")],
        type="restriction",
        restriction="no_left_turn",
    )
)
r"""
      5              12: one way to the north, and not to be turned into from 10
      |
  1---2---3---4      10 is 1-2, 11 is 2-3-4
"""


def write_osm(path, content):
    """Write XML, given with or without its frame."""
    framed = content if content.startswith("<?xml") else HEAD + content + TAIL
    path.write_text(framed, encoding="utf-8")
    return path


def as_pbf(source, target, options=""):
    """Write the objects of one file to a PBF file."""
    target.unlink(missing_ok=True)
    writer = osmium.SimpleWriter(osmium.io.File(str(target), "pbf" + options))
    try:
        for item in osmium.FileProcessor(str(source)):
            writer.add(item)
    finally:
        writer.close()
    return target


def write_pbf(path, nodes=(), ways=(), relations=(), options=""):
    """Write nodes (id, lon, lat, tags), ways (id, refs, tags), relations (id, members, tags)."""
    writer = osmium.SimpleWriter(osmium.io.File(str(path), "pbf" + options))
    try:
        for osm_id, lon, lat, tags in nodes:
            writer.add_node(Node(id=osm_id, location=(lon, lat), tags=tags))
        for osm_id, refs, tags in ways:
            writer.add_way(Way(id=osm_id, nodes=refs, tags=tags))
        for osm_id, members, tags in relations:
            writer.add_relation(Relation(id=osm_id, members=members, tags=tags))
    finally:
        writer.close()
    return path
