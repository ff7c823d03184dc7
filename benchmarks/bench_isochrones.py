"""How long does an isochrone take beyond its search, and beside a union of buffers?

The peer draws the same roads as we do, buffers each with shapely and merges them: the usual
way to have an area around roads. Areas are compared before anything is timed.
"""
# ruff: noqa: D400 - the first line is the question

import geopandas as gpd
import numpy as np
import pytest
import shapely

import kraftcenter_mobility as km
from kraftcenter_mobility.networks.joins import edge_ends, join_places
from kraftcenter_mobility.routing.isochrones.labels import RoadSearch
from kraftcenter_mobility.routing.isochrones.lines import lines_along
from kraftcenter_mobility.routing.isochrones.parts import stretches_of
from kraftcenter_mobility.routing.isochrones.polygons import nested_areas

USUAL = [(km.BICYCLE, 100.0), (km.CAR, 250.0), (km.CAR, 100.0)]
HOUR = [3600.0]
QUARTERS = [900.0, 1800.0, 2700.0, 3600.0]


def middle_of(network):
    """Return a place in the middle of a network."""
    roads = network.roads
    point = shapely.Point(np.median(roads.node_lon), np.median(roads.node_lat))
    return gpd.GeoSeries([point], index=["middle"], crs="EPSG:4326")


def search_from(network, place, mode):
    """Return a search from a place, ready to run, and its scratch arrays."""
    metric = network.metric(mode)
    index = network.segment_index(metric)
    joins = join_places(index, place, max_distance_m=5000.0, mode_name=mode.name)
    layout = network.layout(metric, backward=False)
    ends = edge_ends(metric, joins, access=True)
    found = RoadSearch(metric, layout, ends, to_place=False)
    return found, found.space()


def buffered(roads, parts, transformer, buffer_m):
    """Return the union of buffers around reached roads, in square metres."""
    some = stretches_of(roads, parts)
    lines = lines_along(roads, *some, np.ones(some.segment.size, dtype=bool))
    metres = shapely.transform(lines, lambda at: np.column_stack(transformer.transform(*at.T)))
    return shapely.union_all(shapely.buffer(metres, buffer_m))


@pytest.mark.parametrize(("mode", "buffer_m"), USUAL, ids=lambda each: getattr(each, "name", each))
def test_an_hour_around_the_middle_of_a_region(region, race, mode, buffer_m):
    name, network = region
    roads = network.roads
    search, space = search_from(network, middle_of(network), mode)
    ((parts,), (*_, widest)) = search.parts(0, 1, HOUR, space), search.parts(0, 1, QUARTERS, space)
    np.testing.assert_array_equal(parts.edge, widest.edge)
    transformer = network.segment_index(network.metric(mode)).transformer
    if mode is km.BICYCLE:  # who gets off everywhere, so that the areas are the same
        ours = nested_areas(roads, [parts], buffer_m=buffer_m)[0].area_km2
        assert ours == pytest.approx(
            buffered(roads, parts, transformer, buffer_m).area / 1e6, rel=0.01
        )
    race(
        f"An hour by {mode.name}, {buffer_m:g} m, {name}: {parts.edge.size:,} parts of edges",
        {
            "kraftcenter, area alone": lambda _: nested_areas(roads, [parts], buffer_m=buffer_m),
            "kraftcenter, search alone": lambda _: search.search(0, 1, HOUR[0], space),
            "kraftcenter, search and reached parts": lambda _: search.parts(0, 1, HOUR, space),
            "kraftcenter, four cutoffs in all": lambda _: nested_areas(
                roads, search.parts(0, 1, QUARTERS, space), buffer_m=buffer_m
            ),
            "shapely, union of buffers": lambda _: buffered(roads, parts, transformer, buffer_m),
        },
        [None] * 5,
        warm=True,
    )


def test_many_places_and_cutoffs(region, race):
    name, network = region
    roads = network.roads
    nodes = np.random.default_rng(0).choice(roads.n_nodes, 100, replace=False)
    places = gpd.GeoSeries.from_xy(roads.node_lon[nodes], roads.node_lat[nodes], crs="EPSG:4326")

    def run(threads):
        return lambda _: km.isochrones(
            network,
            places,
            [300, 600, 900, 1200],
            mode=km.CAR,
            max_distance_m=5000.0,
            threads=threads,
        )

    one, two = run(1)(None), run(2)(None)
    assert shapely.equals_exact(one.geometry, two.geometry).all()
    race(
        f"{len(places)} places x 4 cutoffs by car, {name}",
        {"kraftcenter, two threads": run(2), "kraftcenter, one thread": run(1)},
        [None] * 3,
    )
