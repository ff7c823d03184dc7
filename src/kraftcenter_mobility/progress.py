"""A progress bar for long work, where somebody is there to see it."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["progress"]

SHOWN_AFTER_S = 0.5

TICK_S = 1.0
"""How often a bar that hears nothing says how long it has taken."""


class _Bar:
    """A bar that is open, or the absence of one; to be told from any thread."""

    def __init__(self, bar: Any = None) -> None:
        self._bar, self._lock, self._over = bar, threading.Lock(), threading.Event()
        self._ticks = False

    def advance(self, amount: int) -> None:
        """Take note of what has been done."""
        if self._bar is not None:
            with self._lock:  # tqdm's own count is not safe between threads
                self._bar.update(amount)

    @contextmanager
    def stage(self, total: int | None, description: str) -> Iterator[Callable[[int], None]]:
        """Say beside the bar what is being done within it."""
        done = 0

        def advance(amount: int) -> None:
            nonlocal done
            done += amount
            self._say(f"{description} {done:,}" + (f"/{total:,}" if total else ""))

        advance(0)
        try:
            yield advance
        finally:
            self._say("")

    def _say(self, text: str) -> None:
        """Put words beside the bar; they are seen when it is next drawn."""
        if self._bar is not None:
            with self._lock:
                self._bar.set_postfix_str(text, refresh=False)

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Keep the bar on the screen, also while nothing is heard of the work."""
        if self._bar is None:
            yield
            return
        clock = threading.Thread(target=self._tick, daemon=True)
        clock.start()
        try:
            yield
        finally:
            self._over.set()
            clock.join()
            bar = self._bar
            if self._ticks:  # else tqdm takes a bar that heard nothing for one never drawn
                bar.last_print_t = max(bar.last_print_t, bar.start_t + bar.delay)
            bar.close()

    def _tick(self) -> None:
        """Draw the bar now and then until the work is over."""
        wait_s = SHOWN_AFTER_S
        while not self._over.wait(wait_s):
            with self._lock:
                self._ticks = True
                self._bar.refresh()
            wait_s = TICK_S


class _Open(threading.local):
    """The bars that are open on a thread, the innermost last."""

    def __init__(self) -> None:
        self.bars: list[_Bar] = []


_OPEN = _Open()


@contextmanager
def progress(
    total: int | None, description: str, *, show: bool | None = None, unit: str = "it"
) -> Iterator[Callable[[int], None]]:
    """Show how far a piece of work has come.

    Work within other work has no bar of its own: what it does is said beside the bar that
    is there already, and not at all where that was forbidden.

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
    bars = _OPEN.bars
    if show is None and bars:
        with bars[-1].stage(total, description) as advance:
            yield advance
        return
    seen = sys.stderr is not None and (_somebody_watches() if show is None else show)
    bar = _Bar(_drawn(total, description, unit, at_once=show is not None) if seen else None)
    bars.append(bar)
    try:
        with bar.shown():
            yield bar.advance
    finally:  # by identity: an abandoned generator may close its bar out of order
        bars[:] = [each for each in bars if each is not bar]


def _drawn(total: int | None, description: str, unit: str, *, at_once: bool) -> Any:
    """Return a bar: the browser's in a notebook, tqdm's elsewhere."""
    delay_s = 0.0 if at_once else SHOWN_AFTER_S
    if _in_notebook():
        from .notebook_bar import NotebookBar

        return NotebookBar(total, description, unit=unit, delay=delay_s)
    from tqdm.std import tqdm  # tqdm.auto warns of widgets that are not there

    in_bytes = unit == "B"
    return tqdm(
        total=total,
        desc=description,
        unit=unit,
        unit_scale=in_bytes,
        delay=delay_s,
        dynamic_ncols=True,
    )


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
