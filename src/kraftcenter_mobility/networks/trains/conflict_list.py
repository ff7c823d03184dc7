"""Trains that cannot all run as planned: a list to read, and to count on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kraftcenter_mobility.networks.clock import clock_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Conflict", "Conflicts"]

SHOWN = 10
SHOWN_BRIEFLY = 3


class Conflict(NamedTuple):
    """Two trains that cannot both run as planned."""

    section: str
    """The stations between which they meet, such as "Herning - Vildbjerg"."""

    kind: str
    """"meeting" on a single track, or "following" too closely."""

    from_s: float
    """When the second train enters the section, in seconds of the service day."""

    until_s: float
    """When it might have entered."""

    first: str
    second: str
    """The two trains."""

    def __str__(self) -> str:
        """Return place, time and trains."""
        at = clock_text(self.from_s)
        return f"{at} {self.section}: {self.first} and {self.second} ({self.kind})"


@dataclass(frozen=True, kw_only=True, repr=False)
class Conflicts:
    """What stands against a plan of trains.

    Attributes
    ----------
    found : tuple of Conflict
        By time.
    n_runs : int
        How many trains were looked at.
    unchecked : tuple of str
        Trains without tracks, whose running times were given.
    """

    found: tuple[Conflict, ...] = ()
    n_runs: int = 0
    unchecked: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether all trains can run as planned, as far as could be checked."""
        return not self.found

    @property
    def upper_bound(self) -> bool:
        """Whether results are only bounds of what is possible, for conflicts remain."""
        return bool(self.found)

    @property
    def table(self) -> pd.DataFrame:
        """One row per conflict; `at` is the clock time of `from_s`."""
        import pandas as pd

        table = pd.DataFrame(list(self.found), columns=list(Conflict._fields))
        table.insert(0, "at", [clock_text(each.from_s) for each in self.found])
        return table

    def __len__(self) -> int:
        """Count the conflicts."""
        return len(self.found)

    def __repr__(self) -> str:
        """Say how many there are, and the first."""
        first = "; ".join(str(each) for each in self.found[:SHOWN_BRIEFLY])
        shown = f": {first}" if first else ""
        more = "; ..." if len(self.found) > SHOWN_BRIEFLY else ""
        return f"<Conflicts: {len(self.found):,} among {self.n_runs:,} trains{shown}{more}>"

    def _repr_html_(self) -> str:
        """Return the earliest as a table for a notebook."""
        from kraftcenter_mobility.html_tables import html_table

        rows = [
            (clock_text(each.from_s), each.section, each.first, each.second, each.kind)
            for each in self.found[:SHOWN]
        ]
        head = ("at", "between", "train", "and train", "how") if rows else ()
        more = len(self.found) - len(rows)
        footer = f"and {more:,} more" if more else ""
        return html_table(str(self).partition("\n")[0], head, rows, footer=footer)

    def __str__(self) -> str:
        """Return the conflicts, the earliest first."""
        unchecked = f" ({len(self.unchecked)} more not checked)" if self.unchecked else ""
        if not self.found:
            return f"no conflicts among {self.n_runs:,} trains{unchecked}"
        head = (
            f"{len(self.found):,} conflicts among {self.n_runs:,} trains{unchecked}; "
            f"travel times are bounds of what is possible"
        )
        more = [f"... and {len(self.found) - SHOWN:,} more"] if len(self.found) > SHOWN else []
        return "\n".join([head, *(f"  {each}" for each in self.found[:SHOWN]), *more])
