"""A railway as plain arrays and a manifest of text, and back."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.errors import NetworkFileError
from kraftcenter_mobility.notices import Notices

from .arrays import ARRAYS
from .network import RailNetwork, TrainRoute
from .validation import check_rails

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["rail_digest", "rail_from_storage", "rail_to_storage"]

CANDIDATES = "candidates-"
"""What the names of arrays begin with that belong to the candidate tracks."""

Arrays = dict[str, "np.ndarray[Any, Any]"]


def rail_to_storage(rail: RailNetwork) -> tuple[Arrays, dict[str, Any]]:
    """Return a railway as arrays, by name, and a manifest that JSON can hold."""
    arrays: Arrays = {name: getattr(rail, name) for name in ARRAYS}
    manifest: dict[str, Any] = {
        "tag_sets": [dict(tags) for tags in rail.tag_sets],
        "station_id": list(rail.station_id),
        "station_name": list(rail.station_name),
        "station_kind": list(rail.station_kind),
        "station_aliases": {name: list(words) for name, words in rail.station_aliases.items()},
        "routes": [
            [r.relation_id, r.name, r.number, r.operator, list(r.stations), dict(r.tags)]
            for r in rail.routes
        ],
        "notices": rail.notices.to_records(),
        "candidates": None,
    }
    if rail.candidates is not None:
        own, manifest["candidates"] = rail_to_storage(rail.candidates)
        arrays |= {CANDIDATES + name: array for name, array in own.items()}
    return arrays, manifest


def rail_from_storage(
    arrays: Mapping[str, np.ndarray[Any, Any]], manifest: Mapping[str, Any]
) -> RailNetwork:
    """Return the railway that :func:`rail_to_storage` took apart.

    Raises
    ------
    NetworkFileError
        If anything is missing or wrong; no index is believed unchecked.
    """
    try:
        rail = _network(arrays, manifest)
        check_rails(rail)
    except NetworkFileError:
        raise
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise NetworkFileError(
            f"the railway is damaged ({type(error).__name__}: {error}); build and save it again"
        ) from error
    if manifest["candidates"] is None:
        return rail
    own = {
        name.removeprefix(CANDIDATES): array
        for name, array in arrays.items()
        if name.startswith(CANDIDATES)
    }
    return replace(rail, candidates=rail_from_storage(own, manifest["candidates"]))


def _network(
    arrays: Mapping[str, np.ndarray[Any, Any]], manifest: Mapping[str, Any]
) -> RailNetwork:
    """Return the railway of arrays and a manifest, its arrays not yet checked."""
    chosen: Any = {name: arrays[name] for name in ARRAYS}
    return RailNetwork(
        **chosen,
        tag_sets=tuple(_tags(tags) for tags in manifest["tag_sets"]),
        station_id=_texts(manifest["station_id"]),
        station_name=_texts(manifest["station_name"]),
        station_kind=_texts(manifest["station_kind"]),
        station_aliases={
            _text(name): _texts(words) for name, words in manifest["station_aliases"].items()
        },
        routes=tuple(
            TrainRoute(
                int(relation_id),
                _text(name),
                _text(number),
                _text(operator),
                _texts(stations),
                _tags(tags),
            )
            for relation_id, name, number, operator, stations, tags in manifest["routes"]
        ),
        notices=Notices.from_records(manifest["notices"]),
    )


def _text(value: Any) -> str:
    """Return a text, which must be one."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.40} stands where a text should")
    return value


def _texts(values: Any) -> tuple[str, ...]:
    """Return a list of texts, which must be one."""
    return tuple(_text(value) for value in values)


def _tags(value: Any) -> dict[str, str]:
    """Return a set of tags, which must be one."""
    return {_text(key): _text(tag) for key, tag in value.items()}


def rail_digest(rail: RailNetwork) -> str:
    """Return a text that is equal for railways that are equal in every array and name."""
    arrays, manifest = rail_to_storage(rail)
    sha = hashlib.sha256()
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        sha.update(f"{name}{array.dtype.str}{array.shape}".encode())
        sha.update(array.tobytes())
    manifest = {key: value for key, value in manifest.items() if key != "notices"}
    if manifest["candidates"] is not None:
        manifest["candidates"] = {**manifest["candidates"], "notices": None}
    sha.update(json.dumps(manifest, sort_keys=True).encode("utf-8", "surrogatepass"))
    return sha.hexdigest()
