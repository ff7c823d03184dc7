"""A report is one honest file: all numbers of the comparison, nothing strange, nothing loaded."""

import base64
import builtins
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pytest
import shapely

import kraftcenter_mobility as km
from kraftcenter_mobility.accessibility import as_measure, k_nearest
from kraftcenter_mobility.errors import InputError, MissingExtraError, PlacesError, ScenarioError
from kraftcenter_mobility.presentation.languages import Words
from kraftcenter_mobility.presentation.report import write_report
from kraftcenter_mobility.presentation.report.areas import areas_of, simplified
from kraftcenter_mobility.presentation.report.blocks import change, number
from kraftcenter_mobility.presentation.report.choice import chosen_subjects, size_of_effect
from kraftcenter_mobility.presentation.report.distribution import bins_of, histogram
from kraftcenter_mobility.presentation.report.headline import (
    cards,
    effect_of,
    percentile_table,
    sentences,
    without_way,
)
from kraftcenter_mobility.presentation.report.provenance import places_digest
from kraftcenter_mobility.presentation.report.roads import roads_of
from kraftcenter_mobility.presentation.report.sections import sections_of
from kraftcenter_mobility.presentation.report.subject import Subject
from kraftcenter_mobility.presentation.report.tables import group_table, overview
from kraftcenter_mobility.presentation.report.write import _cutoffs as cutoffs_of

EVIL = "</script><b>\"'&\u2028x"
FASTER, CLOSED = "Rute 15 as 2+1", "Road to Thyborøn closed"
VOID = {"meta", "link", "img", "path", "use", "rect", "input", "br"}


class Page(HTMLParser):
    """Every element with its attributes and its own text, and whether all were closed."""

    def __init__(self, text):
        """Read a whole page."""
        super().__init__()
        self.elements, self.open = [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        """Note an element."""
        self.elements.append((tag, dict(attrs), []))
        if tag not in VOID:
            self.open.append((tag, self.elements[-1]))

    def handle_startendtag(self, tag, attrs):
        """Note an element that closes itself."""
        self.elements.append((tag, dict(attrs), []))

    def handle_endtag(self, tag):
        """Close the element that is open."""
        if tag not in VOID:
            assert self.open.pop()[0] == tag

    def handle_data(self, data):
        """Give a text to the element it stands in."""
        if self.open:
            self.open[-1][1][2].append(data)

    def of(self, tag):
        """Return the attributes and the text of every element of a kind."""
        return [(attrs, "".join(parts)) for name, attrs, parts in self.elements if name == tag]

    def texts(self, tag):
        """Return the text of every element of a kind."""
        return [text.strip() for _, text in self.of(tag)]


@pytest.fixture(scope="module")
def people():
    """Return every sixtieth census cell of the six municipalities."""
    return km.herning.catchment()[::60]


@pytest.fixture(scope="module")
def comparison(sample, people):
    """Return two scenarios by car, one of which cuts somebody off."""
    known = {scenario.name: scenario for scenario in km.herning.scenarios()}
    thyboroen = gpd.GeoDataFrame(
        {"population": [2000.0], "municipality": ["Lemvig"]},
        geometry=[shapely.Point(8.2145, 56.6985)],
        index=["Thyborøn"],
        crs="EPSG:4326",
    )
    import pandas as pd

    origins = pd.concat([people[["population", "municipality", "geometry"]], thyboroen])
    return km.compare(
        sample,
        [known[FASTER], known[CLOSED]],
        origins=origins,
        destinations=sample.places(km.HOSPITALS),
        by="municipality",
        access=False,
    )


@pytest.fixture(scope="module")
def report(comparison, tmp_path_factory):
    """Return the text of a report in Danish."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    written = write_report(
        comparison, path, language="da", isochrone_cutoffs_s=(), author="Vejkontoret"
    )
    assert written == path
    return path.read_text("utf-8")


def subject_of(comparison, name=FASTER, language="en"):
    """Return a chapter's subject."""
    return Subject(comparison, name, comparison.modes[0], Words(language))


def test_the_page_is_well_formed_with_one_heading_and_links_that_lead_somewhere(report):
    page = Page(report)
    assert len(page.texts("h1")) == 1
    ids = [attrs["id"] for _, attrs, _ in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    links = [attrs["href"] for attrs, _ in page.of("a") if attrs["href"].startswith("#")]
    assert {link[1:] for link in links} <= set(ids)
    assert page.of("html")[0][0]["lang"] == "da"
    assert all(attrs.get("alt") for attrs, _ in page.of("img"))
    assert page.texts("caption") == [""] * len(page.of("table"))  # each holds a span of its own
    assert {"Vejene, der betyder noget", "Tallene", "Hvad der ændres"} <= set(page.texts("h3"))


def test_nothing_is_loaded_and_only_the_pages_own_scripts_may_run(report):
    page = Page(report)
    policy = page.of("meta")[1][0]["content"]
    assert "default-src 'none'" in policy
    scripts = [text for attrs, text in page.of("script") if attrs.get("type") is None]
    hashes = {
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in re.findall(r"<script>(.*?)</script>", report, re.DOTALL)
    }
    assert len(scripts) == 4
    assert set(re.search(r"script-src ([^;]*);", policy)[1].split()) == hashes
    addresses = [
        attrs[key] for _, attrs, _ in page.elements for key in ("src", "href") if key in attrs
    ]
    assert all(address.startswith(("data:", "#")) for address in addresses)
    assert not re.search(r"@import|url\((?!data:|#)", report)


def test_the_headline_says_what_the_summary_says(comparison):
    subject = subject_of(comparison)
    row = comparison.summary().loc[(FASTER, "car")]
    told = {card.label: card for card in cards(subject, effect_of(subject))}
    ends = (row["mean_baseline_min"], row["mean_scenario_min"])
    assert told["Mean travel time"].value == "{:.1f} \N{RIGHTWARDS ARROW} {:.1f} min".format(*ends)
    assert told["Mean travel time"].tone == "good"
    assert told["Gain time"].value == f"{row['people_gaining']:,.0f} people"
    hours = f"{abs(row['difference_person_h']):,.1f}"
    assert told["Time in total"].value == f"\N{MINUS SIGN}{hours} person-hours"
    moved = "falls from {:.1f} to {:.1f} minutes".format(*ends)
    assert moved in sentences(subject, effect_of(subject))[0]


def test_who_is_cut_off_is_told_beside_the_means(comparison):
    subject = subject_of(comparison, CLOSED, "da")
    told = {card.label: card for card in cards(subject, effect_of(subject))}
    assert told["Afskåret"].value == "2.000 personer"
    assert told["Afskåret"].tone == "bad"
    assert sentences(subject, effect_of(subject))[-1] == "2.000 personer bliver afskåret."
    assert [column.title for column in group_table(subject, "municipality", 1800.0).columns][
        -1
    ] == ("Afskåret")


def test_the_table_by_municipality_is_that_of_the_comparison(comparison):
    table = group_table(subject_of(comparison), "municipality", 1800.0)
    known = comparison.by("municipality", FASTER)
    assert {row[0].text for row in table.rows} == set(known.index)
    for row in table.rows:
        assert float(row[1].sort) == pytest.approx(known.loc[row[0].text, "people"])
        assert float(row[4].sort) == pytest.approx(known.loc[row[0].text, "mean_difference_min"])
    people = [float(row[1].sort) for row in table.rows]
    assert people == sorted(people, reverse=True)
    assert float(table.total[1].sort) == pytest.approx(sum(people))
    assert "Cut off" not in [column.title for column in table.columns]


def test_the_overview_has_a_row_for_every_scenario_and_mode(comparison):
    table = overview([subject_of(comparison, name) for name in (FASTER, CLOSED)], 1800.0)
    assert [row[0].text for row in table.rows] == [FASTER, CLOSED]
    assert table.columns[-1].title == "Cut off"
    assert [row[-1].text for row in table.rows] == ["0", "2,000"]


def test_cells_are_sorted_by_numbers_whatever_the_language():
    assert change(Words("da"), -1234.5, 1) == change(Words("da"), -1234.5, 1)
    cell = number(Words("da"), 1234567.0)
    assert (cell.text, cell.sort) == ("1.234.567", "1234567")
    assert number(Words("da"), np.inf).sort == "Infinity"
    assert change(Words("da"), -0.4).tone == ""
    assert change(Words("da"), -0.6).tone == "good"
    assert change(Words("da"), -2.0, less_is_better=False).tone == "bad"


def test_the_same_comparison_gives_the_same_bytes(comparison, report, tmp_path):
    path = tmp_path / "again.html"
    write_report(comparison, path, language="da", isochrone_cutoffs_s=(), author="Vejkontoret")
    assert path.read_text("utf-8") == report


def test_the_provenance_names_data_digests_settings_and_versions(comparison, report):
    text = " ".join(Page(report).texts("dd"))
    for digest in (scenario.digest for scenario in comparison.scenarios):
        assert digest in text
    assert places_digest(comparison.origins, comparison.people) in text
    assert km.__version__ in text
    assert "900, 1.800, 2.700, 3.600" in text
    assert "adgangsmærker: access, vehicle, motor_vehicle, motorcar" in text
    assert not {"True", "False", "None"} & set(Page(report).texts("dd"))
    assert 'name = "Rute 15 as 2+1"' in " ".join(Page(report).texts("code"))


def test_the_digest_of_places_follows_names_coordinates_and_people(people):
    whole = places_digest(people, people["population"])
    assert whole != places_digest(people)
    assert whole != places_digest(people, people["population"] + 1)
    assert whole != places_digest(people.rename(index={people.index[0]: "x"}), people["population"])


def test_the_report_says_that_the_sample_is_no_real_network(report):
    assert "ikke til planlægningsbeslutninger" in report


def test_names_and_texts_are_never_read_as_markup(sample, people, tmp_path):
    origins = people[::4].copy()
    origins.index = [f"{EVIL}{number}" for number in range(len(origins))]
    origins["municipality"] = [EVIL, "B"] * (len(origins) // 2) + ["B"] * (len(origins) % 2)
    goals = sample.places(km.HOSPITALS)
    goals.index = [f"{EVIL}{number}" for number in range(len(goals))]
    scenario = km.Scenario(
        EVIL,
        [km.SetSpeed(number="15", limit_kmh=90, note=EVIL)],
        description=EVIL,
        source=EVIL,
        confidence=EVIL,
    )
    comparison = km.compare(sample, scenario, origins=origins, destinations=goals)
    path = tmp_path / "evil.html"
    write_report(comparison, path, title=EVIL, author=EVIL, note=EVIL, isochrone_cutoffs_s=())
    page = Page(path.read_text("utf-8"))
    assert page.of("b") == []
    assert page.texts("h1") == [EVIL]
    assert len(page.of("script")) == 4 + len(
        [1 for attrs, _ in page.of("div") if attrs.get("class") == "km-map"]
    )


def test_where_nothing_changes_the_report_says_so(sample, people, tmp_path):
    comparison = km.compare(
        sample,
        km.Scenario("As it is"),
        origins=people[:1],
        destinations=sample.places(km.HOSPITALS),
        population=None,
    )
    assert histogram(subject_of(comparison, "As it is")) is None
    path = write_report(comparison, tmp_path / "same.html", isochrone_cutoffs_s=())
    text = path.read_text("utf-8")
    assert "Nothing is changed: this is how things are now." in text
    assert "travel time by car to the nearest hospital changes." in text
    assert "1 place, each counted once" in text


def test_maps_that_are_alike_have_names_of_their_own(sample, people, tmp_path):
    comparison = km.compare(
        sample,
        [km.Scenario("As it is"), km.Scenario("As it was")],
        origins=people[:2],
        destinations=sample.places(km.HOSPITALS),
    )
    path = write_report(comparison, tmp_path / "twins.html", isochrone_cutoffs_s=())
    page = Page(path.read_text("utf-8"))
    names = [attrs["id"] for attrs, _ in page.of("div") if attrs.get("class") == "km-map"]
    assert len(names) == 2
    assert names[1] == f"{names[0]}-2"
    assert all(f"#{name}{{height:" in page.texts("style")[0] for name in names)


def test_where_everybody_is_cut_off_no_mean_is_made_up(comparison):
    sides = subject_of(comparison, CLOSED).sides
    gone = sides._replace(
        scenario=np.full(sides.scenario.size, np.inf),
        difference=np.full(sides.scenario.size, np.inf),
    )
    subject = SimpleNamespace(
        comparison=comparison,
        words=Words("da"),
        sides=gone,
        about={"mode": "i bil", "goal": "det nærmeste hospital"},
        noun="personer",
    )
    for name in ("say", "says"):
        told = getattr(Subject, name)
        setattr(subject, name, told.__get__(subject))
    effect = effect_of(subject)
    people = Words("da").number(float(comparison.people.sum()))
    assert sentences(subject, effect) == [
        "Ingen har en forbindelse i bil til det nærmeste hospital både før og efter.",
        f"{people} personer bliver afskåret.",
    ]
    shown = {card.label: card.value for card in cards(subject, effect)}
    assert shown["Gennemsnitlig rejsetid"] == shown["Tid i alt"] == "\N{EN DASH}"
    assert shown["Afskåret"] == f"{people} personer"


def test_a_danish_page_says_once_what_it_is_made_with(report):
    assert "Lavet med" not in report
    assert report.count("Udarbejdet med kraftcenter_mobility") == 1


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        ({"language": "de"}, InputError, "language must be"),
        ({"name": "Rute 16"}, ScenarioError, "no scenario is called"),
        ({"mode": "bicycle"}, InputError, "was not compared"),
        ({"by": "kommune"}, PlacesError, "no such column"),
        ({"by": 3}, InputError, "by must name columns"),
        ({"title": 3}, InputError, "title must be text"),
        ({"isochrone_cutoffs_s": [-1.0]}, InputError, "cutoffs_s"),
        ({"isochrone_cutoffs_s": 600}, InputError, "isochrone_cutoffs_s must be several numbers"),
        ({"isochrone_cutoffs_s": "600"}, InputError, r"several numbers such as .*, got '600'"),
    ],
)
def test_what_cannot_be_told_is_refused_in_one_line(comparison, tmp_path, arguments, error, says):
    with pytest.raises(error, match=says):
        write_report(comparison, tmp_path / "r.html", **arguments)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["x.pdf", "xreport", "x.html.gz"])
def test_a_report_is_written_under_no_name_that_promises_something_else(comparison, tmp_path, name):
    with pytest.raises(InputError, match=r"can be written as \.html or \.htm, not as"):
        write_report(comparison, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_report_by_public_transport_has_areas_of_longer_journeys():
    assert cutoffs_of(None, km.CAR) == (900.0, 1800.0)
    assert cutoffs_of(None, km.TRANSIT) == (1800.0, 3600.0)
    assert cutoffs_of((), km.TRANSIT) == ()


def test_those_without_any_way_are_told_beside_the_mean_in_headline_card_and_table(comparison):
    sides = subject_of(comparison).sides
    nowhere = np.arange(sides.people.size) < 10
    people = float(sides.people[nowhere].sum())
    subject = subject_of(comparison)
    subject.__dict__["sides"] = sides._replace(
        baseline=np.where(nowhere, np.inf, sides.baseline),
        scenario=np.where(nowhere, np.inf, sides.scenario),
        difference=np.where(nowhere, 0.0, sides.difference),
    )
    effect = effect_of(subject)
    part = f"{100 * people / sides.people.sum():.1f} %"
    assert without_way(effect) == pytest.approx(people)
    assert sentences(subject, effect)[1] == (
        f"{people:,.0f} people ({part}) have no way, neither before nor after, and are in no mean."
    )
    told = {card.label: card for card in cards(subject, effect)}
    assert told["No way"].value == f"{people:,.0f} people"
    assert told["No way"].detail.startswith(f"{part} of all")
    assert "with a way both before and after" in told["Mean travel time"].detail
    table = group_table(subject, "municipality", 1800.0)
    at = [column.title for column in table.columns].index("No way")
    assert sum(float(row[at].sort) for row in table.rows) == pytest.approx(people)
    assert float(table.total[at].sort) == pytest.approx(people)
    assert "those who have no way too" in percentile_table(subject, effect).note


def test_no_report_tells_of_those_without_a_way_where_everybody_has_one(comparison):
    subject = subject_of(comparison)
    effect = effect_of(subject)
    assert without_way(effect) == 0.0
    assert "No way" not in [card.label for card in cards(subject, effect)]
    assert percentile_table(subject, effect).note == ""


def test_where_nobody_keeps_a_way_no_hours_are_put_down_to_roads(comparison):
    alone = comparison.origins.loc[["Thyborøn"]]
    only = km.compare(
        comparison.network,
        comparison.scenarios[1],
        origins=alone,
        destinations=comparison.destinations,
        access=False,
    )
    part = roads_of(subject_of(only, CLOSED))
    assert part.intro.startswith("Those concerned are cut off")
    assert part.table is None


def test_the_measure_is_named_wherever_its_times_are_told(comparison):
    second = as_measure(k_nearest, k=2)
    measured = replace(comparison, measures=(second,))
    subject = subject_of(measured)
    assert subject.goal == "the second nearest hospital"
    assert subject.nearest_goal == "the nearest hospital"
    effect = effect_of(subject)
    assert "to the second nearest hospital" in sentences(subject, effect)[0]
    row = measured.summary(measure=second).loc[(FASTER, "car")]
    assert effect["mean_baseline_min"] == pytest.approx(row["mean_baseline_min"])
    assert roads_of(subject).intro.startswith("This part is about the ways by car to the nearest")


def test_a_histogram_of_changes_for_all_speaks_of_nobody_without_one(comparison):
    subject = subject_of(comparison)
    sides = subject.sides
    subject.__dict__["sides"] = sides._replace(
        scenario=sides.baseline + 60.0, difference=np.full(sides.people.size, 60.0)
    )
    assert histogram(subject).caption == "How many have which change."


def test_without_matplotlib_the_report_names_what_to_install(comparison, tmp_path, monkeypatch):
    real = builtins.__import__

    def missing(name, *args, **kwargs):
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr("kraftcenter_mobility.presentation.static.canvas.import_module", missing)
    with pytest.raises(MissingExtraError, match=r"a report needs matplotlib; install it with: "):
        write_report(comparison, tmp_path / "r.html")


def test_bins_are_round_and_one_begins_at_zero():
    for minutes in ([-0.01], [3.0], [-61.0, 12.5], [0.05], [-200.0, 900.0]):
        edges = bins_of(np.array(minutes))
        assert 0.0 in edges.tolist()
        assert edges[0] <= min(minutes)
        assert max(minutes) < edges[-1]
        assert len(edges) <= 27


def test_sections_count_the_people_that_come_and_go():
    """Two people go by B instead of C, from A to D; the step from D to E stays."""
    a, b, c, d, e = (8.0, 56.0), (8.1, 56.1), (8.1, 55.9), (8.2, 56.0), (8.3, 56.0)
    ways = gpd.GeoDataFrame(
        {"people": [2.0, 2.0]},
        geometry=[shapely.LineString([a, c, d, e]), shapely.LineString([e, d, b, a])],
        index=pd_index([("x", "baseline"), ("x", "scenario")]),
        crs=4326,
    )
    lines, more = sections_of(ways)
    assert more.tolist() == [-2.0, 2.0]
    assert shapely.equals(lines[0], shapely.LineString([a, c, d]))
    assert shapely.equals(lines[1], shapely.LineString([a, b, d]))


def pd_index(rows):
    """Return an index of origins and sides."""
    import pandas as pd

    return pd.MultiIndex.from_tuples(rows, names=["origin", "side"])


def test_more_scenarios_than_a_reader_wants_are_told_of_by_effect(comparison):
    mode, words = comparison.modes[0], Words("en")
    (largest,) = chosen_subjects(comparison, None, mode, words, most=1)
    effect = {name: size_of_effect(subject_of(comparison, name)) for name in (FASTER, CLOSED)}
    assert largest.name == max(effect, key=effect.get)
    assert [each.name for each in chosen_subjects(comparison, CLOSED, mode, words)] == [CLOSED]


def test_a_report_of_places_without_people_counts_places(comparison):
    alone = replace(comparison, counts_people=False)
    subject = subject_of(alone)
    told = [card.value for card in cards(subject, effect_of(subject))]
    assert any(value.endswith(" places") for value in told)
    assert not any("person-hours" in value for value in told)


def test_areas_are_those_of_the_comparison(comparison):
    subject = subject_of(comparison, language="da")
    found = areas_of(subject, (600.0,))
    known = comparison.isochrones((600.0,), name=FASTER)
    (row,) = found.table.rows
    told = {what: float(row[at].sort) for at, what in enumerate(("kept", "gained", "lost"), 1)}
    for what, area_km2 in told.items():
        assert area_km2 == pytest.approx(known.loc[("all", 600.0, what), "area_km2"], rel=1e-6)
    assert found.minutes == "10"
    assert f"{known.attrs['buffer_m']:.0f} m til hver side" in found.intro


def test_where_areas_cannot_be_computed_the_report_says_why():
    def refuse(*_args, **_settings):
        raise InputError("there is no way to do that")

    subject = Subject(SimpleNamespace(isochrones=refuse), FASTER, km.CAR, Words("da"))
    found = areas_of(subject, (600.0,))
    assert found.intro == "Oplande er udeladt: de kunne ikke beregnes her."
    assert (found.reason.text, found.reason.language) == ("there is no way to do that", "en")
    assert found.table is None


def test_outlines_are_simplified_by_less_than_is_seen():
    corners = shapely.Point(9.0, 56.0).buffer(0.5, quad_segs=500)
    areas = gpd.GeoDataFrame({"area_km2": [1.0]}, geometry=[corners], crs=4326)
    (simple,) = simplified(areas).geometry
    assert shapely.get_num_coordinates(simple) < shapely.get_num_coordinates(corners) / 5
    assert shapely.hausdorff_distance(simple, corners) < 1.01 / 2500
    assert simple.is_valid
