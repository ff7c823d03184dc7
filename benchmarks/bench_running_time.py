"""What does it cost to compute running times: one run, and all lines of the region?

The same kernel in plain Python runs beside it, and explicit Euler in steps of 20 m, as
TrainRuns.jl computes by default. All on one core.
"""
# ruff: noqa: D400 - the first line is the question

import numpy as np
import pytest

import kraftcenter_mobility as km
from kraftcenter_mobility import herning
from kraftcenter_mobility._kernels.running_time import Trace, run_train
from kraftcenter_mobility.networks.rails.profiles import TrackProfile
from kraftcenter_mobility.networks.trains import running
from kraftcenter_mobility.networks.trains.limits import lay_out
from kraftcenter_mobility.networks.trains.line_times import line_times
from kraftcenter_mobility.networks.trains.occupation import conflicts, planned_runs
from kraftcenter_mobility.networks.trains.rolling_stock import rolling_stock
from kraftcenter_mobility.networks.trains.traction import level_acceleration

LENGTH_M, N_SECTIONS = 100_000.0, 90
N_TRAINS_A_DAY = 40


@pytest.fixture(scope="module")
def profile():
    """Return 100 km in 90 sections of limits and gradients drawn at random."""
    random = np.random.default_rng(5)
    share = random.uniform(0.2, 1.0, N_SECTIONS)
    none = np.zeros(N_SECTIONS)
    return TrackProfile(
        LENGTH_M * share / share.sum(),
        random.choice([60.0, 80.0, 100.0, 120.0], N_SECTIONS),
        random.uniform(-12.0, 12.0, N_SECTIONS),
        none,
        none.astype(np.int64) + 1,
    )


@pytest.fixture(scope="module")
def rail():
    """Return the tracks of the bundled region."""
    return km.TransportNetwork.sample().rail


def kernel_arguments(profile, stock):
    """Return what the kernel is called with."""
    course = lay_out(profile, stock, marks_m=np.array([0.0, LENGTH_M]), cap_kmh=np.zeros(2))
    level = level_acceleration(stock, running.BAND_MS)
    n_sections = course.sections.length_m.size
    room = n_sections * (level.size + 6) + 1
    rates = (running.BAND_MS, stock.start_acceleration_ms2, stock.brake_ms2, 0.0)
    trace = Trace(*(np.zeros(room) for _ in range(3)))
    return course.sections, level, *rates, trace, np.zeros(n_sections, dtype=np.int64)


@pytest.mark.parametrize("kernel", [run_train, run_train.py_func], ids=["compiled", "python"])
def test_one_run_in_the_kernel(profile, benchmark, kernel):
    arguments = kernel_arguments(profile, rolling_stock("LINT"))
    n_rows, _ = benchmark(kernel, *arguments)
    us_a_row = benchmark.stats["median"] * 1e6 / n_rows
    benchmark.extra_info |= {"rows": n_rows, "us a row": round(us_a_row, 3)}


@pytest.mark.parametrize("step_m", [None, 20.0], ids=["bands", "steps of 20 m"])
def test_one_run_with_all_around_it(profile, benchmark, step_m):
    stock = rolling_stock("LINT")
    run = benchmark(running.running_time, profile, stock, step_m=step_m)
    benchmark.extra_info |= {"rows": run.at_m.size, "time_s": round(run.time_s, 1)}


def test_all_lines_of_the_region(rail, benchmark):
    lines, settings = herning.lines(), herning.train_settings()

    def compute():
        return [line_times(rail, line, settings) for line in lines]

    times = benchmark(compute)
    benchmark.extra_info["hops"] = sum(way.run_s.size for both in times for way in both)


def test_a_day_of_trains_on_single_track(rail, benchmark):
    departures_s = np.linspace(5, 24, N_TRAINS_A_DAY) * 3600
    runs = [
        each
        for line in herning.lines()
        for way in line_times(rail, line, herning.train_settings())
        for each in planned_runs(way, departures_s, [line.name] * N_TRAINS_A_DAY)
    ]
    found = benchmark(conflicts, rail, runs)
    benchmark.extra_info |= {"trains": len(runs), "conflicts": len(found)}
