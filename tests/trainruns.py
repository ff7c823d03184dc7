"""The trains, paths and published results of TrainRuns.jl, as values of this library.

Their files are YAML of one plain kind: lists of numbers in brackets and ``key: value`` lines.
"""

import csv
import re

import numpy as np

from kraftcenter_mobility.networks.rails.profiles import TrackProfile
from kraftcenter_mobility.networks.trains.resistance import Resistance
from kraftcenter_mobility.networks.trains.rolling_stock import RollingStock
from kraftcenter_mobility.networks.trains.traction import GRAVITY_MS2

V00_MS = 100.0 / 3.6
HEADWIND_MS = 15.0 / 3.6
PAIR = re.compile(r"^\s*- \[(.*)\]")
FIELD = re.compile(r"^(\s*)(- )?(\w+):\s*(.*)$")


def expected(folder):
    """Return the published running times in seconds, by train and path."""
    with (folder / "expected_total_time_s.csv").open() as file:
        return {
            (row["train"], row["path"]): float(row["total_time_s"]) for row in csv.DictReader(file)
        }


def read_path(folder, name):
    """Return a path as a profile."""
    rows, reading = [], False
    for line in (folder / "paths" / f"{name}.yaml").read_text().splitlines():
        reading = reading or "characteristic_sections" in line
        if reading and (found := PAIR.match(line)):
            rows.append([float(value) for value in found[1].split(",")])
    place, limit, gradient = np.array(rows).T
    none = np.zeros(place.size - 1)
    return TrackProfile(np.diff(place), limit[:-1], gradient[:-1], none, none.astype(np.int64) + 1)


def _vehicles(text):
    """Return the formation of a train, and its vehicles by id with their figures."""
    formation, vehicles, current = [], {}, {}
    for raw in text.splitlines():
        line = raw.split(" #")[0]
        if pair := PAIR.match(line):
            current.setdefault("tractive_effort", []).append(
                tuple(float(value) for value in pair[1].split(","))
            )
        elif found := FIELD.match(line):
            _, new, key, value = found.groups()
            if new:
                current = {}
            value = value.split("#")[0].strip().strip('"')
            if key == "formation":
                formation = [part.strip() for part in value.strip("[]").split(",")]
            elif key == "id":
                vehicles[value] = current
            elif value:
                current[key] = value
    return formation, vehicles


def read_train(folder, name):
    """Return a train as rolling stock."""
    formation, vehicles = _vehicles((folder / "trains" / f"{name}.yaml").read_text())
    parts = [vehicles[part] for part in formation]
    engine = next(part for part in parts if "tractive_effort" in part)
    cars = [part for part in parts if part is not engine]
    passengers = any(part["vehicle_type"] in {"passenger", "multiple unit"} for part in parts)
    laden_t = sum(_figure(part, "mass") + _figure(part, "load_limit") for part in parts)
    return RollingStock(
        name=name,
        max_speed_kmh=min(_figure(part, "speed_limit", 140.0) for part in parts),
        length_m=sum(_figure(part, "length") for part in parts),
        mass_t=laden_t,
        traction="electric" if engine["power_type"] == "electric" else "diesel",
        start_acceleration_ms2=float("inf"),
        brake_ms2=-_figure(engine, "a_braking", -0.375 if passengers else -0.225),
        rotating_mass=_rotating_mass(engine, cars),
        resistance=_resistance(engine, cars, passengers=passengers),
        tractive_effort=tuple(engine["tractive_effort"]),
    )


def _figure(vehicle, key, default=0.0):
    return float(vehicle.get(key, default))


def _rotating_mass(engine, cars):
    """Return the factor for the whole train, weighed by empty masses."""
    parts = [(engine, 1.09)] + [(car, 1.06) for car in cars]
    heavy = sum(
        _figure(part, "rotation_mass", factor) * _figure(part, "mass") for part, factor in parts
    )
    return heavy / sum(_figure(part, "mass") for part, _ in parts)


def _resistance(engine, cars, *, passengers):
    """Return Davis's coefficients: the formulas with a headwind of 15 km/h, multiplied out."""
    engine_n = _figure(engine, "mass") * GRAVITY_MS2
    driven_n = _figure(engine, "mass_traction", engine["mass"]) * GRAVITY_MS2
    cars_n = sum(_figure(car, "mass") + _figure(car, "load_limit") for car in cars) * GRAVITY_MS2

    def mean(key):
        return sum(_figure(car, key) for car in cars) / max(len(cars), 1)

    windy = _figure(engine, "air_resistance") * engine_n
    still = 0.0
    if passengers:
        windy += mean("air_resistance") * cars_n
    else:
        still += mean("air_resistance") * cars_n
    a_n = _figure(engine, "base_resistance") * driven_n
    a_n += _figure(engine, "rolling_resistance") * (engine_n - driven_n)
    a_n += mean("base_resistance") * cars_n
    b_n = mean("rolling_resistance") * cars_n / V00_MS if passengers else 0.0
    return Resistance(
        a_n=a_n + windy * (HEADWIND_MS / V00_MS) ** 2,
        b_n_per_ms=b_n + windy * 2.0 * HEADWIND_MS / V00_MS**2,
        c_n_per_ms2=(windy + still) / V00_MS**2,
    )
