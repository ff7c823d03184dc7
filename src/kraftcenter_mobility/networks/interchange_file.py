"""Graphs from outside: GraphML files, and what must hold of any graph."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.errors import InputError

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["read_graph"]

BLOCK_BYTES = 65_536


def read_graph(graph: Any) -> nx.DiGraph[Any]:
    """Return a graph that has nodes, directed edges and degrees, read from a file if need be.

    Parameters
    ----------
    graph : DiGraph, MultiDiGraph or path
        The graph, or the GraphML file that osmnx or NetworkX wrote it to.

    Returns
    -------
    DiGraph or MultiDiGraph
        The graph itself, or that of the file with the values of its attributes as they
        stand there.

    Raises
    ------
    InputError
        If it is no such graph, or the file is missing, damaged or no GraphML.
    """
    import networkx as nx

    if isinstance(graph, str | os.PathLike):
        graph = _read_graphml(Path(graph))
    if not isinstance(graph, nx.Graph):
        raise InputError(
            f"graph must be a networkx.MultiDiGraph or the path of a GraphML file, not a "
            f"{type(graph).__name__}; osmnx.graph_from_xml(...) and the like make such graphs"
        )
    if not isinstance(graph, nx.DiGraph):
        raise InputError(
            f"the graph is undirected (a {type(graph).__name__}), so it does not say which way "
            f"its one-way streets run; pass the directed graph it was made of or, if every street "
            f"may be travelled both ways, graph.to_directed()"
        )
    if not len(graph) or not graph.number_of_edges():
        raise InputError(
            f"the graph has {len(graph)} nodes and {graph.number_of_edges()} edges; a network "
            f"needs at least one edge between two nodes"
        )
    _check_crs(graph)
    return graph


def _read_graphml(path: Path) -> nx.Graph[Any]:
    """Return the graph of a GraphML file."""
    import xml.etree.ElementTree as ET

    import networkx as nx

    if not path.is_file():
        raise InputError(f"there is no GraphML file {path}; check the path")
    _check_xml(path)
    try:
        with path.open("rb") as file:
            graph = nx.read_graphml(file, force_multigraph=True)
    except (
        ET.ParseError,
        nx.NetworkXException,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
    ) as error:
        raise InputError(
            f"{path} is no sound GraphML file ({type(error).__name__}: {error}); it is damaged or "
            f"cut short. Write it again with osmnx.save_graphml"
        ) from error
    if not graph.graph.get("source"):
        graph.graph["source"] = path.name
    return graph


def _check_xml(path: Path) -> None:
    """Refuse what is no GraphML, and files that define entities of their own.

    Entities can make a small file unfold to gigabytes. They are defined before the first
    element, in whatever encoding, and GraphML has no use for them.
    """
    from xml.parsers import expat

    roots: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse(*_: object) -> None:
        raise InputError(
            f"{path} has a document type declaration (<!DOCTYPE ...>), which GraphML does not "
            f"need and which can hide a decompression bomb; remove it if you trust the file"
        )

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, _: roots.append(name)
    try:
        with path.open("rb") as file:
            while not roots and (block := file.read(BLOCK_BYTES)):
                parser.Parse(block)
    except expat.ExpatError as error:
        if not roots:
            raise InputError(
                f"{path} is no GraphML file: it is not XML ({error}). For OpenStreetMap data use "
                f"TransportNetwork.from_osm, for a saved network TransportNetwork.load"
            ) from error
    root = roots[0].rpartition(" ")[2] if roots else "nothing"
    if root != "graphml":
        raise InputError(
            f"{path} is no GraphML file: it begins with {root!r}, not 'graphml'. For "
            f"OpenStreetMap data use TransportNetwork.from_osm"
        )


def _check_crs(graph: nx.DiGraph[Any]) -> None:
    """Raise if the graph says that its coordinates are not degrees."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    said = graph.graph.get("crs")
    if not said:
        return
    try:
        crs = CRS.from_user_input(said)
    except CRSError as error:
        raise InputError(
            f"the graph's crs {str(said)[:80]!r} is not a coordinate reference system; set "
            f'graph.graph["crs"] = "epsg:4326" if x and y are degrees'
        ) from error
    if not crs.is_geographic:
        raise InputError(
            f"the graph is projected to {crs.name}; bring it back to degrees with "
            f'osmnx.project_graph(graph, to_crs="EPSG:4326")'
        )
