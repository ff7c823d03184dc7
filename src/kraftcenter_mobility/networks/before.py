"""What an edited network was before, as far as places are concerned."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, IntArray
    from kraftcenter_mobility.modes import Mode

    from .road import RoadNetwork
    from .transport import TransportNetwork

__all__ = ["Before"]


class Before(NamedTuple):
    """The network that was edited, and which of its pieces each piece of the new one was."""

    network: TransportNetwork
    piece: IntArray
    """Shape (n_pieces,) of the edited network, -1 for new roads."""

    def was_mainland(self, roads: RoadNetwork, mode: Mode, *, turns: bool) -> BoolArray:
        """Return which segments of the edited network were of a mode's mainland before."""
        network = self.network
        mainland = network.mainland(network.metric(mode, turns=turns))
        old = network.piece_lines.segment[np.maximum(self.piece, 0)]
        of_piece = mainland[old] & (self.piece >= 0)
        owner = np.repeat(np.arange(roads.n_segments), np.diff(roads.first_piece))
        return np.bincount(owner[of_piece], minlength=roads.n_segments) > 0
