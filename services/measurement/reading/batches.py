"""What the reading process hands over: activities in handfuls, each message its length and its MessagePack."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from services.measurement.reading.checks import Checked
from services.measurement.reading.checks.basis import Basis
from services.measurement.reading.findings import Finding
from services.measurement.reading.options import Kind
from services.measurement.reading.records import Activity, Name
from services.measurement.reading.tables.columns import AS_IT_IS, Reading

LENGTH_BYTES = 4
FLOWS = 500
"""A batch is closed when it holds so many flows, indicators, activities or findings."""


class Job(NamedTuple):
    """A file to read; `reading` says how a table is read, `gather` that its rows are brought together first."""

    path: str
    basis: Basis
    largest: int
    kind: Kind = Kind.IATI
    reading: Reading = AS_IT_IS
    gather: bool = False


class Batch(NamedTuple):
    """What was read since the batch before; `rejected` names activities that are rejected, the last has `ended` set.

    `owners` says of each finding whose it is: the place of its activity in `activities`, -1 where that is not recorded.
    `scattered` says that all of it has to be read again, as a job that gathers rows: those of an activity do not stand
    together. `flows_rejected` is how many transactions are not recorded, also those of rejected activities.
    """

    activities: list[Activity]
    findings: list[Finding]
    rejected: list[Name]
    ended: bool = False
    scattered: bool = False
    flows_rejected: int = 0
    owners: list[int] = []


_ENCODER = msgspec.msgpack.Encoder()
_JOBS = msgspec.msgpack.Decoder(Job)
_BATCHES = msgspec.msgpack.Decoder(Batch)


def batches(checked: Iterable[Checked]) -> Iterator[Batch]:
    """Gather what was read; the last batch says that it is the last."""
    activities: list[Activity] = []
    findings: list[Finding] = []
    owners: list[int] = []
    names: list[Name] = []
    weight = flows_rejected = 0
    for activity, found, rejected, left in checked:
        findings += found
        owners += [-1 if activity is None else len(activities)] * len(found)
        flows_rejected += left
        weight += 1 + len(found)
        if activity is not None:
            activities.append(activity)
            weight += len(activity.flows) + len(activity.indicators)
        elif rejected is not None:
            names.append(rejected)
        if weight >= FLOWS:
            yield Batch(activities, findings, names, flows_rejected=flows_rejected, owners=owners)
            activities, findings, owners, names, weight, flows_rejected = [], [], [], [], 0, 0
    yield Batch(activities, findings, names, ended=True, flows_rejected=flows_rejected, owners=owners)


def with_findings(batch: Batch) -> list[Activity]:
    """Give the activities of a batch, those with findings with them."""
    found: dict[int, list[Finding]] = {}
    for owner, finding in zip(batch.owners, batch.findings, strict=True):
        found.setdefault(owner, []).append(finding)
    activities = list(batch.activities)
    for place in found.keys() - {-1}:
        activities[place] = replace(activities[place], findings=tuple(found[place]))
    return activities


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
