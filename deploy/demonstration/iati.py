"""The invented projects as an IATI 2.03 file of any size, in constant memory."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import IO

from babel.numbers import get_currency_precision
from lxml import etree
from lxml.etree import _Element

from deploy.demonstration.organisations import agency_names, fund_names
from deploy.demonstration.places import LANGUAGES, Place
from deploy.demonstration.projects import FUND, IN_KIND, INVENTED, Flow, Kind, Project, projects

SEED = 2017
GENERATED = "2024-07-01T00:00:00Z"
FUNDING, ACCOUNTABLE, EXTENDING, IMPLEMENTING = "1", "2", "3", "4"
GOVERNMENT, MULTILATERAL = "10", "40"
COLLABORATION = {Kind.SOUTH_SOUTH: "1", Kind.TRIANGULAR: "8", Kind.NORTH_SOUTH: "1", Kind.MULTILATERAL: "4"}
OFFICIAL_AID, OTHER_FLOWS = "10", "50"
GRANT = "110"
CLOSED, IMPLEMENTATION = "4", "2"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def write_iati(target: Path | IO[bytes], *, activities: int = 400, flows: int = 5000, seed: int = SEED) -> None:
    """Write so many invented activities with exactly so many transactions; the same seed gives the same bytes."""
    output = str(target) if isinstance(target, Path) else target
    with etree.xmlfile(output, encoding="utf-8") as file:
        file.write_declaration()
        with file.element("iati-activities", {"version": "2.03", "generated-datetime": GENERATED}):
            file.write("\n", etree.Comment(f" {INVENTED['en']}: no organisation, project or amount in it is real "))
            for project in projects(count=activities, flows=flows, seed=seed):
                file.write(_activity(project), pretty_print=True)


def _activity(project: Project) -> _Element:
    element = _node(
        "iati-activity",
        {"default-currency": project.currency, "last-updated-datetime": GENERATED, LANGUAGE: "en"},
        _node("iati-identifier", {}, project.identifier),
        _reporter(project),
    )
    for part in (_texts, _participants, _dates, _places, _subjects, _defaults, _budget, _transactions):
        element.extend(part(project))
    return element


def _reporter(project: Project) -> _Element:
    kind, names = (GOVERNMENT, agency_names(project.provider)) if project.provider else (MULTILATERAL, fund_names())
    return _node("reporting-org", {"ref": project.reporter, "type": kind}, *_narratives(names))


def _texts(project: Project) -> Iterator[_Element]:
    yield _node("title", {}, *_narratives(project.titles()))
    yield _node(
        "description", {"type": "1"}, *_narratives({language: _description(language) for language in LANGUAGES})
    )


def _description(language: str) -> str:
    return {
        "en": "Nobody does this project: it shows what the platform makes of such a report "
        "(invented demonstration data).",
        "fr": "Personne ne mène ce projet : il montre ce que la plateforme fait d'un tel rapport "
        "(données de démonstration inventées).",
        "pt": "Ninguém executa este projeto: mostra o que a plataforma faz com um relatório destes "
        "(dados de demonstração inventados).",
    }[language]


def _participants(project: Project) -> Iterator[_Element]:
    if project.provider:
        yield _participant(FUNDING, project.provider)
    else:
        yield _node(
            "participating-org", {"ref": FUND, "type": MULTILATERAL, "role": FUNDING}, *_narratives(fund_names())
        )
    if project.facilitator:
        yield _participant(EXTENDING, project.facilitator)
    for recipient in project.recipients:
        yield _participant(IMPLEMENTING, recipient)


def _participant(role: str, place: Place) -> _Element:
    attributes = {"ref": place.agency, "type": GOVERNMENT, "role": role}
    return _node("participating-org", attributes, *_narratives(agency_names(place)))


def _dates(project: Project) -> Iterator[_Element]:
    over = project.number % 3 != 0
    yield _node("activity-status", {"code": CLOSED if over else IMPLEMENTATION})
    dated = {"1": project.begin, "2": project.begin, "3": project.end, **({"4": project.end} if over else {})}
    for kind, day in dated.items():
        yield _node("activity-date", {"type": kind, "iso-date": day.isoformat()})


def _places(project: Project) -> Iterator[_Element]:
    for recipient, percentage in zip(project.recipients, _percentages(len(project.recipients)), strict=True):
        yield _node("recipient-country", {"code": recipient.code, "percentage": str(percentage)})


def _percentages(count: int) -> list[Decimal]:
    """Share a hundred out evenly; the last takes what is left over."""
    each = (Decimal(100) / count).quantize(Decimal("0.01"))
    return [*[each] * (count - 1), 100 - each * (count - 1)]


def _subjects(project: Project) -> Iterator[_Element]:
    yield _node("sector", {"vocabulary": "1", "code": project.theme["sector"], "percentage": "100"})
    yield _node("tag", {"vocabulary": "2", "code": str(project.theme["sdg"])})


def _defaults(project: Project) -> Iterator[_Element]:
    yield _node("collaboration-type", {"code": COLLABORATION[project.kind]})
    aid = project.kind in {Kind.NORTH_SOUTH, Kind.MULTILATERAL}
    yield _node("default-flow-type", {"code": OFFICIAL_AID if aid else OTHER_FLOWS})
    yield _node("default-finance-type", {"code": GRANT})
    yield _node("default-aid-type", {"vocabulary": "1", "code": project.aid_type})
    yield _node("default-tied-status", {"code": "5"})


def _budget(project: Project) -> Iterator[_Element]:
    end = min(project.end, project.begin.replace(month=12, day=31))
    yield _node(
        "budget",
        {"type": "1", "status": "2"},
        _node("period-start", {"iso-date": project.begin.isoformat()}),
        _node("period-end", {"iso-date": end.isoformat()}),
        _value(project.flows[0], project.currency),
    )


def _transactions(project: Project) -> Iterator[_Element]:
    for flow in project.flows:
        element = _node(
            "transaction",
            {"ref": f"{project.number}-{flow.ref}"},
            _node("transaction-type", {"code": flow.kind}),
            _node("transaction-date", {"iso-date": flow.on.isoformat()}),
            _value(flow, project.currency),
            _node("provider-org", {"ref": project.reporter, "type": GOVERNMENT if project.provider else MULTILATERAL}),
            _node("receiver-org", {"ref": project.recipients[0].agency, "type": GOVERNMENT}),
        )
        if project.in_kind:
            element.append(_node("disbursement-channel", {"code": IN_KIND}))
        yield element


def _value(flow: Flow, currency: str) -> _Element:
    amount = flow.amount.quantize(Decimal(1).scaleb(-get_currency_precision(currency)))
    return _node("value", {"currency": currency, "value-date": flow.on.isoformat()}, f"{amount:f}")


def _narratives(texts: dict[str, str]) -> list[_Element]:
    return [_node("narrative", {LANGUAGE: language}, text) for language, text in texts.items()]


def _node(tag: str, attributes: dict[str, str], *content: _Element | str) -> _Element:
    element = etree.Element(tag, attributes)
    for part in content:
        if isinstance(part, str):
            element.text = part
        else:
            element.append(part)
    return element
