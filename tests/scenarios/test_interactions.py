"""Whether scenarios add up, and how the effect of several is shared."""

from functools import reduce
from itertools import permutations
from operator import or_

import numpy as np
import pytest
from canned import BEFORE, GOALS, NETWORK, Engine, Project, compared, homes, places
from hypothesis import given
from hypothesis import strategies as st

from kraftcenter_mobility.errors import ScenarioError
from kraftcenter_mobility.scenarios.interactions import by_edit
from kraftcenter_mobility.scenarios.scenario import Scenario
from kraftcenter_mobility.scenarios.shapley import shapley, shapley_shares

ONE, TWO, THREE = (Scenario(f"P{n}", (Project(f"p{n}", n),)) for n in (1, 2, 3))

# Each saves the 100 people of A 120 s; both together only 180 s.
REDUNDANT = {
    (): [[600]],
    (1,): [[480]],
    (2,): [[480]],
    (1, 2): [[420]],
}


def one_home(tables, scenarios, **settings):
    """Return the comparison for the 100 people of one place."""
    return compared(
        scenarios,
        origins=places("A", population=[100.0]),
        destinations=GOALS.iloc[:1],
        answerer=Engine(tables),
        **settings,
    )


def test_projects_that_help_the_same_people_do_less_together():
    table = one_home(REDUNDANT, [ONE, TWO, ONE | TWO]).interactions()
    mean = table.loc[("P1 + P2", "car", "nearest_s", "mean")]
    assert (mean["first"], mean["second"], mean["unit"]) == ("P1", "P2", "min")
    assert (mean["sum_of_effects"], mean["joint_effect"], mean["synergy"]) == (-4, -3, 1)
    assert not mean["adds_up"]
    total = table.loc[("P1 + P2", "car", "nearest_s", "total")]
    assert total["unit"] == "person_h"
    assert total["joint_effect"] == pytest.approx(-180 * 100 / 3600)


def test_projects_that_concern_others_add_up():
    tables = REDUNDANT | {(1, 2): [[360]]}
    table = one_home(tables, [ONE, TWO, ONE | TWO]).interactions()
    assert table["adds_up"].all()
    assert (table["synergy"] == 0).all()


def test_the_joint_scenario_is_known_by_its_edits_in_either_order():
    joint = Scenario("Both", (*TWO.edits, *ONE.edits))
    table = one_home(REDUNDANT, [ONE, joint, TWO]).interactions()
    assert set(table.index.get_level_values("joint")) == {"Both"}
    assert len(table) == 2


def test_without_a_joint_scenario_it_is_said_what_to_compare():
    with pytest.raises(ScenarioError, match=r"compare \[A, B, A \| B\]"):
        one_home(REDUNDANT, [ONE, TWO]).interactions()


def test_people_that_one_scenario_cuts_off_are_left_out_of_all():
    tables = {
        (): BEFORE,
        (1,): [[np.inf, np.inf], *BEFORE[1:]],
        (2,): [*BEFORE[:3], [2400, 2400]],
        (1, 2): [[np.inf, np.inf], *BEFORE[1:3], [2340, 2340]],
    }
    table = compared([ONE, TWO, ONE | TWO], answerer=Engine(tables)).interactions()
    total = table.xs("total", level="quantity").iloc[0]
    assert total["first_effect"] == 0
    assert total["joint_effect"] == pytest.approx(-60 * 40 / 3600)


games = (
    st.integers(1, 5)
    .flatmap(lambda n: st.lists(st.integers(-1000, 1000), min_size=2**n, max_size=2**n))
    .map(lambda values: np.array(values, dtype=float))
)


@given(games)
def test_shapley_shares_leave_nothing_over(values):
    shares = shapley_shares(values)
    assert shares.sum() == pytest.approx(values[-1] - values[0], abs=1e-9)


@given(games)
def test_shapley_shares_are_the_mean_over_all_orders(values):
    n = values.size.bit_length() - 1
    expected, orders = np.zeros(n), list(permutations(range(n)))
    for order in orders:
        built = 0
        for player in order:
            expected[player] += values[built | 1 << player] - values[built]
            built |= 1 << player
    np.testing.assert_allclose(shapley_shares(values), expected / len(orders), atol=1e-9)


@given(games)
def test_shapley_shares_of_equals_are_equal(values):
    n = values.size.bit_length() - 1
    if n > 1:  # make the first two interchangeable
        for one in range(values.size):
            if one & 3 == 2:
                values[one] = values[one ^ 3]
        shares = shapley_shares(values)
        assert shares[0] == pytest.approx(shares[1], abs=1e-9)


@given(games)
def test_shapley_gives_nothing_to_what_does_nothing(values):
    for one in range(values.size):
        if one & 1:
            values[one] = values[one ^ 1]
    assert shapley_shares(values)[0] == 0


@given(games, st.integers(-5, 5))
def test_shapley_shares_add_up_over_games(values, factor):
    other = values[::-1] * factor
    together = shapley_shares(values + other)
    np.testing.assert_allclose(together, shapley_shares(values) + shapley_shares(other), atol=1e-6)


def shares(tables, scenarios, **settings):
    own = {"origins": homes(), "destinations": GOALS, "answerer": Engine(tables)}
    return shapley(NETWORK, scenarios, **(own | settings))


def test_a_portfolio_is_shared_by_person_hours():
    table = shares(
        REDUNDANT,
        [ONE, TWO],
        origins=places("A", population=[100.0]),
        destinations=GOALS.iloc[:1],
    )
    assert table.index.tolist() == ["P1", "P2"]
    assert table["share"].tolist() == pytest.approx([-2.5, -2.5])
    assert table["alone"].tolist() == pytest.approx([-120 * 100 / 3600] * 2)
    assert table["last"].tolist() == pytest.approx([-60 * 100 / 3600] * 2)
    assert table["share_of_total"].tolist() == pytest.approx([0.5, 0.5])
    assert table.attrs["joint_effect"] == pytest.approx(-5.0)


def test_people_without_a_way_somewhere_are_left_out_and_counted():
    cut = [[np.inf, np.inf], *BEFORE[1:]]
    table = shares({(): BEFORE, (1,): cut, (2,): BEFORE, (1, 2): cut}, [ONE, TWO])
    assert table.attrs["people_left_out"] == 110
    assert (table["share"] == 0).all()
    assert table["people_left_out"].tolist() == [110, 110]
    assert "110 of 200 people left out" in table.attrs["note"]
    assert "people_left_out" in repr(table)


def test_combinations_that_cannot_be_applied_are_named():
    needs = Scenario("Ramp", (Project("ramp", 4, needs=1),))
    with pytest.raises(ScenarioError, match=r"'Ramp'.*join those that need each other"):
        shares({}, [ONE, needs])


def test_more_than_ten_are_refused():
    many = [Scenario(f"S{n}", (Project("p", n),)) for n in range(1, 12)]
    with pytest.raises(ScenarioError, match=r"11 scenarios have 2,048 combinations"):
        shares({}, many)


def test_a_scenario_is_taken_apart_by_its_edits():
    three = reduce(or_, (ONE, TWO, THREE))
    parts = by_edit(three)
    assert [part.name for part in parts] == [f"P1 + P2 + P3: {n} Project" for n in (1, 2, 3)]
    assert tuple(edit for part in parts for edit in part.edits) == three.edits
    with pytest.raises(ScenarioError, match="has no edits to take apart"):
        by_edit(Scenario("Nothing"))
