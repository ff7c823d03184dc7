"""Where the numbers of a report come from: data, settings and versions, to the last digit."""

from __future__ import annotations

import hashlib
import platform
from dataclasses import fields
from importlib import metadata
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility._version import __version__
from kraftcenter_mobility.errors import MobilityError
from kraftcenter_mobility.modes import TransitMode
from kraftcenter_mobility.scenarios.kept import network_digest, transit_digest
from kraftcenter_mobility.scenarios.toml_text import toml_text

from .blocks import NOTHING
from .texts import credit_words, date_words
from .texts_of_settings import called, said

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility.presentation.languages import Words
    from kraftcenter_mobility.scenarios.scenario import Scenario

    from .subject import Subject

__all__ = ["places_digest", "provenance", "scenario_file"]

TAGS = "access_tags"
"""Keys of OpenStreetMap, which are the same in every language."""

PACKAGES = ("numpy", "numba", "pandas", "geopandas", "shapely", "osmium")


def provenance(subject: Subject) -> tuple[tuple[str, str], ...]:
    """Return what it takes to make the same report again, as names and values.

    Parameters
    ----------
    subject : Subject
        Of the first chapter.

    Returns
    -------
    tuple of (str, str)
        Digests are SHA-256 in hexadecimal. There is no clock in it.
    """
    return (*_data(subject), *_settings(subject), *_versions(subject))


def _data(subject: Subject) -> Iterator[tuple[str, str]]:
    """Yield where the data are from, and their digests."""
    comparison, words = subject.comparison, subject.words
    network = comparison.network
    yield subject.say("p_source"), network.source or NOTHING
    yield subject.say("p_timestamp"), _when(subject)
    yield subject.say("p_network"), _digest_of_network(subject)
    if any(isinstance(mode, TransitMode) for mode in comparison.modes):
        yield subject.say("p_transit"), transit_digest(network.transit)
    people = comparison.people if comparison.counts_people else None
    tables = {"p_origins": comparison.origins, "p_destinations": comparison.destinations}
    for key, table in tables.items():
        digest = places_digest(table, people if key == "p_origins" else None)
        yield subject.say(key), f"{words.number(len(table))}: {digest}"
        if credit := str(table.attrs.get("credit", "")):
            yield subject.say("p_credit"), credit_words(words, credit)
    for scenario in comparison.scenarios:
        yield subject.say("p_scenario", name=scenario.name), scenario.digest


def _when(subject: Subject) -> str:
    """Return when the data were current, in words and in full."""
    moment = subject.comparison.network.timestamp
    return f"{date_words(subject.words, moment)} ({moment})" if moment else subject.say("p_unknown")


def _digest_of_network(subject: Subject) -> str:
    """Return the network's digest, or why it has none."""
    try:
        return network_digest(subject.comparison.network)
    except MobilityError:
        return subject.say("p_own_function")


def places_digest(places: gpd.GeoDataFrame, people: pd.Series | None = None) -> str:
    """Return the digest of the names and coordinates of places, and of their people.

    Parameters
    ----------
    places : GeoDataFrame
        Points.
    people : Series, optional
        How many live at each.

    Returns
    -------
    str
        SHA-256 in hexadecimal.
    """
    found = hashlib.sha256(repr([str(name) for name in places.index]).encode("utf-8", "replace"))
    columns = [places.geometry.x, places.geometry.y]
    columns += [] if people is None else [people.reindex(places.index)]
    for values in columns:
        found.update(np.ascontiguousarray(values.to_numpy(dtype="<f8")).tobytes())
    return found.hexdigest()


def _settings(subject: Subject) -> Iterator[tuple[str, str]]:
    """Yield how people travel, and what counts."""
    comparison, words = subject.comparison, subject.words
    study = comparison.study
    for mode in comparison.modes:
        yield subject.say("p_mode", name=said(words, mode)), _values(words, mode)
    asked: dict[str, object] = {"measure": subject.measure_name}
    asked |= study.settings._asdict() | {"least_s": comparison.least_s}
    asked |= {"cutoffs_s": tuple(comparison.cutoffs_s)} | _window(subject)
    if study.answerer is not None:
        asked["answerer"] = getattr(study.answerer, "__qualname__", "?")
    for key, value in asked.items():
        name = called(words, key)
        yield f"{name[:1].upper()}{name[1:]} ({key})", said(words, value)
    yield subject.say("p_speeds"), _values(words, comparison.network.speeds)
    yield subject.say("p_delays"), _values(words, comparison.network.delays)


def _window(subject: Subject) -> dict[str, object]:
    """Return when people travel, as far as somebody asked."""
    when = subject.comparison.study.when
    if when.departure is None and when.arrival is None:
        return {}
    return {key: value for key, value in when._asdict().items() if value is not None}


def _values(words: Words, model: Any) -> str:
    """Return the fields of a value that are plain, with those of values in it by name."""
    told = []
    for field in fields(model):
        value = getattr(model, field.name)
        if callable(value) or field.name == "name":
            continue
        key = "to_stop" if field.name == "access" else field.name
        shown = ", ".join(value) if field.name == TAGS else said(words, value)
        told.append(f"{called(words, key)}: {shown}")
    return "; ".join(told)


def _versions(subject: Subject) -> Iterator[tuple[str, str]]:
    """Yield the versions of everything that computes."""
    del subject
    yield "kraftcenter_mobility", __version__
    yield "Python", platform.python_version()
    for package in PACKAGES:
        try:
            yield package, metadata.version(package)
        except metadata.PackageNotFoundError:
            continue


def scenario_file(scenario: Scenario) -> str:
    """Return a scenario as it would stand in a file, empty if no file can hold it."""
    try:
        return toml_text(scenario.to_dict())
    except MobilityError:
        return ""
