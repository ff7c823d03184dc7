"""Surfaces, and how long ferries take."""

import math

import pytest

from kraftcenter_mobility.modes import AMBULANCE, BICYCLE, CAR, WALKING
from kraftcenter_mobility.osm.tags import ferry_duration_s, oddities, surface_factor


@pytest.mark.parametrize(
    ("tags", "by_car", "by_bicycle"),
    [
        ({}, 1.0, 1.0),
        ({"surface": "asphalt"}, 1.0, 1.0),
        ({"surface": "moon dust"}, 1.0, 1.0),
        ({"surface": "gravel"}, 0.8, 0.75),
        ({"surface": "asphalt;gravel"}, 0.8, 0.75),
        ({"surface": "cobblestone"}, 0.75, 0.7),
        ({"smoothness": "excellent"}, 1.0, 1.0),
        ({"smoothness": "very_bad"}, 0.6, 0.55),
        ({"surface": "gravel", "smoothness": "very_bad"}, 0.6, 0.55),
        ({"tracktype": "grade1"}, 1.0, 1.0),
        ({"tracktype": "grade5"}, 0.5, 0.5),
        ({"surface": "grass", "tracktype": "grade2"}, 0.5, 0.5),
        ({"bicycle": "dismount"}, 1.0, 0.3),
        ({"highway": "steps"}, 1.0, 0.3),
    ],
)
def test_a_poor_surface_slows_what_has_wheels(tags, by_car, by_bicycle):
    tags = {"highway": "track", **tags}
    assert surface_factor(tags, CAR) == by_car
    assert surface_factor(tags, AMBULANCE) == by_car
    assert surface_factor(tags, BICYCLE) == by_bicycle
    assert surface_factor(tags, WALKING) == 1.0


@pytest.mark.parametrize(
    ("text", "expected_s"),
    [
        ("00:10", 600.0),
        ("0:10", 600.0),
        ("1:00", 3600.0),
        ("10:00", 36_000.0),
        ("1:30:00", 5400.0),
        ("00:07:30", 450.0),
        ("00:75", 4500.0),
        ("15", 900.0),
        ("15 min", 900.0),
        ("15min.", 900.0),
        ("2 h", 7200.0),
        ("1h 30m", 5400.0),
        ("PT1H30M", 5400.0),
        ("PT3M", 180.0),
        ("PT90S", 90.0),
        ("P1DT2H", 93_600.0),
        ("pt45m", 2700.0),
    ],
)
def test_reads_how_long_a_ferry_takes(text, expected_s):
    assert ferry_duration_s({"route": "ferry", "duration": text}) == expected_s


@pytest.mark.parametrize(
    "text",
    [
        *("", "0", "00:00", "PT", "P", "PT0M", "-10", "long", "1:2:3:4", "P9D", "7.5", "1e3"),
        *("\u0665", "⏱", "10:", ":10", "99999999"),
    ],
)
def test_does_not_guess_at_a_duration(text):
    assert math.isnan(ferry_duration_s({"route": "ferry", "duration": text}))


def test_only_a_ferry_takes_time_of_its_own():
    assert math.isnan(ferry_duration_s({"highway": "primary", "duration": "00:10"}))
    assert math.isnan(ferry_duration_s({"route": "ferry"}))


@pytest.mark.parametrize(
    ("tags", "codes"),
    [
        ({"route": "ferry", "duration": "00:10"}, []),
        ({"route": "ferry"}, ["ferry-without-duration"]),
        ({"route": "ferry", "duration": "long"}, ["unreadable-duration"]),
        ({"highway": "primary"}, []),
    ],
)
def test_reports_ferries_that_do_not_say_how_long_they_take(tags, codes):
    assert [code for code, _ in oddities(tags)] == codes
