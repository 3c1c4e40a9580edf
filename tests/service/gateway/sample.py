"""What four services would say of a few countries."""

from typing import Any

from services.gateway.rules.routes import Upstream

NAMES = {
    "KE": {"en": "Kenya", "fr": "Kenya", "sw": "Kenya"},
    "UG": {"en": "Uganda", "fr": "Ouganda"},
    "BJ": {"en": "Benin", "fr": "Bénin"},
    "TZ": {"en": "Tanzania", "fr": "Tanzanie"},
    "CI": {"en": "Côte d’Ivoire", "fr": "Côte d’Ivoire"},
    "JP": {"en": "Japan", "fr": "Japon"},
    "IN": {"en": "India", "fr": "Inde"},
}
STATES = {"KE": "implementing", "UG": "adopted", "BJ": "closed", "CI": "adopted"}
FLOWS = [
    ("JP", "KE", "48250000.00"),
    ("IN", "KE", "12500000.00"),
    ("KE", "UG", "3100000.50"),
    ("IN", "UG", "21400000.00"),
    ("JP", "BJ", "9800000.00"),
    ("IN", "TZ", "33000000.00"),
    ("KE", "TZ", "1250000.00"),
    ("JP", "CI", "15600000.00"),
    ("XM-DAC-41114", "KE", "700000.00"),
]


def page(items: list[Any], **more: Any) -> dict[str, Any]:
    return {"items": items, "next": None, **more}


def roadmap(country: str, status: str) -> dict[str, Any]:
    return {
        "id": f"0198c1de-0000-7000-8000-0000000000{ord(country[0])}",
        "framework": "nairobi-2017",
        "scope": {"country": country, "region": None},
        "titles": {"en": f"Roadmap of {NAMES[country]['en']}", "fr": f"Feuille de route : {NAMES[country]['fr']}"},
        "anchor_date": "2026-03-01",
        "status": status,
    }


def deadline(country: str, kind: str, due_on: str, state: str) -> dict[str, Any]:
    return {"kind": kind, "due_on": due_on, "state": state, "country": country, "region": None}


def event(position: int, kind: str, country: str | None) -> dict[str, Any]:
    found = {"specversion": "1.0", "type": f"harambee.{kind}.v1", "time": f"2026-11-2{position}T09:30:00Z"}
    return {**found, "position": position, **({"country": country} if country else {})}


DEADLINES = [
    deadline("KE", "roadmap_adopted", "2026-09-01", "met"),
    deadline("KE", "progress_report", "2027-03-01", "upcoming"),
    deadline("UG", "progress_report", "2026-08-14", "overdue"),
    deadline("UG", "roadmap_adopted", "2026-02-14", "overdue"),
    deadline("TZ", "roadmap_adopted", "2026-12-10", "due"),
    deadline("CI", "progress_report", "2027-06-30", "upcoming"),
]
EVENTS = [
    event(9, "report.submitted", "KE"),
    event(8, "deadline.met", "KE"),
    event(7, "import.finished", None),
    event(6, "roadmap.moved", "CI"),
    event(5, "membership.changed", "TZ"),
]
METHOD = {
    "perspective": "provider",
    "currency": "USD",
    "prices": "current",
    "rate_source": "IMF monthly, end of period",
}

ANSWERS: dict[Upstream, dict[str, Any]] = {
    Upstream.REGISTRY: {
        "/v1/countries": page([{"code": code, "names": names} for code, names in NAMES.items()]),
        "/v1/institutions": page(
            [
                {
                    "country": "KE",
                    "pillars": [
                        {
                            "pillar": "political_will",
                            "level": 3,
                            "assessed_on": "2026-02-01",
                            "evidence": [{"titles": {"en": "Cabinet decision"}, "url": "https://ke.example/decision"}],
                        },
                        {"pillar": "national_body", "level": 0, "assessed_on": "2026-02-01", "evidence": []},
                    ],
                }
            ]
        ),
        "/v1/countries/KE": {"code": "KE", "names": NAMES["KE"], "regions": []},
    },
    Upstream.ROADMAPS: {
        "/v1/roadmaps": page([roadmap(country, status) for country, status in STATES.items()]),
        "/v1/deadlines": page(DEADLINES),
    },
    Upstream.MEASUREMENT: {
        "/v1/matrix": page(
            [{"provider": p, "recipient": r, "amount": amount, "flows": 3} for p, r, amount in FLOWS], method=METHOD
        ),
        "/v1/series": page(
            [
                {"year": 2025, "inflows": "61450000.00", "outflows": "4350000.50", "domestic": "1200000.00"},
                {"year": 2024, "inflows": "52100000.00", "outflows": None, "domestic": None},
            ],
            method=METHOD,
        ),
    },
    Upstream.NOTIFICATIONS: {"/v1/events": page(EVENTS)},
}
