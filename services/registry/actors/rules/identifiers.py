"""What an organisation's identifier must look like: `<scheme>-<value>`, the scheme a code of the org-id list."""

import re
from collections.abc import Collection, Sequence
from typing import Protocol

from shared import hints
from shared.errors import Fault
from shared.identifiers import canonical
from shared.standards import countries

MINTED = "HRB"
"""The scheme of the identifiers that this registry gives to actors for whom no list has one."""

NO_COUNTRY = "XI"
"""Stands for the country in the identifier of a body of several countries, as it does in the org-id list."""

HYGIENE = re.compile(r"[^\s/&|?](?:[^/&|?]*[^\s/&|?])?")
XM_DAC = re.compile(r"\d{1,5}(?:-\d{1,3})?")
LEI = re.compile(r"[0-9A-Z]{18}\d{2}")
ROR = re.compile(r"0[0-9a-hjkmnp-tv-z]{6}\d{2}")
BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"
CHART_OF_ACCOUNTS = "-COA"


class Identifier(Protocol):
    """One identifier of an actor."""

    @property
    def scheme(self) -> str:
        """Name the list: a code of org-id.guide."""

    @property
    def value(self) -> str:
        """Give what stands in that list."""


def full(scheme: str, value: str) -> str:
    """Give the identifier as others write it, in its one form."""
    return f"{scheme}-{canonical(scheme, value)}"


def split(identifier: str, schemes: Collection[str]) -> tuple[str, str] | None:
    """Take an identifier apart into the code of a list and the value in it, or give None where it has no hyphen.

    The longest code that is known is taken; where none is, what stands before the second hyphen.
    """
    parts = identifier.split("-")
    for length in range(len(parts) - 1, 0, -1):
        scheme = "-".join(parts[:length])
        if scheme == MINTED or _known(scheme, schemes):
            return scheme, "-".join(parts[length:])
    length = min(2, len(parts) - 1)
    return ("-".join(parts[:length]), "-".join(parts[length:])) if length else None


def mint(country: str | None, number: int) -> str:
    """Give the value of the registry's own identifier."""
    return f"{country or NO_COUNTRY}-{number}"


def misfits(identifiers: Sequence[Identifier], country: str | None, *, minted: Collection[str] = ()) -> list[Fault]:
    """Find what does not fit between an actor's identifiers, and between them and its country.

    `minted` are the values that this registry has given to the actor.
    """
    faults = []
    for place, one in enumerate(identifiers):
        pointer = f"/identifiers/{place}"
        if full(one.scheme, one.value) in {full(other.scheme, other.value) for other in identifiers[:place]}:
            faults.append(Fault(pointer, "twice", f"{full(one.scheme, one.value)} is here twice"))
        if one.scheme == MINTED and one.value not in minted:
            detail = f"{MINTED} identifiers are given by this registry alone; leave it out"
            faults.append(Fault(f"{pointer}/scheme", "reserved_scheme", detail))
        owner = one.scheme.removesuffix(CHART_OF_ACCOUNTS)
        if owner not in {one.scheme, country}:
            detail = f"{one.scheme} is the chart of accounts of {owner}; this actor is in {country or 'no country'}"
            faults.append(Fault(f"{pointer}/scheme", "wrong_country", detail))
    return faults


def scheme_fault(scheme: str, schemes: Collection[str]) -> str | None:
    """Say what is wrong with a scheme, or nothing; `schemes` are the codes of the org-id list."""
    if scheme == MINTED or _known(scheme, schemes):
        return None
    return f"{scheme} is not on the org-id list{hints.code(scheme, schemes)}"


def _known(scheme: str, schemes: Collection[str]) -> bool:
    chart = scheme.endswith(CHART_OF_ACCOUNTS) and scheme.removesuffix(CHART_OF_ACCOUNTS) in countries()
    return chart or scheme in schemes


def value_fault(scheme: str, value: str) -> str | None:
    """Say what is wrong with a value of a scheme, or nothing."""
    match scheme:
        case "XI-LEI":
            return _lei_fault(value)
        case "XI-ROR":
            return _ror_fault(value)
        case "XM-DAC" if not XM_DAC.fullmatch(value):
            return "A DAC code is a number, and an agency's number after a hyphen where it has one: 41114, 301-2"
        case _ if not HYGIENE.fullmatch(value):
            return "It must not hold / & | ? nor begin or end with a space"
    return None


def _lei_fault(value: str) -> str | None:
    if not LEI.fullmatch(value):
        return "An LEI has 20 capital letters and digits, the last two digits (ISO 17442)"
    if int("".join(str(int(sign, 36)) for sign in value)) % 97 != 1:
        return "Its check digits do not fit (ISO 7064, mod 97-10): a letter or digit is wrong"
    return None


def lei_check_digits(first: str) -> str:
    """Give the two check digits that make an LEI of the first 18 letters and digits."""
    number = int("".join(str(int(sign, 36)) for sign in f"{first}00"))
    return f"{98 - number % 97:02}"


def _ror_fault(value: str) -> str | None:
    if not ROR.fullmatch(value):
        return "A ROR id has nine small letters and digits, 0 first, two digits last, such as 03yrm5c26"
    number = 0
    for sign in value[:7]:
        number = number * 32 + BASE32.index(sign)
    if 98 - number * 100 % 97 != int(value[7:]):
        return "Its check digits do not fit: a letter or digit is wrong"
    return None
