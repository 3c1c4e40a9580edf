"""One form of the identifiers of lists that have one: with leading zeros, in capitals, without points.

An identifier is written `<list>-<value>`, the list a code of org-id.guide. Values that do not fit stay as they are.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache


def _digits(length: int, *, shortest: int = 1) -> Callable[[str], str]:
    """Make a form of so many digits: zeros lead, points and spaces between digits go."""
    sought = re.compile(rf"\d{{{shortest},{length}}}")

    def form(value: str) -> str:
        plain = re.sub(r"(?<=\d)[. ](?=\d)", "", value)
        return plain.zfill(length) if sought.fullmatch(plain) else value

    return form


def _company(value: str) -> str:
    """Companies House: eight signs, of which the first two may be letters (`SC012345`)."""
    found = re.fullmatch(r"([A-Z]{2})?(\d{1,8})", value.upper())
    if not found:
        return value
    letters = found[1] or ""
    return letters + found[2].zfill(8 - len(letters))


_FORMS: Mapping[str, Callable[[str], str]] = {
    "GB-COH": _company,
    "NL-KVK": _digits(8, shortest=7),
    "BE-BCE_KBO": _digits(10, shortest=9),
    "XI-LEI": str.upper,
    "XI-ROR": str.lower,
}
_CHANNEL = re.compile(r"4\d{4}")


def canonical(scheme: str, value: str) -> str:
    """Give the one form of what stands in a list."""
    form = _FORMS.get(scheme)
    return form(value) if form else value


@lru_cache(maxsize=20_000)
def canonical_reference(ref: str) -> str:
    """Give the one form of an identifier with its list; a DAC channel that stands alone (`44000`) gets its list."""
    if _CHANNEL.fullmatch(ref):
        return f"XM-DAC-{ref}"
    scheme = next((scheme for scheme in _FORMS if ref.startswith(f"{scheme}-")), None)
    return f"{scheme}-{canonical(scheme, ref[len(scheme) + 1 :])}" if scheme else ref


def writings(identifier: str) -> frozenset[str]:
    """Give the usual writings of an identifier, which all have the same one form."""
    one = canonical_reference(identifier)
    found = {identifier, one, *(_shorter(one)), one.removeprefix("XM-DAC-"), _in_other_case(one)}
    return frozenset(each for each in found if canonical_reference(each) == one)


def _shorter(identifier: str) -> list[str]:
    """Leave out leading zeros one by one."""
    found = re.fullmatch(r"(.+-(?:[A-Z]{2})?)(0+)(\d+)", identifier)
    return [f"{found[1]}{found[2][:zeros]}{found[3]}" for zeros in range(len(found[2]))] if found else []


def _in_other_case(identifier: str) -> str:
    scheme, value = identifier[:7], identifier[7:]
    return scheme + value.swapcase() if scheme in {"XI-LEI-", "XI-ROR-"} else identifier
