from hypothesis import given
from hypothesis import strategies as st

from services.gateway.rules.routes import COLLECTIONS, COMPOSED, Upstream, find_route

COLLECTION = st.sampled_from([(upstream, name) for upstream, names in COLLECTIONS.items() for name in names])
STEP = st.text(st.characters(exclude_characters="/"), min_size=1).filter(lambda text: text not in {".", ".."})


@given(COLLECTION, st.lists(STEP, max_size=4))
def test_everything_in_a_collection_goes_to_its_service(collection: tuple[Upstream, str], rest: list[str]) -> None:
    upstream, name = collection
    route = find_route("/".join(["/v1", name, *rest]))
    if len(rest) == 2 and (name, rest[1]) in COMPOSED:
        assert route is None
    else:
        assert route is not None
        assert (route.upstream, route.path) == (upstream, f"/v1/{name}")


@given(COLLECTION, st.lists(STEP, max_size=3), st.sampled_from([".", ".."]), st.lists(STEP, max_size=3))
def test_a_path_that_climbs_goes_nowhere(
    collection: tuple[Upstream, str], before: list[str], climb: str, after: list[str]
) -> None:
    assert find_route("/".join(["/v1", collection[1], *before, climb, *after])) is None


@given(st.text())
def test_nothing_outside_of_version_one_is_passed_on(path: str) -> None:
    assert find_route(path) is None or path.startswith("/v1/")


def test_no_collection_has_two_services() -> None:
    names = [name for collections in COLLECTIONS.values() for name in collections]
    assert len(names) == len(set(names))


def test_the_gateways_own_answers_stay_with_it() -> None:
    for path in ("/v1/countries/KE/profile", "/v1/regions/EAC/profile", "/v1/overview", "/v1/clients", "/v1/grants"):
        assert find_route(path) is None
