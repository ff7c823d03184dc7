"""A report opens in a browser without a network: it can be read, moved, sorted and printed."""

import re

import pytest

import kraftcenter_mobility as km
from kraftcenter_mobility.presentation.report import write_report

pytest_plugins = ("browser",)


@pytest.fixture(scope="module")
def report(sample, tmp_path_factory):
    """Return a report in Danish about two scenarios."""
    known = {scenario.name: scenario for scenario in km.herning.scenarios()}
    comparison = km.compare(
        sample,
        [known["Rute 15 as 2+1"], known["Before May 2017"]],
        origins=km.herning.catchment()[::60],
        destinations=sample.places(km.HOSPITALS),
        by="municipality",
    )
    path = tmp_path_factory.mktemp("report") / "report.html"
    return write_report(comparison, path, language="da", isochrone_cutoffs_s=())


def test_it_opens_without_errors_or_requests_and_maps_move(report, open_page):
    opened = open_page(report)
    page = opened.page
    maps = page.locator(".km-map")
    assert maps.count() == 4
    first = maps.first
    first.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    before = first.screenshot()
    box = first.bounding_box()
    x, y = box["x"] + 200, box["y"] + 250
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 120, y + 60, steps=6)
    page.mouse.up()
    page.wait_for_timeout(400)
    assert first.screenshot() != before
    assert opened.errors == []
    assert opened.requests == []


def test_layers_of_a_map_are_switched_on_and_off(report, open_page):
    opened = open_page(report)
    first = opened.page.locator(".km-map").first
    first.scroll_into_view_if_needed()
    opened.page.wait_for_timeout(300)
    boxes = first.locator("input[type=checkbox]")
    before = first.screenshot()
    for at in range(boxes.count()):
        boxes.nth(at).uncheck()
    opened.page.wait_for_timeout(300)
    assert first.screenshot() != before
    assert opened.errors == []


def test_tables_sort_by_numbers_and_say_how(report, open_page):
    page = open_page(report).page
    table = page.locator("table.sortable", has=page.get_by_role("button", name="Kommune")).first
    head = table.get_by_role("button", name="Personer")

    def people():
        cells = table.locator("tbody tr td:nth-child(2)").all_text_contents()
        return [int(cell.replace(".", "")) for cell in cells]

    head.click()
    assert people() == sorted(people(), reverse=True)
    assert head.locator("..").get_attribute("aria-sort") == "descending"
    head.press("Enter")
    assert people() == sorted(people())
    assert head.locator("..").get_attribute("aria-sort") == "ascending"
    table.get_by_role("button", name="Kommune").click()
    names = table.locator("tbody th").all_text_contents()
    assert names == sorted(names)
    assert head.locator("..").get_attribute("aria-sort") == "none"


def test_a_phone_needs_no_sideways_scrolling(report, open_page):
    opened = open_page(report, width=390, height=844, touch=True)
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert opened.errors == []


def test_without_scripts_the_printed_maps_are_shown(report, open_page):
    page = open_page(report, script=False).page
    assert page.locator("img.twin").first.is_visible()
    assert not page.locator(".km-map").first.is_visible()


def test_it_prints_on_several_pages_with_text_that_can_be_searched(report, open_page):
    page = open_page(report).page
    assert not page.locator("img.twin").first.is_visible()
    page.emulate_media(media="print")
    assert page.locator("img.twin").first.is_visible()
    assert not page.locator(".km-map").first.is_visible()
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) > 3
    assert b"/ToUnicode" in printed
