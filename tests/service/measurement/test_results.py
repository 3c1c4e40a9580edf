"""Results of imported activities become indicators with what was observed of them."""

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree

from shared.db import Driver
from tests.service.measurement.files import activity, file, imported
from tests.service.measurement.test_indicators import told
from tests.serving import NOBODY, Client


def measured(element: str, value: str | None, comment: str = "", **dimensions: str) -> str:
    said = "" if value is None else f' value="{value}"'
    parts = "".join(f'<dimension name="{name}" value="{part}"/>' for name, part in dimensions.items())
    words = f'<comment><narrative xml:lang="fr">{comment}</narrative></comment>' if comment else ""
    return f"<{element}{said}>{words}{parts}</{element}>"


def period(*values: str, year: str = "2020") -> str:
    days = f'<period-start iso-date="{year}-01-01"/><period-end iso-date="{year}-12-31"/>'
    return f"<period>{days}{''.join(values)}</period>"


def indicator(title: str, *periods: str, measure: str = "1", more: str = "") -> str:
    return (
        f'<indicator measure="{measure}" ascending="1"><title><narrative>{title}</narrative></title>{more}'
        f"{''.join(periods)}</indicator>"
    )


def results(*indicators: str, title: str = "Health", kind: str = "2") -> str:
    return f'<result type="{kind}"><title><narrative>{title}</narrative></title>{"".join(indicators)}</result>'


async def reported(client: Client, *parts: str, places: str = '<recipient-country code="KE"/>') -> dict[str, int]:
    job = await imported(client, file(activity(inner=f"{places}{''.join(parts)}")))
    assert (job["status"], job["counts"]["error"]) == ("finished", 0), job
    return {name: number for name, number in job["counts"].items() if number and name.startswith(("ind", "obs"))}


async def indicators(client: Client, **filters: Any) -> dict[str, dict[str, Any]]:
    answer = await client.get("/v1/indicators", params={"limit": 1000, **filters}, headers=NOBODY)
    assert answer.status_code == 200, answer.text
    return {one["titles"]["en"]: one for one in answer.json()["items"]}


async def observed(client: Client, one: dict[str, Any], **filters: str) -> list[dict[str, Any]]:
    path = f"/v1/indicators/{one['id']}/observations"
    return (await client.get(path, params=filters, headers=NOBODY)).json()["items"]


async def test_what_a_file_says_is_shown(client: Client, inside: Driver) -> None:
    more = (
        '<reference vocabulary="9" code="3.3.1"/><reference vocabulary="99" code="B1"/>'
        '<baseline year="2012" iso-date="2012-01-01" value="10"/>'
    )
    sexes = [measured("actual", "7", sex="female"), measured("actual", "4", sex="male")]
    year = period(measured("target", "12", "Douze"), measured("actual", "11.0", "Presque"), *sexes)
    counted = indicator("Clinics", year, more=more)
    rated = indicator("Ownership", period(measured("actual", None, "Solide")), measure="5")
    worded = indicator("Quality", period(measured("actual", "Very good", "Oui")), measure="4")
    assert await reported(client, results(counted, rated, worded)) == {
        "indicators": 3,
        "indicators_new": 3,
        "observations": 3,
    }
    found = await indicators(client)
    clinics = found["Clinics"]
    (of_activity,) = (await client.get("/v1/activities")).json()["items"]
    assert (of_activity["id"], of_activity["indicators"]) == (clinics["activity"], 3)
    kept = ("kind", "measure", "result_type", "result_titles", "country", "places", "reporter", "source", "sdgs")
    assert [clinics[name] for name in kept] == [
        *("quantitative", "unit", "outcome", {"en": "Health"}, "KE", ["KE"], "GB-COH-1", "import"),
        ["3", "3.3", "3.3.1"],
    ]
    assert clinics["baseline"] == {"value": "10", "date": "2012-01-01", "year": None, "comment": None, "parts": []}
    days = {"from": "2020-01-01", "to": "2020-12-31"}
    target = {"period": days, "value": "12", "dimensions": [], "comment": {"fr": "Douze"}}
    assert (clinics["targets"], clinics["disaggregation"]) == (
        [target],
        [{"dimension": "sex", "values": ["female", "male"]}],
    )
    (seen,) = await observed(client, clinics)
    assert [seen[name] for name in ("status", "source", "actual", "comment", "period")] == [
        *("approved", "import", "11", {"fr": "Presque"}, days)
    ]
    assert seen["disaggregated"] == [
        {"dimension": "sex", "value": "female", "actual": "7"},
        {"dimension": "sex", "value": "male", "actual": "4"},
    ]
    assert (found["Ownership"]["kind"], found["Ownership"]["measure"]) == ("qualitative", None)
    assert (await observed(client, found["Ownership"]))[0]["narrative"] == {"fr": "Solide"}
    assert (await observed(client, found["Quality"]))[0]["narrative"] == {"fr": "Oui", "en": "Very good"}
    happened = [one["type"].split(".", 1)[1] for one in await told(inside)]
    assert Counter(happened)["indicator.defined.v1"] == Counter(happened)["observation.recorded.v1"] == 3


async def test_the_next_file_changes_what_it_says_differently(client: Client, inside: Driver) -> None:
    first, second = (period(measured("actual", value), year=year) for value, year in (("1", "2020"), ("2", "2021")))
    await reported(client, results(indicator("A", first, second), indicator("B", first), indicator("C", first)))
    before = await indicators(client)
    old = {one["period"]["from"]: one for one in await observed(client, before["A"])}
    await told(inside)
    corrected = period(measured("actual", "3"), year="2021")
    changed = results(indicator("B", first), indicator("A", first, corrected), indicator("D", second))
    assert await reported(client, changed) == {
        "indicators": 3,
        "indicators_new": 1,
        "indicators_changed": 1,
        "indicators_unchanged": 1,
        "indicators_missing": 1,
        "observations": 4,
    }
    after = await indicators(client)
    assert sorted(after) == ["A", "B", "D"]
    assert (after["A"]["id"], after["A"]["version"], after["B"]) == (before["A"]["id"], 2, before["B"])
    new = {one["period"]["from"]: one for one in await observed(client, after["A"])}
    assert new["2020-01-01"] == old["2020-01-01"]
    assert (new["2021-01-01"]["id"], new["2021-01-01"]["actual"]) == (old["2021-01-01"]["id"], "3")
    assert (await indicators(client, status="withdrawn"))["C"]["id"] == before["C"]["id"]
    happened = {
        (one["subject"].partition("/")[2], one["sequence"], one["data"]["status"])
        for one in await told(inside)
        if one["type"].split(".")[1] in {"indicator", "observation"}
    }
    (only,) = await observed(client, after["D"])
    assert happened == {
        (after["A"]["id"], "2", "active"),
        (new["2021-01-01"]["id"], "2", "approved"),
        (before["C"]["id"], "2", "withdrawn"),
        (after["D"]["id"], "1", "active"),
        (only["id"], "1", "approved"),
    }


async def test_what_is_no_longer_reported_is_withdrawn_and_may_come_back(client: Client, inside: Driver) -> None:
    first, second = (period(measured("actual", "1"), year=year) for year in ("2020", "2021"))
    both = results(indicator("A", first, second))
    await reported(client, both)
    (before,) = (await indicators(client)).values()
    await reported(client, results(indicator("A", first)))
    assert [one["period"]["from"] for one in await observed(client, before)] == ["2020-01-01"]
    await told(inside)
    assert await reported(client) == {"indicators_missing": 1}
    assert await indicators(client) == {}
    (gone,) = [one for one in await told(inside) if ".indicator." in one["type"]]
    assert (gone["sequence"], gone["data"]["status"], gone["data"]["titles"]) == ("3", "withdrawn", {"en": "A"})
    assert await reported(client) == {}
    await reported(client, both)
    (again,) = (await indicators(client)).values()
    assert (again["id"], again["version"], again["created_at"]) == (before["id"], 4, before["created_at"])
    assert [one["version"] for one in await observed(client, again)] == [1, 3]


async def test_an_activity_that_moves_takes_its_indicators_along(client: Client) -> None:
    counted = results(indicator("A", period(measured("actual", "1"))))
    await reported(client, counted)
    await reported(client, counted, places='<recipient-country code="UG"/>')
    assert await indicators(client, country="KE") == {}
    assert (await indicators(client, country="UG"))["A"]["version"] == 2


async def test_imported_indicators_change_with_files_only(client: Client) -> None:
    await reported(client, results(indicator("A", period(measured("actual", "1")))))
    path = f"/v1/indicators/{(await indicators(client))['A']['id']}"
    days = {"from": "2020-01-01", "to": "2020-12-31"}
    for answer in (
        await client.patch(path, json={"unit": "beds"}, headers={"If-Match": "*"}),
        await client.delete(path, headers={"If-Match": "*"}),
        await client.post(f"{path}/observations", json={"period": days, "actual": "2"}),
    ):
        assert (answer.status_code, "imported" in answer.json()["detail"]) == (409, True)


async def test_a_check_says_what_would_change(client: Client) -> None:
    await reported(client, results(indicator("A", period(measured("actual", "1")))))
    body = file(activity(inner=results(indicator("A"), indicator("B"))))
    counts = (await imported(client, body, mode="check"))["counts"]
    assert [counts[f"indicators_{what}"] for what in ("new", "changed", "unchanged", "missing")] == [1, 1, 0, 0]
    assert sorted(await indicators(client)) == ["A"]


async def test_a_real_file_is_taken_whole(client: Client, inside: Driver, shared_data: Path) -> None:
    path = shared_data / "fixtures" / "iati" / "GB-CHC-1076822.xml"
    tree = etree.parse(str(path))
    measures = Counter(str(one.get("measure")) for one in tree.iter("indicator"))
    actuals = sorted(Decimal(str(one.get("value"))) for one in tree.iterfind(".//indicator/period/actual"))
    targets = len(tree.findall(".//indicator/period/target"))
    job = await imported(client, path.read_bytes())
    assert (job["counts"]["indicators"], job["counts"]["observations"]) == (53, 29)
    listed = (await client.get("/v1/indicators", params={"limit": 1000})).json()["items"]
    assert Counter(one["measure"] for one in listed) == {"unit": measures["1"], "percentage": measures["2"]}
    assert sum(len(one["targets"]) for one in listed) == targets
    held = [Decimal(one["actual"]) for each in listed for one in await observed(client, each)]
    assert sorted(held) == actuals
    happened = Counter(one["type"].split(".", 1)[1] for one in await told(inside))
    assert (happened["indicator.defined.v1"], happened["observation.recorded.v1"]) == (53, 29)
    again = await imported(client, path.read_bytes() + b"\n")
    assert (again["counts"]["indicators_unchanged"], again["counts"]["indicators_new"]) == (53, 0)
    assert not [one for one in await told(inside) if "indicator" in one["type"]]


async def test_baselines_of_parts_and_of_other_times_are_kept(client: Client) -> None:
    baselines = (
        '<baseline year="2010" value="7"><dimension name="sex" value="female"/></baseline>'
        '<baseline year="2010" value="12"/><baseline iso-date="2011-06-30" value="13"/>'
    )
    await reported(client, results(indicator("A", period(measured("actual", "20")), more=baselines)))
    found = (await indicators(client))["A"]["baseline"]
    nothing = {"date": None, "year": None, "comment": None}
    assert found == nothing | {
        "value": "12",
        "year": 2010,
        "parts": [
            nothing | {"value": "7", "year": 2010, "dimensions": [{"dimension": "sex", "value": "female"}]},
            nothing | {"value": "13", "date": "2011-06-30", "dimensions": []},
        ],
    }


async def test_what_nobody_could_send_by_itself_is_shown_as_it_came(client: Client) -> None:
    odd = indicator(
        "Odd",
        period(
            measured("target", "1", **{"": ""}), measured("actual", "2"), measured("actual", "1", **{"": "x" * 300})
        ),
        more='<reference vocabulary="9" code="99.99.99"/><baseline year="1066" value="123456789012345678.123456"/>',
    )
    worded = indicator("Worded", period(measured("actual", None, "Good")), measure="5", more='<baseline year="2012"/>')
    await reported(client, results(odd, worded))
    found = await indicators(client)
    assert (found["Worded"]["baseline"]["year"], found["Odd"]["baseline"]["year"]) == (2012, 1066)
    assert found["Odd"]["disaggregation"] == [{"dimension": "", "values": ["x" * 300]}]
    (seen,) = await observed(client, found["Odd"])
    assert seen["disaggregated"] == [{"dimension": "", "value": "x" * 300, "actual": "1"}]
    for form in ("csv", "ndjson", "xlsx"):
        assert (await client.get("/v1/indicators", params={"format": form})).status_code == 200
