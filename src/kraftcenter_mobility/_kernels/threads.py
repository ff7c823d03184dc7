"""Running tasks on several threads, each with scratch space of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import NamedTuple

from .blocks import U64Array

__all__ = ["Task", "Threads"]

Task = Callable[[U64Array], None]


class Threads(NamedTuple):
    """The caller's own thread and perhaps more, with scratch space for each."""

    scratch: Sequence[U64Array]
    """One array per thread."""

    executor: Executor | None
    """Where the other threads come from; not needed for one."""

    def run(self, tasks: Sequence[Task]) -> None:
        """Run all tasks; each gets the scratch space of the thread that takes it.

        The caller's thread takes tasks as well: handing over costs as much as some tasks.
        After an error, or Ctrl-C, what has not begun is given up.
        """
        waiting = iter(tasks)

        def work(scratch: U64Array) -> None:
            for task in waiting:
                task(scratch)

        n_others = min(len(self.scratch), len(tasks)) - 1
        others = []
        try:
            if self.executor is not None and n_others > 0:
                others = [self.executor.submit(work, mine) for mine in self.scratch[1:][:n_others]]
            work(self.scratch[0])
            for other in others:
                other.result()
        finally:
            for _ in waiting:
                pass
