"""How the nearest places from everywhere are told."""

import numpy as np
import pytest

import kraftcenter_mobility as km


@pytest.fixture(scope="module")
def everywhere(sample):
    return km.NearestEverywhere(sample, sample.places(km.HOSPITALS))


def test_it_says_how_many_nodes_reach_how_many_places_and_how_fast(everywhere):
    time_s = everywhere.times.travel_time_s
    reached = np.isfinite(time_s)
    said = repr(everywhere)
    assert said.startswith("<NearestEverywhere: 10 destinations by car; ")
    assert f"{reached.sum():,} of {time_s.size:,} nodes reach one" in said
    assert f"in {np.median(time_s[reached]):,.0f} s at the median>" in said


def test_a_notebook_shows_the_places_nearest_to_most_nodes_first(everywhere, sample):
    page = everywhere._repr_html_()
    assert page.count("<tr>") == 11
    assert page.index("Regionshospitalet Gødstrup") < page.index("Regionshospitalet Silkeborg")
    nearest = everywhere.times.destination
    assert f">{np.bincount(nearest[nearest >= 0]).max():,}<" in page
    towns = km.NearestEverywhere(sample, sample.places(km.TOWNS).iloc[:12], mode=km.BICYCLE)
    assert "12 destinations by bicycle" in towns._repr_html_()
    assert "and 2 more destinations" in towns._repr_html_()
