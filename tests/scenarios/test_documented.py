"""What the documentation shows first can be run as it stands."""

import runpy
from pathlib import Path

SCENARIOS = Path(__file__).parents[2] / "docs" / "scenarios.md"


def test_the_first_snippet_about_scenarios_runs_on_the_sample(tmp_path, capsys):
    snippet = SCENARIOS.read_text("utf-8").split("```python\n")[1].split("```")[0]
    path = tmp_path / "snippet.py"
    path.write_text(snippet, "utf-8")
    made = runpy.run_path(str(path))
    assert made["plan"].check(made["network"], n_places=4).ok
    assert made["result"].difference("Bypass")["difference"].abs().max() > 0
    said = capsys.readouterr().out
    assert said.startswith("Bypass: 2 edits\n")
    assert "6 of 6 laws hold" in said
