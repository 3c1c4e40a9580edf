"""What strangers write may be longer than what can be looked up, or hold signs that mean something elsewhere."""

import random
import string
from typing import Any
from xml.sax.saxutils import escape

import pytest

from tests.service.measurement.files import activity, file, findings, imported, transaction
from tests.serving import Client

LENGTH = 6_000


def long(seed: int) -> str:
    """Write what no index compresses into a page."""
    return "".join(random.Random(seed).choices(string.ascii_lowercase + string.digits, k=LENGTH))


def flow(inner: str, seed: int) -> str:
    return transaction(inner=inner.format(long(seed)))


KEYS = (
    '<collaboration-type code="{}"/>',
    '<activity-status code="{}"/>',
    '<default-aid-type code="{}"/>',
    '<default-flow-type code="{}"/>',
    '<default-finance-type code="{}"/>',
    '<recipient-region code="{}"/>',
    '<recipient-region vocabulary="{}" code="1"/>',
    '<related-activity ref="{}" type="1"/>',
    '<participating-org role="1" ref="A-1" activity-id="{}"/>',
    '<result type="1"><title><narrative>{0}{0}{0}{0}</narrative></title></result>',
)
KEYS_OF_FLOWS = (
    '<provider-org ref="{}"/>',
    "<provider-org><narrative>{}</narrative></provider-org>",
    '<provider-org ref="A-1" provider-activity-id="{}"/>',
    '<receiver-org ref="{}"/>',
    '<receiver-org ref="A-1" receiver-activity-id="{}"/>',
    '<aid-type code="{}"/>',
    '<flow-type code="{}"/>',
    '<finance-type code="{}"/>',
    '<disbursement-channel code="{}"/>',
)
TEXTS = (
    "<description><narrative>{}</narrative></description>",
    '<other-identifier ref="{}" type="A1"/>',
    '<document-link url="https://example.org/{0}"><title><narrative>{0}</narrative></title></document-link>',
    '<tag vocabulary="99" code="{}"/>',
    '<location ref="{0}"><name><narrative>{0}</narrative></name></location>',
)
TEXTS_OF_FLOWS = ("<description><narrative>{}</narrative></description>",)


def activities(of_activity: tuple[str, ...], of_flows: tuple[str, ...], name: str) -> list[str]:
    found = [
        activity(f"GB-COH-1-{name}A{number}", transaction(), inner=one.format(long(number)))
        for number, one in enumerate(of_activity)
    ]
    return found + [activity(f"GB-COH-1-{name}F{number}", flow(one, number)) for number, one in enumerate(of_flows)]


async def rules_of(client: Client, job: dict[str, Any]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in await findings(client, job):
        if one["rule"] != "1.1.21":
            found.setdefault(one["activity"], set()).add(one["rule"])
    return found


async def test_what_is_too_long_to_be_looked_up_is_cut_or_rejected(client: Client) -> None:
    cut = activities(KEYS, KEYS_OF_FLOWS, "W")
    wrong = [activity(f"GB-COH-1-{long(1)}"), activity(f"GB-COH-1-{long(2)}", reporter=f"GB-COH-1-{long(3)}")]
    job = await imported(client, file(*cut, *wrong, activity("GB-COH-1-GOOD", transaction())))
    counts = job["counts"]
    assert (job["status"], counts["rejected"], counts["new"]) == ("finished", len(wrong), len(cut) + 1), job
    found = await rules_of(client, job)
    assert len(found) == len(cut) + len(wrong)
    rules = {rule for rules in found.values() for rule in rules}
    assert rules == {"harambee-length", "harambee-identifier", "harambee-reporter"}
    for path in ("/v1/activities", "/v1/flows", "/v1/matrix", "/v1/imports/organisations"):
        assert (await client.get(path, params={"limit": 1000})).status_code == 200


async def test_long_texts_that_nobody_looks_up_are_taken(client: Client) -> None:
    right = activities(TEXTS, TEXTS_OF_FLOWS, "R")
    job = await imported(client, file(*right))
    assert (job["status"], job["counts"]["new"], job["counts"]["error"]) == ("finished", len(right), 0), job
    shown = (await client.get("/v1/activities")).json()["items"]
    assert long(0) in {
        text for one in shown for said in one["details"]["descriptions"] for text in said["texts"].values()
    }


async def test_too_many_places_are_cut(client: Client) -> None:
    many = "".join(f'<recipient-region code="{number}" percentage="0.25"/>' for number in range(400))
    job = await imported(client, file(activity(inner=many), activity("GB-COH-1-B")))
    assert await rules_of(client, job) == {"GB-COH-1-A": {"harambee-length"}}


async def test_a_row_that_is_too_long_says_which_column_is(client: Client) -> None:
    heading = "reporter_ref,activity_identifier,recipient_countries,transaction_type,date,amount,currency,provider_ref"
    row = f"GB-COH-1,GB-COH-1-A,KE,3,2020-03-15,5,USD,{long(1)}"
    job = await imported(client, f"{heading}\n{row}\n".encode(), headers={"Content-Type": "text/csv"})
    [one] = await findings(client, job)
    assert (one["rule"], one["line"], one["path"]) == ("harambee-length", 2, "/provider_ref")


@pytest.mark.parametrize("sign", ["\\", "\\N", "\\.", "\t", "\n", "\r", "{,}", "'", '"', "%s", "\\\t", "\u2028"])
async def test_signs_that_mean_something_to_others_come_in_as_they_are(client: Client, sign: str) -> None:
    owner = f"GB-COH-{sign}1"
    ref = escape(owner, {"\t": "&#9;", "\n": "&#10;", "\r": "&#13;", '"': "&quot;"})
    inner = (
        f"<description><narrative>{ref}</narrative></description>"
        f'<provider-org ref="{ref}-P"><narrative>{ref}</narrative></provider-org>'
        f'<receiver-org ref="{ref}-R"><narrative>{ref}</narrative></receiver-org>'
    )
    of_result = f'<result type="1"><title><narrative>{ref}</narrative></title></result>'
    body = file(activity(f"{ref}-A", transaction(ref=ref, inner=inner), reporter=ref, inner=of_result))
    job = await imported(client, body)
    assert (job["status"], job["counts"]["new"], job["counts"]["flows_new"]) == ("finished", 1, 1), job
    [one] = (await client.get("/v1/flows")).json()["items"]
    assert (one["ref"], one["reporter"], one["description"]) == (owner, owner, owner.strip())
    assert (one["provider"]["ref"], one["recipient"]["name"]) == (f"{owner}-P", owner.strip())
    [shown] = (await client.get("/v1/activities")).json()["items"]
    assert (shown["reporter"], shown["identifier"]) == (owner, f"{owner}-A")
    again = await imported(client, body + b" ")
    assert (again["counts"]["unchanged"], again["counts"]["flows_unchanged"]) == (1, 1)
