"""What actors offer and need."""

from collections.abc import Collection, Iterable
from datetime import date
from enum import StrEnum

CATEGORY = 3
"""Digits of a sector that name its category; a purpose has five and lies in the category it begins with."""

ANYWHERE = "anywhere"
"""The key of an offer that names no place."""


class Side(StrEnum):
    """Which side of a match it is on."""

    OFFER = "offer"
    NEED = "need"

    @property
    def opposite(self) -> "Side":
        """Give the side it is matched with."""
        return Side.NEED if self is Side.OFFER else Side.OFFER


class ExchangeStatus(StrEnum):
    """Whether it still stands, has found what it was for, or was taken back."""

    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Modality(StrEnum):
    """In what form capacity is passed on."""

    EXPERTISE = "expertise"
    TRAINING = "training"
    STUDY_VISIT = "study_visit"
    EQUIPMENT = "equipment"
    SCHOLARSHIP = "scholarship"
    RESEARCH = "research"
    FUNDING = "funding"
    OTHER = "other"


def stands(status: str, valid_to: date | None, today: date) -> bool:
    """Say whether it is open and not over; one whose time is still to come may find its match before."""
    return status == ExchangeStatus.OPEN and (valid_to is None or today < valid_to)


def categories(sectors: Iterable[str]) -> set[str]:
    """Give the categories that sectors are or lie in."""
    return {sector[:CATEGORY] for sector in sectors}


def purposes(sectors: Iterable[str]) -> set[str]:
    """Give the sectors that are more than a category."""
    return {sector for sector in sectors if len(sector) > CATEGORY}


def topic_keys(topics: Iterable[int]) -> set[str]:
    """Give the keys of topics."""
    return {f"topic:{topic}" for topic in topics}


def sector_keys(sectors: Iterable[str]) -> set[str]:
    """Give the keys of sectors."""
    return {f"sector:{sector}" for sector in sectors}


def place_keys(countries: Iterable[str], regions: Iterable[str]) -> set[str]:
    """Give the keys of countries and regions."""
    return {f"country:{country}" for country in countries} | {f"region:{region}" for region in regions}


def keys(
    side: Side, topics: Iterable[int], sectors: Collection[str], countries: Iterable[str], regions: Iterable[str]
) -> list[str]:
    """Give all by which it is found: what it is about, each sector's category too, and where."""
    places = place_keys(countries, regions) or ({ANYWHERE} if side is Side.OFFER else set())
    return sorted(topic_keys(topics) | sector_keys({*sectors, *categories(sectors)}) | places)
