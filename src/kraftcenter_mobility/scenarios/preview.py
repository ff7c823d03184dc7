"""What a scenario would do to a network, edit by edit, to read before anything is computed."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.html_tables import html_table

from .accounts import SECONDS, km_words
from .walking import in_order

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .accounts import Account
    from .drawing import Map
    from .place_tables import PlaceTables
    from .scenario import Scenario

__all__ = ["Preview", "preview_of"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Preview:
    """The accounts of all edits of a scenario on one network.

    Print it, put its `table` beside a report, or draw it with :meth:`map`.
    """

    scenario: Scenario
    network: TransportNetwork = field(repr=False)
    accounts: tuple[Account, ...]
    """One per edit, in their order. Shape (n_edits,)."""

    @property
    def table(self) -> pd.DataFrame:
        """The accounts as a table, one row per edit under its number.

        Shape (n_edits, 8): edit, what, km, before, after, joins, connected, notes. The
        columns before and after are text.
        """
        import pandas as pd

        rows = [
            {
                "edit": account.edit,
                "what": account.what,
                "km": account.length_km,
                "before": _values(account.before, account.unit),
                "after": _values(account.after, account.unit),
                "joins": "; ".join(account.joins),
                "connected": account.connected,
                "notes": "; ".join(account.notes),
            }
            for account in self.accounts
        ]
        columns = ["edit", "what", "km", "before", "after", "joins", "connected", "notes"]
        numbers = pd.RangeIndex(1, len(rows) + 1, name="number")
        return pd.DataFrame(rows, columns=columns, index=numbers)

    @cached_property
    def geometry(self) -> gpd.GeoDataFrame:
        """What the edits concern, as lines and points in EPSG:4326.

        Shape (n_parts, 4): the number of the edit, its kind, what it does, and the geometry.
        """
        import geopandas as gpd

        parts = [
            (number, account.edit, account.what, shape)
            for number, account in enumerate(self.accounts, start=1)
            for shape in account.geometry
        ]
        columns = ["number", "edit", "what", "geometry"]
        return gpd.GeoDataFrame(parts, columns=columns, geometry="geometry", crs="EPSG:4326")

    def map(self, path: str | os.PathLike[str] | None = None, *, language: str = "en") -> Map:
        """Return a map of what the edits concern, and write it if told where.

        Parameters
        ----------
        path : path-like, optional
            A file to write: ``.html`` to explore in any browser without a network, ``.png``,
            ``.svg`` or ``.pdf`` to print.
        language : str, optional
            ``"en"`` or ``"da"``.

        Returns
        -------
        Map
            Each edit in a colour of its own.

        Raises
        ------
        InputError
            If the file cannot be written.
        """
        from .drawing import preview_map

        return preview_map(self, path, language=language)

    def to_dict(self) -> dict[str, Any]:
        """Return the scenario's name and its accounts as plain values, for JSON."""
        return {
            "scenario": self.scenario.name,
            "digest": self.scenario.digest,
            "accounts": [account.to_dict() for account in self.accounts],
        }

    def __str__(self) -> str:
        """Return the accounts as text: a head, then a few lines per edit."""
        count = f"{len(self.accounts)} edit{'' if len(self.accounts) == 1 else 's'}"
        lines = [f"{self.scenario.name}: {count if self.accounts else 'no edits, as it is now'}"]
        for number, account in enumerate(self.accounts, start=1):
            first, *others = str(account).splitlines()
            lines += [f"{number:>4}  {first}", *(f"      {line.strip()}" for line in others)]
        return "\n".join(lines)

    def __repr__(self) -> str:
        """Return the accounts as well: they are what one wants to see."""
        return str(self)

    def _repr_html_(self) -> str:
        """Return the accounts as a table for a notebook."""
        head = ("", "edit", "what", "km", "before", "after", "joins and notes")
        rows = []
        for number, row in zip(self.table.index, self.table.to_dict("records"), strict=True):
            remarks = "; ".join(filter(None, (row["joins"], row["notes"])))
            km = f"{row['km']:,.1f}" if row["km"] else ""
            rows.append(
                (str(number), row["edit"], row["what"], km, row["before"], row["after"], remarks)
            )
        return html_table(self.scenario.name, head, rows, footer=self.scenario.description)


def preview_of(
    scenario: Scenario, network: TransportNetwork, places: PlaceTables | None
) -> Preview:
    """Return the preview of a scenario on a network and, if given, tables of places.

    Raises
    ------
    ScenarioError
        If an edit cannot be made.
    """
    _, of_roads = scenario.changes(network)
    tables = {"places": network.place_table} if places is None else places
    of_places = scenario.edited_places(tables)[1] if scenario.place_edits else ()
    of_transit = scenario.transit(network)[1] if scenario.transit_edits else ()
    accounts = in_order(scenario.edits, of_roads, of_places, of_transit)
    return Preview(scenario=scenario, network=network, accounts=accounts)


def _values(values: Mapping[str, float], unit: str) -> str:
    """Return values and how much there is of each, as text."""

    def words(amount: float) -> str:
        if unit == "km":
            return km_words(amount)
        return f"{amount:,g} {unit}{'s' * (amount != 1 and unit != SECONDS)}"

    return ", ".join(f"{name}: {words(amount)}" for name, amount in values.items())
