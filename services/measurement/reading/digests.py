"""Digests of what is recorded: of values, never of how they are written, in which line, or in which order.

What takes part is named here field by field, so that a field more in what is reported changes no digest by itself.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import msgspec

from services.measurement.reading.places import DAC
from services.measurement.reading.records import Activity, Indicator, Line, Observation, Recipients, TransactionTerms
from services.measurement.reading.source import Organisation, Share
from services.measurement.reading.values import key_of, percentage, plain

_encode = msgspec.msgpack.Encoder().encode
_json = msgspec.json.Encoder(order="deterministic").encode
_decode = msgspec.json.Decoder().decode
_split = msgspec.json.Decoder(list[msgspec.Raw]).decode
_EMPTY = frozenset({"", "[]", "{}"})
_SPACED = (b"  ", b"\\")
"""Only JSON with one of these can hold more than single spaces; to look for them first is cheaper than to replace."""
# In JSON line breaks and tabs are written as two signs; a backslash before them means something else.
_SPACES = re.compile(rb"(?<!\\)(?:\\[nrt]|\s)+")


def digest(text: bytes) -> bytes:
    """Stand for a content: the same content has the same digest."""
    return blake2b(text, digest_size=16).digest()


def digest_of_activity(activity: Activity, details: Mapping[str, Iterable[bytes]]) -> bytes:
    """Stand for an activity with its flows and indicators; `details` are lists of JSON, by their names."""
    # To look once whether any of them has to be written otherwise is faster than to look at each.
    tidy = _is_single_spaced(activity.details.encode())
    said = (
        _organisation(activity.reporter),
        sorted((language, _spaced(text)) for language, text in activity.titles.items()),
        (activity.status, activity.collaboration, activity.currency),
        (activity.aid_type, activity.flow_type, activity.finance_type),
        sorted(activity.dates.items()),
        sorted((one.role, *_organisation(one.organisation)) for one in activity.participants),
        *[sorted(map(_share, shares)) for shares in (activity.countries, activity.regions, activity.sectors)],
        [
            (name, sorted(several if tidy else map(_single_spaced, several)))
            for name, several in sorted(details.items())
        ],
        sorted(one.digest for one in activity.indicators),
        sorted(flow.digest for flow in activity.flows),
    )
    return digest(_encode(said))


def digest_of_flow(
    identity: tuple[str, str, date], amount: Decimal | None, value_date: date, description: str, terms: bytes
) -> bytes:
    """Stand for a flow: `identity` is its reference, type and day, `terms` what `said_of` gives."""
    ref, kind, day = identity
    money = "" if amount is None else key_of(amount)
    text = " ".join(description.split())
    # Days as numbers, which are written faster than dates.
    own = f"{ref.strip()}\0{kind}\0{day.toordinal()}\0{value_date.toordinal()}\0{money}\0{text}"
    return blake2b(own.encode() + terms, digest_size=16).digest()


def said_of(terms: TransactionTerms) -> bytes:
    """Give all that terms say, for a digest."""
    said = (
        terms.currency,
        *_organisation(terms.provider),
        *_organisation(terms.receiver),
        _recipients(terms.recipients),
        terms.channel,
        terms.aid_type,
        terms.flow_type,
        terms.finance_type,
        terms.collaboration,
        *sorted(terms.sectors),
    )
    return "\0".join(said).encode()


@lru_cache(maxsize=10_000)
def _recipients(recipients: Recipients) -> str:
    return " ".join(sorted([f"{code} {plain(weight)}" for code, weight in recipients]))


def said_of_line(line: Line) -> bytes:
    """Give all that a contribution in kind says, for a digest."""
    description = sorted((language, _spaced(text)) for language, text in line.description.items())
    said = (line.kind, plain(line.quantity), line.unit, str(description), line.tossd_modality)
    return "\0".join(said).encode()


def digest_of_indicator(indicator: Indicator) -> bytes:
    """Stand for an indicator with its observations."""
    said = (
        (indicator.kind, indicator.result_type, indicator.measure, indicator.ascending),
        (_written(indicator.titles), _written(indicator.descriptions), _written(indicator.result_titles)),
        (_written(indicator.baseline), _written(indicator.targets)),
        (_written(indicator.disaggregation), _written(indicator.references)),
        sorted(indicator.sdgs),
        sorted(map(_observation, indicator.observations)),
    )
    return digest(_encode(said))


def _observation(one: Observation) -> tuple[date, date, str, list[bytes]]:
    actual = "" if one.actual is None else plain(one.actual)
    written = [_written(text) for text in (one.disaggregated, one.narrative, one.comment)]
    return one.period_from, one.period_to, actual, written


def _written(text: str) -> bytes:
    """Give what JSON with its keys in order says, whatever the order of its lists and the white space in its texts."""
    if text in _EMPTY:
        return text.encode()
    if text[0] == "[":
        return b"".join(sorted(map(_element, _split(text))))
    return _element(text.encode())


def _element(text: msgspec.Raw | bytes) -> bytes:
    # To read it costs more than all else, and hardly any has a list inside.
    said = bytes(text)
    return values_of(said) if b"[{" in said else _single_spaced(said)


def values_of(text: str | bytes) -> bytes:
    """Give what JSON says, whatever the order of its lists and keys, and the white space in its texts."""
    return _json(_ordered(_decode(text)))


def _ordered(value: Any) -> Any:
    if isinstance(value, str):
        return _spaced(value)
    if isinstance(value, list):
        return sorted(map(_ordered, value), key=_json)
    return {name: _ordered(one) for name, one in value.items()} if isinstance(value, dict) else value


def _single_spaced(text: bytes) -> bytes:
    """Write JSON with single spaces between its words; most has nothing else."""
    return text if _is_single_spaced(text) else _SPACES.sub(b" ", text)


def _is_single_spaced(text: bytes) -> bool:
    return not any(one in text for one in _SPACED)


@lru_cache(maxsize=10_000)
def _organisation(one: Organisation) -> tuple[str, str, str, str]:
    return one.ref, one.kind.strip(), _spaced(one.name), one.activity


def _share(one: Share) -> tuple[str, str, str]:
    part = percentage(one.percentage)
    return one.code, one.vocabulary or DAC, one.percentage if part is None else plain(part)


def _spaced(text: str) -> str:
    """Write a text with single spaces between its words."""
    return " ".join(text.split())
