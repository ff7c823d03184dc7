"""The files of a feed, in a zip archive or a folder, read by name and within limits.

Nothing is unpacked to disk, and no member is opened that the reader does not ask for: an
archive may hold anything beside its timetable.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kraftcenter_mobility.errors import FeedError

from .gtfs_notices import note

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import IO, Self

    from kraftcenter_mobility.notices import Notices

__all__ = ["FeedFiles"]

ANCHOR = "stops.txt"
"""The file that every feed has: where it lies, the others do."""

BLOCK_BYTES = 2**20
HEAD_BYTES = 512

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    OverflowError,
    KeyError,
)
"""What the standard library raises on damaged, encrypted or oddly compressed archives."""


class FeedFiles:
    """Open a feed and hand out its files, each only up to a size."""

    def __init__(
        self, path: Path, *, size_limit_bytes: int, ratio_limit: float, notices: Notices
    ) -> None:
        """Find the files of a feed.

        Raises
        ------
        FeedError
            If there is no zip archive or folder at `path`, or no timetable in it.
        """
        self._path = path
        self._size_limit_bytes, self._ratio_limit = size_limit_bytes, ratio_limit
        self._left_bytes = size_limit_bytes
        self._archive: zipfile.ZipFile | None = None
        self._folder, names = "", _files_in(path)
        if names is None:
            self._archive = _open(path)
            self._folder, names = _members(self._archive, path)
        self._names = names
        if ANCHOR not in self._names:
            self.close()
            raise FeedError(
                f"{str(path)!r} is no GTFS feed: missing_required_file {ANCHOR!r}; give the zip "
                f"archive, or the folder, that holds the feed's text files"
            )
        if self._folder:
            note(notices, "invalid_input_files_in_subfolder", f"{path.name}: {self._folder}")

    def __enter__(self) -> Self:
        """Return the files themselves."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the archive."""
        self.close()

    def close(self) -> None:
        """Close the archive."""
        if self._archive is not None:
            self._archive.close()

    def __contains__(self, name: str) -> bool:
        """Say whether the feed has a file."""
        return name in self._names

    def read(self, name: str) -> bytes:
        """Return the content of a file of the feed.

        Raises
        ------
        FeedError
            If the file is not there, is damaged, or is larger than the limits allow.
        """
        if name not in self._names:
            raise FeedError(f"{str(self._path)!r} has no {name!r}: missing_required_file")
        try:
            if self._archive is None:
                return self._from_folder(name)
            return self._from_archive(self._archive, name)
        except FeedError:
            raise
        except BROKEN as trouble:
            raise FeedError(
                f"{name!r} of {str(self._path)!r} cannot be read ({type(trouble).__name__}: "
                f"{trouble}); the feed is damaged, encrypted or cut short: fetch it again"
            ) from trouble

    def _from_folder(self, name: str) -> bytes:
        """Return the content of a file in a folder."""
        file = self._path / self._names[name]
        if not stat.S_ISREG(file.stat().st_mode):
            raise FeedError(f"{str(file)!r} is no plain file; the feed is to hold text files")
        self._check_size(name, file.stat().st_size)
        with file.open("rb") as opened:
            return self._all_of(name, opened)

    def _from_archive(self, archive: zipfile.ZipFile, name: str) -> bytes:
        """Return the content of a member, if what it says of its size is acceptable."""
        info = archive.getinfo(self._names[name])
        self._check_size(name, info.file_size)
        if info.file_size > self._ratio_limit * max(info.compress_size, 1):
            raise FeedError(
                f"{name!r} of {str(self._path)!r} would unpack to {info.file_size:,} bytes from "
                f"{info.compress_size:,}, more than {self._ratio_limit:g} times as many: it may be "
                f"made to fill the memory. If you trust it, raise ratio_limit"
            )
        with archive.open(info) as opened:
            return self._all_of(name, opened)

    def _all_of(self, name: str, opened: IO[bytes]) -> bytes:
        """Return all of an open file, counting as it comes: headers may lie."""
        content = io.BytesIO()
        while block := opened.read(BLOCK_BYTES):
            content.write(block)
            self._check_size(name, content.tell())
        self._left_bytes -= content.tell()
        return content.getvalue()

    def _check_size(self, name: str, size: int) -> None:
        """Refuse what would not fit the limit on all files together."""
        if size > self._left_bytes:
            raise FeedError(
                f"{name!r} of {str(self._path)!r} is too large: with it the feed would take more "
                f"than {self._size_limit_bytes:,} bytes; if you trust it, raise size_limit_bytes"
            )


def _unreadable(path: Path, trouble: Exception) -> FeedError:
    """Return the error that says why nothing can be read at a path."""
    reason = getattr(trouble, "strerror", None) or trouble
    return FeedError(f"{str(path)!r} cannot be read: {reason}; check the path")


def _files_in(folder: Path) -> dict[str, str] | None:
    """Return the names of the files in a folder, by the same in small letters, if it is one."""
    try:
        if not folder.is_dir():
            return None
        return {file.name.casefold(): file.name for file in folder.iterdir()}
    except OSError as trouble:
        raise _unreadable(folder, trouble) from trouble


def _open(path: Path) -> zipfile.ZipFile:
    """Return an open archive, or say what is there instead."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES).lstrip()
    except (OSError, ValueError) as trouble:
        raise _unreadable(path, trouble) from trouble
    if not head:
        raise FeedError(f"{str(path)!r} is empty; a GTFS feed is a zip archive: fetch it again")
    if head[:1] == b"<":
        raise FeedError(
            f"{str(path)!r} is a web page, not a zip archive; what was saved is the page around "
            f"the download, or a server's error: fetch the feed itself"
        )
    try:
        return zipfile.ZipFile(path)
    except BROKEN as trouble:
        raise FeedError(
            f"{str(path)!r} is no sound zip archive ({trouble}); it is cut short or damaged, or "
            f"something else: fetch the feed again"
        ) from trouble


def _members(archive: zipfile.ZipFile, path: Path) -> tuple[str, dict[str, str]]:
    """Return the folder in which an archive's feed lies, and the members there by name."""
    by_folder: dict[str, dict[str, str]] = {}
    for info in archive.infolist():
        member = PurePosixPath(info.filename)
        if not info.is_dir() and ".." not in member.parts and not member.is_absolute():
            folder = "" if str(member.parent) == "." else str(member.parent)
            by_folder.setdefault(folder, {}).setdefault(member.name.casefold(), info.filename)
    feeds = sorted((f for f in by_folder if ANCHOR in by_folder[f]), key=lambda f: f.count("/"))
    if "" in feeds or not feeds:
        return "", by_folder.get("", {})
    if len(feeds) > 1:
        archive.close()
        raise FeedError(
            f"{str(path)!r} holds several feeds, in the folders {', '.join(map(repr, feeds[:3]))}; "
            f"unpack it and give the folders one by one"
        )
    return feeds[0], by_folder[feeds[0]]
