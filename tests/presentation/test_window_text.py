"""When people travel, in words."""

from dataclasses import replace

import pytest

import kraftcenter_mobility as km
from kraftcenter_mobility.presentation.window_text import conflict_lines, transit_lines, window_text

DAY = "2026-03-10"


@pytest.mark.parametrize(
    ("window", "percentile", "text"),
    [
        (km.ArrivalWindow(f"{DAY} 08:00"), 50, f"to arrive on {DAY} by 08:00"),
        (km.DepartureWindow(f"{DAY} 08:00:30"), 50, f"setting out on {DAY} at 08:00:30"),
        (
            km.DepartureWindow(f"{DAY} 07:00", "08:00", every_s=300),
            90,
            f"setting out on {DAY} from 07:00 to 08:00, every 300 s; percentile 90",
        ),
    ],
)
def test_a_window_is_told_with_its_day_and_hours(window, percentile, text):
    assert window_text(window, percentile) == text


def test_only_public_transport_is_told_about_each_with_its_own_access():
    cycling = replace(km.TRANSIT, name="by bicycle", access=km.BICYCLE, access_cutoff_s=1200.0)
    window = km.ArrivalWindow(f"{DAY} 08:00")
    first, second = transit_lines((km.CAR, km.TRANSIT, cycling), window, 50)
    assert first.startswith("By transit: to arrive")
    assert "walking to the first stop for 30 min at most, walking from the last for 30." in first
    assert "bicycle to the first stop for 20 min at most" in second
    assert not list(transit_lines((km.CAR,), window, 50))


def test_times_by_train_are_bounds_while_trains_are_in_each_other_s_way(sample):
    window = km.ArrivalWindow(f"{DAY} 08:00")
    transit = sample.transit
    (told,) = conflict_lines(transit, window)
    assert f"{len(transit.conflicts(window.date))} times that day" in told
    assert "bounds of what is possible" in told
    alone = transit.replaced(lines=[transit.line("Fredericia-Aarhus")])
    assert not list(conflict_lines(alone, window))
    assert not list(conflict_lines(transit.replaced(lines=()), window))
