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


def test_a_notebook_counts_as_somebody(monkeypatch):
    shell = SimpleNamespace(config={"IPKernelApp": {}})
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    assert module._somebody_watches()  # noqa: SLF001 - what a kernel is told by
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: None))
    assert not module._somebody_watches()  # noqa: SLF001 - as above


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


def test_work_that_says_nothing_still_shows_a_bar(monkeypatch):
    terminal = watched(monkeypatch)
    monkeypatch.setattr(module, "SHOWN_AFTER_S", 0.02)
    with progress(3, "preparing"):
        time.sleep(0.15)
        assert "preparing" in terminal.getvalue()
    assert "0/3" in terminal.getvalue()
    assert terminal.getvalue().endswith("\n")


def test_what_is_done_within_other_work_is_said_beside_its_bar(capsys):
    with progress(2, "car times", show=True) as done:
        with progress(3, "preparing") as prepared:
            prepared(1)
            time.sleep(0.15)
            done(1)
        done(1)
    shown = capsys.readouterr().err
    assert "preparing 1/3" in shown
    assert "2/2" in shown
    assert "preparing" not in shown.rstrip().rpartition("\r")[2]


def test_work_within_silent_work_is_silent(monkeypatch):
    terminal = watched(monkeypatch)
    monkeypatch.setattr(module, "SHOWN_AFTER_S", 0.0)
    with progress(1, "car times", show=False):
        work()
        with progress(1, "preparing"):
            work()
    assert terminal.getvalue() == ""
    work()
    assert "3/3" in terminal.getvalue()


def test_bars_of_other_threads_are_apart(capsys):
    def elsewhere():
        with progress(1, "elsewhere", show=True) as done:
            done(1)

    with progress(1, "here", show=False):
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
    assert "elsewhere" in capsys.readouterr().err


def test_work_that_is_left_half_done_hides_no_later_bar(monkeypatch):
    def unfinished():
        with progress(2, "left", show=False) as done:
            done(1)
            yield

    terminal = watched(monkeypatch)
    monkeypatch.setattr(module, "SHOWN_AFTER_S", 0.0)
    left = unfinished()
    next(left)
    with progress(1, "within", show=False):
        left.close()
    work()
    assert "3/3" in terminal.getvalue()


def test_a_forced_bar_without_standard_error_is_none_at_all(monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    work(show=True)
    assert sys.stderr is None


class Handle:
    """What a notebook shows in one place."""

    def __init__(self):
        """Show nothing."""
        self.shown = []

    def display(self, content, *, raw, display_id):
        """Show something new, which can be changed later."""
        assert raw
        assert display_id
        self.update(content, raw=raw)
        return self

    def update(self, content, *, raw):
        """Show something else in its place."""
        assert raw
        self.shown.append(content)


@pytest.fixture
def notebook(monkeypatch):
    """Return what a notebook shows, until the test is over."""
    handle = Handle()
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(module, "_in_notebook", lambda: True)
    monkeypatch.setattr("IPython.display.display", handle.display)
    return handle


def test_a_notebook_shows_a_bar_of_its_own_that_goes_when_the_work_is_done(notebook, capsys):
    with progress(4_000, "<times>", show=True) as done:
        time.sleep(0.3)
        done(1_000)
        with progress(None, "preparing") as prepared:
            prepared(1)
            time.sleep(0.3)
            done(1_000)
    pages = [content["text/html"] for content in notebook.shown]
    assert 'value="1000" max="4000"' in pages[1]
    assert "&lt;times&gt;: 1,000 of 4,000" in pages[1]
    assert "preparing 1" in pages[2]
    assert notebook.shown[-1] == {"text/html": "", "text/plain": ""}
    assert capsys.readouterr().err == ""


def test_short_work_leaves_nothing_in_a_notebook(notebook):
    work()
    assert notebook.shown == []


def test_a_notebook_counts_bytes_in_millions(notebook):
    with progress(None, "download", show=True, unit="B") as done:
        time.sleep(0.3)
        done(3_000_000)
    assert "3.0 MB" in notebook.shown[1]["text/plain"]


def test_tqdm_is_imported_only_to_show_a_bar():
    code = (
        "import sys; from kraftcenter_mobility.progress import progress\n"
        "with progress(1, 'work') as done: done(1)\n"
        "assert 'tqdm' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, stderr=subprocess.PIPE, timeout=60)
