from datetime import date
from uuid import uuid4

from services.registry.events import CodelistReleased
from shared.envelope import Event
from tests.service.measurement.files import activity, file, findings, imported, transaction
from tests.service.measurement.registering import actor, hear, told
from tests.serving import Client

BODY = file(
    activity("GB-COH-1-A", transaction()),
    activity("ACME-X-1", transaction(), reporter="ACME-X"),
    activity("ACME-X-2", transaction("none"), reporter="ACME-X"),
)
TABLE = """reporter_ref,activity_identifier,recipient_countries,transaction_type,date,amount,currency
ACME-X,ACME-X-9,KE,3,2020-03-15,5,USD
"""


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
    await hear(url, told(released("OrganisationRegistrationAgency", "GB-COH", "KE-NCB")))
    path = "/iati-activities/iati-activity[{}]/reporting-org/@ref"
    found = await unregistered(client, BODY)
    assert found == [("ACME-X-1", 1, path.format(2)), ("ACME-X-2", 1, path.format(3))]
    assert await unregistered(client, TABLE.encode(), **{"Content-Type": "text/csv"}) == [
        ("ACME-X-9", 2, "/reporter_ref")
    ]


async def test_whom_the_registry_knows_needs_no_agency(client: Client, url: str) -> None:
    agencies = released("OrganisationRegistrationAgency", "KE-NCB")
    await hear(url, told(agencies), told(actor(uuid4(), "GB", "ACME-X")))
    assert [name for name, *_ in await unregistered(client, BODY)] == ["GB-COH-1-A"]


async def test_nothing_is_found_as_long_as_the_agencies_are_not_known(client: Client, url: str) -> None:
    assert await unregistered(client, BODY) == []
    await hear(url, told(released("Sector", "111")))
    assert await unregistered(client, BODY + b" ") == []


async def test_codes_are_checked_by_the_lists_that_were_heard_of(client: Client, url: str) -> None:
    body = file(activity("GB-COH-1-A", transaction(inner='<flow-type code="20"/>'), inner='<sector code="99999"/>'))

    async def wrong() -> list[tuple[str, str, str]]:
        found = await findings(client, await imported(client, body))
        return [(one["rule"], one["severity"], one["detail"]) for one in found if one["rule"].endswith("-code")]

    assert await wrong() == []
    ended = {"withdrawn_codes": {"20": date(2015, 12, 31)}}
    await hear(url, told(released("Sector", "31120")), told(released("FlowType", "10", "20").model_copy(update=ended)))
    # The same bytes are read again, since they were read without the lists.
    expected = [
        ("harambee-code", "warning", "99999 is no code of Sector"),
        ("harambee-withdrawn-code", "warning", "20 of FlowType was withdrawn on 2015-12-31"),
    ]
    assert await wrong() == expected
    assert await wrong() == expected
    await hear(url, told(released("Sector", "99999").model_copy(update={"complete": False}), 2))
    assert await wrong() == expected[1:]


async def test_an_older_edition_takes_the_place_of_none(client: Client, url: str) -> None:
    newer = told(released("OrganisationRegistrationAgency", "GB-COH", "ACME-X"), 2)
    await hear(url, newer)
    await hear(url, told(released("OrganisationRegistrationAgency", "GB-COH"), 1))
    assert await unregistered(client, file(activity("ACME-X-1-A", transaction(), reporter="ACME-X-1"))) == []
