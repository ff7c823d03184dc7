"""The laws of edits of rail, on drawn railways and plans drawn at random."""

from drawn_rails import RAILCAR, drawn_rail, line, transport
from hypothesis import given, settings
from hypothesis import strategies as st

from kraftcenter_mobility.errors import ScenarioError
from kraftcenter_mobility.networks.rails.editing_cuts import point_at
from kraftcenter_mobility.scenarios.law_rail import laws_of
from kraftcenter_mobility.scenarios.rail_edits import AddTrack, Electrify, SetLineSpeed
from kraftcenter_mobility.scenarios.rail_station_edits import (
    AddStation,
    CallAt,
    CloseStation,
    SetDwell,
)
from kraftcenter_mobility.scenarios.scenario import Scenario
from kraftcenter_mobility.scenarios.service_edits import RemoveLine, SetHeadway, SetRollingStock
from kraftcenter_mobility.scenarios.transit_walking import walk_transit

BRANCH = """
A---------B------S------C----D
                  \\
                   E-----------F
"""
NAMES = {letter: f"Town {letter}" for letter in "ABCDF"}
LIMITS = {"AB": 80.0, "SC": 140.0, "EF": 60.0}
MAIN = line("Main", "ABCD")
FAST = line("Fast", "ABCD", passes=("B",), every_s=7200)
SIDE = line("Side", "ABF", dwell_s={"B": 45})
RAIL = drawn_rail(BRANCH.strip("\n"), ["ABSCD", "SEF"], NAMES, limit_kmh=LIMITS)
NOW = transport(RAIL, MAIN, FAST, SIDE)

ENDS = st.sampled_from(["AB", "AC", "BD", "AF", "BF", "CD"])
LINES = st.sampled_from(["Main", "Fast", "Side"])
MAY = {"allow_no_effect": True}


@st.composite
def stations(draw):
    """Return a new station somewhere on a track."""
    track = draw(st.integers(0, RAIL.n_tracks - 1))
    share = draw(st.floats(0.1, 0.9))
    lon, lat = point_at(RAIL, track, share * float(RAIL.length_m[track]))
    return AddStation(f"Halt {track} {share:.3f}", lon, lat, **MAY)


EDITS = st.one_of(
    st.builds(
        lambda ends, factor, direction: SetLineSpeed(
            *ends, limit_factor=factor, direction=direction, **MAY
        ),
        ENDS,
        st.floats(0.5, 2.0),
        st.sampled_from(["both", "forward", "backward"]),
    ),
    st.builds(
        lambda ends, begin: SetLineSpeed(*ends, limit_kmh=110, from_km=begin, **MAY),
        ENDS,
        st.floats(0.0, 2.0),
    ),
    st.builds(lambda ends: AddTrack(*ends, doubled=True), ENDS),
    st.builds(lambda ends: Electrify(*ends, **MAY), ENDS),
    stations(),
    st.builds(lambda at, who: CloseStation(at, lines=(who,), **MAY), st.sampled_from("BC"), LINES),
    st.builds(lambda at: CallAt(at, **MAY), st.sampled_from("BC")),
    st.builds(lambda s: SetDwell("B", s, **MAY), st.integers(0, 300)),
    st.builds(lambda who, s: SetHeadway(who, s, **MAY), LINES, st.integers(300, 7200)),
    st.just(SetRollingStock(RAILCAR, lines=("Main",), **MAY)),
)


@given(st.lists(EDITS, min_size=1, max_size=4))
@settings(max_examples=25, deadline=None)
def test_plans_drawn_at_random_keep_the_laws(edits):
    plan = Scenario("Plan", tuple(edits))
    try:
        results = laws_of(NOW, plan)
    except ScenarioError:
        return  # two stations of one name, or a line left with one call
    broken = [result for result in results if result.n_violations]
    assert not broken, (plan, broken)


def test_each_edit_is_covered_by_the_laws_about_it():
    edits = (SetLineSpeed("A", "B", limit_kmh=70), RemoveLine("Fast"))
    results = laws_of(NOW, Scenario("Plan", edits))
    assert not any(result.n_violations for result in results)
    covers = {result.law: result.covers for result in results if result.n_tested}
    assert covers["lower line speeds never make a train earlier"] == "1 SetLineSpeed"
    assert covers["lines that an edit does not name keep their times"] == "2 RemoveLine"


def test_walking_leaves_what_is_there_alone():
    kept = NOW.rail.digest(), NOW.lines
    walk_transit("Plan", (SetHeadway("Main", 600), SetLineSpeed("A", "B", limit_kmh=70)), NOW)
    assert (NOW.rail.digest(), NOW.lines) == kept
