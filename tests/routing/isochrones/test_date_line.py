"""Areas around places on the date line are those around the same places elsewhere."""

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import PlacesError

# 6 x 4 nodes, 0.01 degrees apart, joined by residential streets both ways.
EAST, NORTH, STEP = 6, 4, 0.01


def streets(west):
    """Return the network of a grid of streets that begins at a longitude."""
    graph = nx.MultiDiGraph(crs="EPSG:4326")
    for i in range(EAST):
        for j in range(NORTH):
            lon = (west + i * STEP + 180.0) % 360.0 - 180.0
            graph.add_node(i * 10 + j, x=lon, y=-17.0 + j * STEP)
    for i in range(EAST):
        for j in range(NORTH):
            for other in ((i + 1) * 10 + j if i + 1 < EAST else 0, i * 10 + j + 1):
                if other in graph and (other % 10 != 0 or other == (i + 1) * 10):
                    for ends in ((i * 10 + j, other), (other, i * 10 + j)):
                        graph.add_edge(*ends, highway="residential", osmid=i * 1000 + j * 10)
    return km.TransportNetwork.from_graph(graph)


def reached(west, cutoffs_s=(150, 300)):
    """Return isochrones from a place near the western end of the grid."""
    point = shapely.Point(west + 0.5 * STEP, -17.0 + STEP)
    place = gpd.GeoDataFrame(geometry=[point], index=["here"], crs="EPSG:4326")
    return km.isochrones(streets(west), place, cutoffs_s, buffer_m=100.0)


def test_areas_over_the_date_line_are_as_large_as_elsewhere():
    here, elsewhere = reached(179.975), reached(170.975)
    for column in ("area_km2", "roads_km"):
        assert here[column].to_numpy() == pytest.approx(elsewhere[column].to_numpy(), rel=2e-3)


def test_areas_over_the_date_line_are_cut_there():
    area = reached(179.975).geometry.iloc[-1]
    assert area.is_valid
    west, _, east, _ = np.array([part.bounds for part in area.geoms]).T
    assert (east - west).max() < 1.0
    assert (west.min(), east.max()) == (-180.0, 180.0)


def people_at(lon, lat):
    """Return 500 people at a point."""
    point = gpd.GeoSeries.from_xy([lon], [lat], crs="EPSG:4326")
    return gpd.GeoDataFrame({"population": [500]}, geometry=point)


def test_people_over_the_date_line_are_near_and_swapped_ones_are_told_so():
    point = shapely.Point(179.98, -16.99)
    place = gpd.GeoDataFrame(geometry=[point], index=["here"], crs="EPSG:4326")
    fiji = streets(179.975)
    near = people_at(-179.93, -16.99)
    assert km.isochrones(fiji, place, [150], people=near)["people"].tolist() == [0.0]
    far = people_at(-17.0, 20.0)
    with pytest.raises(PlacesError, match=r"none of 500 people, .*; check their coordinates"):
        km.isochrones(fiji, place, [150], people=far)
    elsewhere, point = streets(20.0), shapely.Point(20.005, -16.99)
    with pytest.raises(PlacesError, match="km away; longitude and latitude are swapped"):
        km.isochrones(
            elsewhere,
            place.set_geometry([point], crs="EPSG:4326"),
            [150],
            people=people_at(-16.99, 20.01),
        )
