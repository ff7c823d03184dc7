"""The region's own train lines: the table they come from, and what physics makes of them."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

import kraftcenter_mobility as km
from kraftcenter_mobility import herning
from kraftcenter_mobility.herning.region_scenarios import FOLDER
from kraftcenter_mobility.networks.trains.rolling_stock import rolling_stock
from kraftcenter_mobility.networks.trains.supplements import DANISH, calibrated
from kraftcenter_mobility.presentation.region_goals import RAIL_GOALS
from kraftcenter_mobility.scenarios.scenario import Scenario

PAGE = Path(__file__).parents[2] / "docs" / "validation.md"
TUESDAY = dt.date(2026, 3, 10)
VEJLE, SKJERN = "Vejle-Struer", "Aarhus-Skjern calling at Messecenter"
OBSERVED_S = 54 * 60
"""Vejle 08:03 to Herning 08:57, as on a ticket."""

SECTIONS = {
    "Vejle – Herning": (VEJLE, "Vejle", "Herning"),  # noqa: RUF001 - as printed
    "Herning – Messecenter": (SKJERN, "Herning", "Herning Messecenter"),  # noqa: RUF001
    "Herning – Skjern": (SKJERN, "Herning", "Skjern"),  # noqa: RUF001
    "Herning – Holstebro": (VEJLE, "Herning", "Holstebro"),  # noqa: RUF001
    "Herning – Aarhus": (SKJERN, "Herning", "Aarhus H"),  # noqa: RUF001
}
WITHIN_MIN = {
    "Herning – Skjern": (36, 42),  # noqa: RUF001
    "Herning – Holstebro": (30, 34),  # noqa: RUF001
    "Herning – Aarhus": (75, 90),  # noqa: RUF001
}


class Section(NamedTuple):
    """Between two stations that a line calls at, in seconds and metres."""

    technical_s: float
    dwell_s: float
    planned_s: float
    length_m: float


@pytest.fixture(scope="module")
def page():
    return PAGE.read_text(encoding="utf-8")


def section(transit, line, start, end):
    """Return one section of a line, in the direction in which it comes first."""
    for times in transit.line_times(transit.line(line)):
        names = [transit.rail.station_name[station] for station in times.station]
        i, j = names.index(start), names.index(end)
        if i < j:
            dwell_s = times.dwell_s[i + 1 : j].sum()
            runs = (array[i:j].sum() for array in (times.technical_s, times.run_s, times.length_m))
            technical_s, run_s, length_m = runs
            return Section(technical_s, dwell_s, run_s + dwell_s, length_m)
    raise AssertionError((line, start, end))


def read(stem):
    return Scenario.from_file(FOLDER / f"{stem}.toml")


def test_every_line_of_the_table_runs_with_its_source_and_confidence():
    rows = herning.table("rail_services")
    lines = herning.lines()
    assert [line.name for line in lines] == rows["line"].drop_duplicates().tolist()
    for line in lines:
        assert line.source
        assert line.confidence in set("ABCD")
        assert line.stock is not None


def test_services_of_one_line_share_stations_and_trains():
    rows = herning.table("rail_services").fillna("")
    shared = rows.groupby("line")[["stations", "passes", "stock", "operator"]].nunique()
    assert (shared == 1).all(axis=None)


def test_only_services_with_a_known_or_assumed_minute_are_clock_face():
    rows = herning.table("rail_services").set_index("line")
    assert set(rows["kind"]) == {"clock-face", "headway"}
    assert rows.loc[VEJLE, "kind"] == "clock-face"
    assert rows.loc["Esbjerg-Skjern", "kind"] == "headway"


def test_the_tracks_of_the_sample_are_a_railway_with_nothing_odd_about_it(sample):
    rail = sample.transit.rail
    assert rail.n_stations == 54
    assert rail.limit_known.all()
    assert not rail.notices.to_records()
    doubled = [tags for tags in rail.tag_sets if "passenger_lines" in tags]
    assert doubled
    assert rail.station_tracks[rail.station("Herning")] == 4
    assert rail.station_tracks[rail.station("Gødstrup")] == 1
    assert len(rail.routes) == 2 * len(herning.lines())


def test_routes_of_the_file_call_where_the_lines_do(sample):
    rail = sample.transit.rail
    for route, line in zip(rail.routes[::2], herning.lines(), strict=True):
        called = [line.stations[k] for k in line.calls]
        assert [rail.station_name[rail.station(each)] for each in route.stations] == called


def test_the_sample_has_the_lines_and_the_region_s_supplement(sample):
    assert [line.name for line in sample.transit.lines] == [line.name for line in herning.lines()]
    assert sample.transit.settings == herning.train_settings()


def test_the_supplement_is_what_vejle_herning_needs_and_nothing_else(sample):
    found = section(sample.transit, *SECTIONS["Vejle – Herning"])  # noqa: RUF001
    needed = calibrated([OBSERVED_S - found.dwell_s], [found.technical_s])
    assert herning.train_settings().supplement.share == pytest.approx(needed.share, abs=5e-5)
    assert found.planned_s == pytest.approx(OBSERVED_S, abs=1.0)


@pytest.mark.parametrize("name", WITHIN_MIN)
def test_the_other_sections_take_what_people_remember(sample, name):
    low, high = WITHIN_MIN[name]
    assert low <= section(sample.transit, *SECTIONS[name]).planned_s / 60 <= high


@pytest.mark.parametrize("name", SECTIONS)
def test_the_page_prints_running_times_before_and_after_the_supplement(sample, page, name):
    found = section(sample.transit, *SECTIONS[name])
    danish_s = DANISH.time_s(found.technical_s, length_m=found.length_m) + found.dwell_s
    seconds = (found.technical_s, found.technical_s + found.dwell_s, danish_s, found.planned_s)
    cells = " | ".join(f"{each / 60:.1f}" for each in seconds)
    assert f"| {name} | {found.length_m / 1000:.1f} km | {cells} |" in page


def test_trains_are_at_vejle_herning_and_messecenter_when_the_ticket_says(sample):
    timetable = sample.transit.timetable(TUESDAY)

    def minutes(station, column):
        board = timetable.departures(station)
        return set(board[column].astype(str).str[:5])

    assert "08:03" in minutes("Vejle", "departure")
    assert {"09:02", "08:58"} & minutes("Herning", "departure") == {"09:02", "08:58"}
    assert "09:05" in minutes("Herning Messecenter", "departure")  # in at 09:04, half a minute


def test_a_call_at_goedstrup_costs_those_who_stay_on_the_train_as_expected(sample, page):
    closed, _ = read("rail-without-goedstrup").transit(sample)
    ends = (VEJLE, "Herning", "Vildbjerg")
    cost_s = section(sample.transit, *ends).planned_s - section(closed, *ends).planned_s
    assert 90 <= cost_s <= 120  # expected: 1.5 to 2 minutes
    assert f"| call at Gødstrup, Herning – Vildbjerg | +{cost_s:.0f} s |" in page  # noqa: RUF001


def test_the_page_prints_what_battery_trains_and_a_higher_line_speed_save(sample, page):
    for stem, label, ends in (
        ("rail-battery-west", "battery trains", ("Skjern-Struer", "Skjern", "Holstebro")),
        ("rail-battery-midt", "battery trains", (VEJLE, "Vejle", "Herning")),
        ("rail-battery-midt", "battery trains", (SKJERN, "Herning", "Aarhus H")),
        ("rail-silkeborg-120", "100 to 120 km/h", (SKJERN, "Herning", "Silkeborg")),
    ):
        changed, _ = read(stem).transit(sample)
        before_s = section(sample.transit, *ends).planned_s
        after_s = section(changed, *ends).planned_s
        assert after_s < before_s
        row = f"| {label}, {ends[1].removesuffix(' H')} – {ends[2].removesuffix(' H')} "  # noqa: RUF001
        assert f"{row}| {after_s - before_s:+.0f} s |" in page


def test_the_direct_line_to_aarhus_halves_the_way_of_an_hour_and_a_half(sample, page):
    direct, _ = read("rail-silkeborg-aarhus").transit(sample)
    found = section(direct, "Aarhus-Herning direct", "Herning", "Aarhus H")
    assert 45 <= found.planned_s / 60 <= 65
    assert f"| Herning – Aarhus by the direct line | {found.planned_s / 60:.1f} min |" in page  # noqa: RUF001


def test_the_page_counts_the_meetings_on_single_track(sample, page):
    found = sample.transit.conflicts(TUESDAY)
    assert found.upper_bound
    assert f"The plan of a Tuesday, {found.n_runs} trains" in page
    assert 400 < len(found) < 550  # about 470
    alone = sample.transit.replaced(lines=[sample.transit.line(VEJLE)]).conflicts(TUESDAY)
    assert {each.kind for each in alone.found} == {"meeting"}
    assert f"{len(alone):,} meetings" in page


def test_the_page_prints_rail_scenarios_by_effect_on_the_way_to_an_acute_hospital(sample, page):
    goal = RAIL_GOALS[0]
    scenarios = [each for each in herning.scenarios() if each.transit_edits]
    summary = km.compare(
        sample,
        scenarios,
        origins=herning.catchment(),
        destinations=goal.places(sample),
        modes=goal.modes,
        arrival=goal.arrival,
    ).summary()
    assert len(scenarios) == 10
    for name, row in summary.droplevel("mode").iterrows():
        cells = f"{row['mean_scenario_min']:.1f} | {row['mean_difference_min']:+.2f}"
        share = f"{100 * row['within_60_min_scenario_share']:.1f} %"
        assert f"| {name} | {cells} | {share} |" in page
    without = summary.loc["Without the station at Gødstrup"].iloc[0]
    assert f"{without['people_newly_unreachable']:,.0f} people have no way left" in page
    assert f'other "before" of {without["mean_baseline_min"]:.1f} minutes' in page
    today = summary.loc["Halt at Kølkær"].iloc[0]
    share = 100 * today["within_60_min_baseline_share"]
    assert f"Today: {today['mean_baseline_min']:.1f} minutes, {share:.1f} % of all" in page
    assert f"{today['people_newly_reachable']:.0f} people have a way for the first time" in page


def test_a_faster_train_is_never_slower_anywhere(sample):
    stock = rolling_stock("Alstom Coradia LINT 41")
    stronger = replace(stock, name="stronger", power_kw=stock.power_kw * 2)
    line = sample.transit.line(VEJLE)
    for slow, fast in zip(
        sample.transit.line_times(line),
        sample.transit.line_times(replace(line, stock=stronger)),
        strict=True,
    ):
        assert (fast.technical_s < slow.technical_s).all()
