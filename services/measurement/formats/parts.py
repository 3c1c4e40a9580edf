"""The small elements that occur everywhere in an IATI file."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from lxml.etree import _Element

from services.measurement.rules.reported import Document, Marker, Narratives, Organisation, Share, Value

Read = Callable[[_Element], Any]
Fields = Mapping[str, tuple[str, Read]]
"""What becomes of a child: the name of a field, and how the child is read."""
_NEVER: Fields = {}

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def fields(element: _Element, once: Fields, often: Fields = _NEVER) -> dict[str, Any]:
    """Read the children of an element; of one that may occur once, the first counts."""
    found: dict[str, Any] = {}
    for child in element:
        tag = child.tag
        if tag in once:
            name, read = once[tag]
            if name not in found:
                found[name] = read(child)
        elif tag in often:
            name, read = often[tag]
            found[name] = (*found.get(name, ()), read(child))
    return found


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
        if child.tag == "narrative":
            found = (child.text or "").strip()
            if found:
                break
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
        element.get("percentage", "").strip(),
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


_OF_DOCUMENT: Fields = {"title": ("titles", narratives), "document-date": ("date", day)}
_OFTEN_IN_DOCUMENT: Fields = {"category": ("categories", code), "language": ("languages", code)}


def document(element: _Element) -> Document:
    """Read a document, and what it stands in."""
    found = fields(element, _OF_DOCUMENT, _OFTEN_IN_DOCUMENT)
    return Document(
        element.get("url", ""),
        element.get("format", ""),
        found.get("titles", ()),
        found.get("categories", ()),
        found.get("languages", ()),
        found.get("date", ""),
        str(next(element.iterancestors()).tag).removeprefix("iati-"),
    )
