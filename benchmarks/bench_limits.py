"""How fast does this machine move bytes, at best, and how long does a load take?

The ground that other benchmarks stand on: a sweep or a customization cannot be quicker
than the bytes it must move allow. Streams are counted as the program sees them: a copy
moves two bytes per byte, a min-plus update three (both terms read, one written). Loads at
random places are either independent of each other or each tells where the next one is.
"""
# ruff: noqa: D400 - the first line is the question

import time
from concurrent.futures import ThreadPoolExecutor

import numba
import numpy as np
import pytest

KIB, MIB = 2**10, 2**20
SIZES = (16 * KIB, 256 * KIB, 2 * MIB, 16 * MIB, 64 * MIB, 512 * MIB)
BYTES_PER_RUN = 2**30
ROUNDS = 7


@numba.njit(nogil=True)
def copy(source, target, times):
    for _ in range(times):
        for i in range(target.size):
            target[np.uint64(i)] = source[np.uint64(i)]


@numba.njit(nogil=True)
def read(source, target, times):
    for _ in range(times):
        total = np.uint32(0)
        for i in range(source.size):
            total = np.uint32(total ^ source[np.uint64(i)])
        target[0] = total


@numba.njit(nogil=True)
def update(source, target, times):
    for time_along in range(times):
        along = np.uint32(time_along)
        for i in range(target.size):
            here = np.uint64(i)
            target[here] = min(target[here], np.uint32(source[here] + along))


@numba.njit(nogil=True)
def gather(where, values, count):
    total = np.uint32(0)
    for i in range(count):
        total = np.uint32(total ^ values[where[np.uint64(i)]])
    return total


@numba.njit(nogil=True)
def chase(following, count):
    here = np.uint32(0)
    for _ in range(count):
        here = following[here]
    return here


def quickest(run):
    """Return the median and the least time of some runs after one that is not timed."""
    run()
    taken = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        run()
        taken.append(time.perf_counter() - begin)
    return float(np.median(taken)), min(taken)


def readable(size):
    """Return a size in the unit in which it is easy to read."""
    return f"{size // MIB} MiB" if size >= MIB else f"{size // KIB} KiB"


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize(("stream", "moved"), [(copy, 2), (read, 1), (update, 3)])
def test_bytes_that_stream_per_second(benchmark, stream, moved, threads):
    found = {}
    with ThreadPoolExecutor(threads) as pool:
        for size in SIZES:
            arrays = [np.ones(size // 8 // threads, dtype=np.uint32) for _ in range(2 * threads)]
            times = max(1, BYTES_PER_RUN // size)
            pairs = arrays[:threads], arrays[threads:]
            median, least = quickest(
                lambda pairs=pairs, times=times: list(pool.map(stream, *pairs, [times] * threads))
            )
            gigabytes = moved * times * size / 2 / 1e9
            found[readable(size)] = gigabytes / median, gigabytes / least
    benchmark.extra_info.update(found)
    benchmark.pedantic(lambda: None)
    print(f"\n{stream.py_func.__name__}, {threads} thread(s), GB/s at median (at best):")
    print("  " + "  ".join(f"{size} {mid:.0f} ({best:.0f})" for size, (mid, best) in found.items()))


def test_time_of_a_load_at_a_random_place(benchmark):
    random, count = np.random.default_rng(1), 2**21
    found = {}
    for size in SIZES:
        n = size // 4
        order = random.permutation(n).astype(np.uint32)
        following = np.empty(n, dtype=np.uint32)
        following[order] = np.roll(order, -1)
        where = random.integers(0, n, count, dtype=np.uint32)
        apart = quickest(lambda where=where, values=order: gather(where, values, count))
        chained = quickest(lambda following=following: chase(following, count))
        found[readable(size)] = apart[0] / count * 1e9, chained[0] / count * 1e9
    benchmark.extra_info.update(found)
    benchmark.pedantic(lambda: None)
    print("\nA load, ns, independent and dependent:")
    print("  " + "  ".join(f"{size} {a:.1f} {b:.1f}" for size, (a, b) in found.items()))
