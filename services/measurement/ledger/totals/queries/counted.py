"""What totals are added up from: the roll-up table, and flows where a region has gained or lost a member inside a year.

A region is its members on the day of each flow. The roll-up table knows years alone, so for a country and a year in
which a spell of its membership begins or ends, the flows themselves are looked at; there are few such years.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Numeric,
    Select,
    Subquery,
    Text,
    and_,
    case,
    cast,
    column,
    exists,
    extract,
    false,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    union,
    union_all,
)

from services.measurement.facts.registry.models import Membership
from services.measurement.ledger.models import Confirmation, Flow, Total
from services.measurement.ledger.rules.cooperation import Cooperation
from shared.spells import holds_on

KEYS = (
    Total.year,
    Total.provider,
    Total.recipient,
    Total.transaction_type,
    Total.cooperation,
    Total.aid_type,
    Total.reporter,
)
SUMS = (Total.usd, Total.flows, Total.unconverted)


def counted(regions: Sequence[str], types: Collection[str]) -> Subquery:
    """Give the rows that totals are added up from, with whether provider and recipient belong to one of the regions.

    The columns are those of the roll-up table, `provider_in` and `recipient_in`.
    """
    if not regions:
        neither = (false().label("provider_in"), false().label("recipient_in"))
        return select(*KEYS, *SUMS, *neither).where(Total.transaction_type.in_(types)).subquery("counted")
    changing = _changing(regions)
    sides = (Total.provider, Total.recipient)
    whole_years = select(
        *KEYS,
        *SUMS,
        is_member(regions, Total.provider, _first_day(Total.year)).label("provider_in"),
        is_member(regions, Total.recipient, _first_day(Total.year)).label("recipient_in"),
    ).where(Total.transaction_type.in_(types), *(tuple_(side, Total.year).not_in(changing) for side in sides))
    return union_all(whole_years, _flows(regions, types, changing)).subquery("counted")


def _flows(regions: Sequence[str], types: Collection[str], changing: Select[Any]) -> Select[Any]:
    """Give the parts of flows in years in which the membership of their provider or recipient changes."""
    part = (
        func.unnest(Flow.recipients, Flow.parts_usd)
        .table_valued(column("recipient", Text), column("usd", Numeric))
        .render_derived("part")
        .lateral("part")
    )
    year = cast(extract("year", Flow.day), Integer)
    inside = and_(
        Flow.provider == part.c.recipient,
        Flow.cooperation.is_distinct_from(Cooperation.TRIANGULAR),
        func.char_length(Flow.provider) == 2,
    )
    converted = part.c.usd.is_not(None)
    countries = func.array(select(changing.subquery().c[0]).scalar_subquery())
    chosen = select(
        year,
        Flow.provider,
        part.c.recipient,
        Flow.transaction_type,
        case((inside, literal(Cooperation.DOMESTIC.value)), else_=func.coalesce(Flow.cooperation, "")),
        Flow.aid_type,
        Flow.reporter,
        func.coalesce(part.c.usd, 0),
        case((converted, 1), else_=0),
        case((converted, 0), else_=1),
        is_member(regions, Flow.provider, Flow.day),
        is_member(regions, part.c.recipient, Flow.day),
    )
    return (
        chosen.select_from(Flow)
        .join(part, true())
        .where(
            Flow.transaction_type.in_(types),
            *standing(),
            Flow.repeats.is_(None),
            ~is_left_out(),
            or_(Flow.recipients.bool_op("&&")(countries), Flow.provider == func.any(countries)),
            or_(tuple_(Flow.provider, year).in_(changing), tuple_(part.c.recipient, year).in_(changing)),
        )
    )


def standing() -> list[ColumnElement[bool]]:
    """Select flows with an amount that nothing corrects and nobody has withdrawn."""
    return [Flow.amount.is_not(None), Flow.corrected_by.is_(None), Flow.withdrawn_at.is_(None)]


def is_left_out() -> ColumnElement[bool]:
    """Say whether totals leave a flow out for its mirror."""
    return exists().where(Confirmation.recipient_flow == Flow.id, Confirmation.left_out)


def _changing(regions: Sequence[str]) -> Select[Any]:
    """Give the countries and years in which a spell begins or ends inside the year."""
    bounds = (Membership.valid_from, Membership.valid_to)
    spells = [
        select(Membership.country, cast(extract("year", bound), Integer)).where(
            Membership.region.in_(regions), bound != cast(func.date_trunc("year", bound), Date)
        )
        for bound in bounds
    ]
    return select(union(*spells).subquery())


def is_member(
    regions: Sequence[str], country: ColumnElement[str] | Any, day: ColumnElement[Any] | Any
) -> ColumnElement[bool]:
    """Say whether a country belongs to one of the regions on a day."""
    return exists().where(
        Membership.region.in_(regions),
        Membership.country == country,
        holds_on(Membership, day),
    )


def _first_day(year: Any) -> ColumnElement[Any]:
    return func.make_date(year, 1, 1)
