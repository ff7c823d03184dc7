"""The examples are scripts and notebooks at once, numbered without a gap, and short to read."""

import ast
import re
from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.py"))
LONGEST, WIDEST = 160, 100
"""Lines and characters of a script, markdown included."""

EXECUTED = "01_first_travel_times.py"
"""The one that is run as a notebook here; all run as scripts in CI and as notebooks in the docs."""

jupytext = pytest.importorskip("jupytext")


def cells_of(path):
    """Return the cells of an example."""
    return jupytext.read(path, fmt="py:percent").cells


def test_examples_are_numbered_from_one_to_ten():
    names = [path.name for path in EXAMPLES]
    assert [name[:3] for name in names] == [f"{number:02d}_" for number in range(1, 11)]
    assert all(re.fullmatch(r"\d\d_[a-z_]+\.py", name) for name in names)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_a_notebook_that_begins_with_its_title(path):
    first, *others = cells_of(path)
    assert first.cell_type == "markdown"
    assert re.match(r"# \S", first.source)
    assert "sample" in first.source or "writes a village" in first.source
    assert {cell.cell_type for cell in others} == {"markdown", "code"}
    assert not any(cell.source.startswith("# ") for cell in others if cell.cell_type == "markdown")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_short_and_ends_in_something_to_look_at(path):
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) <= LONGEST
    assert max(map(len, lines)) <= WIDEST
    last = cells_of(path)[-1]
    assert last.cell_type == "code"
    end = ast.parse(last.source).body[-1]
    assert isinstance(end, ast.Expr)
    assert ".map(" in last.source or "km.maps." in last.source


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_uses_public_names_and_writes_beside_itself_only(path):
    text = path.read_text("utf-8")
    imported = re.findall(r"^(?:from|import) kraftcenter_mobility(\S*)", text, re.MULTILINE)
    assert set(imported) <= {"", ".accessibility"}
    assert not re.search(r"""["'](/\w|~/|\.\./)""", text)
    assert "http" not in text


def test_the_first_example_runs_as_a_notebook_without_a_warning_or_an_error(tmp_path, monkeypatch):
    nbclient = pytest.importorskip("nbclient")
    source = Path(__file__).parents[1] / "src"
    monkeypatch.setenv("PYTHONPATH", str(source))
    monkeypatch.setenv("PYTHONWARNINGS", "error:::kraftcenter_mobility")
    monkeypatch.delenv("CI", raising=False)
    path = next(path for path in EXAMPLES if path.name == EXECUTED)
    notebook = jupytext.read(path, fmt="py:percent")
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "", "language": "python"}
    folder = {"metadata": {"path": str(tmp_path)}}
    nbclient.NotebookClient(notebook, timeout=300, resources=folder).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    kinds = {output.output_type for output in outputs}
    assert kinds <= {"execute_result", "stream", "display_data"}
    assert not [output for output in outputs if output.get("name") == "stderr"]
    shown = [output.data["text/html"] for output in outputs if "data" in output]
    assert "Transport network" in shown[0]
    assert "<iframe" in shown[-1]
    assert (tmp_path / "goedstrup-by-ambulance.html").is_file()
