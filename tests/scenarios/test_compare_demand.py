"""Demand that measures of a comparison have filled in is about its origins."""

import pandas as pd
import pytest
from drawn import drawn

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import PlacesError

NETWORK = """
A------B------C
"""


def compared(demand, edits):
    drawing = drawn(NETWORK, ["ABC"])
    access = km.accessibility
    shared = access.as_measure(
        access.two_step_floating_catchment, demand=demand, cutoff_s=1800.0, name="shared"
    )
    return km.compare(
        drawing.network,
        km.Scenario("Closed", edits),
        origins=drawing.places("A", "B"),
        destinations=drawing.places("C"),
        population=None,
        measures=shared,
    )


@pytest.mark.parametrize("kind", [pd.Series, dict])
def test_demand_of_places_that_are_no_origins_is_refused_before_the_routing(kind):
    with pytest.raises(PlacesError, match=r"1 of 3 places in the demand .* 'shared' .* 'Z'"):
        compared(kind({"A": 1.0, "B": 1.0, "Z": 5.0}), [])


def test_an_origin_that_a_scenario_closes_takes_its_demand_along():
    found = compared(pd.Series({"A": 1.0, "B": 3.0}), [km.ClosePlace("B")])
    table = found.difference("Closed")
    assert table.loc["A", "baseline"] == pytest.approx(1 / 4)
    assert table.loc["A", "scenario"] == pytest.approx(1.0)
