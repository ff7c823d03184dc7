"""Lines and services: what they hold, and that every fault is named."""

from dataclasses import replace

import pytest

from kraftcenter_mobility.errors import InputError, TimetableError
from kraftcenter_mobility.networks.timetables.lines import (
    ClockFace,
    Departures,
    Headway,
    Line,
    numbered,
)

#   A --600 s-- B --300 s-- C
HOURLY = ClockFace(headway_s=3600, first="05:00", last="23:00")
LINE = Line(name="29", stations=("A", "B", "C"), run_s=(600, 300), there=(HOURLY,))


def changed(**changes):
    """Return the line with other values."""
    return replace(LINE, **changes)


def test_a_clock_face_departs_from_first_to_last():
    assert ClockFace(headway_s=1800, first="05:07", last="06:07").departures_s() == [
        18420.0,
        20220.0,
        22020.0,
    ]
    assert len(ClockFace(headway_s=86400 / 7, first="00:00", last="24:00").departures_s()) == 8


def test_a_clock_face_with_a_longer_headway_than_span_runs_once():
    assert ClockFace(headway_s=7200, first="05:00", last="06:00").departures_s() == [18000.0]


@pytest.mark.parametrize("phase", [0.0, 0.25, 0.999999])
def test_a_headway_fills_its_span_whatever_the_phase(phase):
    times = Headway(headway_s=600, first="06:00", last="08:00").departures_s(phase)
    assert len(times) == 12
    assert times[0] == 21600 + phase * 600
    assert times[-1] < 28800


def test_a_timetable_is_sorted():
    assert Departures(at=["25:05", "06:10"]).departures_s() == [22200.0, 90300.0]
    assert Departures(at=("25:05", "9:40", "06:10")).at == ("06:10", "9:40", "25:05")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ClockFace(headway_s=0), "at least one second, got 0; half-hourly is 1800"),
        (lambda: ClockFace(headway_s=-60), "got -60"),
        (lambda: ClockFace(headway_s="30"), "got '30'"),
        (lambda: Headway(headway_s=float("nan")), "got nan"),
        (lambda: Headway(headway_s=float("inf")), "got inf"),
        (lambda: ClockFace(headway_s=60, first="8"), "first must be a clock time"),
        (lambda: ClockFace(headway_s=60, last="49:00"), "last must be a clock time"),
        (lambda: ClockFace(headway_s=60, first="22:00", last="01:00"), "past 24"),
        (lambda: Headway(headway_s=60, first="22:00", last="22:00"), "ends before it begins"),
        (
            lambda: Headway(headway_s=7200, first="06:00", last="07:00"),
            "7200 s is longer than its span from 06:00 to 07:00",
        ),
        (lambda: Departures(at=()), "at least one time"),
        (lambda: Departures(at="06:10"), "got '06:10'"),
        (lambda: Departures(at=("06:10", "6:10")), "the departure at 6:10 stands twice"),
        (lambda: Departures(at=None), "got None"),
        (lambda: Departures(at=("soon",)), "a departure must be a clock time"),
    ],
)
def test_a_service_that_makes_no_sense_is_refused(make, message):
    with pytest.raises(TimetableError, match=message):
        make()


def test_a_line_is_a_value_that_can_be_changed():
    same = Line(name="29", stations=["A", "B", "C"], run_s=[600, 300], there=HOURLY)
    assert same == LINE
    assert hash(same) == hash(LINE)
    assert changed(dwell_s={"B": 60}) == changed(dwell_s=(("B", 60),))
    assert changed(dwell_s={"B": 60}).dwells == {"B": 60}
    assert changed(days=("sun", "mon")).days == ("mon", "sun")


def test_a_line_calls_where_it_does_not_pass():
    line = changed(passes=("B",), run_s=(850,))
    assert line.calls == (0, 2)
    assert changed(stations=("A", "B", "A", "C"), run_s=(1, 1, 1)).calls == (0, 1, 2, 3)


def test_a_line_says_where_it_runs_and_how_often():
    assert repr(LINE) == "Line '29': A - C, 3 calls, every 60 min 05:00-23:00, and back"
    text = repr(changed(there=(Departures(at=("06:10",)), Headway(headway_s=600)), back=()))
    assert "1 departures, every 10 min 05:00-24:00 (minutes drawn), one way" in text


def test_lines_are_numbered_once_and_keep_their_numbers():
    first = numbered([LINE, changed(name="30")])
    assert [line.drawn_as for line in first] == [0, 1]
    assert first[0] == LINE
    edited = (replace(first[1], days=("mon",)), changed(name="new"))
    assert [line.drawn_as for line in numbered(edited)] == [1, None]
    assert numbered([]) == ()
    with pytest.raises(InputError, match="drawn_as"):
        changed(drawn_as=-1)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "a line must have a name"),
        ({"name": 29}, "a line must have a name, got 29"),
        ({"stations": ("A",), "run_s": ()}, "calls at 1 station"),
        ({"stations": (), "run_s": ()}, "calls at 0 station"),
        ({"stations": "A"}, "has stations='A'; give several"),
        ({"stations": None}, "has stations=None; give several"),
        ({"run_s": 600}, "has run_s=600; give several"),
        ({"dwell_s": 30}, "has dwell_s=30; give seconds by station"),
        ({"stations": ("A", 7, "C")}, "has 7 among its stations"),
        ({"stations": ("A", "A", "C")}, "the station 'A' twice in a row"),
        ({"passes": ("D",)}, "passes 'D', which is none of its stations"),
        ({"passes": ("C",)}, "passes 'C', where it begins or ends"),
        ({"run_s": (600,)}, "1 running times for 3 calls; run_s must hold 2"),
        ({"run_s": (600, 0)}, "a running time of 0; give seconds above zero"),
        ({"run_s": (600, float("nan"))}, "a running time of nan"),
        ({"run_s": ()}, "neither rolling stock nor running times"),
        ({"dwell_s": {"B": -1}}, "stands -1 s at 'B'"),
        ({"dwell_s": {"D": 30}}, "a dwell time at 'D', which is none of its stations"),
        ({"days": ("monday",)}, "'monday', which is no day; days are mon, tue"),
        ({"days": ()}, "runs on no day"),
        ({"there": (), "back": None}, "has no service"),
        ({"there": ("hourly",)}, "has 'hourly' as a service there"),
        ({"back": (3600,)}, "has 3600 as a service back"),
    ],
)
def test_a_line_that_cannot_run_is_refused(changes, message):
    with pytest.raises(TimetableError, match=message) as refused:
        changed(**changes)
    assert "name" in changes or "line '29'" in str(refused.value)
