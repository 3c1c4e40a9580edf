"""The small elements that occur everywhere in an IATI file."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from sys import intern
from typing import Any, Generic, TypeVar

from lxml.etree import _Element

from services.measurement.reading.source import Document, Marker, Narratives, Organisation, Record, Share, Value

R = TypeVar("R", bound=Record)
Read = Callable[[_Element], Any]
Fields = Mapping[str, tuple[str, Read]]
"""What becomes of a child: the name of a field, and how the child is read."""

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


class Reader(Generic[R]):
    """Reads elements of one kind as records: each child into its field.

    Of children that may occur once, the first that says something counts; of those that may occur often, all. What
    is not said is as the record's own defaults have it.
    """

    def __init__(self, record: type[R], once: Fields, often: Fields | None = None) -> None:
        self._record = record
        self._places = {name: place for place, name in enumerate(record.__struct_fields__)}
        defaults = record.__struct_defaults__
        self._empty: list[Any] = [None] * (len(record.__struct_fields__) - len(defaults)) + list(defaults)
        self._children = {tag: (self._places[name], read, False) for tag, (name, read) in once.items()}
        self._children |= {tag: (self._places[name], read, True) for tag, (name, read) in (often or {}).items()}

    def read(self, element: _Element, /, **own: Any) -> R:
        """Read an element; `own` are the fields that it says itself."""
        found = self._empty.copy()
        for name, said in own.items():
            found[self._places[name]] = said
        repeated = set()
        known_of = self._children.get
        for child in element:
            known = known_of(child.tag)
            if known is None:
                continue
            place, read, often = known
            if not often:
                if not found[place]:
                    found[place] = read(child)
            elif place in repeated:
                found[place].append(read(child))
            else:
                repeated.add(place)
                found[place] = [read(child)]
        for place in repeated:
            found[place] = tuple(found[place])
        return self._record(*found)


def line(element: Any) -> int:
    """Say where an element begins."""
    found: int = element.sourceline or 0
    return found


def code(element: _Element) -> str:
    """Read a code."""
    return element.get("code", "").strip()


def text(element: _Element) -> str:
    """Read a text as it stands."""
    return element.text or ""


def day(element: _Element) -> str:
    """Read a date."""
    return element.get("iso-date", "").strip()


def narrative(element: _Element) -> str:
    """Read the first text that says something."""
    return _name(element) or ""


def narratives(element: _Element) -> Narratives:
    """Read a text in all its languages."""
    return tuple(
        (child.get(LANGUAGE, ""), said) for child in element if child.tag == "narrative" and (said := _text(child))
    )


@lru_cache(maxsize=10_000)
def _organisation(ref: str, kind: str, name: str | None, activity: str) -> Organisation:
    # The same few organisations are named again and again; one object for each makes handing them over cheap.
    return Organisation(ref, kind, name or "", activity, name is not None)


def _name(element: _Element) -> str | None:
    """Read the first text that says something; none where there is no narrative at all."""
    found = None
    for child in element:
        if child.tag == "narrative" and (found := (child.text or "").strip()):
            return found
    return found


def _text(element: _Element) -> str:
    return (element.text or "").strip()


def organisation(element: _Element, activity: str) -> Organisation:
    """Read an organisation; `activity` is the attribute that names its own activity."""
    get = element.get
    return _organisation(get("ref", ""), get("type", ""), _name(element), get(activity, ""))


def _is_narrated(element: _Element) -> bool:
    # Hardly any of these elements has children; to ask that first costs a fifth.
    return len(element) > 0 and any(child.tag == "narrative" for child in element)


def share(element: _Element) -> Share:
    """Read a country, region or sector."""
    return Share(
        line(element),
        element.get("code", "").strip(),
        element.get("vocabulary", "").strip(),
        intern(element.get("percentage", "").strip()),  # thousands may have the same
        _is_narrated(element),
    )


def marker(element: _Element) -> Marker:
    """Read a code of a vocabulary."""
    return Marker(
        line(element),
        element.get("code", "").strip(),
        element.get("vocabulary", "").strip(),
        element.get("significance"),
        _is_narrated(element),
    )


def value(element: _Element) -> Value:
    """Read an amount of money."""
    get = element.get
    return Value(
        (element.text or "").strip(),
        get("currency", "").strip(),
        get("value-date", "").strip(),
        line(element),
    )


_DOCUMENTS = Reader(
    Document,
    {"title": ("titles", narratives), "document-date": ("date", day)},
    {"category": ("categories", code), "language": ("languages", code)},
)


def document(element: _Element) -> Document:
    """Read a document, and what it stands in."""
    above: Any = element.getparent()
    return _DOCUMENTS.read(
        element,
        url=element.get("url", ""),
        format=element.get("format", ""),
        of=str(above.tag).removeprefix("iati-"),
    )
