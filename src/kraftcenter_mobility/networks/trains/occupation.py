"""Where trains would meet on a single track, or follow each other too closely.

Conflicts are listed, never solved: while there are any, the timetable and every travel time
by it are bounds of what is possible.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import RailError

from .blocks import APART, FACING, blocks_of, relations, used_both_ways
from .conflict_list import Conflict, Conflicts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility.networks.rails.network import RailNetwork, TrackPath

    from .blocks import Block
    from .line_times import LineTimes

__all__ = ["Conflict", "Conflicts", "TrainRun", "conflicts", "planned_runs"]


class TrainRun(NamedTuple):
    """A train on its way over paths. Times in seconds of the service day."""

    name: str
    stations: IntArray
    """Rail stations, those passed included. Shape (n_paths + 1,)."""

    paths: tuple[TrackPath, ...]
    leave_s: FloatArray
    """When each path is entered. Shape (n_paths,)."""

    reach_s: FloatArray
    """When its end is reached. Shape (n_paths,)."""

    of_day_before: bool = False
    """A train that is still under way: its conflicts with others of its day are not told."""


def planned_runs(
    times: LineTimes,
    departures_s: Sequence[float],
    names: Sequence[str],
    *,
    of_day_before: bool = False,
) -> list[TrainRun]:
    """Return the runs of one direction of a line.

    Parameters
    ----------
    times : LineTimes
        The times of that direction.
    departures_s : sequence of float
        Departures from the first station, in seconds of the service day.
    names : sequence of str
        What the trains are called, as many.
    of_day_before : bool
        Whether they set out on an earlier service day.

    Returns
    -------
    list of TrainRun
        In the order of the departures.
    """
    leave_s, reach_s = times.leave_s, times.reach_s
    return [
        TrainRun(name, times.listed, times.paths, leave_s + at_s, reach_s + at_s, of_day_before)
        for at_s, name in zip(departures_s, names, strict=True)
    ]


def conflicts(
    rail: RailNetwork,
    runs: Iterable[TrainRun],
    *,
    clearance_s: float = 60.0,
    least_headway_s: float = 120.0,
) -> Conflicts:
    """Return where trains meet on a single track, or follow each other too closely.

    Parameters
    ----------
    rail : RailNetwork
        The tracks and stations.
    runs : iterable of TrainRun
        All trains, of all lines; those of the day before only for what they do to others.
    clearance_s : float, optional
        Seconds between a train leaving a single track and another entering it the other way.
    least_headway_s : float, optional
        Seconds between two trains the same way, at the begin and at the end of a section.

    Returns
    -------
    Conflicts
        By time; nothing is solved.

    Raises
    ------
    RailError
        If `clearance_s` or `least_headway_s` is negative.

    Notes
    -----
    A train occupies a section from one place where trains can pass to the next: stations of
    two tracks or more, double track, and tracks that trains run one way only, of 100 m at
    least. Whether a station has room for all trains that stand there at once is not checked.
    """
    for name, value in (("clearance_s", clearance_s), ("least_headway_s", least_headway_s)):
        if not (math.isfinite(value) and value >= 0.0):
            raise RailError(f"{name} must be zero or more seconds, got {value!r}")
    runs = list(runs)
    checked = [run for run in runs if run.paths]
    unchecked = tuple(run.name for run in runs if not run.paths and not run.of_day_before)
    if not checked:
        return Conflicts(n_runs=0, unchecked=unchecked)
    plan = _occupation(rail, checked)
    found = _clashes(plan, clearance_s, least_headway_s)
    old = np.array([run.of_day_before for run in checked])[plan.run]
    found = [clash for clash in found if not (old[clash.first] and old[clash.second])]
    listed = [_conflict(rail, checked, plan, clash) for clash in _told_once(plan, found)]
    listed.sort(key=lambda each: (each.from_s, each.section, each.first, each.second))
    n_runs = sum(not run.of_day_before for run in checked)
    return Conflicts(found=tuple(listed), n_runs=n_runs, unchecked=unchecked)


class Occupation(NamedTuple):
    """Which train is in which block when. Arrays of shape (n,)."""

    blocks: list[Block]
    relation: IntArray
    block: IntArray
    run: IntArray
    enter_s: FloatArray
    leave_s: FloatArray


class Clash(NamedTuple):
    """Two rows of an occupation that do not go together."""

    first: int
    second: int
    facing: bool
    until_s: float


def _occupation(rail: RailNetwork, runs: Sequence[TrainRun]) -> Occupation:
    """Return the blocks of all trains, and when they are in them."""
    patterns: dict[tuple[int, bytes], list[int]] = {}
    for number, run in enumerate(runs):
        patterns.setdefault((id(run.paths), run.stations.tobytes()), []).append(number)
    examples = [runs[numbers[0]] for numbers in patterns.values()]
    both_ways = used_both_ways(rail, [run.paths for run in examples])
    blocks: list[Block] = []
    rows: list[tuple[IntArray, ...]] = []
    for example, numbers in zip(examples, patterns.values(), strict=True):
        leave_s = np.array([runs[number].leave_s for number in numbers])
        moving_s = np.array([runs[number].reach_s for number in numbers]) - leave_s
        for block in blocks_of(rail, example.paths, example.stations, both_ways):
            a, b = block.first_path, block.last_path
            enter_s = leave_s[:, a] + block.first_share * moving_s[:, a]
            exit_s = leave_s[:, b] + block.last_share * moving_s[:, b]
            rows.append((np.full(len(numbers), len(blocks)), np.array(numbers), enter_s, exit_s))
            blocks.append(block)
    columns = [np.concatenate(column) for column in zip(*rows, strict=True)]
    order = np.argsort(columns[2], kind="stable")
    return Occupation(blocks, relations(blocks), *(column[order] for column in columns))


def _clashes(plan: Occupation, clearance_s: float, least_headway_s: float) -> list[Clash]:
    """Return the pairs of rows that do not go together."""
    group = _groups(plan.relation)[plan.block]
    clashes: list[Clash] = []
    for number in np.unique(group):
        rows = np.flatnonzero(group == number)
        enter_s, leave_s = plan.enter_s[rows], plan.leave_s[rows]
        end = np.searchsorted(enter_s, leave_s + max(clearance_s, least_headway_s))
        count = np.maximum(end - np.arange(rows.size) - 1, 0)
        i = np.repeat(np.arange(rows.size), count)
        j = i + 1 + np.arange(i.size) - np.repeat(np.cumsum(count) - count, count)
        relation = plan.relation[plan.block[rows[i]], plan.block[rows[j]]]
        facing = relation == FACING
        meets = facing & (enter_s[j] < leave_s[i] + clearance_s)
        near_s = np.minimum(enter_s[j] - enter_s[i], leave_s[j] - leave_s[i])
        follows = (relation != APART) & ~facing & (near_s < least_headway_s)
        wrong = (meets | follows) & (plan.run[rows[i]] != plan.run[rows[j]])
        until_s = np.where(facing, leave_s[i] + clearance_s, enter_s[j] + least_headway_s - near_s)
        columns = (rows[i], rows[j], facing, until_s)
        clashes += [Clash(*row) for row in zip(*(c[wrong].tolist() for c in columns), strict=True)]
    return clashes


def _told_once(plan: Occupation, clashes: list[Clash]) -> list[Clash]:
    """Return the clashes, of trains that follow each other only the first."""
    told: dict[tuple[int, ...], Clash] = {}
    for clash in sorted(clashes, key=lambda each: plan.enter_s[each.second]):
        trains = sorted((int(plan.run[clash.first]), int(plan.run[clash.second])))
        section = clash.second if clash.facing else -1
        told.setdefault((*trains, section), clash)
    return list(told.values())


def _groups(relation: IntArray) -> IntArray:
    """Return a number for every block, the same for blocks that have to do with each other."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    _, group = connected_components(csr_array(relation), directed=False)
    return np.asarray(group, dtype=np.int64)


def _conflict(
    rail: RailNetwork, runs: Sequence[TrainRun], plan: Occupation, clash: Clash
) -> Conflict:
    """Put a clash into words: the section is that of the train that is in it first."""
    first, second = runs[plan.run[clash.first]], runs[plan.run[clash.second]]
    block = plan.blocks[plan.block[clash.first]]
    ends = (first.stations[block.first_path], first.stations[block.last_path + 1])
    return Conflict(
        section=" - ".join(rail.station_name[end] for end in ends),
        kind="meeting" if clash.facing else "following",
        from_s=float(plan.enter_s[clash.second]),
        until_s=clash.until_s,
        first=first.name,
        second=second.name,
    )
