"""Which form a file is in."""

from pathlib import Path

from deploy.codelists import iati_xml, objects, tables
from deploy.codelists.content import Content, Fault, Unreadable, checked
from shared.tables.packed import SIGN
from shared.tables.workbooks import OLD

LARGEST = 20 << 20


def read(file: Path, language: str) -> Content:
    """Read a code list in any form. Raises Unreadable with all that is wrong."""
    if file.stat().st_size > LARGEST:
        raise Unreadable(Fault(None, f"It is larger than {LARGEST >> 20} MiB; no code list is"))
    content = file.read_bytes()
    if content.startswith((SIGN, OLD)):
        return checked(tables.read_xlsx(file, language))
    match content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]:
        case b"<":
            found = iati_xml.read(content, language)
        case b"{" | b"[":
            found = objects.read(content, language)
        case b"":
            raise Unreadable(Fault(None, "It is empty"))
        case _:
            found = tables.read(file, content, language)
    return checked(found)
