"""Limits: what is signed, what a zone implies, and what the law says elsewhere."""

import math

import pytest

from kraftcenter_mobility.osm.tags import (
    built_up_hint,
    oddities,
    speed_limit,
    speed_limit_source,
    tagged_speed,
)

MPH = 1.609344


@pytest.mark.parametrize(
    ("text", "expected_kmh"),
    [
        ("80", 80.0),
        (" 80 ", 80.0),
        ("80 km/h", 80.0),
        ("80kmh", 80.0),
        ("80 kph", 80.0),
        ("80 km/t", 80.0),
        ("50.5", 50.5),
        ("50,5", 50.5),
        ("30 mph", 30 * MPH),
        ("30mph", 30 * MPH),
        ("walk", 5.0),
        ("none", math.inf),
        ("50;80", 50.0),
        ("80; 50", 50.0),
        ("50|80", 50.0),
        ("50, 80", 50.0),
        ("none;80", 80.0),
        ("fast;80", 80.0),
        ("DK:urban", 50.0),
        ("dk:Urban", 50.0),
        ("DK:rural", 80.0),
        ("DK:trunk", 80.0),
        ("DK:motorroad", 80.0),
        ("DK:motorway", 130.0),
        ("DK:living_street", 15.0),
        ("DK:zone30", 30.0),
        ("DK:zone:40", 40.0),
        ("DK:30", 30.0),
        ("FL:zone:30", 30.0),
        ("zone30", 30.0),
        ("DE:rural", 100.0),
        ("DE:motorway", math.inf),
        ("PT:rural", 90.0),
        ("SE:rural", 70.0),
        ("NO:rural", 80.0),
        ("NL:motorway", 100.0),
        ("AT:rural", 100.0),
        ("CH:motorway", 120.0),
        ("GB:nsl_single", 60 * MPH),
        ("GB:nsl_dual", 70 * MPH),
        ("UK:urban", 30 * MPH),
        ("FR:rural", 80.0),
        ("BE-VLG:rural", 80.0),
        ("XX:urban", 50.0),
    ],
)
def test_reads_a_limit(text, expected_kmh):
    assert tagged_speed(text) == pytest.approx(expected_kmh)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "fast", "0", "000", "-50", "50 knots", "10knots", "signals", "variable"),
        *("999", "1e3", "0x50", "nan", "inf", "8O", "5 0", "50-80", "1234567890" * 50, ";"),
        *("XX:moon", "DK:", ":urban", "DK:zone", "DK:000", "80\x00"),
        *("\u0665\u0660", "\uff15\uff10", "²", "🚗", "سرعة"),  # digits of other scripts
    ],
)
def test_does_not_guess_at_what_cannot_be_read(text):
    assert math.isnan(tagged_speed(text))


@pytest.mark.parametrize(
    ("tags", "built_up_kmh", "rural_kmh"),
    [
        ({"highway": "residential"}, 50.0, 80.0),
        ({"highway": "primary"}, 50.0, 80.0),
        ({"highway": "trunk"}, 50.0, 80.0),
        ({"highway": "trunk", "motorroad": "yes"}, 80.0, 80.0),
        ({"highway": "primary", "motorroad": "yes"}, 80.0, 80.0),
        ({"highway": "trunk", "motorroad": "yes", "maxspeed": "90"}, 90.0, 90.0),
        ({"highway": "motorway"}, 130.0, 130.0),
        ({"highway": "motorway", "motorroad": "yes"}, 130.0, 130.0),
        ({"highway": "living_street"}, 15.0, 15.0),
        ({"highway": "residential", "living_street": "yes"}, 15.0, 15.0),
        ({"highway": "residential", "cyclestreet": "yes"}, 30.0, 30.0),
        ({"highway": "pedestrian"}, 15.0, 15.0),
        ({"highway": "tertiary", "maxspeed": "60"}, 60.0, 60.0),
        ({"highway": "tertiary", "maxspeed": "DK:rural"}, 80.0, 80.0),
        ({"highway": "tertiary", "source:maxspeed": "DK:urban"}, 50.0, 50.0),
        ({"highway": "tertiary", "maxspeed:type": "DK:rural"}, 80.0, 80.0),
        ({"highway": "tertiary", "zone:maxspeed": "DK:30"}, 30.0, 30.0),
        ({"highway": "tertiary", "zone:maxspeed": "40"}, 40.0, 40.0),
        ({"highway": "tertiary", "maxspeed": "60", "zone:maxspeed": "DK:30"}, 60.0, 60.0),
        ({"highway": "tertiary", "source:maxspeed": "sign"}, 50.0, 80.0),
        ({"highway": "tertiary", "zone:traffic": "DK:rural"}, 50.0, 80.0),
        ({"highway": "tertiary", "maxspeed": "fast"}, 50.0, 80.0),
        ({"highway": "tertiary", "maxspeed": "0"}, 50.0, 80.0),
        ({"highway": "tertiary", "maxspeed": "signals"}, 50.0, 80.0),
        ({"highway": "tertiary", "maxspeed": "implicit"}, 50.0, 80.0),
        ({"highway": "tertiary", "maxspeed:conditional": "30 @ (07:00-17:00)"}, 50.0, 80.0),
        ({"highway": "motorway", "maxspeed:lanes": "110|110|80"}, 110.0, 110.0),
        ({"highway": "motorway", "maxspeed:lanes": "|90|"}, 90.0, 90.0),
        ({"highway": "motorway", "maxspeed:lanes": "|"}, 130.0, 130.0),
        ({"highway": "motorway", "maxspeed": "110", "maxspeed:lanes": "110|80"}, 110.0, 110.0),
        ({"highway": "primary", "maxspeed": "80", "maxspeed:advisory": "50"}, 50.0, 50.0),
        ({"highway": "primary", "maxspeed": "50", "maxspeed:advisory": "80"}, 50.0, 50.0),
        ({"highway": "primary", "maxspeed:advised": "60"}, 50.0, 60.0),
        ({"highway": "primary", "maxspeed:advisory": "signals"}, 50.0, 80.0),
    ],
)
def test_finds_the_limit_of_a_way(tags, built_up_kmh, rural_kmh):
    assert speed_limit(tags, built_up=True) == (built_up_kmh, built_up_kmh)
    assert speed_limit(tags, built_up=False) == (rural_kmh, rural_kmh)


@pytest.mark.parametrize(
    ("tags", "expected_kmh"),
    [
        ({"maxspeed:forward": "50", "maxspeed:backward": "60"}, (50.0, 60.0)),
        ({"maxspeed": "70", "maxspeed:backward": "60"}, (70.0, 60.0)),
        ({"maxspeed:forward": "50"}, (50.0, 80.0)),
        ({"maxspeed:forward": "?", "maxspeed": "70"}, (70.0, 70.0)),
        ({"maxspeed:lanes:forward": "90|80"}, (90.0, 80.0)),
        ({"maxspeed": "80", "maxspeed:advisory:backward": "40"}, (80.0, 40.0)),
        ({"maxspeed": "none"}, (math.inf, math.inf)),
    ],
)
def test_tells_the_directions_apart(tags, expected_kmh):
    assert speed_limit({"highway": "primary", **tags}, built_up=False) == expected_kmh


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"maxspeed": "80"}, "tagged"),
        ({"maxspeed": "none"}, "tagged"),
        ({"maxspeed:backward": "80"}, "tagged"),
        ({"maxspeed:lanes": "110|80"}, "tagged"),
        ({"maxspeed": "80", "source:maxspeed": "DK:rural"}, "tagged"),
        ({"maxspeed": "DK:rural"}, "zone"),
        ({"source:maxspeed": "DK:rural"}, "zone"),
        ({"zone:maxspeed": "30"}, "zone"),
        ({"maxspeed": "fast", "maxspeed:type": "DK:urban"}, "zone"),
        ({"maxspeed": "fast"}, "default"),
        ({"source:maxspeed": "survey"}, "default"),
        ({}, "default"),
    ],
)
def test_says_where_the_limit_comes_from(tags, expected):
    assert speed_limit_source({"highway": "primary", **tags}) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "tertiary", "maxspeed": "DK:urban"}, True),
        ({"highway": "tertiary", "maxspeed:forward": "DK:rural"}, False),
        ({"highway": "tertiary", "maxspeed": "60", "source:maxspeed": "DK:urban"}, True),
        ({"highway": "tertiary", "maxspeed": "50", "maxspeed:type": "DK:rural"}, False),
        ({"highway": "tertiary", "zone:traffic": "DK:urban", "maxspeed": "80"}, True),
        ({"highway": "tertiary", "zone:traffic": "DE:rural"}, False),
        ({"highway": "residential", "zone:maxspeed": "30"}, True),
        ({"highway": "residential", "zone:maxspeed": "DK:40"}, True),
        ({"highway": "residential", "source:maxspeed": "DK:zone30"}, True),
        ({"highway": "residential", "maxspeed": "30"}, None),
        ({"highway": "primary", "maxspeed": "80"}, False),
        ({"highway": "primary", "maxspeed": "70"}, None),
        ({"highway": "primary", "source:maxspeed": "sign"}, None),
        ({"highway": "motorway"}, False),
        ({"highway": "motorway_link", "maxspeed": "50"}, False),
        ({"highway": "trunk", "motorroad": "yes"}, False),
        ({"highway": "living_street"}, True),
        ({"highway": "residential", "living_street": "yes"}, True),
        ({"highway": "residential"}, None),
        ({}, None),
    ],
)
def test_says_what_tags_hint_about_being_built_up(tags, expected):
    assert built_up_hint(tags) is expected


@pytest.mark.parametrize(
    ("tags", "codes"),
    [
        ({"maxspeed": "80"}, []),
        ({"maxspeed": "30 mph"}, []),
        ({"maxspeed": "implicit"}, []),
        ({"source:maxspeed": "local knowledge: survey"}, []),
        ({"maxspeed": "50;80"}, ["several-maxspeeds"]),
        ({"maxspeed": "50|80"}, ["several-maxspeeds"]),
        ({"maxspeed": "50;fast"}, ["several-maxspeeds", "unreadable-maxspeed"]),
        ({"maxspeed": "fast"}, ["unreadable-maxspeed"]),
        ({"maxspeed": "0"}, ["unreadable-maxspeed"]),
        ({"maxspeed": "-30"}, ["unreadable-maxspeed"]),
        ({"maxspeed": "10 knots"}, ["unreadable-maxspeed"]),
        ({"maxspeed": ";"}, ["unreadable-maxspeed"]),
        ({"maxspeed:backward": "fast"}, ["unreadable-maxspeed"]),
        ({"maxspeed:advisory": "fast"}, ["unreadable-maxspeed"]),
        ({"maxspeed:advised": "signals"}, []),
        ({"maxspeed:lanes": "110|80"}, []),
        ({"maxspeed:lanes": "110|fast"}, ["unreadable-maxspeed"]),
        ({"maxspeed": "signals"}, ["variable-maxspeed"]),
        ({"maxspeed": "variable"}, ["variable-maxspeed"]),
        ({"maxspeed": "none"}, ["unlimited-maxspeed"]),
        ({"maxspeed": "XX:urban"}, ["foreign-zone"]),
        ({"source:maxspeed": "PL:rural"}, ["foreign-zone"]),
        ({"maxspeed": "DE:urban"}, []),
        ({"maxspeed:conditional": "30 @ (07:00-17:00)"}, ["conditional-maxspeed"]),
        ({"maxspeed:forward:conditional": "30 @ wet"}, ["conditional-maxspeed"]),
    ],
)
def test_reports_odd_limits(tags, codes):
    assert [code for code, _ in oddities({"highway": "primary", **tags})] == codes
