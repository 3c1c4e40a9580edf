"""Bytes of a file as they are read: plain, or out of gzip without ever believing what it expands to."""

import zlib
from collections.abc import Iterator
from typing import BinaryIO

from shared.tables.packed import Unpackable

__all__ = ["CHUNK", "FREE", "LARGEST_RATIO", "MAGIC", "Unpackable", "chunks"]

CHUNK = 64 * 1024
MAGIC = b"\x1f\x8b"
LARGEST_RATIO = 200
FREE = 1 << 20
"""So many bytes may come out of a small file whatever the ratio."""
GZIP = 31
"""zlib's window bits for gzip."""


def chunks(file: BinaryIO, largest: int) -> Iterator[bytes]:
    """Give the file's bytes, expanded where it is gzip. Raises Unpackable, also past `largest` expanded bytes."""
    first = file.read(CHUNK)
    packed = first.startswith(MAGIC)
    size = 0
    for chunk in _expanded(first, file) if packed else _plain(first, file):
        size += len(chunk)
        if size > largest:
            raise Unpackable(f"It is larger than {largest} bytes")
        yield chunk


def _plain(first: bytes, file: BinaryIO) -> Iterator[bytes]:
    chunk = first
    while chunk:
        yield chunk
        chunk = file.read(CHUNK)


def _expanded(first: bytes, file: BinaryIO) -> Iterator[bytes]:
    decoder = zlib.decompressobj(GZIP)
    taken = given = 0
    for packed in _plain(first, file):
        taken += len(packed)
        rest = packed
        while rest:
            if decoder.eof:  # one gzip file may be several, one after the other
                decoder = zlib.decompressobj(GZIP)
            out = _expand(decoder, rest)
            rest = decoder.unconsumed_tail or decoder.unused_data
            given += len(out)
            if given > FREE + LARGEST_RATIO * taken:
                raise Unpackable(f"It expands to more than {LARGEST_RATIO} times its size")
            yield out
    if not decoder.eof:
        raise Unpackable("The gzip file ends too early")


def _expand(decoder: "zlib._Decompress", packed: bytes) -> bytes:
    try:
        return decoder.decompress(packed, CHUNK)
    except zlib.error as error:
        raise Unpackable(f"The gzip file is damaged: {error}") from error
