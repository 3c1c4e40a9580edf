"""From reported results to indicators with what was observed of them."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from services.measurement.reading import source
from services.measurement.reading.digests import digest_of_indicator
from services.measurement.reading.indicators import MEASURES, RESULT_TYPES, Kind, sdg_fault, sdg_keys
from services.measurement.reading.records import Indicator, Observation
from services.measurement.reading.values import day, decimal, plain, texts

UP = frozenset({"1", "true", ""})
"""More is better where a publisher does not say otherwise."""
YEAR = 4
NOTHING = source.Measured(0, "actual", None, "", (), ())
"""The whole, where only its parts are given."""

_json = msgspec.json.Encoder(order="deterministic").encode

Name = tuple[Hashable, ...]


class Matched(NamedTuple):
    """Which of what is held each new thing is, by its place, None where it is none; and what is held besides."""

    places: list[int | None]
    missing: list[int]


def match(new: Sequence[Name], held: Sequence[Name]) -> Matched:
    """Match what is new with what is held by their names; of several with one name the first is the first."""
    waiting: dict[Name, list[int]] = {}
    for place in reversed(range(len(held))):
        waiting.setdefault(held[place], []).append(place)
    places = [waiting[name].pop() if waiting.get(name) else None for name in new]
    return Matched(places, sorted(place for left in waiting.values() for place in left))


def indicators_of(results: Iterable[source.Result], language: str) -> tuple[Indicator, ...]:
    """Give the indicators of results, in their order; `language` is that of texts which do not say theirs."""
    return tuple(_indicator(result, one, language) for result in results for one in result.indicators)


def _indicator(result: source.Result, one: source.Indicator, language: str) -> Indicator:
    references = [
        (vocabulary, code.strip()) for vocabulary, code in (*one.references, *result.references) if code.strip()
    ]
    measure = MEASURES.get(one.measure)
    found = Indicator(
        Kind.QUANTITATIVE if measure else Kind.QUALITATIVE,
        RESULT_TYPES.get(result.kind, ""),
        measure or "",
        one.ascending in UP,
        _written(texts(one.titles, language)),
        _written(texts(one.descriptions, language)),
        _written(texts(result.titles, language)),
        _baseline(one.baselines, language),
        _written(list(_targets(one.periods, language))),
        _written(_dimensions(one.periods)),
        _written([{"vocabulary": vocabulary, "code": code} for vocabulary, code in references]),
        tuple(sdg_keys(reference for reference in references if not sdg_fault(reference[1]))),
        tuple(observed for period in one.periods for observed in _observations(period, language)),
    )
    return replace(found, digest=digest_of_indicator(found))


def _written(value: Any) -> str:
    return _json(value).decode()


def _baseline(baselines: Sequence[source.Measured], language: str) -> str:
    """Give the baseline of the whole, and beside it those of its parts and of other times."""
    if not baselines:
        return ""
    whole = next((one for one in baselines if not one.dimensions), NOTHING)
    parts = [_start(one, language) | {"dimensions": _of_dimensions(one)} for one in baselines if one is not whole]
    return _written(_start(whole, language) | {"parts": parts})


def _start(one: source.Measured, language: str) -> dict[str, Any]:
    year = int(one.date) if len(one.date) == YEAR and one.date.isdecimal() else None
    return {"value": _number(one), "date": day(one.date), "year": year, "comment": _said(one, language)}


def _of_dimensions(one: source.Measured) -> list[dict[str, str]]:
    return [{"dimension": name, "value": part} for name, part in one.dimensions]


def _targets(periods: Iterable[source.IndicatorPeriod], language: str) -> Iterator[dict[str, Any]]:
    for period in periods:
        begin, end = day(period.start), day(period.end)
        if begin is None or end is None or end < begin:
            continue
        for one in period.values:
            value, comment = _number(one), _said(one, language)
            if one.element == "target" and (value is not None or comment):
                yield {
                    "period": {"from": begin, "to": end},
                    "value": value,
                    "dimensions": _of_dimensions(one),
                    "comment": comment,
                }


def _dimensions(periods: Iterable[source.IndicatorPeriod]) -> list[dict[str, Any]]:
    """Give the dimensions of actual values, with the values that occur."""
    found: dict[str, dict[str, None]] = {}
    for one in (value for period in periods for value in period.values if value.element == "actual"):
        if one.dimensions:
            name, part = _part(one)
            found.setdefault(name, {})[part] = None
    return [{"dimension": name, "values": list(values)} for name, values in found.items()]


def _part(one: source.Measured) -> tuple[str, str]:
    """Name a part of the whole; one of several dimensions at once is one of their product."""
    return " × ".join(name for name, _ in one.dimensions), " × ".join(value for _, value in one.dimensions)


def _observations(period: source.IndicatorPeriod, language: str) -> Iterator[Observation]:
    """Give one observation for each actual value of the whole; the first has the parts."""
    begin, end = day(period.start), day(period.end)
    if begin is None or end is None or end < begin:
        return
    actuals = [one for one in period.values if one.element == "actual"]
    parts = list(_parts(one for one in actuals if one.dimensions))
    wholes = [one for one in actuals if not one.dimensions]
    for place, whole in enumerate(wholes or [NOTHING] * bool(parts)):
        number, words = _number(whole), _said(whole, language) or {}
        if number is not None or words or parts:
            narrative, comment = (words, {}) if number is None else ({}, words)
            of_first = parts if place == 0 else []
            yield Observation(begin, end, number, *map(_written, (of_first, narrative, comment)))


def _parts(actuals: Iterable[source.Measured]) -> Iterator[dict[str, Any]]:
    for one in actuals:
        name, part = _part(one)
        value = _number(one)
        if value is not None:
            yield {"dimension": name, "value": part, "actual": value}


def _number(one: source.Measured) -> Decimal | None:
    return _tidy((one.value or "").strip())


@lru_cache(maxsize=10_000)
def _tidy(text: str) -> Decimal | None:
    """Read a number in the one form that it has; the same few are written again and again."""
    found = decimal(text)
    return None if found is None else Decimal(plain(found))


def _said(one: source.Measured, language: str) -> dict[str, str] | None:
    """Give what is said in words: the comment, and before it a value that is no number."""
    words = texts(one.comment, language)
    if one.value and one.value.strip() and _number(one) is None:
        words[language] = ": ".join(filter(None, [one.value.strip(), words.get(language)]))
    return words or None
