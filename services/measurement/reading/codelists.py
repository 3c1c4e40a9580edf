"""Code lists as the registry has released them, by which codes are checked."""

from typing import Any, NamedTuple

import msgspec


class CodeList(NamedTuple):
    """The codes of a list that are in use, and those that were withdrawn.

    These have the first day on which they were no longer in use, empty where nobody knows it. Of a list that is not
    `complete` other codes are right too.
    """

    codes: frozenset[str]
    withdrawn: dict[str, str] = {}
    complete: bool = True


class Lists(msgspec.Struct, eq=False):
    """The lists that were heard of, by their names.

    Most combinations of codes occur again: `right` are those in which all are in use, by where they stand, and `doubts`
    has what is not in use in the others.
    """

    known: dict[str, CodeList] = {}
    right: dict[str, set[Any]] = {}
    doubts: dict[str, dict[Any, Any]] = {}
