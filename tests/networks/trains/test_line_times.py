"""The times of lines: calls and passes, both directions, supplements, dwell, and messages."""

from dataclasses import replace

import numpy as np
import pytest
from straight_rails import straight_rail

from kraftcenter_mobility.errors import RailError
from kraftcenter_mobility.networks.rails.profiles import track_profile
from kraftcenter_mobility.networks.timetables.lines import ClockFace, Line
from kraftcenter_mobility.networks.trains import line_runs
from kraftcenter_mobility.networks.trains.dwell import Dwell
from kraftcenter_mobility.networks.trains.line_times import line_times
from kraftcenter_mobility.networks.trains.resistance import Resistance
from kraftcenter_mobility.networks.trains.rolling_stock import RollingStock, rolling_stock
from kraftcenter_mobility.networks.trains.running import closed_form_time_s
from kraftcenter_mobility.networks.trains.settings import TrainSettings
from kraftcenter_mobility.networks.trains.supplements import NO_SUPPLEMENT, Supplement
from kraftcenter_mobility.networks.trains.turning import layover_s, trains_needed

HOURLY = ClockFace(headway_s=3600)
STEADY = RollingStock(
    name="steady",
    max_speed_kmh=120,
    length_m=0,
    traction="diesel",
    start_acceleration_ms2=0.5,
    brake_ms2=0.5,
)
PLAIN = TrainSettings(supplement=NO_SUPPLEMENT)

#   Aa ---- 6 km ---- Bb ---- 4 km ---- Cc ---- 9 km ---- Dd
RAIL = straight_rail(["Aa", "Bb", "Cc", "Dd"], [6, 4, 9], halts=["Bb"])


def line(*stations, **given):
    stations = stations or ("Aa", "Bb", "Cc", "Dd")
    return Line(**{"name": "A-D", "stations": stations, "stock": STEADY, "there": HOURLY} | given)


def hop_s(km):
    return closed_form_time_s(km * 1000, 120, acceleration_ms2=0.5, brake_ms2=0.5)


def test_runs_are_least_times_in_whole_seconds_both_ways():
    there, back = line_times(RAIL, line(), PLAIN)
    assert there.station.tolist() == [0, 1, 2, 3]
    assert there.technical_s == pytest.approx([hop_s(6), hop_s(4), hop_s(9)])
    assert there.length_m == pytest.approx([6000, 4000, 9000])
    assert back.station.tolist() == [3, 2, 1, 0]
    assert back.technical_s == pytest.approx(there.technical_s[::-1])
    assert there.run_s.dtype == there.dwell_s.dtype == np.int64
    assert abs(there.run_s.sum() - there.technical_s.sum()) <= 0.5


def test_dwell_times_go_by_the_class_of_stop_and_are_none_at_the_ends():
    there, _ = line_times(RAIL, line(), PLAIN)
    assert there.dwell_s.tolist() == [0, 30, 60, 0]
    hub = replace(PLAIN, dwell=Dwell(hubs=("Cc",)))
    assert line_times(RAIL, line(), hub)[0].dwell_s.tolist() == [0, 30, 120, 0]


def test_no_rule_makes_a_train_stand_for_less_than_it_must_but_the_line_may():
    slow_doors = line(stock=replace(STEADY, dwell_s=45))
    assert line_times(RAIL, slow_doors, PLAIN)[0].dwell_s.tolist() == [0, 45, 60, 0]
    told = replace(slow_doors, dwell_s={"Bb": 20})
    assert line_times(RAIL, told, PLAIN)[1].dwell_s.tolist() == [0, 60, 20, 0]


def test_stations_that_are_passed_are_no_calls_but_have_times():
    there, back = line_times(RAIL, line(passes=("Bb",)), PLAIN)
    assert there.station.tolist() == [0, 2, 3]
    assert there.technical_s == pytest.approx([hop_s(10), hop_s(9)])
    assert there.listed.tolist() == [0, 1, 2, 3]
    assert len(there.paths) == 3
    passed_s = 6000 / (120 / 3.6) + 120 / 3.6
    assert there.reach_s[0] == pytest.approx(passed_s, abs=0.6)
    assert there.leave_s[1] == there.reach_s[0]
    assert there.leave_s[2] == there.reach_s[1] + 60
    assert back.reach_s[-1] == back.run_s.sum() + back.dwell_s.sum()


def test_supplements_of_the_line_come_before_those_of_the_settings():
    padded = replace(PLAIN, supplement=Supplement(share=0.1))
    tenth, _ = line_times(RAIL, line(), padded)
    assert tenth.run_s.sum() == pytest.approx(tenth.technical_s.sum() * 1.1, abs=0.5)
    per_km = line(supplement=Supplement(s_per_km=10))
    there, _ = line_times(RAIL, per_km, padded)
    assert there.run_s.sum() == pytest.approx(there.technical_s.sum() + 190, abs=0.5)


def test_running_times_that_are_given_need_no_train():
    there, back = line_times(RAIL, line(stock=None, run_s=(300, 240, 500)), PLAIN)
    assert there.run_s.tolist() == [300, 240, 500]
    assert back.run_s.tolist() == [500, 240, 300]
    assert there.dwell_s.tolist() == [0, 30, 60, 0]
    assert there.paths == ()
    assert np.isnan(there.technical_s).all()


def test_a_line_one_way_has_no_times_back():
    there, back = line_times(RAIL, line(back=()), PLAIN)
    assert there.station.size == 4
    assert back.station.size == back.run_s.size == 0


def test_a_train_that_turns_back_at_a_call_stands_long_enough():
    there, _ = line_times(RAIL, line("Aa", "Cc", "Bb"), PLAIN)
    assert there.dwell_s.tolist() == [0, 300, 0]
    assert there.technical_s == pytest.approx([hop_s(10), hop_s(4)])


def test_a_limit_before_a_call_holds_for_the_tail_after_it():
    rail = straight_rail(["Aa", "Bb", "Cc"], [6, 4], limit_kmh=np.array([40, 120]))
    long_train = line("Aa", "Bb", "Cc", stock=replace(STEADY, length_m=400))
    short_train = line("Aa", "Bb", "Cc")
    long_s, short_s = (
        line_times(rail, each, PLAIN)[0].technical_s for each in (long_train, short_train)
    )
    assert long_s[0] == pytest.approx(short_s[0])
    assert long_s[1] > short_s[1] + 5


def test_an_electric_train_needs_electrified_track_all_the_way():
    electric = replace(STEADY, name="IC5", traction="electric")
    wired = straight_rail(["Aa", "Bb", "Cc", "Dd"], [6, 4, 9], voltage_kv=25.0)
    by_diesel = line_times(RAIL, line(), PLAIN)[0].run_s
    assert line_times(wired, line(stock=electric), PLAIN)[0].run_s.tolist() == by_diesel.tolist()
    half = straight_rail(["Aa", "Bb", "Cc", "Dd"], [6, 4, 9], voltage_kv=np.array([25, 0, 0]))
    with pytest.raises(
        RailError,
        match=r"line 'A-D': 'IC5' is electric, and 13\.0 km of its way are not electrified, "
        r"the first 0\.00 km after Bb towards Cc; electrify",
    ):
        line_times(half, line(stock=electric), PLAIN)
    battery = replace(electric, traction="battery")
    assert line_times(half, line(stock=battery), PLAIN)[0].run_s.tolist() == by_diesel.tolist()


def test_a_train_too_weak_for_a_gradient_is_refused_with_line_and_place():
    steep = straight_rail(["Aa", "Bb", "Cc", "Dd"], [6, 4, 9], permille=np.array([0, 0, 70]))
    with pytest.raises(
        RailError,
        match=r"line 'A-D': \d\.\d\d km after Cc towards Dd 'Alstom.*' comes to a stand on a "
        r"gradient of 70 permille",
    ):
        line_times(steep, line(stock=rolling_stock("LINT")), PLAIN)


def test_a_track_without_a_limit_is_refused_with_line_and_place():
    unknown = straight_rail(["Aa", "Bb", "Cc", "Dd"], [6, 4, 9], limit_kmh=np.array([120, 0, 120]))
    with pytest.raises(RailError, match=r"line 'A-D': 0\.00 km after Bb .* limit_kmh 0"):
        line_times(unknown, line(), PLAIN)


def test_a_step_can_be_asked_for():
    stepped, _ = line_times(RAIL, line(), replace(PLAIN, step_m=20.0))
    assert stepped.technical_s == pytest.approx(line_times(RAIL, line(), PLAIN)[0].technical_s)


def test_marks_lie_to_the_last_bit_where_sections_end():
    rail = straight_rail(["Aa", "Bb", "Cc", "Dd"], [0.1, 0.2, 0.7])
    paths = rail.find_paths([0, 1, 2, 3])
    ends_m = line_runs._path_ends_m(track_profile(rail, paths), paths)  # noqa: SLF001
    assert ends_m[-1] == np.cumsum(rail.length_m)[-1]


def test_a_train_that_charges_stays_longer_than_one_that_turns():
    battery = replace(STEADY, charge_s=450)
    assert [layover_s(each, PLAIN) for each in (STEADY, battery, None)] == [300, 450, 300]


@pytest.mark.parametrize("headway_s", [600, 900, 1800, 3600])
def test_a_regular_service_takes_as_many_trains_as_a_round_trip_has_headways(headway_s):
    journey_s, turn_s, n = 2000.0, 300.0, 40
    round_s = 2 * (journey_s + turn_s)
    there_s = headway_s * np.arange(n, dtype=float)
    back_s = (journey_s + turn_s) % headway_s + there_s
    needed = trains_needed(
        [there_s, back_s], [back_s + journey_s + turn_s, there_s + journey_s + turn_s]
    )
    assert needed == np.ceil(round_s / headway_s)
    assert trains_needed([there_s[:0]] * 2, [there_s[:0]] * 2) == 0


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Supplement(share="x"), "share must be above -1, got 'x'"),
        (lambda: Supplement(s_per_km=None), "s_per_km must be zero or more, got None"),
        (lambda: Dwell(halt_s="30"), "halt_s must be zero or more seconds, got '30'"),
        (lambda: TrainSettings(supplement="x"), "supplement must be a Supplement, got 'x'"),
        (lambda: TrainSettings(dwell=30), "dwell must be a Dwell, got 30"),
        (lambda: TrainSettings(turn_s="300"), "turn_s must be zero or more seconds, got '300'"),
        (lambda: Resistance(a_n="x"), "a_n must be zero or more, got 'x'"),
    ],
)
def test_settings_of_the_wrong_kind_are_refused(make, message):
    with pytest.raises(RailError, match=message):
        make()
