"""Trains, supplements, dwell times and settings as values."""

import math
from dataclasses import replace

import numpy as np
import pytest

from kraftcenter_mobility import herning
from kraftcenter_mobility.errors import RailError
from kraftcenter_mobility.networks.rails.profiles import TrackProfile
from kraftcenter_mobility.networks.trains.dwell import Dwell
from kraftcenter_mobility.networks.trains.line_times import whole_seconds
from kraftcenter_mobility.networks.trains.resistance import Resistance
from kraftcenter_mobility.networks.trains.rolling_stock import (
    ROLLING_STOCK,
    from_table,
    rolling_stock,
)
from kraftcenter_mobility.networks.trains.running import running_time
from kraftcenter_mobility.networks.trains.settings import TrainSettings
from kraftcenter_mobility.networks.trains.supplements import (
    DANISH,
    UIC451,
    Supplement,
    calibrated,
    uic451,
)

LINT = rolling_stock("LINT")


def test_the_table_and_what_is_bundled_are_the_same_trains():
    assert from_table(herning.table("rolling_stock")) == dict(ROLLING_STOCK)
    assert {train.confidence for train in ROLLING_STOCK.values()} <= set("ABCD")
    assert len({hash(train) for train in ROLLING_STOCK.values()}) == len(ROLLING_STOCK)


@pytest.mark.parametrize("name", list(ROLLING_STOCK))
def test_trains_come_to_100_kmh_about_as_the_table_says(name):
    """The mean acceleration is a column of its own, which computed runs do not use."""
    train = ROLLING_STOCK[name]
    track = TrackProfile(
        *(np.array([value]) for value in (20_000.0, 100.0, 0.0, 25.0)), np.array([1])
    )
    run = running_time(track, train, end_kmh=100)
    reached_s = run.elapsed_s[np.searchsorted(run.speed_ms, 100 / 3.6 - 1e-9)]
    stated = herning.table("rolling_stock").set_index("type").loc[name]
    assert 100 / 3.6 / reached_s == pytest.approx(stated["accel_effective_0_100_ms2"], rel=0.25)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"max_speed_kmh": 0}, "'Alstom Coradia LINT 41': max_speed_kmh must be 5 km/h or more"),
        ({"length_m": -1}, "length_m must be zero or more, got -1"),
        ({"mass_t": math.nan}, "mass_t must be known where power_kw"),
        ({"power_kw": math.nan}, "power_kw must be above zero, got nan"),
        ({"brake_ms2": math.inf}, "brake_ms2 must be above zero, got inf"),
        ({"dwell_s": -30}, "dwell_s must be zero or more, got -30"),
        ({"gauge_mm": 0}, "gauge_mm must be above zero"),
        ({"traction": "steam"}, "traction must be diesel, electric or battery, got 'steam'"),
        ({"tractive_effort": ((10, 5.0), (0, 9.0))}, "tractive_effort must have speeds that rise"),
        ({"name": ""}, "rolling stock needs a name"),
        ({"name": 41}, "rolling stock needs a name, got 41"),
        ({"max_speed_kmh": 4.9}, "max_speed_kmh must be 5 km/h or more, got 4.9"),
        ({"gauge_mm": "1435"}, "gauge_mm must be a number, got '1435'"),
        ({"seats": "x"}, "seats must be a number, got 'x'"),
        ({"tractive_effort": 5}, "tractive_effort must be pairs of speed"),
        ({"resistance": 5}, "resistance must be a Resistance, or None for that by mass, got 5"),
        ({"resistance": (1, 2, 3)}, r"must be a Resistance, .*, got \(1, 2, 3\)"),
    ],
)
def test_what_is_no_train_is_refused(changes, message):
    with pytest.raises(RailError, match=message):
        replace(LINT, **changes)


def test_a_train_is_found_by_a_part_of_its_name_that_only_it_has():
    assert rolling_stock("mireo").traction == "battery"
    with pytest.raises(RailError, match=r"no train is called 'ICE'; the trains are Alstom.*IC3"):
        rolling_stock("ICE")
    with pytest.raises(RailError, match=r"more than one train is called 'ic'"):
        rolling_stock("ic")


def test_a_table_without_a_column_is_refused():
    with pytest.raises(RailError, match="needs the column 'tare_t'"):
        from_table(herning.table("rolling_stock").drop(columns="tare_t"))


def test_a_resistance_that_pushes_is_refused():
    with pytest.raises(RailError, match="c_n_per_ms2 must be zero or more, got -1"):
        Resistance(c_n_per_ms2=-1)


def test_the_danish_supplement_is_half_as_much_again():
    plain_s = UIC451.time_s(600, length_m=12_000) - 600
    assert DANISH.time_s(600, length_m=12_000) - 600 == pytest.approx(1.5 * plain_s)
    assert uic451(share=0.1, min_per_100_km=1).time_s(600, length_m=50_000) == pytest.approx(690)
    assert UIC451.times(1.5).share == DANISH.share


def test_a_calibrated_supplement_gives_back_the_timetable():
    supplement = calibrated([2840.0, 120.0], [2500.0, 100.0])
    assert supplement.time_s(2600, length_m=5000) == pytest.approx(2960)
    with pytest.raises(RailError, match="as many planned_s as technical_s, got 1 and 0"):
        calibrated([1.0], [])
    with pytest.raises(RailError, match="above zero seconds, got 0"):
        calibrated([1.0], [0.0])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Supplement(share=-1), "share must be above -1, got -1"),
        (lambda: Supplement(s_per_km=-2), "s_per_km must be zero or more, got -2"),
        (lambda: Dwell(halt_s=-5), "halt_s must be zero or more seconds, got -5"),
        (lambda: TrainSettings(turn_s=-1), "turn_s must be zero or more seconds"),
        (lambda: TrainSettings(step_m=0), "step_m must be above zero metres or None, got 0"),
    ],
)
def test_settings_out_of_range_are_refused(make, message):
    with pytest.raises(RailError, match=message):
        make()


def test_settings_can_be_keys():
    assert hash(TrainSettings()) == hash(TrainSettings())
    assert TrainSettings() == TrainSettings(dwell=Dwell())


def test_whole_seconds_never_drift():
    planned_s = np.random.default_rng(1).uniform(20, 900, 200)
    whole = whole_seconds(planned_s)
    assert np.abs(whole - planned_s).max() < 1
    assert np.abs(np.cumsum(whole) - np.cumsum(planned_s)).max() <= 0.5 + 1e-6
    faster = planned_s.copy()
    faster[50] -= 7.3
    assert (np.cumsum(whole_seconds(faster)) <= np.cumsum(whole)).all()
    assert (whole_seconds(faster)[:50] == whole[:50]).all()
