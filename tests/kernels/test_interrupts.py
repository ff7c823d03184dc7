"""Ctrl-C while a compiled function is about to return several arrays."""

import os
import signal
import threading
from typing import NamedTuple

import numpy as np
import pytest
from numba import config, njit

from kraftcenter_mobility._kernels.interrupts import uninterrupted


class Pair(NamedTuple):
    """Two arrays, which Numba needs a little Python to return."""

    one: np.ndarray
    other: np.ndarray


@njit(nogil=True)
def a_pair_after(n_steps):
    array = np.zeros(7)
    for step in range(n_steps):
        array[step % 7] += np.sin(step)
    return Pair(array, array.copy())


def over_and_over(call):
    """Call until something is raised."""
    while True:
        call()


def as_ctrl_c_does(done):
    """Be interrupted in the middle."""
    signal.raise_signal(signal.SIGINT)
    done.append("all of it")
    return len(done)


def test_what_was_begun_is_finished_before_ctrl_c_is_heard():
    usual, done = signal.getsignal(signal.SIGINT), []
    with pytest.raises(KeyboardInterrupt):
        uninterrupted(as_ctrl_c_does, done)
    assert done == ["all of it"]
    assert signal.getsignal(signal.SIGINT) is usual


def test_results_and_errors_pass_through():
    assert uninterrupted(max, 3, 5) == 5
    with pytest.raises(ZeroDivisionError):
        uninterrupted(divmod, 1, 0)
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_on_other_threads_nothing_is_held_back():
    found = []
    thread = threading.Thread(target=lambda: found.append(uninterrupted(max, 3, 5)))
    thread.start()
    thread.join()
    assert found == [5]


def test_who_ignores_ctrl_c_goes_on_ignoring_it():
    usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        assert uninterrupted(as_ctrl_c_does, []) == 1
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, usual)


@pytest.mark.skipif(bool(config.DISABLE_JIT), reason="without compilation there is no danger")
def test_a_compiled_function_that_returns_a_named_tuple_survives_ctrl_c():
    a_pair_after(1)
    timer = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        over_and_over(lambda: uninterrupted(a_pair_after, 10_000_000))
