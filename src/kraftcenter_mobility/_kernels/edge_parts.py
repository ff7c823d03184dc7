"""How far along every edge one comes within a cutoff.

A *lane* is a segment of road in one direction of travel; twin edges share it. Along a lane
everybody takes equally long, so that who is ahead stays ahead. One may come into it at its
beginning, at the time its *label* says, or set out somewhere along it: a *start*. Both are
told by the time at which one would have passed the lane's beginning (`passed_s`, below
zero for who sets out further along). Each position belongs to the earliest of those that
have passed it: the lower envelope of functions that differ by constants.

A search towards a place runs along each lane from its end; *along* is meant that way here.
"""

import numpy as np
from numba import njit

from .csr import BoolArray, FloatArray, IntArray

__all__ = ["distance_within", "distances_within", "fill_lane_labels", "fill_parts"]


@njit(cache=True, nogil=True)
def fill_lane_labels(
    edge_lane: IntArray, edge_label_s: FloatArray, lane_label_s: FloatArray, lane_edge: IntArray
) -> None:
    """Fill in the earliest label of each lane's edges, and whose it is; -1 for nobody's."""
    lane_label_s[:] = np.inf
    lane_edge[:] = -1
    for edge in range(edge_lane.size):
        lane = edge_lane[edge]
        if edge_label_s[edge] < lane_label_s[lane]:
            lane_label_s[lane] = edge_label_s[edge]
            lane_edge[lane] = edge


@njit(cache=True)
def distance_within(
    first_piece: IntArray,
    piece_length_m: FloatArray,
    piece_time_s: FloatArray,
    first_control: IntArray,
    control_offset_m: FloatArray,
    control_time_s: FloatArray,
    length_m: float,
    segment: int,
    column: int,
    ascending: bool,  # noqa: FBT001 - kernels take flat arguments
    budget_s: float,
) -> tuple[float, float]:
    """Return how far along a segment one comes within a budget, and the time that takes.

    `column` says which of the times along pieces and controls count.
    """
    n_pieces = first_piece[segment + 1] - first_piece[segment]
    n_controls = first_control[segment + 1] - first_control[segment]
    spent_s, so_far_m, passed = 0.0, 0.0, 0
    for step in range(n_pieces):
        piece = first_piece[segment] + step if ascending else first_piece[segment + 1] - 1 - step
        piece_m, whole_s = piece_length_m[piece], piece_time_s[piece, column]
        end_m = length_m if step == n_pieces - 1 else so_far_m + piece_m
        pace = whole_s / piece_m if piece_m > 0.0 else 0.0
        while passed < n_controls:
            control = (
                first_control[segment] + passed
                if ascending
                else first_control[segment + 1] - 1 - passed
            )
            offset_m = control_offset_m[control]
            at_m = offset_m if ascending else length_m - offset_m
            if at_m > end_m:
                break
            until_s = spent_s + pace * max(at_m - so_far_m, 0.0)
            if until_s > budget_s:
                break
            if until_s + control_time_s[control, column] > budget_s:
                return at_m, until_s
            spent_s += control_time_s[control, column]
            passed += 1
        if spent_s + whole_s > budget_s:
            return min(so_far_m + (budget_s - spent_s) / pace, end_m), budget_s
        spent_s += whole_s
        so_far_m = end_m
    return length_m, spent_s


@njit(cache=True, nogil=True)
def distances_within(
    first_piece: IntArray,
    piece_length_m: FloatArray,
    piece_time_s: FloatArray,
    first_control: IntArray,
    control_offset_m: FloatArray,
    control_time_s: FloatArray,
    segment_length_m: FloatArray,
    segment: IntArray,
    column: IntArray,
    ascending: BoolArray,
    budget_s: FloatArray,
) -> FloatArray:
    """Return how far along segments one comes within budgets, and the times that takes.

    Shape of the answer: (n, 2). Nobody has a budget below zero.
    """
    found = np.empty((segment.size, 2))
    for k in range(segment.size):
        found[k, 0], found[k, 1] = distance_within(
            first_piece,
            piece_length_m,
            piece_time_s,
            first_control,
            control_offset_m,
            control_time_s,
            segment_length_m[segment[k]],
            segment[k],
            column[k],
            ascending[k],
            budget_s[k],
        )
    return found


@njit(cache=True, nogil=True)
def fill_parts(
    first_piece: IntArray,
    piece_length_m: FloatArray,
    piece_time_s: FloatArray,
    first_control: IntArray,
    control_offset_m: FloatArray,
    control_time_s: FloatArray,
    segment_length_m: FloatArray,
    lane_label_s: FloatArray,
    lane_edge: IntArray,
    start_lane: IntArray,
    start_edge: IntArray,
    start_m: FloatArray,
    start_passed_s: FloatArray,
    start_s: FloatArray,
    from_place: bool,  # noqa: FBT001 - likewise
    cutoff_s: float,
    part_edge: IntArray,
    part_m: FloatArray,
    part_s: FloatArray,
) -> int:
    """Fill in the parts of all lanes within a cutoff and return how many there are.

    Lanes are numbered ``2 * segment + forward``. Starts are sorted by lane and distance;
    `start_s` is the time at which one sets out. `part_m` and `part_s` have two columns:
    where along the lane a part begins and ends, and when.
    """
    n_parts, next_start = 0, 0
    for lane in range(lane_label_s.size):
        passed_s, edge, begin_m, begin_s = (
            lane_label_s[lane],
            lane_edge[lane],
            0.0,
            lane_label_s[lane],
        )
        has_start = next_start < start_lane.size and start_lane[next_start] == lane
        if passed_s > cutoff_s and not has_start:
            continue
        segment, forward = lane // 2, lane % 2 == 1
        while True:
            until_m, until_s = np.inf, np.inf
            new_edge, new_passed_s, new_s = edge, passed_s, begin_s
            ends = True
            while next_start < start_lane.size and start_lane[next_start] == lane:
                k = next_start
                next_start += 1
                if start_passed_s[k] < passed_s and start_s[k] <= cutoff_s:
                    until_m, new_edge = start_m[k], start_edge[k]
                    new_passed_s, new_s = start_passed_s[k], start_s[k]
                    until_s = passed_s + (start_s[k] - start_passed_s[k])
                    ends = False
                    break
            if passed_s <= cutoff_s:
                end_m, along_s = distance_within(
                    first_piece,
                    piece_length_m,
                    piece_time_s,
                    first_control,
                    control_offset_m,
                    control_time_s,
                    segment_length_m[segment],
                    segment,
                    0 if forward else 1,
                    forward == from_place,
                    cutoff_s - passed_s,
                )
                end_s = passed_s + along_s
                if end_m > until_m:
                    end_m, end_s = until_m, until_s
                if end_m > begin_m:
                    part_edge[n_parts] = edge
                    part_m[n_parts, 0], part_m[n_parts, 1] = begin_m, end_m
                    part_s[n_parts, 0], part_s[n_parts, 1] = begin_s, min(end_s, cutoff_s)
                    n_parts += 1
            if ends:
                break
            passed_s, edge, begin_m, begin_s = new_passed_s, new_edge, until_m, new_s
    return n_parts
