"""What an edited network was before, as far as places are concerned."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.osm.tags import access

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

    def join_order(self, roads: RoadNetwork) -> IntArray:
        """Return which of equally near segments of `roads`, made of the pieces, comes first.

        Those that were there before, in their order of then; new ones last. Shape
        (n_segments,).
        """
        order = self.network.join_order
        old = self.network.piece_lines.segment[np.maximum(self.piece, 0)]
        of_piece = np.where(self.piece >= 0, order[old], order.size)
        lowest: IntArray = np.minimum.reduceat(of_piece, roads.first_piece[:-1])
        return lowest

    def may_grow(self, roads: RoadNetwork, mode: Mode) -> bool:
        """Say whether a road of `roads`, made of the pieces, is new or open to a mode at last.

        If none is, nobody can join the mainland who was not of it; though where a closure
        parts it, some island may become the largest part.
        """
        if (self.piece < 0).any():
            return True
        old = self.network.roads
        was = old.way_tag_set[old.piece_way[self.piece]]
        pairs = np.unique(np.stack((was, roads.way_tag_set[roads.piece_way]), axis=1), axis=0)
        for before, after in pairs.tolist():
            one, other = old.tag_sets[before], roads.tag_sets[after]
            codes = zip(access(one, mode), access(other, mode), strict=True)
            if one != other and any(now > then for then, now in codes):
                return True
        return False
