"""What can go wrong, and what each failure is called.

* MobilityError
    - InputError           an argument has a value the library cannot use
    - OsmDataError         the OpenStreetMap data cannot be read, or lack something needed
    - DownloadError        a server gave no usable answer
    - NetworkFileError     a saved network is damaged, or from another version
    - ModeError            the network has no travel times for a mode
    - PlacesError          a table of places cannot be used
    - SnappingError        a place lies too far from the network to be used
    - RailError            tracks cannot carry what is asked: no path, no power, no such station
    - FeedError            a timetable feed (GTFS) cannot be read or written
    - TimetableError       a service, a window of time or a timetable makes no sense
    - ScenarioError        a scenario cannot be read, or applied to a network
    - MissingExtraError    an optional package is needed

Every one of them is also a `ValueError`, so code that guards against bad arguments in
general keeps working.
"""

__all__ = [
    "DownloadError",
    "FeedError",
    "InputError",
    "MissingExtraError",
    "MobilityError",
    "ModeError",
    "NetworkFileError",
    "OsmDataError",
    "PlacesError",
    "RailError",
    "ScenarioError",
    "SnappingError",
    "TimetableError",
]


class MobilityError(ValueError):
    """Base class of everything this package raises on purpose."""


class InputError(MobilityError):
    """An argument has a value the library cannot use."""


class OsmDataError(MobilityError):
    """The OpenStreetMap data cannot be read, or lack something a network needs."""


class DownloadError(MobilityError):
    """A server gave no usable answer."""


class NetworkFileError(MobilityError):
    """A saved network is damaged, or was written by another version."""


class ModeError(MobilityError):
    """The network has no travel times for a mode."""


class PlacesError(MobilityError):
    """A table of places cannot be used."""


class SnappingError(MobilityError):
    """A place lies too far from the network to be used."""


class RailError(MobilityError):
    """Tracks cannot carry what is asked: there is no path, no power, or no such station."""


class FeedError(MobilityError):
    """A timetable feed cannot be read or written."""


class TimetableError(MobilityError):
    """A service, a window of time or a timetable makes no sense."""


class ScenarioError(MobilityError):
    """A scenario cannot be read, or applied to a network."""


class MissingExtraError(MobilityError):
    """An optional package is needed, and the message says how to install it."""
