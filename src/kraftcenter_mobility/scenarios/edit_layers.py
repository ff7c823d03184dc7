"""Edits on a map: their lines and points, and the key to them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .accounts import Account

__all__ = ["EditLayer", "draw_edits", "edit_rows", "edit_styles", "extent_of"]

EDIT_COLOURS = ("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
"""Okabe and Ito's colours for all kinds of colour vision, in turn."""

UNITS_PER_PIXEL = 10


class Sheet(Protocol):
    """What a map is drawn on."""

    def place(self, lon: FloatArray, lat: FloatArray) -> tuple[IntArray, IntArray]:
        """Return where places lie, in units to the right and downwards."""
        ...


class EditLayer(NamedTuple):
    """Edits as SVG."""

    lines: str
    points: str


def draw_edits(accounts: Sequence[Account], sheet: Sheet, *, in_turn: bool) -> EditLayer:
    """Return what edits concern, on a sheet.

    Parameters
    ----------
    accounts : sequence of Account
        One per edit.
    sheet : Frame
        What they are drawn on.
    in_turn : bool
        Whether each edit has a colour of its own, and not all the first.

    Returns
    -------
    EditLayer
        One path per edit with lines, and one mark per point.
    """
    lines, points = [], []
    for number, account in enumerate(accounts):
        css = f"e{number % len(EDIT_COLOURS) if in_turn else 0}"
        title = f"<title>{escape(f'{number + 1}: {account.what}')}</title>"
        data, marks = _line_data(account, sheet), _point_marks(account, sheet)
        if data:
            lines.append(f'<path class="edit {css}" d="{data}">{title}</path>')
        points += [
            f'<g class="goal {css}" data-at="{x} {y}" '
            f'transform="translate({x} {y}) scale({UNITS_PER_PIXEL})">{title}<circle r="6"/></g>'
            for x, y in marks
        ]
    return EditLayer("\n".join(lines), "\n".join(points))


def _line_data(account: Account, sheet: Sheet) -> str:
    """Return the lines of an edit, and the borders of its areas, as the data of a path."""
    import shapely

    parts = account.geometry.explode(index_parts=False)
    parts = parts[~parts.geom_type.isin(["Point"]) & ~parts.is_empty].to_numpy()
    data = []
    for part in parts:
        x, y = sheet.place(*shapely.get_coordinates(part).T)
        points = [f"{px} {py}" for px, py in zip(x.tolist(), y.tolist(), strict=True)]
        data.append(f"M{points[0]}L{' '.join(points[1:])}")
    return "".join(data)


def _point_marks(account: Account, sheet: Sheet) -> list[tuple[int, int]]:
    """Return where the points of an edit lie."""
    parts = account.geometry.explode(index_parts=False)
    points = parts[(parts.geom_type == "Point") & ~parts.is_empty]
    if points.empty:
        return []
    x, y = sheet.place(points.x.to_numpy(), points.y.to_numpy())
    return list(zip(x.tolist(), y.tolist(), strict=True))


def edit_rows(accounts: Sequence[Account]) -> str:
    """Return the rows of the key: colour, what the edit does, and its km of road."""
    rows = [
        f'<tr><td><span class="swatch e{number % len(EDIT_COLOURS)}"></span></td>'
        f'<td style="white-space:normal">{number + 1}. {escape(account.what)}</td>'
        f"<td>{f'{account.length_km:,.1f}' if account.length_km else ''}</td></tr>"
        for number, account in enumerate(accounts)
    ]
    return "\n".join(rows) or '<tr><td></td><td style="white-space:normal">no edits</td></tr>'


def edit_styles() -> str:
    """Return the style sheet of edits."""
    rules = [".roads .edit{stroke-width:4.5px;stroke-opacity:.85}"]
    rules += [
        f".e{number}{{stroke:{colour};--colour:{colour}}}.goal.e{number}>circle{{fill:{colour}}}"
        for number, colour in enumerate(EDIT_COLOURS)
    ]
    return "\n".join(rules)


def extent_of(
    network: TransportNetwork, accounts: Sequence[Account]
) -> tuple[FloatArray, FloatArray]:
    """Return the corners of what edits concern, or of the network if they concern nothing."""
    boxes = [account.geometry.total_bounds for account in accounts if len(account.geometry)]
    finite = [box for box in boxes if np.isfinite(box).all()]
    if not finite:
        lon, lat = network.roads.node_lon, network.roads.node_lat
        return np.array([lon.min(), lon.max()]), np.array([lat.min(), lat.max()])
    corners = np.array(finite)
    west, south = corners[:, :2].min(axis=0)
    east, north = corners[:, 2:].max(axis=0)
    return np.array([west, east]), np.array([south, north])
