"""What a timetable adds to the least running time, so that small delays can be made up."""

from collections.abc import Sequence
from dataclasses import dataclass

from kraftcenter_mobility.errors import RailError

from .figures import is_finite

__all__ = ["DANISH", "NO_SUPPLEMENT", "UIC451", "Supplement", "calibrated", "uic451"]


@dataclass(frozen=True, kw_only=True)
class Supplement:
    """A running time supplement: a share of the least running time, and some for each km.

    Attributes
    ----------
    share : float
        Part of the least running time that is added; 0.05 is five per cent. Below zero if
        trains are found to run faster than computed.
    s_per_km : float
        Seconds added for every kilometre.
    name : str
        What accounts and reports call it.

    Examples
    --------
    >>> Supplement(share=0.05, s_per_km=1.0).time_s(600.0, length_m=10_000.0)
    640.0
    """

    share: float = 0.0
    s_per_km: float = 0.0
    name: str = ""

    def __post_init__(self) -> None:
        """Refuse what would make trains arrive before they leave.

        Raises
        ------
        RailError
            If `share` is -1 or less, or `s_per_km` negative, or one of them no number.
        """
        if not (is_finite(self.share) and self.share > -1.0):
            raise RailError(f"a supplement's share must be above -1, got {self.share!r}")
        if not (is_finite(self.s_per_km) and self.s_per_km >= 0.0):
            raise RailError(f"a supplement's s_per_km must be zero or more, got {self.s_per_km!r}")

    def time_s(self, technical_s: float, *, length_m: float) -> float:
        """Return the planned running time in seconds.

        Parameters
        ----------
        technical_s : float
            The least running time in seconds.
        length_m : float
            Length of the run in metres.

        Returns
        -------
        float
            ``technical_s * (1 + share) + s_per_km * length_m / 1000``.
        """
        return technical_s * (1.0 + self.share) + self.s_per_km * length_m / 1000.0

    def times(self, factor: float) -> "Supplement":
        """Return a supplement that is larger by a factor, share and kilometres alike."""
        name = f"{factor:g} x {self.name}" if self.name else ""
        return Supplement(share=self.share * factor, s_per_km=self.s_per_km * factor, name=name)


def uic451(*, share: float = 0.03, min_per_100_km: float = 1.5) -> Supplement:
    """Return a supplement of the form that UIC leaflet 451-1 recommends.

    The leaflet adds minutes per 100 km and a percentage that depends on speed and load. Its
    tables could not be read for this library: **the default figures are placeholders**, of the
    size commonly cited from memory for multiple units up to 140 km/h. Who has the leaflet
    gives its figures here.

    Parameters
    ----------
    share : float
        The percentage, as a share.
    min_per_100_km : float
        Minutes per 100 km.

    Returns
    -------
    Supplement
        A supplement named "UIC 451-1".

    References
    ----------
    UIC leaflet 451-1: Timetable recovery margins to guarantee timekeeping - Recovery margins.
    4th edition, December 2000.

    Examples
    --------
    >>> uic451(share=0.04).share
    0.04
    """
    return Supplement(share=share, s_per_km=min_per_100_km * 0.6, name="UIC 451-1")


def calibrated(
    planned_s: Sequence[float], technical_s: Sequence[float], *, name: str = "calibrated"
) -> Supplement:
    """Return the share that makes computed running times add up to those of a timetable.

    Parameters
    ----------
    planned_s : sequence of float
        Running times of a timetable in seconds, dwell times left out.
    technical_s : sequence of float
        Least running times of the same sections in seconds, as many.
    name : str, optional
        What accounts and reports call the supplement.

    Returns
    -------
    Supplement
        One share for all: the sum of the planned over the sum of the least running times,
        less one. It is negative if the timetable is faster than the computation.

    Raises
    ------
    RailError
        If the two differ in number, are empty, or are not all above zero.

    Examples
    --------
    >>> round(calibrated([330.0, 220.0], [300.0, 200.0]).share, 3)
    0.1
    """
    if len(planned_s) != len(technical_s) or not planned_s:
        raise RailError(
            f"calibrated() needs as many planned_s as technical_s, got {len(planned_s)} and "
            f"{len(technical_s)}"
        )
    for value in (*planned_s, *technical_s):
        if not (is_finite(value) and value > 0.0):
            raise RailError(f"running times must be above zero seconds, got {value!r}")
    return Supplement(share=sum(planned_s) / sum(technical_s) - 1.0, name=name)


NO_SUPPLEMENT = Supplement(name="none")
"""The least running time itself."""

UIC451 = uic451()
"""The form of UIC leaflet 451-1 with placeholder figures, see :func:`uic451`."""

DANISH = Supplement(
    share=UIC451.share * 1.5, s_per_km=UIC451.s_per_km * 1.5, name="Danish (1.5 x UIC 451-1)"
)
"""Half as much again: B. Schittenhelm (Trafikdage paa Aalborg Universitet) found Danish
supplements about 50 % larger than UIC recommends. It rests on the same placeholder figures."""
