"""Signs of places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .naming import Box

if TYPE_CHECKING:
    from kraftcenter_mobility.presentation.layers import Marks

    from .frame import Ground
    from .naming import Room

__all__ = ["draw_marks", "marker_of", "reach_of"]

MARKERS = {"place": "D", "hospital": "P", "station": "s", "join": "o", "closed": "X", "new": "o"}
"""A diamond, a cross, a square and a ring, as matplotlib calls them; what is closed is crossed
out, and a ring lies around what is new."""

SIZES_PT = {
    "place": 6.0, "hospital": 9.0, "station": 6.0, "join": 6.5, "closed": 10.0, "new": 12.0
}  # fmt: skip
"""From edge to edge."""

RINGS = ("join", "new")
AROUND = ("new",)
"""Signs that lie around another, whose name is written close to that."""

RIM_PT = 0.8
RING_PT = 1.4


def marker_of(sign: str, colour: str) -> dict[str, Any]:
    """Return how matplotlib draws a sign; one that is not known is a place."""
    known = sign if sign in MARKERS else "place"
    ring = known in RINGS
    return {
        "linestyle": "none",
        "marker": MARKERS[known],
        "markersize": SIZES_PT[known],
        "markerfacecolor": "#ffffff" if ring else colour,
        "markeredgecolor": colour if ring else "#ffffff",
        "markeredgewidth": RING_PT if ring else RIM_PT,
    }


def reach_of(layer: Marks) -> float:
    """Return how far a sign reaches from its middle, in points."""
    sign = "hospital" if layer.sign in AROUND else layer.sign
    return SIZES_PT.get(sign, SIZES_PT["place"]) / 2


def draw_marks(layer: Marks, ground: Ground, room: Room, *, zorder: float) -> None:
    """Draw signs, and keep names of others off them."""
    from matplotlib.lines import Line2D

    xy = ground.frame.place(layer.lon, layer.lat)
    xy = xy[ground.frame.holds(xy)]
    signs = Line2D(xy[:, 0], xy[:, 1], zorder=zorder, **marker_of(layer.sign, layer.colour))
    signs.set_gid("marks")
    ground.ax.add_line(signs)
    reach = reach_of(layer)
    for x, y in np.asarray(ground.points(xy)).tolist():
        room.take(Box(x - reach, y - reach, x + reach, y + reach))
