"""Parts of a workbook as elements, one at a time, without anything that XML could load or expand."""

import re
from collections.abc import Iterator
from typing import IO, Any

from lxml import etree

from shared.tables.lines import Unreadable

SAFE: Any = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""How Open XML writes signs that XML does not take, and underlines that would look like such."""


def elements(content: IO[bytes], *names: str) -> Iterator[Any]:
    """Give the elements of these names, each whole, and let go of them afterwards. Raises Unreadable, LxmlError."""
    events: Any = etree.iterparse(
        content,
        events=("start", "end"),
        tag=[f"{{*}}{name}" for name in names],
        remove_comments=True,
        remove_pis=True,
        **SAFE,
    )
    checked = False
    for event, element in events:
        if not checked:
            checked = True
            if element.getroottree().docinfo.internalDTD is not None:
                raise Unreadable("workbook", 0, "A workbook has no document type declaration")
        if event == "end":
            yield element
            _let_go(element)


def _let_go(element: Any) -> None:
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def local(element: Any) -> str:
    """Give the name of an element without its namespace; strict Open XML has others."""
    return str(element.tag).rpartition("}")[2]


def text_of(element: Any) -> str:
    """Give the text of a cell, its runs together; how it is pronounced is left out."""
    found = []
    for child in element:
        name = local(child)
        if name == "t":
            found.append(child.text or "")
        elif name == "r":
            found += [one.text or "" for one in child if local(one) == "t"]
    return "".join(found)


def unescaped(text: str) -> str:
    """Read signs that are written by their numbers: `_x000A_` is a line break."""
    return _ESCAPED.sub(_sign, text) if "_x" in text else text


def _sign(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return found[0] if number == 0 or 0xD800 <= number <= 0xDFFF else chr(number)
