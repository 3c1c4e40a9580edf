"""IATI organisation files, 2.01 to 2.03: who an organisation is; its budgets and documents are not read here."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree

from services.registry import reference
from services.registry.actors.rules import identifiers
from services.registry.bulk import rules as bulk
from services.registry.bulk.files.file import File, unreadable
from services.registry.bulk.rules import Row
from shared.errors import Fault
from shared.standards import countries

ROOT = "iati-organisations"
ORGANISATION = "iati-organisation"
VERSIONS = frozenset({"2.01", "2.02", "2.03"})
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
SAFE: Any = {"resolve_entities": False, "no_network": True, "huge_tree": False, "load_dtd": False}
OF_NEW = frozenset({"identifiers", "kind", "constituency", "country"})
"""What the file says less well than somebody who has registered the organisation."""


def read_iati(file: File) -> Iterator[Row]:
    """Read the organisations of a file."""
    with file.path.open("rb") as content:
        try:
            for number, element in enumerate(_organisations(content), 1):
                yield _row(number, element)
        except etree.XMLSyntaxError as error:
            raise unreadable("xml_invalid", f"Line {error.lineno or 1}: {error.msg}") from None


def _organisations(content: BinaryIO) -> Iterator[Any]:
    events: Any = etree.iterparse(content, events=("start", "end"), remove_comments=True, **SAFE)
    for event, element in events:
        if event == "start" and element.getparent() is None:
            _check_root(element)
        elif event == "end" and element.tag == ORGANISATION:
            yield element
            element.clear()


def _check_root(root: Any) -> None:
    if root.getroottree().docinfo.doctype:
        raise unreadable("doctype", "It has a document type declaration; IATI files have none")
    if root.tag != ROOT or root.get("version") not in VERSIONS:
        detail = f"It begins with <{root.tag} version={root.get('version', '')!r}>, not with an {ROOT} of version 2.01"
        raise unreadable("version", f"{detail} to 2.03")


def _row(number: int, element: Any) -> Row:
    said: dict[str, Any] = {"names": _names(element)}
    faults = []
    identifier = (element.findtext("organisation-identifier") or "").strip()
    split = identifiers.split(identifier, reference.schemes())
    if split is None:
        detail = f"organisation-identifier {identifier!r} does not begin with the code of a list and a hyphen"
        faults.append(Fault("/identifiers/0", "no_scheme", detail))
    else:
        said["identifiers"] = [{"scheme": split[0], "value": split[1]}]
        said["country"] = split[0][:2] if split[0][:2] in countries() else None
    said |= _kind(element, identifier)
    return Row(number, element.sourceline, said, faults, OF_NEW)


def _names(element: Any) -> dict[str, str]:
    usual = (element.get(LANGUAGE) or "en").lower()
    found: dict[str, str] = {}
    for narrative in element.iterfind("name/narrative"):
        text = (narrative.text or "").strip()
        if text:
            found.setdefault((narrative.get(LANGUAGE) or usual).lower().partition("-")[0], text)
    return found


def _kind(element: Any, identifier: str) -> dict[str, Any]:
    """Give what the organisation says of itself; what another says of its own kind is not about this one."""
    reporter = element.find("reporting-org")
    if reporter is None or reporter.get("ref", "").strip() != identifier:
        return {}
    kind = reporter.get("type", "").strip()
    return {"kind": kind, "constituency": bulk.usual_constituency(kind)}
