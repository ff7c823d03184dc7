"""One table of travel times by public transport, as for any other mode."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .question import refuse_roads_only
from .times import transit_times

if TYPE_CHECKING:
    import pandas as pd

    from kraftcenter_mobility.modes import TransitMode
    from kraftcenter_mobility.networks.public_transport import PublicTransport

__all__ = ["transit_matrix"]

MEDIAN = 50.0


def transit_matrix(  # noqa: PLR0913 - what travel_time_matrix is asked
    network: Any,
    origins: Any,
    destinations: Any,
    *,
    mode: TransitMode,
    departure: Any,
    arrival: Any,
    percentiles: Any,
    cutoff_s: float,
    turns: bool | None,
    max_distance_m: float,
    access: bool,
    allow_islands: bool,
    threads: int | None,
    progress: bool | None,
    transit: PublicTransport | None = None,
) -> pd.DataFrame:
    """Return travel times by public transport, as :func:`travel_time_matrix` does.

    Raises
    ------
    InputError
        If `turns` or `access` are given, which mean nothing here.
    """
    import pandas as pd

    refuse_roads_only(mode, turns=turns, access=access)
    found = transit_times(
        network,
        origins,
        destinations,
        mode=mode,
        departure=departure,
        arrival=arrival,
        percentiles=MEDIAN if percentiles is None else percentiles,
        changes=False,
        cutoff_s=cutoff_s,
        max_distance_m=max_distance_m,
        allow_islands=allow_islands,
        threads=threads,
        progress=progress,
        transit=transit,
    )
    tables = found.travel_times_s
    table = next(iter(tables.values()))
    if len(tables) > 1:
        table = pd.concat(tables, axis="columns", names=["percentile"])
    table.attrs["method"] = found.method
    table.attrs["notices"] = found.notices.to_records()
    return table
