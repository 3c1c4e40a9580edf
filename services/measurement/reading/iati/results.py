"""From one `result` element to a record."""

from lxml.etree import _Element

from services.measurement.reading.iati.parts import day, document, line, narratives
from services.measurement.reading.source import Indicator, IndicatorPeriod, Measured, Narratives, Result


def read_result(element: _Element) -> Result:
    """Read a result with its indicators."""
    titles: Narratives = ()
    references, indicators = [], []
    for child in element:
        match child.tag:
            case "title":
                titles = narratives(child)
            case "reference":
                references.append(_reference(child))
            case "indicator":
                indicators.append(_indicator(child))
    documents = tuple(document(link) for link in element.iter("document-link"))
    return Result(line(element), element.get("type", ""), titles, tuple(references), tuple(indicators), documents)


def _reference(element: _Element) -> tuple[str, str]:
    return element.get("vocabulary", ""), element.get("code", "")


def _indicator(element: _Element) -> Indicator:
    titles: Narratives = ()
    descriptions: Narratives = ()
    references, baselines, periods = [], [], []
    for child in element:
        match child.tag:
            case "title":
                titles = narratives(child)
            case "description":
                descriptions = narratives(child)
            case "reference":
                references.append(_reference(child))
            case "baseline":
                baselines.append(_measured(child, "baseline", child.get("iso-date", "") or child.get("year", "")))
            case "period":
                periods.append(_period(child))
    return Indicator(
        line(element),
        element.get("measure", ""),
        element.get("ascending", ""),
        titles,
        descriptions,
        tuple(references),
        tuple(baselines),
        tuple(periods),
    )


def _period(element: _Element) -> IndicatorPeriod:
    start = end = ""
    values = []
    for child in element:
        match child.tag:
            case "period-start":
                start = day(child)
            case "period-end":
                end = day(child)
            case "target" | "actual":
                values.append(_measured(child, str(child.tag), ""))
    return IndicatorPeriod(line(element), start, end, tuple(values))


def _measured(element: _Element, name: str, date: str) -> Measured:
    comment: Narratives = ()
    dimensions = []
    for child in element:
        if child.tag == "comment":
            comment = narratives(child)
        elif child.tag == "dimension":
            dimensions.append((child.get("name", ""), child.get("value", "")))
    return Measured(line(element), name, element.get("value"), date, comment, tuple(dimensions))
