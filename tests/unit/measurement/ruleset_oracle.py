"""Judges IATI documents by a ruleset as IATI publishes it, XPath by XPath: slow, and apart from the service.

It stands beside the service's own checks, to confirm them. Paths and kinds of rules are those of IATI's rulesets.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from lxml import etree

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
OF_AGENCIES = "ORG-ID-PREFIX"
"""Stands for the codes of agencies that register organisations, which a ruleset does not carry itself."""
AGENCIES = ("DK-CVR", "GB-CHC", "GB-COH", "KE-NCB", "NL-KVK", "US-EIN", "US-GOV", "XI-IATI", "XM-DAC")
"""Those of the documents that are judged."""
NAMESPACES = {"xml": "http://www.w3.org/XML/1998/namespace"}


class Broken(NamedTuple):
    """A rule that an element breaks; `element` is where its context is."""

    rule: str
    element: Any


def broken(tree: Any, ruleset: dict[str, Any], today: date) -> Iterator[Broken]:
    """Give all rules that a document breaks, once for each element that breaks them."""
    for contexts, kinds in ruleset.items():
        for context in contexts.split(" | "):
            for element in tree.xpath(context, namespaces=NAMESPACES):
                yield from _of_element(element, kinds, today)


def _of_element(element: Any, kinds: dict[str, Any], today: date) -> Iterator[Broken]:
    for kind, rules in kinds.items():
        for case in rules["cases"]:
            if kind == "loop":
                for found in dict.fromkeys(map(str, _select(element, case["foreach"]))):
                    yield from _of_element(element, _looped(case, found), today)
            elif not _holds(element, kind, case, today):
                yield Broken(case.get("ruleInfo", {}).get("id", kind), element)


def _looped(case: dict[str, Any], found: str) -> dict[str, Any]:
    """Fill in what was found, in the parts of the inner rules that the loop names, and in no others."""
    return {
        kind: {
            "cases": [
                {name: _filled(value, found) if name in case["subs"] else value for name, value in inner.items()}
                for inner in rules["cases"]
            ]
        }
        for kind, rules in case["do"].items()
    }


def _filled(value: Any, found: str) -> Any:
    if isinstance(value, dict):
        return {key: _filled(inner, found) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, found) for inner in value]
    return value.replace("$1", found) if isinstance(value, str) else value


def _holds(element: Any, kind: str, case: dict[str, Any], today: date) -> bool:
    if "condition" in case and not _select(element, case["condition"]):
        return True
    return KINDS[kind](element, case, today)


def _select(element: Any, path: str) -> Any:
    return element.xpath(path, namespaces=NAMESPACES)


def _texts(element: Any, case: dict[str, Any]) -> list[str]:
    found = [match for path in case["paths"] for match in _select(element, path)]
    return [match if isinstance(match, str) else "".join(match.itertext()) for match in found]


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _days(element: Any, path: str, today: date) -> list[date]:
    if path == "NOW":
        return [today]
    found = []
    for text in map(str, _select(element, path)):
        try:
            found.append(datetime.fromisoformat(text.strip().removesuffix("Z")).date())
        except ValueError:
            continue
    return found


def _sums(element: Any, case: dict[str, Any], today: date) -> bool:
    numbers = [_number(text) for text in _texts(element, case)]
    if None in numbers or not numbers:
        return True
    return round(sum(filter(None, numbers), Decimal(0)), 4) == Decimal(case["sum"])


def _in_range(element: Any, case: dict[str, Any], today: date) -> bool:
    numbers = [_number(text) for text in _texts(element, case)]
    return all(number is None or case["min"] <= number <= case["max"] for number in numbers)


def _in_order(element: Any, case: dict[str, Any], today: date) -> bool:
    later = _days(element, case["more"], today)
    return all(less <= more for less in _days(element, case["less"], today) for more in later)


def _within_a_year(element: Any, case: dict[str, Any], today: date) -> bool:
    starts, ends = _days(element, case["start"], today), _days(element, case["end"], today)
    return all(end <= _a_year_after(start) for start, end in zip(starts, ends, strict=False))


def _a_year_after(day: date) -> date:
    leaps = (day.month, day.day) == (2, 29)
    return date(day.year + 1, 3, 1) if leaps else day.replace(year=day.year + 1)


def _between(element: Any, case: dict[str, Any], today: date) -> bool:
    starts, ends = _days(element, case["start"], today), _days(element, case["end"], today)
    days = _days(element, case["date"], today)
    return not (starts and ends) or all(starts[0] <= day <= ends[0] for day in days)


def _one_or_all(element: Any, case: dict[str, Any], today: date) -> bool:
    if _select(element, case["one"]):
        return True
    match case["all"]:
        case "lang":
            return all(narrative.get(LANG) for narrative in element.iter("narrative"))
        case "currency":
            named = [*element.iter("value"), *element.iter("loan-status"), *element.iter("forecast")]
            return all(value.get("currency") for value in named)
    return all(transaction.find("sector") is not None for transaction in element.findall("transaction"))


def _starts(element: Any, case: dict[str, Any], today: date) -> bool:
    paths = case.get("prefix") or [case["start"]]
    selected = [str(one).strip() for path in paths for one in _select(element, path)]
    found = AGENCIES if paths == [OF_AGENCIES] else selected
    separator = case.get("separator", "")
    return all(
        any(text.strip().startswith(f"{prefix}{separator}") for prefix in found) for text in _texts(element, case)
    )


def _only_one_of(element: Any, case: dict[str, Any], today: date) -> bool:
    found = sum(bool(_select(element, path)) for path in case["paths"])
    return found == 0 if any(_select(element, path) for path in case["excluded"]) else found <= 1


def _dependent(element: Any, case: dict[str, Any], today: date) -> bool:
    there = [bool(_select(element, path)) for path in case["paths"]]
    return all(there) or not any(there)


def _unique(element: Any, case: dict[str, Any], today: date) -> bool:
    texts = _texts(element, case)
    return len(texts) == len(set(texts))


KINDS: dict[str, Callable[[Any, dict[str, Any], date], bool]] = {
    "atleast_one": lambda element, case, _: any(_select(element, path) for path in case["paths"]),
    "no_more_than_one": lambda element, case, _: len(_texts(element, case)) <= 1,
    "only_one_of": _only_one_of,
    "dependent": _dependent,
    "unique": _unique,
    "sum": _sums,
    "strict_sum": _sums,
    "range": _in_range,
    "date_order": _in_order,
    "date_now": lambda element, case, today: all(day <= today for day in _days(element, case["date"], today)),
    "time_limit": _within_a_year,
    "between_dates": _between,
    # An empty reference names nobody, which is another rule; it holds no forbidden sign.
    "regex_matches": lambda element, case, _: all(
        re.match(case["regex"], text) for text in _texts(element, case) if text
    ),
    "regex_no_matches": lambda element, case, _: (
        not any(re.match(case["regex"], text) for text in _texts(element, case))
    ),
    "no_spaces": lambda element, case, _: all(text == text.strip() for text in _texts(element, case)),
    "startswith": _starts,
    "one_or_all": _one_or_all,
    "if_then": lambda element, case, _: not _select(element, case["if"]) or bool(_select(element, case["then"])),
}


def judge(body: bytes, ruleset: dict[str, Any], today: date) -> list[Broken]:
    """Judge a document."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return list(broken(etree.fromstring(body, parser).getroottree(), ruleset, today))
