"""OpenStreetMap objects as lines of text."""

import math

import numpy as np
import osmium
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_osm import HEAD, STREET, TAIL, node, row_of_nodes, way, write_osm, write_pbf

from kraftcenter_mobility.osm.opl import (
    lines_of,
    node_list,
    parsed_line,
    tags_of,
    unescaped,
    write_filtered,
)


def test_a_node_line_is_taken_apart():
    line = parsed_line(b"n7 v1 dV Tamenity=hospital,name=A%20%B x9.5 y56.25\n")
    assert (line.kind, line.osm_id, line.lon, line.lat) == (b"n", 7, 9.5, 56.25)
    assert tags_of(line.tags) == {"amenity": "hospital", "name": "A B"}


def test_a_way_line_and_a_relation_line_are_taken_apart():
    street = parsed_line(b"w-10 v1 dV Thighway=residential Nn1x9y56,n2xy\n")
    assert (street.osm_id, street.nodes) == (-10, b"n1x9y56,n2xy")
    assert math.isnan(street.lon)
    restriction = parsed_line(b"r3 v1 dV Ttype=restriction Mw10@from,n2@via\n")
    assert restriction.members == b"w10@from,n2@via"


def test_a_deleted_object_is_none():
    assert parsed_line(b"n7 v2 dD T x y\n") is None


def test_an_object_without_tags_has_none():
    assert tags_of(parsed_line(b"n7 v1 dV T x9 y56\n").tags) == {}


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("plain", "plain"),
        ("a%20%b", "a b"),
        ("50%25%", "50%"),
        ("%2c%%3d%%40%", ",=@"),
        ("%a%", "\n"),
        ("%1f3e5%", "🏥"),
        ("100%", "100%"),  # no escape: nothing to restore
        ("%d800%", "\N{REPLACEMENT CHARACTER}"),
        ("%110000%", "\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_escaped_characters_are_restored(text, plain):
    assert unescaped(text) == plain


def test_the_nodes_of_several_ways_are_parsed_at_once():
    ids, lonlat, size = node_list([b"n1x9.5y56,n2xy", b"", b"n-3x-1e-07y-56.1"])
    assert ids.tolist() == [1, 2, -3]
    np.testing.assert_array_equal(lonlat, [[9.5, 56], [np.nan, np.nan], [-1e-7, -56.1]])
    assert size.tolist() == [2, 0, 1]


@pytest.mark.parametrize("fields", [[], [b""], [b"", b""]])
def test_no_nodes_at_all_are_no_nodes(fields):
    ids, lonlat, size = node_list(fields)
    assert (ids.shape, lonlat.shape, size.tolist()) == ((0,), (0, 2), [0] * len(fields))


@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1))
def test_ids_keep_every_digit(ids):
    field = b",".join(f"n{osm_id}x9y56".encode() for osm_id in ids)
    parsed, _, _ = node_list([field])
    assert parsed.tolist() == ids


def test_a_file_is_filtered_by_keys_and_places_the_nodes_along_ways(tmp_path):
    content = STREET + node(5, 9, 56, amenity="cafe") + way(11, [1, 2], building="yes")
    source = write_osm(tmp_path / "street.osm", content)
    filtered = write_filtered(source, tmp_path / "out.opl", ["highway"])
    [[line]] = list(lines_of(tmp_path / "out.opl"))
    assert line.startswith(b"w10 ")
    assert b"n1x9.001y56,n2x9.002y56" in line
    assert filtered.outside == []


def test_the_header_says_whether_the_file_is_sorted(tmp_path):
    nodes = [(1, 9, 56, {}), (2, 9.001, 56, {})]
    path = write_pbf(tmp_path / "a.osm.pbf", nodes, [(3, [1, 2], {"highway": "primary"})])
    assert write_filtered(path, tmp_path / "a.opl", ["highway"]).header["sorting"] == ""


def test_nodes_outside_the_world_are_left_out_and_named(tmp_path):
    content = row_of_nodes(2) + node(7, 9, 95) + node(8, 190, 5) + way(10, [1, 2, 7])
    source = write_osm(tmp_path / "outside.osm", content)
    assert write_filtered(source, tmp_path / "out.opl", ["highway"]).outside == [7, 8]
    [[line]] = list(lines_of(tmp_path / "out.opl"))
    assert line.endswith(b"n7xy\n")


def test_a_writer_that_failed_does_not_bring_down_the_process_later(tmp_path):
    # freed after a failure, the writer of libosmium throws where nobody can catch it
    source = write_osm(tmp_path / "street.osm", STREET)
    with pytest.raises(RuntimeError, match="Open failed"):
        write_filtered(source, tmp_path / "missing" / "out.opl", ["highway"])
    for number in range(3):
        outside = write_osm(tmp_path / "outside.osm", STREET + node(9, 9, 95) + way(11, [1, 9]))
        write_filtered(outside, tmp_path / f"{number}.opl", ["highway"])


def test_a_coordinate_that_is_no_number_is_an_error(tmp_path):
    source = write_osm(tmp_path / "bad.osm", HEAD + node(1, "nan", 56) + TAIL)
    with pytest.raises(ValueError, match="wrong format for coordinate: 'nan'"):
        write_filtered(source, tmp_path / "out.opl", ["highway"])
    assert not issubclass(osmium.InvalidLocationError, ValueError)  # else this is no conversion
