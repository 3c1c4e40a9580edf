"""The files in a zip archive as streams, one after the other, without ever believing what it says of itself."""

import io
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO, NamedTuple

from services.measurement.reading.archives.gzip_files import CHUNK, FREE, LARGEST_RATIO, MAGIC, Unpackable
from shared.tables.packed import DAMAGE, MOST_FILES, SIGN, damaged, open_zip

EMPTY = b"PK\x05\x06"
LONGEST_NAME = 200
"""Findings repeat it."""
ENCRYPTED = 0x1
METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
OF_WORKBOOKS = "[Content_Types].xml"
OF_MACS = "__MACOSX/"
HIDDEN = "."


class File(NamedTuple):
    """A file in an archive: its name there, and its bytes."""

    name: str
    content: "io.BufferedReader[Any]"


def is_archive(file: BinaryIO | io.FileIO) -> bool:
    """Say by its first bytes whether a file is a zip archive."""
    beginning = file.read(len(SIGN))
    file.seek(0)
    return beginning in {SIGN, EMPTY}


class Archive:
    """A zip archive; all its files together may expand to `largest` bytes, and to a multiple of the archive."""

    def __init__(self, file: BinaryIO, largest: int, folder: Path) -> None:
        """Open it; `folder` is for a workbook among its files, which is read in no order. Raises Unpackable."""
        self._zip = open_zip(file)
        self._folder = folder
        size = file.seek(0, io.SEEK_END)
        self._left = min(largest, FREE + LARGEST_RATIO * size)

    def is_workbook(self) -> bool:
        """Say whether it is a spreadsheet, which is an archive too."""
        return _is_workbook(self._zip)

    def files(self) -> Iterator[File]:
        """Give its files; only workbooks are archives themselves. Raises Unpackable, also while they are read."""
        members = [one for one in self._zip.infolist() if not _is_passed_over(one)]
        if not members:
            raise Unpackable("There is no file in the archive")
        if len(members) > MOST_FILES:
            raise Unpackable(f"There are more than {MOST_FILES} files in the archive")
        for member in members:
            with self._opened(member) as content:
                yield File(_shown(member), content)

    def spend(self, size: int) -> None:
        """Count bytes that came out. Raises Unpackable where they are too many."""
        self._left -= size
        if self._left < 0:
            raise Unpackable(f"It expands to more than is allowed, or to more than {LARGEST_RATIO} times its size")

    @contextmanager
    def _opened(self, member: zipfile.ZipInfo) -> "Iterator[io.BufferedReader[Any]]":
        if member.flag_bits & ENCRYPTED:
            raise Unpackable(f"{_shown(member)} needs a password")
        if member.compress_type not in METHODS:
            raise Unpackable(f"{_shown(member)} is packed by a method other than deflate")
        try:
            raw = _Counted(self._zip.open(member), self)
        except DAMAGE as error:
            raise damaged(error) from error
        with io.BufferedReader(raw, CHUNK) as content:
            if content.peek(len(SIGN)).startswith((SIGN, EMPTY, MAGIC)):
                with tempfile.TemporaryFile(dir=self._folder, buffering=0) as copy:  # it has no name there
                    shutil.copyfileobj(content, copy, CHUNK)
                    self._check_workbook(member, copy)
                    yield io.BufferedReader(copy)
            else:
                yield content

    def _check_workbook(self, member: zipfile.ZipInfo, copy: io.FileIO) -> None:
        """Count what a workbook expands to as what the archive does. Raises Unpackable, also where it is none."""
        copy.seek(0)
        if is_archive(copy):
            with open_zip(copy) as inner:
                if _is_workbook(inner):
                    self.spend(sum(one.file_size for one in inner.infolist()))  # no more than it says is ever read
                    copy.seek(0)
                    return
        raise Unpackable(f"{_shown(member)} is packed once more; send it by itself")


class _Counted(io.RawIOBase):
    """The bytes of one file of an archive, counted as they come."""

    def __init__(self, content: IO[bytes], archive: Archive) -> None:
        self._content = content
        self._archive = archive

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer."""
        try:
            found = self._content.read(len(buffer))
        except DAMAGE as error:
            raise damaged(error) from error
        self._archive.spend(len(found))
        buffer[: len(found)] = found
        return len(found)


def _is_workbook(archive: zipfile.ZipFile) -> bool:
    return OF_WORKBOOKS in archive.namelist()


def _is_passed_over(member: zipfile.ZipInfo) -> bool:
    name = member.filename
    return member.is_dir() or name.startswith(OF_MACS) or name.rpartition("/")[2].startswith(HIDDEN)


def _shown(member: zipfile.ZipInfo) -> str:
    """Give a name as findings say it: its end, without signs that control anything."""
    name = "".join(sign if sign.isprintable() else "\ufffd" for sign in member.filename[-LONGEST_NAME:])
    return name if len(member.filename) <= LONGEST_NAME else f"…{name}"
