"""The limits of a line as a train meets them: each until its tail has left it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.running_time import Sections
from kraftcenter_mobility.errors import RailError
from kraftcenter_mobility.units import MS_PER_KMH

from .traction import climb_ms2

if TYPE_CHECKING:
    from collections.abc import Callable

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility.networks.rails.profiles import TrackProfile

    from .rolling_stock import RollingStock

__all__ = ["Course", "check_profile", "lay_out"]


class Course(NamedTuple):
    """A line cut so that limit and gradient are constant in each piece."""

    sections: Sections
    begin_m: FloatArray
    """Where each section begins, and the last ends. Shape (n_sections + 1,)."""

    mark_row: IntArray
    """Which of `begin_m` each mark is. Shape (n_marks,)."""


def check_profile(profile: TrackProfile, where: Callable[[float], str]) -> None:
    """Refuse sections that no train can run over.

    Raises
    ------
    RailError
        If there is no section, a length or limit is not above zero, or a gradient is no number;
        the message says where.
    """
    if profile.length_m.size == 0:
        raise RailError("there is no track to run on: the profile has no section")
    begin_m = np.cumsum(profile.length_m) - profile.length_m
    faults = (
        (~((profile.length_m > 0) & np.isfinite(profile.length_m)), "length_m", "above zero"),
        (~(profile.limit_kmh > 0), "limit_kmh", "above zero; give the track a line speed"),
        (~np.isfinite(profile.gradient_permille), "gradient_permille", "a finite number"),
    )
    for wrong, field, wanted in faults:
        if wrong.any():
            i = int(wrong.argmax())
            place = where(float(begin_m[i])) if np.isfinite(begin_m[i]) else f"in section {i}"
            found = float(getattr(profile, field)[i])
            raise RailError(f"{place} the track has {field} {found:g}; it must be {wanted}")


def lay_out(
    profile: TrackProfile, stock: RollingStock, *, marks_m: FloatArray, cap_kmh: FloatArray
) -> Course:
    """Return a line as the head of a train meets it.

    Parameters
    ----------
    profile : TrackProfile
        The track.
    stock : RollingStock
        The train.
    marks_m : array of shape (n_marks,)
        Ascending places to pass or stand at, the begin and the end of the line among them.
    cap_kmh : array of shape (n_marks,)
        Greatest speed there, in km/h.

    Returns
    -------
    Course
        Each limit holds until the tail has left it; gradients act on the head.
    """
    end_m = np.cumsum(profile.length_m)
    begin_m = np.concatenate(([0.0], end_m[:-1]))
    tail_m = begin_m + stock.length_m
    edges_m = np.unique(np.concatenate((begin_m, tail_m[tail_m < end_m[-1]], end_m[-1:], marks_m)))
    middle_m = (edges_m[1:] + edges_m[:-1]) / 2.0
    under_head = np.searchsorted(begin_m, middle_m, side="right") - 1
    under_tail = np.searchsorted(end_m, middle_m - stock.length_m, side="right")
    limit_kmh = np.minimum(
        _least_between(profile.limit_kmh, under_tail, under_head), stock.max_speed_kmh
    )
    cap_w = np.full(edges_m.size, np.inf)
    mark_row = np.searchsorted(edges_m, marks_m)
    np.minimum.at(cap_w, mark_row, (cap_kmh * MS_PER_KMH) ** 2)
    sections = Sections(
        length_m=np.diff(edges_m),
        limit_w=(limit_kmh * MS_PER_KMH) ** 2,
        climb_ms2=climb_ms2(stock, profile.gradient_permille[under_head]),
        cap_w=cap_w,
    )
    return Course(sections, edges_m, mark_row)


def _least_between(values: FloatArray, first: IntArray, last: IntArray) -> FloatArray:
    """Return the least of the values from `first` to `last`, both included. Shape of `first`."""
    bounds = np.column_stack((first, last + 1)).ravel()
    padded = np.append(values, np.inf)
    least: FloatArray = np.minimum.reduceat(padded, bounds)[::2]
    return least
