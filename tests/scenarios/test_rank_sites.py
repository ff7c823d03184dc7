"""Where to put new sites: worked by hand, and against every choice there is."""

import itertools

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from drawn import drawn, way
from hypothesis import given, settings
from hypothesis import strategies as st

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError, PlacesError
from kraftcenter_mobility.scenarios import site_models
from kraftcenter_mobility.scenarios.rank_sites import rank_sites, rank_sites_by_times

INF = np.inf

# Four towns and what lies between them, in seconds; candidates are A, B, C.
HAND = pd.DataFrame(
    {
        "A": [0.0, 300.0, 900.0, 1200.0],
        "B": [300.0, 0.0, 600.0, 900.0],
        "C": [900.0, 600.0, 0.0, 300.0],
    },
    index=["a", "b", "c", "d"],
)
PEOPLE = pd.Series([10.0, 20.0, 30.0, 40.0], index=HAND.index)


def ranked(times=HAND, people=PEOPLE, **asked):
    """Return the ranking by given times."""
    return rank_sites_by_times(times, people=people, **asked)


def test_one_site_ranks_every_candidate_by_mean_time():
    found = ranked()
    # From C: 10 people at 900 s, 20 at 600 s and 40 at 300 s, of 100 in all.
    assert found.sites == ("C",)
    assert found.table["objective_after"].to_dict() == {"C": 330.0, "B": 570.0, "A": 810.0}
    assert found.table["rank"].tolist() == [1, 2, 3]
    assert found.table["people_gaining"].tolist() == [100.0, 100.0, 100.0]
    assert found.objective_before == INF
    assert found.objective_after == found.bound == 330.0
    assert found.gap == 0.0
    assert found.proven


def test_existing_sites_stay_and_are_what_gains_are_measured_against():
    found = ranked(HAND[["B", "C"]], existing=HAND[["A"]])
    assert found.objective_before == 810.0
    # C: c falls from 900 to 0, d from 1200 to 300; a and b stay at A.
    assert found.table.loc["C", "objective_after"] == 180.0
    assert found.table.loc["C", "difference"] == -630.0
    assert found.table.loc["C", "people_gaining"] == 70.0
    assert found.assignment.to_dict() == {"a": "A", "b": "A", "c": "C", "d": "C"}


def test_two_sites_are_found_together_with_the_people_each_serves():
    found = ranked(n_sites=2)
    # B and C: 10 * 300 + 40 * 300 = 15000 over 100 people.
    assert found.sites == ("B", "C")
    assert found.objective_after == 150.0
    assert found.proven
    assert found.table["people_served"].to_dict() == {"B": 30.0, "C": 70.0}
    assert found.table["mean_s"].to_dict() == {"B": 100.0, "C": pytest.approx(12000 / 70)}
    assert found.table["worst_s"].to_dict() == {"B": 300.0, "C": 300.0}


def test_of_sites_with_the_same_worst_time_the_one_with_the_lower_mean_is_taken():
    found = ranked(objective="worst")
    assert found.table["worst_s"].to_dict() == {"C": 900.0, "B": 900.0, "A": 1200.0}
    assert found.sites == ("C",)


def test_coverage_counts_people_within_the_cutoff_inclusive():
    found = ranked(objective="coverage", cutoff_s=600)
    # B: a, b, c at 300, 0 and 600 are 60 people; C: b, c, d are 90.
    assert found.table["people_within"].to_dict() == {"C": 90.0, "B": 60.0, "A": 30.0}
    assert (found.objective_before, found.objective_after) == (0.0, 90.0)


def test_fewest_sites_are_no_more_than_a_share_of_the_people_needs():
    assert ranked(objective="fewest", cutoff_s=600, share=0.9).sites == ("C",)
    found = ranked(objective="fewest", cutoff_s=600, share=0.91)
    assert found.sites == ("B", "C")  # with A it would be 100 people as well, but further
    assert found.bound == 2.0
    assert found.proven


def test_fewest_sites_are_none_where_the_existing_ones_do():
    found = ranked(
        HAND[["A"]], existing=HAND[["B", "C"]], objective="fewest", cutoff_s=600, share=1.0
    )
    assert found.sites == ()
    assert found.table["new"].tolist() == [False, False]


def test_a_share_that_cannot_be_had_is_refused_with_the_largest_that_can():
    message = r"share=0.95 .* it is 0.9000 at most"
    with pytest.raises(InputError, match=message):
        ranked(HAND[["C"]], objective="fewest", cutoff_s=600, share=0.95)


def test_equally_good_candidates_are_taken_in_their_order():
    twins = HAND.assign(B=HAND["C"])
    assert ranked(twins).sites == ("B",)
    assert ranked(twins).table.index.tolist() == ["B", "C", "A"]
    twins = pd.concat([HAND, HAND.add_suffix("2")], axis=1)
    for objective in ("mean", "worst", "coverage"):
        cutoff_s = 300 if objective == "coverage" else None
        found = ranked(twins, n_sites=2, objective=objective, cutoff_s=cutoff_s)
        assert set(found.sites) <= {"A", "B", "C"}


def test_who_is_as_near_to_an_existing_site_stays_there():
    twin = HAND[["B"]].rename(columns={"B": "old"})
    found = ranked(HAND[["A", "B", "C"]], existing=twin, n_sites=3)
    assert found.assignment["b"] == "old"
    assert found.table.loc["B", "people_served"] == 0.0
    assert np.isnan(found.table.loc["B", "mean_s"])


def test_people_nobody_reaches_count_before_all_times():
    # Island d can be reached from C alone, though A would be better for all others.
    times = pd.DataFrame(
        {"A": [60.0, 60.0, INF], "B": [120.0, 60.0, INF], "C": [9000.0, 9000.0, 60.0]},
        index=["a", "b", "d"],
    )
    people = pd.Series([10.0, 20.0, 31.0], index=times.index)
    for objective in ("mean", "worst"):
        found = ranked(times, people, objective=objective)
        assert found.sites == ("C",)
        assert found.table["people_unreached"].to_dict() == {"C": 0.0, "A": 31.0, "B": 31.0}
        two = ranked(times, people, n_sites=2, objective=objective)
        assert two.sites == ("A", "C")
        assert two.proven


def test_people_no_candidate_reaches_are_reported_and_do_not_spoil_the_mean():
    times = HAND.copy()
    times.loc["a"] = INF
    found = ranked(times, n_sites=2)
    assert found.after.people_unreached == 10.0
    assert found.objective_after == pytest.approx(40 * 300 / 90)  # B and C
    assert found.assignment["a"] is None
    assert "10 people reach no site" in repr(found)


def test_without_a_site_so_far_there_is_no_time_before():
    first = ranked(HAND)
    assert "no site so far within reach -> mean time" in repr(first)
    assert "inf" not in repr(first)
    page = first._repr_html_()
    assert "no site so far" in page
    assert page.count("<tr>") == 3
    second = ranked(HAND[["B"]], existing=HAND[["A"]])
    assert "no site so far" not in repr(second)
    nobody = ranked(HAND[["A"]] + INF)
    assert "no site within anybody's reach, now or then, for 100 people" in repr(nobody)


def test_places_without_people_have_no_say_but_are_assigned():
    people = pd.Series([0.0, 0.0, 30.0, 0.0], index=HAND.index)
    found = ranked(HAND, people, objective="worst")
    assert found.sites == ("C",)
    assert found.objective_after == 0.0
    assert found.assignment["a"] == "C"


SECONDS = st.integers(0, 2_000_000).map(lambda ticks: ticks / 1024) | st.just(INF)


@st.composite
def questions(draw):
    """Draw times, existing sites, people and a number of sites."""
    n_origins, n_candidates = draw(st.integers(1, 9)), draw(st.integers(1, 6))
    columns = [
        draw(st.lists(SECONDS, min_size=n_origins, max_size=n_origins))
        for _ in range(n_candidates + draw(st.integers(0, 1)))
    ]
    few = draw(st.booleans())
    if few:  # many ties
        columns = [[t if t == INF else float(t // 400 * 400) for t in column] for column in columns]
    table = pd.DataFrame(np.transpose(columns), index=range(n_origins))
    people = draw(st.lists(st.integers(0, 50), min_size=n_origins, max_size=n_origins))
    people[draw(st.integers(0, n_origins - 1))] += 1
    return (
        table.iloc[:, :n_candidates],
        table.iloc[:, n_candidates:] if len(columns) > n_candidates else None,
        pd.Series(np.array(people, dtype=float), index=table.index),
        draw(st.integers(1, n_candidates)),
    )


def brute_force(times, existing, people, n_sites, cutoff_s=None):
    """Return, for every choice of sites: people unreached, person-seconds, worst, within."""
    old = np.full(len(times), INF) if existing is None else existing.min(axis=1).to_numpy()
    who = people.to_numpy()
    rows = {}
    for chosen in itertools.combinations(times.columns, n_sites):
        near = np.minimum(old, times[list(chosen)].min(axis=1).to_numpy() if chosen else INF)
        lost, lived = ~np.isfinite(near), who > 0
        known = near[~lost & lived]
        rows[chosen] = (
            float(who[lost].sum()),
            float((who[~lost] * near[~lost]).sum()),
            float(known.max(initial=0.0)),
            float(who[near <= cutoff_s].sum()) if cutoff_s else 0.0,
        )
    return rows


@settings(max_examples=80, deadline=None)
@given(questions())
def test_the_least_mean_is_that_of_every_choice_tried(question):
    times, existing, people, n_sites = question
    found = ranked(times, people, existing=existing, n_sites=n_sites)
    every = brute_force(times, existing, people, n_sites)
    best = min(value[:2] for value in every.values())
    assert found.proven
    unreached, person_s = every[found.sites][:2]
    assert unreached == best[0] == found.after.people_unreached
    assert person_s == pytest.approx(best[1], rel=1e-6)


@settings(max_examples=80, deadline=None)
@given(questions())
def test_the_least_worst_time_is_that_of_every_choice_tried(question):
    times, existing, people, n_sites = question
    found = ranked(times, people, existing=existing, n_sites=n_sites, objective="worst")
    every = brute_force(times, existing, people, n_sites)
    best = min((value[0], value[2]) for value in every.values())
    assert found.proven
    assert (every[found.sites][0], every[found.sites][2]) == best


@settings(max_examples=80, deadline=None)
@given(questions(), st.sampled_from([300.0, 800.0, 1500.0]))
def test_the_most_people_within_a_cutoff_are_those_of_every_choice_tried(question, cutoff_s):
    times, existing, people, n_sites = question
    found = ranked(
        times, people, existing=existing, n_sites=n_sites, objective="coverage", cutoff_s=cutoff_s
    )
    every = brute_force(times, existing, people, n_sites, cutoff_s)
    assert found.proven
    assert found.objective_after == max(value[3] for value in every.values())
    assert every[found.sites][3] == found.objective_after


@settings(max_examples=80, deadline=None)
@given(questions(), st.sampled_from([300.0, 800.0, 1500.0]), st.sampled_from([0.3, 0.8, 1.0]))
def test_the_fewest_sites_are_those_of_every_choice_tried(question, cutoff_s, share):
    times, existing, people, _ = question
    asked = {"objective": "fewest", "cutoff_s": cutoff_s, "share": share, "existing": existing}
    needed = share * people.sum() * (1 - 1e-9)
    for n_sites in range(times.shape[1] + 1):
        every = brute_force(times, existing, people, n_sites, cutoff_s)
        most = max(value[3] for value in every.values())
        if most >= needed:
            found = ranked(times, people, **asked)
            assert len(found.sites) == n_sites
            assert found.after.people_within == most
            assert found.proven
            return
    with pytest.raises(InputError, match="at most"):
        ranked(times, people, **asked)


def region(n_origins, n_candidates, seed):
    """Return times and people of a made-up region with towns."""
    random = np.random.default_rng(seed)
    origins, sites = random.random((n_origins, 2)), random.random((n_candidates, 2))
    away = np.hypot(*(origins[:, np.newaxis] - sites[np.newaxis]).transpose(2, 0, 1))
    times = np.rint(away * random.uniform(0.9, 1.3, away.shape) * 3600 * 1024) / 1024
    people = random.integers(1, 200, n_origins).astype(float)
    return pd.DataFrame(times), pd.Series(people)


@pytest.mark.parametrize("objective", ["mean", "worst", "coverage"])
def test_larger_questions_agree_with_every_choice_tried(objective):
    times, people = region(60, 16, 7)
    cutoff_s = 900.0 if objective == "coverage" else None
    found = ranked(times, people, n_sites=4, objective=objective, cutoff_s=cutoff_s)
    every = brute_force(times, None, people, 4, cutoff_s)
    column = {"mean": 1, "worst": 2, "coverage": 3}[objective]
    best = (max if objective == "coverage" else min)(value[column] for value in every.values())
    assert found.proven
    assert every[found.sites][column] == pytest.approx(best, rel=1e-9)


def test_a_region_of_hundreds_of_origins_is_solved_with_proof_and_always_alike():
    times, people = region(200, 40, 3)
    first, second = (ranked(times, people, n_sites=5) for _ in range(2))
    assert first.proven
    assert first.bound == first.objective_after
    assert first.sites == second.sites


def test_a_solver_out_of_time_says_what_is_not_proven():
    times, people = region(300, 60, 3)
    for objective in ("worst", "coverage"):
        cutoff_s = 600.0 if objective == "coverage" else None
        found = ranked(
            times, people, n_sites=6, objective=objective, cutoff_s=cutoff_s, time_limit_s=0.0
        )
        assert len(found.sites) == 6
        assert not found.proven
        assert found.gap > 0
        assert "NOT proven" in repr(found)
        assert "time_limit_s=0" in repr(found)


@pytest.mark.parametrize("objective", ["mean", "worst", "coverage"])
def test_what_an_unproven_bound_says_holds_for_every_choice(objective):
    times, people = region(60, 16, 8)
    cutoff_s = 900.0 if objective == "coverage" else None
    found = ranked(
        times, people, n_sites=4, objective=objective, cutoff_s=cutoff_s, time_limit_s=0.0
    )
    every = brute_force(times, None, people, 4, cutoff_s).values()
    if objective == "coverage":
        assert found.bound >= max(value[3] for value in every)
    elif objective == "worst":
        assert found.bound <= min(value[2] for value in every)
    else:
        assert found.bound <= min(value[1] for value in every) / people.sum() * (1 + 1e-9)


def test_fewest_sites_short_by_the_tolerance_of_the_solver_are_not_taken(monkeypatch):
    real, seen = site_models.program, []

    def short(*args, **kwargs):
        found = real(*args, **kwargs)
        if not seen:
            seen.append(found)
            x = np.zeros_like(found.x)
            x[1] = 1.0
            return found._replace(x=x)  # site B alone covers 60 of 91
        return found

    monkeypatch.setattr(site_models, "program", short)
    found = ranked(objective="fewest", cutoff_s=600, share=0.91)
    assert seen
    assert found.sites == ("B", "C")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"n_sites": 4}, r"n_sites .* from 1 to the number of candidates, 3; got 4"),
        ({"n_sites": 0}, "got 0"),
        ({"n_sites": True}, "got True"),
        ({"objective": "median"}, "objective must be one of mean, worst, coverage, fewest"),
        ({"objective": "coverage"}, "needs cutoff_s"),
        ({"objective": "coverage", "cutoff_s": 30}, "for 30 minutes give 1800"),
        ({"objective": "coverage", "cutoff_s": -1}, "cutoff_s must be a finite number above zero"),
        ({"objective": "fewest", "cutoff_s": 600}, "needs share"),
        ({"objective": "fewest", "cutoff_s": 600, "share": 95}, "share must lie above 0"),
        ({"objective": "fewest", "cutoff_s": 600, "share": 0.5, "n_sites": 2}, "leave n_sites"),
        ({"share": 0.5}, "only for"),
        ({"gap": 1.0}, "gap must be less than 1"),
        ({"time_limit_s": -1}, "time_limit_s must be zero or more"),
    ],
)
def test_a_question_without_sense_is_refused(asked, message):
    with pytest.raises(InputError, match=message):
        ranked(**asked)


def test_tables_that_do_not_fit_together_are_refused():
    with pytest.raises(PlacesError, match=r"1 names stand for a candidate and .* 'A'"):
        ranked(existing=HAND[["A"]])
    with pytest.raises(PlacesError, match="the same origins in the same order"):
        ranked(HAND.iloc[::-1])
    with pytest.raises(InputError, match="1 of 12 travel times are negative or NaN"):
        ranked(HAND.mask(HAND == 1200, -1.0))


@pytest.fixture(scope="module")
def street():
    """Return one long street, A to E, 100 m from letter to letter."""
    return drawn("A---B---C---D---E", ["ABCDE"])


def lived_in(street, **people):
    """Return places on a street with people."""
    points = street.places(*people)
    return gpd.GeoDataFrame({"population": pd.Series(people)}, geometry=points)


def test_sites_are_ranked_by_travel_times_on_a_network(street):
    homes = lived_in(street, A=10.0, B=0.0, E=30.0)
    found = rank_sites(street.network, street.places("AB", "DE"), origins=homes)
    assert found.sites == ("DE",)
    # 35 s from A and 5 s from E
    assert found.objective_after == pytest.approx((10 * 35 + 30 * 5) / 40, abs=0.01)
    assert found.assignment.to_dict() == {"A": "DE", "B": "DE", "E": "DE"}
    assert "proven" in repr(found)


def test_the_direction_of_travel_counts():
    loop = drawn(
        "A---B\n|   |\nD---C",
        [oneway_street("AB"), oneway_street("BC"), oneway_street("CD"), oneway_street("DA")],
    )
    homes = lived_in(loop, AB=1.0)
    sites = loop.places("BC", "DA")
    asked = {"origins": homes, "population": None}
    assert rank_sites(loop.network, sites, **asked).sites == ("BC",)
    assert rank_sites(loop.network, sites, direction="from", **asked).sites == ("DA",)
    with pytest.raises(InputError, match="direction must be"):
        rank_sites(loop.network, sites, direction="both", **asked)


def oneway_street(nodes):
    """Return a one-way street."""
    return way(nodes, oneway="yes")


def test_origins_without_people_are_refused_rather_than_guessed(street):
    homes = street.places("A", "E")
    sites = street.places("AB", "DE")
    with pytest.raises(PlacesError, match=r"no number of people in 'population'.*population=None"):
        rank_sites(street.network, sites, origins=homes)
    found = rank_sites(street.network, sites, origins=homes, population=None)
    assert found.after.people == 2.0
    with pytest.raises(PlacesError, match="zero or more"):
        rank_sites(street.network, sites, origins=lived_in(street, A=-1.0, E=2.0))
    with pytest.raises(PlacesError, match="nobody lives"):
        rank_sites(street.network, sites, origins=lived_in(street, A=0.0, E=0.0))


def test_the_sample_region_gets_a_second_hospital(sample):
    towns = sample.places(km.TOWNS)
    found = rank_sites(
        sample,
        towns.iloc[:25],
        origins=towns,
        existing=sample.places(km.HOSPITALS).iloc[:1],
        n_sites=3,
        population=None,
    )
    assert found.proven
    assert found.objective_after < found.objective_before
    assert found.table["people_served"].sum() == len(towns)
