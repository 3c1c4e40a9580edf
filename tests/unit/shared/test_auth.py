from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.auth import ANYONE, Grant, Kind, Principal, Role, TokenChecker, TokenSigner
from shared.errors import Forbidden, Unauthenticated
from tests.keys import PRIVATE_KEY, PUBLIC_KEY, other_key

ACTOR = UUID(int=7)
KENYA = Grant(role=Role.COORDINATOR, country="KE", countries=("KE",))
EAST = Grant(role=Role.OBSERVER, region="EAC", countries=("KE", "RW"))


def holder(*grants: Grant) -> Principal:
    return Principal(id="c", kind=Kind.CLIENT, grants=grants)


def test_a_token_tells_who_asks() -> None:
    principal = holder(KENYA, EAST)
    assert TokenChecker(PUBLIC_KEY).check(f"Bearer {TokenSigner(PRIVATE_KEY).sign(principal)}") == principal


@pytest.mark.parametrize("header", [None, "", "Basic x", "Bearer", "Bearer x.y.z"])
def test_what_is_no_token_is_refused(header: str | None) -> None:
    with pytest.raises(Unauthenticated):
        TokenChecker(PUBLIC_KEY).check(header)


def test_a_token_of_another_key_is_refused() -> None:
    with pytest.raises(Unauthenticated):
        TokenChecker(PUBLIC_KEY).check(f"Bearer {TokenSigner(other_key()).sign(holder(KENYA))}")


def test_a_grant_reaches_its_scope_and_nothing_else() -> None:
    principal = holder(KENYA, EAST)
    assert principal.may(Role.COORDINATOR, country="KE")
    assert not principal.may(Role.COORDINATOR, country="RW")
    assert principal.may(Role.OBSERVER, country="RW")
    assert principal.may(Role.OBSERVER, region="EAC")
    assert not principal.may(Role.REPORTER, actors=[ACTOR])


def test_require_says_401_to_nobody_and_403_to_somebody() -> None:
    with pytest.raises(Unauthenticated):
        ANYONE.require(Role.READER, country="KE")
    with pytest.raises(Forbidden):
        holder(KENYA).require(Role.COORDINATOR, country="UG")


@pytest.mark.parametrize(
    ("roles", "place", "said"),
    [
        ((Role.COORDINATOR,), {"country": "UG"}, "This needs the role coordinator for UG"),
        ((Role.REPORTER, Role.COORDINATOR), {"actors": [ACTOR]}, f"reporter or coordinator for the actor {ACTOR}"),
        ((Role.COORDINATOR,), {"country": "UG", "actors": [ACTOR]}, f"coordinator for UG or the actor {ACTOR}"),
        ((Role.COORDINATOR,), {"region": "ECOWAS"}, "coordinator for ECOWAS"),
        ((Role.ADMIN,), {}, "admin for everything"),
        ((Role.REPORTER,), {}, "reporter for an actor or a country"),
    ],
)
def test_a_refusal_says_what_is_missing_and_how_to_get_it(
    roles: tuple[Role, ...], place: dict[str, Any], said: str
) -> None:
    with pytest.raises(Forbidden) as refused:
        holder(KENYA).require(*roles, **place)
    assert f"{said}; ask an administrator to grant it to c (POST /v1/grants)" in refused.value.detail


@given(st.sampled_from(Role), st.sampled_from(["KE", "UG"]))
def test_an_admin_of_everything_may_all(role: Role, country: str) -> None:
    assert holder(Grant(role=Role.ADMIN)).may(role, country=country)


def test_audiences_are_public_and_what_the_grants_reach() -> None:
    actor = Grant(role=Role.REPORTER, actor=ACTOR)
    assert set(holder(EAST, actor).scope().audiences()) == {
        "public",
        "country:KE",
        "country:RW",
        "region:EAC",
        f"actor:{ACTOR}",
    }
