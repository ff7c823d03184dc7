"""A place at a junction may set out along any road there, and be reached by any."""

import numpy as np
import pytest
from drawn import built, way

import kraftcenter_mobility as km

# The one-way street from B to E is listed first; A-B-C is an ordinary road.
METRES = {"A": (0, 0), "B": (200, 0), "C": (400, 0), "E": (200, -200), "F": (400, -200)}
WAYS = [way("BE", oneway="yes"), way("EFC"), way("AB"), way("BC")]


@pytest.mark.parametrize("mode", km.MODES)
def test_sets_out_along_any_road_of_the_junction(mode):
    town = built(METRES, WAYS)
    at_junction = town.seconds("B", "A", mode)
    assert at_junction == pytest.approx(town.seconds("B", "C", mode), rel=1e-3)
    assert at_junction < town.seconds("E", "A", mode)


@pytest.mark.parametrize("mode", km.MODES)
def test_is_reached_by_any_road_of_the_junction(mode):
    town = built(METRES, WAYS)
    assert town.seconds("A", "B", mode) == pytest.approx(town.seconds("B", "A", mode), rel=1e-3)


def test_is_no_time_away_from_itself():
    assert built(METRES, WAYS).seconds("B", "B") == 0.0


def test_the_journey_from_a_junction_has_the_time_and_length_of_the_matrix():
    town = built(METRES, WAYS)
    way_taken = km.journeys(town.network, town.places("B"), town.places("A"), mode=km.CAR).iloc[0]
    assert way_taken["travel_time_s"] == town.seconds("B", "A")
    assert way_taken["length_m"] == pytest.approx(200.0, rel=1e-3)
    legs_s = np.sum([leg["time_s"] for leg in way_taken["legs"]])
    assert legs_s == way_taken["travel_time_s"]
