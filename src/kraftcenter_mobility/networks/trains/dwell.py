"""How long trains stand at stations."""

from dataclasses import dataclass

from kraftcenter_mobility.errors import RailError

from .figures import is_finite

__all__ = ["Dwell"]


@dataclass(frozen=True, kw_only=True)
class Dwell:
    """Dwell times by class of stop, in seconds.

    Attributes
    ----------
    halt_s : float
        At a halt.
    station_s : float
        At a station.
    hub_s : float
        At the stations named in `hubs`, where many change.
    hubs : tuple of str
        Ids or names of those stations.

    Examples
    --------
    >>> dwell = Dwell(hubs=("Herning",))
    >>> [dwell.at(kind, ("x", name)) for kind, name in [("halt", "Ikast"), ("station", "Herning")]]
    [30.0, 120.0]
    """

    halt_s: float = 30.0
    station_s: float = 60.0
    hub_s: float = 120.0
    hubs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse times that are no times.

        Raises
        ------
        RailError
            If a dwell time is negative or no finite number.
        """
        for name in ("halt_s", "station_s", "hub_s"):
            value = getattr(self, name)
            if not (is_finite(value) and value >= 0.0):
                raise RailError(f"a dwell's {name} must be zero or more seconds, got {value!r}")

    def at(self, kind: str, names: tuple[str, ...]) -> float:
        """Return the dwell time in seconds at a stop.

        Parameters
        ----------
        kind : str
            "halt" or "station".
        names : tuple of str
            Id and name of the stop; it is a hub if either is among the hubs.

        Returns
        -------
        float
            Seconds.
        """
        if any(name in self.hubs for name in names):
            return self.hub_s
        return self.halt_s if kind == "halt" else self.station_s
