"""The words of the pages, in English and French; the other languages of the platform follow."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date, format_datetime
from babel.numbers import format_compact_currency, format_decimal
from babel.units import format_unit

from services.gateway.web.texts.english import ENGLISH
from services.gateway.web.texts.french import FRENCH

CATALOGUE = {"en": ENGLISH, "fr": FRENCH}


@dataclass(frozen=True, slots=True)
class Speech:
    """One language of the pages."""

    language: str

    def __call__(self, name: str, **values: object) -> str:
        """Give a text; a name that the catalogue does not have is shown in words."""
        text = CATALOGUE[self.language].get(name)
        return text.format(**values) if text else name.replace("_", " ").replace(".", " ")

    @property
    def other(self) -> str:
        """Name the language that the page is offered in beside this one."""
        return "fr" if self.language == "en" else "en"

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

    def event(self, kind: str) -> str:
        """Say what happened, for a type such as harambee.roadmap.drafted.v1."""
        return self(kind.removeprefix("harambee.").rpartition(".")[0])
