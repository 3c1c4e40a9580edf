"""Faults against IATI's schema: elements and attributes that are missing, too many, misplaced, or of another type.

The schema is built for libxml2 from this project's own table of the standard's facts; libxml2's messages are said in
plain words.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from lxml import etree

from services.measurement.reading.findings import Finding

RULE = "harambee-schema"
MOST_FAULTS = 20
"""So many faults of one activity are said; more are of one cause."""

_TABLE = files("services.measurement.reference") / "iati-activities.txt"
_XSD = "http://www.w3.org/2001/XMLSchema"
_OFTEN = {"?": ("0", "1"), "*": ("0", "unbounded"), "+": ("1", "unbounded")}
_ONCE = ("1", "1")
_OTHERS = '<x:any namespace="##other" processContents="lax" minOccurs="0" maxOccurs="unbounded"/>'
_OTHER_ATTRIBUTES = '<x:anyAttribute namespace="##other" processContents="lax"/>'
# What makes a transaction unreadable is found by rules of its own.
_OF_FLOW = re.compile(r"/transaction(\[\d+\])?/(value|transaction-date)(/@[\w-]+)?$")
_OF_VALUE = re.compile(" (is|has) no ")
CLOSED = "closed"
_CHILD = re.compile(r"([\w-]+)([?*+]?)(?:=([\w-]+))?")
_XML = "http://www.w3.org/XML/1998/namespace"
_BEGINNING = f"""<x:schema xmlns:x="{_XSD}"><x:import namespace="{_XML}" schemaLocation="xml.xsd"/>
<x:element name="iati-activities" type="iati-activities"/><x:element name="iati-activity" type="iati-activity"/>"""
_OF_XML = f"""<x:schema xmlns:x="{_XSD}" targetNamespace="{_XML}"><x:attribute name="lang"><x:simpleType>
<x:union memberTypes="x:language"><x:simpleType><x:restriction base="x:string"><x:enumeration value=""/></x:restriction>
</x:simpleType></x:union></x:simpleType></x:attribute></x:schema>"""


class _OwnSchemas(etree.Resolver):
    """Gives the attributes of XML itself, which a schema has to import."""

    def resolve(self, *asked: Any) -> Any:
        return self.resolve_string(_OF_XML, asked[-1], base_url=None)


@cache
def schema(*, others: bool = True) -> Any:
    """Build the schema of IATI 2.03, by which those of 2.01 and 2.02 are right too.

    Without `others` it is the same but takes no elements of other namespaces, and is faster by a third.
    """
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_OwnSchemas())
    lines = [line for line in _TABLE.read_text("utf-8").splitlines() if not line.startswith("#")]
    types = "".join(_type(line, _OTHERS if others else "") for line in lines)
    return etree.XMLSchema(etree.fromstring(f"{_BEGINNING}{types}</x:schema>", parser))


def _type(line: str, others: str) -> str:
    name, text, children, attributes = (part.strip() for part in line.split("|"))
    given = attributes.split()
    said = "".join(_attribute(one) for one in given if one != CLOSED) + ("" if CLOSED in given else _OTHER_ATTRIBUTES)
    if text:
        said = f'<x:simpleContent><x:extension base="x:{text}">{said}</x:extension></x:simpleContent>'
    else:
        said = f"<x:sequence>{''.join(map(_child, children.split()))}{others}</x:sequence>{said}"
    return f'<x:complexType name="{name}">{said}</x:complexType>'


def _child(text: str) -> str:
    found = _CHILD.fullmatch(text)
    if found is None:
        raise ValueError(text)
    name, often, kind = found.groups()
    least, most = _OFTEN.get(often, _ONCE)
    return f'<x:element name="{name}" type="{kind or name}" minOccurs="{least}" maxOccurs="{most}"/>'


def _attribute(text: str) -> str:
    name, _, kind = text.rpartition(":")
    use = "required" if name.endswith("!") else "optional"
    if name == "xml:lang":
        return '<x:attribute ref="xml:lang"/>'
    return f'<x:attribute name="{name.rstrip("!")}" type="x:{kind}" use="{use}"/>'


def check_schema(element: Any, path: str) -> Iterator[Finding]:
    """Find what in an activity is against the schema; `path` is where it is in its file."""
    if schema(others=False).validate(element):
        return
    found = schema()
    if found.validate(element):
        return
    for fault in list(found.error_log)[:MOST_FAULTS]:
        below = (fault.path or "").partition("/iati-activity")[2]
        place, said = _said(fault.message)
        if not (_OF_FLOW.search(below + place) and _OF_VALUE.search(said)):
            yield Finding(RULE, fault.line, f"{path}{below}{place}", said)


def check_root(root: Any) -> Iterator[Finding]:
    """Find what is wrong with the attributes of a file's root element."""
    bare = etree.Element(root.tag, dict(root.attrib))
    found = schema()
    if not found.validate(bare):
        for fault in found.error_log:
            place, said = _said(fault.message)
            yield Finding(RULE, root.sourceline or 1, f"/iati-activities{place}", said)


class _Saying(NamedTuple):
    """How libxml2 says a fault, and how it is said here."""

    pattern: re.Pattern[str]
    text: str


_ELEMENT = r"Element '(?P<element>[^']*)'(?:, attribute '(?P<attribute>[^']*)')?: (?:\[[^]]*\] )?"
_SAYINGS = [
    _Saying(re.compile(_ELEMENT + pattern, re.DOTALL), text)
    for pattern, text in (
        (r"The attribute '(?P<of>[^']*)' is required but missing", "{element} has no {of}"),
        (r"The attribute '[^']*' is not allowed", "{element} must not have the attribute {attribute}"),
        (r"Missing child element\(s\)\. Expected is (?:one of )?\( (?P<of>.*) \)", "{element} lacks {of}"),
        (
            r"This element is not expected\. Expected is (?:one of )?\( (?P<of>.*) \)",
            "{element} must not stand here, where there may be {of}",
        ),
        (r"This element is not expected", "{element} must not stand here"),
        (
            r"'(?P<of>.*)' is not a valid value of the (?:atomic|union|local|list)[^']*'xs:(?P<type>\w+)'",
            "{of} is no {type}",
        ),
        (r"'(?P<of>.*)' is not a valid value of", "{of} is not a value that it may have"),
        (r"Character content", "{element} must not hold text of its own"),
        (r"Element content is not allowed", "{element} must not hold elements"),
    )
]
_TYPES = {
    "anyURI": "address",
    "boolean": "truth value, true or false",
    "date": "date",
    "dateTime": "date with a time",
    "decimal": "decimal number",
    "int": "whole number",
    "language": "code of a language",
    "nonNegativeInteger": "whole number",
    "positiveInteger": "whole number from 1",
    "NMTOKEN": "name without spaces",
}


@lru_cache(maxsize=1_000)
def _said(message: str) -> tuple[str, str]:
    """Give the attribute of the fault, as the end of a path, and the fault in plain words."""
    for pattern, text in _SAYINGS:
        if found := pattern.match(message):
            parts = {name: value or "" for name, value in found.groupdict().items()}
            parts["of"] = _expected(parts.get("of", "")) or "nothing"
            parts["type"] = _TYPES.get(parts.get("type", ""), "such value")
            return f"/@{parts['attribute']}" if parts["attribute"] else "", text.format_map(parts)
    return "", "It is not as IATI's schema has it"


def _expected(names: str) -> str:
    return re.sub(r",? ?##other(?:\{[^}]*\})?\*?", "", names).strip()
