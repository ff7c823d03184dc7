"""Closures ranked by effect: a drawn region, networks built again, and what is left out."""

from contextlib import contextmanager

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from drawn import built, drawn, way
from expanded import random_places
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from towns import METRES, towns

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import (
    InputError,
    ModeError,
    PlacesError,
    ScenarioError,
    SnappingError,
)
from kraftcenter_mobility.networks.changes import RoadChanges
from kraftcenter_mobility.networks.edited import edited_network
from kraftcenter_mobility.networks.zones import zone_segments
from kraftcenter_mobility.osm.scenario_tags import closed_to
from kraftcenter_mobility.osm.tags import DESTINATION, OPEN
from kraftcenter_mobility.routing.travel_times import ask
from kraftcenter_mobility.scenarios import rank_closures as module
from kraftcenter_mobility.scenarios.closure_effects import ClosureStudy
from kraftcenter_mobility.scenarios.closure_groups import road_groups
from kraftcenter_mobility.scenarios.closure_zones import changes_zones
from kraftcenter_mobility.scenarios.rank_closures import rank_closures

COLUMNS = [
    "candidate",
    "road",
    "number",
    "way_ids",
    "from_road",
    "to_road",
    "length_km",
    "people_affected",
    "person_min_lost",
    "mean_min_lost",
    "people_cut_off",
    "people_elsewhere",
    "effect_person_min",
    "geometry",
]


def region():
    """Return two towns joined by a bridge BC, 20 s, and a way round by X and Y, 50 s."""
    return drawn(
        """
            X-------Y
            |       |
            |       |
        A---B-------C---D
            |       |
            E       Z
        """,
        [way("AB", name="Vestergade"), way("BC", name="Broen", ref="18"), way("CD"),
         "BXYC", way("BE", name="Engen"), "CZ"],
    )  # fmt: skip


def people_at(drawing, **people):
    """Return origins at letters with so many people each."""
    places = drawing.places(*people)
    return gpd.GeoDataFrame({"population": pd.Series(people)}, geometry=places)


@pytest.fixture(scope="module")
def ranked():
    drawing = region()
    origins = people_at(drawing, A=100, E=10, Z=1)
    return rank_closures(drawing.network, origins, drawing.places("D"), n=30)


def row_of(ranked, road):
    return ranked[ranked["road"] == road].iloc[0]


def test_a_bridge_costs_all_who_cross_it_the_way_round(ranked):
    bridge = row_of(ranked, "Broen")
    assert bridge["people_affected"] == 110
    assert bridge["mean_min_lost"] == pytest.approx(0.5, abs=1e-3)
    assert bridge["person_min_lost"] == pytest.approx(110 * bridge["mean_min_lost"])
    assert (bridge["people_cut_off"], bridge["people_elsewhere"]) == (0, 0)
    assert (bridge["number"], bridge["from_road"]) == ("18", "Engen, Vestergade")


def test_what_nobody_takes_changes_nothing(ranked):
    round_about = ranked[ranked["length_km"] > 0.4].iloc[0]
    assert (round_about["people_affected"], round_about["effect_person_min"]) == (0, 0)


def test_the_table_has_what_it_says(ranked):
    assert list(ranked.columns) == COLUMNS
    assert ranked.index.tolist() == list(range(1, len(ranked) + 1))
    assert ranked.index.name == "rank"
    assert ranked.crs == "EPSG:4326"
    assert ranked["effect_person_min"].is_monotonic_decreasing
    assert ranked.attrs["n_candidates"] == len(ranked) == 6
    assert ranked.attrs["people"] == 111


def test_who_lives_along_a_closed_road_sets_out_from_the_next():
    drawing = region()
    origins = people_at(drawing, BE=10)
    ranked = rank_closures(drawing.network, origins, drawing.places("D"), candidates=["Engen"])
    assert ranked["people_cut_off"].tolist() == [0]
    assert ranked["people_affected"].tolist() == [10]


def test_who_has_no_other_road_near_enough_is_cut_off():
    drawing = region()
    origins = people_at(drawing, E=10, AB=5)
    asked = {"candidates": {"all around": ["Engen", "Broen"]}, "max_distance_m": 60.0}
    ranked = rank_closures(drawing.network, origins, drawing.places("D"), **asked)
    assert ranked["people_cut_off"].tolist() == [10]
    assert ranked["candidate"].tolist() == ["all around"]


def test_the_ends_of_a_cut_road_are_an_island():
    drawing = drawn("A---B---C---D", [way("AB", name="West"), way("BC", name="Bridge"), "CD"])
    origins = people_at(drawing, A=7)
    for cut_off_s, effect in ((3600.0, 7 * 60.0), (0.0, 0.0), (np.inf, np.inf)):
        ranked = rank_closures(
            drawing.network, origins, drawing.places("D"), cut_off_s=cut_off_s, n=1
        )
        assert ranked["people_cut_off"].tolist() == [7]
        assert ranked["effect_person_min"].tolist() == [effect]


def test_the_nearest_may_be_another_when_a_road_is_closed():
    drawing = region()
    ends = people_at(drawing, AB=3, Z=4), drawing.places("D", "E")
    ranked = rank_closures(drawing.network, *ends, candidates=["Engen", "Broen"])
    assert ranked.set_index("candidate")["people_elsewhere"].to_dict() == {"Engen": 3, "Broen": 0}


def test_candidates_may_be_ways_numbers_names_groups_and_areas(sample):
    drawing = region()
    network, origins = drawing.network, people_at(drawing, A=100)
    bridge = drawing.way_ids["Broen"] if "Broen" in drawing.way_ids else drawing.way_ids["BC"]
    box = shapely.box(*shapely.LineString(drawing.places("B", "C").tolist()).buffer(2e-4).bounds)
    areas = gpd.GeoDataFrame(index=["box"], geometry=[box], crs="EPSG:4326")
    line = gpd.GeoDataFrame(
        index=["line"], geometry=[shapely.LineString(drawing.places("B", "C").tolist())], crs=4326
    )
    for candidates in ([bridge], ["18"], ["broen"], [[bridge]], {"b": "18"}, areas, line):
        ranked = rank_closures(network, origins, drawing.places("D"), candidates=candidates)
        assert ranked["road"].tolist() == ["Broen"]
        assert ranked["people_affected"].tolist() == [100]
    assert sample is not None


@pytest.mark.parametrize(
    ("candidates", "message"),
    [
        (["Brøen"], "name 'Brøen', which no road of the network is; did you mean 'Broen'"),
        ([77], "name 77"),
        ([1.5], r"way id, a road number or a name, or several; got 1.5"),
        ("18", r"candidates must be way ids, .*; got '18'"),
        (18, "candidates must be way ids"),
        ([], "candidates are empty"),
        ({"none": []}, "candidate 'none' holds no road"),
    ],
)
def test_candidates_that_are_none_are_refused(candidates, message):
    drawing = region()
    with pytest.raises(ScenarioError, match=message):
        rank_closures(
            drawing.network, people_at(drawing, A=1), drawing.places("D"), candidates=candidates
        )


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"n": 0}, InputError, "n must be one or more"),
        ({"cut_off_s": -1.0}, InputError, "cut_off_s"),
        ({"threads": 0}, InputError, "threads"),
        ({"population": "peple"}, PlacesError, "peple"),
        ({"mode": "car"}, ModeError, "mode must be a Mode"),
    ],
)
def test_settings_that_are_none_are_refused(settings, error, message):
    drawing = region()
    with pytest.raises(error, match=message):
        rank_closures(drawing.network, people_at(drawing, A=1), drawing.places("D"), **settings)


def study_of(network, origins, destinations, candidates=None, **asked):
    """Return a study with everybody counted once."""
    usual = {"mode": km.CAR, "turns": None, "access": True}
    shared = {"max_distance_m": 1500.0, "allow_islands": True} | asked
    question = ask(network, origins, destinations, **(usual | shared))
    usable = network.islands(question.metric).usable
    study = ClosureStudy(
        network,
        question,
        np.ones(len(question.origins)),
        road_groups(network, usable, candidates),
        max_distance_m=shared["max_distance_m"],
        allow_islands=shared["allow_islands"],
        screens=True,
    )
    study.prepare()
    return study


def built_again(study, group, **asked):
    """Return people affected, lost seconds, cut off and elsewhere by networks built again."""
    network, question = study.network, study.question
    roads = network.roads
    pieces = network.surroundings.pieces_of(study.groups.of(group))
    tags = {
        int(piece): closed_to(roads.tag_sets[roads.way_tag_set[roads.piece_way[piece]]], [km.CAR])
        for piece in pieces
    }
    settings = {"mode": km.CAR, "turns": question.metric.turns, "allow_islands": True} | asked
    before, after = (
        km.nearest_destinations(each, question.origins, question.destinations, **settings)
        for each in (network, edited_network(network, RoadChanges(tags=tags)))
    )
    was_s, is_s = before["travel_time_s"].to_numpy(), after["travel_time_s"].to_numpy()
    both = np.isfinite(was_s) & np.isfinite(is_s)
    elsewhere = both & (before["destination"] != after["destination"]).to_numpy()
    return (
        float((was_s != is_s).sum()),
        float((is_s[both] - was_s[both]).sum()),
        float((np.isfinite(was_s) & np.isinf(is_s)).sum()),
        float(elsewhere.sum()),
    )


def joins_are_doubtful(study, group):
    """Say whether somebody may join either of several roads that lie on top of one another."""
    network, question = study.network, study.question
    index, roads = network.segment_index(question.metric, allow_islands=True), network.roads
    free = ~np.isin(index.segment, study.groups.of(group))
    for places in (question.origins, question.destinations):
        metres = index.transformer.transform(places.x.to_numpy(), places.y.to_numpy())
        for point in shapely.points(*metres):
            distance_m = shapely.distance(index.lines[free], point)
            near = np.flatnonzero(distance_m < distance_m.min(initial=np.inf) + 1e-3)
            along = shapely.line_locate_point(index.lines[free][near], point, normalized=True)
            segment = index.segment[free][near]
            node = np.where(along < 0.5, roads.segment_tail[segment], roads.segment_head[segment])
            inside = (along > 0.0) & (along < 1.0)
            if near.size > 1 and (inside.any() or np.unique(node).size > 1):
                return True
    return False


def effect_in_short(effect):
    return (
        effect.people_affected,
        effect.person_s_lost,
        effect.people_cut_off,
        effect.people_elsewhere,
    )


@given(towns(), st.data())
@settings(max_examples=30, deadline=None)
def test_every_closure_has_the_effect_it_has_on_the_network_built_again(town, data):
    drawing = built(METRES, *town, even=data.draw(st.booleans()))
    lines = [each.nodes[:2] for each in town[0]]
    where = st.tuples(st.sampled_from(lines), st.sampled_from(["", ".0", ".2", ".7", ".99"]))
    places = st.lists(where.map("".join), min_size=1, max_size=5)
    origins = drawing.places(*data.draw(places)).reset_index(drop=True)
    destinations = drawing.places(*data.draw(places)[:2]).reset_index(drop=True)
    turns = data.draw(st.sampled_from([None, False]))
    study = study_of(drawing.network, origins, destinations, turns=turns)
    assume(len(study.groups) > 1)
    spare = study.closing.spare()
    for group in data.draw(st.sets(st.integers(0, len(study.groups) - 1), max_size=4)):
        if joins_are_doubtful(study, group):
            continue
        try:
            expected = built_again(study, group)
        except (SnappingError, ModeError):  # not a road is left
            continue
        found = effect_in_short(study.effect(group, spare))
        assert found[:3] == expected[:3]
        study.matters[group] = True
        assert effect_in_short(study.effect(group, spare)) == found


@pytest.mark.parametrize("turns", [True, False])
def test_closures_of_the_sample_have_the_effects_of_networks_built_again(sample, turns):
    places = random_places(sample, km.CAR, 260, seed=4)
    asked = {"turns": turns, "allow_islands": False}
    study = study_of(sample, places.iloc[:250], places.iloc[250:], **asked)
    rng, spare = np.random.default_rng(5), study.closing.spare()
    matter = np.flatnonzero(study.matters & ~study.odd)
    along = np.flatnonzero(np.diff(study.moves.first) > 0)
    odd = np.flatnonzero(study.odd)[:1]
    for group in [*rng.choice(matter, 4), *rng.choice(along, 2), *odd]:
        expected = built_again(study, int(group), allow_islands=False)
        assert effect_in_short(study.effect(int(group), spare)) == expected


@pytest.mark.parametrize("turns", [True, False])
def test_what_is_left_out_has_no_effect(sample, turns):
    places = random_places(sample, km.CAR, 30, seed=6)
    study = study_of(sample, places.iloc[:25], places.iloc[25:], turns=turns)
    left_out = np.flatnonzero(~study.matters)
    assert left_out.size > 0.2 * len(study.groups)
    assert left_out.size < len(study.groups)
    study.matters[:] = True
    spare = study.closing.spare()
    for group in np.random.default_rng(7).choice(left_out, 300).tolist():
        assert set(study.effect(group, spare)) == {0.0}


def test_ways_without_any_turn_at_the_ends_of_a_road_are_told_from_others():
    drawing = region()
    study = study_of(drawing.network, drawing.places("A"), drawing.places("D"))
    roads = drawing.network.roads
    left_out = {
        roads.name_of(int(roads.piece_way[roads.first_piece[study.groups.of(group)[0]]]))
        for group in np.flatnonzero(~study.matters)
    }
    assert "Vestergade" not in left_out
    assert "Broen" not in left_out


def test_the_same_call_does_not_do_again_what_is_done(monkeypatch):
    drawing = region()
    asked = drawing.network, people_at(drawing, A=100), drawing.places("D")
    first = rank_closures(*asked)
    monkeypatch.setattr(ClosureStudy, "effect", None)
    pd.testing.assert_frame_equal(rank_closures(*asked), first)


@pytest.mark.parametrize("threads", [1, 2])
def test_ctrl_c_keeps_what_is_done(monkeypatch, threads):
    drawing = region()
    asked = drawing.network, people_at(drawing, A=100, E=1), drawing.places("D")
    expected = rank_closures(*asked[:2], drawing.places("D"))
    other = region()
    asked = other.network, people_at(other, A=100, E=1), other.places("D")
    done, effect = [], ClosureStudy.effect

    def interrupted(study, group, spare):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(group)
        return effect(study, group, spare)

    monkeypatch.setattr(ClosureStudy, "effect", interrupted)
    with pytest.raises(KeyboardInterrupt):
        rank_closures(*asked, threads=threads)
    monkeypatch.setattr(ClosureStudy, "effect", lambda *args: done.append(0) or effect(*args))
    pd.testing.assert_frame_equal(rank_closures(*asked, threads=threads), expected)
    assert len(done) <= 2 + expected.attrs["n_candidates"] - 2


def test_results_do_not_depend_on_threads_and_progress_is_told(sample, monkeypatch):
    steps, totals = [], []

    @contextmanager
    def bar(total, *_, **__):
        totals.append(total)
        yield steps.append

    monkeypatch.setattr(module, "progress_bar", bar)
    monkeypatch.setattr(module, "AT_ONCE", 5)
    places = random_places(sample, km.CAR, 30, seed=9)
    ends = gpd.GeoDataFrame(geometry=places.iloc[:25]), places.iloc[25:]
    roads, usable = sample.roads, sample.islands(sample.metric(km.CAR)).usable
    ways = roads.piece_way[roads.first_piece[:-1][usable]][::300]
    asked = {"candidates": np.unique(roads.way_id[ways]).tolist()}
    one = rank_closures(sample, *ends, **asked, threads=1)
    two = rank_closures(sample.with_speeds(sample.speeds), *ends, **asked, threads=2)
    pd.testing.assert_frame_equal(one, two)
    assert totals[0] == totals[1] > 20
    assert sum(steps) == sum(totals)


@given(towns())
@settings(max_examples=60, deadline=None)
def test_closures_that_change_zones_are_told_from_others(town):
    network = built(METRES, *town).network
    metric, roads = network.metric(km.CAR), network.roads
    groups = road_groups(network, network.islands(metric).usable, None)
    told = changes_zones(network, metric, groups)
    code = network.surroundings.car_access
    for group in range(len(groups)):
        stays = np.ones(roads.n_segments, dtype=np.bool_)
        stays[groups.of(group)] = False
        now = zone_segments(
            roads.segment_tail[stays],
            roads.segment_head[stays],
            roads.n_nodes,
            is_open=code[stays] == OPEN,
            is_destination=code[stays] == DESTINATION,
            length_m=roads.segment_length_m[stays],
        )
        assert told[group] == (now != roads.segment_in_zone[stays]).any()
