"""The network as a planner holds it: roads, places, and how they came to be."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from kraftcenter_mobility.arguments import check_flag, check_number
from kraftcenter_mobility.errors import InputError, ModeError, PlacesError
from kraftcenter_mobility.notices import Notices
from kraftcenter_mobility.progress import progress as progress_bar

from .delays import JunctionDelays
from .memory import Memory
from .public_transport import PublicTransport
from .speeds import SpeedModel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    import geopandas as gpd
    import networkx as nx

    from kraftcenter_mobility._kernels.csr import BoolArray, IntArray
    from kraftcenter_mobility._kernels.hierarchy import U32Array
    from kraftcenter_mobility._kernels.junction_table import JunctionTable
    from kraftcenter_mobility.modes import Mode
    from kraftcenter_mobility.osm.extract import OsmExtract
    from kraftcenter_mobility.places import PlaceKind

    from .base_graph import BaseGraph
    from .before import Before
    from .components import Islands
    from .layouts import Layout
    from .metric import RoadMetric
    from .mode_graph import ModeGraph
    from .piece_lines import PieceLines
    from .prepared import Prepared
    from .rails.network import RailNetwork
    from .report import BuildReport
    from .road import RoadNetwork
    from .segment_index import SegmentIndex
    from .surroundings import Surroundings
    from .timetables.feed import Feed
    from .timetables.lines import Line

__all__ = ["TransportNetwork"]

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TransportNetwork:
    """Roads and places, ready to be asked for travel times.

    A network is never changed. Other speeds or delays make another network that shares
    everything else with it.

    See Also
    --------
    travel_time_matrix : Travel times between places.
    journeys : The ways taken.

    Examples
    --------
    >>> import kraftcenter_mobility as km
    >>> network = km.TransportNetwork.sample()
    >>> len(network.places(km.HOSPITALS)) > 5
    True
    """

    roads: RoadNetwork
    place_table: gpd.GeoDataFrame
    """Every place found in the data, of all kinds."""

    transit: PublicTransport = field(default_factory=PublicTransport)
    """The tracks, and what runs on them and beside them."""

    source: str = ""
    timestamp: str = ""
    """When the data were current, empty where they do not say."""

    notices: Notices = field(default_factory=Notices)
    speeds: SpeedModel = field(default_factory=SpeedModel)
    delays: JunctionDelays = field(default_factory=JunctionDelays)
    orders: Mapping[str, U32Array] = field(default_factory=dict, repr=False)
    """Orders of contraction that were saved with the network, by the graph's digest."""

    before: Before | None = field(default=None, repr=False, compare=False)
    """The network that this one was edited from, if it was."""

    _memo: Memory = field(default_factory=Memory, repr=False, compare=False)
    _prepared: Memory = field(default_factory=Memory, repr=False, compare=False)

    @classmethod
    def from_osm(
        cls, path: str | Path, *, area: Any = None, progress: bool | None = None
    ) -> TransportNetwork:
        """Build the network of a file of OpenStreetMap data.

        Parameters
        ----------
        path : str or Path
            A ``.osm``, ``.osm.gz``, ``.osm.bz2`` or ``.osm.pbf`` file.
        area : bounding box, geometry, GeoDataFrame or path, optional
            Keep only what lies within: (west, south, east, north) in degrees, a shapely
            polygon in degrees, a GeoDataFrame of any coordinate system, or a file that
            GeoPandas reads. A road that crosses the border is kept to the first node
            outside; turn restrictions and limits stay in force.
        progress : bool, optional
            Show a progress bar; by default for work of more than half a second at a terminal.

        Returns
        -------
        TransportNetwork
            The network for cars, ambulances, bicycles and walking.

        Raises
        ------
        OsmDataError
            If the file is missing or damaged, or holds no road (in the area).
        InputError
            If the file or the area is of an unknown kind.
        """
        from kraftcenter_mobility.osm.reader import read_roads_and_rails

        from .rails.build import build_rails

        geometry = None if area is None else _area_geometry(area)
        with progress_bar(3, "reading OpenStreetMap", show=progress, unit="step") as done:
            roads, rails = read_roads_and_rails(path, area=geometry)
            done(1)
            network = cls.from_extract(roads)
            done(1)
            network = network.with_transit(PublicTransport(rail=build_rails(rails)))
            done(1)
        return network

    @classmethod
    def from_area(  # noqa: PLR0913 - each is a choice of its own, and named
        cls,
        area: Any,
        *,
        overpass_url: str = "https://overpass-api.de/api/interpreter",
        timeout_s: float = 180.0,
        deadline_s: float = 600.0,
        cache: bool = True,
        progress: bool | None = None,
    ) -> TransportNetwork:
        """Build the network of an area from OpenStreetMap's Overpass service.

        Parameters
        ----------
        area : bounding box, geometry, GeoDataFrame or path
            As in :meth:`from_osm`.
        overpass_url : str, optional
            Another Overpass server.
        timeout_s : float, optional
            How long the server may work, in seconds.
        deadline_s : float, optional
            How long everything may take, all attempts together, in seconds.
        cache : bool, optional
            Keep what was downloaded, and use it the next time.
        progress : bool, optional
            Show a progress bar; by default at a terminal.

        Returns
        -------
        TransportNetwork
            The network.

        Raises
        ------
        DownloadError
            If the server cannot be reached, sends only a part, or takes too long.
        """
        from kraftcenter_mobility.osm.overpass import data_timestamp, download_osm

        geometry = _area_geometry(area)
        path = download_osm(
            geometry,
            overpass_url=overpass_url,
            timeout_s=timeout_s,
            deadline_s=deadline_s,
            cache=cache,
            progress=progress,
        )
        network = cls.from_osm(path, area=geometry, progress=progress)
        return replace(network, source=overpass_url, timestamp=data_timestamp(path), _memo=Memory())

    @classmethod
    def from_place(
        cls,
        place: str,
        *,
        buffer_m: float = 0.0,
        nominatim_url: str = "https://nominatim.openstreetmap.org",
        **download: Any,
    ) -> TransportNetwork:
        """Build the network of a named place, such as ``"Herning Kommune, Denmark"``.

        Parameters
        ----------
        place : str
            What to look for; a municipality, a town, anything with an outline.
        buffer_m : float, optional
            How far beyond the outline to go, in metres.
        nominatim_url : str, optional
            The server that knows the outlines.
        **download
            The settings of :meth:`from_area`.

        Returns
        -------
        TransportNetwork
            The network.

        Raises
        ------
        InputError
            If `buffer_m` is no number of zero or more; nothing is downloaded then.
        DownloadError
            If the place is not found, or the data cannot be had.
        """
        from kraftcenter_mobility.osm.overpass import geocode_area

        check_number("buffer_m", buffer_m)
        outline = geocode_area(place, nominatim_url=nominatim_url)
        return cls.from_area(_buffered(outline, buffer_m), **download)

    @classmethod
    def from_graph(cls, graph: nx.MultiDiGraph[Any] | str | Path) -> TransportNetwork:
        """Build the network of an osmnx graph, a NetworkX graph like it, or a GraphML file.

        Parameters
        ----------
        graph : MultiDiGraph or path
            Nodes with ``x`` and ``y`` in degrees; edges with ``osmid``, ``highway`` and what
            else osmnx writes: ``oneway``, ``reversed``, ``maxspeed``, ``geometry``, ...

        Returns
        -------
        TransportNetwork
            The network.

        Raises
        ------
        InputError
            If the graph lacks coordinates or edges, or is not in degrees.
        """
        from .interchange import extract_from_graph, places_of_graph, read_graph

        found = read_graph(graph)
        network = cls.from_extract(extract_from_graph(found))
        places = places_of_graph(found)
        return network if places is None else replace(network, place_table=places)

    @classmethod
    def sample(cls) -> TransportNetwork:
        """Return the bundled network of the Herning region, with its trains.

        It is a schematic model of the main roads and railways with generated local streets,
        for learning and testing. It is not for planning decisions.
        """
        from kraftcenter_mobility import herning

        network = cls.from_osm(herning.sample_path(), progress=False)
        transit = network.transit.replaced(settings=herning.train_settings())
        return network.with_transit(transit.with_lines(herning.lines()))

    @classmethod
    def load(cls, path: str | Path) -> TransportNetwork:
        """Return the network that :meth:`save` wrote.

        Raises
        ------
        NetworkFileError
            If the file is missing, damaged, no network, or from a newer version.
        """
        from .storage import load_network

        return load_network(path)

    @classmethod
    def from_extract(cls, extract: OsmExtract) -> TransportNetwork:
        """Build the network of what a reader found."""
        from kraftcenter_mobility.osm.places import places_from_features

        from .build import build_roads

        notices = Notices.from_records(extract.notices.to_records())
        roads = build_roads(extract, notices)
        places = places_from_features(extract.features, extract.entrances, notices)
        return cls(
            roads=roads,
            place_table=places,
            source=extract.source,
            timestamp=extract.timestamp,
            notices=notices,
        )

    def save(self, path: str | Path) -> None:
        """Write the network to one file, whole or not at all.

        The file holds arrays and text, checksummed, and nothing that is ever executed. Speed
        and delay models are not part of it: give them again after loading. Nor is what an
        edited network was before: after loading, places on roads that the edits have cut
        off join others.
        """
        from .storage import save_network

        save_network(self, path)

    def to_graph(self) -> nx.MultiDiGraph[Any]:
        """Return the roads as a NetworkX graph in osmnx's form, one edge per way and direction."""
        from .interchange import graph_from_network

        return graph_from_network(self)

    def places(self, kind: PlaceKind) -> gpd.GeoDataFrame:
        """Return the places of one kind, such as :data:`kraftcenter_mobility.SCHOOLS`."""
        from kraftcenter_mobility.places import PlaceKind as Kind

        if not isinstance(kind, Kind):
            raise PlacesError(
                f"kind must be a PlaceKind such as kraftcenter_mobility.SCHOOLS, got {kind!r:.60}"
            )
        return kind.select(self.place_table)

    def with_speeds(self, speeds: SpeedModel) -> TransportNetwork:
        """Return the network with another idea of how fast cars go."""
        if not isinstance(speeds, SpeedModel):
            raise InputError(f"speeds must be a SpeedModel, got {speeds!r}")
        return replace(self, speeds=speeds, _memo=Memory())

    def with_delays(self, delays: JunctionDelays) -> TransportNetwork:
        """Return the network with other delays at junctions."""
        if not isinstance(delays, JunctionDelays):
            raise InputError(f"delays must be JunctionDelays, got {delays!r}")
        return replace(self, delays=delays, _memo=Memory())

    @property
    def rail(self) -> RailNetwork:
        """The railway: tracks and stations."""
        return self.transit.rail

    def with_transit(self, transit: PublicTransport) -> TransportNetwork:
        """Return the network with other public transport; the streets stay what they are."""
        if not isinstance(transit, PublicTransport):
            raise InputError(f"transit must be PublicTransport, got {transit!r:.60}")
        return replace(self, transit=transit)

    def with_lines(self, lines: Iterable[Line]) -> TransportNetwork:
        """Return the network with more lines over its tracks.

        A line of a name that the network knows already takes that one's place. Running times
        are computed here, so that what cannot run is refused at once.

        Raises
        ------
        RailError
            If a station is not known, no track joins two of them, or trains cannot run there.
        TimetableError
            If two lines have the same name.
        """
        transit = self.transit.with_lines(lines)
        for line in transit.lines:
            transit.line_times(line)
        return self.with_transit(transit)

    def with_gtfs(self, feed: Feed | str | Path) -> TransportNetwork:
        """Return the network with one more published timetable: a feed, or the path of one.

        Raises
        ------
        FeedError
            If the file is no GTFS feed that can be used.
        """
        from .timetables.feed import Feed as FeedType
        from .timetables.gtfs import read_gtfs

        read = feed if isinstance(feed, FeedType) else read_gtfs(feed)
        return self.with_transit(self.transit.with_feed(read))

    @property
    def report(self) -> BuildReport:
        """What was built and what was odd about the data, to print or export."""
        from .report import build_report

        return build_report(self)

    def metric(self, mode: Mode, *, turns: bool | None = None) -> RoadMetric:
        """Return the times along edges and turns for a mode; made once.

        Raises
        ------
        ModeError
            If the mode may use no road of the network.
        InputError
            If `turns` is neither True, False nor None.
        """
        from kraftcenter_mobility.modes import Mode as ModeType
        from kraftcenter_mobility.osm.tags import ROAD_KEYS

        from .metric import road_metric

        if not isinstance(mode, ModeType):
            shown = getattr(mode, "name", mode)
            raise ModeError(
                f"mode must be a Mode such as kraftcenter_mobility.CAR, got {shown!r:.60}"
            )
        unknown = [key for key in mode.access_tags if key not in ROAD_KEYS]
        if unknown:
            raise ModeError(
                f"networks do not keep the access tags {', '.join(unknown)} that mode "
                f"{mode.name!r} goes by; leave them out of its access_tags"
            )
        if turns is not None:
            check_flag("turns", turns)
        turns = mode.turns if turns is None else bool(turns)
        metric: RoadMetric = self.remembered(
            ("metric", mode, turns),
            lambda: road_metric(
                self.roads, mode, turns=turns, speeds=self.speeds, delays=self.delays
            ),
        )
        if not metric.edge_open.any():
            raise ModeError(
                f"the network has no road that {mode.name!r} may use; look at network.report"
            )
        return metric

    def islands(self, metric: RoadMetric) -> Islands:
        """Return which segments a mode may use, and which reach the rest; found once."""
        from .components import find_islands

        return self.remembered(("islands", _key(metric)), lambda: find_islands(metric))

    def mainland(self, metric: RoadMetric) -> BoolArray:
        """Return the segments that places may join: those that reach the rest. Found once.

        In an edited network also those that did before. Shape (n_segments,).
        """
        islands, before = self.islands(metric), self.before
        if before is None:
            return islands.mainland

        def make() -> BoolArray:
            was = before.was_mainland(self.roads, metric.mode, turns=metric.turns)
            grows = before.may_grow(self.roads, metric.mode)
            return (islands.mainland & grows) | (islands.usable & was)

        return self.remembered(("mainland", _key(metric)), make)

    @property
    def join_order(self) -> IntArray:
        """Which of equally near segments places join: the lowest in this. Found once.

        In an edited network the roads there were before come first, in their order of then.
        Shape (n_segments,).
        """
        before = self.before
        if before is None:
            return np.arange(self.roads.n_segments)
        return self.remembered("join order", lambda: before.join_order(self.roads))

    def segment_index(self, metric: RoadMetric, *, allow_islands: bool = False) -> SegmentIndex:
        """Return what finds the nearest road a mode may use; made once."""
        from .doors import with_doors
        from .segment_index import SegmentIndex

        def make() -> SegmentIndex:
            chosen = self.islands(metric).usable if allow_islands else self.mainland(metric)
            marked = with_doors(self.roads, chosen)
            return SegmentIndex(self.roads, marked, order=self.join_order)

        return self.remembered(("index", _key(metric), allow_islands), make)

    @property
    def piece_lines(self) -> PieceLines:
        """Where the pieces of the roads lie; found once."""
        from .piece_lines import PieceLines

        return self.remembered("piece lines", lambda: PieceLines(self.roads))

    @property
    def surroundings(self) -> Surroundings:
        """What meets where, and what belongs together; found once."""
        from .surroundings import Surroundings

        return self.remembered("surroundings", lambda: Surroundings(self.roads, self.piece_lines))

    def layout(self, metric: RoadMetric, *, backward: bool) -> Layout:
        """Return the network laid out for searching, forwards or backwards; made once."""
        from .layouts import layout_of

        return self.remembered(
            ("layout", _key(metric), backward), lambda: layout_of(metric, backward=backward)
        )

    def prepared(self, metric: RoadMetric, *, threads: int = 1) -> Prepared:
        """Return the hierarchy for what a metric's mode may use; found once.

        Other speeds and delays share it.
        """
        from .prepared import prepare_metric, prepared_from_order

        def make() -> Prepared:
            graph = self._mode_graph(metric)
            order = self.orders.get(graph.digest())
            if order is not None and order.size == graph.n_nodes:
                return prepared_from_order(graph, order)
            return prepare_metric(metric, threads=threads)

        return self._prepared.get(_key(metric), make)

    def is_prepared(self, metric: RoadMetric) -> bool:
        """Say whether the hierarchy for a metric's mode is known, or its order is."""
        if _key(metric) in self._prepared:
            return True
        return bool(self.orders) and self._mode_graph(metric).digest() in self.orders

    def _mode_graph(self, metric: RoadMetric) -> ModeGraph:
        """Return the graph of what a metric's mode may use; made once."""
        from .mode_graph import mode_graph

        return self.remembered(("mode graph", *_key(metric)), lambda: mode_graph(metric))

    @property
    def junction_table(self) -> JunctionTable:
        """What is known of the turns whichever roads are open; found once."""
        from .junctions import junction_table

        return self.remembered("junctions", lambda: junction_table(self.roads, self.delays))

    def base_graph(self, metric: RoadMetric) -> BaseGraph:
        """Return a mode's graph with its times, as patches need it; made once."""
        from .base_graph import base_graph

        return self.remembered(
            ("base graph", *_key(metric)), lambda: base_graph(metric, self._mode_graph(metric))
        )

    def is_customized(self, metric: RoadMetric) -> bool:
        """Say whether the hierarchy is known and weighed by a metric."""
        return ("customized", *_key(metric)) in self._memo

    def known_orders(self) -> dict[str, U32Array]:
        """Return every order of contraction that is known, by its graph's digest."""
        found = dict(self.orders)
        for prepared in self._prepared.values():
            found[prepared.graph.digest()] = prepared.prepared.order
        return dict(sorted(found.items()))

    def remembered(self, key: Any, make: Callable[[], Made]) -> Made:
        """Return what was made before under a key, or make it now."""
        return self._memo.get(key, make)

    def __repr__(self) -> str:
        """Say what one wants to know of a network."""
        from .transport_text import places_text

        roads = self.roads
        return (
            f"<TransportNetwork from {self.source or 'unnamed data'}: {roads.n_nodes:,} nodes, "
            f"{roads.n_edges:,} edges, {roads.segment_length_m.sum() / 1000:,.0f} km; places: "
            f"{places_text(self)}>"
        )

    def _repr_html_(self) -> str:
        """Return the same as a table for a notebook, with what was odd about the data."""
        from .transport_text import network_html

        return network_html(self)


def _key(metric: RoadMetric) -> tuple[Mode, bool]:
    """Return what tells one metric of a network from another."""
    return metric.mode, metric.turns


def _area_geometry(area: Any) -> Any:
    """Return an area given in any of the ways a planner has one, as a geometry in degrees."""
    from kraftcenter_mobility.areas import area_geometry

    return area_geometry(area)


def _buffered(outline: Any, buffer_m: float) -> Any:
    """Return an outline in degrees, widened by some metres."""
    import geopandas as gpd

    from .geodesy import utm_crs

    if buffer_m == 0:
        return outline
    middle = outline.centroid
    series = gpd.GeoSeries([outline], crs="EPSG:4326")
    widened = series.to_crs(utm_crs(middle.x, middle.y)).buffer(buffer_m)
    return widened.to_crs("EPSG:4326").iloc[0]
