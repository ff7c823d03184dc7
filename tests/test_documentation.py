"""The pages of the documentation against the library: nothing missing, nothing stale, no dead link.

Whether they build, and whether their code runs, is for ``sphinx-build`` to say.
"""

import importlib
import re
from pathlib import Path

import pytest
import yaml

import kraftcenter_mobility as km

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
MADE = ("_build", "gallery", "generated", "_extensions", "_templates")
PAGES = sorted(
    path for path in DOCS.rglob("*.md") if not set(MADE) & set(path.relative_to(DOCS).parts)
)
READ_AS_THEY_ARE = [*PAGES, ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
INSIDE = ["", "accessibility", "errors", "herning", "maps"]
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.DOTALL | re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
BLOCK = re.compile(r"^```\{eval-rst\}\n(.*?)^```", re.DOTALL | re.MULTILINE)
CONTENTS = re.compile(r"^```\{toctree\}\n(.*?)^```", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
ANCHOR = re.compile(r"^\((\w[\w-]*)\)=$", re.MULTILINE)


def documented():
    """Return the full names that the reference lists, with the page of each."""
    found = []
    for page in sorted((DOCS / "reference").glob("*.md")):
        module = "kraftcenter_mobility"
        for line in "\n".join(BLOCK.findall(page.read_text("utf-8"))).splitlines():
            if told := re.fullmatch(r"\.\. (?:currentmodule|py:module):: (\S+)", line):
                module = told[1]
            elif entry := re.fullmatch(r"(?:   |\.\. py:data:: )(\w+)", line):
                found.append((f"{module}.{entry[1]}", page.name))
    return found


def module_of(name):
    """Return a module of the library by the name that users call it by."""
    return getattr(km, name) if name else km


def titled(text):
    """Return the anchors of the headings of a page."""
    headings = HEADING.findall(FENCED.sub("", text))
    names = [re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in headings]
    return {*names, *ANCHOR.findall(text)}


@pytest.mark.parametrize("inside", INSIDE)
def test_every_public_name_is_in_the_reference(inside):
    known = {name for name, _ in documented()}
    known |= {name.replace(".errors.MobilityError", ".MobilityError") for name in known}
    module = module_of(inside)
    prefix = ".".join(filter(None, ["kraftcenter_mobility", inside]))
    modules = {name for name in module.__all__ if inside == "" and name in INSIDE}
    lacking = [name for name in module.__all__ if f"{prefix}.{name}" not in known]
    assert set(lacking) == modules, "add them to a page of docs/reference"


def test_the_reference_names_nothing_that_is_not_there():
    for name, page in documented():
        path = name.removeprefix("kraftcenter_mobility.").split(".")
        value = km
        for part in path:
            assert hasattr(value, part), f"{page} names {name}"
            value = getattr(value, part)


def test_the_reference_names_nothing_twice():
    names = [name for name, _ in documented()]
    assert sorted(names) == sorted(set(names))


def test_every_measure_has_its_equation_or_its_place_among_them():
    text = (DOCS / "measures.md").read_text("utf-8")
    policy = importlib.import_module("kraftcenter_mobility.accessibility.policy")
    not_measures = {"as_measure", "from_destinations", "travel_times", *policy.__all__}
    for name in set(km.accessibility.__all__) - not_measures:
        if name.islower():
            assert f"`{name}`" in text, f"docs/measures.md lacks {name}"


def test_every_page_is_in_one_table_of_contents():
    listed = []
    for page in PAGES:
        for block in CONTENTS.findall(page.read_text("utf-8")):
            entries = [line.strip() for line in block.splitlines() if line and line[0] != ":"]
            listed += [(page.parent / entry).relative_to(DOCS).as_posix() for entry in entries]
    pages = {page.relative_to(DOCS).with_suffix("").as_posix() for page in PAGES}
    assert sorted(listed) == sorted({*pages, "gallery/index"} - {"index"})


@pytest.mark.parametrize("page", READ_AS_THEY_ARE, ids=lambda path: path.name)
def test_links_between_pages_lead_somewhere(page):
    text = CODE.sub("", page.read_text("utf-8"))
    for target, anchor in LINK.findall(text):
        if target.startswith("generated/"):
            continue  # made by the build, which follows it
        path = (page.parent / target) if target else page
        assert path.exists(), f"{page.name} links to {target}"
        if anchor and path.suffix == ".md":
            assert anchor in titled(path.read_text("utf-8")), f"{page.name}: {target}#{anchor}"


@pytest.mark.parametrize("page", READ_AS_THEY_ARE, ids=lambda path: path.name)
def test_examples_that_pages_name_are_there(page):
    for name in re.findall(r"examples/\d\d_\w+\.py", page.read_text("utf-8")):
        assert (ROOT / name).exists(), f"{page.name} names {name}"


@pytest.mark.parametrize("page", READ_AS_THEY_ARE, ids=lambda path: path.name)
def test_a_page_begins_with_its_only_title(page):
    text = page.read_text("utf-8")
    titles = [line for line in FENCED.sub("", text).splitlines() if line.startswith("# ")]
    assert len(titles) == (0 if "{include}" in text else 1)


def test_the_citation_is_of_this_version_and_says_what_it_must():
    told = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(told)
    assert told["cff-version"] == "1.2.0"
    assert told["title"] == "kraftcenter_mobility"
    assert told["version"] == km.__version__
    assert told["license"] == "MIT"
    assert all("name" in author or "family-names" in author for author in told["authors"])
