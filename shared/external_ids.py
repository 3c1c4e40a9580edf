"""What callers' systems know by names of their own: created or replaced by them, and no name given to two things."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Select, select

from shared.db import Resource
from shared.errors import Refused
from shared.unit_of_work import Expected, UnitOfWork, held, match

R = TypeVar("R", bound=Resource)
B = TypeVar("B", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class ExternalIds(Generic[R]):
    """The `external_id` of the rows of a table, or of those that are `of` a kind; a unique index keeps each single.

    `owner` is the column that says by whose system a row is known, `collection` the address of what they stand for.
    """

    model: type[R]
    owner: str
    collection: str
    of: Sequence[ColumnElement[bool]] = ()
    key_share: bool = False
    """Whether rows may be referred to by others while they are replaced."""

    async def put(
        self,
        uow: UnitOfWork,
        owner: str | UUID,
        external_id: str,
        body: B,
        expected: Expected,
        *,
        create: Callable[[UnitOfWork, B], Awaitable[R]],
        replace: Callable[[UnitOfWork, R, B, Expected], Awaitable[R]],
        permit: Callable[[UnitOfWork, R], None] = lambda _, __: None,
        seen: Sequence[ColumnElement[bool]] = (),
    ) -> tuple[R, bool]:
        """Create or replace, locked, what a system knows by `external_id`; say whether it is new.

        `seen` says what the caller may know of, `permit` refuses those who may not change it. Raises as `match` does,
        before the rules are asked: whoever creates again learns what is there, whatever has become of it.
        """
        body = body.model_copy(update={"external_id": external_id})
        chosen = self._known(owner, external_id, seen).with_for_update(of=self.model, key_share=self.key_share)
        row: R | None = await uow.session.scalar(chosen)
        if row is None:
            return await create(uow, body), True
        permit(uow, row)
        match(held(row), expected)
        return await replace(uow, row, body, expected), False

    async def refuse_taken(
        self,
        uow: UnitOfWork,
        owner: str | UUID | None,
        external_id: str | None,
        *,
        was: str | None = None,
        seen: Sequence[ColumnElement[bool]] = (),
    ) -> None:
        """Refuse an `external_id` by which a system knows another thing; `was` is what this one is known by already.

        Of two that come at once, the second meets the unique index instead.
        """
        if owner is None or external_id is None or external_id == was:
            return
        row: R | None = await uow.session.scalar(self._known(owner, external_id, seen))
        if row is not None:
            raise Refused.taken(held(row), f"/v1/{self.collection}/{row.id}")

    def _known(self, owner: str | UUID, external_id: str, seen: Sequence[ColumnElement[bool]]) -> Select[R]:
        by_name = {self.owner: owner, "external_id": external_id}
        return select(self.model).filter_by(**by_name).where(*self.of, *seen)
