"""Rows of nodes, and what remains when some nodes are left out."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_osm import TOWN, write_osm

from kraftcenter_mobility.osm.extract import kept_runs
from kraftcenter_mobility.osm.reader import read_osm


def runs(rows, kept):
    """Return what remains of rows of names when only some are kept, row by row."""
    names = "".join(rows)
    first = np.concatenate(([0], np.cumsum([len(row) for row in rows]))).astype(np.int64)
    keep = np.array([name in kept for name in names], dtype=bool)
    row, new_first, position = kept_runs(first, keep)
    parts = np.split(position, new_first[1:-1]) if row.size else []
    return [
        (int(old), "".join(names[p] for p in part)) for old, part in zip(row, parts, strict=True)
    ]


@pytest.mark.parametrize(
    ("rows", "kept", "left"),
    [
        (["abc", "de"], "abcde", [(0, "abc"), (1, "de")]),
        (["abcde"], "abde", [(0, "ab"), (0, "de")]),
        (["abcde"], "acde", [(0, "cde")]),  # a lone node is no line
        (["abc", "de"], "abd", [(0, "ab")]),
        (["abc", "de"], "cde", [(1, "de")]),  # c and d are neighbours, but of two rows
        (["ab", "", "cd"], "abcd", [(0, "ab"), (2, "cd")]),
        (["abc"], "", []),
        ([""], "", []),
        ([], "", []),
    ],
)
def test_rows_are_parted_where_nodes_are_left_out(rows, kept, left):
    assert runs(rows, kept) == left


@given(st.lists(st.lists(st.booleans(), max_size=8), max_size=6))
def test_every_kept_pair_of_neighbours_stays_together(keeps):
    first = np.concatenate(([0], np.cumsum([len(keep) for keep in keeps]))).astype(np.int64)
    keep = np.array([k for row in keeps for k in row], dtype=bool)
    _, new_first, position = kept_runs(first, keep)
    together = {
        (int(position[i]), int(position[i + 1]))
        for begin, end in pairwise(new_first)
        for i in range(begin, end - 1)
    }
    wanted = {
        (begin + i, begin + i + 1)
        for begin, row in zip(first[:-1].tolist(), keeps, strict=True)
        for i in range(len(row) - 1)
        if row[i] and row[i + 1]
    }
    assert together == wanted
    assert (np.diff(new_first) >= 2).all()


def test_chosen_rows_carry_everything_known_of_them(tmp_path):
    town = read_osm(write_osm(tmp_path / "town.osm", TOWN))
    row, first = np.array([2, 0]), np.array([0, 2, 4])
    position = np.array([5, 6, 0, 1])
    chosen = town.with_rows(row, first, position)
    assert chosen.way_id.tolist() == [12, 10]
    assert chosen.ref.tolist() == [2, 5, 1, 2]
    assert chosen.n_rows == 2
    for name in ("way_tag_set", "way_name", "way_number", "way_length_m"):
        np.testing.assert_array_equal(getattr(chosen, name), getattr(town, name)[row])
    np.testing.assert_array_equal(chosen.lat, town.lat[position])
