"""What running times of all lines of a network have in common."""

from dataclasses import dataclass, field

from kraftcenter_mobility.errors import RailError

from .dwell import Dwell
from .figures import is_finite
from .supplements import DANISH, Supplement

__all__ = ["TrainSettings"]


@dataclass(frozen=True, kw_only=True)
class TrainSettings:
    """How running times become those of a timetable.

    Attributes
    ----------
    supplement : Supplement
        Added to the least running times, unless a line has its own.
    dwell : Dwell
        How long trains stand, unless a line says otherwise for a station. No train stands for
        less than its own shortest dwell time.
    turn_s : float
        Least time in seconds a train needs to go back the way it came.
    step_m : float or None
        Step in metres of an explicit Euler computation, for comparisons with other programs.
        None, the default, integrates exactly over narrow bands of speed.

    Examples
    --------
    >>> TrainSettings(turn_s=240.0).supplement.name
    'Danish (1.5 x UIC 451-1)'
    """

    supplement: Supplement = DANISH
    dwell: Dwell = field(default_factory=Dwell)
    turn_s: float = 300.0
    step_m: float | None = None

    def __post_init__(self) -> None:
        """Refuse times and steps that are none.

        Raises
        ------
        RailError
            If `turn_s` is negative, `step_m` not above zero, or a rule is of the wrong kind.
        """
        for name, kind in (("supplement", Supplement), ("dwell", Dwell)):
            if not isinstance(getattr(self, name), kind):
                raise RailError(
                    f"{name} must be a {kind.__name__}, got {getattr(self, name)!r:.60}"
                )
        if not (is_finite(self.turn_s) and self.turn_s >= 0.0):
            raise RailError(f"turn_s must be zero or more seconds, got {self.turn_s!r}")
        if self.step_m is not None and not (is_finite(self.step_m) and self.step_m > 0.0):
            raise RailError(f"step_m must be above zero metres or None, got {self.step_m!r}")
