"""Results on disk, so that a finished scenario is not run again.

A result is found by its content: everything that could change a travel time goes into
the name of its file. It holds numbers and text only, with a checksum of the numbers; a
damaged one counts as missing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from kraftcenter_mobility._version import __version__
from kraftcenter_mobility.arguments import path_of
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.files import write_atomically
from kraftcenter_mobility.modes import TransitMode

if TYPE_CHECKING:
    import os
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray
    from kraftcenter_mobility.networks.public_transport import PublicTransport
    from kraftcenter_mobility.networks.transport import TransportNetwork
    from kraftcenter_mobility.notices import Notices

    from .answering import AnyMode
    from .results import Case, Study

__all__ = ["KeptResults", "fresh_transit_digest", "network_digest", "transit_digest"]

HEADING = b"kraftcenter travel times 1\n"
"""How a file begins. A line on what it holds follows, then a digest, and the seconds."""

DIGEST_BYTES = 32


class KeptResults:
    """A folder of finished travel times, by content."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        """Use a folder, which is made if it is not there.

        Raises
        ------
        InputError
            If it cannot be made.
        """
        self.folder = path_of(folder, "keep")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as trouble:
            raise InputError(
                f"keep={str(folder)!r} cannot be made a folder: {trouble.strerror}; name another"
            ) from trouble

    def key(self, study: Study, case: Case, mode: AnyMode) -> str:
        """Return what tells a result from every other: a digest of all it depends on.

        Raises
        ------
        InputError
            If the network goes by a function of the user's own, which has no content to tell,
            or the engine has no name.
        """
        parts: list[Any] = [
            HEADING.decode(),
            __version__,
            network_digest(study.network),
            "" if case.scenario is None else case.scenario.digest,
            [str(getattr(mode, field.name)) for field in fields(mode)],
            [repr(value) for value in study.settings],
            _name_of(study.answerer),
            _places_digest(study.origins),
            _places_digest(study.destinations),
        ]
        if isinstance(mode, TransitMode):
            parts += [transit_digest(study.network.transit), *map(repr, study.when)]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def load(
        self, key: str, origins: pd.Index, destinations: pd.Index, notices: Notices | None = None
    ) -> pd.DataFrame | None:
        """Return the travel times kept under a key, None if there are none that are sound."""
        import pandas as pd

        path = self._path(key)
        if not path.exists():
            return None
        times = _sound_times(path, (len(origins), len(destinations)))
        if times is None:
            if notices is not None:
                notices.add(
                    "damaged-result",
                    "a kept result is damaged, so the scenario was run again",
                    path.name,
                )
            return None
        return pd.DataFrame(
            times, index=origins.rename("origin"), columns=destinations.rename("destination")
        )

    def save(self, key: str, times: pd.DataFrame, about: str) -> None:
        """Keep the travel times of one scenario, whole or not at all.

        An interruption is heard when they are written.
        """
        seconds = np.ascontiguousarray(times.to_numpy(dtype=np.dtype("<f8")))
        head = " ".join(about.split()).encode() + b"\n"
        data = HEADING + head + _checksum(seconds) + seconds.tobytes()
        try:
            self._write(key, data)
        except KeyboardInterrupt:
            self._write(key, data)
            raise

    def _write(self, key: str, data: bytes) -> None:
        def put(file: BinaryIO) -> None:
            file.write(data)

        write_atomically(self._path(key), put)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.times"


def _sound_times(path: Path, shape: tuple[int, int]) -> FloatArray | None:
    """Return the times in a file, None if it is torn, changed, or something else."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    n_bytes = 8 * shape[0] * shape[1]
    digest, values = data[-n_bytes - DIGEST_BYTES : -n_bytes], data[-n_bytes:]
    if not data.startswith(HEADING) or len(data) < len(HEADING) + DIGEST_BYTES + n_bytes:
        return None
    times: FloatArray = np.frombuffer(values, dtype="<f8").astype(np.float64).reshape(shape)
    return times if digest == _checksum(times) else None


def _checksum(times: FloatArray) -> bytes:
    """Return the digest of times and their shape."""
    return hashlib.sha256(repr(times.shape).encode() + times.tobytes()).digest()


def _places_digest(places: gpd.GeoDataFrame) -> str:
    """Return the digest of names and coordinates, which is all that times depend on."""
    found = hashlib.sha256(repr(places.index.tolist()).encode())
    for values in (places.geometry.x, places.geometry.y):
        found.update(np.ascontiguousarray(values.to_numpy(dtype=np.float64)).tobytes())
    return found.hexdigest()


def _name_of(answerer: Any) -> str:
    """Return which engine answers, nothing for the library's own."""
    if answerer is None:
        return ""
    name = getattr(answerer, "__qualname__", None)
    if name is None:
        raise InputError(
            f"results of answerer {answerer!r:.60} cannot be kept, since it has no name to tell "
            f"it by; pass a class or a function, or leave out keep"
        )
    return f"{answerer.__module__}.{name}"


def network_digest(network: TransportNetwork) -> str:
    """Return the digest of all that a network's travel times depend on.

    Raises
    ------
    InputError
        If speeds or delays go by a function of the user's own.
    """
    digest: str = network.remembered("content digest", lambda: _network_digest(network))
    return digest


def _network_digest(network: TransportNetwork) -> str:
    roads = network.roads
    found = hashlib.sha256()
    for name in roads.__slots__:
        value = getattr(roads, name)
        if isinstance(value, np.ndarray):
            found.update(f"{name} {value.dtype.str} {value.shape}".encode())
            found.update(np.ascontiguousarray(value).tobytes())
    texts: dict[str, Any] = {
        "tag_sets": [sorted(tags.items()) for tags in roads.tag_sets],
        "node_tag_sets": [sorted(tags.items()) for tags in roads.node_tag_sets],
        "names": roads.names,
        "restrictions": [repr(restriction) for restriction in roads.restrictions],
        "speeds": _model_values(network.speeds, "speeds"),
        "delays": _model_values(network.delays, "delays"),
    }
    if network.before is not None:
        found.update(network.before.piece.tobytes())
        texts["before"] = network_digest(network.before.network)
    found.update(json.dumps(texts, default=str).encode("utf-8", "surrogatepass"))
    return found.hexdigest()


def transit_digest(transit: PublicTransport) -> str:
    """Return the digest of all that travel times by public transport depend on."""
    digest: str = transit.remembered("content digest", lambda: fresh_transit_digest(transit))
    return digest


def fresh_transit_digest(transit: PublicTransport) -> str:
    """Return the digest of public transport, worked out anew every time."""
    found = hashlib.sha256()
    found.update(transit.rail.digest().encode())
    if transit.feed is not None:
        _add_content(found, transit.feed)
    _add_content(found, (*transit.lines, transit.settings))
    return found.hexdigest()


def _add_content(found: Any, value: Any) -> None:
    """Put all that a value is made of into a digest; what was odd in the data is no part of it."""
    if isinstance(value, np.ndarray):
        found.update(f"{value.dtype.str} {value.shape}".encode())
        found.update(np.ascontiguousarray(value).tobytes())
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            if field.init and not field.name.startswith("_") and field.name != "notices":
                found.update(field.name.encode())
                _add_content(found, getattr(value, field.name))
    elif isinstance(value, tuple | list):
        found.update(f"{len(value)} values".encode())
        for each in value:
            _add_content(found, each)
    elif isinstance(value, Mapping):
        _add_content(found, sorted(value.items()))
    else:
        found.update(repr(value).encode("utf-8", "surrogatepass"))


def _model_values(model: Any, what: str) -> list[tuple[str, str]]:
    """Return the values of a model of speeds or delays; the library's own functions by name."""
    values = []
    for field in fields(model):
        value = getattr(model, field.name)
        if callable(value) and value is not field.default:
            raise InputError(
                f"results cannot be kept for a network whose {what} go by a function of your own "
                f"({field.name}): whether it still says the same cannot be told. Leave out keep, "
                f"or use the library's function with other numbers"
            )
        values.append((field.name, field.name if callable(value) else repr(value)))
    return values
