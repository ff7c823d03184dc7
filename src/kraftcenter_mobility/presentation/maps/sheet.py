"""What all maps have in common: the part of the Earth they show, its roads, towns and credits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility import herning
from kraftcenter_mobility._version import __version__
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.presentation.languages import words_in
from kraftcenter_mobility.presentation.map import Map
from kraftcenter_mobility.routing.checks import check_network

from .background import background
from .longitudes import crosses_180, eastward
from .texts import TEXTS
from .towns import town_labels

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from typing import Any

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray
    from kraftcenter_mobility.networks.transport import TransportNetwork
    from kraftcenter_mobility.presentation.languages import Words
    from kraftcenter_mobility.presentation.layers import Layer

__all__ = ["Bounds", "LonLat", "Sheet", "sheet_around"]

Bounds = tuple[float, float, float, float]
"""West, south, east and north in degrees."""

LonLat = tuple["FloatArray", "FloatArray"]

METRES_PER_DEGREE = 111_320.0
SMALLEST_SIDE_M = 2_000.0
MARGIN = 0.04
FAR_OFF = 0.5
"""Places further from the roads than so many sizes of the network are not on the map."""

LEAST_FAR_OFF_DEG = 0.2
FURTHER = 0.2
"""Destinations further from the origins than so many times their extent are not on the map."""

LEAST_FURTHER_DEG = 0.15
CORE, CORE_GROWN, FEWEST_WITH_CORE = 0.0025, 0.3, 1000
"""Share of junctions on each side that may lie outside the core of a network, how much larger
than the core the map is, and from how many junctions on there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The part of the Earth that a map shows, and the language it speaks."""

    network: TransportNetwork
    words: Words
    bounds: Bounds
    shifted: bool = False
    """Whether longitudes west of Greenwich are counted on beyond 180 degrees east."""

    n_off: int = 0
    """Places that lie far outside."""

    n_places: int = 0
    n_beyond: int = 0
    """Destinations that the map has no room for."""

    n_further: int = 0

    def say(self, key: str, **values: object) -> str:
        """Return one of the texts of maps."""
        return self.words.say(TEXTS, key, **values)

    def lon(self, lon: FloatArray) -> FloatArray:
        """Return longitudes as this sheet counts them."""
        return eastward(lon, shifted=self.shifted)

    def geometry(self, shapes: Any) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
        """Return shapes in degrees as this sheet counts longitudes."""
        import shapely

        array: np.ndarray[tuple[int], np.dtype[np.object_]] = np.asarray(shapes, dtype=object)
        if not self.shifted:
            return array

        def move(points: FloatArray) -> FloatArray:
            return np.column_stack((self.lon(points[:, 0]), points[:, 1]))

        moved: np.ndarray[tuple[int], np.dtype[np.object_]] = shapely.transform(array, move)
        return moved

    def finished(  # noqa: PLR0913 - the parts of a map
        self,
        layers: Sequence[Layer],
        *,
        title: str,
        notes: Sequence[str] = (),
        credit: str = "",
        taken: Collection[str] = (),
        with_roads: bool = True,
    ) -> Map:
        """Return the map: roads below the layers, the names of towns above them.

        Parameters
        ----------
        layers : sequence of Layer
            From the bottom to the top.
        title : str
            Heading.
        notes : sequence of str
            Sentences below it; empty ones are left out.
        credit : str
            To whom the places are owed.
        taken : collection of str
            Names that are on the map already, and not wanted again as those of towns.
        with_roads : bool
            Whether roads are drawn below.

        Raises
        ------
        InputError
            If the title or a note is no text.
        """
        for what, text in (("title", title), *(("note", each) for each in notes)):
            if not isinstance(text, str):
                raise InputError(f"{what} must be a text, got {text!r:.40}")
        below, left_out = background(self) if with_roads else ((), ())
        names = town_labels(self, taken)
        told = [*notes, *self._own_notes(left_out)]
        return Map(
            title=title,
            layers=(*below, *layers, *names),
            bounds=self.bounds,
            notes=tuple(filter(None, told)),
            credits=self._credits(credit),
            language=self.words.language,
        )

    def _own_notes(self, left_out: Sequence[str]) -> list[str]:
        """Return what every map says of itself."""
        notes = []
        if _is_sample(self.network):
            notes.append(self.say("sample"))
        if left_out:
            notes.append(self.say("left out", what=", ".join(left_out)))
        if self.n_off:
            n, total = (self.words.number(count) for count in (self.n_off, self.n_places))
            key = "off the roads" if self.n_off == self.n_places else "off the map"
            notes.append(self.say(key, n=n, total=total))
        if self.n_beyond:
            n, total = (self.words.number(count) for count in (self.n_beyond, self.n_further))
            notes.append(self.say("beyond the map", n=n, total=total))
        return notes

    def _credits(self, credit: str) -> tuple[str, ...]:
        """Return to whom the map is owed."""
        sample, moment = _is_sample(self.network), self.network.timestamp
        roads = self.say("sample credits") if sample else self.say("OpenStreetMap")
        if moment and not sample:
            roads += f", {moment[:10]}"
        known = credit in roads or (sample and credit in herning.CREDITS)
        own = [] if known else [credit]
        return (roads, *own, self.say("made with", version=__version__))


def sheet_around(
    network: TransportNetwork,
    language: str,
    *places: LonLat,
    further: LonLat | None = None,
    elsewhere: bool = False,
) -> Sheet:
    """Return a sheet with room for some places, or for all roads if there are none.

    Parameters
    ----------
    network : TransportNetwork
        What the places lie in.
    language : str
        Of the map, ``"en"`` or ``"da"``.
    *places : pair of array
        Longitudes and latitudes, in degrees.
    further : pair of array, optional
        Places that there should be room for too, unless they lie far from the others.
    elsewhere : bool, optional
        Whether all of the places may lie far from the roads, such as those of mistaken edits.

    Raises
    ------
    InputError
        If there is neither a road nor a place, all places lie far from the roads, the network
        is none, or maps are not made in the language.
    """
    check_network(network)
    words = words_in(language)
    roads = (network.roads.node_lon, network.roads.node_lat)
    own, more = _together(places), _together([] if further is None else [further])
    if not own[0].size + more[0].size + roads[0].size:
        raise InputError(
            "there is nothing to draw: the network has no roads, and no place is given"
        )
    shifted = crosses_180(np.concatenate((roads[0], own[0], more[0])))
    roads, own, more = ((eastward(lon, shifted=shifted), lat) for lon, lat in (roads, own, more))
    if not elsewhere:
        for each in (*places, *([] if further is None else [further])):
            lon, lat = _together([each])
            _refuse_elsewhere(roads, (eastward(lon, shifted=shifted), lat))
    off = beyond = np.zeros(0, dtype=bool)
    if roads[0].size and own[0].size:
        off = _far_off(roads, own, FAR_OFF, LEAST_FAR_OFF_DEG)
        own = own if off.all() else _chosen(own, ~off)
    if own[0].size and more[0].size:
        beyond = _far_off(own, more, FURTHER, LEAST_FURTHER_DEG)
        beyond &= not beyond.all()
        more = _chosen(more, ~beyond)
    seen = _together([own, more]) if own[0].size + more[0].size else _core(roads)
    return Sheet(
        network=network,
        words=words,
        bounds=_bounds(*seen),
        shifted=shifted,
        n_off=int(off.sum()),
        n_places=off.size,
        n_beyond=int(beyond.sum()),
        n_further=beyond.size,
    )


def _refuse_elsewhere(roads: LonLat, drawn: LonLat) -> None:
    """Refuse what lies in another region than the network, and would be drawn without roads."""
    if not (roads[0].size and drawn[0].size):
        return
    if _far_off(roads, drawn, FAR_OFF, LEAST_FAR_OFF_DEG).all():
        (lon, lat), (road_lon, road_lat) = (
            (float(each[0].mean()), float(each[1].mean())) for each in (drawn, roads)
        )
        raise InputError(
            f"nothing of this lies near the roads of the network: it is around longitude "
            f"{lon:.2f}, latitude {lat:.2f}, they are around {road_lon:.2f}, {road_lat:.2f}; give "
            f"the network it belongs to, or check whether longitudes and latitudes are swapped"
        )


def _core(roads: LonLat) -> LonLat:
    """Return roads without the ends of the few that lead far away, such as whole long ways."""
    if roads[0].size < FEWEST_WITH_CORE:
        return roads
    low, high = (np.quantile(roads, share, axis=1) for share in (CORE, 1.0 - CORE))
    corners = (np.array([low[0], high[0]]), np.array([low[1], high[1]]))
    return _chosen(roads, ~_far_off(corners, roads, CORE_GROWN, 0.0))


def _together(places: Sequence[LonLat]) -> LonLat:
    """Return all longitudes and all latitudes that are known."""
    lon = np.concatenate([np.zeros(0), *(each for each, _ in places)])
    lat = np.concatenate([np.zeros(0), *(each for _, each in places)])
    return _chosen((lon, lat), np.isfinite(lon) & np.isfinite(lat))


def _chosen(places: LonLat, chosen: BoolArray) -> LonLat:
    """Return some of the places."""
    return places[0][chosen], places[1][chosen]


def _far_off(base: LonLat, places: LonLat, sizes: float, least_deg: float) -> BoolArray:
    """Mark places that lie further from some others than so many times the size of those."""
    far: BoolArray = np.zeros(places[0].size, dtype=bool)
    narrow = max(float(np.cos(np.radians(base[1].mean()))), 0.01)
    side = max(float(np.ptp(base[0])) * narrow, float(np.ptp(base[1])))
    for own, given, stretch in zip(base, places, (narrow, 1.0), strict=True):
        reach = max(sizes * side, least_deg) / stretch
        far |= (given < own.min() - reach) | (given > own.max() + reach)
    return far


def _bounds(lon: FloatArray, lat: FloatArray) -> Bounds:
    """Return the box around places, with a margin and of a size that can be drawn."""
    narrow = max(float(np.cos(np.radians((lat.min() + lat.max()) / 2))), 0.01)
    least = np.array([SMALLEST_SIDE_M / narrow, SMALLEST_SIDE_M]) / METRES_PER_DEGREE
    size = np.maximum((np.ptp(lon), np.ptp(lat)), least)
    margin = MARGIN * max(size[0] * narrow, size[1])
    half = size / 2 + np.array([margin / narrow, margin])
    middle = np.array([lon.min() + lon.max(), lat.min() + lat.max()]) / 2
    west, south = (middle - half).tolist()
    east, north = (middle + half).tolist()
    return west, south, east, north


def _is_sample(network: TransportNetwork) -> bool:
    """Say whether a network is the bundled sample, also after it was saved and loaded."""
    return network.source == herning.sample_path().name
