"""Whom lists of activities and flows may be asked for by reference: who has reported, or provides or receives."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from services.measurement.facts.organisations.models import ReportedOrganisation
from services.measurement.facts.registry.queries import reference_faults
from services.measurement.ledger.models import Activity, FormerName, Total
from services.measurement.ledger.rules.labels import name_of_place
from shared import hints
from shared.errors import Fault, InvalidInput

REPORTERS = (Activity.reporter, FormerName.reporter)
PROVIDERS = (Total.provider, ReportedOrganisation.named_by, *REPORTERS)


async def refuse_unheard_of(
    session: AsyncSession,
    *,
    reporter: Sequence[str] = (),
    provider: Sequence[str] = (),
    recipient: Sequence[str] = (),
) -> None:
    """Check the references that a list is filtered by.

    Raises InvalidInput with all who have never reported or been named and are not registered, and all recipients that
    are no place. The empty text is known: it stands for those of whom nobody said who they are.
    """
    faults = await reference_faults(session, "reporter", reporter, *REPORTERS)
    bodies = {place: one for place, one in enumerate(provider) if one and not name_of_place(one)}
    faults += await reference_faults(session, "provider", bodies, *PROVIDERS)
    faults += [
        Fault(f"/recipient/{place}", "unknown_place", f"{one} is no country and no region{hints.country(one)}", "query")
        for place, one in enumerate(recipient)
        if one and not name_of_place(one)
    ]
    if faults:
        raise InvalidInput(faults=faults)
