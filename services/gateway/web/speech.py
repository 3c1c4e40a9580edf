"""How a page says things in its language: texts, days, numbers, amounts."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_compact_currency, format_decimal
from babel.units import format_unit

from services.gateway.web.labels import CODES, EVENTS, IMPORT_COUNTS, IMPORT_STATES
from shared.translations import Translation, translations

SERVICE = "gateway"


def languages() -> list[str]:
    """Give the languages of the pages."""
    return list(translations(SERVICE))


@dataclass(frozen=True, slots=True)
class Speech:
    """One language of the pages."""

    language: str

    @property
    def texts(self) -> Translation:
        """Give the texts in this language."""
        return translations(SERVICE)[self.language]

    @property
    def other(self) -> str:
        """Name the language that the page is offered in beside this one."""
        return "fr" if self.language == "en" else "en"

    @property
    def other_name(self) -> str:
        """Name that language as its speakers do."""
        return str(Locale.parse(self.other).display_name).capitalize()

    def label(self, code: str) -> str:
        """Say what a code means; one without words is shown as it is, its parts apart."""
        return self.texts.gettext(CODES[code]) if code in CODES else code.replace("_", " ")

    def event(self, kind: str) -> str:
        """Say what happened, for a type such as harambee.roadmap.drafted.v1."""
        name = kind.removeprefix("harambee.").rpartition(".")[0]
        return self.texts.gettext(EVENTS[name]) if name in EVENTS else name.replace("_", " ").replace(".", " ")

    def import_count(self, name: str) -> str:
        """Say what one of the counts of an import counts."""
        return self.texts.gettext(IMPORT_COUNTS[name])

    def import_state(self, job: dict[str, Any]) -> str:
        """Say how far an import is."""
        state: str = job["status"]
        if state == "finished" and job["mode"] == "check":
            state = "finished_check"
        elif state == "finished" and (job["counts"]["rejected"] or job["counts"]["flows_rejected"]):
            state = "finished_but"
        return self.texts.gettext(IMPORT_STATES[state])

    def day(self, text: str | date) -> str:
        """Write a date out."""
        moment = date.fromisoformat(text) if isinstance(text, str) else text
        return format_date(moment, format="medium", locale=self.language)

    def moment(self, moment: str | datetime) -> str:
        """Write a moment out, in UTC."""
        known = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        return f"{format_datetime(known, 'd MMM y, HH:mm', locale=self.language)} UTC"

    def money(self, amount: str | None) -> str:
        """Write an amount of USD in few digits."""
        if amount is None:
            return "–"
        return str(format_compact_currency(Decimal(amount), "USD", locale=self.language, fraction_digits=1))

    def number(self, number: int) -> str:
        """Write a number."""
        return str(format_decimal(number, locale=self.language))

    def size(self, size: int) -> str:
        """Write a size of a file in the unit that suits it."""
        unit, name = (1_000_000, "megabyte") if size >= 1_000_000 else (1000, "kilobyte")
        return str(format_unit(round(size / unit, 1), f"digital-{name}", "short", locale=self.language))
