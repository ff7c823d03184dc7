"""What adding a road reports."""

import pytest
import shapely
from drawn import drawn, way

import kraftcenter_mobility as km
from kraftcenter_mobility.scenarios.adding import AddRoad
from kraftcenter_mobility.scenarios.interchanges import Join
from kraftcenter_mobility.scenarios.road_state import RoadState

# The new road runs from N to S, over five roads and along none; 100 m of it lie between
# road 1 and road 4.
LADDER = """
    N
A-------B
C-------D
E-------F
G-------H
I-------J
    S
"""


@pytest.fixture(scope="module")
def ladder():
    ways = [
        way("AB", ref="1", name="Nygade"),
        way("CD", ref="2"),
        way("EF", name="Storegade"),
        way("GH", ref="4"),
        way("IJ", highway="residential"),
    ]
    return drawn(LADDER, ways)


def account_of(ladder, *joins, line="NS", road_class="trunk", **settings):
    """Return the account of a road."""
    edit = AddRoad([ladder.lonlat[each] for each in line], road_class, joins=joins, **settings)
    return edit.apply(RoadState.of(ladder.network))[1]


def at(ladder, where, *roads, **settings):
    point = ladder.point(where)
    return Join(point.x, point.y, roads, **settings)


def test_an_account_says_what_was_added_and_how_long_it_is(ladder):
    joins = at(ladder, "AB"), at(ladder, "GH")
    account = account_of(ladder, *joins, number="18", name="Omfartsvejen", limit_kmh=90)
    assert account.edit == "AddRoad"
    assert account.what == "add road 18 Omfartsvejen, trunk, 0.3 km, as way -1, joined at 2 places"
    assert account.length_km == pytest.approx(0.3, rel=1e-3)
    assert account.before == {}
    assert account.after == pytest.approx({"90 km/h": 0.3}, rel=1e-3)
    assert (account.n_ways, account.n_pieces, account.n_edges) == (1, 3, 6)
    assert account.has_effect
    assert account.connected is True


def test_every_join_is_a_sentence(ladder):
    account = account_of(ladder, at(ladder, "AB", "1"), at(ladder, "IJ"))
    first, second = account.joins
    assert first == "at (8.97161, 56.13910): joined to road 1 (way 1001, Nygade) at a new node"
    assert second.startswith("at (8.97161, 56.13731): joined to an unnamed residential (way 1005)")
    assert second.endswith(" at a new node, the nearest road, as none was named")


def test_roads_that_are_crossed_are_counted_and_named_along_the_line(ladder):
    account = account_of(ladder, at(ladder, "AB"), line="SN")
    assert account.notes[0] == (
        "crosses 4 roads without joining them, as on bridges: unnamed residential, 4, Storegade, 2"
    )
    assert account_of(ladder, *(at(ladder, road) for road in ("AB", "CD", "EF", "GH"))).notes[
        0
    ] == ("crosses 1 road without joining it, as on bridges: unnamed residential")


def test_only_five_of_the_roads_that_are_crossed_are_named():
    rows = ["A--B", "C--D", "E--F", "G--H", "I--J", "K--L", "M--Q", " S", "N---O"]
    ways = [way(row.replace("-", ""), ref=str(k)) for k, row in enumerate(rows) if "-" in row]
    drawing = drawn("\n".join([" T", *rows]), ways)
    join = at(drawing, "NO.1", "8", max_distance_m=200)
    line = [drawing.lonlat["T"], drawing.lonlat["S"]]
    account = AddRoad(line, "trunk", joins=(join,)).apply(RoadState.of(drawing.network))[1]
    assert account.notes[0].endswith("0, 1, 2, 3, 4 and 2 more")
    assert account.notes[0].startswith("crosses 7 roads")


def test_a_road_of_several_ways_that_is_crossed_counts_once():
    drawing = drawn(
        "    N\nA---B---C\nD-------E\n    S", [way("AB", ref="1"), way("BC", ref="1"), "DE"]
    )
    account = AddRoad(
        [drawing.lonlat["N"], drawing.lonlat["S"]], "primary", joins=(at(drawing, "DE"),)
    ).apply(RoadState.of(drawing.network))[1]
    assert account.notes[0] == "crosses 1 road without joining it, as on bridges: 1"


def test_pieces_that_end_at_a_join_are_not_crossed():
    drawing = drawn("    N\nA---B---C\n    S", [way("AB", ref="1"), way("BC", ref="2")])
    account = AddRoad(
        [drawing.lonlat["N"], drawing.lonlat["S"]], "primary", joins=(at(drawing, "B", "1"),)
    ).apply(RoadState.of(drawing.network))[1]
    assert not any("crosses" in note for note in account.notes)


def test_one_join_and_dead_ends_are_noted(ladder):
    notes = account_of(ladder, at(ladder, "EF")).notes
    assert "joined at one place only: it leads nowhere else" in notes
    assert "begins as a dead end at (8.97161, 56.13955)" in notes
    assert "ends as a dead end at (8.97161, 56.13686)" in notes
    notes = account_of(ladder, at(ladder, "N", "1", max_distance_m=60), at(ladder, "IJ")).notes
    assert not any("begins" in note for note in notes)
    assert not any("one place" in note for note in notes)


def test_links_are_counted_with_the_road_and_drawn_with_it(ladder):
    account = account_of(ladder, at(ladder, "N", "1", max_distance_m=60), oneway=True)
    assert (account.n_ways, account.n_pieces, account.n_edges) == (2, 2, 4)
    assert list(account.after) == ["80 km/h", "70 km/h"]
    assert account.length_km == pytest.approx(0.35, rel=1e-3)
    assert ", one-way, " in account.what
    geometry = account.geometry
    assert geometry.crs == "EPSG:4326"
    assert list(geometry.geom_type) == ["LineString", "LineString"]
    assert shapely.intersects(*geometry)


def test_a_road_without_motor_traffic_has_no_limit_to_report(ladder):
    account = account_of(ladder, at(ladder, "EF"), road_class="cycleway")
    assert list(account.after) == ["closed to motor traffic"]
    account = account_of(ladder, at(ladder, "EF"), modes=(km.WALKING,))
    assert list(account.after) == ["closed to motor traffic"]


def test_an_account_prints_and_becomes_plain_values(ladder):
    account = account_of(ladder, at(ladder, "EF", "storegade"))
    assert "joined to Storegade (way 1003) at a new node" in str(account)
    assert account.to_dict()["connected"] is True
