"""A progress bar for long work, where somebody is there to see it."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["progress"]

SHOWN_AFTER_S = 0.5


@contextmanager
def progress(
    total: int | None, description: str, *, show: bool | None = None, unit: str = "it"
) -> Iterator[Callable[[int], None]]:
    """Show how far a piece of work has come.

    Parameters
    ----------
    total : int or None
        How much there is to do, in `unit`; None if that is unknown.
    description : str
        What is being done, in a word or two.
    show : bool, optional
        True always shows the bar and False never. By default it appears on a terminal or
        in a notebook once the work has taken half a second, and never where the
        environment variable ``CI`` is set.
    unit : str
        What is counted; ``"B"`` shows multiples such as MB.

    Yields
    ------
    callable
        Call it with how much has been done since the last call; from any thread.

    Examples
    --------
    >>> with progress(2, "travel times", show=False) as done:
    ...     for block in range(2):
    ...         done(1)
    """
    if not (_somebody_watches() if show is None else show):
        yield _ignore
        return
    from tqdm.auto import tqdm

    lock = threading.Lock()
    with tqdm(
        total=total,
        desc=description,
        unit=unit,
        unit_scale=unit == "B",
        delay=SHOWN_AFTER_S if show is None else 0.0,
    ) as bar:

        def done(amount: int) -> None:
            with lock:  # tqdm's own count is not safe between threads
                bar.update(amount)

        yield done


def _ignore(_amount: int) -> None:
    """Take no notice of what has been done."""


def _somebody_watches() -> bool:
    """Say whether a bar would be seen: on a terminal or in a notebook, not in CI."""
    if os.environ.get("CI", "").strip().lower() not in {"", "0", "false"}:
        return False
    return _in_notebook() or (sys.stderr is not None and sys.stderr.isatty())


def _in_notebook() -> bool:
    """Say whether this runs in a Jupyter kernel; asks IPython only if it is in use."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell is not None and "IPKernelApp" in getattr(shell, "config", {})
