"""A pool of threads that take blocks of work; Ctrl-C stops them soon.

The kernels release Python's lock. Which thread takes a block has no influence on its
result, so results do not depend on the number of threads.
"""

from __future__ import annotations

import os
import threading
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, TypeVar

from kraftcenter_mobility.arguments import check_count

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

__all__ = ["run_in_pool", "slices", "thread_count"]

Scratch = TypeVar("Scratch")


def slices(n_items: int, step: int) -> list[slice]:
    """Return the slices of at most `step` items that make up all of them."""
    return [slice(low, min(low + step, n_items)) for low in range(0, n_items, step)]


def thread_count(threads: int | None) -> int:
    """Return how many threads to use; all cores if nothing is said."""
    if threads is None:
        return os.cpu_count() or 1
    check_count("threads", threads)
    return threads


def run_in_pool(
    blocks: Sequence[slice],
    run: Callable[[slice, Scratch], None],
    *,
    scratch: Callable[[], Scratch],
    threads: int | None,
    advance: Callable[[int], object] = lambda _: None,
) -> None:
    """Run `run` for every block, on several threads, each with scratch space of its own.

    `advance` hears of the size of every block that is done. A single thread is the
    caller's own, so that small work does not wait for a pool to start.
    """
    n_threads = min(thread_count(threads), len(blocks))
    if n_threads <= 1:
        _run_here(blocks, run, scratch, advance)
        return
    todo = iter(blocks)
    lock, stop = threading.Lock(), threading.Event()

    def work() -> None:
        space = scratch()
        while not stop.is_set():
            with lock:
                block = next(todo, None)
            if block is None:
                return
            run(block, space)
            with lock:
                advance(block.stop - block.start)

    with ThreadPoolExecutor(n_threads) as pool:
        futures: list[Future[None]] = []
        try:  # Ctrl-C may come as early as while the threads are being started
            for _ in range(n_threads):
                futures.append(pool.submit(work))  # noqa: PERF401 - each counts from the start
            while not all(future.done() for future in futures):
                wait(futures, timeout=0.1, return_when=FIRST_EXCEPTION)
                if any(future.done() and future.exception() for future in futures):
                    stop.set()
        except BaseException:
            stop.set()
            raise
    for future in futures:
        future.result()


def _run_here(
    blocks: Sequence[slice],
    run: Callable[[slice, Scratch], None],
    scratch: Callable[[], Scratch],
    advance: Callable[[int], object],
) -> None:
    """Run all blocks one after the other; between two of them Ctrl-C is heard."""
    space = scratch() if blocks else None
    for block in blocks:
        run(block, space)  # type: ignore[arg-type]
        advance(block.stop - block.start)
