"""What must be true of actors. Pure: from values to values."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from shared import hints
from shared.standards import Constituency


class ActorStatus(StrEnum):
    """Whether an actor is in the registry, or has become part of another entry."""

    ACTIVE = "active"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


_C = Constituency
CONSTITUENCIES_OF_KIND: Mapping[str, frozenset[Constituency]] = {
    "10": frozenset({_C.PUBLIC}),
    "11": frozenset({_C.PUBLIC}),
    "15": frozenset({_C.PUBLIC, _C.ACADEMIC, _C.REGIONAL}),
    "21": frozenset({_C.NON_STATE}),
    "22": frozenset({_C.NON_STATE}),
    "23": frozenset({_C.NON_STATE}),
    "24": frozenset({_C.NON_STATE}),
    "30": frozenset({_C.PUBLIC, _C.PRIVATE}),
    "40": frozenset({_C.MULTILATERAL, _C.REGIONAL}),
    "60": frozenset({_C.NON_STATE, _C.PRIVATE, _C.PUBLIC}),
    "70": frozenset({_C.PRIVATE}),
    "71": frozenset({_C.PRIVATE}),
    "72": frozenset({_C.PRIVATE}),
    "73": frozenset({_C.PRIVATE}),
    "80": frozenset({_C.ACADEMIC, _C.PUBLIC, _C.PRIVATE}),
    "90": frozenset(_C),
}
"""The codes of IATI's OrganisationType, and the constituencies that an organisation of each can belong to."""

WITHOUT_COUNTRY = frozenset({_C.MULTILATERAL, _C.REGIONAL})


def kind_fault(kind: str, known: Collection[str]) -> str | None:
    """Say what is wrong with the kind of an organisation, or nothing; `known` are those of the list."""
    if kind in known:
        return None
    return f"{kind} is not an IATI OrganisationType; those are {', '.join(sorted(known))}"


def constituency_fault(constituency: Constituency, kind: str | None) -> str | None:
    """Say why an organisation of a kind cannot belong to a constituency, or nothing."""
    possible = CONSTITUENCIES_OF_KIND.get(kind or "")
    if possible is None or constituency in possible:
        return None
    return f"An organisation of kind {kind} is {' or '.join(sorted(possible))}"


def country_fault(country: str | None, constituency: Constituency | None) -> str | None:
    """Say why an actor must have a country, or nothing."""
    if country is not None or constituency is None or constituency in WITHOUT_COUNTRY:
        return None
    return f"A {constituency} actor has a country; only multilateral and regional ones may do without"


def sector_fault(code: str, known: frozenset[str]) -> str | None:
    """Say what is wrong with the code of a sector, or nothing; `known` are those of the DAC."""
    if code in known:
        return None
    return f"{code} is not a sector of the DAC, which has 3 digits, or 5 for a purpose{hints.code(code, known)}"


def acronym_fault(acronym: str) -> str | None:
    """Say what is wrong with an acronym, or nothing; a table has several in a cell, so none holds a semicolon."""
    if acronym == " ".join(acronym.split()) and ";" not in acronym:
        return None
    return "An acronym has no semicolon, no space at its ends, and no two together"


def with_purposes(sectors: Collection[str], known: Collection[str]) -> list[str]:
    """Give sectors and, for those of 3 digits, the purposes below them."""
    return sorted({code for code in known if code in sectors or code[:3] in sectors})
