"""What a report prints is what people's travel times say, counted again by hand."""

import html
import re

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import kraftcenter_mobility as km

FASTER, CLOSED = "Rute 15 as 2+1", "Road to Thyborøn closed"
LEAST_S = 1.0


@pytest.fixture(scope="module")
def comparison(sample):
    """Return two scenarios by two modes, one of which cuts 2,000 people off by car."""
    known = {scenario.name: scenario for scenario in km.herning.scenarios()}
    cells = km.herning.catchment()[::60][["population", "municipality", "geometry"]]
    thyboroen = gpd.GeoDataFrame(
        {"population": [2000.0], "municipality": ["Lemvig"]},
        geometry=[shapely.Point(8.2145, 56.6985)],
        index=["Thyborøn"],
        crs="EPSG:4326",
    )
    return km.compare(
        sample,
        [known[FASTER], known[CLOSED]],
        origins=pd.concat([cells, thyboroen]),
        destinations=sample.places(km.HOSPITALS),
        modes=[km.CAR, km.BICYCLE],
        by="municipality",
        access=False,
        cutoffs_s=[90.0, 1800.0],
    )


@pytest.fixture(scope="module")
def page(comparison, tmp_path_factory):
    """Return a report in English."""
    path = tmp_path_factory.mktemp("numbers") / "report.html"
    return comparison.report(path, isochrone_cutoffs_s=()).read_text("utf-8")


def table_of(page, caption, at=0):
    """Return the cells of a table by its caption, row by row, as people read them."""
    found = [
        part for part in page.split("<table")[1:] if caption in part.partition("</caption>")[0]
    ]
    rows = re.findall(r"<tr>(.*?)</tr>", found[at].partition("</table>")[0], re.DOTALL)
    return [
        [html.unescape(cell.strip()) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in rows
    ]


def chapter_of(page, key):
    """Return one chapter."""
    return page.partition(f'<section class="chapter" id="{key}">')[2]


def card_of(chapter, label):
    """Return the value and the detail of a card."""
    found = re.search(
        rf'<p class="label">{label}</p><p class="value">(.*?)</p>(?:<p class="detail">(.*?)</p>)?',
        chapter,
    )
    return found[1], found[2]


def shown(value, digits=0, *, sign=False):
    """Return a number as a report in English shows it."""
    text = f"{value:+,.{digits}f}" if sign else f"{value:,.{digits}f}"
    if not float(text.replace(",", "")):
        text = text.lstrip("+-")
    return text.replace("-", "\N{MINUS SIGN}")


def counted(comparison, name, mode="car", rows=slice(None)):
    """Return numbers from the matrices of times and nothing else."""
    people = comparison.people.to_numpy()[rows]
    before, after = (
        comparison.times[case, mode].to_numpy()[rows].min(axis=1) for case in ("", name)
    )
    with np.errstate(invalid="ignore"):
        moved = np.where(before == after, 0.0, after - before)
    both = np.isfinite(before) & np.isfinite(after)
    gains, loses = moved <= -LEAST_S, moved >= LEAST_S
    return {
        "people": people.sum(),
        "before": (before[both] @ people[both]) / people[both].sum() / 60,
        "after": (after[both] @ people[both]) / people[both].sum() / 60,
        "moved": (moved[both] @ people[both]) / people[both].sum() / 60,
        "hours": moved[both] @ people[both] / 3600,
        "gain": people[gains].sum(),
        "each": -moved[gains & both] @ people[gains & both] / max(people[gains].sum(), 1) / 60,
        "lose": people[loses].sum(),
        "within": [(people[before <= s].sum(), people[after <= s].sum()) for s in (90, 1800)],
        "cut": people[np.isinf(after) & np.isfinite(before)].sum(),
    }


def test_the_cards_say_what_the_matrices_say(comparison, page):
    chapter, told = chapter_of(page, "s1"), counted(comparison, FASTER)
    ends = f"{shown(told['before'], 1)} \N{RIGHTWARDS ARROW} {shown(told['after'], 1)} min"
    assert card_of(chapter, "Mean travel time")[0] == ends
    assert card_of(chapter, "Time in total")[0] in {
        f"{shown(told['hours'], digits, sign=True)} person-hours" for digits in (0, 1)
    }
    value, detail = card_of(chapter, "Gain time")
    assert value == f"{shown(told['gain'])} people"
    assert detail.startswith(f"{shown(100 * told['gain'] / told['people'], 1)} % of all")
    assert shown(told["each"], 1) in detail
    assert "on average" in detail


def test_the_cut_off_are_counted_from_the_matrices(comparison, page):
    told = counted(comparison, CLOSED)
    assert told["cut"] == 2000.0
    assert card_of(chapter_of(page, "s2"), "Cut off")[0] == f"{shown(told['cut'])} people"
    assert card_of(chapter_of(page, "s2"), "Lose time")[0] == f"{shown(told['lose'])} people"


@pytest.mark.parametrize(("at", "name"), [(0, FASTER), (1, CLOSED)])
def test_the_table_of_cutoffs_counts_the_people_within_each(comparison, page, at, name):
    _, *rows = table_of(page, "How many reach", at)
    told = counted(comparison, name)
    for row, minutes, (before, after) in zip(rows, ("1.5", "30"), told["within"], strict=True):
        shares = [f"{shown(100 * each / told['people'], 1)} %" for each in (before, after)]
        assert row == [
            minutes,
            shown(before),
            shown(after),
            shown(after - before, sign=True),
            *shares,
        ]


@pytest.mark.parametrize(("at", "name"), [(0, FASTER), (1, CLOSED)])
def test_the_table_by_municipality_counts_each_again(comparison, page, at, name):
    heads, *rows = table_of(page, "by municipality", at)
    of_origin = comparison.origins["municipality"].to_numpy()
    assert {row[0] for row in rows} == {*of_origin, "All"}
    for row in rows:
        chosen = np.ones(of_origin.size, dtype=bool) if row[0] == "All" else of_origin == row[0]
        told = counted(comparison, name, rows=chosen)
        within = 100 * told["within"][1][1] / told["people"]
        assert row[1:9] == [
            shown(told["people"]),
            shown(told["before"], 1),
            shown(told["after"], 1),
            shown(told["moved"], 2, sign=True),
            shown(told["hours"], sign=True),
            shown(told["gain"]),
            shown(told["lose"]),
            f"{shown(within, 1)} %",
        ]
        if heads[-1] == "Cut off":
            assert row[9] == shown(told["cut"])
    assert (heads[-1] == "Cut off") == (name == CLOSED)


def test_the_overview_has_every_scenario_by_every_mode(comparison, page):
    _, *rows = table_of(page, "What each scenario does")
    assert [row[:2] for row in rows] == [
        [name, mode] for name in (FASTER, CLOSED) for mode in ("by car", "by bicycle")
    ]
    for row, mode in zip(rows, ("car", "bicycle") * 2, strict=True):
        told = counted(comparison, row[0], mode)
        assert row[2:8] == [
            shown(told["before"], 1),
            shown(told["after"], 1),
            shown(told["moved"], 2, sign=True),
            shown(told["hours"], sign=True),
            shown(told["gain"]),
            shown(told["lose"]),
        ]
        assert row[-1] == shown(told["cut"])


def test_a_histogram_holds_everybody_whose_time_changes(comparison, page):
    people = counted(comparison, FASTER)
    drawn = re.search(r"([\d,]+) people with no change are not drawn", chapter_of(page, "s1"))
    assert drawn[1] == shown(people["people"] - people["gain"] - people["lose"])
