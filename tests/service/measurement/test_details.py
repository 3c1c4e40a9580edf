"""What an imported activity says that bears on no total."""

from tests.service.measurement.files import activity, file, imported
from tests.serving import Client

WHOLE = """<description type="2"><narrative>Aims</narrative><narrative xml:lang="fr">Buts</narrative></description>
<activity-scope code="4"/><capital-spend percentage="12.5"/><default-tied-status code="5"/>
<policy-marker vocabulary="1" code="2" significance="1"/><tag vocabulary="2" code="3"/><tag vocabulary="3" code="3.b"/>
<other-identifier ref="GB-COH-1-OLD" type="A3"/><related-activity ref="GB-COH-1-P" type="1"/>
<location ref="AF-KAN"><name><narrative>Nyeri</narrative></name><point><pos>-0.42 36.95</pos></point></location>
<budget type="1" status="2"><period-start iso-date="2019-01-01"/><period-end iso-date="2019-12-31"/>
<value currency="GBP" value-date="2019-01-01">3000</value></budget>
<document-link format="application/pdf" url="https://example.org/a.pdf"><title><narrative>Plan</narrative></title>
<category code="A02"/><language code="en"/><document-date iso-date="2019-02-01"/></document-link>
<result type="2"><title><narrative>Health</narrative></title>
<document-link format="text/html" url="https://example.org/r"><title><narrative>Study</narrative></title>
<category code="A08"/></document-link>
<indicator measure="1"><title><narrative>Clinics</narrative></title><baseline year="2018" value="1"/>
<period><period-start iso-date="2019-01-01"/><period-end iso-date="2019-12-31"/><target value="3"/>
<actual value="2"><document-link format="text/html" url="https://example.org/c"><title><narrative>Count</narrative></title>
<category code="A08"/></document-link></actual></period></indicator></result>"""


def document(url: str, title: str, of: str, category: str = "A08") -> dict[str, object]:
    web = {"format": "text/html", "languages": [], "date": None}
    return {"url": f"https://example.org/{url}", "titles": {"en": title}, "categories": [category], "of": of, **web}


async def test_all_that_an_activity_says_is_shown(client: Client) -> None:
    job = await imported(client, file(activity("GB-COH-1-A", inner=WHOLE)))
    assert (job["counts"]["new"], job["counts"]["error"]) == (1, 0), job
    [found] = (await client.get("/v1/activities", params={"identifier": "GB-COH-1-A"})).json()["items"]
    said = {name: value for name, value in found["details"].items() if value}
    plan = document("a.pdf", "Plan", "activity", "A02") | {
        "format": "application/pdf",
        "languages": ["en"],
        "date": "2019-02-01",
    }
    assert said == {
        "descriptions": [{"type": "2", "texts": {"en": "Aims", "fr": "Buts"}}],
        "sdgs": ["3", "3.b"],
        "scope": "4",
        "tied_status": "5",
        "capital_spend": "12.5",
        "policy_markers": [{"vocabulary": "1", "code": "2", "significance": "1"}],
        "tags": [
            {"vocabulary": "2", "code": "3", "significance": None},
            {"vocabulary": "3", "code": "3.b", "significance": None},
        ],
        "budgets": [
            {
                "kind": "budget",
                "type": "1",
                "status": "2",
                "start": "2019-01-01",
                "end": "2019-12-31",
                "amount": "3000",
                "currency": "GBP",
                "value_date": "2019-01-01",
            }
        ],
        "documents": [plan, document("r", "Study", "result"), document("c", "Count", "actual")],
        "locations": [{"ref": "AF-KAN", "names": {"en": "Nyeri"}, "position": "-0.42 36.95"}],
        "related": [{"type": "1", "identifier": "GB-COH-1-P"}],
        "other_identifiers": [{"type": "A3", "identifier": "GB-COH-1-OLD"}],
    }
