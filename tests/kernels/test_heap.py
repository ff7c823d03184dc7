"""The frontier of a search: entries, their order, and what happens when there is no room."""

import heapq

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kraftcenter_mobility._kernels.heap import (
    MAX_TIME_S,
    TICKS_PER_SECOND,
    entry_of,
    is_stale,
    item_of,
    pop,
    push,
    with_room,
)

TIMES = st.floats(0.0, MAX_TIME_S)
ITEMS = st.integers(0, 2**32 - 1)


def filled(entries):
    """Return a heap of some entries, and their number."""
    heap, size = np.empty(2, dtype=np.uint64), np.uint64(0)
    for entry in entries:
        heap = with_room(heap, size)
        size = push(heap, size, np.uint64(entry))
    return heap, size


def emptied(heap, size):
    """Return the entries of a heap, the earliest first."""
    out = []
    while size > 0:
        out.append(int(heap[0]))
        size = pop(heap, np.uint64(size))
    return out


@given(st.lists(st.integers(0, 2**64 - 1), max_size=40))
@settings(max_examples=60, deadline=None)
def test_entries_surface_in_order(entries):
    assert emptied(*filled(entries)) == sorted(entries)


@given(st.lists(st.one_of(st.none(), st.integers(0, 1000)), max_size=60))
@settings(max_examples=60, deadline=None)
def test_pushing_and_popping_in_any_order_is_what_heapq_does(steps):
    heap, size, twin = np.empty(0, dtype=np.uint64), np.uint64(0), []
    for step in steps:
        if step is not None:
            heap = with_room(heap, size)
            size = push(heap, size, np.uint64(step))
            heapq.heappush(twin, step)
        elif twin:
            assert int(heap[0]) == heapq.heappop(twin)
            size = pop(heap, np.uint64(size))
    assert int(size) == len(twin)


@given(TIMES, ITEMS)
@settings(max_examples=60, deadline=None)
def test_an_entry_gives_back_its_item_and_knows_its_time(time_s, item):
    entry = np.uint64(entry_of(time_s, np.uint64(item)))
    assert int(item_of(entry)) == item
    assert not is_stale(entry, time_s)


@given(TIMES, TIMES, ITEMS, ITEMS)
@settings(max_examples=60, deadline=None)
def test_the_earlier_entry_is_the_smaller_one_whatever_the_items(one_s, other_s, one, other):
    ticks = int(one_s * TICKS_PER_SECOND), int(other_s * TICKS_PER_SECOND)
    entries = int(entry_of(one_s, np.uint64(one))), int(entry_of(other_s, np.uint64(other)))
    if ticks[0] < ticks[1]:
        assert entries[0] < entries[1]


def test_an_entry_is_stale_once_its_item_was_reached_a_tick_sooner():
    entry = np.uint64(entry_of(10.0, np.uint64(3)))
    assert is_stale(entry, 10.0 - 1.0 / TICKS_PER_SECOND)
    assert not is_stale(entry, 10.0)


@pytest.mark.parametrize("time_s", [0.0, 1e-7, MAX_TIME_S])
def test_the_shortest_and_the_longest_times_fit(time_s):
    entry = np.uint64(entry_of(time_s, np.uint64(2**32 - 1)))
    assert int(item_of(entry)) == 2**32 - 1
    assert int(entry) >> 32 == int(time_s * TICKS_PER_SECOND)


def test_a_full_heap_grows_and_keeps_what_it_holds():
    heap, size = filled(range(1000, 0, -1))
    assert heap.size >= 1000
    assert emptied(heap, size) == list(range(1, 1001))


def test_a_heap_with_room_is_left_alone():
    heap = np.empty(4, dtype=np.uint64)
    assert with_room(heap, np.uint64(3)) is heap or with_room(heap, np.uint64(3)).size == 4
    assert with_room(heap, np.uint64(4)).size > 4
