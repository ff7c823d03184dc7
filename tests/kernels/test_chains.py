"""Pieces of road followed into chains."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import chains

from kraftcenter_mobility._kernels.chains import follow_chains


def followed(partner):
    """Return the chains as lists of (piece, passed along)."""
    order, along, first = follow_chains(np.array(partner, dtype=np.int64))
    pieces = list(zip(order.tolist(), along.tolist(), strict=True))
    return [pieces[a:b] for a, b in itertools.pairwise(first)]


def partners(n_pieces, *joined):
    """Return the partner of every end, of some pairs of ends."""
    partner = [-1] * (2 * n_pieces)
    for one, other in joined:
        partner[one], partner[other] = other, one
    return partner


def test_pieces_that_are_not_joined_are_chains_of_their_own():
    assert followed(partners(3)) == [[(0, True)], [(1, True)], [(2, True)]]


def test_pieces_drawn_the_same_way_are_passed_along():
    #  0: (0)-->(1)  1: (2)-->(3)
    assert followed(partners(2, (1, 2))) == [[(0, True), (1, True)]]


def test_a_piece_drawn_the_other_way_is_passed_against():
    #  0: (0)-->(1)  1: (3)<--(2)
    assert followed(partners(2, (1, 3))) == [[(0, True), (1, False)]]


def test_a_chain_begins_at_a_loose_end_wherever_that_is():
    #  1 before 0, and 2 before 1, the wrong way round
    assert followed(partners(3, (3, 0), (5, 2))) == [[(0, False), (1, False), (2, False)]]


@pytest.mark.parametrize("n_pieces", [2, 3, 5])
def test_a_ring_begins_with_its_lowest_piece(n_pieces):
    ring = [(2 * k + 1, 2 * ((k + 1) % n_pieces)) for k in range(n_pieces)]
    assert followed(partners(n_pieces, *ring)) == [[(k, True) for k in range(n_pieces)]]


def test_rings_come_after_lines():
    ring = [(1, 2), (3, 0)]
    assert followed(partners(3, *ring)) == [[(2, True)], [(0, True), (1, True)]]


def test_no_pieces_make_no_chains():
    assert followed([]) == []


@given(st.data(), st.integers(1, 12))
@settings(max_examples=60, deadline=None)
def test_chains_are_those_of_the_slow_twin(data, n_pieces):
    ends = data.draw(st.permutations(range(2 * n_pieces)))
    n_joined = data.draw(st.integers(0, n_pieces))
    joined = [
        (one, other)
        for one, other in zip(ends[0::2], ends[1::2], strict=True)
        if one // 2 != other // 2
    ]
    partner = partners(n_pieces, *joined[:n_joined])

    found = followed(partner)

    assert found == chains(partner)
    assert sorted(piece for chain in found for piece, _ in chain) == list(range(n_pieces))
