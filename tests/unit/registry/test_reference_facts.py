import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.registry import reference
from services.registry.reference import shipped
from services.registry.rules import Constituency
from services.registry.rules.codelists import OWN
from services.registry.rules.institutions import HIGHEST_LEVEL, Pillar
from services.registry.rules.partnerships import PartnerRole
from shared.standards import LANGUAGES, countries

BOUNDS = ("valid_from", "valid_to")


def members(region: str, day: date) -> set[str]:
    def holds(spell: dict[str, Any]) -> bool:
        return (spell["valid_from"] or date.min) <= day < (spell["valid_to"] or date.max)

    return {one["country"] for one in reference.memberships() if one["region"] == region and holds(one)}


def test_every_country_has_its_codes_and_a_name_in_every_language() -> None:
    found = reference.countries()
    assert {one["code"] for one in found} == countries()
    assert all(set(one["names"]) == set(LANGUAGES) for one in found)
    assert all(len(one["m49"]) == 3 and len(one["alpha_3"]) == 3 for one in found)


def test_every_region_has_a_name_in_every_language_and_a_parent_that_exists() -> None:
    found = reference.regions()
    codes = {one["code"] for one in found}
    assert all(set(one["names"]) == set(LANGUAGES) for one in found)
    assert {one["parent"] for one in found} - {None} <= codes


def test_every_label_is_there_in_every_language() -> None:
    own = [*OWN, "organisation-types", "OrganisationType", "ssc-groups", "ssc-modality", "Country"]
    lists = [one for name, one in shipped.codelists().items() if name in own]
    assert len(lists) == len(own)
    assert all(set(code["labels"]) == set(LANGUAGES) for one in lists for code in one["codes"])


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("constituencies", set(Constituency)),
        ("partnership-roles", set(PartnerRole)),
        ("pillars", set(Pillar)),
        ("pillar-levels", {str(level) for level in range(HIGHEST_LEVEL + 1)}),
        ("topics", {str(topic) for topic in range(1, 12)}),
    ],
)
def test_the_projects_own_lists_have_the_codes_that_its_rules_know(name: str, codes: set[str]) -> None:
    assert {one["code"] for one in shipped.codelists()[name]["codes"]} == codes


def test_the_african_union_is_its_five_regions() -> None:
    today = date(2026, 1, 1)
    parts = [members(f"AU-{part}", today) for part in ("NORTHERN", "SOUTHERN", "EASTERN", "WESTERN", "CENTRAL")]
    assert sum(len(part) for part in parts) == 55
    assert set().union(*parts) == members("AU", today) == members("AUDA-NEPAD", today)


def test_memberships_follow_the_dates() -> None:
    assert members("EAC", date(2006, 12, 31)) == {"KE", "TZ", "UG"}
    assert members("EAC", date(2007, 7, 1)) == {"KE", "TZ", "UG", "RW", "BI"}
    assert members("EAC", date(2024, 3, 4)) == {"KE", "TZ", "UG", "RW", "BI", "SS", "CD", "SO"}
    assert members("ECOWAS", date(2025, 1, 28)) - members("ECOWAS", date(2025, 1, 29)) == {"BF", "ML", "NE"}


def test_a_row_is_verified_only_with_a_date() -> None:
    bodies = [one for one in reference.memberships() if not one["region"].isdecimal()]
    assert all(one["source"] for one in bodies)
    assert all(one["valid_from"] for one in bodies if one["verified"])


def test_the_communities_agree_with_the_compiled_list(shared_data: Path) -> None:
    alpha_3 = {one["code"]: one["alpha_3"] for one in reference.countries()}
    ours = {(one["region"], alpha_3[one["country"]]): one for one in reference.memberships()}
    with (shared_data / "geo" / "au-recs.csv").open(newline="") as file:
        theirs = {(row["rec"], row["iso3"]): row for row in csv.DictReader(file)}
    communities = {one["code"] for one in reference.regions() if one["kind"] == "community"}
    assert {rec for rec, _ in theirs} == communities
    assert {pair for pair in ours if pair[0] in communities} == theirs.keys()
    # Where the compiled list has a day, ours is the same; it leaves most days open.
    days = {(pair, bound): row[bound] for pair, row in theirs.items() for bound in BOUNDS if row[bound]}
    assert days
    assert {(pair, bound): str(ours[pair][bound]) for pair, bound in days} == days


def test_the_areas_agree_with_m49(shared_data: Path) -> None:
    area = {one["code"]: one["area"] or "" for one in reference.countries()}
    with (shared_data / "geo" / "iso3166-m49.csv").open(newline="") as file:
        leaves = {
            row["alpha-2"]: row["intermediate-region-code"] or row["sub-region-code"] for row in csv.DictReader(file)
        }
    # Kosovo is in neither standard, and Taiwan in no area of M49.
    assert area.keys() - leaves.keys() == {"XK"}
    assert {code for code, leaf in leaves.items() if not leaf} == {"AQ", "TW"}
    assert {code: area[code] for code in leaves} == leaves
