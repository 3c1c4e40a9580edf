from datetime import UTC, date, datetime
from uuid import uuid4

from services.measurement.consumers import consumer
from services.registry.events import ActorRegistered, CodelistReleased, Identifier
from shared.envelope import Envelope, Event, enveloped
from tests.hearing import take_in
from tests.service.measurement.files import activity, file, findings, imported, transaction
from tests.serving import Client

BODY = file(
    activity("GB-COH-1-A", transaction()),
    activity("ACME-X-1", transaction(), reporter="ACME-X"),
    activity("ACME-X-2", transaction("none"), reporter="ACME-X"),
)
TABLE = """reporter_ref,activity_identifier,recipient_countries,transaction_type,date,amount,currency
ACME-X,ACME-X-9,KE,3,2020-03-15,5,USD
"""


def told(event: Event, sequence: int = 1) -> Envelope:
    return enveloped(event, source="registry", time=datetime(2026, 1, 1, tzinfo=UTC), sequence=sequence)


def released(name: str, *codes: str) -> Event:
    about = {"edition": "1", "released_on": date(2026, 1, 1), "status": "active", "source": "invented"}
    return CodelistReleased(id=name, **about, new=len(codes), withdrawn=0, changed=0, codes=list(codes))


async def unregistered(client: Client, body: bytes, **headers: str) -> list[tuple[str, int, str]]:
    job = await imported(client, body, "check", headers=headers)
    assert job["status"] == "finished"
    found = [one for one in await findings(client, job) if one["rule"] == "1.14.8"]
    assert {one["severity"] for one in found} <= {"warning"}
    return [(one["activity"], one["line"], one["path"]) for one in found]


async def test_a_reporting_organisation_of_no_listed_agency_is_found(client: Client, url: str) -> None:
    await take_in(url, consumer, told(released("OrganisationRegistrationAgency", "GB-COH", "KE-NCB")))
    path = "/iati-activities/iati-activity[{}]/reporting-org/@ref"
    found = await unregistered(client, BODY)
    assert found == [("ACME-X-1", 1, path.format(2)), ("ACME-X-2", 1, path.format(3))]
    assert await unregistered(client, TABLE.encode(), **{"Content-Type": "text/csv"}) == [
        ("ACME-X-9", 2, "/reporter_ref")
    ]


async def test_whom_the_registry_knows_needs_no_agency(client: Client, url: str) -> None:
    identifiers = [Identifier(scheme="ACME", value="X")]
    actor = ActorRegistered(
        id=uuid4(), names={"en": "Acme"}, kind="70", constituency="private", country="GB", identifiers=identifiers
    )
    agencies = released("OrganisationRegistrationAgency", "KE-NCB")
    await take_in(url, consumer, told(agencies), told(actor))
    assert [name for name, *_ in await unregistered(client, BODY)] == ["GB-COH-1-A"]


async def test_nothing_is_found_as_long_as_the_agencies_are_not_known(client: Client, url: str) -> None:
    assert await unregistered(client, BODY) == []
    await take_in(url, consumer, told(released("Sector", "111")))
    assert await unregistered(client, BODY + b" ") == []


async def test_an_older_edition_takes_the_place_of_none(client: Client, url: str) -> None:
    newer = told(released("OrganisationRegistrationAgency", "GB-COH", "ACME-X"), 2)
    await take_in(url, consumer, newer)
    await take_in(url, consumer, told(released("OrganisationRegistrationAgency", "GB-COH"), 1))
    assert await unregistered(client, file(activity("ACME-X-1-A", transaction(), reporter="ACME-X-1"))) == []
