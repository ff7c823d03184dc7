"""Scenarios with edits of rail: applied, compared, kept, written to files and checked."""

import tomllib
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from drawn import built, drawn
from drawn_rails import (
    CELL_M,
    METRES_PER_LAT,
    NAMES,
    NORTH,
    STRAIGHT,
    WEST,
    line,
    straight,
    transport,
)
from hypothesis import given, settings
from hypothesis import strategies as st

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError, ModeError, ScenarioError
from kraftcenter_mobility.networks.rails.editing_cuts import point_at
from kraftcenter_mobility.networks.timetables.windows import ArrivalWindow, DepartureWindow
from kraftcenter_mobility.presentation.scenario_table import ScenarioTable
from kraftcenter_mobility.scenarios.compare import compare
from kraftcenter_mobility.scenarios.edits import CloseRoad, SetSpeed
from kraftcenter_mobility.scenarios.file_models import MODELS
from kraftcenter_mobility.scenarios.kept import KeptResults, transit_digest
from kraftcenter_mobility.scenarios.place_edits import ClosePlace
from kraftcenter_mobility.scenarios.rail_edits import AddTrack, Electrify, SetLineSpeed
from kraftcenter_mobility.scenarios.rail_station_edits import (
    AddStation,
    CallAt,
    CloseStation,
    SetDwell,
)
from kraftcenter_mobility.scenarios.results import evaluate
from kraftcenter_mobility.scenarios.scenario import Scenario
from kraftcenter_mobility.scenarios.service_edits import (
    AddLine,
    RemoveLine,
    SetHeadway,
    SetRollingStock,
)
from kraftcenter_mobility.scenarios.train_calls import call_times

LINT = "Alstom Coradia LINT 41"
WINDOW = DepartureWindow("2026-03-10 07:00", "08:00", every_s=600)


def street():
    """Return a street along the railway, 200 m to the north."""
    metres = {letter: (CELL_M * STRAIGHT.index(letter), 200.0) for letter in "ABCDE"}
    return built(metres, ["ABCDE"], even=False).network


@pytest.fixture(scope="module")
def network():
    """Return a street along five stations, with a stopping and a fast line."""
    slow = line("Slow", NAMES.values(), every_s=1800)
    fast = line("Fast", NAMES.values(), passes=("Borris", "Casper", "Durup"))
    rail = straight()
    assert (rail.node_lon[0], rail.node_lat[0]) == pytest.approx((WEST, NORTH))
    return street().with_transit(transport(rail, slow, fast))


def times_of(transit):
    """Return all times of all lines."""
    return {each.name: call_times(transit, each) for each in transit.lines}


def places(network, letters):
    """Return places at stations, by their letters."""
    rail = network.rail
    at = [rail.station(letter) for letter in letters]
    north = 150.0 / METRES_PER_LAT
    points = [shapely.Point(rail.station_lon[k], rail.station_lat[k] + north) for k in at]
    return gpd.GeoDataFrame(geometry=points, index=list(letters), crs="EPSG:4326")


INVERSE = [
    (SetLineSpeed("A", "C", limit_kmh=140), SetLineSpeed("A", "C", limit_kmh=100)),
    (SetLineSpeed("B", "D", limit_factor=0.5), SetLineSpeed("B", "D", limit_factor=2)),
    (Electrify("A", "E"), Electrify("A", "E", voltage_kv=0)),
    (CloseStation("Casper"), CallAt("Casper", lines=("Slow",))),
    (CallAt("Durup"), CloseStation("Durup", lines=("Fast",))),
    (SetDwell("Borris", 90), SetDwell("Borris", 60)),
    (SetHeadway("Slow", 600), SetHeadway("Slow", 1800)),
    (AddLine("New", ("A", "C"), stock=LINT, headway_s=900), RemoveLine("New")),
    (SetRollingStock(LINT, lines=("Slow",)), None),
]


@pytest.mark.parametrize(("edit", "back"), INVERSE[:-1], ids=lambda e: type(e).__name__)
def test_an_edit_and_then_its_inverse_give_the_baseline(network, edit, back):
    name = Scenario("There and back", (edit, back))
    if type(edit) is AddLine:
        with pytest.raises(ScenarioError, match="the line was added by edit 1"):
            name.transit(network)
        return
    kept = transit_digest(network.transit)
    after, accounts = name.transit(network)
    assert times_of(after) == times_of(network.transit)
    assert [each.there for each in after.lines] == [each.there for each in network.transit.lines]
    assert len(accounts) == 2
    assert transit_digest(network.transit) == kept


INDEPENDENT = [
    SetLineSpeed("A", "B", limit_kmh=80),
    SetLineSpeed("C", "E", limit_factor=1.1, from_km=2),
    AddTrack("B", "C", doubled=True),
    CloseStation("Borris"),
    CallAt("Durup", lines=("Fast",)),
    SetHeadway("Fast", 1200),
    SetRollingStock(LINT, lines=("Slow",)),
    SetDwell("Casper", 150, lines=("Slow",)),
    AddLine("New", ("C", "E"), stock=LINT, headway_s=900),
]


@given(st.permutations(INDEPENDENT), st.integers(2, len(INDEPENDENT)))
@settings(max_examples=15, deadline=None)
def test_the_order_of_independent_edits_does_not_matter(network, edits, count):
    chosen = edits[:count]
    one, _ = Scenario("one", chosen).transit(network)
    other, _ = Scenario("other", sorted(chosen, key=INDEPENDENT.index)).transit(network)
    assert times_of(one) == times_of(other)
    assert {each.name: each.there for each in one.lines} == {
        each.name: each.there for each in other.lines
    }


@given(st.sampled_from("ABCDE"), st.sampled_from("ABCDE"), st.floats(1.0, 3.0))
@settings(max_examples=15, deadline=None)
def test_a_faster_line_never_makes_a_train_later(network, begin, end, factor):
    if begin == end:
        return
    edit = SetLineSpeed(begin, end, limit_factor=factor, allow_no_effect=True)
    after, _ = Scenario("Faster", (edit,)).transit(network)
    for name, both in times_of(network.transit).items():
        for was, now in zip(both, times_of(after)[name], strict=True):
            assert all(change_s <= 0 for change_s in was.changes_s(now))


def test_a_later_edit_sees_what_an_earlier_one_made(network):
    lon, lat = point_at(network.rail, 0, 2500.0)
    plan = Scenario(
        "Halt",
        (
            AddStation("Nykirke", lon, lat, lines=("Slow",)),
            CallAt("Nykirke", lines=("Fast",)),
            SetDwell("Nykirke", 90),
            SetLineSpeed("Aulum", "Nykirke", limit_kmh=60),
            AddLine("Shuttle", ("Nykirke", "Aulum"), stock=LINT, headway_s=600),
        ),
    )
    after, accounts = plan.transit(network)
    assert [account.edit for account in accounts] == [type(edit).__name__ for edit in plan.edits]
    assert after.line("Fast").stations[1] == "Nykirke"
    assert plan.transit(network)[0] is after
    assert network.transit.rail.n_stations == 5


@pytest.mark.parametrize(
    ("edits", "error"),
    [
        (
            (RemoveLine("Slow"), SetHeadway("Slow", 600)),
            r"edit 2 \(SetHeadway\) of 'Plan': no line is called 'Slow'.*; edit 1 \(RemoveLine\)",
        ),
        ((AddStation("X", WEST + 0.02, NORTH), CloseStation("X")), "added by edit 1 .* leave out"),
        ((CloseStation("Borris"), CloseStation("Borris")), "no train calls at 'Borris'.*edit 1"),
    ],
)
def test_edits_that_contradict_each_other_are_refused(network, edits, error):
    with pytest.raises(ScenarioError, match=error):
        Scenario("Plan", edits).transit(network)


def test_of_two_edits_that_say_the_same_the_later_counts_and_says_so(network):
    edits = (SetHeadway("Slow", 600), SetHeadway("slow", 900))
    after, accounts = Scenario("Plan", edits).transit(network)
    assert after.line("Slow").there[0].headway_s == 900
    assert "edit 1 (SetHeadway) says it too; this one counts" in accounts[1].notes


def test_a_scenario_is_applied_to_streets_and_rail_and_places_together(network):
    only_rail = Scenario("Rail", (SetHeadway("Slow", 600),))
    metric = network.metric(km.CAR)
    applied = only_rail.apply(network)
    assert applied.roads is network.roads
    assert applied.metric(km.CAR) is metric
    assert applied.transit is only_rail.transit(network)[0]
    both = only_rail | Scenario("Road", (CloseRoad(way_ids=(1001,)),))
    applied = both.apply(network)
    assert applied.roads is not network.roads
    assert applied.transit.line("Slow").there[0].headway_s == 600
    assert Scenario("Road", both.edits[1:]).apply(network).transit is network.transit
    assert [type(edit) for edit in both.transit_edits] == [SetHeadway]


def test_a_preview_tells_of_edits_of_all_kinds_in_their_order(network):
    tables = {"destinations": places(network, "AE")}
    edits = (ClosePlace("A"), SetHeadway("Slow", 600), CloseRoad(way_ids=(1001,)))
    preview = Scenario("All", edits).preview(network, tables)
    assert preview.table["edit"].tolist() == ["ClosePlace", "SetHeadway", "CloseRoad"]
    assert preview.table["before"].tolist()[1] == "Slow: 65 trips"
    assert "Slow: 65 trips -> Slow: " in str(preview)
    assert preview.to_dict()["accounts"][1]["unit"] == "trip"


def test_times_in_a_preview_stand_line_by_line(network):
    preview = Scenario("All", (SetDwell("Casper", 90),)).preview(network)
    assert "Slow: " in str(preview)
    assert preview.table["after"].iloc[0].startswith("Slow: ")
    assert preview.table["after"].iloc[0].count(" s") == 2
    hops = Scenario("Close", (CloseStation("Casper"),)).preview(network).to_dict()
    hop = hops["accounts"][0]["hops"][0]
    assert (hop["origin"], hop["destination"]) == ("Borris", "Durup")


def test_a_law_report_tests_the_edits_of_rail(network):
    lon, lat = point_at(network.rail, 0, 2500.0)
    edits = (
        SetLineSpeed("A", "C", limit_kmh=120),
        SetLineSpeed("C", "E", limit_factor=0.9),
        AddStation("Nykirke", lon, lat),
        CloseStation("Durup"),
        SetHeadway("Fast", 900),
    )
    report = Scenario("All", edits).check(network, n_places=3)
    assert report.ok, str(report)
    tested = report.table["pairs_tested"].iloc[-7:]
    assert (tested > 0).sum() >= 6, str(report)
    assert "tracks and services stay as they were" in str(report)


def test_a_law_report_on_rail_alone_tells_only_what_applies(network):
    plan = Scenario("Faster", (SetLineSpeed("A", "C", limit_kmh=120),))
    report = plan.check(network)
    lines = str(report).splitlines()
    assert lines[0].startswith("Faster: 2 of 2 laws hold, 5 had nothing to test (all lines")
    assert [line.split()[0] for line in lines[1:]] == ["holds", "holds"]
    assert report._repr_html_().count("<tr>") == 3
    both = plan | Scenario("Road", (SetSpeed(way_ids=(1001,), factor=0.5),))
    assert "places, car; all lines of the network)" in str(both.check(network, n_places=3))


def test_laws_are_tested_by_modes_of_the_road(network):
    with pytest.raises(ModeError, match="must be modes of the road; laws about tracks"):
        Scenario("All", ()).check(network, modes=(km.TRANSIT,))


FILE = """
format = 1
name = "Rail"

[[edits]]
edit = "SetLineSpeed"
from_station = "Aulum"
to_station = "Casper"
limit_kmh = 220
from_km = 1.5

[[edits]]
edit = "Electrify"
line_name = "A-E"

[[edits]]
edit = "AddTrack"
from_station = "Aulum"
to_station = "Egebæk"
line = [[8.97, 56.14], [9.1, 56.16], [9.3, 56.14]]
limit_kmh = 160
name = "Direct"

[[edits]]
edit = "AddStation"
name = "Nykirke"
lon = 9.0
lat = 56.14
lines = ["Slow"]
dwell_s = 40

[[edits]]
edit = "CallAt"
station = "Durup"

[[edits]]
edit = "CloseStation"
station = "Borris"
lines = ["Slow"]

[[edits]]
edit = "SetDwell"
station = "Casper"
dwell_s = 90

[[edits]]
edit = "SetHeadway"
line = "Slow"
headway_s = 1200
first = "05:30"

[[edits]]
edit = "AddLine"
name = "Shuttle"
stations = ["Aulum", "Casper"]
stock = "Alstom Coradia LINT 41"
headway_s = 1800
service = "headway"
days = ["sat", "sun"]

[[edits]]
edit = "RemoveLine"
line = "Fast"

[[edits]]
edit = "SetRollingStock"
stock = "Alstom Coradia LINT 41"
lines = ["Slow"]
"""


def test_every_edit_of_rail_stands_in_files(network, tmp_path):
    path = tmp_path / "rail.toml"
    path.write_text(FILE, encoding="utf-8")
    read = Scenario.from_file(path)
    kinds = {type(edit).__name__ for edit in read.edits}
    assert kinds == {name for name in MODELS if hasattr(_kind(name), "apply_to_transit")}
    for name in ("again.toml", "again.json"):
        assert Scenario.from_file(read.to_file(tmp_path / name)) == read
    assert Scenario.from_dict(tomllib.loads(FILE)) == read
    assert read.transit(network)[0].line("Slow").there[0].headway_s == 1200


def _kind(name):
    """Return an edit's class by its name."""
    from kraftcenter_mobility.scenarios.edit_kinds import EDIT_KINDS

    return EDIT_KINDS[name]


def test_files_say_what_is_wrong_with_an_edit_of_rail(tmp_path):
    path = tmp_path / "rail.toml"
    path.write_text(FILE.replace("limit_kmh = 220", "limit_kmh = 420"), encoding="utf-8")
    with pytest.raises(ScenarioError, match="limit_kmh: must be at most 400, got 420"):
        Scenario.from_file(path)


def test_files_refuse_trains_that_follow_each_other_by_less_than_a_minute(tmp_path):
    path = tmp_path / "rail.toml"
    path.write_text(FILE.replace("headway_s = 1200", "headway_s = 30"), encoding="utf-8")
    with pytest.raises(ScenarioError, match="headway_s: must be at least 60, got 30"):
        Scenario.from_file(path)


def test_rolling_stock_of_ones_own_stands_in_no_file(network, tmp_path):
    own = replace(network.transit.lines[0].stock, name="Own")
    plan = Scenario("Own", (SetRollingStock(own),))
    assert len(plan.digest) == 64
    with pytest.raises(ScenarioError, match=r"files name known rolling stock.*'Own'"):
        plan.to_file(tmp_path / "own.toml")


def test_more_trains_shorten_journeys_and_fewer_lengthen_them(network):
    homes, goals = places(network, "ABCDE"), places(network, "AE")
    plans = [
        Scenario("More", (SetHeadway("Slow", 600),)),
        Scenario("Extra", (AddLine("New", tuple(NAMES), stock=LINT, headway_s=1200),)),
        Scenario("None", (RemoveLine("Slow"),)),
        Scenario("Shut", (CloseStation("Borris"),)),
    ]
    found = compare(
        network, plans, origins=homes, destinations=goals, modes=km.TRANSIT, departure=WINDOW
    )
    before = found.times["", "transit"]
    assert np.isfinite(before.to_numpy()).all()
    for name in ("More", "Extra"):
        assert (found.times[name, "transit"] <= before).all(axis=None)
    assert (found.times["More", "transit"] < before).any(axis=None)
    assert (found.times["None", "transit"] >= before).all(axis=None)
    shut = found.times["Shut", "transit"]
    assert (shut.loc["B"] > before.loc["B"]).all()
    assert (shut.loc["A"] <= before.loc["A"]).all()
    applied = km.travel_time_matrix(
        plans[0].apply(network), homes, goals, mode=km.TRANSIT, departure=WINDOW
    )
    assert np.array_equal(applied, found.times["More", "transit"])
    with pytest.raises(InputError, match="follows ways along roads"):
        found.explain("More")


def test_a_comparison_says_of_which_cases_times_are_bounds_of_what_is_possible(network):
    homes = places(network, "AE")
    plans = [
        Scenario("More", (SetHeadway("Slow", 900),)),
        Scenario("Alone", (RemoveLine("Fast"), SetHeadway("Slow", 14_400))),
        Scenario("As it is"),
    ]
    asked = {"origins": homes, "destinations": homes, "modes": km.TRANSIT, "departure": WINDOW}
    found = compare(network, plans, **asked)
    n_before = len(network.transit.conflicts(WINDOW.date))
    n_more = len(plans[0].transit(network)[0].conflicts(WINDOW.date))
    assert 0 < n_before < n_more
    assert {record["code"]: record["count"] for record in found.notices.to_records()} == {
        "no-population": 1,
        "trains-in-each-others-way": n_before,
        "trains-in-each-others-way (More)": n_more,
    }
    meaning = found.notices["trains-in-each-others-way (More)"].meaning
    assert meaning.startswith('scenario "More": trains meet on single track')
    told = str(ScenarioTable(comparison=found, goal="station"))
    numbers = {name: f"#{at}" for at, name in enumerate(told_names(found), start=1)}
    assert f"Trains are in each other's way {n_before} times that day as things are" in told
    assert f"{n_more} in {numbers['More']}" in told
    assert f"0 in {numbers['Alone']}" in told
    assert f"in {numbers['As it is']}" not in told


def test_a_plan_for_trains_that_nobody_takes_says_so(network):
    homes = places(network, "AE")
    plans = [
        Scenario("Rail", (SetHeadway("Slow", 900),)),
        Scenario("Both", (SetHeadway("Slow", 900), CloseRoad(way_ids=(1001,)))),
        Scenario("As it is"),
    ]
    asked = {"origins": homes, "destinations": homes}
    found = compare(network, plans, modes=(km.CAR, km.BICYCLE), **asked)
    told = str(found)
    assert (
        'Note: scenario "Rail" changes only trains and buses, which nobody takes by car or '
        "bicycle: say modes=kraftcenter_mobility.TRANSIT" in told
    )
    assert 'scenario "Both" changes trains too' in told
    assert '"As it is"' not in told
    assert told.splitlines()[-1].removesuffix(">") in found._repr_html_().replace("&quot;", '"')
    found = compare(network, plans[:1], modes=(km.CAR, km.TRANSIT), departure=WINDOW, **asked)
    assert "nobody takes" not in str(found)


def test_a_summary_counts_trains_in_each_others_way_before_and_after(network):
    homes = places(network, "AE")
    plan = Scenario("More", (SetHeadway("Slow", 900),))
    asked = {"origins": homes, "destinations": homes, "departure": WINDOW}
    found = compare(network, plan, modes=(km.CAR, km.TRANSIT), **asked)
    rows = found.summary().xs("More")[["conflicts_baseline", "conflicts_scenario"]]
    counts = [
        len(each.conflicts(WINDOW.date)) for each in (network.transit, plan.transit(network)[0])
    ]
    assert rows.loc["transit"].tolist() == counts
    assert rows.loc["car"].isna().all()
    assert "bounds of what is possible" in str(found)


def test_who_loses_by_faster_trains_is_told_why(network):
    homes = places(network, "AE")
    plans = [
        Scenario("Faster", (SetLineSpeed("A", "E", limit_kmh=120),)),
        Scenario("Slower", (SetLineSpeed("A", "E", limit_kmh=60),)),
    ]
    told = "faster trains keep the minutes at which they leave their first stations"
    notes = [plan.transit(network)[1][0].notes for plan in plans]
    assert [any(note.startswith(told) for note in each) for each in notes] == [True, False]
    found = compare(
        network, plans, origins=homes, destinations=homes, modes=km.TRANSIT, departure=WINDOW
    )
    lines = str(ScenarioTable(comparison=found, goal="station")).splitlines()
    number = told_names(found).index("Faster") + 1
    assert [line.split(":")[0] for line in lines if told in line] == [f"#{number}"]


def test_everybody_walks_where_all_lines_are_gone(network):
    homes = places(network, "ABE")
    plan = Scenario("Gone", (RemoveLine("Slow"), RemoveLine("Fast")))
    asked = {"origins": homes, "destinations": homes, "departure": WINDOW}
    found = compare(network, plan, modes=km.TRANSIT, **asked)
    after = found.times["Gone", "transit"]
    on_foot = km.travel_time_matrix(network, homes, homes, mode=km.WALKING)
    near = on_foot.to_numpy() <= km.TRANSIT.direct_cutoff_s
    assert after.to_numpy()[near] == pytest.approx(on_foot.to_numpy()[near])
    assert np.isinf(after.to_numpy()[~near]).all()
    assert (~near).any()


def test_modes_of_a_comparison_go_by_their_names_too(network):
    homes = places(network, "AE")
    plan = Scenario("More", (SetHeadway("Slow", 900),))
    asked = {"origins": homes, "destinations": homes, "departure": WINDOW}
    found = compare(network, plan, modes=(km.CAR, km.TRANSIT), **asked)
    for mode in (km.CAR, km.TRANSIT):
        assert found.difference(mode=mode.name).equals(found.difference(mode=mode))
    with pytest.raises(InputError, match="mode 'walking' was not compared, only 'car', 'transit'"):
        found.map("x.html", mode="walking")


def told_names(found):
    """Return scenarios in the order in which a table tells them."""
    return ScenarioTable(comparison=found, goal="station").names


def test_only_what_changes_for_a_mode_is_asked_again(network):
    homes, goals = places(network, "ABCDE"), places(network, "AE")
    plan = Scenario("More", (SetHeadway("Slow", 600),))
    found = compare(
        network,
        plan,
        origins=homes,
        destinations=goals,
        modes=(km.CAR, km.TRANSIT),
        arrival=ArrivalWindow("2026-03-10 08:00"),
        percentile=95,
    )
    assert found.times["More", "car"] is found.times["", "car"]
    assert found.times["More", "transit"] is not found.times["", "transit"]
    assert not found.case("More").is_as_baseline_by(km.TRANSIT)
    assert found.case("More").transit is plan.transit(network)[0]


@pytest.mark.parametrize(
    ("modes", "when", "error"),
    [
        (km.TRANSIT, {}, "departure"),
        (
            km.TRANSIT,
            {"departure": WINDOW, "arrival": ArrivalWindow("2026-03-10 08:00")},
            "arrival",
        ),
        (km.CAR, {"departure": WINDOW}, "departure means nothing for mode 'car'"),
        (km.TRANSIT, {"departure": WINDOW, "percentile": 101}, "percentile"),
        (
            km.TRANSIT,
            {"departure": WINDOW, "percentile": (5, 50)},
            r"percentile must be one number.*\(5, 50\)",
        ),
    ],
)
def test_public_transport_needs_one_time_to_travel_at(network, modes, when, error):
    homes = places(network, "AE")
    with pytest.raises(InputError, match=error):
        compare(network, Scenario("x"), origins=homes, destinations=homes, modes=modes, **when)


def test_kept_results_are_told_apart_by_time_and_by_what_runs(network, tmp_path):
    homes = places(network, "AE")
    plan = Scenario("More", (SetHeadway("Slow", 600),))
    found = compare(
        network, plan, origins=homes, destinations=homes, modes=km.TRANSIT, departure=WINDOW
    )
    kept, study, case = KeptResults(tmp_path), found.study, found.case("More")
    other = network.with_transit(network.transit.without_lines(["Fast"]))
    later = study.when._replace(departure=DepartureWindow("2026-03-10 09:00", "10:00"))
    keys = {
        kept.key(study, case, km.TRANSIT),
        kept.key(study, found.cases[""], km.TRANSIT),
        kept.key(study._replace(network=other), case, km.TRANSIT),
        kept.key(study._replace(when=later), case, km.TRANSIT),
        kept.key(study._replace(when=study.when._replace(percentile=5.0)), case, km.TRANSIT),
    }
    assert len(keys) == 5
    by_car = kept.key(study, case, km.CAR)
    assert by_car == kept.key(study._replace(when=later), case, km.CAR)
    for _ in range(2):
        outcomes = list(evaluate(study, [found.cases[""], case], kept=kept))
        assert np.array_equal(outcomes[1].times, found.times["More", "transit"])
    assert len(list(tmp_path.glob("*.times"))) == 2


def test_a_digest_tells_public_transport_by_its_content(network):
    lines = network.transit.lines
    same = transport(straight(), *lines)
    assert transit_digest(same) == transit_digest(network.transit)
    others = [
        transport(straight(limit_kmh=101.0), *lines),
        transport(straight(), lines[0]),
        transport(straight(), replace(lines[0], dwell_s={"Borris": 31}), lines[1]),
        same.replaced(settings=replace(same.settings, turn_s=1.0)),
    ]
    digests = {transit_digest(each) for each in (same, *others)}
    assert len(digests) == 1 + len(others)


def test_people_may_come_in_beside_the_track(network):
    lon, lat = point_at(network.rail, 1, 2500.0)
    edit = AddStation("Nykirke", lon, lat + 0.001, on_track=False, max_distance_m=150)
    after, _ = Scenario("Plan", (edit,)).transit(network)
    new = after.rail.station("Nykirke")
    first, last = after.rail.first_entrance[new : new + 2]
    assert after.rail.entrance_lat[first:last].tolist() == [lat + 0.001]
    assert after.rail.station_lat[new] == pytest.approx(lat, abs=1e-6)


def test_a_network_without_rail_says_what_it_has_not():
    town = drawn("A---B", ["AB"]).network
    for edit in (
        SetHeadway("Slow", 600),
        CloseStation("Aulum"),
        SetLineSpeed("A", "B", limit_kmh=9),
    ):
        with pytest.raises(ScenarioError, match="edit 1"):
            Scenario("x", (edit,)).transit(town)
    assert Scenario("x").transit(town) == (town.transit, ())
