"""What can be wrong with a file: the rules, by IATI's own ids where IATI has the rule."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple


class Severity(StrEnum):
    """How grave a finding is, as IATI has it; what is not recorded because of it says `Rejects`."""

    CRITICAL = "critical"
    ERROR = "error"
    WARNING = "warning"


class Rejects(StrEnum):
    """What cannot be recorded because of a finding."""

    FILE = "file"
    ACTIVITY = "activity"
    FLOW = "flow"


class Rule(NamedTuple):
    """A rule; `text` says what must hold."""

    severity: Severity
    category: str
    text: str


class Finding(NamedTuple):
    """One fault, and where: the line in the file and the path of the element or attribute.

    `rejects` says what is not recorded because of it, empty where all is; `flow` is the digest of the recorded flow
    that it is of, empty where it is of none.
    """

    rule: str
    line: int
    path: str
    detail: str
    activity: str = ""
    rejects: str = ""
    flow: bytes = b""

    @property
    def severity(self) -> Severity:
        """Say how grave it is."""
        return RULES[self.rule].severity


FILE = "file"
"""The category of what is wrong with a file as a whole."""

_C, _E, _W = Severity

RULES: dict[str, Rule] = {
    "harambee-well-formed": Rule(_C, FILE, "The file must be well-formed XML in the encoding that it says."),
    "harambee-doctype": Rule(_C, FILE, "The file must not have a DOCTYPE."),
    "harambee-root": Rule(_C, FILE, "The root element must be iati-activities."),
    "harambee-version": Rule(_C, FILE, "The version must be 2.01, 2.02 or 2.03."),
    "harambee-packed": Rule(
        _C, FILE, "A packed file must be whole, need no password, and expand to no more than the limits allow."
    ),
    "harambee-size": Rule(_C, FILE, "One activity must not be larger than the limit."),
    "harambee-length": Rule(
        _W,
        "information",
        "Codes and references should have at most 500 bytes, names 1,000, titles 20,000 characters, and activities 300 "
        "places and 1,000 sectors; what is longer is cut.",
    ),
    "harambee-resources": Rule(_C, FILE, "The file must be readable within the memory and time of one import."),
    "harambee-fetch": Rule(_C, FILE, "The file must be there, at a public address by https, and within the limits."),
    "harambee-kept": Rule(
        _W, FILE, "What a file no longer holds is withdrawn only where all of its activities say which they are."
    ),
    "harambee-schema": Rule(_W, FILE, "A file should be as the schema of IATI has it."),
    "harambee-empty": Rule(_W, FILE, "The file should hold activities."),
    "harambee-encoding": Rule(_C, FILE, "A table must be in the encoding that is said, UTF-8 where none is."),
    "harambee-spreadsheet": Rule(_C, FILE, "A workbook must be a whole XLSX file."),
    "harambee-sheets": Rule(_C, FILE, "A workbook must hold one table, or it must be said which sheet is meant."),
    "harambee-sheet": Rule(_W, FILE, "A workbook should hold nothing beside its table."),
    "harambee-heading": Rule(_W, FILE, "A table should begin with its heading."),
    "harambee-columns": Rule(_C, FILE, "A table must have the columns that say who, what, when and how much."),
    "harambee-row": Rule(_C, FILE, "A row must have as many cells as the heading, with quotes that end."),
    "harambee-column": Rule(_W, FILE, "A column should be one that is known, or be mapped to one."),
    "harambee-ambiguous": Rule(_E, "information", "A number or date must be understood in one way only."),
    "harambee-no-money": Rule(_W, "financial", "A row should have an amount, or the contribution in kind that it is."),
    "harambee-contribution": Rule(
        _E, "financial", "A contribution in kind must have a type, a quantity and a unit that the type is counted in."
    ),
    "harambee-contradiction": Rule(_E, "information", "All rows of one activity must say the same of it."),
    "harambee-identifier": Rule(_E, "identifiers", "The activity must have an iati-identifier, of at most 500 bytes."),
    "harambee-duplicate": Rule(_E, "identifiers", "An activity must occur once in a file."),
    "harambee-former": Rule(
        _W, "identifiers", "An activity must be reported by its present identifiers, once it has been by others."
    ),
    "harambee-former-reporter": Rule(
        _W,
        "identifiers",
        "What was reported by a former identifier is taken over by those alone who may report for both.",
    ),
    "harambee-reporter": Rule(
        _E, "identifiers", "The reporting organisation must have a reference, of at most 500 bytes."
    ),
    "harambee-not-yours": Rule(
        _E,
        "identifiers",
        "You may report for the organisations in your grants only; one that is no actor is registered first.",
    ),
    "harambee-date": Rule(_E, "information", "A date must be given, as YYYY-MM-DD, of a year from 1900 to 2100."),
    "harambee-decimal": Rule(_E, "financial", "An amount must be given, as a decimal number without separators."),
    "harambee-budget": Rule(
        _W, "financial", "The amount of a budget must be a decimal number; a budget without one is not recorded."
    ),
    "harambee-percentage": Rule(_E, "information", "A percentage must be a decimal number."),
    "harambee-transaction-type": Rule(_E, "financial", "The transaction type must be on IATI's list."),
    "harambee-currency": Rule(_E, "financial", "The currency must be an ISO 4217 code."),
    "harambee-decimals": Rule(
        _W, "financial", "An amount should have no more decimals than its currency; it is recorded as it is said."
    ),
    "harambee-code": Rule(_W, "information", "A code should be one of its list."),
    "harambee-withdrawn-code": Rule(
        _W, "information", "A code should have been in use when the activity began, or on the transaction's day."
    ),
    "harambee-country": Rule(_E, "geo", "The recipient country must be an ISO 3166-1 code."),
    "harambee-unallocated": Rule(
        _W, "geo", "The percentages of recipients should add up to 100; what they leave open is unallocated."
    ),
    "harambee-value-date": Rule(
        _W, "financial", "A value should have a value date; the transaction's date is taken in its place."
    ),
    "harambee-rate": Rule(
        _W, "financial", "A value should have an exchange rate that is not too old; it is in no total until it has."
    ),
    "1.1.3": Rule(
        _E, "identifiers", "The activity's identifier must differ from the reporting organisation's identifier."
    ),
    "1.1.21": Rule(
        _W,
        "identifiers",
        "An activity's identifier should begin with its reporting organisation's, old or new, and a hyphen.",
    ),
    "1.3.1": Rule(_W, "identifiers", "The iati-identifier should not begin or end with white space."),
    "1.3.13": Rule(_W, "identifiers", "The iati-identifier should hold none of / & | ?."),
    "1.6.1": Rule(_W, "identifiers", "A former identifier of the activity should not begin or end with white space."),
    "1.11.1": Rule(
        _W, "identifiers", "The identifier of an owner organisation should not begin or end with white space."
    ),
    "1.11.13": Rule(_W, "identifiers", "The identifier of an owner organisation should hold none of / & | ?."),
    "1.14.1": Rule(
        _W, "identifiers", "The reporting organisation's identifier should not begin or end with white space."
    ),
    "1.14.8": Rule(
        _W, "identifiers", "The reporting organisation's identifier must begin with the code of a listed agency."
    ),
    "1.14.13": Rule(_W, "identifiers", "The reporting organisation's identifier should hold none of / & | ?."),
    "1.16.1": Rule(
        _W, "identifiers", "A former identifier of the reporting organisation should not begin or end with white space."
    ),
    "1.7.1": Rule(_W, "relations", "The identifier of a related activity should not begin or end with white space."),
    "1.4.1": Rule(_W, "financial", "The provider's activity identifier should not begin or end with white space."),
    "1.5.1": Rule(_W, "financial", "The receiver's activity identifier should not begin or end with white space."),
    "1.8.1": Rule(
        _W, "participating", "The identifier of a participating organisation should not begin or end with white space."
    ),
    "1.9.1": Rule(
        _W,
        "participating",
        "The activity identifier of a participating organisation should not begin or end with white space.",
    ),
    "1.10.1": Rule(
        _W, "financial", "The identifier of a provider organisation should not begin or end with white space."
    ),
    "1.15.1": Rule(
        _W, "financial", "The identifier of a receiver organisation should not begin or end with white space."
    ),
    "1.8.13": Rule(_W, "participating", "The identifier of a participating organisation should hold none of / & | ?."),
    "1.10.13": Rule(_W, "financial", "The identifier of a provider organisation should hold none of / & | ?."),
    "1.15.13": Rule(_W, "financial", "The identifier of a receiver organisation should hold none of / & | ?."),
    "2.1.1": Rule(_E, "classifications", "Of several sectors of a vocabulary, each must have a percentage."),
    "2.1.2": Rule(_E, "classifications", "The percentages of sectors of the OECD's vocabulary must add up to 100."),
    "2.1.4": Rule(
        _E, "classifications", "The percentage of a single sector of a vocabulary must be omitted, or be 100."
    ),
    "2.2.1": Rule(
        _E, "classifications", "A sector of the reporting organisation's own vocabulary must have a narrative."
    ),
    "3.1.1": Rule(_E, "geo", "Of several recipient countries, each must have a percentage."),
    "3.1.2": Rule(_E, "geo", "The percentages of recipient countries must add up to 100."),
    "3.1.4": Rule(_E, "geo", "The percentage of a single recipient country must be omitted, or be 100."),
    "3.4.1": Rule(_E, "geo", "Of several recipient countries or regions, each must have a percentage."),
    "3.4.2": Rule(_E, "geo", "The percentages of recipient countries and regions must add up to 100."),
    "3.4.4": Rule(_E, "geo", "The percentage of a single recipient region must be omitted, or be 100."),
    "3.6.2": Rule(
        _E,
        "financial",
        "Recipient countries or regions must be given at the activity or at all transactions, not both.",
    ),
    "3.7.1": Rule(
        _E, "financial", "A recipient country or region must be given at the activity or at its transactions."
    ),
    "3.7.2": Rule(
        _E, "financial", "A recipient country or region must be given at all transactions, if not at the activity."
    ),
    "4.1.1": Rule(_E, "information", "The activity must say its language, or each narrative its own."),
    "4.3.1": Rule(_E, "information", "A title must have a text."),
    "4.4.1": Rule(_E, "information", "A description must have a text."),
    "6.2.2": Rule(_E, "classifications", "A sector must be given at the activity or at its transactions."),
    "6.6.2": Rule(_E, "classifications", "Sectors must be given either at the activity or at its transactions."),
    "6.7.2": Rule(_E, "classifications", "A sector must be given at all transactions, if not at the activity."),
    "6.8.1": Rule(_E, "information", "An owner organisation must have a reference or a narrative."),
    "6.9.1": Rule(_E, "financial", "A provider organisation must have a reference or a narrative."),
    "6.9.2": Rule(_E, "financial", "A receiver organisation must have a reference or a narrative."),
    "6.10.1": Rule(_E, "participating", "A participating organisation must have a reference or a narrative."),
    "6.11.1": Rule(_E, "information", "The activity must have a planned or an actual start date."),
    "6.13.1": Rule(_E, "classifications", "A policy marker of the reporting organisation's own must have a narrative."),
    "6.14.1": Rule(_E, "classifications", "A policy marker of the OECD's vocabulary must have a significance."),
    "7.5.3": Rule(_E, "financial", "The period of a budget must not be longer than a year."),
    "7.8.1": Rule(_E, "financial", "A value must have a currency, or the activity a default currency."),
    "7.9.1": Rule(_W, "financial", "Of several budget items of a vocabulary, some should have a percentage."),
    "7.9.2": Rule(_W, "financial", "The percentages of budget items, within a vocabulary, should add up to 100."),
    "7.9.4": Rule(_W, "financial", "The percentage of a single budget item should be omitted, or be 100."),
    "8.6.1": Rule(_E, "performance", "The period of an indicator must begin before it ends."),
    "8.6.3": Rule(_E, "financial", "A period must begin before it ends."),
    "8.8.1": Rule(_E, "performance", "The baseline of an indicator that is measured must have a value."),
    "8.8.2": Rule(_W, "performance", "The baseline of an indicator that is measured should be a number."),
    "8.8.3": Rule(_W, "performance", "The baseline of a qualitative indicator should have no value."),
    "8.9.1": Rule(_E, "performance", "The target of an indicator that is measured must have a value."),
    "8.9.2": Rule(_W, "performance", "The target of an indicator that is measured should be a number."),
    "8.9.3": Rule(_W, "performance", "The target of a qualitative indicator should have no value."),
    "8.10.1": Rule(_E, "performance", "The actual value of an indicator that is measured must be given."),
    "8.10.2": Rule(_W, "performance", "The actual value of an indicator that is measured should be a number."),
    "8.10.3": Rule(_W, "performance", "A qualitative indicator should have no actual value."),
    "8.11.1": Rule(_E, "performance", "References must be declared at the result or at its indicators, not at both."),
    "11.1.1": Rule(_E, "information", "The activity must not have been updated in the future."),
    "11.1.2": Rule(_E, "iati", "The planned start must lie before the planned end."),
    "11.1.3": Rule(_E, "iati", "The actual start must lie before the actual end."),
    "11.1.4": Rule(_E, "iati", "The actual start must not lie in the future."),
    "11.1.5": Rule(_E, "iati", "The actual end must not lie in the future."),
    "11.2.1": Rule(_E, "financial", "The date of a transaction must not lie in the future."),
    "11.2.2": Rule(_E, "financial", "The value date of a transaction must not lie in the future."),
    "12.1.1": Rule(_E, "geo", "The percentage of a country or region must lie between 0 and 100."),
    "12.2.1": Rule(_E, "financial", "The percentage of capital spend or of a budget item must lie between 0 and 100."),
    "12.3.1": Rule(_E, "classifications", "The percentage of a sector must lie between 0 and 100."),
    "102.1.1": Rule(_W, "information", "Sectors should be given in the OECD's vocabulary too."),
    "107.1.1": Rule(_W, "information", "The default aid type should be given in the OECD's vocabulary too."),
    "107.1.2": Rule(_W, "financial", "A default aid type should be given once for each vocabulary."),
    "107.2.1": Rule(_W, "financial", "The aid types of transactions should be given in the OECD's vocabulary too."),
    "107.2.2": Rule(_W, "financial", "An aid type of a transaction should be given once for each vocabulary."),
}

UNCONVERTED = "harambee-rate"
"""The rule of flows that cannot be converted; what it finds goes away once a rate is loaded."""

MOST_SHOWN = 1000
"""So many findings an activity is shown with."""

REJECTS_ACTIVITY = frozenset({"harambee-identifier", "harambee-reporter", "harambee-duplicate", "harambee-not-yours"})
"""Rules without which nobody can say which activity it is, or that it is the sender's: it is not recorded."""

REJECTS_FLOW = frozenset(
    {
        "harambee-ambiguous",
        "harambee-contribution",
        "harambee-date",
        "harambee-decimal",
        "harambee-currency",
        "7.8.1",
    }
)
"""Rules without which a transaction has no amount, date or currency, or gives nothing: it is not recorded."""


def identity_of(findings: Sequence[Finding]) -> bytes:
    """Stand for what was found in an activity, wherever in the file it stands; empty where nothing was."""
    if not findings:
        return b""
    said = "\0".join(f"{one.rule}\0{one.path.rpartition(']')[2]}\0{one.detail}\0{one.flow.hex()}" for one in findings)
    return blake2b(said.encode(), digest_size=16).digest()


def rules_of(severities: Collection[Severity]) -> list[str]:
    """Give the rules of severities."""
    return [rule for rule, one in RULES.items() if one.severity in severities]


def rejected(finding: Finding) -> str:
    """Say what is not recorded because of a finding; empty where all is."""
    return Rejects.FILE if finding.severity is Severity.CRITICAL else finding.rejects
