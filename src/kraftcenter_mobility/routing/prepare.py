"""Prepare a network for one mode, so that travel times cost next to nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kraftcenter_mobility.progress import progress as progress_bar

from .by_hierarchy import mode_hierarchy
from .checks import check_network
from .pool import thread_count
from .road_engine import RoadEngine

if TYPE_CHECKING:
    from kraftcenter_mobility.modes import Mode
    from kraftcenter_mobility.networks.transport import TransportNetwork

__all__ = ["prepare"]


def prepare(
    network: TransportNetwork,
    mode: Mode,
    *,
    turns: bool | None = None,
    threads: int | None = None,
    progress: bool | None = None,
) -> RoadEngine:
    """Prepare a network for one mode; return the engine, customized for the mode's times.

    The network remembers the engine: :func:`travel_time_matrix`, :func:`nearest_destinations`
    and :func:`journeys` use it from now on, and :meth:`TransportNetwork.save` keeps what took
    time to find. Nobody has to call this, because they prepare by themselves where that pays
    for one question; it is for many small questions, and for using the engine directly.

    Parameters
    ----------
    network : TransportNetwork
        The network.
    mode : Mode
        How to travel.
    turns : bool, optional
        Whether turn restrictions and delays at junctions count; the mode decides if not
        given.
    threads : int, optional
        Number of threads, all cores if not given. The result does not depend on it.
    progress : bool, optional
        Show a progress bar; by default for work of more than half a second at a terminal.

    Returns
    -------
    RoadEngine
        Its nodes are the network's edges where turns count and its nodes otherwise:
        ``engine.mode_graph.item`` says which. Times are in seconds.

    Raises
    ------
    ModeError
        If no road of the network is open to `mode`.
    InputError
        If `network` is something else.

    See Also
    --------
    RoadEngine : The same for plain arrays.

    Examples
    --------
    >>> import kraftcenter_mobility as km
    >>> network = km.TransportNetwork.sample()
    >>> engine = km.prepare(network, km.CAR)
    >>> engine.mode_graph.turns
    True
    """
    check_network(network)
    metric = network.metric(mode, turns=turns)
    with progress_bar(1, f"{mode.name} engine", show=progress, unit="engine") as done:
        hierarchy = mode_hierarchy(network, metric, threads=thread_count(threads))
        done(1)
    return RoadEngine.of_mode(hierarchy.graph, hierarchy.found)
