"""From ways to segments: the stretches of road between two junctions.

Ways are cut wherever they meet, and the pieces joined again at nodes where nothing
changes: two pieces end there, no more, and the same modes may pass in the same
directions. A segment keeps its pieces, so that nothing along it is averaged away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.chains import follow_chains
from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility._kernels.interrupts import uninterrupted
from kraftcenter_mobility._kernels.running_sums import running_sums

from .geodesy import link_length_m

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.osm.extract import OsmExtract

__all__ = ["Pieces", "Segments", "cut_into_pieces", "join_pieces", "partners"]


class Pieces(NamedTuple):
    """Stretches of one way between nodes at which ways end or meet."""

    row: IntArray
    """Row of the extract. Shape (n_pieces,)."""

    begin: IntArray
    end: IntArray
    """First and last position along the extract's nodes, both included."""

    node: IntArray
    """Dense node at every position. Shape (n_refs,)."""

    node_id: IntArray
    """OpenStreetMap id of every dense node."""


class Segments(NamedTuple):
    """Chains of pieces, with their geometry."""

    tail: IntArray
    head: IntArray
    """Dense nodes at which each segment begins and ends. Shape (n_segments,)."""

    first_piece: IntArray
    piece_row: IntArray
    piece_along: BoolArray
    piece_length_m: FloatArray
    first_point: IntArray
    """Where each segment's points begin. Shape (n_segments + 1,)."""

    point_node: IntArray
    """Dense node at every point."""

    point_position: IntArray
    """Position of every point along the extract's nodes."""

    point_offset_m: FloatArray
    """Distance of every point from the beginning of its segment."""

    point_along: BoolArray
    """Whether the way that leads to each point is passed along its own direction."""


def cut_into_pieces(extract: OsmExtract, barriers: IntArray) -> Pieces:
    """Cut the ways at their ends, at barriers and wherever a node occurs more than once.

    `barriers` are the OpenStreetMap ids of nodes that stop somebody.
    """
    node_id, node = np.unique(extract.ref, return_inverse=True)
    occurs = np.bincount(node)
    is_end = np.zeros(extract.ref.size, dtype=np.bool_)
    is_end[extract.first_ref[:-1]] = True
    is_end[extract.first_ref[1:] - 1] = True
    is_cut = is_end | ((occurs > 1) | np.isin(node_id, barriers))[node]
    cuts = np.flatnonzero(is_cut)
    row = np.searchsorted(extract.first_ref, cuts, side="right") - 1
    same_row = row[1:] == row[:-1]
    return Pieces(row[:-1][same_row], cuts[:-1][same_row], cuts[1:][same_row], node, node_id)


def join_pieces(
    extract: OsmExtract,
    pieces: Pieces,
    signature: IntArray,
    keep: BoolArray,
    row_along: BoolArray | None = None,
) -> Segments:
    """Join the pieces at nodes where nothing changes.

    Parameters
    ----------
    extract, pieces
        The ways and their pieces.
    signature : array of int, shape (n_pieces, 2)
        What may pass each piece along and against it; equal numbers, equal permissions.
    keep : array of bool, shape (n_nodes,)
        Nodes that stay nodes whatever meets there.
    row_along : array of bool, shape (n_rows,), optional
        Which rows are drawn as their ways are; all of them if not given.
    """
    turned = np.zeros(extract.n_rows, dtype=np.bool_) if row_along is None else ~row_along
    turned = turned[pieces.row]
    signature = np.where(turned[:, np.newaxis], signature[:, ::-1], signature)
    partner = partners(pieces, signature, keep)
    order, along, first_piece = uninterrupted(follow_chains, partner)
    begin = np.where(along, pieces.begin[order], pieces.end[order])
    end = np.where(along, pieces.end[order], pieces.begin[order])
    point_position, first_point, point_piece = _points(begin, end, first_piece)
    link_m, is_start = _link_lengths(extract, point_position, first_point)
    link_m *= _stretch(extract)[pieces.row[order][point_piece]]
    as_way = along ^ turned[order]
    return Segments(
        tail=pieces.node[begin[first_piece[:-1]]],
        head=pieces.node[end[first_piece[1:] - 1]],
        first_piece=first_piece,
        piece_row=pieces.row[order],
        piece_along=as_way,
        piece_length_m=_sums(point_piece[~is_start], link_m[~is_start], order.size),
        first_point=first_point,
        point_node=pieces.node[point_position],
        point_position=point_position,
        point_offset_m=running_sums(link_m, first_point),
        point_along=as_way[point_piece],
    )


def _sums(group: IntArray, values: FloatArray, n_groups: int) -> FloatArray:
    """Return the sum of the values of each group; float also where there are none."""
    sums: FloatArray = np.bincount(group, weights=values, minlength=n_groups).astype(np.float64)
    return sums


def partners(pieces: Pieces, signature: IntArray, keep: BoolArray) -> IntArray:
    """Return, for each end of a piece, the end it is joined to, or -1."""
    n_pieces = pieces.row.size
    end_node = np.stack([pieces.node[pieces.begin], pieces.node[pieces.end]], axis=1).ravel()
    meets = np.bincount(end_node, minlength=pieces.node_id.size)
    order = np.argsort(end_node, kind="stable")
    start = row_starts(end_node, pieces.node_id.size)[:-1]
    candidate = np.flatnonzero((meets == 2) & ~keep)  # noqa: PLR2004 - one comes, one goes
    one, other = order[start[candidate]], order[start[candidate] + 1]
    # Out of the piece at `one`, into the piece at `other`: each end knows what may leave its
    # piece there (column 0 at the end, 1 at the beginning) and what may enter.
    flat = np.ascontiguousarray(signature).reshape(-1)
    leave_one, enter_one = flat[one ^ 1], flat[one]
    leave_other, enter_other = flat[other ^ 1], flat[other]
    alike = (leave_one == enter_other) & (leave_other == enter_one) & (one // 2 != other // 2)
    partner = np.full(2 * n_pieces, -1, dtype=np.int64)
    partner[one[alike]] = other[alike]
    partner[other[alike]] = one[alike]
    return partner


def _points(
    begin: IntArray, end: IntArray, first_piece: IntArray
) -> tuple[IntArray, IntArray, IntArray]:
    """Return positions along the segments, where each segment's begin, and their pieces.

    A piece after the first of its segment leaves out its first point, which is the last
    of the piece before.
    """
    n_points = np.abs(end - begin) + 1
    follows = np.ones(begin.size, dtype=np.int64)
    follows[first_piece[:-1]] = 0
    kept = n_points - follows
    first = np.concatenate(([0], np.cumsum(kept)))
    point_piece = np.repeat(np.arange(begin.size), kept)
    step = np.arange(first[-1]) - first[point_piece] + follows[point_piece]
    position = begin[point_piece] + np.sign(end - begin)[point_piece] * step
    return position, first[first_piece], point_piece


def _link_lengths(
    extract: OsmExtract, position: IntArray, first_point: IntArray
) -> tuple[FloatArray, BoolArray]:
    """Return the length of the link that leads to each point, zero at a segment's first."""
    lon, lat = extract.lon[position], extract.lat[position]
    link_m = np.zeros(position.size)
    link_m[1:] = link_length_m(lon[:-1], lat[:-1], lon[1:], lat[1:])
    is_start = np.zeros(position.size, dtype=np.bool_)
    is_start[first_point[:-1]] = True
    link_m[is_start] = 0.0
    return link_m, is_start


def _stretch(extract: OsmExtract) -> FloatArray:
    """Return by how much each row's drawn length falls short of its known length."""
    known = np.isfinite(extract.way_length_m)
    if not known.any():
        return np.ones(extract.n_rows)
    position = np.arange(extract.ref.size)
    link_m, _ = _link_lengths(extract, position, extract.first_ref)
    drawn_m = np.add.reduceat(link_m, extract.first_ref[:-1])
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = extract.way_length_m / drawn_m
    return np.where(known & np.isfinite(ratio), ratio, 1.0)
