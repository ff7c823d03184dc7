"""One self-contained page per comparison: what was asked, what changes, for whom, and why."""

from .write import write_report

__all__ = ["write_report"]
