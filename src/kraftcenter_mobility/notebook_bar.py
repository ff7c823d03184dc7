"""A progress bar for notebooks: the browser's own, which goes when the work is done.

It needs no widgets, which not every notebook can show and none can show again once it was
saved, and it leaves nothing behind in the notebook.
"""

from __future__ import annotations

import time
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["NotebookBar"]

AGAIN_AFTER_S = 0.25
"""How often at most it is drawn."""


class NotebookBar:
    """A bar with what :class:`tqdm.tqdm` has of what is used here, in its words."""

    def __init__(self, total: int | None, description: str, *, unit: str, delay: float) -> None:
        """Begin; nothing is shown before `delay` seconds are over."""
        self.total, self.description, self.unit, self.delay = total, description, unit, delay
        self.n, self.postfix = 0, ""
        self.start_t = self.last_print_t = time.monotonic()
        self._handle: Any = None
        if delay == 0:
            self.refresh()

    def update(self, amount: int) -> None:
        """Count what has been done, and draw the bar if that was long ago."""
        self.n += amount
        now = time.monotonic()
        if now >= max(self.start_t + self.delay, self.last_print_t + AGAIN_AFTER_S):
            self.refresh()

    def set_postfix_str(self, text: str, *, refresh: bool = True) -> None:
        """Say something beside the bar."""
        self.postfix = text
        if refresh:
            self.refresh()

    def refresh(self) -> None:
        """Draw the bar."""
        self.last_print_t = time.monotonic()
        told = self._told()
        size = f' value="{self.n}" max="{self.total}"' if self.total else ""
        self._show(f"<div><progress{size}></progress> {escape(told)}</div>", told)

    def close(self) -> None:
        """Take the bar away."""
        if self._handle is not None:
            self._show("", "")

    def _told(self) -> str:
        """Return how far the work is, in words."""
        count = f"{self.n / 1e6:,.1f} M{self.unit}" if self.unit == "B" else f"{self.n:,}"
        of = f" of {self.total:,}" if self.total else ""
        seconds = int(time.monotonic() - self.start_t)
        parts = (f"{self.description}: {count}{of}", f"{seconds} s", self.postfix)
        return ", ".join(filter(None, parts))

    def _show(self, html: str, text: str) -> None:
        """Put the bar where it stood before, or below the cell if it is new."""
        from IPython.display import display

        show: Callable[..., Any] = display if self._handle is None else self._handle.update
        first = {"display_id": True} if self._handle is None else {}
        handle = show({"text/html": html, "text/plain": text}, raw=True, **first)
        self._handle = self._handle or handle
