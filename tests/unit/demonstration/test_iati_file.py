import io
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from deploy.demonstration.iati import write_iati
from deploy.demonstration.projects import FIRST_DAY, INVENTED, LAST_DAY, Kind, projects

SCHEMAS = Path(__file__).parents[4] / "shared" / "data" / "iati-schemas"


def written(**wanted: int) -> bytes:
    file = io.BytesIO()
    write_iati(file, **wanted)
    return file.getvalue()


@pytest.fixture(scope="module")
def document() -> etree._ElementTree:
    return etree.ElementTree(etree.fromstring(written()))


@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="../shared/data/iati-schemas is absent: no schema to check against")
def test_the_file_is_valid_against_the_schema(document: etree._ElementTree) -> None:
    schema = etree.XMLSchema(file=str(SCHEMAS / "iati-activities-schema.xsd"))
    assert schema.validate(document), schema.error_log


def test_it_holds_400_activities_and_5000_transactions_of_every_kind(document: etree._ElementTree) -> None:
    identifiers = [element.text for element in document.iter("iati-identifier")]
    assert (len(identifiers), len(set(identifiers))) == (400, 400)
    assert len(list(document.iter("transaction"))) == 5000
    kinds = Counter(project.kind for project in projects(count=400, flows=5000, seed=2017))
    assert set(kinds) == set(Kind)
    assert kinds[Kind.SOUTH_SOUTH] > 200


def test_every_title_says_in_its_language_that_it_is_invented(document: etree._ElementTree) -> None:
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    narratives = [
        narrative
        for element in document.iter("title", "description")
        for narrative in element
        if element.getparent().tag == "iati-activity"
    ]
    assert len(narratives) == 400 * 2 * len(INVENTED)
    assert all(INVENTED[narrative.get(language)] in narrative.text for narrative in narratives)


def test_the_same_seed_gives_the_same_bytes() -> None:
    wanted = {"activities": 20, "flows": 100}
    assert written(**wanted, seed=1) == written(**wanted, seed=1) != written(**wanted, seed=2)


@given(st.integers(1, 60), st.integers(0, 600), st.integers(0, 5))
def test_the_flows_are_shared_out_exactly(count: int, more: int, seed: int) -> None:
    found = list(projects(count=count, flows=count + more, seed=seed))
    assert len(found) == count
    assert sum(len(project.flows) for project in found) == count + more
    assert all(project.flows for project in found)


def test_too_few_flows_are_refused() -> None:
    with pytest.raises(ValueError, match="10 projects need 10 flows"):
        list(projects(count=10, flows=9, seed=1))


def test_everything_happens_while_rates_are_known() -> None:
    days = {flow.on for project in projects(count=100, flows=2000, seed=3) for flow in project.flows}
    assert min(days) >= FIRST_DAY
    assert max(days) <= LAST_DAY < date(2024, 10, 1)


def test_nobody_provides_to_itself_and_triangles_have_three_sides() -> None:
    for project in projects(count=200, flows=400, seed=4):
        assert project.provider not in project.recipients
        assert (project.facilitator is not None) == (project.kind is Kind.TRIANGULAR)
        assert (project.provider is None) == (project.kind is Kind.MULTILATERAL)


def test_commitments_are_given_out_in_full_but_for_what_comes_back() -> None:
    for project in projects(count=50, flows=1000, seed=5):
        commitment, *paid = project.flows
        assert sum((flow.amount for flow in paid if flow.amount > 0), start=commitment.amount * 0) <= (
            commitment.amount + 1
        )
