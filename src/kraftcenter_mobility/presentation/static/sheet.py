"""A map on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from kraftcenter_mobility.arguments import check_flag, check_positive
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.files import write_atomically
from kraftcenter_mobility.presentation.layers import Areas, Labels, Lines, Marks, Points

from .arrangement import CREDIT_PT, MARGIN_PT, NOTE_PT, TITLE_PT, arranged
from .canvas import DRAWING, POINTS_PER_CM, new_figure, page_of, require_matplotlib, root_of
from .compact import draw_inside_credits, draw_inside_legend
from .dots import draw_points
from .frame import Ground, frame_around
from .furniture import draw_edge, draw_scale
from .key import blocks_of
from .legend import draw_block
from .lettering import FADED, line_height, set_text, wrapped
from .naming import Room, name_labels, name_marks
from .picture import save_figure
from .signs import draw_marks, reach_of
from .strokes import draw_lines
from .surfaces import draw_areas

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes

    from kraftcenter_mobility._kernels.csr import FloatArray
    from kraftcenter_mobility.presentation.map import Map

    from .arrangement import Arrangement
    from .frame import Frame

__all__ = ["draw", "write_picture"]

WIDTHS_CM = (5.0, 200.0)
FURNITURE_Z, EDGE_Z = 4.4, 4.5
INSIDE_TITLE_PT = 8.5


def draw(
    shown: Map, ax: Axes | None = None, *, width_cm: float, legend: bool | None = None
) -> Axes:
    """Draw a map on a new sheet, or into axes of somebody's own figure.

    Parameters
    ----------
    shown : Map
        The map.
    ax : Axes, optional
        Where to draw; its figure is otherwise left alone. Legend and credits are put inside
        the map, and notes are left to what is written below the figure. A new sheet if not
        given.
    width_cm : float
        Width of a new sheet. Its height follows from the map and its legend.
    legend : bool, optional
        Whether there is one. Otherwise always on a new sheet, and in axes of somebody's own
        where it hides no more than a fifth of the map.

    Returns
    -------
    Axes
        The axes of the map, in metres of a projection around its middle.

    Raises
    ------
    InputError
        If the width is not between 5 and 200 cm, the legend is no flag, or the bounds are no
        part of the world.
    MissingExtraError
        If matplotlib is not installed.
    """
    require_matplotlib("a map for print")
    if legend is not None:
        check_flag("legend", legend)
        legend = bool(legend)
    frame = frame_around(shown.bounds)
    if ax is not None:
        with DRAWING:
            return _draw_inside(shown, frame, ax, legend=legend)
    check_positive("width_cm", width_cm)
    if not WIDTHS_CM[0] <= width_cm <= WIDTHS_CM[1]:
        raise InputError(f"width_cm must be from 5 to 200 cm, got {width_cm}")
    with DRAWING:
        return _draw_sheet(shown, frame, width_cm * POINTS_PER_CM, legend=legend is not False)


def write_picture(shown: Map, path: Path | str, *, width_cm: float, dpi: float) -> Path:
    """Write a map as ``.png``, ``.svg``, ``.pdf``, ``.jpg`` or ``.webp``.

    The same map gives the same bytes, whenever it is written.

    Parameters
    ----------
    shown : Map
        The map.
    path : path-like
        The file; an existing one is replaced.
    width_cm, dpi : float
        Width of the sheet, and dots per inch.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        If the picture would be too large, or the file cannot be written.
    MissingExtraError
        If matplotlib is not installed.
    """
    from pathlib import Path

    require_matplotlib("a map for print")
    target = Path(path)
    figure = root_of(draw(shown, width_cm=width_cm))

    def write(file: BinaryIO) -> None:
        save_figure(figure, file, target.suffix, dpi=dpi, title=shown.title)

    write_atomically(target, write)
    return target


def _draw_sheet(shown: Map, frame: Frame, width_pt: float, *, legend: bool) -> Axes:
    """Draw a map on a new sheet."""
    ratio = frame.width_m / frame.height_m
    # Which classes the legend lists depends on the scale, which depends on the legend.
    wide, guess = frame, frame.width_m / (0.8 * width_pt)
    for _ in range(2):
        blocks = blocks_of(shown, wide, m_per_mm=guess * 72 / 25.4) if legend else []
        sheet = arranged(shown, blocks, width_pt, ratio=ratio)
        wide = frame.widened(sheet.map_width / sheet.map_height)
        guess = wide.width_m / sheet.map_width
    figure = new_figure(sheet.width, sheet.height)
    bottom = sheet.height - sheet.map_down - sheet.map_height
    place = (
        sheet.map_left / sheet.width,
        bottom / sheet.height,
        sheet.map_width / sheet.width,
        sheet.map_height / sheet.height,
    )
    ax = figure.add_axes(place, label="map")
    ground = _prepared(ax, wide, wide.width_m / sheet.map_width)
    room = Room(sheet.map_width, sheet.map_height)
    _draw_scale(shown, ground, room, corners=("lower left", "lower right"))
    _draw_layers(shown, ground, room)
    _draw_texts(page_of(figure), sheet)
    return ax


def _draw_inside(shown: Map, frame: Frame, ax: Axes, *, legend: bool | None) -> Axes:
    """Draw a map into axes of somebody's own figure."""
    if getattr(ax, "name", "") != "rectilinear" or ax.figure is None:
        raise InputError(f"ax must be plain axes of a matplotlib figure, got {type(ax).__name__}")
    _prepared(ax, frame, 1.0)
    ax.apply_aspect()
    width_pt = ax.get_window_extent().width * 72 / root_of(ax).dpi
    ground = Ground(ax, frame, frame.width_m / width_pt)
    if shown.title:
        lines = wrapped(shown.title, width_pt, INSIDE_TITLE_PT, bold=True, most_lines=3)
        ax.set_title("")
        title = ax.set_title(
            "\n".join(lines), loc="left", fontsize=INSIDE_TITLE_PT, fontweight="bold"
        )
        title.set_parse_math(False)
    room = Room(*ground.size_pt)
    blocks = blocks_of(shown, frame, m_per_mm=ground.m_per_mm) if legend is not False else []
    _draw_scale(shown, ground, room, corners=("lower left",))
    places = _places(shown, ground)
    for box in (
        draw_inside_legend(blocks, ground, places, zorder=FURNITURE_Z, anyhow=legend is True),
        draw_inside_credits(shown.credits, ground, zorder=FURNITURE_Z),
    ):
        if box is not None:
            room.take(box)
    _draw_layers(shown, ground, room)
    return ax


def _draw_scale(shown: Map, ground: Ground, room: Room, *, corners: tuple[str, ...]) -> None:
    """Draw the scale bar where it hides least."""
    box = draw_scale(
        ground,
        _places(shown, ground),
        language=shown.language,
        zorder=FURNITURE_Z,
        corners=corners,
    )
    room.take(box)


def _places(shown: Map, ground: Ground) -> FloatArray:
    """Return where points and signs lie, in points of paper. Shape (n, 2)."""
    layers = [layer for layer in shown.layers if isinstance(layer, Points | Marks)]
    xy = [ground.frame.place(layer.lon, layer.lat) for layer in layers]
    return ground.points(np.concatenate([np.empty((0, 2)), *xy]))


def _prepared(ax: Axes, frame: Frame, m_per_pt: float) -> Ground:
    """Return axes that show a frame and nothing else."""
    ax.set_aspect("equal", adjustable="box")
    ax.set_xlim(frame.left, frame.right)
    ax.set_ylim(frame.bottom, frame.top)
    ax.set_axis_off()
    return Ground(ax, frame, m_per_pt)


def _draw_layers(shown: Map, ground: Ground, room: Room) -> None:
    """Draw all layers from the bottom to the top, background first, names last."""
    layers = sorted(shown.layers, key=lambda layer: not getattr(layer, "quiet", False))
    steps = np.linspace(1.0, 2.0, len(layers) + 1).tolist()
    for layer, zorder in zip(layers, steps, strict=False):
        match layer:
            case Points():
                draw_points(layer, ground, zorder=zorder)
                room.spare(ground.points(ground.frame.place(layer.lon, layer.lat)))
            case Lines():
                draw_lines(layer, ground, zorder=zorder)
            case Areas():
                draw_areas(layer, ground, zorder=zorder)
            case Marks():
                draw_marks(layer, ground, room, zorder=zorder)
    for layer in reversed(layers):
        if isinstance(layer, Marks):
            name_marks(layer, ground, room, reach_pt=reach_of(layer))
    for layer in reversed(layers):
        if isinstance(layer, Labels):
            name_labels(layer, ground, room)
    draw_edge(ground, zorder=EDGE_Z)


def _draw_texts(page: Axes, sheet: Arrangement) -> None:
    """Write title, legend, notes and credits on a page."""
    for placed in sheet.legend:
        draw_block(page, placed.part, placed.x, sheet.height - placed.down)
    y = sheet.height - MARGIN_PT
    for line in sheet.title:
        y -= line_height(TITLE_PT)
        set_text(page, MARGIN_PT, y + 0.3 * TITLE_PT, line, size=TITLE_PT, bold=True)
    y = MARGIN_PT + 0.2 * CREDIT_PT
    for line in reversed(sheet.credits):
        set_text(page, MARGIN_PT, y, line, size=CREDIT_PT, color=FADED)
        y += line_height(CREDIT_PT)
    y += 2 if sheet.notes else 0
    for line in reversed(sheet.notes):
        set_text(page, MARGIN_PT, y, line, size=NOTE_PT)
        y += line_height(NOTE_PT)
