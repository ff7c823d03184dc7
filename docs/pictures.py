"""Draw the pictures of ``docs/engine.md`` with the real kernels.

Run ``python docs/pictures.py``; the pictures go to ``docs/images``, or to the folder named.
They come out the same, byte for byte, as long as the kernels do the same.
"""  # noqa: INP001 - a script, not a package

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from drawing import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PALE,
    RADIUS,
    RED,
    WHITE,
    Drawing,
    Pen,
    along,
    beside,
)
from town import Town

import kraftcenter_mobility as km
from kraftcenter_mobility._kernels.contraction import build_hierarchy
from kraftcenter_mobility._kernels.hierarchy import NONE
from kraftcenter_mobility._kernels.line_graph import turn_graph
from kraftcenter_mobility._kernels.orders import node_order
from kraftcenter_mobility.routing.road_engine import RoadEngine

if TYPE_CHECKING:
    from drawing import Point

    from kraftcenter_mobility._kernels.csr import IntArray
    from kraftcenter_mobility._kernels.hierarchy import Hierarchy

RIVER = "#d9ebf7"
STREET, ADDED = Pen(), Pen(colour=RED, width=2.4, dash="6 4")


def place(town: Town, rank: int, corner: Point) -> Point:
    """Return where a corner is drawn on a map whose own corner is given."""
    x, y = town.at[town.hierarchy.node[rank]]
    return corner[0] + x, corner[1] + y


def river(drawing: Drawing, corner: Point) -> None:
    """Draw the river below a map of the town."""
    x, y = corner
    drawing.shape(
        f"M{x + 142} {y}C{x + 126} {y + 60} {x + 162} {y + 120} {x + 142} {y + 192}H{x + 178}"
        f"C{x + 198} {y + 120} {x + 162} {y + 60} {x + 178} {y}z",
        RIVER,
    )


def contraction(town: Town) -> Drawing:
    """Draw the contraction of the town, corner by corner."""
    drawing = Drawing(960, 500)
    rank_of = {town.name(rank): rank for rank in range(len(town.names))}
    steps = [
        ("1. The map", ""),
        ("2. A goes", "A"),
        ("3. C goes: BE is added", "C"),
        ("4. B goes: DE is added", "B"),
        ("5. F, H go: DG and EG are added", "FH"),
        ("6. G goes: DE is there already", "G"),
    ]
    gone: set[int] = set()
    for step, (title, names) in enumerate(steps):
        corner = (8 + 322 * (step % 3), 40 + 250 * (step // 3))
        now = {rank_of[name] for name in names}
        drawing.text((corner[0] + 6, corner[1] - 14), title, size=15, bold=True)
        river(drawing, corner)
        gone |= now
        for low, high, _ in town.arcs():
            ends = place(town, low, corner), place(town, high, corner)
            made = town.made_by(low, high)
            if low in gone:
                if made not in now and (made < 0 or made in gone):
                    drawing.line(ends, Pen(colour=BLUE if low in now else PALE, width=2.0))
            elif made in now:
                drawing.line(ends, Pen(colour=RED, width=3.0, dash="7 5"))
            elif made < 0 or made in gone:
                drawing.line(ends, STREET if made < 0 else ADDED)
        for rank in range(len(town.names)):
            fill, rim = (BLUE, BLUE) if rank in now else (WHITE, PALE if rank in gone else INK)
            drawing.node(place(town, rank, corner), town.name(rank), fill=fill, rim=rim)
    return drawing


TREE = {"E": (264, 40), "D": (206, 96), "B": (132, 152), "C": (90, 208), "A": (64, 264)}
TREE |= {"G": (310, 152), "F": (250, 208), "H": (364, 208)}
BULGES = {"AB": -16, "BE": 26, "CE": 60, "EH": -42}
LABELLED_LEFT = "ABCF"


def hang(town: Town, rank: int, corner: Point) -> Point:
    """Return where a rank is drawn in the elimination tree."""
    x, y = TREE[town.name(rank)]
    return corner[0] + x, corner[1] + y


def draw_arc(drawing: Drawing, town: Town, ends: tuple[int, int], corner: Point, pen: Pen) -> Point:
    """Draw an arc of the tree's picture from one rank to another; return its middle."""
    begin, end = (hang(town, rank, corner) for rank in ends)
    bulge = BULGES.get("".join(sorted(town.name(rank) for rank in ends)), 0)
    up = ends[0] < ends[1]
    return drawing.bend(begin, end, pen, bulge=bulge if up else -bulge, gap=RADIUS + 1)


def tree(town: Town) -> Drawing:
    """Draw the town's arcs and its elimination tree."""
    drawing = Drawing(820, 330)
    left, right = (10, 80), (400, 30)
    drawing.text((16, 26), "All streets and added arcs, with minutes", size=15, bold=True)
    drawing.text((410, 26), "The elimination tree", size=15, bold=True)
    river(drawing, left)
    arcs = town.arcs()
    for low, high, minutes in arcs:
        ends = place(town, low, left), place(town, high, left)
        drawing.line(ends, STREET if town.is_street(low, high) else ADDED)
        drawing.tag(along(*ends, 0.5), str(minutes))
    for low, high, _ in arcs:
        if town.hierarchy.parent[low] == high:
            draw_arc(drawing, town, (low, high), right, Pen(colour=INK, width=3.0))
        else:
            draw_arc(drawing, town, (low, high), right, Pen(colour=PALE))
    for rank in range(len(town.names)):
        for at in (place(town, rank, left), hang(town, rank, right)):
            drawing.node(at, town.name(rank))
        x, y = hang(town, rank, right)
        is_left = town.name(rank) in LABELLED_LEFT
        drawing.text((x + (-25 if is_left else 17), y + 2), str(rank), colour=BLUE, bold=True)
    drawing.text((536, 318), "blue: the ranks, in post-order", colour=BLUE)
    return drawing


def search(town: Town) -> Drawing:
    """Draw how a search climbs the tree and sweeps down it."""
    drawing = Drawing(820, 330)
    climbed, final = town.climbed(0), town.swept(0)
    for corner, title in (((0, 30), "Climbing from A"), ((400, 30), "Sweeping down")):
        climbs = corner[0] == 0
        drawing.text((corner[0] + 16, 26), title, size=15, bold=True)
        tags = []
        for low, high, minutes in town.arcs():
            used = low in climbed or not climbs
            if climbs:
                best = used and climbed[low] + minutes == climbed[high]
            else:
                best = final[high] + minutes == final[low]
            colour = (BLUE if climbs else GREEN) if best else GREY if used else PALE
            pen = Pen(colour=colour, width=3.2 if best else 1.6, arrow=used)
            at = draw_arc(drawing, town, (low, high) if climbs else (high, low), corner, pen)
            tags.append((at, minutes, colour))
        for at, minutes, colour in tags:
            drawing.tag(at, str(minutes), colour=colour, bold=colour in {BLUE, GREEN})
        for rank in range(len(town.names)):
            x, y = hang(town, rank, corner)
            reached = rank in climbed
            fill = (BLUE if reached else WHITE) if climbs else GREEN
            drawing.node((x, y), town.name(rank), fill=fill, rim=INK if fill == WHITE else fill)
            if reached or not climbs:
                label = climbed[rank] if climbs else final[rank]
                changed = not climbs and reached and climbed[rank] != final[rank]
                text = f"{climbed[rank]} → {label}" if changed else str(label)
                aside = 19 if town.name(rank) in "EGH" else -75 if changed else -29
                drawing.text((x + aside, y + 5), text, size=16, bold=True)
    return drawing


def portals(town: Town) -> Drawing:
    """Draw a new road through a new corner, and what it changes."""
    drawing = Drawing(820, 250)
    order = [town.names.index(name) for name in town.order]
    metric = RoadEngine(town.first_out, town.head, order=order).customize(town.minutes)
    b, g, h, n = (*(town.names.index(name) for name in "BGH"), len(town.names))
    newer = metric.with_edges([b, n, n, g], [n, b, g, n], [1, 1, 2, 2], n_new_nodes=1)
    before, after = metric.route(0, h), newer.route(0, h)
    drawing.text((16, 26), f"A to H: {after.time:g} instead of {before.time:g}", size=15, bold=True)
    drawing.text((410, 26), "Ways between the portals", size=15, bold=True)
    _new_road(drawing, town, after.nodes)
    by_graph = float(metric.many_to_many([b], [g])[0, 0])
    at_b, at_n, at_g = (430, 180), (580, 86), (730, 180)
    (to_n, to_g), (_, n_to_g) = newer.many_to_many([b, n], [n, g]).tolist()
    drawing.line((at_b, at_g), STREET)
    text = f"{by_graph:g} through the graph, {to_g:g} by way of N"
    drawing.text(beside(at_b, at_g, -22), text, middle=True)
    for ends, time in (((at_b, at_n), to_n), ((at_n, at_g), n_to_g)):
        drawing.line(ends, Pen(colour=RED, width=3.2))
        drawing.tag(along(*ends, 0.5), f"{time:g}", colour=RED, bold=True)
    for name, at in (("B", at_b), ("N", at_n), ("G", at_g)):
        drawing.node(at, name, fill=RED, rim=RED)
    return drawing


def _new_road(drawing: Drawing, town: Town, taken: IntArray) -> None:
    """Draw the town with its new road, and a way that takes it."""
    names, road, corner = town.names + "N", {"BN": 1, "NG": 2}, (10, 46)
    at = [(corner[0] + x, corner[1] + y) for x, y in (*town.at, (178, 98))]
    river(drawing, corner)
    tags = []
    for street, time in (town.streets | road).items():
        ends = [at[names.index(name)] for name in street]
        is_new = street in road
        drawing.line(ends, Pen(colour=RED, width=3.2) if is_new else STREET)
        tags.append((along(*ends, 0.5), str(time), is_new))
    for begin, end in pairwise(taken):
        shifted = [beside(at[begin], at[end], 12, share) for share in (0.0, 1.0)]
        drawing.line(shifted, Pen(colour=BLUE, width=3, arrow=True), gap=RADIUS + 2)
    for middle, time, is_new in tags:
        drawing.tag(middle, time, colour=RED if is_new else INK, bold=is_new)
    for node, name in enumerate(names):
        is_portal = name in "BGN"
        drawing.node(
            at[node], name, fill=RED if is_portal else WHITE, rim=RED if is_portal else INK
        )


def turns(town: Town) -> Drawing:
    """Draw a cut of streets, and what it is in the graph of turns."""
    drawing = Drawing(960, 300)
    scale = 1.42
    at = [(x * scale, y * 1.35) for x, y in town.at]
    left, right = (4, 50), (500, 50)
    cut = {frozenset("BD"), frozenset("CE")}
    pairs = [
        (town.names[tail], town.names[head])
        for tail, head in zip(town.tail, town.head, strict=True)
    ]
    first, follower = turn_graph(town.first_out.astype(np.uint32), town.head.astype(np.uint32))
    drawing.text((16, 28), "Streets: a cut goes through two of them", size=15, bold=True)
    drawing.text((510, 28), "Turns: the cut streets' edges are the separator", size=15, bold=True)

    def spot(name: str, corner: Point) -> Point:
        x, y = at[town.names.index(name)]
        return corner[0] + x, corner[1] + y

    for street in town.streets:
        colour = RED if frozenset(street) in cut else GREY
        ends = [spot(name, left) for name in street]
        drawing.line(ends, Pen(colour=colour, width=3.4 if colour == RED else 2.0))
        drawing.line([spot(name, right) for name in street], Pen(colour="#eceef0", width=12))
    drawing.path(
        f"M{left[0] + 178} {left[1] + 6}L{left[0] + 140} {left[1] + 246}",
        Pen(colour=RED, width=2, dash="2 6"),
    )
    for name in town.names:
        drawing.node(spot(name, left), name)
        drawing.text(spot(name, right), name, colour=GREY, middle=True)
    lanes = [
        [beside(spot(tail, right), spot(head, right), -LANE, share) for share in (0, 0.5, 1)]
        for tail, head in pairs
    ]
    for edge, (tail, head) in enumerate(pairs):
        for after in follower[first[edge] : first[edge + 1]]:
            if pairs[after] == (head, tail):
                continue
            is_cut = frozenset((tail, head)) in cut or frozenset(pairs[after]) in cut
            pen = Pen(colour=RED if is_cut else BLUE, width=1.5, arrow=True)
            corner = along(lanes[edge][2], lanes[after][0], 0.5)
            drawing.curve(lanes[edge][1], corner, lanes[after][1], pen, gap=6)
    for edge, (_, (x, y), _) in enumerate(lanes):
        colour = RED if frozenset(pairs[edge]) in cut else BLUE
        drawing.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5" fill="{colour}"/>')
    return drawing


LANE = 10.0
"""How far beside the middle of its street an edge is drawn."""

LEVELS = (
    (RED, 6.0, "the first cuts"),
    (BLUE, 5.0, "the second cuts"),
    (GREEN, 4.2, "the third cuts"),
    (ORANGE, 3.6, "the fourth cuts"),
)
"""How the separators are drawn, and what they are called."""

WINDOW, WIDTH = ((8.05, 56.70), (9.45, 55.78)), 920
"""The part of the sample that is drawn, in degrees, and how wide that is."""

THIN = Pen(colour="#b4b9c0", width=0.9)

FEWEST = 0.1
"""A cut that parts off a smaller share is drawn with the next one."""


def separator_levels(hierarchy: Hierarchy) -> IntArray:
    """Return how many separators lie above each rank, its own not counted."""
    parent = hierarchy.parent
    n = parent.size
    size, large = np.ones(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    for rank in np.flatnonzero(parent != NONE):  # children come before their parents
        size[parent[rank]] += size[rank]
    for rank in np.flatnonzero(parent != NONE):
        large[parent[rank]] += size[rank] >= FEWEST * size[parent[rank]]
    level = np.zeros(n, dtype=np.int64)
    main = size.argmax()
    for rank in range(n - 1, -1, -1):
        if parent[rank] != NONE:
            small = size[rank] < FEWEST * size[parent[rank]]
            level[rank] = level[parent[rank]] + (large[parent[rank]] > 1) + len(LEVELS) * small
        elif rank != main:
            level[rank] = len(LEVELS)
    return level


def separators() -> Drawing:
    """Draw the separators of the sample network."""
    roads = km.TransportNetwork.sample().roads
    shrink = np.cos(np.radians(56.2))
    order = node_order(roads.first_out, roads.head, shrink * roads.node_lon, roads.node_lat)
    hierarchy = build_hierarchy(order, roads.first_out, roads.head)
    level = separator_levels(hierarchy)[hierarchy.rank]
    (west, north), (east, south) = WINDOW
    scale = WIDTH / (shrink * (east - west))
    x = 2 * np.rint(scale * shrink * (roads.node_lon - west) / 2).astype(int)
    y = 2 * np.rint(scale * (north - roads.node_lat) / 2).astype(int)
    drawing = Drawing(WIDTH, int(scale * (north - south)))
    inside = (x >= 0) & (x <= drawing.width) & (y >= 0) & (y <= drawing.height)
    seen = inside[roads.segment_tail] | inside[roads.segment_head]
    tail, head = roads.segment_tail[seen], roads.segment_head[seen]
    lines = zip(x[tail].tolist(), y[tail].tolist(), x[head].tolist(), y[head].tolist(), strict=True)
    drawing.path(joined_up({frozenset(((a, b), (c, d))) for a, b, c, d in lines}), THIN)
    for (colour, radius, _), nodes in reversed(
        [(look, np.flatnonzero(level == rank)) for rank, look in enumerate(LEVELS)]
    ):
        drawing.parts.append(f'<g fill="{colour}" stroke="{WHITE}" stroke-width="0.7">')
        spots = sorted({(int(x[node]), int(y[node])) for node in nodes[inside[nodes]]})
        drawing.parts += [f'<circle cx="{a}" cy="{b}" r="{radius}"/>' for a, b in spots]
        drawing.parts.append("</g>")
    for rank, (colour, radius, name) in enumerate(LEVELS):
        top = 24 + 24 * rank
        drawing.parts.append(f'<circle cx="700" cy="{top}" r="{radius + 1}" fill="{colour}"/>')
        text = f"{name}: {int((level == rank).sum())} nodes"
        drawing.text((714, top + 5), text, size=15)
    return drawing


def joined_up(lines: set[frozenset[Point]]) -> str:
    """Return an SVG path of all lines, each begun where another ended wherever that goes."""
    at: dict[Point, set[Point]] = {}
    for ends in lines:
        if len(ends) > 1:
            one, other = ends
            at.setdefault(one, set()).add(other)
            at.setdefault(other, set()).add(one)
    parts = []
    for start in sorted(at):
        here = start
        while at[here]:
            following = min(at[here])
            if here == start:
                parts.append(f"M{here[0]} {here[1]}l")
            parts.append(f"{following[0] - here[0]} {following[1] - here[1]} ")
            at[here].discard(following)
            at[following].discard(here)
            here = following
            if not at[here]:
                here = start
    return "".join(parts).replace(" -", "-")


def main(folder: Path) -> None:
    """Draw everything."""
    town = Town()
    folder.mkdir(parents=True, exist_ok=True)
    pictures = {
        "contraction": (contraction(town), "Eight corners of a town, contracted one by one"),
        "tree": (tree(town), "The arcs of the town and its elimination tree"),
        "search": (search(town), "A search that climbs the tree and sweeps down it"),
        "portals": (portals(town), "A new road with three portals"),
        "turns": (turns(town), "A cut of streets is a separator of the graph of turns"),
        "separators": (separators(), "The separators of the sample network"),
    }
    for name, (drawing, description) in pictures.items():
        drawing.save(folder / f"engine-{name}.svg", description)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "images")
