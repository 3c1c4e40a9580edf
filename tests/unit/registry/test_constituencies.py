from hypothesis import given
from hypothesis import strategies as st

from services.registry.actors import rules
from services.registry.reference import shipped
from shared.standards import Constituency


def test_the_kinds_are_the_code_list() -> None:
    lists = {one["name"]: {code["code"] for code in one["codes"]} for one in shipped.codelists().values()}
    assert set(rules.CONSTITUENCIES_OF_KIND) == lists["organisation-types"]
    assert set(Constituency) == lists["constituencies"]


@given(st.sampled_from(sorted(rules.CONSTITUENCIES_OF_KIND)), st.sampled_from(Constituency))
def test_a_fault_names_what_would_fit(kind: str, constituency: Constituency) -> None:
    fault = rules.constituency_fault(constituency, kind)
    fitting = rules.CONSTITUENCIES_OF_KIND[kind]
    assert (fault is None) == (constituency in fitting)
    assert fault is None or all(one in fault for one in fitting)


def test_only_bodies_of_several_countries_do_without_one() -> None:
    assert rules.country_fault(None, Constituency.MULTILATERAL) is None
    assert rules.country_fault("KE", Constituency.PUBLIC) is None
    assert rules.country_fault(None, Constituency.PUBLIC) is not None
