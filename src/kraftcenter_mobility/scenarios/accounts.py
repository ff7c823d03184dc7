"""What an edit did, so that a planner can see that it did what was meant."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import pandas as pd

__all__ = ["SECONDS", "Account", "Hop", "km_words"]

SECONDS = "s"
"""The unit of times, which has no plural."""

SHOWN_HOPS = 4


class Hop(NamedTuple):
    """What a train takes from one of its calls to the next, before and after."""

    line: str
    direction: str
    """``"there"`` as the line's stations are named, or ``"back"``."""

    origin: str
    destination: str
    before_s: int
    """From departure to arrival, in seconds, with the calls between that only one side has."""

    after_s: int


@dataclass(frozen=True, kw_only=True)
class Account:
    """What an edit matched and changed.

    Examples
    --------
    >>> account = Account(
    ...     edit="CloseRoad", what="close road 15", n_ways=2, n_pieces=5, n_edges=10,
    ...     length_km=3.2, before={"open": 3.2}, after={"closed": 3.2},
    ... )
    >>> print(account)
    CloseRoad: close road 15
      2 ways in 5 pieces, 10 edges, 3.2 km
      open: 3.2 km -> closed: 3.2 km
    """

    edit: str
    """The kind of edit, such as ``"CloseRoad"``."""

    what: str
    """One line in a planner's words."""

    n_ways: int = 0
    """Number of OpenStreetMap ways that change, new ones included."""

    n_pieces: int = 0
    """Number of stretches of them between nodes."""

    n_edges: int = 0
    """Number of directions of road that change and that somebody concerned may use."""

    length_km: float = 0.0
    """Length of what changes, in km; a road that is open both ways counts once."""

    before: Mapping[str, float] = field(default_factory=dict)
    """How much had which value, in `unit`, such as ``{"80 km/h": 12.3}``."""

    after: Mapping[str, float] = field(default_factory=dict)
    """How much has which value from now on, in `unit`."""

    unit: str = "km"
    """What `before` and `after` count: km, or things of this name."""

    joins: tuple[str, ...] = ()
    """Where a new road joins others, one sentence each."""

    connected: bool | None = None
    """Whether a new road can be reached; None where no road is new."""

    notes: tuple[str, ...] = ()
    """What else a planner should know."""

    hops: tuple[Hop, ...] = ()
    """What trains take between calls, where that changes: what a new call costs those who
    stay on the train."""

    has_effect: bool = True
    drawn: gpd.GeoSeries | Callable[[], gpd.GeoSeries] | None = field(
        default=None, repr=False, compare=False
    )
    """What `geometry` is made of when it is first asked for."""

    @cached_property
    def geometry(self) -> gpd.GeoSeries:
        """What changes, as lines or points in EPSG:4326. Shape (n_parts,)."""
        import geopandas as gpd

        drawn = self.drawn() if callable(self.drawn) else self.drawn
        return gpd.GeoSeries([], crs="EPSG:4326") if drawn is None else drawn

    @property
    def hop_table(self) -> pd.DataFrame:
        """The hops as a table, with the difference in seconds. Shape (n_hops, 7)."""
        import pandas as pd

        table = pd.DataFrame(self.hops, columns=list(Hop._fields))
        table["difference_s"] = table["after_s"] - table["before_s"]
        return table

    def __repr__(self) -> str:
        """Say in short what the edit does; print the account for all of it."""
        return f"<Account of {self.edit}: {self.what}>"

    def _repr_html_(self) -> str:
        """Return the account as a small table for a notebook."""
        from kraftcenter_mobility.html_tables import html_table

        return html_table(f"{self.edit}: {self.what}", (), [(line,) for line in self._lines()])

    def __str__(self) -> str:
        """Return a few lines to print."""
        lines = [f"{self.edit}: {self.what}", *self._lines()]
        return "\n  ".join(lines)

    def _lines(self) -> list[str]:
        """Return what stands below the first line."""
        if not self.has_effect:
            return ["no effect", *self.notes]
        counts = [
            f"{_counted(self.n_ways, 'way')} in {_counted(self.n_pieces, 'piece')}",
            _counted(self.n_edges, "edge"),
            km_words(self.length_km),
        ]
        lines = [", ".join(counts)] if self.n_ways else []
        if self.unit == SECONDS:
            lines += [
                f"{name}: {seconds:,.0f} s -> {self.after.get(name, seconds):,.0f} s"
                for name, seconds in self.before.items()
            ]
        elif self.before or self.after:
            lines.append(f"{self._values(self.before)} -> {self._values(self.after)}")
        lines += self.joins
        if self.connected is not None:
            lines.append("connected" if self.connected else "connected to nothing")
        return [*lines, *self._hop_lines(), *self.notes]

    def _hop_lines(self) -> list[str]:
        """Return the hops that change most, one line each."""
        most = sorted(self.hops, key=lambda hop: -abs(hop.after_s - hop.before_s))
        lines = [
            f"{hop.line}, {hop.origin} - {hop.destination}: {hop.before_s:,} s -> "
            f"{hop.after_s:,} s ({hop.after_s - hop.before_s:+,} s)"
            for hop in most[:SHOWN_HOPS]
        ]
        more = len(most) - len(lines)
        return [*lines, f"and {more} more hops"] if more else lines

    def _values(self, values: Mapping[str, float]) -> str:
        """Return values and how much there is of each."""
        if self.unit == "km":
            shown = [f"{value}: {km_words(km)}" for value, km in values.items()]
        else:
            shown = [f"{value}: {_counted(int(n), self.unit)}" for value, n in values.items()]
        return ", ".join(shown) or "nothing"

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the geometry as plain values, for JSON or a table."""
        return {
            "edit": self.edit,
            "what": self.what,
            "n_ways": self.n_ways,
            "n_pieces": self.n_pieces,
            "n_edges": self.n_edges,
            "length_km": self.length_km,
            "before": dict(self.before),
            "after": dict(self.after),
            "unit": self.unit,
            "joins": list(self.joins),
            "connected": self.connected,
            "notes": list(self.notes),
            "hops": [hop._asdict() for hop in self.hops],
            "has_effect": self.has_effect,
        }


def km_words(km: float) -> str:
    """Return a length for a reader, with two decimals below a kilometre.

    Examples
    --------
    >>> km_words(0.0512), km_words(1234.5678)
    ('0.05 km', '1,234.6 km')
    """
    return f"{km:,.1f} km" if km >= 1.0 else f"{km:.2f} km"


def _counted(count: int, name: str) -> str:
    """Return a number of things with the ending that it wants."""
    return f"{count:,} {name}{'' if count == 1 or name == SECONDS else 's'}"
