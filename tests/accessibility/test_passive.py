"""Who can come to a destination: by hand, and as the same measures of the turned table."""

import numpy as np
import pytest
from hypothesis import given, settings
from reach import HOMES, INF, PEOPLE, TIMES, TOWNS, parts, tables

from kraftcenter_mobility.accessibility.cumulative import cumulative_opportunities
from kraftcenter_mobility.accessibility.dual import dual_access, nearest
from kraftcenter_mobility.accessibility.gravity import gravity_access
from kraftcenter_mobility.accessibility.impedance import Exponential
from kraftcenter_mobility.accessibility.passive import passive_access, population_within
from kraftcenter_mobility.accessibility.tables import from_destinations, travel_times
from kraftcenter_mobility.errors import PlacesError

HALVING = Exponential.from_half_life(600)


@pytest.mark.parametrize(
    ("cutoff_s", "people"),
    [(840, [100, 0, 0]), (1080, [150, 50, 0]), (3600, [150, 150, 150]), (INF, [150, 150, 150])],
)
def test_the_people_within_reach_are_those_worked_by_hand(cutoff_s, people):
    found = population_within(TIMES, PEOPLE, cutoff_s=cutoff_s)
    assert found.name == "population_within"
    assert found.index.equals(TOWNS)
    assert found.tolist() == people


def test_people_far_away_count_for_less():
    # Viborg: 100 at 2400 s, four half-lives; 50 at 3300 s, five and a half; nobody from Agger
    found = passive_access(TIMES, PEOPLE, impedance=HALVING)
    assert found.name == "passive_access"
    assert found["Viborg"] == pytest.approx(100 / 2**4 + 50 / 2**5.5)


@settings(max_examples=15, deadline=None)
@given(tables())
def test_it_is_the_same_measure_of_the_turned_table(drawn):
    times, people = drawn[0].T, drawn[1]
    turned = from_destinations(times)
    for one, other in [
        (
            population_within(times, people, cutoff_s=1800),
            cumulative_opportunities(turned, people, cutoff_s=1800),
        ),
        (
            passive_access(times, people, impedance=HALVING),
            gravity_access(turned, people, impedance=HALVING),
        ),
    ]:
        np.testing.assert_allclose(one, other, rtol=1e-12)
        assert one.index.equals(other.index)


def test_other_measures_have_a_passive_form_by_turning_the_table():
    turned = from_destinations(TIMES)
    assert nearest(turned).tolist() == [840, 960, 2400]
    # when 120 of the people could be there: Ikast 100 and Aulum 50
    assert dual_access(turned, PEOPLE, amount=120).tolist() == [1080, 2700, 3300]


def test_a_stream_gives_the_same_to_the_last_bit():
    stream = travel_times(iter(parts(TIMES, 2)), origins=HOMES, destinations=TOWNS)
    found = passive_access(stream, PEOPLE, impedance=HALVING)
    assert found.tolist() == passive_access(TIMES, PEOPLE, impedance=HALVING).tolist()


def test_people_who_live_elsewhere_are_refused():
    with pytest.raises(PlacesError, match="1 of 3 origins have no demand: 'Aulum'"):
        population_within(TIMES, PEOPLE.drop("Aulum"), cutoff_s=900)
