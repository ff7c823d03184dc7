"""A file is written whole or not at all, and a damaged copy is never used."""

import errno
import os
import stat
import threading
from pathlib import Path

import pytest

from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.files import cache_folder, cached_file, write_atomically


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("KRAFTCENTER_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def put(content):
    """Return a function that writes some bytes."""
    return lambda file: file.write(content)


def test_a_file_is_written_and_then_replaced(tmp_path):
    path = tmp_path / "times.csv"
    write_atomically(path, put(b"first"))
    write_atomically(str(path), put(b"second"))
    assert path.read_bytes() == b"second"
    assert names(tmp_path) == ["times.csv"]


def test_a_new_file_has_the_permissions_of_any_other(tmp_path):
    write_atomically(tmp_path / "ours", put(b""))
    (tmp_path / "plain").write_bytes(b"")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_link_is_written_through(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "target")
    write_atomically(tmp_path / "link", put(b"Sunds"))
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_bytes() == b"Sunds"


@pytest.mark.parametrize("trouble", [RuntimeError, KeyboardInterrupt, ValueError])
def test_a_failure_while_writing_leaves_the_old_file_and_no_litter(tmp_path, trouble):
    path = tmp_path / "network"
    write_atomically(path, put(b"whole"))

    def fail(file):
        file.write(b"half")
        raise trouble

    with pytest.raises(trouble):
        write_atomically(path, fail)
    assert path.read_bytes() == b"whole"
    assert names(tmp_path) == ["network"]


def test_a_full_disk_is_an_error_that_names_the_file(tmp_path):
    def fail(_file):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(InputError, match=r"network.*No space left.*free space"):
        write_atomically(tmp_path / "network", fail)
    assert names(tmp_path) == []


def test_a_missing_input_of_the_writer_is_not_blamed_on_the_output(tmp_path):
    with pytest.raises(FileNotFoundError, match="absent"):
        write_atomically(tmp_path / "out", lambda _: (tmp_path / "absent").read_bytes())


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (".", "is a folder"),
        ("absent/out.csv", r"there is no folder .*absent"),
        ("file/out.csv", r"out\.csv.* cannot be written"),
        ("x" * 300, "cannot be written: File name too long"),
    ],
)
def test_a_path_that_cannot_be_written_to_is_an_error_that_names_it(tmp_path, path, message):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "file").write_text("in the way")
    with pytest.raises(InputError, match=message):
        write_atomically(folder / path, put(b""))
    assert names(folder) == ["file"]


def test_a_folder_that_may_not_be_written_to_is_an_error(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), None)

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match=r"out\.csv.* Permission denied"):
        write_atomically(tmp_path / "out.csv", put(b""))


def test_readers_see_one_version_or_the_other(tmp_path):
    path = tmp_path / "cache"
    versions = [bytes([letter]) * 200_000 for letter in b"ab"]
    write_atomically(path, put(versions[0]))

    def rewrite():
        for turn in range(20):
            write_atomically(path, put(versions[turn % 2]))

    writer = threading.Thread(target=rewrite)
    writer.start()
    seen = {path.read_bytes()}
    while writer.is_alive():
        seen.add(path.read_bytes())
    writer.join()
    assert seen <= set(versions)


def test_the_cache_folder_is_made_for_its_owner_only(cache):
    assert cache_folder() == cache
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700
    assert cache_folder() == cache


def test_the_cache_folder_is_the_users_own_by_default(tmp_path, monkeypatch):
    monkeypatch.setenv("KRAFTCENTER_CACHE", " ")
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name, **_: tmp_path / "home" / name)
    assert cache_folder() == tmp_path / "home" / "kraftcenter_mobility"


def test_a_cache_folder_that_cannot_be_made_is_an_error(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("KRAFTCENTER_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(InputError, match=r"file.cache.*set KRAFTCENTER_CACHE"):
        cache_folder()


def test_what_was_fetched_once_is_kept():
    fetched = []

    def fetch(file):
        fetched.append(file.write(b"data"))
        return {"url": "http://localhost"}

    paths = {cached_file("kind", "question", ".osm", fetch) for _ in range(3)}
    assert len(fetched) == len(paths) == 1
    assert paths.pop().read_bytes() == b"data"


def test_a_flip_of_any_bit_is_detected():
    def fetch(file):
        file.write(b"data")
        return {}

    path = cached_file("kind", "question", ".osm", fetch)
    for bit in range(32):
        flipped = bytearray(b"data")
        flipped[bit // 8] ^= 1 << bit % 8
        path.write_bytes(flipped)
        assert cached_file("kind", "question", ".osm", fetch).read_bytes() == b"data"


def test_another_question_under_the_same_name_is_not_an_answer():
    path = cached_file("kind", "question", ".osm", lambda file: {"size": str(file.write(b"1"))})
    manifest = path.with_suffix(".json")
    manifest.write_text(manifest.read_text().replace("question", "riddle"))
    again = cached_file("kind", "question", ".osm", lambda file: {"size": str(file.write(b"22"))})
    assert again.read_bytes() == b"22"


def test_what_a_crash_left_behind_is_swept_after_a_day(cache):
    folder = cache / "kind"
    folder.mkdir(parents=True)
    for name, age_s in (("old", 100_000), ("new", 0)):
        left = folder / f".{name}.tmp"
        left.write_text("half")
        os.utime(left, (left.stat().st_atime, left.stat().st_mtime - age_s))
    cached_file("kind", "question", ".osm", lambda _: {})
    assert [name for name in names(folder) if name.endswith(".tmp")] == [".new.tmp"]
