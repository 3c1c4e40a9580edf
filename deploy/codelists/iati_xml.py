"""Code lists as IATI publishes them in XML."""

from collections.abc import Iterator
from typing import cast

from lxml import etree

from deploy.codelists.content import Content, Entry, Fault, Unreadable, kept, labelled, tidy

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def read(content: bytes, language: str) -> Content:
    """Read a list; `language` is that of texts which do not say theirs, in a list that does not say it either."""
    root = _parse(content)
    if root.tag != "codelist":
        raise Unreadable(Fault(_line(root), f"It is <{root.tag}>, and no <codelist> of IATI"))
    language = _primary(root.get(LANGUAGE)) or language
    metadata = root.find("metadata")
    about = {
        "titles": _texts(metadata, "name", language) if metadata is not None else {},
        "source": tidy(metadata.findtext("url")) if metadata is not None else None,
        "complete": {"1": True, "true": True, "0": False, "false": False}.get(root.get("complete", "")),
        "category_list": root.get("category-codelist"),
    }
    entries = [_entry(item, language) for item in root.iterfind("codelist-items/codelist-item")]
    return Content(root.get("name"), entries, kept(about))


def _parse(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(Fault(error.lineno, f"It is no well-formed XML: {error.msg}")) from None
    if root.getroottree().docinfo.internalDTD is not None:
        line = content[: content.find(b"<!DOCTYPE")].count(b"\n") + 1
        raise Unreadable(Fault(line, "It has a document type declaration; no code list needs one"))
    return root


def _entry(item: etree._Element, language: str) -> Entry:
    fields = {
        "code": tidy(item.findtext("code")),
        "labels": _texts(item, "name", language),
        "descriptions": _texts(item, "description", language),
        "category": tidy(item.findtext("category")),
        "url": tidy(item.findtext("url")),
        "status": item.get("status"),
        "valid_from": item.get("activation-date"),
        "valid_to": item.get("withdrawal-date"),
    }
    return Entry(_line(item), kept(fields))


def _line(element: etree._Element) -> int | None:
    return cast("int | None", element.sourceline)


def _texts(parent: etree._Element, name: str, language: str) -> dict[str, str]:
    return {spoken: text for one in parent.iterfind(name) for spoken, text in _spoken(one, language)}


def _spoken(element: etree._Element, language: str) -> Iterator[tuple[str, str]]:
    """Give the narratives of a text; lists before version 2 have the text itself."""
    for one in element.findall("narrative") or [element]:
        yield from labelled(_primary(one.get(LANGUAGE)) or language, one.text).items()


def _primary(language: str | None) -> str | None:
    return language.partition("-")[0].lower() if language else None
