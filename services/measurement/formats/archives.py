"""The files in a zip archive as streams, one after the other, without ever believing what it says of itself."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any, BinaryIO, NamedTuple

from services.measurement.formats.unpacking import CHUNK, FREE, LARGEST_RATIO, MAGIC, Unpackable

SIGN = b"PK\x03\x04"
EMPTY = b"PK\x05\x06"
MOST_FILES = 1000
ENCRYPTED = 0x1
METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
OF_WORKBOOKS = "[Content_Types].xml"
OF_MACS = "__MACOSX/"
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


class File(NamedTuple):
    """A file in an archive: its name there, and its bytes."""

    name: str
    content: "io.BufferedReader[Any]"


def is_archive(file: BinaryIO) -> bool:
    """Say by its first bytes whether a file is a zip archive."""
    beginning = file.read(len(SIGN))
    file.seek(0)
    return beginning in {SIGN, EMPTY}


class Archive:
    """A zip archive; all its files together may expand to `largest` bytes, and to a multiple of the archive."""

    def __init__(self, file: BinaryIO, largest: int) -> None:
        """Open it. Raises Unpackable."""
        try:
            self._zip = zipfile.ZipFile(file)
        except DAMAGE as error:
            raise _damaged(error) from error
        size = file.seek(0, io.SEEK_END)
        self._left = min(largest, FREE + LARGEST_RATIO * size)

    def is_workbook(self) -> bool:
        """Say whether it is a spreadsheet, which is an archive too."""
        return OF_WORKBOOKS in self._zip.namelist()

    def files(self) -> Iterator[File]:
        """Give its files. Raises Unpackable, also while they are read."""
        members = [one for one in self._zip.infolist() if not (one.is_dir() or one.filename.startswith(OF_MACS))]
        if not members:
            raise Unpackable("There is no file in the archive")
        if len(members) > MOST_FILES:
            raise Unpackable(f"There are more than {MOST_FILES} files in the archive")
        for member in members:
            yield File(member.filename, self._opened(member))

    def spend(self, size: int) -> None:
        """Count bytes that came out. Raises Unpackable where they are too many."""
        self._left -= size
        if self._left < 0:
            raise Unpackable(f"It expands to more than is allowed, or to more than {LARGEST_RATIO} times its size")

    def _opened(self, member: zipfile.ZipInfo) -> "io.BufferedReader[Any]":
        if member.flag_bits & ENCRYPTED:
            raise Unpackable(f"{member.filename} needs a password")
        if member.compress_type not in METHODS:
            raise Unpackable(f"{member.filename} is packed by a method other than deflate")
        try:
            content = io.BufferedReader(_Counted(self._zip.open(member), self), CHUNK)
        except DAMAGE as error:
            raise _damaged(error) from error
        if content.peek(len(SIGN)).startswith((SIGN, EMPTY, MAGIC)):
            raise Unpackable(f"{member.filename} is packed once more; send it by itself")
        return content


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
            raise _damaged(error) from error
        self._archive.spend(len(found))
        buffer[: len(found)] = found
        return len(found)


def _damaged(error: Exception) -> Unpackable:
    return Unpackable(f"The zip archive is damaged: {error}")
