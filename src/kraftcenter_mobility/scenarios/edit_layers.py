"""Edits on a map: their lines and points, and the key to them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from .interchanges import place_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .accounts import Account

__all__ = ["EditLayer", "draw_edits", "edit_key", "edit_rows", "edit_styles", "extent_of"]

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
    joins: str
    """Where new roads join others."""


def draw_edits(
    accounts: Sequence[Account], sheet: Sheet, *, in_turn: bool, edits: Sequence[Any] = ()
) -> EditLayer:
    """Return what edits concern, on a sheet.

    Parameters
    ----------
    accounts : sequence of Account
        One per edit.
    sheet : Frame
        What they are drawn on.
    in_turn : bool
        Whether each edit has a colour of its own, and not all the first.
    edits : sequence, optional
        The edits themselves, one per account, to mark where new roads join others.

    Returns
    -------
    EditLayer
        One path per edit with lines, and one mark per point and per join.
    """
    lines, points, joins = [], [], []
    for number, account in enumerate(accounts):
        css = f"e{number % len(EDIT_COLOURS) if in_turn else 0}"
        title = f"<title>{escape(f'{number + 1}: {account.what}')}</title>"
        data, marks = _line_data(account, sheet), _point_marks(account, sheet)
        if data:
            lines.append(f'<path class="edit {css}" d="{data}">{title}</path>')
        points += [_mark(f"goal {css}", x, y, title, 6) for x, y in marks]
        for x, y, told in _join_marks(edits[number], account, sheet) if edits else ():
            joins.append(_mark(f"goal join {css}", x, y, f"<title>{escape(told)}</title>", 5))
    return EditLayer("\n".join(lines), "\n".join(points), "\n".join(joins))


def _mark(css: str, x: int, y: int, title: str, radius: int) -> str:
    """Return a circle of constant size on the screen."""
    return (
        f'<g class="{css}" data-at="{x} {y}" '
        f'transform="translate({x} {y}) scale({UNITS_PER_PIXEL})">{title}<circle r="{radius}"/></g>'
    )


def _join_marks(edit: Any, account: Account, sheet: Sheet) -> list[tuple[int, int, str]]:
    """Return where a new road joins others, and what its account says of each place."""
    import shapely

    wanted = getattr(edit, "joins", ())
    if not wanted or account.geometry.empty:
        return []
    points = shapely.get_coordinates(account.geometry.iloc[0])
    narrow = np.cos(np.radians(points[0, 1]))
    marks = []
    for join in wanted:
        off = (points - [join.lon, join.lat]) * [narrow, 1.0]
        lon, lat = points[np.square(off).sum(axis=1).argmin()]
        place = f"at {place_text(lon, lat)}:"
        told = "; ".join(each for each in account.joins if each.startswith(place))
        x, y = sheet.place(np.array([lon]), np.array([lat]))
        marks.append((int(x[0]), int(y[0]), told or account.what))
    return marks


def edit_key(layer: EditLayer) -> str:
    """Return the key to what is drawn of the edits, nothing if nothing is."""
    ring = '<g class="goal {}e0"><circle cx="13.5" cy="7" r="5"/></g>'
    items = [
        (layer.lines, '<g class="roads"><path class="edit e0" d="M1 7H26"/></g>', "changed roads"),
        (layer.points, ring.format(""), "changed places"),
        (layer.joins, ring.format("join "), "joins other roads"),
    ]
    rows = [
        f'<li class="wide"><svg viewBox="0 0 27 14" aria-hidden="true">{sign}</svg>{what}</li>'
        for drawn, sign, what in items
        if drawn
    ]
    return f'<ul class="key edits">{"".join(rows)}</ul>' if rows else ""


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
    rules = [
        ".roads .edit{stroke-width:4.5px;stroke-opacity:.85}",
        ".key.edits svg{width:1.7rem;height:14px}.key.edits .wide{color:inherit}",
    ]
    rules += [
        f".e{number}{{stroke:{colour};--colour:{colour}}}.goal.e{number}>circle{{fill:{colour}}}"
        f".goal.join.e{number}>circle{{fill:#fff;stroke:{colour};stroke-width:3}}"
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
