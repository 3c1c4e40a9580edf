"""What can be wrong with a file: the rules, by IATI's own ids where IATI has the rule."""

from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """What follows from a finding.

    critical: nothing of the file is taken; error: the activity is kept aside, the others are taken; warning: nothing.
    """

    CRITICAL = "critical"
    ERROR = "error"
    WARNING = "warning"


class Rule(NamedTuple):
    """A rule; `text` says what must hold."""

    severity: Severity
    category: str
    text: str


class Finding(NamedTuple):
    """One fault, and where: the line in the file and the path of the element or attribute."""

    rule: str
    line: int
    path: str
    detail: str
    activity: str = ""

    @property
    def severity(self) -> Severity:
        """Say what follows from it."""
        return RULES[self.rule].severity


FILE = "file"
"""The category of what is wrong with a file as a whole."""

_C, _E, _W = Severity

RULES: dict[str, Rule] = {
    "harambee-well-formed": Rule(_C, FILE, "The file must be well-formed XML in the encoding that it says."),
    "harambee-doctype": Rule(_C, FILE, "The file must not have a DOCTYPE."),
    "harambee-root": Rule(_C, FILE, "The root element must be iati-activities."),
    "harambee-version": Rule(_C, FILE, "The version must be 2.01, 2.02 or 2.03."),
    "harambee-gzip": Rule(_C, FILE, "A compressed file must be whole, and expand to no more than the limits allow."),
    "harambee-size": Rule(_C, FILE, "One activity must not be larger than the limit."),
    "harambee-resources": Rule(_C, FILE, "The file must be readable within the memory and time of one import."),
    "harambee-empty": Rule(_W, FILE, "The file should hold activities."),
    "harambee-identifier": Rule(_E, "identifiers", "The activity must have an iati-identifier."),
    "harambee-duplicate": Rule(_E, "identifiers", "An activity must occur once in a file."),
    "harambee-reporter": Rule(_E, "identifiers", "The reporting organisation must have a reference."),
    "harambee-not-yours": Rule(_E, "identifiers", "You may report for the organisations in your grants only."),
    "harambee-date": Rule(_E, "information", "A date must be given, as YYYY-MM-DD."),
    "harambee-decimal": Rule(_E, "financial", "An amount must be given, as a decimal number without separators."),
    "harambee-percentage": Rule(_E, "information", "A percentage must be a decimal number."),
    "harambee-transaction-type": Rule(_E, "financial", "The transaction type must be on IATI's list."),
    "harambee-currency": Rule(_E, "financial", "The currency must be an ISO 4217 code."),
    "harambee-country": Rule(_E, "geo", "The recipient country must be an ISO 3166-1 code."),
    "harambee-value-date": Rule(
        _W, "financial", "A value should have a value date; the transaction's date is taken in its place."
    ),
    "1.1.3": Rule(
        _E, "identifiers", "The activity's identifier must differ from the reporting organisation's identifier."
    ),
    "1.3.1": Rule(_W, "identifiers", "The iati-identifier should not begin or end with white space."),
    "1.14.1": Rule(
        _W, "identifiers", "The reporting organisation's identifier should not begin or end with white space."
    ),
    "2.1.2": Rule(_E, "classifications", "The percentages of sectors, within a vocabulary, must add up to 100."),
    "3.1.1": Rule(_E, "geo", "Of several recipient countries, each must have a percentage."),
    "3.1.2": Rule(_E, "geo", "The percentages of recipient countries must add up to 100."),
    "3.1.4": Rule(_E, "geo", "The percentage of a single recipient country must be omitted, or be 100."),
    "3.4.1": Rule(_E, "geo", "Of several recipient countries or regions, each must have a percentage."),
    "3.4.2": Rule(_E, "geo", "The percentages of recipient countries and regions must add up to 100."),
    "3.4.4": Rule(_E, "geo", "The percentage of a single recipient region must be omitted, or be 100."),
    "3.6.2": Rule(
        _E, "geo", "Recipient countries or regions must be given either at the activity or at all transactions."
    ),
    "3.7.1": Rule(_E, "geo", "A recipient country or region must be given at the activity or at all transactions."),
    "6.9.1": Rule(_E, "financial", "A provider organisation must have a reference or a narrative."),
    "6.9.2": Rule(_E, "financial", "A receiver organisation must have a reference or a narrative."),
    "6.10.1": Rule(_E, "participating", "A participating organisation must have a reference or a narrative."),
    "7.8.1": Rule(_E, "financial", "A value must have a currency, or the activity a default currency."),
    "11.1.2": Rule(_E, "iati", "The planned start must lie before the planned end."),
    "11.1.3": Rule(_E, "iati", "The actual start must lie before the actual end."),
    "11.1.4": Rule(_E, "iati", "The actual start must not lie in the future."),
    "11.1.5": Rule(_E, "iati", "The actual end must not lie in the future."),
    "11.2.1": Rule(_E, "financial", "The date of a transaction must not lie in the future."),
    "11.2.2": Rule(_E, "financial", "The value date of a transaction must not lie in the future."),
    "12.1.1": Rule(_E, "geo", "The percentage of a country or region must lie between 0 and 100."),
    "12.3.1": Rule(_E, "classifications", "The percentage of a sector must lie between 0 and 100."),
}
