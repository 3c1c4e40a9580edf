"""Code lists in JSON: IATI's, the register of org-id.guide, and the form in which this platform gives its own."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from deploy.codelists.content import Content, Entry, Fault, Unreadable, kept, labelled, tidy

SCHEMES = "OrganisationRegistrationAgency"
REGISTER = "https://org-id.guide"
ABOUT = ("edition", "titles", "source", "status", "complete", "category_list")


def read(content: bytes, language: str) -> Content:
    """Read a list of any of the three shapes."""
    try:
        found = json.loads(content)
    except json.JSONDecodeError as error:
        raise Unreadable(Fault(error.lineno, f"It is no JSON: {error.msg}")) from None
    except (UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(Fault(None, f"It is no JSON: {error}")) from None
    if isinstance(found, Mapping):
        if isinstance(found.get("data"), list):
            return _of_iati(found, language)
        if isinstance(found.get("codes"), list):
            return _own(found)
        found = found.get("lists")
    if isinstance(found, list):
        return _of_register(found, language)
    raise Unreadable(Fault(None, "It has neither `data` (IATI), `codes` (as given here) nor a list (org-id.guide)"))


def _of_iati(found: Mapping[str, Any], language: str) -> Content:
    attributes, metadata = _mapping(found.get("attributes")), _mapping(found.get("metadata"))
    about = {
        "titles": labelled(language, metadata.get("name")),
        "source": tidy(metadata.get("url")),
        "complete": {"1": True, "0": False}.get(str(attributes.get("complete"))),
        "category_list": attributes.get("category-codelist"),
    }
    entries = [
        {
            "code": tidy(one.get("code")),
            "labels": labelled(language, one.get("name")),
            "descriptions": labelled(language, one.get("description")),
            "category": tidy(one.get("category")),
            "url": tidy(one.get("url")),
            "status": one.get("status"),
            "valid_from": one.get("activation-date"),
            "valid_to": one.get("withdrawal-date"),
        }
        for one in _mappings(found["data"])
    ]
    return Content(tidy(attributes.get("name")), _entries(entries), kept(about))


def _own(found: Mapping[str, Any]) -> Content:
    return Content(
        found.get("name"), _entries(_mappings(found["codes"])), kept({name: found.get(name) for name in ABOUT})
    )


def _of_register(found: Sequence[Any], language: str) -> Content:
    entries = [
        {
            "code": tidy(one.get("code")),
            "labels": _names(one.get("name"), language),
            "category": _only(one.get("coverage")),
            "url": tidy(one.get("url")),
            "status": "withdrawn" if one.get("deprecated") else "active",
        }
        for one in _mappings(found)
    ]
    return Content(SCHEMES, _entries(entries), {"source": REGISTER})


def _entries(found: Sequence[Mapping[str, Any]]) -> list[Entry]:
    return [Entry(None, kept(one)) for one in found]


def _mappings(found: Sequence[Any]) -> list[Mapping[str, Any]]:
    if wrong := [place for place, one in enumerate(found, 1) if not isinstance(one, Mapping)]:
        raise Unreadable(*(Fault(None, f"Entry {place} is no object") for place in wrong))
    return list(found)


def _mapping(found: Any) -> Mapping[str, Any]:
    return found if isinstance(found, Mapping) else {}


def _names(found: Any, language: str) -> dict[str, str]:
    """Read a name, or names by language; the register has had both."""
    names = found if isinstance(found, Mapping) else {language: found}
    return {spoken: text for one, name in names.items() for spoken, text in labelled(one, name).items()}


def _only(found: Any) -> str | None:
    return tidy(found[0]) if isinstance(found, list) and len(found) == 1 else None
