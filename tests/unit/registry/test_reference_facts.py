import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.registry import reference
from services.registry.codelists.rules import OWN
from services.registry.institutions.rules import HIGHEST_LEVEL
from services.registry.partnerships.rules import PartnerRole
from services.registry.reference import shipped
from shared.standards import LANGUAGES, Constituency, Pillar, countries

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


@pytest.mark.parametrize(
    ("region", "country", "inside", "outside"),
    [
        ("AES", "ML", ["2023-09-16", "2026-01-01"], ["2023-09-15"]),
        ("AU", "KE", ["2002-07-09"], ["2002-07-08"]),
        ("AU", "MA", ["2017-01-31"], ["2002-07-09", "2016-12-31"]),
        ("AU", "SS", ["2011-07-27"], ["2011-07-26"]),
        ("AU-NORTHERN", "MA", ["2017-01-31"], ["2016-12-31"]),
        ("AUDA-NEPAD", "MA", ["2017-01-31"], ["2016-12-31"]),
        ("OAU", "KE", ["1963-12-13", "2002-07-08"], ["1963-12-12", "2002-07-09"]),
        ("OAU", "MA", ["1963-05-25", "1984-11-11"], ["1984-11-12", "2002-07-08"]),
        ("CEN-SAD", "LY", ["1998-02-04"], ["1998-02-03"]),
        ("CEN-SAD", "NG", ["2001-02-12"], ["2001-02-11"]),
        ("COMESA", "AO", ["1994-12-08", "2006-12-31"], ["1994-12-07", "2008-01-01"]),
        ("COMESA", "NA", ["1994-12-08", "2004-05-01"], ["2004-05-02"]),
        ("COMESA", "TZ", ["1994-12-08", "2000-09-01"], ["2000-09-02"]),
        ("COMESA", "LS", ["1996-12-31"], ["1998-01-01"]),
        ("COMESA", "MZ", ["1996-12-31"], ["1998-01-01"]),
        ("COMESA", "EG", ["1999-01-06"], ["1999-01-05"]),
        ("COMESA", "LY", ["2005-06-03"], ["2005-06-02"]),
        ("COMESA", "TN", ["2018-07-18"], ["2018-07-17"]),
        ("COMESA", "SO", ["2018-07-18"], ["2018-07-17"]),
        ("EAC", "SS", ["2016-09-05"], ["2016-09-04"]),
        ("EAC", "CD", ["2022-07-11"], ["2022-07-10"]),
        ("ECCAS", "RW", ["1983-10-18", "2006-12-31", "2017-01-01"], ["2008-01-01", "2015-12-31"]),
        ("ECCAS", "AO", ["2000-01-01"], ["1998-12-31"]),
        ("ECOWAS", "MR", ["1975-05-28", "2000-11-30"], ["2001-01-01"]),
        ("ECOWAS", "CV", ["1977-01-01"], ["1975-12-31"]),
        ("ECOWAS", "ML", ["2020-01-01", "2025-01-28"], ["2025-01-29"]),
        ("IGAD", "ER", ["1996-03-21", "2015-01-01", "2025-12-11"], ["2025-12-12"]),
        ("IGAD", "SS", ["2011-11-25"], ["2011-11-24"]),
        ("SADC", "CD", ["1997-09-08"], ["1997-09-07"]),
        ("SADC", "KM", ["2017-08-20"], ["2017-08-19"]),
        ("SADC", "MG", ["2005-08-18", "2012-01-01"], ["2005-08-17"]),
        ("SADC", "MU", ["1995-08-28"], ["1995-08-27"]),
        ("SADC", "SC", ["1997-09-08", "2004-06-30", "2008-08-16"], ["1997-09-07", "2004-07-01", "2008-08-15"]),
        ("SADC", "ZA", ["1994-08-29"], ["1994-08-28"]),
        ("IOC", "KM", ["1986-01-10"], ["1986-01-09"]),
        ("MRU", "GN", ["1980-10-25"], ["1980-10-24"]),
        ("MRU", "CI", ["2008-05-15"], ["2008-05-14"]),
        ("SACU", "NA", ["1990-07-10"], ["1990-03-20"]),
        ("UEMOA", "GW", ["1997-05-02"], ["1997-05-01"]),
    ],
)
def test_who_belonged_when(region: str, country: str, inside: list[str], outside: list[str]) -> None:
    found = {day: country in members(region, date.fromisoformat(day)) for day in (*inside, *outside)}
    assert found == dict.fromkeys(inside, True) | dict.fromkeys(outside, False)


def test_nobody_belongs_to_a_body_before_its_first_day_or_after_its_last() -> None:
    bodies = {one["code"]: one for one in reference.regions() if one["kind"] != "m49"}
    assert all(one["valid_from"] and one["source"] for one in bodies.values())
    for spell in reference.memberships():
        if body := bodies.get(spell["region"]):
            assert spell["valid_from"] >= body["valid_from"]
            assert body["valid_to"] is None or spell["valid_to"] <= body["valid_to"]


def test_only_members_of_the_union_are_in_its_regions() -> None:
    union = {one["country"]: one["valid_from"] for one in reference.memberships() if one["region"] == "AU"}
    parts = [one for one in reference.memberships() if one["region"].startswith("AU-")]
    assert {one["country"]: one["valid_from"] for one in parts} == union


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
    # The compiled list has members of today, or of January 2025; ours has former members too.
    former = {("COMESA", code) for code in ("AGO", "LSO", "MOZ", "NAM", "TZA")} | {("ECOWAS", "MRT")}
    assert {pair for pair in ours if pair[0] in communities} - former == theirs.keys()
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
