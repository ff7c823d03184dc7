"""What holds a train back on level, straight track."""

from dataclasses import dataclass
from math import isfinite

from kraftcenter_mobility.errors import RailError

from .figures import is_finite

__all__ = ["Resistance"]

BEARINGS_N_PER_T = 20.0
MOMENTUM_N_PER_T = 0.3
AIR_N_PER_T = 0.04


@dataclass(frozen=True, kw_only=True)
class Resistance:
    """The running resistance of a train, as W. J. Davis wrote it: A + B v + C v^2.

    Attributes
    ----------
    a_n : float
        What does not depend on speed, in newtons.
    b_n_per_ms : float
        What grows with the speed, in newtons per metre per second.
    c_n_per_ms2 : float
        What grows with the square of the speed (air), in newtons per (metre per second) squared.

    References
    ----------
    Davis, W. J. (1926). The tractive resistance of electric locomotives and cars. General
    Electric Review 29.

    Examples
    --------
    >>> round(Resistance(a_n=1500.0, b_n_per_ms=20.0, c_n_per_ms2=3.0).at(30.0))
    4800
    """

    a_n: float = 0.0
    b_n_per_ms: float = 0.0
    c_n_per_ms2: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what would push the train.

        Raises
        ------
        RailError
            If a coefficient is negative or no number.
        """
        for name in ("a_n", "b_n_per_ms", "c_n_per_ms2"):
            value = getattr(self, name)
            if not (is_finite(value) and value >= 0.0):
                raise RailError(f"a resistance's {name} must be zero or more, got {value!r}")

    @classmethod
    def by_mass(cls, mass_t: float) -> "Resistance":
        """Return an assumed resistance of a passenger train of some mass.

        Parameters
        ----------
        mass_t : float
            Mass in tonnes, passengers included; not a number for no resistance at all.

        Returns
        -------
        Resistance
            20 N, 0.3 N per m/s and 0.04 N per (m/s)^2 for each tonne: an assumption, of the
            order of what a railcar and a double-deck train have in published data of
            TrainRuns.jl. Give the train's own where they are known.

        Examples
        --------
        >>> Resistance.by_mass(70.0).a_n
        1400.0
        """
        mass_t = mass_t if isfinite(mass_t) else 0.0
        return cls(
            a_n=BEARINGS_N_PER_T * mass_t,
            b_n_per_ms=MOMENTUM_N_PER_T * mass_t,
            c_n_per_ms2=AIR_N_PER_T * mass_t,
        )

    def at(self, speed_ms: float) -> float:
        """Return the resistance in newtons at a speed in metres per second."""
        return self.a_n + self.b_n_per_ms * speed_ms + self.c_n_per_ms2 * speed_ms**2
