"""The railway: tracks, what may run on them and how fast, and the stations along them.

A track is a stretch of one OpenStreetMap way between two nodes at which tracks join, end or
cross. It is an undirected edge; what depends on the direction has two columns, along the
way as drawn and against it. Nothing in here says how long a train takes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.networks.memory import Memory
from kraftcenter_mobility.notices import Notices

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd
    import networkx as nx

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray

    from .report import RailReport

__all__ = [
    "BUFFER",
    "CROSSING",
    "PLAIN",
    "POINT_STATION",
    "SWITCH",
    "RailNetwork",
    "TrackPath",
    "TrainRoute",
]

PLAIN = 0
"""A node at which tracks join or a tag changes."""

SWITCH = 1
"""A node with a switch."""

CROSSING = 2
"""A node at which two tracks cross without joining."""

BUFFER = 3
"""A node at which a track ends."""

POINT_STATION = 4
"""A node at which trains stop and tracks meet: a station that is drawn as a point."""


class TrainRoute(NamedTuple):
    """A train service as OpenStreetMap's route relations describe it."""

    relation_id: int
    name: str
    number: str
    operator: str
    stations: tuple[str, ...]
    """Station ids in the order of travel."""

    tags: Mapping[str, str]


class TrackPath(NamedTuple):
    """One movement of a train between two consecutive stations of its line."""

    track: IntArray
    """Tracks in the order of travel. Shape (n_sections,)."""

    forward: BoolArray
    """Whether each track is run along the way as drawn."""

    begin_m: FloatArray
    end_m: FloatArray
    """Where the run on each track begins and ends, measured in the direction of travel."""

    turns_back: bool
    """Whether the train reverses at the station where this path begins."""

    @property
    def length_m(self) -> float:
        """Length of the path in metres."""
        return float((self.end_m - self.begin_m).sum())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class RailNetwork:
    """Tracks as an undirected graph, with the stations along them. All arrays are read-only."""

    node_id: IntArray
    """OpenStreetMap node ids. Shape (n_nodes,)."""

    node_lon: FloatArray
    node_lat: FloatArray
    node_kind: IntArray
    """PLAIN, SWITCH, CROSSING, BUFFER or POINT_STATION."""

    tail: IntArray
    """Node at which each track begins as its way is drawn. Shape (n_tracks,)."""

    head: IntArray
    length_m: FloatArray
    way_id: IntArray
    tag_set: IntArray
    """Index into `tag_sets`."""

    tag_sets: tuple[Mapping[str, str], ...] = field(repr=False)
    limit_kmh: FloatArray
    """Line speed along the way as drawn, and against it. Shape (n_tracks, 2)."""

    limit_known: BoolArray
    """False where the limit is a fallback. Shape (n_tracks,)."""

    gradient_permille: FloatArray
    """Rise along the way as drawn, zero where it is not known."""

    allowed: BoolArray
    """Whether trains may run along the way as drawn, and against it. Shape (n_tracks, 2)."""

    wrong_way: BoolArray
    """Whether a direction runs against the preferred one. Shape (n_tracks, 2)."""

    level: IntArray
    """Zero for main lines, more for tracks a passenger train would rather not use."""

    gauge_mm: IntArray
    """Zero where it is not known; trains of any gauge are let onto the track."""

    voltage_kv: FloatArray
    """Zero where the track is not electrified."""

    n_parallel: IntArray
    """How many tracks one stands for: one for each that is mapped by itself."""

    first_point: IntArray
    """Where each track's points begin. Shape (n_tracks + 1,)."""

    point_lon: FloatArray
    point_lat: FloatArray
    station_id: tuple[str, ...]
    station_name: tuple[str, ...]
    station_kind: tuple[str, ...]
    """``"station"`` or ``"halt"``."""

    station_lon: FloatArray
    station_lat: FloatArray
    station_tracks: IntArray
    """On how many tracks trains can stand side by side, at least one."""

    first_stop: IntArray
    """Where each station's stopping positions begin. Shape (n_stations + 1,)."""

    stop_track: IntArray
    stop_offset_m: FloatArray
    """Distance from the beginning of the track as drawn."""

    first_entrance: IntArray
    """Where each station's entrances begin; it may have none. Shape (n_stations + 1,)."""

    entrance_lon: FloatArray
    entrance_lat: FloatArray
    station_aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """What else a station can be asked for by, by its id: other names, numbers, objects."""

    routes: tuple[TrainRoute, ...] = ()
    candidates: RailNetwork | None = None
    """Tracks that are proposed or under construction, without stations."""

    notices: Notices = field(default_factory=Notices, repr=False)
    memory: Memory = field(default_factory=Memory, init=False, repr=False, compare=False)
    """What has been made of the tracks, so as not to make it again."""

    def __post_init__(self) -> None:
        """Make every array read-only."""
        for name in self.__slots__:
            value = getattr(self, name)
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return self.node_id.size

    @property
    def n_tracks(self) -> int:
        """Number of stretches of track between nodes."""
        return self.tail.size

    @property
    def n_stations(self) -> int:
        """Number of stations and halts."""
        return len(self.station_id)

    @classmethod
    def empty(cls) -> RailNetwork:
        """Return a railway without tracks and stations.

        Examples
        --------
        >>> RailNetwork.empty().n_tracks
        0
        """
        from .arrays import empty_arrays

        return cls(**empty_arrays(), tag_sets=(), station_id=(), station_name=(), station_kind=())

    @classmethod
    def from_osm(
        cls, path: str | Path, *, area: Any = None, kinds: Sequence[str] | None = None
    ) -> RailNetwork:
        """Build the railway of a file of OpenStreetMap data, which needs to hold no roads.

        Parameters
        ----------
        path : str or Path
            A ``.osm``, ``.osm.gz``, ``.osm.bz2`` or ``.osm.pbf`` file.
        area : bounding box, geometry, GeoDataFrame or path, optional
            Keep only what lies within, as in ``TransportNetwork.from_osm``.
        kinds : sequence of str, optional
            Values of ``railway`` to take for tracks: "rail", "light_rail" and "narrow_gauge"
            if not given; "subway", "tram" and "monorail" can be asked for as well.

        Returns
        -------
        RailNetwork
            The railway; empty if the file holds none.

        Raises
        ------
        OsmDataError
            If the file is missing or damaged.
        InputError
            If the file or the area is of an unknown kind.

        See Also
        --------
        kraftcenter_mobility.TransportNetwork.from_osm : Roads and railways together.
        """
        from kraftcenter_mobility.areas import area_geometry
        from kraftcenter_mobility.osm.rail_tags import RAIL_KINDS
        from kraftcenter_mobility.osm.rails import read_rails

        from .build import build_rails

        geometry = None if area is None else area_geometry(area)
        return build_rails(read_rails(path, area=geometry, kinds=kinds or RAIL_KINDS))

    @classmethod
    def from_graph(cls, graph: nx.MultiDiGraph[Any]) -> RailNetwork:
        """Return the railway of a graph that :meth:`to_graph` made, or of one like it.

        Raises
        ------
        RailError
            If the graph has no coordinates, or holds something no railway has.
        """
        from .interchange import rail_from_graph

        return rail_from_graph(graph)

    def to_graph(self) -> nx.MultiDiGraph[Any]:
        """Return the railway as a graph with one edge for each track and direction."""
        from .interchange import rail_to_graph

        return rail_to_graph(self)

    def station(self, name: str | int) -> int:
        """Return the index of a station by its id, name, UIC number or OpenStreetMap object.

        Parameters
        ----------
        name : str or int
            For instance ``"Hr"``, ``"herning"``, ``8600705`` or ``"node/123"``; case does
            not matter.

        Returns
        -------
        int
            Position in the ``station_`` arrays.

        Raises
        ------
        RailError
            If there is no such station, naming the nearest to it, or several have the name.
        """
        from .station_search import find_station

        return find_station(self, name)

    @property
    def stations(self) -> gpd.GeoDataFrame:
        """The stations as a table of points, indexed by their ids."""
        from .tables import station_table

        return station_table(self)

    def lines(self, tracks: Iterable[int] | None = None) -> gpd.GeoDataFrame:
        """Return some tracks, or all, as a table of lines with what is known of them."""
        from .tables import track_table

        return track_table(self, tracks)

    def find_paths(
        self,
        stations: Sequence[int],
        *,
        gauge_mm: int = 1435,
        electric: bool = False,
        may_turn: Sequence[bool] | None = None,
    ) -> tuple[TrackPath, ...]:
        """Return the path of a train over stations; see :func:`.paths.find_paths`."""
        from .paths import find_paths

        return find_paths(self, stations, gauge_mm=gauge_mm, electric=electric, may_turn=may_turn)

    def report(self) -> RailReport:
        """Return what the railway consists of, to print or to check."""
        from .report import rail_report

        return rail_report(self)

    def digest(self) -> str:
        """Return a text that is equal for railways that are equal in every array and name."""
        from .storage import rail_digest

        return rail_digest(self)

    def __repr__(self) -> str:
        """Return how much there is of it."""
        return (
            f"<RailNetwork: {self.length_m.sum() / 1000.0:,.1f} km on {self.n_tracks:,} tracks, "
            f"{self.n_stations:,} stations, {len(self.routes):,} routes>"
        )

    def _repr_html_(self) -> str:
        """Return the same as a table for a notebook."""
        from kraftcenter_mobility.networks.transport_text import rail_html

        return rail_html(self)
