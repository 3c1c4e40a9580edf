"""What the reading process hands over: activities in handfuls, each message its length and its MessagePack."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

import msgspec

from services.measurement.rules.checks import Checked
from services.measurement.rules.columns import AS_IT_IS, Reading
from services.measurement.rules.findings import FILE, RULES, Finding
from services.measurement.rules.imports import Kind
from services.measurement.rules.records import Activity

LENGTH_BYTES = 4
FLOWS = 500
"""A batch is closed when it holds so many flows, indicators, activities or findings."""


class Job(NamedTuple):
    """A file to read; `reading` says how a table is read."""

    path: str
    today: date
    largest: int
    kind: Kind = Kind.IATI
    reading: Reading = AS_IT_IS


class Batch(NamedTuple):
    """What was read since the batch before; the last has `ended` set."""

    activities: list[Activity]
    findings: list[Finding]
    read: int
    ended: bool = False


_ENCODER = msgspec.msgpack.Encoder()
_JOBS = msgspec.msgpack.Decoder(Job)
_BATCHES = msgspec.msgpack.Decoder(Batch)


def batches(checked: Iterable[Checked]) -> Iterator[Batch]:
    """Gather what was read; the last batch says that it is the last."""
    activities: list[Activity] = []
    findings: list[Finding] = []
    read = weight = 0
    for activity, found in checked:
        read += activity is not None or not _of_file(found)
        findings += found
        weight += 1 + len(found)
        if activity is not None:
            activities.append(activity)
            weight += len(activity.flows) + len(activity.indicators)
        if weight >= FLOWS:
            yield Batch(activities, findings, read)
            activities, findings, read, weight = [], [], 0, 0
    yield Batch(activities, findings, read, ended=True)


def _of_file(findings: list[Finding]) -> bool:
    return any(RULES[finding.rule].category == FILE for finding in findings)


def packed(message: Job | Batch) -> bytes:
    """Write a message."""
    body = _ENCODER.encode(message)
    return len(body).to_bytes(LENGTH_BYTES, "big") + body


def unpacked_job(body: bytes) -> Job:
    """Read a job, without the length before it."""
    return _JOBS.decode(body)


def unpacked_batch(body: bytes) -> Batch:
    """Read a batch, without the length before it."""
    return _BATCHES.decode(body)
