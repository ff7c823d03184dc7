"""A network as a scenario leaves it, built again as a whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kraftcenter_mobility.networks.edited import edited_network
from kraftcenter_mobility.networks.memory import Memory

if TYPE_CHECKING:
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .scenario import Scenario

__all__ = ["applied_network"]


def applied_network(
    network: TransportNetwork, scenario: Scenario, *, places: bool
) -> TransportNetwork:
    """Return the network as it would be; its roads are its own where none of them changes.

    Parameters
    ----------
    network : TransportNetwork
        As it is.
    scenario : Scenario
        What changes.
    places : bool
        Whether edits of places are made in the network's own table.

    Returns
    -------
    TransportNetwork
        A value like any other.

    Raises
    ------
    ScenarioError
        If an edit cannot be made, also because the network's own table lacks a place.
    """
    changes = scenario.changes(network)[0]
    only_transit = bool(scenario.transit_edits) and not changes
    edited = network if only_transit else edited_network(network, changes)
    if scenario.transit_edits:
        edited = edited.with_transit(scenario.transit(network)[0])
    if places and scenario.place_edits:
        tables, _ = scenario.edited_places({"places": network.place_table})
        edited = replace(edited, place_table=tables["places"], _memo=Memory())
    return edited
