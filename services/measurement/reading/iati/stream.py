"""IATI 2.01-2.03 activity files as a stream of records: memory stays flat, and every fault is a finding."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree

from services.measurement.reading.archives.gzip_files import Unpackable, chunks
from services.measurement.reading.checks import Checked, check
from services.measurement.reading.checks.basis import Basis
from services.measurement.reading.findings import Finding
from services.measurement.reading.iati.elements import read_activity
from services.measurement.reading.iati.schema import MOST_FAULTS, RULE, check_root, check_schema
from services.measurement.reading.iati.xml_errors import said_of_fault

VERSIONS = frozenset({"2.01", "2.02", "2.03"})
LARGEST_ACTIVITY = 16 << 20
"""Bytes of XML between the ends of two activities; the tree of that much is what memory has to hold."""

ROOT = "/iati-activities"
SLICE = 512
SAFE: Any = {"resolve_entities": False, "no_network": True, "huge_tree": False}


class _Broken(Exception):  # noqa: N818 - it is said of the file
    """The file cannot be read any further."""

    def __init__(self, rule: str, line: int, detail: str, path: str = "/") -> None:
        self.finding = Finding(rule, line, path, detail)
        super().__init__(detail)


def read(file: BinaryIO, *, basis: Basis, largest: int) -> Iterator[Checked]:
    """Give every activity of a file, checked; a critical finding, without an activity, ends it.

    `largest` is how many bytes the file may have when it is expanded.
    """
    count, progress = 0, _Progress()
    try:
        for count, element in enumerate(_elements(file, largest, progress), 1):
            path = f"{ROOT}/iati-activity[{count}]"
            reported, faults = read_activity(element), list(check_schema(element, path))
            element.clear()  # a large tree need not stand beside what is made of its record
            yield check(reported, path, basis, asked=faults)
    except _Broken as broken:
        yield Checked(None, [broken.finding])
    except Unpackable as fault:
        yield Checked(None, [Finding("harambee-packed", 0, "/", str(fault))])
    except etree.XMLSyntaxError as error:
        yield Checked(None, [_not_well_formed(error, count)])
    else:
        if progress.faults:
            yield Checked(None, progress.faults)
        if not count:
            yield Checked(None, [Finding("harambee-empty", 1, ROOT, "There are none")])


def _not_well_formed(error: etree.XMLSyntaxError, count: int) -> Finding:
    # What was read without fault so far says where in the document it is.
    path = f"{ROOT}/iati-activity[{count + 1}]" if count else "/"
    return Finding("harambee-well-formed", error.lineno or 1, path, said_of_fault(error))


def _elements(file: BinaryIO, largest: int, progress: "_Progress") -> Iterator[Any]:
    """Give the `iati-activity` elements, each gone when the next is asked for."""
    parser: Any = etree.XMLPullParser(
        events=("start", "end"), tag=["iati-activities", "iati-activity"], remove_comments=True, remove_pis=True, **SAFE
    )
    beginning = _Beginning()
    for chunk in chunks(file, largest):
        beginning.feed(chunk)
        parser.feed(chunk)
        yield from progress.activities(parser)
        progress.check_size(len(chunk))
    parser.close()
    yield from progress.activities(parser)
    progress.finish()


class _Beginning:
    """Reads up to the root element, to refuse a file for what it is before anything is taken from it."""

    def __init__(self) -> None:
        self._parser: Any = etree.XMLPullParser(events=("start",), **SAFE)

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes; those after the root's start tag do not matter any more."""
        for start in range(0, len(chunk), SLICE):
            if self._parser is None:
                return
            self._parser.feed(chunk[start : start + SLICE])
            for _, root in self._parser.read_events():
                self._parser = None
                _check_root(root)
                return


def _check_root(root: Any) -> None:
    described = root.getroottree().docinfo
    line = root.sourceline or 1
    if described.doctype or described.internalDTD is not None:
        raise _Broken("harambee-doctype", 1, "It has one")
    if root.tag != "iati-activities":
        raise _Broken("harambee-root", line, f"The root is {root.tag}")
    version = root.get("version", "")
    if version not in VERSIONS:
        raise _Broken("harambee-version", line, f"It is {version or 'missing'}", f"{ROOT}/@version")


class _Progress:
    """Where the reading of one file stands."""

    def __init__(self) -> None:
        self.faults: list[Finding] = []
        self._root: Any = None
        self._since = 0
        self._line = 1

    def activities(self, parser: Any) -> Iterator[Any]:
        """Give the activities that are complete by now, and drop what was before them."""
        for event, element in parser.read_events():
            if self._root is None:
                self._root = element
                self.faults += check_root(element)
            elif event == "end" and element.getparent() is self._root:
                self._since, self._line = 0, element.sourceline or 1
                yield element
                element.clear()
                while element.getprevious() is not None:
                    self._note(self._root[0])
                    del self._root[0]

    def finish(self) -> None:
        """Look at what stands after the last activity."""
        for element in () if self._root is None else self._root:
            self._note(element)

    def _note(self, element: Any) -> None:
        """Remember an element of the root that is no activity, unless it is of another namespace."""
        if element.tag != "iati-activity" and not element.tag.startswith("{") and len(self.faults) < MOST_FAULTS:
            detail = f"{element.tag} must not stand here"
            self.faults.append(Finding(RULE, element.sourceline or 1, f"{ROOT}/{element.tag}", detail))

    def check_size(self, size: int) -> None:
        """Refuse to hold more of one activity, or of what is none, than is allowed."""
        self._since += size
        if self._since > LARGEST_ACTIVITY:
            detail = f"After line {self._line} there are {LARGEST_ACTIVITY} bytes without the end of an activity"
            raise _Broken("harambee-size", self._line, detail, ROOT)
