"""Run ``kraftcenter compare``, ``check`` and ``schema``."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

from .cli_inputs import (
    check_apart,
    check_columns_used,
    check_folder,
    check_target,
    file_named,
    finite,
    joining,
    modes_named,
    network_named,
    no_empty_folders,
    places_named,
    road_mode_named,
)
from .cli_parts import KINDS, Reply
from .cli_transit import check_transit, percentile_of, transit_network, travel_window
from .errors import InputError, ScenarioError

if TYPE_CHECKING:
    import argparse

    from .presentation.scenario_table import ScenarioTable
    from .scenarios.comparison import Comparison
    from .scenarios.scenario import Scenario

__all__ = ["run_check", "run_compare", "run_schema"]

NETWORK_ONLY = ("origins", "destinations", "mode", "map", "gtfs")
"""Options of ``check`` that mean nothing without a network."""

OWN_ONLY = ("network", "origins", "destinations", "population", "count_places", "gtfs", "report")
"""Options of ``compare`` that the region's own scenarios leave no choice in."""

LISTING: dict[str, Any] = {
    "width": 100,
    "initial_indent": "  ",
    "subsequent_indent": "    ",
    "break_long_words": False,
    "break_on_hyphens": False,
}
"""How files are listed."""

QUESTION = ("network", "origins", "destinations")

GOALS = {
    "hospitals": "hospital",
    "schools": "school",
    "folkeskoler": "folkeskole",
    "venues": "event venue",
    "stations": "station",
    "towns": "town",
    "population": "census cell",
}
"""What one of each kind of destination is called."""


def run_compare(options: argparse.Namespace) -> Reply:
    """Run ``kraftcenter compare``."""
    check_folder(options.out)
    check_columns_used(options)
    _check_report(options)
    return _compare_own(options) if options.scenarios else _compare_region(options)


def _check_report(options: argparse.Namespace) -> None:
    """Refuse a report that cannot be written before any work is done."""
    from .presentation.static.canvas import require_matplotlib

    if options.report is None:
        if options.language:
            raise InputError("--language is that of a report; say --report FILE too")
        return
    target, out = Path(options.report).absolute(), Path(options.out).absolute()
    beside = target.parent == out and not out.exists()
    check_target(target.name if beside else options.report, (".html",))
    if options.scenarios:
        require_matplotlib("a report")


def _compare_region(options: argparse.Namespace) -> Reply:
    """Compare the region's own scenarios on the bundled sample."""
    from . import herning
    from .presentation.region_study import GROUPS, compare_region

    if given := [name for name in OWN_ONLY if getattr(options, name)]:
        raise InputError(
            f"--{given[0].replace('_', '-')} goes with scenarios of your own; name a file of one, "
            f"or leave it out to compare those of the region on the bundled sample"
        )
    modes = modes_named(options.mode or ())
    check_transit(options, modes or modes_named(["transit"]), needs_when=False)
    study = compare_region(
        options.out,
        modes=modes,
        window=travel_window(options),
        percentile=percentile_of(options),
        groups=tuple(options.by or GROUPS),
        cutoffs_s=tuple(options.cutoff_s or ()),
        pairs=options.pairs,
        keep=options.keep,
    )
    answer = {"note": herning.DISCLAIMER, "comparisons": [_answer(each) for each in study.tables]}
    files = [str(path) for path in study.files]
    text = "\n\n".join([herning.DISCLAIMER, str(study), _written(files)])
    return Reply(finite(answer | {"files": files}), text)


def _compare_own(options: argparse.Namespace) -> Reply:
    """Compare scenarios of the user's own."""
    from . import herning
    from .presentation.scenario_files import write_scenario_table
    from .presentation.scenario_table import WITHIN_S, ScenarioTable
    from .scenarios.compare import CUTOFFS_S, compare

    _need_question(options)
    modes = modes_named(options.mode or ["car"])
    check_transit(options, modes)
    window = travel_window(options)
    scenarios = _scenarios(options.scenarios)
    network = transit_network(network_named(options.network), options)
    if options.keep is None:
        options.keep = str(Path(options.out) / "finished")
    within_s = float((options.cutoff_s or [WITHIN_S])[0])
    with no_empty_folders(options.keep, options.out), file_named(scenarios):
        comparison = compare(
            network,
            list(scenarios.values()),
            origins=places_named(network, options.origins, options),
            destinations=places_named(network, options.destinations, options),
            modes=modes,
            **window,
            percentile=percentile_of(options),
            population=None if options.count_places else options.population or "population",
            cutoffs_s=options.cutoff_s or CUTOFFS_S,
            by=tuple(options.by or ()),
            keep=options.keep,
            **joining(options),
        )
    goal = GOALS.get(options.destinations, f"place of {Path(options.destinations).name}")
    table = ScenarioTable(comparison=comparison, goal=goal, within_s=within_s)
    files = [str(path) for path in write_scenario_table(table, options.out, pairs=options.pairs)]
    if options.report:
        files.append(str(comparison.report(options.report, language=options.language or "en")))
    note = herning.DISCLAIMER if network.source == herning.sample_path().name else ""
    groups = [table.groups_text(column) for column in comparison.groups]
    text = "\n\n".join(
        filter(None, [note, str(table), *groups, _notes(comparison), _written(files)])
    )
    answer = _answer(table) | {"notices": comparison.notices.to_records(), "files": files}
    return Reply(finite({"note": note} | answer if note else answer), text)


def run_check(options: argparse.Namespace) -> Reply:
    """Run ``kraftcenter check``."""
    from .presentation.map import STATIC_SUFFIXES
    from .scenarios.scenario import Scenario

    check_target(options.map, (".html", *STATIC_SUFFIXES))
    check_apart({"--map": options.map}, {"the scenario": options.scenario})
    check_columns_used(options)
    scenario = Scenario.from_file(options.scenario)
    if options.sample and options.network not in {None, "sample"}:
        raise InputError("give either --sample or --network, not both")
    name = "sample" if options.sample else options.network
    if name is None:
        if given := [each for each in NETWORK_ONLY if options.__dict__[each]]:
            raise InputError(f"--{given[0]} needs a network to check on; say which with --network")
        return _file_only(options.scenario, scenario)
    return _check_on(name, scenario, options)


def _file_only(file: str, scenario: Scenario) -> Reply:
    """Return what a sound file of a scenario holds."""
    from .scenarios.edit_values import brief

    lines = [f"{number:>4}  {brief(edit)}" for number, edit in enumerate(scenario.edits, start=1)]
    hint = "The file is sound. What its edits do to a network: say --network FILE, or --sample."
    return Reply(
        {"file": file, "digest": scenario.digest, "scenario": scenario.to_dict()},
        "\n".join([scenario.name, *lines, "", hint]),
    )


def _check_on(name: str, scenario: Scenario, options: argparse.Namespace) -> Reply:
    """Return what a scenario does to a network, and whether the laws hold there."""
    network = transit_network(network_named(name), options)
    places = {
        what: places_named(network, getattr(options, what), options)
        for what in ("origins", "destinations")
        if getattr(options, what)
    }
    with file_named({options.scenario: scenario}):
        preview = scenario.preview(network, places or None)
    modes = tuple(map(road_mode_named, dict.fromkeys(options.mode or ["car"])))
    report = scenario.check(network, modes=modes, **places, **joining(options))
    text, answer = [str(preview), str(report)], preview.to_dict()
    if options.map:
        preview.map(options.map)
        text.append(f"Written: {options.map}")
        answer["files"] = [options.map]
    laws = report.table.reset_index().to_dict("records")
    return Reply(finite(answer | {"ok": report.ok, "laws": laws}), "\n\n".join(text), report.ok)


def run_schema(_options: argparse.Namespace) -> Reply:
    """Run ``kraftcenter schema``."""
    from .scenarios.schema import scenario_schema

    schema = scenario_schema()
    return Reply(schema, json.dumps(schema, ensure_ascii=False, indent=2))


def _need_question(options: argparse.Namespace) -> None:
    """Refuse to guess on which network and between which places to compare."""
    missing = [f"--{name}" for name in QUESTION if getattr(options, name) is None]
    if missing:
        raise InputError(
            f"to compare scenarios of your own, say also {', '.join(missing)}; for instance "
            f"--network sample --origins population --destinations {KINDS[0]}"
        )
    if options.count_places and options.population:
        raise InputError("give either --population or --count-places, not both")


def _scenarios(files: list[str]) -> dict[str, Scenario]:
    """Return the scenario in each of some files, which has a name of its own."""
    from .scenarios.scenario import Scenario

    named: dict[str, str] = {}
    scenarios = {}
    for file in files:
        scenario = Scenario.from_file(file)
        if scenario.name in named:
            raise ScenarioError(
                f"{named[scenario.name]} and {file} both hold a scenario called "
                f"{scenario.name!r}; give one of them another name"
            )
        named[scenario.name] = file
        scenarios[file] = scenario
    return scenarios


def _answer(table: ScenarioTable) -> dict[str, Any]:
    """Return a table as plain values, with what every edit did."""
    comparison = table.comparison
    return {
        "goal": table.goal,
        "people": float(comparison.people.sum()),
        "counts_people": comparison.counts_people,
        "rows": table.to_records(),
        "changes_by": {
            column: changes.rename(index=str).to_dict("index")
            for column, changes in table.changes_by.items()
        },
        "edits": {
            name: [account.to_dict() for account in comparison.accounts(name)]
            for name in table.names
        },
    }


def _notes(comparison: Comparison) -> str:
    """Return what was odd, a line each, but for what stands below the table already."""
    from .scenarios.train_notices import CONFLICTS

    return "\n".join(
        f"Note: {record['meaning']}"
        + (f" ({record['count']} times)" if record["count"] != 1 else "")
        for record in comparison.notices.to_records()
        if not str(record["code"]).startswith(CONFLICTS)
    )


def _written(files: list[str]) -> str:
    """Return which files were written, folder by folder."""
    lines = ["Written:"]
    by_folder: dict[Path, list[str]] = {}
    for file in map(Path, files):
        by_folder.setdefault(file.parent, []).append(file.name)
    for folder, names in by_folder.items():
        maps = [name for name in names if name.startswith("map-")]
        tables = [name for name in names if name not in maps]
        lines.append(fill(f"{folder}: {', '.join(tables)}", **LISTING))
        lines += [f"    {name}" for name in maps]
    return "\n".join(lines)
