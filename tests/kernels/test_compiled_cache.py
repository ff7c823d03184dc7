"""Compiled kernels of other sources, and torn ones, are dropped wherever Numba keeps them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from numba import config, njit
from numba.misc.appdirs import AppDirs

from kraftcenter_mobility import _kernels
from kraftcenter_mobility._kernels import STAMP, cache_folders, drop_unusable_cache
from kraftcenter_mobility._kernels.climb import sort_ranks

PROGRAM = """
from package._kernels.caller import answer
print(answer())
"""
CALLER = """
from numba import njit
from package._kernels.callee import number

@njit(cache=True)
def answer():
    return number()
"""
CALLEE = """
from numba import njit

@njit(cache=True)
def number():
    return {number}
"""


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """Return a folder of sources, the folder told and the user's, none with anything compiled."""
    sources = tmp_path / "package" / "_kernels"
    sources.mkdir(parents=True)
    (sources / "kernel.py").write_text("one = 1\n")
    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path / "told"))
    monkeypatch.setattr(AppDirs, "user_cache_dir", str(tmp_path / "user"))
    return sources


def compile_into(folder):
    """Leave in a folder what Numba would; return the index and the code."""
    folder.mkdir(parents=True, exist_ok=True)
    index, code = folder / "kernel.one-1.py312.nbi", folder / "kernel.one-1.py312.1.nbc"
    index.write_bytes(b"an index.")
    code.write_bytes(b"code")
    return index, code


@pytest.mark.skipif(config.DISABLE_JIT, reason="nothing is compiled")
@pytest.mark.parametrize("is_told", [True, False])
def test_numba_keeps_kernels_in_the_first_folder_that_can_be_written(
    is_told, tmp_path, monkeypatch
):
    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path) if is_told else "")
    kernel = njit(cache=True)(sort_ranks.py_func)
    folders = [str(folder) for folder in cache_folders(Path(_kernels.__file__).parent)]
    assert kernel.stats.cache_path in (folders[:1] if is_told else folders)


def test_what_was_compiled_from_other_sources_is_dropped(folders):
    told = cache_folders(folders)[0]
    drop_unusable_cache(folders)
    index, code = compile_into(told)
    (folders / "kernel.py").write_text("one = 2\n")
    drop_unusable_cache(folders)
    assert not index.exists()
    assert not code.exists()


def test_what_was_compiled_from_these_sources_is_kept(folders):
    told = cache_folders(folders)[0]
    drop_unusable_cache(folders)
    index, code = compile_into(told)
    drop_unusable_cache(folders)
    assert index.exists()
    assert code.exists()


def test_a_torn_index_is_dropped(folders):
    told = cache_folders(folders)[0]
    drop_unusable_cache(folders)
    index, code = compile_into(told)
    index.write_bytes(b"an ind")
    drop_unusable_cache(folders)
    assert not index.exists()
    assert code.exists()


def test_the_users_folder_is_looked_after_where_no_other_can_be_written(folders, monkeypatch):
    monkeypatch.setattr(config, "CACHE_DIR", "")
    beside, user = cache_folders(folders)
    beside.write_text("a file is where the folder would be")
    index, _ = compile_into(user)
    drop_unusable_cache(folders)
    assert not index.exists()
    assert (user / STAMP).is_file()


def test_only_the_folder_that_numba_uses_is_touched(folders):
    told, *others = cache_folders(folders)
    left = [compile_into(folder)[0] for folder in others]
    drop_unusable_cache(folders)
    assert (told / STAMP).is_file()
    assert all(index.exists() for index in left)


def test_nothing_fails_where_nothing_can_be_written(folders):
    for folder in cache_folders(folders):
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.write_text("a file is where the folder would be")
    drop_unusable_cache(folders)
    assert (folders / "kernel.py").is_file()


@pytest.mark.skipif(config.DISABLE_JIT, reason="nothing is compiled")
def test_a_changed_callee_is_heard_of_in_a_folder_of_ones_own(tmp_path):
    kernels = tmp_path / "package" / "_kernels"
    kernels.mkdir(parents=True)
    (kernels / "__init__.py").write_text(Path(_kernels.__file__).read_text())
    (kernels / "caller.py").write_text(CALLER)
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path / "told")}
    environment["PYTHONDONTWRITEBYTECODE"] = "1"  # else Python may not notice so quick a change

    def answer(number):
        (kernels / "callee.py").write_text(CALLEE.format(number=number))
        command = [sys.executable, "-c", PROGRAM]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
        )
        return int(done.stdout)

    assert [answer(1), answer(1), answer(2)] == [1, 1, 2]
