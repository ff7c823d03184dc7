"""The kernel of running times on lines that are short enough to check by hand."""

import numpy as np
import pytest

from kraftcenter_mobility._kernels.running_time import Sections, Trace, run_train

MS_PER_KMH = 1 / 3.6
BAND_MS = MS_PER_KMH
N_BANDS = 100
FULL_MS2 = np.minimum(0.6, 6.0 / np.maximum(np.arange(N_BANDS + 1) * BAND_MS, 0.1)) - 0.02
CONSTANT_MS2 = np.full(N_BANDS + 1, 0.5)


def fixed(values):
    """Return an array as the kernel is compiled for it."""
    array = np.array(values, dtype=np.float64)
    array.setflags(write=False)
    return array


def run(length_m, limit_kmh, climb=None, cap_kmh=None, pace=CONSTANT_MS2, brake=0.5, step_m=0.0):
    """Return the rows of a run from rest to rest, where sections end, and whether it stalls."""
    n = len(length_m)
    cap = [0.0] + [np.inf] * (n - 1) + [0.0] if cap_kmh is None else cap_kmh
    sections = Sections(
        fixed(length_m),
        fixed((np.array(limit_kmh) * MS_PER_KMH) ** 2),
        fixed(np.zeros(n) if climb is None else climb),
        fixed((np.array(cap) * MS_PER_KMH) ** 2),
    )
    room = n * (N_BANDS + 6) + 1
    if step_m:
        room += int(2 * sum(length_m) / step_m)
    trace = Trace(np.zeros(room), np.zeros(room), np.zeros(room))
    last_row = np.zeros(n, dtype=np.int64)
    n_rows, stalled = run_train(sections, fixed(pace), BAND_MS, 2.0, brake, step_m, trace, last_row)
    assert n_rows <= room
    return *(column[:n_rows] for column in trace), last_row, stalled


def stepped_s(length_m, limit_kmh, climb, pace, brake, step_m=0.5):
    """Return the running time by small steps over a braking curve, in plain Python."""
    place = np.concatenate(([0.0], np.cumsum(length_m)))
    n = int(place[-1] / step_m)
    ds = place[-1] / n
    section = np.searchsorted(place[1:], (np.arange(n) + 0.5) * ds)
    limit_w = (np.array(limit_kmh)[section] * MS_PER_KMH) ** 2
    cap = [0.0] * (n + 1)
    for i in range(n - 1, -1, -1):
        cap[i] = min(cap[i + 1] + 2 * brake * ds, limit_w[i], limit_w[i - 1] if i else np.inf)
    speeds = np.arange(N_BANDS + 1) * BAND_MS

    def acceleration(w, i):
        return np.interp(max(w, 0.0) ** 0.5, speeds, pace) - climb[section[i]]

    w, time_s = 0.0, 0.0
    for i in range(n):
        half_w = w + acceleration(w, i) * ds
        new_w = min(w + 2 * acceleration(half_w, i) * ds, cap[i + 1])
        time_s += 2 * ds / (w**0.5 + new_w**0.5)
        w = new_w
    return time_s


def test_at_constant_rates_a_train_speeds_up_runs_and_brakes():
    #   36 km/h = 10 m/s is reached after 10^2 / (2 * 0.5) = 100 m and 20 s
    at_m, speed_ms, time_s, last_row, stalled = run([1000.0], [36.0])
    assert not stalled
    assert time_s[-1] == pytest.approx(20 + 800 / 10 + 20)
    assert at_m[last_row[0]] == pytest.approx(1000.0)
    assert speed_ms.max() == pytest.approx(10.0)
    assert speed_ms[-1] == 0.0


def test_on_a_short_way_a_train_never_comes_to_line_speed():
    _, speed_ms, time_s, _, _ = run([100.0], [100.0])
    assert time_s[-1] == pytest.approx(2 * (2 * 50 / 0.5) ** 0.5)
    assert speed_ms.max() == pytest.approx(50**0.5)


def test_a_lower_limit_ahead_is_braked_for_in_time():
    #   72 km/h = 20 m/s to 36 km/h = 10 m/s takes (400 - 100) / (2 * 0.5) = 300 m
    at_m, speed_ms, _, last_row, _ = run([2000.0, 1000.0], [72.0, 36.0])
    assert speed_ms[last_row[0]] == pytest.approx(10.0)
    assert np.interp(1700.0, at_m, speed_ms) == pytest.approx(20.0)


def test_a_train_stands_where_its_cap_is_zero():
    _, speed_ms, time_s, last_row, _ = run([1000.0, 1000.0], [36.0, 36.0], cap_kmh=[0, 0, 0])
    assert speed_ms[last_row[0]] == 0.0
    assert time_s[-1] == pytest.approx(240.0)


def test_a_train_that_passes_may_begin_and_end_at_speed():
    _, _, time_s, _, _ = run([1000.0], [36.0], cap_kmh=[36, 36])
    assert time_s[-1] == pytest.approx(100.0)


def test_uphill_a_train_settles_at_the_speed_its_power_keeps():
    #   6 / v - 0.02 = 0.28 at 20 m/s
    _, speed_ms, _, _, stalled = run(
        [60_000.0], [90.0], climb=[0.28], cap_kmh=[90.0, 90.0], pace=FULL_MS2
    )
    assert not stalled
    assert speed_ms[-1] == pytest.approx(20.0, abs=0.01)


@pytest.mark.parametrize("step_m", [0.0, 10.0])
def test_a_train_too_weak_for_a_gradient_comes_to_a_stand_on_it(step_m):
    at_m, speed_ms, _, _, stalled = run(
        [1000.0, 5000.0], [72.0, 72.0], climb=[0.0, 0.7], pace=FULL_MS2, step_m=step_m
    )
    assert stalled
    assert 1000.0 < at_m[-1] < 6000.0
    assert speed_ms[-1] == 0.0


def test_a_train_that_cannot_start_stalls_at_once():
    at_m, _, _, _, stalled = run([1000.0], [72.0], climb=[0.6], pace=FULL_MS2)
    assert stalled
    assert at_m.tolist() == [0.0]


@pytest.mark.parametrize("seed", range(6))
def test_runs_are_those_of_small_steps_in_plain_python(seed):
    random = np.random.default_rng(seed)
    n = int(random.integers(1, 6))
    length_m = random.uniform(100, 2500, n).round()
    limit_kmh = random.choice([30, 50, 75, 95], n).astype(float)
    climb = random.uniform(-0.1, 0.15, n)
    at_m, speed_ms, time_s, last_row, stalled = run(length_m, limit_kmh, climb, pace=FULL_MS2)
    assert not stalled
    assert time_s[-1] == pytest.approx(
        stepped_s(length_m, limit_kmh, climb, FULL_MS2, 0.5), rel=2e-3
    )
    assert (np.diff(at_m) >= 0).all()
    assert (np.diff(time_s) >= 0).all()
    begin = 0
    for end, limit in zip(last_row, limit_kmh, strict=True):
        assert speed_ms[begin : end + 1].max() <= limit * MS_PER_KMH * (1 + 1e-12)
        begin = end


def test_steps_come_closer_to_the_run_the_smaller_they_are():
    way = ([3000.0, 2000.0], [80.0, 50.0], [0.05, -0.05])
    exact_s = run(*way, pace=FULL_MS2)[2][-1]
    off_s = [abs(run(*way, pace=FULL_MS2, step_m=s)[2][-1] - exact_s) for s in (40.0, 10.0, 2.5)]
    assert off_s[0] > off_s[1] > off_s[2]
    assert off_s[2] < 1e-3 * exact_s
