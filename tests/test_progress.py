"""A bar is shown to somebody who is there, about work that takes a while, and to no one else."""

import importlib
import io
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import pytest

from kraftcenter_mobility.progress import progress

module = importlib.import_module("kraftcenter_mobility.progress")


class Terminal(io.StringIO):
    """What somebody sees."""

    def isatty(self):
        """Say that somebody watches."""
        return True


def watched(monkeypatch):
    """Put a terminal in the place of standard error, until the test is over."""
    terminal = Terminal()
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(sys, "stderr", terminal)
    return terminal


def work(total=3, **options):
    with progress(total, "travel times", **options) as done:
        for _ in range(total or 3):
            done(1)


def test_a_bar_can_be_forced(capsys):
    work(show=True)
    shown = capsys.readouterr().err
    assert "travel times" in shown
    assert "3/3" in shown


def test_a_bar_can_be_forbidden(monkeypatch):
    terminal = watched(monkeypatch)
    work(show=False)
    assert terminal.getvalue() == ""


def test_nothing_is_shown_where_nobody_watches(monkeypatch, capsys):
    monkeypatch.delenv("CI", raising=False)
    work()
    assert capsys.readouterr().err == ""


def test_short_work_shows_nothing_on_a_terminal(monkeypatch):
    terminal = watched(monkeypatch)
    work()
    assert terminal.getvalue() == ""


def test_longer_work_shows_a_bar_on_a_terminal(monkeypatch):
    terminal = watched(monkeypatch)
    monkeypatch.setattr(module, "SHOWN_AFTER_S", 0.02)
    with progress(3, "travel times") as done:
        time.sleep(0.15)
        done(3)
    assert "3/3" in terminal.getvalue()


@pytest.mark.parametrize(("value", "silent"), [("true", True), ("1", True), ("false", False)])
def test_ci_is_silent(value, silent, monkeypatch):
    terminal = watched(monkeypatch)
    monkeypatch.setattr(module, "SHOWN_AFTER_S", 0.0)
    monkeypatch.setenv("CI", value)
    work()
    assert (terminal.getvalue() == "") is silent


def test_a_notebook_counts_as_somebody(monkeypatch, capsys):
    shell = SimpleNamespace(config={"IPKernelApp": {}})
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(module, "SHOWN_AFTER_S", 0.0)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    work()
    assert "3/3" in capsys.readouterr().err


def test_a_program_without_standard_error_shows_nothing(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(sys, "stderr", None)
    work()
    assert sys.stderr is None


def test_an_unknown_total_counts_in_bytes(capsys):
    with progress(None, "download", show=True, unit="B") as done:
        done(3_000_000)
    assert "3.00MB" in capsys.readouterr().err


def test_no_count_is_lost_between_threads(capsys):
    with progress(4_000, "blocks", show=True) as done:
        threads = [
            threading.Thread(target=lambda: [done(1) for _ in range(1_000)]) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert "4000/4000" in capsys.readouterr().err


def test_a_failure_passes_through_the_bar(capsys):
    with pytest.raises(KeyboardInterrupt), progress(3, "travel times", show=True):
        raise KeyboardInterrupt
    assert "0/3" in capsys.readouterr().err


def test_tqdm_is_imported_only_to_show_a_bar():
    code = (
        "import sys; from kraftcenter_mobility.progress import progress\n"
        "with progress(1, 'work') as done: done(1)\n"
        "assert 'tqdm' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, stderr=subprocess.PIPE, timeout=60)
