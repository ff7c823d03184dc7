"""A network with changes to its roads, built again as a whole.

Slow beside what :mod:`.patches` does, and complete: what it returns is a network like any
other, for maps, journeys and whatever else takes one. It is what fast answers are equal to.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.notices import Notices

from .before import Before
from .build import roads_of_rows
from .edited_rows import edited_rows
from .memory import Memory

if TYPE_CHECKING:
    from .changes import RoadChanges
    from .transport import TransportNetwork

__all__ = ["edited_network"]


def edited_network(network: TransportNetwork, changes: RoadChanges) -> TransportNetwork:
    """Return a network with changes to its roads. The network itself stays as it is.

    Places go on joining the roads that were of the mainland before, even where a closure has
    cut them off: who lives there has not moved.
    """
    roads, known = network.roads, network.surroundings
    everything = np.arange(roads.piece_way.size)
    edited = edited_rows(roads, known, changes, everything, restrictions=roads.restrictions)
    notices = Notices.from_records(network.notices.to_records())
    built = roads_of_rows(edited.rows, notices)
    return replace(
        network,
        roads=built.roads,
        notices=notices,
        orders={},
        before=Before(network, edited.piece[built.piece_row]),
        _memo=Memory(),
        _prepared=Memory(),
    )
