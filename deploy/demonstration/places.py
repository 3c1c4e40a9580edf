"""The countries that the demonstration is about, and what is invented for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from babel import Locale

LANGUAGES = ("en", "fr", "pt")
"""The languages of invented texts."""


@dataclass(frozen=True, slots=True)
class Place:
    """A country: its people's language among ours, time zone, currency, and what that was worth about 2020."""

    code: str
    language: str
    time_zone: str
    currency: str
    per_dollar: Decimal
    north: bool = False

    def name(self, language: str) -> str:
        """Give the country's name in a language."""
        return str(Locale(language).territories[self.code])

    @property
    def agency(self) -> str:
        """Give the identifier of its invented cooperation agency."""
        return f"{self.code}-COA-DEMO-AGENCY"


def _place(code: str, language: str, time_zone: str, currency: str, per_dollar: str, *, north: bool = False) -> Place:
    return Place(code, language, time_zone, currency, Decimal(per_dollar), north)


PLACES: Sequence[Place] = (
    _place("BJ", "fr", "Africa/Porto-Novo", "XOF", "575"),
    _place("CI", "fr", "Africa/Abidjan", "XOF", "575"),
    _place("EG", "en", "Africa/Cairo", "EGP", "16"),
    _place("ET", "en", "Africa/Addis_Ababa", "ETB", "35"),
    _place("GH", "en", "Africa/Accra", "GHS", "5.6"),
    _place("KE", "en", "Africa/Nairobi", "KES", "106"),
    _place("MA", "fr", "Africa/Casablanca", "MAD", "9.5"),
    _place("MZ", "pt", "Africa/Maputo", "MZN", "69"),
    _place("RW", "en", "Africa/Kigali", "RWF", "943"),
    _place("SN", "fr", "Africa/Dakar", "XOF", "575"),
    _place("TZ", "en", "Africa/Dar_es_Salaam", "TZS", "2300"),
    _place("UG", "en", "Africa/Kampala", "UGX", "3700"),
    _place("ZA", "en", "Africa/Johannesburg", "ZAR", "16"),
    _place("BR", "pt", "America/Sao_Paulo", "BRL", "5.1"),
    _place("IN", "en", "Asia/Kolkata", "INR", "74"),
    _place("JP", "en", "Asia/Tokyo", "JPY", "107", north=True),
)
PLACE = {place.code: place for place in PLACES}
AFRICAN = tuple(place for place in PLACES if place.time_zone.startswith("Africa/"))
SOUTHERN_PROVIDERS = tuple(PLACE[code] for code in ("ZA", "EG", "MA", "KE", "RW", "BR", "IN"))
NORTHERN_PROVIDERS = tuple(place for place in PLACES if place.north)
