"""Networks in one file, without pickle.

The file is an uncompressed zip archive: a manifest in JSON with everything that is text,
and one ``.npy`` member per array, so that any tool can look inside. The archive's CRC-32 of
every member is verified as it is read; the manifest names each array's type and shape and
carries a version. Indices are validated before a kernel sees them.
"""

from __future__ import annotations

import io
import json
import math
import struct
import zipfile
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from kraftcenter_mobility._version import __version__
from kraftcenter_mobility.arguments import path_of
from kraftcenter_mobility.errors import InputError, NetworkFileError
from kraftcenter_mobility.files import write_atomically
from kraftcenter_mobility.notices import Notices
from kraftcenter_mobility.osm.extract import Member, Restriction

from .road import RoadNetwork
from .validation import check_roads

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from .transport import TransportNetwork

__all__ = [
    "FORMAT_VERSION",
    "check_target",
    "load_network",
    "places_from_records",
    "places_to_records",
    "save_network",
]

FORMAT = "kraftcenter_mobility network"
FORMAT_VERSION = 3
"""2 since orders of contraction may be kept with a network, 3 since public transport is."""

ORDER = "order-"
"""What the names of arrays that are orders of contraction begin with."""

MANIFEST = "manifest.json"


def check_target(path: str | Path) -> None:
    """Refuse to save a network under a name that OpenStreetMap data have."""
    from kraftcenter_mobility.osm.reader import SUFFIXES

    if path_of(path, "path").name.lower().endswith(SUFFIXES):
        raise InputError(
            f"{path} ends like a file of OpenStreetMap data, which a saved network is not; "
            f"give it another ending, such as '.km'"
        )


def save_network(network: TransportNetwork, path: str | Path) -> None:
    """Write a network to one file, whole or not at all."""
    check_target(path)
    roads = network.roads
    arrays = {
        name: value
        for name in roads.__slots__
        if isinstance(value := getattr(roads, name), np.ndarray)
    }
    arrays |= {ORDER + digest: order for digest, order in network.known_orders().items()}
    transit_arrays, transit = _transit_parts(network)
    arrays |= transit_arrays
    manifest = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "library": __version__,
        "source": network.source,
        "timestamp": network.timestamp,
        "arrays": {name: [a.dtype.str, list(a.shape)] for name, a in arrays.items()},
        "tag_sets": [dict(tags) for tags in roads.tag_sets],
        "node_tag_sets": [dict(tags) for tags in roads.node_tag_sets],
        "names": list(roads.names),
        "restrictions": [
            [r.relation_id, r.tags, [list(member) for member in r.members]]
            for r in roads.restrictions
        ],
        "notices": network.notices.to_records(),
        "places": places_to_records(network.place_table),
        "transit": transit,
    }

    try:
        text = json.dumps(manifest, ensure_ascii=False).encode("utf-8", "surrogatepass")
    except (TypeError, ValueError) as error:
        raise InputError(
            f"the network cannot be saved: {error}; its places may hold text and numbers only"
        ) from error

    def write(file: BinaryIO) -> None:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            _put(archive, MANIFEST, text)
            for name, array in arrays.items():
                buffer = io.BytesIO()
                np.lib.format.write_array(buffer, array, allow_pickle=False)
                _put(archive, f"{name}.npy", buffer.getvalue())

    write_atomically(path, write)


def _transit_parts(
    network: TransportNetwork,
) -> tuple[dict[str, np.ndarray[Any, Any]], dict[str, Any]]:
    """Return the public transport of a network as arrays and as what JSON can hold."""
    from .transit_storage import transit_to_storage

    try:
        return transit_to_storage(network.transit)
    except TypeError as error:
        raise InputError(f"the network cannot be saved: {error}") from error


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Add a member without the time of day, so that equal networks make equal files."""
    archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)


def load_network(path: str | Path) -> TransportNetwork:
    """Return the network of a file that :func:`save_network` wrote."""
    path = path_of(path, "path")
    if not path.is_file():
        raise NetworkFileError(f"there is no file {path}; check the path")
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest(archive)
            arrays = {
                name: _array(archive, name, *spec) for name, spec in manifest["arrays"].items()
            }
        return _network(manifest, arrays)
    except NetworkFileError as error:
        raise NetworkFileError(f"{path} cannot be used: {error}") from error
    except (
        zipfile.BadZipFile,
        OSError,
        EOFError,
        KeyError,
        IndexError,
        TypeError,
        ValueError,
        NotImplementedError,
        MemoryError,
        RuntimeError,
        AttributeError,
        OverflowError,
        RecursionError,
        struct.error,
    ) as error:
        raise NetworkFileError(
            f"{path} is no sound network file ({type(error).__name__}: {error}); it is damaged "
            f"or cut short, or was not written by TransportNetwork.save. Build and save it again"
        ) from error


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    """Return the manifest, or say why this version cannot read the file."""
    manifest = json.loads(_member(archive, MANIFEST))
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise NetworkFileError("it holds no network of kraftcenter_mobility")
    if int(manifest["version"]) > FORMAT_VERSION:
        raise NetworkFileError(
            f"it was written by kraftcenter_mobility {manifest.get('library')} in format "
            f"{manifest['version']}; this is version {__version__}, which reads up to "
            f"{FORMAT_VERSION}. Update with: python -m pip install --upgrade kraftcenter_mobility"
        )
    return manifest


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a member, which is as long as the file has room for: none is compressed."""
    info = archive.getinfo(name)
    if info.compress_type != zipfile.ZIP_STORED or info.file_size != info.compress_size:
        raise ValueError(f"{name} is compressed")
    return archive.read(info)


def _array(
    archive: zipfile.ZipFile, name: str, dtype: str, shape: list[int]
) -> np.ndarray[Any, Any]:
    """Return one array, which must be what the manifest says it is."""
    member = f"{name}.npy"
    data = _member(archive, member)
    wanted = np.dtype(dtype)
    if wanted.hasobject or math.prod(shape) * wanted.itemsize > len(data):
        raise ValueError(f"{member} is not the array its manifest describes")
    array: np.ndarray[Any, Any] = np.lib.format.read_array(io.BytesIO(data), allow_pickle=False)
    if array.dtype != wanted or list(array.shape) != shape:
        raise ValueError(f"{member} is not the array its manifest describes")
    return array


def _network(manifest: dict[str, Any], arrays: dict[str, np.ndarray[Any, Any]]) -> TransportNetwork:
    """Return the network of a manifest and its arrays."""
    from .public_transport import PublicTransport
    from .transit_storage import is_of_transit, transit_from_storage
    from .transport import TransportNetwork

    of_transit = {name: arrays.pop(name) for name in list(arrays) if is_of_transit(name)}
    transit = manifest.get("transit")
    orders = {
        name.removeprefix(ORDER): _order(arrays.pop(name))
        for name in list(arrays)
        if name.startswith(ORDER)
    }
    roads = RoadNetwork(
        **arrays,
        tag_sets=tuple(_tags(tags) for tags in manifest["tag_sets"]),
        node_tag_sets=tuple(_tags(tags) for tags in manifest["node_tag_sets"]),
        names=tuple(_text(name) for name in manifest["names"]),
        restrictions=tuple(
            Restriction(int(relation_id), _tags(tags), tuple(_restricted(m) for m in members))
            for relation_id, tags, members in manifest["restrictions"]
        ),
    )
    check_roads(roads)
    return TransportNetwork(
        roads=roads,
        place_table=places_from_records(manifest["places"]),
        source=_text(manifest["source"]),
        timestamp=_text(manifest["timestamp"]),
        notices=Notices.from_records(manifest["notices"]),
        orders=orders,
        transit=transit_from_storage(of_transit, transit) if transit else PublicTransport(),
    )


def _order(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return an order of contraction, which must be a permutation."""
    if array.dtype != np.uint32 or array.ndim != 1:
        raise TypeError("an order of contraction is no list of node numbers")
    if not np.array_equal(np.sort(array), np.arange(array.size)):
        raise ValueError("an order of contraction names a node twice")
    array.setflags(write=False)
    return array


def _text(value: Any) -> str:
    """Return a text, which must be one."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.40} stands where a text should")
    return value


def _tags(value: Any) -> dict[str, str]:
    """Return a set of tags, which must be one."""
    return {_text(key): _text(tag) for key, tag in value.items()}


def _restricted(member: Any) -> Member:
    """Return a member of a restriction."""
    osm_type, ref, role = member
    return Member(_text(osm_type), int(ref), _text(role))


def places_to_records(places: gpd.GeoDataFrame) -> dict[str, list[Any]]:
    """Return the table of places as plain columns; NaN becomes null."""
    columns: dict[str, list[Any]] = {"name": [str(name) for name in places.index]}
    for column in places.columns:
        if column != places.geometry.name:
            columns[str(column)] = [_plain(value) for value in places[column].tolist()]
    columns["lon"], columns["lat"] = places.geometry.x.tolist(), places.geometry.y.tolist()
    return columns


def _plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    return None if isinstance(value, float) and math.isnan(value) else value


def places_from_records(columns: dict[str, list[Any]]) -> gpd.GeoDataFrame:
    """Return the table of places that plain columns describe."""
    import geopandas as gpd
    import pandas as pd

    lon, lat, names = columns.pop("lon"), columns.pop("lat"), columns.pop("name")
    if not len(lon) == len(lat) == len(names):
        raise ValueError("the places have coordinates of another number")
    table = pd.DataFrame(columns, index=pd.Index(names, name="name", dtype=str))
    for column in ("capacity", "population"):
        if column in table:
            table[column] = table[column].astype("float64")
    geometry = gpd.points_from_xy(lon, lat, crs="EPSG:4326")
    return gpd.GeoDataFrame(table, geometry=geometry)
