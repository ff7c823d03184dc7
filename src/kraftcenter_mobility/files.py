"""Write files whole or not at all, and keep downloads that can be checked.

A file written in place is torn when the process dies half-way, and a torn cache fails for
ever after. Here everything is written beside its target, flushed to the disk and moved
into place; what is kept for later has a manifest with its size and SHA-256 beside it, and
a copy that does not match its manifest is never used.
"""

import atexit
import hashlib
import json
import os
import shutil
import tempfile
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

from kraftcenter_mobility.errors import InputError

__all__ = ["cache_folder", "cached_file", "write_atomically"]

CACHE_VARIABLE = "KRAFTCENTER_CACHE"
STALE_AFTER_S = 86_400.0  # no download takes a day: such a temporary file was left by a crash


def write_atomically(path: str | os.PathLike[str], write: Callable[[BinaryIO], None]) -> None:
    """Write a file so that a reader sees the old one or the new one, never a part.

    Parameters
    ----------
    path : str or path-like
        The file to write; an existing one is replaced.
    write : callable
        Is handed a binary file, open for writing and reading, and fills it. If it raises,
        the file at `path` stays as it was.

    Raises
    ------
    InputError
        If the folder is missing or may not be written to, `path` is a folder, or the disk
        is full.

    Examples
    --------
    >>> folder = Path(tempfile.mkdtemp())
    >>> write_atomically(folder / "towns.csv", lambda file: file.write(b"Herning"))
    >>> (folder / "towns.csv").read_bytes()
    b'Herning'
    """
    target = Path(path).resolve()
    temporary = target.parent / f".{uuid.uuid4().hex}.tmp"
    try:
        if target.is_dir():
            raise InputError(f"path {str(path)!r} is a folder; name a file inside it")
        if not target.parent.is_dir():
            raise InputError(
                f"path {str(path)!r} cannot be written: there is no folder "
                f"{str(target.parent)!r}; create it, or name another one"
            )
        with temporary.open("x+b") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except OSError as trouble:
        ours = {None, str(temporary), str(target), str(target.parent)}
        if trouble.errno is None or trouble.filename not in ours:
            raise  # it concerns something else that `write` uses
        raise InputError(
            f"path {str(path)!r} cannot be written: {trouble.strerror}; "
            f"free space, change its permissions, or name another one"
        ) from trouble
    finally:
        with suppress(OSError):
            temporary.unlink()


def cache_folder() -> Path:
    """Return the folder for what can be downloaded or computed again, and create it.

    It is the user's own cache folder, or what the environment variable
    ``KRAFTCENTER_CACHE`` says. Everything in it may be deleted at any time.

    Returns
    -------
    pathlib.Path
        An existing folder, closed to other users if it was created here.

    Raises
    ------
    InputError
        If it cannot be created.
    """
    chosen = os.environ.get(CACHE_VARIABLE, "").strip()
    if chosen:
        folder = Path(chosen).expanduser().absolute()
    else:
        import platformdirs

        folder = platformdirs.user_cache_path("kraftcenter_mobility", appauthor=False)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as trouble:
        raise InputError(
            f"the cache folder {str(folder)!r} cannot be created: {trouble.strerror}; "
            f"set {CACHE_VARIABLE} to a folder that can be written to"
        ) from trouble
    return folder


def cached_file(
    kind: str,
    query: str,
    suffix: str,
    fetch: Callable[[BinaryIO], Mapping[str, str]],
    *,
    cache: bool = True,
) -> Path:
    """Return a file from the cache, fetching it if there is no sound copy.

    Parameters
    ----------
    kind : str
        Name of the folder inside the cache folder.
    query : str
        What the content is an answer to; the file is named after its SHA-256.
    suffix : str
        How the file's name ends, such as ``".osm"``; not ``".json"``.
    fetch : callable
        Fills the open binary file and returns facts for the manifest. If it raises,
        nothing is kept.
    cache : bool
        False fetches anew into a temporary folder that lasts as long as the process. The
        same happens where the cache folder cannot be written to.

    Returns
    -------
    pathlib.Path
        The file. Beside it lies a ``.json`` manifest: query, size, SHA-256, and the facts.

    Notes
    -----
    The data is put into place before its manifest, so a crash between the two leaves a
    copy without a matching manifest: it is fetched again and replaced. It is not deleted
    first, since another process may just be finishing it.
    """
    name = hashlib.sha256(query.encode()).hexdigest()
    if cache:
        with suppress(InputError):
            kept = cache_folder() / kind / (name + suffix)
            if _is_sound(kept, query):
                return kept
    target = (_writable_folder(kind) if cache else _temporary_folder()) / (name + suffix)
    facts: dict[str, object] = {}

    def fill(file: BinaryIO) -> None:
        facts.update(fetch(file))
        facts.update(query=query, size=file.seek(0, os.SEEK_END))
        facts.update(sha256=_sha256(file))

    write_atomically(target, fill)
    manifest = json.dumps(facts, indent=1).encode()
    write_atomically(target.with_suffix(".json"), partial(_put, manifest))
    return target


def _put(content: bytes, file: BinaryIO) -> None:
    """Write bytes to an open file."""
    file.write(content)


def _sha256(file: BinaryIO) -> str:
    """Return the digest of a whole file."""
    digest = hashlib.sha256()
    file.seek(0)
    while block := file.read(2**20):
        digest.update(block)
    return digest.hexdigest()


def _is_sound(path: Path, query: str) -> bool:
    """Say whether a cached file is there and is what its manifest says."""
    try:
        facts = json.loads(path.with_suffix(".json").read_bytes())
        if not isinstance(facts, dict) or facts.get("query") != query:
            return False
        if path.stat().st_size != facts.get("size"):
            return False
        with path.open("rb") as file:
            return _sha256(file) == facts.get("sha256")
    except (OSError, ValueError, RecursionError):  # missing, torn, or not JSON
        return False


def _writable_folder(kind: str) -> Path:
    """Return a folder of the cache that can be written to, or a temporary one."""
    try:
        folder = cache_folder() / kind
        folder.mkdir(mode=0o700, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except (OSError, InputError):
        return _temporary_folder()
    for left_over in folder.glob(".*.tmp"):
        with suppress(OSError):
            if time.time() - left_over.stat().st_mtime > STALE_AFTER_S:
                left_over.unlink()
    return folder


def _temporary_folder() -> Path:
    """Return a new folder that is removed when the process ends."""
    folder = tempfile.mkdtemp(prefix="kraftcenter_mobility-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)
