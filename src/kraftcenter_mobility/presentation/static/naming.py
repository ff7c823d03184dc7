"""Where names find room: beside their places, over nothing else, the first come first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .lettering import INK, haloed, line_height, plain, width_of, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kraftcenter_mobility._kernels.csr import FloatArray
    from kraftcenter_mobility.presentation.layers import Labels, Marks

    from .frame import Ground

__all__ = ["Box", "Room", "emptiest", "n_inside", "name_labels", "name_marks"]

NAME_PT = 6.8
NAME_SHAPES = ((105.0, 2), (62.0, 3))
"""Widths in points and numbers of lines that a name is tried in."""

GAP_PT = 1.8
"""Between a sign and its name."""

APART_PT = 1.5
"""Between one name and another."""

ASCENT, DESCENT = 0.76, 0.24
"""How far letters reach above and below their line, over their size."""

SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))
"""Where a name is tried, in this order: right, left, above, below, and the corners."""

SHIFTS = (0.0, 0.7, -0.7, 1.4, -1.4)
"""How far up a label without a sign is tried, in heights of its line."""

HIDES_PT = 2.0
"""A name that comes so near to the middle of a circle hides it."""

LABEL_COLOUR = "#3c3c3c"
"""Of names on the map itself, fainter than those of signs."""

NAMES_Z = 4.0
"""Names lie above all layers."""

MOST_TRIED = 1000
"""Names of a layer that are tried; no sheet has room for more."""


class Box(NamedTuple):
    """A rectangle on the map, in points from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float


Spot = tuple[Box, tuple[float, float]]
"""Where a name lies, and the place that it names."""


class Room:
    """What is free on a map that names may lie on."""

    def __init__(self, width_pt: float, height_pt: float) -> None:
        """Start with an empty map."""
        self.width_pt, self.height_pt = width_pt, height_pt
        self.taken = np.empty((64, 4))
        self.n_taken = 0
        self.spared: FloatArray = np.empty((0, 2))

    def take(self, box: Box) -> None:
        """Put something on the map, whatever lies there."""
        if self.n_taken == len(self.taken):
            self.taken = np.concatenate([self.taken, np.empty_like(self.taken)])
        self.taken[self.n_taken] = box
        self.n_taken += 1

    def spare(self, places: FloatArray) -> None:
        """Put circles on the map, which names may lie on but had better not."""
        spared = np.concatenate([self.spared, places])
        self.spared = spared[np.argsort(spared[:, 0])]

    def least_hiding(self, boxes: Sequence[Box]) -> Box:
        """Return the first of some boxes, or that which hides less than half of its circles."""
        hidden = [self._n_hidden(box) for box in boxes]
        least = min(hidden)
        return boxes[0 if hidden[0] <= 2 * least else hidden.index(least)]

    def _n_hidden(self, box: Box) -> int:
        """Return how many circles a box hides."""
        low, high = box.left - HIDES_PT, box.right + HIDES_PT
        first, last = np.searchsorted(self.spared[:, 0], (low, high)).tolist()
        up = self.spared[first:last, 1]
        return int(np.count_nonzero((up > box.bottom - HIDES_PT) & (up < box.top + HIDES_PT)))

    def is_free(self, box: Box) -> bool:
        """Say whether a box lies on the map and over nothing else."""
        if box.left < APART_PT or box.bottom < APART_PT:
            return False
        if box.right > self.width_pt - APART_PT or box.top > self.height_pt - APART_PT:
            return False
        taken = self.taken[: self.n_taken]
        apart = (
            (taken[:, 0] >= box.right + APART_PT)
            | (taken[:, 2] <= box.left - APART_PT)
            | (taken[:, 1] >= box.top + APART_PT)
            | (taken[:, 3] <= box.bottom - APART_PT)
        )
        return bool(apart.all())


def emptiest(
    corners: Sequence[str],
    size: tuple[float, float],
    map_size: tuple[float, float],
    places: FloatArray,
) -> tuple[str, Box]:
    """Return the corner of a map where something hides least, and its place there.

    Parameters
    ----------
    corners : sequence of str
        Such as ``"lower left"``; the first is taken where others are no better.
    size, map_size : tuple of float
        Width and height of what is put there, and of the map, in points.
    places : array, shape (n, 2)
        Points of paper that it should not hide.
    """
    boxes = {}
    for corner in corners:
        left = map_size[0] - size[0] if corner.endswith("right") else 0.0
        bottom = map_size[1] - size[1] if corner.startswith("upper") else 0.0
        boxes[corner] = Box(left, bottom, left + size[0], bottom + size[1])

    best = min(corners, key=lambda corner: n_inside(boxes[corner], places))
    return best, boxes[best]


def n_inside(box: Box, places: FloatArray) -> int:
    """Return how many points of paper lie in a box."""
    inside = (places >= box[:2]) & (places <= box[2:])
    return int(inside.all(axis=1).sum())


def name_marks(layer: Marks, ground: Ground, room: Room, *, reach_pt: float) -> None:
    """Write the names of places beside their signs, where there is room.

    Parameters
    ----------
    layer : Marks
        The places.
    ground : Ground
        What they are drawn on.
    room : Room
        What is free; the signs themselves have been put there.
    reach_pt : float
        How far the signs reach from their middle, in points.
    """
    xy = ground.frame.place(layer.lon, layer.lat)
    seen = np.flatnonzero(ground.frame.holds(xy))[:MOST_TRIED]
    for place, anchor in zip(seen.tolist(), ground.points(xy[seen]).tolist(), strict=True):
        for lines in _in_shapes(layer.labels[place]):
            boxes = {
                _beside(anchor[0], anchor[1], lines, side, reach_pt + GAP_PT): side
                for side in SIDES
            }
            free = [box for box in boxes if room.is_free(box)]
            if free:
                box = room.least_hiding(free)
                room.take(box)
                _write(lines, (box, anchor), ground, side=boxes[box][0])
                break


def _in_shapes(name: str) -> list[list[str]]:
    """Return the lines of a name in each of its shapes, whole words unless one is too long."""
    longest = max((width_of(word, NAME_PT) for word in plain(name).split()), default=0.0)
    shapes = [
        wrapped(name, max(width, min(longest, NAME_SHAPES[0][0])), NAME_PT, most_lines=most)
        for width, most in NAME_SHAPES
    ]
    different = [lines for number, lines in enumerate(shapes) if lines not in shapes[:number]]
    return [lines for lines in different if lines]


def name_labels(layer: Labels, ground: Ground, room: Room) -> None:
    """Write names on the map itself, leaving out those that have no room."""
    xy = ground.frame.place(layer.lon, layer.lat)
    seen = np.flatnonzero(ground.frame.holds(xy))[:MOST_TRIED]
    for label, (x, y) in zip(seen.tolist(), ground.points(xy[seen]).tolist(), strict=True):
        text, size = plain(layer.texts[label]), float(layer.size[label])
        if not text:
            continue
        reach, half = width_of(text, size) / 2, (ASCENT + DESCENT) * size / 2
        middles = [y + shift * line_height(size) for shift in SHIFTS]
        boxes = [Box(x - reach, middle - half, x + reach, middle + half) for middle in middles]
        free = [box for box in boxes if room.is_free(box)]
        if free:
            box = room.least_hiding(free)
            room.take(box)
            _write([text], (box, (x, y)), ground, side=0, size=size)


def _beside(x: float, y: float, lines: list[str], side: tuple[int, int], gap: float) -> Box:
    """Return where a name lies beside a sign."""
    width = max(width_of(line, NAME_PT) for line in lines)
    height = (ASCENT + DESCENT) * NAME_PT + (len(lines) - 1) * line_height(NAME_PT)
    reach = gap * (0.75 if all(side) else 1.0)
    left = x + side[0] * reach + (side[0] - 1) * width / 2
    bottom = y + side[1] * reach + (side[1] - 1) * height / 2
    return Box(left, bottom, left + width, bottom + height)


def _write(
    lines: list[str], spot: Spot, ground: Ground, *, side: int, size: float | None = None
) -> None:
    """Write a name into its box, held by its place; that of a sign unless a size is told."""
    colour, size = (INK, NAME_PT) if size is None else (LABEL_COLOUR, size)
    box, (x, y) = spot
    align = ("center", "left", "right")[side]
    edge = ((box.left + box.right) / 2, box.left, box.right)[side]
    for number, line in enumerate(lines):
        baseline = box.top - ASCENT * size - number * line_height(size)
        haloed(
            ground.ax,
            *ground.metres((x, y)),
            line,
            size=size,
            ha=align,
            color=colour,
            transform=ground.beside((edge - x, baseline - y)),
            zorder=NAMES_Z,
            clip_on=True,
        )
