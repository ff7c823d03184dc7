"""Running times: a closed form, laws that hold for every train and line, and messages."""

import math
import signal
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kraftcenter_mobility._kernels.running_time import run_train
from kraftcenter_mobility.errors import RailError
from kraftcenter_mobility.networks.rails.profiles import TrackProfile
from kraftcenter_mobility.networks.trains import running
from kraftcenter_mobility.networks.trains.energy import energy_use
from kraftcenter_mobility.networks.trains.resistance import Resistance
from kraftcenter_mobility.networks.trains.rolling_stock import RollingStock, rolling_stock
from kraftcenter_mobility.networks.trains.running import closed_form_time_s, running_time

LINT = rolling_stock("LINT")
STEADY = RollingStock(
    name="steady",
    max_speed_kmh=200,
    length_m=0,
    traction="diesel",
    start_acceleration_ms2=0.5,
    brake_ms2=0.8,
)
ROUNDING = 1e-9


def line(*sections):
    """Return a profile from (metres, km/h) or (metres, km/h, permille)."""
    full = np.array([(*section, 0.0)[:3] for section in sections], dtype=np.float64)
    n = len(sections)
    return TrackProfile(full[:, 0], full[:, 1], full[:, 2], np.zeros(n), np.ones(n, dtype=np.int64))


def time_s(profile, stock=LINT, **given):
    return running_time(profile, stock, **given).time_s


sections = st.lists(
    st.tuples(
        st.integers(1, 4000).map(float),
        st.sampled_from([20.0, 40.0, 75.0, 100.0, 120.0, 160.0]),
        st.integers(-15, 15).map(float),
    ),
    min_size=1,
    max_size=6,
)
trains = st.builds(
    RollingStock,
    name=st.just("any"),
    max_speed_kmh=st.sampled_from([80.0, 120.0, 160.0]),
    length_m=st.sampled_from([0.0, 42.0, 160.0, 700.0]),
    mass_t=st.sampled_from([60.0, 100.0]),
    traction=st.just("diesel"),
    power_kw=st.sampled_from([500.0, 900.0, 2000.0]),
    start_acceleration_ms2=st.sampled_from([0.4, 1.1]),
    brake_ms2=st.sampled_from([0.3, 0.9]),
)
settle = settings(max_examples=60, deadline=None)


@given(st.floats(20, 50_000), st.floats(10, 200))
@settle
def test_at_constant_rates_a_run_takes_what_the_closed_form_says(length_m, speed_kmh):
    expected_s = closed_form_time_s(length_m, speed_kmh, acceleration_ms2=0.5, brake_ms2=0.8)
    assert time_s(line((length_m, speed_kmh)), STEADY) == pytest.approx(expected_s, rel=1e-9)


@given(sections, trains, st.data())
@settle
def test_a_higher_limit_never_slows_a_train(rows, train, data):
    k = data.draw(st.integers(0, len(rows) - 1))
    raised = [*rows[:k], (rows[k][0], rows[k][1] + 20.0, rows[k][2]), *rows[k + 1 :]]
    before_s, after_s = time_s(line(*rows), train), time_s(line(*raised), train)
    assert after_s <= before_s * (1 + ROUNDING)


@given(sections, trains, st.floats(0, 500))
@settle
def test_a_longer_train_never_gains(rows, train, more_m):
    longer = replace(train, length_m=train.length_m + more_m)
    assert time_s(line(*rows), longer) >= time_s(line(*rows), train) * (1 - ROUNDING)


@given(sections, trains, st.floats(1, 3))
@settle
def test_more_power_never_slows_a_train(rows, train, factor):
    stronger = replace(train, power_kw=train.power_kw * factor)
    assert time_s(line(*rows), stronger) <= time_s(line(*rows), train) * (1 + ROUNDING)


@given(sections, trains, st.data(), st.floats(0.5, 5))
@settle
def test_a_steeper_line_is_never_faster(rows, train, data, more):
    k = data.draw(st.integers(0, len(rows) - 1))
    steeper = [*rows[:k], (*rows[k][:2], rows[k][2] + more), *rows[k + 1 :]]
    assert time_s(line(*steeper), train) >= time_s(line(*rows), train) * (1 - ROUNDING)


@given(sections, trains, st.data(), st.floats(0.01, 0.99))
@settle
def test_cutting_a_section_in_two_changes_nothing(rows, train, data, share):
    k = data.draw(st.integers(0, len(rows) - 1))
    metres, *rest = rows[k]
    cut = [*rows[:k], (metres * share, *rest), (metres * (1 - share), *rest), *rows[k + 1 :]]
    assert time_s(line(*cut), train) == pytest.approx(time_s(line(*rows), train), rel=1e-9)


@given(sections, trains)
@settle
def test_no_train_is_faster_than_its_limits(rows, train):
    least_s = sum(m / min(kmh, train.max_speed_kmh) * 3.6 for m, kmh, _ in rows)
    run = running_time(line(*rows), train)
    assert run.time_s >= least_s * (1 - ROUNDING)
    assert run.speed_ms.max() * 3.6 <= train.max_speed_kmh * (1 + ROUNDING)


@given(sections, trains)
@settle
def test_what_traction_gives_goes_into_resistance_braking_and_climbing(rows, train):
    profile = line(*rows)
    run = running_time(profile, train)
    used = energy_use(run, profile, train)
    spent = used.resistance_kwh + used.braking_kwh + used.climbing_kwh
    assert used.traction_kwh == pytest.approx(spent, abs=1e-6)
    assert used.climbing_kwh == pytest.approx(
        sum(m * rise for m, _, rise in rows) * train.mass_t * 9.80665 / 3.6e6, abs=1e-6
    )
    assert used.traction_kwh <= train.power_kw * run.time_s / 3600 * 1.01 + 0.01


@given(sections, trains)
@settle
def test_standing_on_the_way_costs_time(rows, train):
    assume(len(rows) > 1)
    profile = line(*rows)
    mark_m = rows[0][0]
    passing = running_time(profile, train, marks_m=[mark_m])
    standing = running_time(profile, train, marks_m=[mark_m], stands=[True])
    assert standing.time_s >= passing.time_s * (1 - ROUNDING)
    assert 0 < passing.mark_s[0] < passing.time_s
    assert standing.mark_s[0] >= passing.mark_s[0] * (1 - ROUNDING)


def test_a_limit_holds_until_the_tail_has_left_it():
    slow_then_fast = line((1000, 36), (2000, 72))
    short = time_s(slow_then_fast, STEADY)
    assert time_s(slow_then_fast, replace(STEADY, length_m=100)) == pytest.approx(
        short + 100 / 10 - 100 / 20
    )


def test_a_limit_behind_a_stop_still_holds_for_the_tail():
    train = replace(STEADY, length_m=100)
    slow_then_fast = line((1000, 18), (2000, 72))
    run = running_time(slow_then_fast, train, marks_m=[1000.0], stands=[True])
    #   away from the stop: 25 m up to 5 m/s in 10 s, 75 m at 5 m/s, and only then faster
    assert np.interp(1100.0, run.at_m, run.speed_ms) == pytest.approx(5.0)


def test_speeds_at_the_ends_may_be_given():
    through = time_s(line((1000, 36)), STEADY, start_kmh=36, end_kmh=36)
    assert through == pytest.approx(100.0)


def test_a_train_of_unknown_mass_is_slowed_by_gradients_all_the_same():
    assert time_s(line((3000, 120, 10)), STEADY) > time_s(line((3000, 120, 0)), STEADY)
    with pytest.raises(RailError, match=r"mass of 'steady' is not known; give mass_t"):
        energy_use(running_time(line((100, 36)), STEADY), line((100, 36)), STEADY)


def test_a_run_does_what_the_tractive_effort_allows():
    effort = tuple((kmh, 90_000.0 / (1 + kmh / 20)) for kmh in range(0, 130, 5))
    train = replace(LINT, tractive_effort=effort, power_kw=math.inf)
    run = running_time(line((20_000, 120)), train, end_kmh=120)
    middle_ms = (run.speed_ms[1:] + run.speed_ms[:-1]) / 2
    gain_ms2 = np.diff(run.speed_ms**2) / 2 / np.diff(run.at_m)
    force_n = np.interp(middle_ms * 3.6, *np.array(effort).T)
    held_n = np.array([train.resistance_n.at(v) for v in middle_ms])
    most_ms2 = (force_n - held_n) / (train.mass_t * 1000 * train.rotating_mass)
    assert (gain_ms2 <= most_ms2 + 0.01).all()
    assert gain_ms2.max() == pytest.approx(train.start_acceleration_ms2)


def test_the_given_resistance_is_used():
    heavy_air = replace(LINT, resistance=Resistance(a_n=1500, c_n_per_ms2=9))
    assert time_s(line((9000, 120)), heavy_air) > time_s(line((9000, 120)), LINT)


@pytest.mark.parametrize(
    ("profile", "given", "message"),
    [
        (line((500, 80), (300, 0)), {}, r"at km 0\.50 the track has limit_kmh 0; .* line speed"),
        (line((500, np.nan)), {}, r"at km 0\.00 the track has limit_kmh nan"),
        (line((500, 80), (-1, 80)), {}, r"at km 0\.50 the track has length_m -1"),
        (line((500, 80, np.nan)), {}, r"gradient_permille nan; it must be a finite number"),
        (line((500, 80)), {"start_kmh": -1}, r"start_kmh must be zero or more km/h, got -1"),
        (line((500, 80)), {"end_kmh": np.inf}, r"end_kmh must be zero or more km/h, got inf"),
        (line((500, 80)), {"marks_m": [600.0]}, r"marks_m must ascend from 0 to the line's 500 m"),
        (line((500, 80)), {"marks_m": [9.0], "stands": [True, False]}, r"2 values for 1 marks_m"),
        (
            line((500, 80), (4000, 80, 80.0)),
            {},
            r"at km 1\.42 'Alstom Coradia LINT 41' comes to a stand on a gradient of 80 permille",
        ),
        (line((500, 80, 90.0)), {}, r"at km 0\.00 .* a gradient of 90 permille: it is too weak"),
    ],
)
def test_what_no_train_can_run_over_is_refused_with_the_place(profile, given, message):
    with pytest.raises(RailError, match=message):
        running_time(profile, LINT, **given)


def test_a_line_without_track_is_refused():
    none = np.zeros(0)
    with pytest.raises(RailError, match="there is no track to run on"):
        running_time(TrackProfile(none, none, none, none, none.astype(np.int64)), LINT)


def test_the_closed_form_needs_figures_above_zero():
    with pytest.raises(RailError, match=r"brake_ms2 must be above zero, got 0"):
        closed_form_time_s(100.0, 50.0, acceleration_ms2=1.0, brake_ms2=0)


def test_a_step_that_throws_a_train_to_and_fro_is_refused():
    slow = RollingStock(
        name="slow",
        max_speed_kmh=5,
        length_m=0,
        mass_t=2000,
        traction="diesel",
        power_kw=50,
        start_acceleration_ms2=1.0,
        brake_ms2=3.0,
    )
    with pytest.raises(RailError, match=r"step_m=20 is too long a step for 'slow'; leave it out"):
        running_time(line((2500, 50, 57)), slow, step_m=20)
    assert time_s(line((2500, 50, 57)), slow) > 2500 / 5 * 3.6


def test_ctrl_c_waits_until_a_run_is_computed(monkeypatch):
    usual, heard = signal.getsignal(signal.SIGINT), []

    def watched(*arguments):
        heard.append(signal.getsignal(signal.SIGINT))
        return run_train(*arguments)

    monkeypatch.setattr(running, "run_train", watched)
    time_s(line((1000, 100)))
    assert len(heard) == 1
    assert heard[0] is not usual
    assert signal.getsignal(signal.SIGINT) is usual
