"""Writes of countries and regions, and with them all reference data: the database follows what ships."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from services.registry import reference
from services.registry.base import Model
from services.registry.codelists import commands as codelists
from services.registry.locks import hold_reference
from services.registry.regions.commands import memberships
from services.registry.regions.models import Country, Region
from services.registry.regions.rules import BODIES
from shared import spelling
from shared.unit_of_work import UnitOfWork


async def publish(uow: UnitOfWork) -> None:
    """Make reference data those that ship with the service; tell of what changed."""
    await hold_reference(uow)
    regions = reference.regions()
    await _put(uow, Country, [{**one, "words": _words(one)} for one in reference.countries()])
    await _put(uow, Region, regions)
    await memberships.publish(uow, {one["code"]: one["valid_from"] for one in regions if one["kind"] in BODIES})
    await codelists.publish(uow)


async def _put(uow: UnitOfWork, model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    statement = insert(model)
    changing = {name: statement.excluded[name] for name in rows[0] if name != "code"}
    await uow.session.execute(statement.on_conflict_do_update(index_elements=["code"], set_=changing), list(rows))


def _words(country: Mapping[str, Any]) -> str:
    """Give what a country is found by, folded: its codes and its names."""
    texts = [country["code"], country["alpha_3"], country["m49"], *country["names"].values()]
    return " ".join(spelling.words(" ".join(texts)))
