"""Ranks in ascending order: what a queue gives back is what a heap would."""

import heapq

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kraftcenter_mobility._kernels.hierarchy import NONE
from kraftcenter_mobility._kernels.rank_queue import next_waiting, queue_of, wait


def put(queue, rank):
    """Put a rank into a queue."""
    wait(*queue, np.uint64(rank))


def take(queue, least=0):
    """Take the lowest rank out of a queue, None if nobody waits."""
    rank = next_waiting(*queue, np.uint64(least))
    return None if rank == NONE else int(rank)


@pytest.mark.parametrize("rank", [0, 63, 64, 4095, 4096, 9999])
def test_a_rank_comes_out_once_however_often_it_was_put_in(rank):
    queue = queue_of(10_000)
    put(queue, rank)
    put(queue, rank)
    assert [take(queue), take(queue)] == [rank, None]
    assert not any(words.any() for words in queue)


@given(st.lists(st.one_of(st.none(), st.integers(0, 9999)), max_size=60))
@settings(max_examples=60, deadline=None)
def test_ranks_come_out_as_from_a_heap_while_others_are_put_in(steps):
    queue, twin, last = queue_of(10_000), [], 0
    for step in steps:
        if step is not None and step >= last:
            put(queue, step)
            if step not in twin:
                heapq.heappush(twin, step)
        elif twin:
            last = take(queue, last)
            assert last == heapq.heappop(twin)
    assert [take(queue, last) for _ in twin] == sorted(twin)
    assert take(queue, last) is None
