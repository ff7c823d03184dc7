"""Ctrl-C at the worst moment: while the threads are still being started."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

import kraftcenter_mobility as km
from kraftcenter_mobility.routing import searches

N_SOURCES = 200_000
BLOCK_S = 0.001


def test_ctrl_c_while_threads_are_started_stops_those_that_run(sample, monkeypatch):
    layout = sample.layout(sample.metric(km.CAR), backward=False)
    submit, started, blocks = ThreadPoolExecutor.submit, [], []

    def interrupted(pool, work):
        started.append(submit(pool, work))
        if len(started) == 2:
            raise KeyboardInterrupt
        return started[-1]

    def run(block, _scratch):
        blocks.append(block)
        time.sleep(BLOCK_S)

    monkeypatch.setattr(ThreadPoolExecutor, "submit", interrupted)
    with pytest.raises(KeyboardInterrupt):
        searches.run_in_blocks(N_SOURCES, layout, run, threads=2, advance=lambda _: None)
    assert all(future.done() for future in started)
    assert sum(block.stop - block.start for block in blocks) < N_SOURCES / 2
