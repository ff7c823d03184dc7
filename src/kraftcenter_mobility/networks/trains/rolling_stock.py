"""Rolling stock: what a train can do, as a value."""

from __future__ import annotations

import csv
import itertools
import math
from dataclasses import dataclass
from numbers import Real
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from kraftcenter_mobility.errors import RailError
from kraftcenter_mobility.herning import TABLES

from .resistance import Resistance

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["ROLLING_STOCK", "RollingStock", "from_table", "rolling_stock"]

Traction = Literal["diesel", "electric", "battery"]

ABOVE_ZERO = math.ulp(0.0)
SLOWEST_KMH = 5.0
"""Slower than one walks."""

RANGES = (
    ("max_speed_kmh", SLOWEST_KMH),
    ("length_m", 0.0),
    ("mass_t", ABOVE_ZERO),
    ("power_kw", ABOVE_ZERO),
    ("start_acceleration_ms2", ABOVE_ZERO),
    ("brake_ms2", ABOVE_ZERO),
    ("rotating_mass", ABOVE_ZERO),
    ("gauge_mm", ABOVE_ZERO),
    ("seats", 0.0),
    ("dwell_s", 0.0),
    ("charge_s", 0.0),
)
BOUNDS = {ABOVE_ZERO: "above zero", 0.0: "zero or more", SLOWEST_KMH: "5 km/h or more"}
TRACTIONS: dict[str, Traction] = {"battery electric": "battery", "25 kV": "electric"}

WHEEL_SHARE = 0.85
"""What of the stated power comes to the wheels."""

SEATS_TAKEN = 0.5
RIDER_T = 0.08

EFFORT = "tractive_effort"
UNKNOWN_ALLOWED = ("mass_t", "seats")
ENDLESS_ALLOWED = ("power_kw", "start_acceleration_ms2")


@dataclass(frozen=True, kw_only=True)
class RollingStock:
    """A train: how fast, how long, how heavy, and how it pulls and brakes.

    Attributes
    ----------
    name : str
        What lines and messages call it.
    max_speed_kmh : float
        Top speed in km/h.
    length_m : float
        Length in metres; a speed limit holds until the tail has left it.
    mass_t : float
        Mass in tonnes, with passengers. Not a number if unknown: then `power_kw` must be
        infinite and no `tractive_effort` given, and no energy is computed.
    traction : {"diesel", "electric", "battery"}
        An electric train needs electrified track all the way. What a battery holds is not
        computed: a battery train runs anywhere.
    power_kw : float
        Power at the wheels in kW; infinite for an acceleration that never drops.
    start_acceleration_ms2 : float
        Acceleration from rest on level track, in m/s^2, and the greatest anywhere.
    brake_ms2 : float
        Service braking in m/s^2, on any gradient.
    resistance : Resistance or None
        Running resistance; None for :meth:`Resistance.by_mass`.
    rotating_mass : float
        Factor by which turning wheels and motors make the mass seem larger.
    tractive_effort : tuple of (float, float)
        Pairs of speed (km/h) and greatest tractive force (N), by rising speed; between them it
        is interpolated. Used instead of `power_kw`.
    gauge_mm : int
        Track gauge in mm.
    seats : float
        Seats; not a number if unknown.
    dwell_s : float
        Shortest time in seconds the train stands at a call.
    charge_s : float
        Time in seconds it must charge at the ends of its line.
    source, confidence : str
        Where the figures come from, and how good they are (A best, D placeholder).

    Examples
    --------
    >>> railcar = RollingStock(name="railcar", max_speed_kmh=120, length_m=42, mass_t=75,
    ...                        traction="diesel", power_kw=535, start_acceleration_ms2=0.6,
    ...                        brake_ms2=0.7)
    >>> railcar.resistance_n.a_n
    1500.0
    """

    name: str
    max_speed_kmh: float
    length_m: float
    mass_t: float = math.nan
    traction: Traction
    power_kw: float = math.inf
    start_acceleration_ms2: float
    brake_ms2: float
    resistance: Resistance | None = None
    rotating_mass: float = 1.06
    tractive_effort: tuple[tuple[float, float], ...] = ()
    gauge_mm: int = 1435
    seats: float = math.nan
    dwell_s: float = 30.0
    charge_s: float = 0.0
    source: str = ""
    confidence: str = ""

    def __post_init__(self) -> None:
        """Settle the values, and refuse those of no train.

        Raises
        ------
        RailError
            If a figure is out of its range, or the mass is needed and not known.
        """
        if not self.name or not isinstance(self.name, str):
            raise RailError(f"rolling stock needs a name, got {self.name!r:.60}")
        for field, least in RANGES:
            self._settle(field, least)
        if self.traction not in ("diesel", "electric", "battery"):
            raise self._refusal("traction", "must be diesel, electric or battery")
        if not isinstance(self.resistance, Resistance | None):
            raise self._refusal("resistance", "must be a Resistance, or None for that by mass")
        self._settle_effort()
        if math.isnan(self.mass_t) and (self.tractive_effort or math.isfinite(self.power_kw)):
            raise self._refusal("mass_t", "must be known where power_kw or tractive_effort is")

    @property
    def resistance_n(self) -> Resistance:
        """The running resistance, by mass if none was given."""
        return self.resistance or Resistance.by_mass(self.mass_t)

    def _settle(self, field: str, least: float) -> None:
        """Make a figure a float (not-a-number always the same), unless it is out of its range."""
        given = getattr(self, field)
        if not isinstance(given, Real) or isinstance(given, bool):
            raise self._refusal(field, "must be a number")
        value = float(given)
        if math.isnan(value) and field in UNKNOWN_ALLOWED:
            value = math.nan
        elif not (value >= least) or (math.isinf(value) and field not in ENDLESS_ALLOWED):
            raise self._refusal(field, f"must be {BOUNDS[least]}")
        object.__setattr__(self, field, int(value) if field == "gauge_mm" else value)

    def _settle_effort(self) -> None:
        """Make the tractive effort pairs of floats, and refuse what is no curve."""
        try:
            pairs = tuple((float(speed), float(force)) for speed, force in self.tractive_effort)
        except (TypeError, ValueError):
            raise self._refusal(EFFORT, "must be pairs of speed (km/h) and force (N)") from None
        rising = all(a[0] < b[0] for a, b in itertools.pairwise(pairs))
        sound = all(speed >= 0.0 and math.isfinite(speed) for speed, _ in pairs)
        if not (rising and sound and all(0.0 <= force < math.inf for _, force in pairs)):
            raise self._refusal(EFFORT, "must have speeds that rise and forces of zero or more")
        object.__setattr__(self, EFFORT, pairs)

    def _refusal(self, field: str, must: str) -> RailError:
        """Return the error for one figure."""
        got = repr(getattr(self, field))
        return RailError(f"rolling stock {self.name!r}: {field} {must}, got {got:.60}")


def from_table(table: pd.DataFrame) -> dict[str, RollingStock]:
    """Return the trains of a table with the columns of the bundled ``rolling_stock``.

    Parameters
    ----------
    table : DataFrame
        One train per row, as :func:`kraftcenter_mobility.herning.table` returns it.

    Returns
    -------
    dict of str to RollingStock
        By name. The mass is the tare and half the seats taken by 80 kg each; 85 % of the power
        comes to the wheels. A train of unknown power or tare speeds up to its top speed at
        its mean acceleration to 100 km/h; one of unknown length has none.

    Raises
    ------
    RailError
        If a column is missing, or a figure out of its range.

    Examples
    --------
    >>> from kraftcenter_mobility import herning
    >>> trains = from_table(herning.table("rolling_stock"))
    >>> trains["Alstom Coradia LINT 41"].max_speed_kmh
    120.0
    """
    trains = [_from_row(row) for row in table.to_dict("records")]
    return {train.name: train for train in trains}


def rolling_stock(name: str) -> RollingStock:
    """Return one of the region's trains.

    Parameters
    ----------
    name : str
        Its name, or a part of the name that no other train has.

    Returns
    -------
    RollingStock
        With its source and its letter of confidence.

    Raises
    ------
    RailError
        If no train, or more than one, is called so.

    Examples
    --------
    >>> rolling_stock("LINT").name
    'Alstom Coradia LINT 41'
    """
    wanted = str(name).casefold()
    found = [train for key, train in ROLLING_STOCK.items() if wanted and wanted in key.casefold()]
    exact = [train for train in found if train.name.casefold() == wanted]
    if len(exact or found) == 1:
        return (exact or found)[0]
    fault = "more than one train is" if found else "no train is"
    raise RailError(f"{fault} called {name!r}; the trains are {', '.join(ROLLING_STOCK)}")


def _from_row(row: Mapping[Any, Any]) -> RollingStock:
    """Return the train of one row.

    Raises
    ------
    RailError
        If a column is missing.
    """
    try:
        tare_t, seats, power_kw = (_figure(row[key]) for key in ("tare_t", "seats", "power_kw"))
        rates = ("accel_start_ms2", "accel_effective_0_100_ms2")
        start_ms2, mean_ms2 = (_figure(row[key]) for key in rates)
        known = not (math.isnan(power_kw) or math.isnan(tare_t))
        riders_t = 0.0 if math.isnan(seats) else seats * SEATS_TAKEN * RIDER_T
        return RollingStock(
            name=str(row["type"]),
            max_speed_kmh=_figure(row["vmax_kmh"]),
            length_m=_figure(row["length_m"], default=0.0),
            mass_t=tare_t + riders_t,
            traction=TRACTIONS.get(row["traction"], row["traction"]),
            power_kw=power_kw * WHEEL_SHARE if known else math.inf,
            start_acceleration_ms2=start_ms2 if known else mean_ms2,
            brake_ms2=_figure(row["service_brake_ms2"]),
            seats=seats,
            dwell_s=_figure(row["dwell_min_s"], default=0.0),
            charge_s=_figure(row["charge_s"], default=0.0),
            source=f"{row['operator']}: {row['note']}",
            confidence=str(row["confidence"]),
        )
    except KeyError as missing:
        raise RailError(f"a table of rolling stock needs the column {missing}") from missing


def _figure(value: Any, *, default: float = math.nan) -> float:
    """Return a figure of a table, or the default where there is none."""
    number = float(value) if value not in ("", None) else math.nan
    return default if math.isnan(number) else number


def _bundled() -> dict[str, RollingStock]:
    """Return the trains of the bundled table, read without pandas: it happens at import."""
    with (TABLES / "rolling_stock.csv").open(encoding="utf-8", newline="") as file:
        trains = [_from_row(row) for row in csv.DictReader(file)]
    return {train.name: train for train in trains}


ROLLING_STOCK: Mapping[str, RollingStock] = MappingProxyType(_bundled())
"""The trains that run in the region, by name; see the table's README for how good they are."""
