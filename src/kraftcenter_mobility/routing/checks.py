"""What every question about travel times refuses."""

from __future__ import annotations

from kraftcenter_mobility.arguments import check_count, check_number
from kraftcenter_mobility.errors import InputError, ModeError
from kraftcenter_mobility.modes import TransitMode

__all__ = ["check_network", "check_pairs", "check_search", "refuse_transit", "refuse_windows"]

MOST_PAIRS = 1_000_000_000
"""More than that would be 8 GB of times."""


def refuse_windows(mode: object, **given: object) -> None:
    """Refuse what means nothing for modes that know no timetable.

    Raises
    ------
    InputError
        If any of it is given.
    """
    if isinstance(mode, str):
        raise ModeError(
            f"mode must be a Mode such as kraftcenter_mobility.CAR or TRANSIT, got {mode!r}"
        )
    for name, value in given.items():
        if value is not None:
            raise InputError(
                f"{name} means nothing for mode {getattr(mode, 'name', mode)!r}, which takes as "
                f"long at any time; leave it out, or travel by kraftcenter_mobility.TRANSIT"
            )


def refuse_transit(mode: object) -> None:
    """Say which functions travel by public transport, if that is what is asked for."""
    if isinstance(mode, TransitMode):
        raise ModeError(
            f"mode {mode.name!r} is not one of the roads; by public transport there are "
            f"travel_time_matrix, transit_times, journeys and compare"
        )


def check_search(cutoff_s: float, threads: int | None) -> None:
    """Refuse settings that no search can have."""
    check_number("cutoff_s", cutoff_s)
    if threads is not None:
        check_count("threads", threads)


def check_pairs(n_origins: int, n_destinations: int, n_tables: int = 1) -> None:
    """Refuse tables that no memory holds.

    Raises
    ------
    InputError
        If there are more than a billion pairs, all tables together.
    """
    if n_origins * n_destinations * n_tables > MOST_PAIRS:
        tables = "" if n_tables == 1 else f" x {n_tables} tables"
        raise InputError(
            f"{n_origins:,} x {n_destinations:,}{tables} are more than {MOST_PAIRS:,} travel "
            f"times; ask for some origins at a time, or for nearest_destinations"
        )


def check_network(network: object) -> None:
    """Refuse what is no network, such as the path of one."""
    from kraftcenter_mobility.networks.transport import TransportNetwork

    if not isinstance(network, TransportNetwork):
        raise InputError(
            f"network must be a TransportNetwork, got {network!r:.60}; load a saved one with "
            f"kraftcenter_mobility.TransportNetwork.load(...), or build one with .from_osm(...)"
        )
