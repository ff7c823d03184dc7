"""Which ways have a number, a name or a class: looked up, not searched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.osm.tags import road_class

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kraftcenter_mobility._kernels.csr import IntArray
    from kraftcenter_mobility.networks.road import RoadNetwork
    from kraftcenter_mobility.networks.transport import TransportNetwork

__all__ = ["RoadIndex", "name_key", "number_keys", "road_index"]

NO_WAYS: IntArray = np.zeros(0, dtype=np.int64)
NO_WAYS.setflags(write=False)


def number_keys(number: str) -> list[str]:
    """Return the road numbers that a value of ``ref`` lists, as they are compared.

    Examples
    --------
    >>> number_keys("E 20; 18")
    ['e20', '18']
    """
    parts = ("".join(part.split()).casefold() for part in number.split(";"))
    return [part for part in parts if part]


def name_key(name: str) -> str:
    """Return a road's name as it is compared: whatever its case and outer spaces."""
    return name.strip().casefold()


class RoadIndex:
    """The ways of a network by number, name and class, as indices into its arrays."""

    def __init__(self, roads: RoadNetwork) -> None:
        """Sort the ways once."""
        self.roads = roads
        self.by_number: Mapping[str, IntArray]
        self.by_name: Mapping[str, IntArray]
        self.by_number, self.numbers = _by_text(
            roads.way_number, [number_keys(text) for text in roads.names], roads.names
        )
        self.by_name, self.names = _by_text(
            roads.way_name, [[name_key(text)] for text in roads.names], roads.names
        )
        classes = [road_class(tags).name for tags in roads.tag_sets]
        self.by_class: Mapping[str, IntArray]
        self.by_class, _ = _by_text(roads.way_tag_set, [[each] for each in classes], classes)

    def ways_of(self, way_ids: Iterable[int]) -> tuple[IntArray, tuple[int, ...]]:
        """Return the ways of some OpenStreetMap ids, and the ids that no way has."""
        way_id = self.roads.way_id
        wanted = np.fromiter(way_ids, dtype=np.int64)
        place = np.searchsorted(way_id, wanted)
        place[place == way_id.size] = 0
        found = way_id[place] == wanted
        if found.all():
            return place, ()
        return place[found], tuple(wanted[~found].tolist())

    def with_number(self, number: str) -> IntArray:
        """Return the ways of which a number is given, be it one of several."""
        return _joined(self.by_number.get(key, NO_WAYS) for key in number_keys(number))

    def with_name(self, name: str) -> IntArray:
        """Return the ways of a name."""
        return self.by_name.get(name_key(name), NO_WAYS)

    def of_class(self, name: str) -> IntArray:
        """Return the ways of a class."""
        return self.by_class.get(name, NO_WAYS)


def road_index(network: TransportNetwork) -> RoadIndex:
    """Return the index of a network's roads; made once."""
    return network.remembered("road index", lambda: RoadIndex(network.roads))


def _joined(groups: Iterable[IntArray]) -> IntArray:
    """Return the ways of several groups, each once."""
    first, *others = [*groups] or [NO_WAYS]
    return np.unique(np.concatenate((first, *others))) if others else first


def _by_text(
    column: IntArray, keys: Sequence[Sequence[str]], texts: Sequence[str]
) -> tuple[dict[str, IntArray], dict[str, str]]:
    """Return the ways by each key of the text that a column points to, and the texts by key."""
    order = np.argsort(column, kind="stable")
    value, begin = np.unique(column[order], return_index=True)
    groups: dict[str, list[IntArray]] = {}
    shown: dict[str, str] = {}
    for which, ways in zip(value.tolist(), np.split(order, begin[1:]), strict=True):
        if which < 0:
            continue
        for key, text in zip(keys[which], _parts(texts[which], len(keys[which])), strict=True):
            groups.setdefault(key, []).append(ways)
            shown.setdefault(key, text)
    return {key: _joined(ways) for key, ways in groups.items()}, shown


def _parts(text: str, n_parts: int) -> list[str]:
    """Return a text as it stands, or the values that it lists."""
    if n_parts == 1:
        return [text.strip("; ")]
    return [part.strip() for part in text.split(";") if part.strip()]
