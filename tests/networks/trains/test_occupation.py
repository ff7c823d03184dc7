"""Where trains meet on a single track: worked by hand, and against every pair of trains."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from straight_rails import straight_rail

from kraftcenter_mobility.errors import RailError
from kraftcenter_mobility.networks.timetables.lines import ClockFace, Line
from kraftcenter_mobility.networks.trains.line_times import line_times
from kraftcenter_mobility.networks.trains.occupation import TrainRun, conflicts, planned_runs
from kraftcenter_mobility.networks.trains.rolling_stock import rolling_stock
from kraftcenter_mobility.networks.trains.settings import TrainSettings

NAMES = ["Aa", "Bb", "Cc", "Dd"]
KM = [10, 10, 10]
SEVEN = 7 * 3600


def rail(tracks=(2, 1, 2, 2), n_parallel=(1, 1, 1)):
    """Return Aa --- Bb --- Cc --- Dd, where trains can pass in Aa, Cc and Dd."""
    return straight_rail(NAMES, KM, station_tracks=list(tracks), n_parallel=n_parallel)


def train(railway, name, stops, at_s, run_s=600, dwell_s=60):
    """Return a train that takes ten minutes for each ten kilometres."""
    paths = railway.find_paths(stops)
    leave_s = at_s + (run_s + dwell_s) * np.arange(len(paths), dtype=np.float64)
    return TrainRun(name, np.array(stops), paths, leave_s, leave_s + run_s)


EAST, WEST = [0, 1, 2, 3], [3, 2, 1, 0]


def test_trains_that_meet_between_places_to_pass_are_in_conflict():
    #   east is between Aa and Cc from 7:00 to 7:21; west from 7:11 (Cc) to 7:32
    railway = rail()
    found = conflicts(railway, [train(railway, "e", EAST, SEVEN), train(railway, "w", WEST, SEVEN)])
    assert not found.ok
    assert found.upper_bound
    (conflict,) = found.found
    assert conflict.section == "Aa - Cc"
    assert conflict.kind == "meeting"
    assert (conflict.first, conflict.second) == ("e", "w")
    assert conflict.from_s == SEVEN + 660
    assert conflict.until_s == SEVEN + 1260 + 60
    assert str(conflict) == "07:11 Aa - Cc: e and w (meeting)"


def test_trains_that_meet_where_they_can_pass_are_not():
    #   east comes to Cc at 7:21, west leaves it at 7:22
    railway = rail()
    runs = [train(railway, "e", EAST, SEVEN), train(railway, "w", WEST, SEVEN + 660)]
    assert conflicts(railway, runs).ok
    assert str(conflicts(railway, runs)) == "no conflicts among 2 trains"
    tight = conflicts(railway, runs, clearance_s=61)
    assert [each.section for each in tight.found] == ["Aa - Cc", "Dd - Cc"]


def test_on_double_track_trains_pass_anywhere():
    railway = rail(n_parallel=(1, 2, 1))
    runs = [train(railway, "e", EAST, SEVEN), train(railway, "w", WEST, SEVEN + 180)]
    assert conflicts(railway, runs).ok
    assert not conflicts(rail(), runs).ok


def test_trains_the_same_way_keep_their_distance():
    railway = rail()
    runs = [train(railway, name, EAST, at) for name, at in [("a", SEVEN), ("b", SEVEN + 90)]]
    found = conflicts(railway, runs)
    assert [(each.kind, each.section) for each in found.found] == [("following", "Aa - Cc")]
    assert conflicts(railway, runs, least_headway_s=90).ok


def test_a_fast_train_must_not_catch_a_slow_one():
    railway = rail(n_parallel=(2, 2, 2))
    slow = train(railway, "slow", EAST, SEVEN, run_s=900)
    fast = train(railway, "fast", EAST, SEVEN + 300, run_s=600)
    found = conflicts(railway, [fast, slow])
    assert [(each.kind, each.first, each.second) for each in found.found] == [
        ("following", "slow", "fast")
    ]


def test_lines_that_share_only_a_part_meet_only_there():
    railway = rail()
    runs = [train(railway, "e", [0, 1, 2], SEVEN), train(railway, "w", [3, 2], SEVEN)]
    assert conflicts(railway, runs).ok
    short = [train(railway, "e", [0, 1, 2], SEVEN), train(railway, "w", [1, 0], SEVEN + 300)]
    assert [each.section for each in conflicts(railway, short).found] == ["Aa - Cc"]


def test_trains_of_given_running_times_are_counted_as_not_checked():
    railway = rail()
    times, _ = line_times(
        railway,
        Line(name="x", stations=("Aa", "Dd"), run_s=(900,), there=ClockFace(headway_s=3600)),
        TrainSettings(),
    )
    found = conflicts(railway, planned_runs(times, [SEVEN], ["x 07:00"]))
    assert found.ok
    assert found.unchecked == ("x 07:00",)
    assert str(found) == "no conflicts among 0 trains (1 more not checked)"


def test_the_conflicts_make_a_table_and_a_text():
    railway = rail()
    runs = [train(railway, f"e{k}", EAST, SEVEN + 600 * k) for k in range(6)]
    runs += [train(railway, f"w{k}", WEST, SEVEN + 600 * k) for k in range(6)]
    found = conflicts(railway, runs)
    assert len(found.table) == len(found) > 10
    assert found.table["from_s"].is_monotonic_increasing
    assert found.table.loc[0, "at"].startswith("07:")
    assert "conflicts among 12 trains; travel times are bounds" in str(found)
    assert str(found).endswith("more")


@pytest.mark.parametrize("seed", range(5))
def test_conflicts_are_those_found_by_looking_at_every_pair(seed):
    random = np.random.default_rng(seed)
    railway = rail(tracks=[2, *random.integers(1, 3, 2), 2])
    runs = [
        train(railway, str(k), EAST if k % 2 else WEST, int(random.integers(0, 20_000)))
        for k in range(30)
    ]
    passing = [k for k in range(4) if railway.station_tracks[k] >= 2]
    expected = set()
    for one, other in combinations(runs, 2):
        if one.stations[0] == other.stations[0]:
            continue
        for low, high in pairwise(passing):
            times = []
            for run in (one, other):
                k = [i for i in range(3) if low <= min(run.stations[i : i + 2]) < high]
                times.append((run.leave_s[k[0]], run.reach_s[k[-1]]))
            (_, leave), (enters, _) = sorted(times)
            if enters < leave + 60:
                expected.add(frozenset((one.name, other.name)))
    found = conflicts(railway, runs, least_headway_s=0)
    assert {frozenset((each.first, each.second)) for each in found.found} == expected


def test_planned_runs_are_the_line_at_each_departure():
    railway = rail()
    line = Line(
        name="A-D",
        stations=("Aa", "Bb", "Cc", "Dd"),
        passes=("Bb",),
        stock=rolling_stock("LINT"),
        there=ClockFace(headway_s=3600),
    )
    there, back = line_times(railway, line, TrainSettings())
    runs = planned_runs(there, [SEVEN, SEVEN + 3600], ["a", "b"])
    assert runs[1].reach_s[-1] == SEVEN + 3600 + there.run_s.sum() + there.dwell_s.sum()
    west = planned_runs(back, [SEVEN], ["w"])
    assert [each.section for each in conflicts(railway, runs + west).found] != []


def test_times_below_zero_are_refused():
    with pytest.raises(RailError, match="clearance_s must be zero or more seconds, got -1"):
        conflicts(rail(), [], clearance_s=-1)
    with pytest.raises(RailError, match="least_headway_s must be zero or more seconds, got nan"):
        conflicts(rail(), [], least_headway_s=float("nan"))
