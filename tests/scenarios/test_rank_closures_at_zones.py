"""Closures that make people set out from where a destination-only road begins."""

import geopandas as gpd
import numpy as np
import pytest
from drawn import drawn, way

import kraftcenter_mobility as km
from kraftcenter_mobility.networks.changes import RoadChanges
from kraftcenter_mobility.networks.edited import edited_network
from kraftcenter_mobility.osm.scenario_tags import closed_to

# Who lives along NM moves to N when NM is closed, where then nothing but the driveway is left
TOWN = """
A---B---C
|   |   |
D---E---F
|
N---M
"""
WAYS = ("AB", "BC", "AD", "BE", "CF", "DE", "EF", way("DN", highway="service", service="driveway"))


def people(drawing, *where):
    places = drawing.places(*where)
    return gpd.GeoDataFrame({"population": 1.0}, geometry=places, index=places.index)


@pytest.mark.parametrize("turns", [True, False])
def test_who_comes_to_stand_where_only_a_driveway_is_left_sets_out_along_it(turns):
    drawing = drawn(TOWN, (*WAYS, "NM"))
    network, roads = drawing.network, drawing.network.roads
    origins, destinations = people(drawing, "NM.1"), people(drawing, "BC")
    ranked = km.rank_closures(
        network, origins, destinations, candidates=[drawing.way_ids["NM"]], turns=turns
    )
    way_index = int(np.flatnonzero(roads.way_id == drawing.way_ids["NM"])[0])
    closed = closed_to(roads.tag_sets[roads.way_tag_set[way_index]], [km.CAR])
    tags = dict.fromkeys(np.flatnonzero(roads.piece_way == way_index).tolist(), closed)
    before, after = (
        km.travel_time_matrix(each, origins, destinations, mode=km.CAR, turns=turns).iloc[0, 0]
        for each in (network, edited_network(network, RoadChanges(tags=tags)))
    )
    assert np.isfinite(after)
    assert ranked["people_cut_off"].iloc[0] == 0.0
    assert ranked["person_min_lost"].iloc[0] == (after - before) / 60.0
