"""Tasks on several threads: everything is done once, and nothing more after an error."""

from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import pytest

from kraftcenter_mobility._kernels.threads import Threads


def scratch(n_threads):
    """Return scratch space for some threads."""
    return [np.full(1, thread, np.uint64) for thread in range(n_threads)]


@pytest.mark.parametrize("n_threads", [1, 2, 5])
@pytest.mark.parametrize("n_tasks", [0, 1, 4, 100])
def test_every_task_is_done_once(n_threads, n_tasks):
    done = []
    tasks = [lambda _space, task=task: done.append(task) for task in range(n_tasks)]
    with ThreadPoolExecutor(n_threads) as pool:
        Threads(scratch(n_threads), pool).run(tasks)
    assert sorted(done) == list(range(n_tasks))


class Late:
    """An executor whose threads come when everything is over."""

    def __init__(self):
        self.calls = []

    def submit(self, call, *arguments):
        """Remember what to call."""
        self.calls.append((call, arguments))
        return Future()


def test_after_an_error_what_has_not_begun_is_given_up():
    def fail(_space):
        raise KeyboardInterrupt

    done, late = [], Late()
    with pytest.raises(KeyboardInterrupt):
        Threads(scratch(2), late).run([fail, done.append, done.append])
    for call, arguments in late.calls:
        call(*arguments)
    assert len(late.calls) == 1
    assert done == []
