"""Scenarios by effect: a table worked by hand, and the files beside it."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from canned import BEFORE, BRIDGE, NOTHING, WITH_BRIDGE, Engine, Project, compared, homes

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.presentation import scenario_files
from kraftcenter_mobility.presentation.scenario_files import write_scenario_table
from kraftcenter_mobility.presentation.scenario_table import ScenarioTable
from kraftcenter_mobility.presentation.way_text import way_lines

TUNNEL = km.Scenario(
    "A tunnel under the whole town, with a name for more than one line", [Project("tunnel", 2)]
)
LOST = km.Scenario("Lost", [Project("lost", 3)])
FASTER = (np.array(BEFORE) / 2).tolist()
WITHOUT = [[600, 1200], [1800, 1500], [np.inf, np.inf], [np.inf, np.inf]]
MEANING = (
    "Means over all with a way before and after; hours if everybody goes once, one way; "
    "gaining or losing 1 s or more."
)


def several(**settings):
    """Return the comparison of four scenarios whose effects are known."""
    tables = {(): BEFORE, (1,): WITH_BRIDGE, (2,): FASTER, (3,): WITHOUT}
    scenarios = (NOTHING, BRIDGE, LOST, TUNNEL)
    return compared(scenarios, answerer=Engine(tables), **settings)


def shown(comparison, **settings):
    return ScenarioTable(comparison=comparison, goal="hospital", **settings)


def test_a_scenario_is_told_in_minutes_people_and_hours():
    r"""Follow 190 people, 10 more having no way before: 231,000 s before and 225,000 s after.

    Over 190 people that is 20.3 and 19.7 minutes; 6,000 s are 1.67 hours.
    """
    assert str(shown(compared())).splitlines() == [
        "Time to the nearest hospital: 200 people, 4 places",
        "",
        "                  minutes                 person-   people          within  30 min",
        "#  scenario  by    before  after  change    hours  gaining  losing  before   after",
        "1  Bridge    car     20.3   19.7   -0.53       -2      110      40  75.0 %  80.0 %",
        "",
        MEANING,
        "With a way before and after by car: 95.0 %.",
        "#1: 10 people have a way for the first time by car.",
    ]


def test_the_largest_saving_comes_first_and_the_largest_loss_last():
    table = shown(several())
    assert table.names == (TUNNEL.name, "Bridge", "Nothing", "Lost")
    hours = table.rows["difference_person_h"]
    assert hours.is_monotonic_increasing
    assert table.rows.index.get_level_values("scenario").tolist() == list(table.names)


def test_cutting_people_off_ranks_as_an_hour_each():
    r"""Follow the 40 people of D, who lose every way: 40 hours, against 1 for A's 36 s more."""
    cut = [*BEFORE[:3], [np.inf, np.inf]]
    slower = [[636, 1236], *BEFORE[1:]]
    tables = {(): BEFORE, (1,): slower, (2,): BEFORE, (3,): cut}
    scenarios = (LOST, TUNNEL, BRIDGE)
    table = shown(compared(scenarios, answerer=Engine(tables)))
    assert table.names == (TUNNEL.name, "Bridge", "Lost")
    assert table.rows["difference_person_h"].tolist() == pytest.approx([0, 1, 0])
    assert (
        "In order of hours, where losing every way counts as 1 hour more and a first way as "
        "1 hour less." in str(table).splitlines()
    )


def test_the_map_of_a_scenario_that_only_cuts_people_off_is_drawn(tmp_path, monkeypatch):
    monkeypatch.setattr(scenario_files, "MOST_MAPS", 1)
    cut = [*BEFORE[:3], [np.inf, np.inf]]
    tables = {(): BEFORE, (1,): [[636, 1236], *BEFORE[1:]], (3,): cut}
    table = shown(compared((BRIDGE, LOST), answerer=Engine(tables)))
    files = write_scenario_table(table, tmp_path, pairs=False)
    assert [path.name for path in files if path.suffix == ".html"] == ["map-02-lost.html"]


def test_who_loses_every_way_is_told_apart_from_the_means():
    text = str(shown(several()))
    assert text.endswith("\n#4: 40 people have no way any more by car.")
    text = str(shown(several(modes=(km.CAR, km.WALKING))))
    assert text.endswith("\n#4: 40 people have no way any more by car and walking.")


def test_for_how_many_there_is_a_way_is_told_where_it_is_not_for_all():
    lines = str(shown(several())).splitlines()
    assert "With a way before and after by car: 75.0 % (#4), 95.0 % (#1, #2, #3)." in lines
    assert any(line.startswith("Where these differ, so do those whose mean") for line in lines)
    everywhere = [[600, 1200]] * 4
    tables = {(): everywhere, (1,): everywhere}
    assert "With a way" not in str(shown(compared(BRIDGE, answerer=Engine(tables))))


def test_many_different_shares_are_told_as_the_least_and_the_most():
    rows = pd.DataFrame(
        {"people": 1000.0, "people_compared": [999.99, 500.0, 510.0, 520.0, 530.0]},
        index=pd.MultiIndex.from_product([list("ABCDE"), ["car"]], names=["scenario", "mode"]),
    )
    (told, _) = way_lines(rows, list("EDCBA"))
    assert told == "With a way before and after by car: from 50.0 % (#4) to 99.9 % (#5)."


def test_a_long_name_goes_on_in_the_next_line_beside_the_second_mode():
    lines = str(shown(several(modes=(km.CAR, km.WALKING)))).splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("1  A tunnel"))
    assert "car" in lines[at]
    assert "walking" in lines[at + 1]
    assert lines[at + 1].startswith("   a name for more than one line ")
    assert max(map(len, lines)) <= 120


def test_no_change_is_a_plain_zero():
    row = next(line for line in str(shown(several())).splitlines() if "Nothing" in line)
    assert row.split()[5:8] == ["0", "0", "0"]


def test_places_are_counted_where_nobody_knows_the_people():
    text = str(shown(compared(population=None)))
    assert text.startswith("Time to the nearest hospital: 4 places\n")
    assert "people" not in text
    assert "person" not in text


def test_groups_are_told_by_the_numbers_of_the_scenarios():
    table = shown(compared(by="municipality"))
    assert table.groups_text("municipality").splitlines() == [
        "Mean change in minutes, car, by municipality",
        "municipality      #1",
        "North          -3.33",
        "South         +10.00",
    ]
    assert table.changes_by["municipality"]["Bridge"].tolist() == pytest.approx([-10 / 3, 10])


def test_one_group_alone_is_not_told_again():
    one = homes(municipality=["North"] * 4)
    assert not shown(compared(origins=one, by="municipality")).groups_text("municipality")


def test_very_many_groups_are_left_to_the_files(monkeypatch):
    from kraftcenter_mobility.presentation import scenario_table

    monkeypatch.setattr(scenario_table, "MOST_GROUPS", 1)
    text = shown(compared(by="municipality")).groups_text("municipality")
    assert "South" not in text
    assert text.endswith("... and 1 more, in the files")


def test_origins_of_no_group_are_a_group_too():
    some = homes(municipality=["North", None, "South", "South"])
    text = shown(compared(origins=some, by="municipality")).groups_text("municipality")
    assert "\n(none) " in text


def test_a_table_shows_a_cutoff_of_the_comparison():
    table = shown(compared(cutoffs_s=(600, 3000)), within_s=3000.0)
    assert re.search("within +50 min", str(table))
    with pytest.raises(InputError, match="one of the comparison's cutoffs_s, 600, 3000; got 1800"):
        shown(compared(cutoffs_s=(600, 3000)))


def test_records_are_plain_values_without_infinity():
    record = shown(compared()).to_records()[0]
    assert (record["scenario"], record["mode"]) == ("Bridge", "car")
    assert record["people_gaining"] == 110
    assert record["p90_baseline_min"] == 40
    assert all(value is None or isinstance(value, str | int | float) for value in record.values())
    lost = next(row for row in shown(several()).to_records() if row["scenario"] == "Lost")
    assert lost["p90_scenario_min"] is None


def test_a_comparison_is_written_as_tables_accounts_and_maps(tmp_path):
    table = shown(several(by=("municipality", "population")))
    files = write_scenario_table(table, tmp_path / "out", pairs=False)
    assert sorted(path.name for path in files) == sorted(
        path.name for path in (tmp_path / "out").iterdir()
    )
    names = {path.name for path in files}
    assert {"summary.csv", "origins.csv", "origins.gpkg", "by-municipality.csv"} <= names
    assert not any(name.startswith("pairs") for name in names)
    assert "map-02-bridge.html" in names
    grouped = pd.read_csv(tmp_path / "out" / "by-municipality.csv")
    assert len(grouped) == 4 * 2
    edits = (tmp_path / "out" / "edits.txt").read_text("utf-8")
    assert "Bridge\n   1  Project: project bridge" in edits


def test_only_the_strongest_are_drawn(tmp_path, monkeypatch):
    monkeypatch.setattr(scenario_files, "MOST_MAPS", 1)
    files = write_scenario_table(shown(several()), tmp_path, pairs=True)
    maps = [path.name for path in files if path.suffix == ".html"]
    assert len(maps) == 1
    assert maps[0] == "map-04-lost.html"  # 40 hours for 40 people cut off, before 32 saved
    assert any(path.name.startswith("pairs-bridge-car") for path in files)


def test_the_measure_of_a_table_is_the_time_to_the_nearest(tmp_path):
    plain, other = compared(), compared(measures=(km.mean_travel_time, km.nearest))
    assert str(shown(plain)) == str(shown(other))
    other = replace(other, groups=("municipality",))
    write_scenario_table(shown(other), tmp_path, pairs=False)
    grouped = pd.read_csv(tmp_path / "by-municipality.csv")
    assert grouped["mean_difference_min"].tolist() == pytest.approx([-10 / 3, 10], abs=1e-6)
