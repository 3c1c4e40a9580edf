"""Results: their references, periods, and values."""

from collections.abc import Iterator

from services.measurement.reading.checks.basis import Basis
from services.measurement.reading.checks.dates import check_period
from services.measurement.reading.findings import Finding
from services.measurement.reading.source import Activity, Indicator, Measured
from services.measurement.reading.values import decimal

QUALITATIVE = "5"
MEASURED = frozenset({"1", "2", "3", "4"})
"""IATI's IndicatorMeasure."""

RULES_OF_VALUES = {
    "baseline": ("8.8.1", "8.8.2", "8.8.3"),
    "target": ("8.9.1", "8.9.2", "8.9.3"),
    "actual": ("8.10.1", "8.10.2", "8.10.3"),
}
"""What a value can break: it is missing, it is no number, it is given where the indicator is qualitative."""


def check_results(activity: Activity, path: str, _: Basis) -> Iterator[Finding]:
    """Check the results of an activity."""
    for result in activity.results:
        for indicator in result.indicators:
            place = f"{path}/result/indicator"
            if len(indicator.references) + len(result.references) > 1 and indicator.references and result.references:
                yield Finding("8.11.1", indicator.line, f"{place}/reference", "It is declared at both")
            yield from _check_values(indicator, place)


def _check_values(indicator: Indicator, path: str) -> Iterator[Finding]:
    for baseline in indicator.baselines:
        yield from _check_value(baseline, indicator.measure, path)
    for period in indicator.periods:
        yield from check_period("8.6.1", period.start, period.end, period.line, f"{path}/period")
        for value in period.values:
            yield from _check_value(value, indicator.measure, f"{path}/period")


def _check_value(measured: Measured, measure: str, path: str) -> Iterator[Finding]:
    missing, no_number, qualitative = RULES_OF_VALUES[measured.element]
    place = f"{path}/{measured.element}/@value"
    if measure in MEASURED:
        if measured.value is None:
            yield Finding(missing, measured.line, place, "It is missing")
        elif decimal(measured.value.strip()) is None:
            yield Finding(no_number, measured.line, place, f"It is {measured.value or 'empty'}")
    elif measure == QUALITATIVE and measured.value is not None:
        yield Finding(qualitative, measured.line, place, f"It is {measured.value or 'empty'}")
