"""Sums along rows, each of which begins anew."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kraftcenter_mobility._kernels.running_sums import running_sums

ROWS = st.lists(st.lists(st.floats(-1e6, 1e6), max_size=6), max_size=6)


def summed(rows):
    """Return the sums of rows that stand one after the other."""
    values = np.array([value for row in rows for value in row], dtype=np.float64)
    first = np.concatenate(([0], np.cumsum([len(row) for row in rows]))).astype(np.int64)
    return running_sums(values, first)


def test_every_row_begins_anew():
    assert summed([[1.0, 2.0], [], [4.0, 0.5, 0.25]]).tolist() == [1.0, 3.0, 4.0, 4.5, 4.75]


def test_nothing_has_no_sums():
    assert summed([]).size == 0
    assert summed([[], []]).size == 0


@given(ROWS)
def test_the_sums_are_those_one_would_add_up_by_hand(rows):
    by_hand = [total for row in rows for total in itertools.accumulate(row)]
    assert summed(rows).tolist() == by_hand


@given(ROWS, st.data())
def test_no_row_depends_on_the_others(rows, data):
    kept = data.draw(
        st.lists(st.sampled_from(range(len(rows))), unique=True) if rows else st.just([])
    )
    alone = [value for row in sorted(kept) for value in summed([rows[row]])]
    assert summed([rows[row] for row in sorted(kept)]).tolist() == alone
