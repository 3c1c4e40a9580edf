"""The list of files of a zip archive, without ever believing what it says of itself."""

import io
import zipfile
import zlib
from typing import IO, BinaryIO, cast

SIGN = b"PK\x03\x04"
MOST_FILES = 1000
LARGEST_DIRECTORY = MOST_FILES << 10
"""Bytes of the list of files, which is all that is read at once."""
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


class Unpackable(Exception):  # noqa: N818 - it is said of the file
    """The file is damaged, or expands to more than is allowed."""


def open_zip(file: BinaryIO | io.FileIO) -> zipfile.ZipFile:
    """Read the list of files of a zip archive. Raises Unpackable."""
    try:
        return zipfile.ZipFile(cast("IO[bytes]", _Bounded(file)))
    except DAMAGE as error:
        raise damaged(error) from error


def damaged(error: Exception) -> Unpackable:
    """Say that an archive is damaged."""
    return Unpackable(f"The zip archive is damaged: {error}")


class _Bounded:
    """A file of which nothing large is read at once."""

    def __init__(self, file: BinaryIO | io.FileIO) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        """Give bytes. Raises Unpackable."""
        most = LARGEST_DIRECTORY + 1
        found = self._file.read(min(size, most) if size >= 0 else most)
        if len(found) == most:
            raise Unpackable(f"The list of its files is larger than {LARGEST_DIRECTORY} bytes")
        return found
