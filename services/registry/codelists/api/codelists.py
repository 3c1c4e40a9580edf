"""Code lists in all their editions."""

from typing import Annotated, Literal

from fastapi import Query, Request, Response

from services.registry.codelists import commands, models, queries
from services.registry.codelists.commands import Draft
from services.registry.codelists.rules import DifferenceKind
from services.registry.codelists.schemas import (
    Code,
    Codelist,
    CodelistEntry,
    CodelistIn,
    CodelistQuery,
    CodelistRelease,
    CodeQuery,
    EditionEntry,
    EditionQuery,
    ListName,
    ShownDifference,
)
from shared.db import reading
from shared.errors import Forbidden, NotFound, PreconditionRequired, Refused, Stale
from shared.http import (
    IfMatchOrNew,
    Listing,
    ListQuery,
    Page,
    Reader,
    Shared,
    Uow,
    listed,
    problems,
    respond,
    service_router,
)

router = service_router()

Mode = Annotated[
    Literal["check", "apply"], Query(description="`check` changes nothing and only says what would change")
]
CURRENT = EditionQuery()


@router.get("/codelists", response_model=Page[CodelistEntry], responses=listed(), tags=["reference"])
async def list_codelists(query: Annotated[CodelistQuery, Query()], listing: Listing) -> Response:
    """List the code lists, each in its current edition."""
    return await listing.answer(query, queries.current(query), CodelistEntry, models.Codelist.name)


@router.get("/codelists/{name}", response_model=Codelist, responses=problems(NotFound), tags=["reference"])
async def get_codelist(
    request: Request, name: str, query: Annotated[EditionQuery, Query()], session: Reader
) -> Response:
    """Give a code list with its labels by language, in its current edition or an older one."""
    row = await queries.get_codelist(session, name, query, whole=True)
    return respond(request, Codelist.of(row), version=row.version)


@router.put(
    "/codelists/{name}",
    response_model=CodelistRelease,
    responses=problems(Forbidden, Refused, Stale, PreconditionRequired),
    tags=["reference"],
)
async def put_codelist(
    request: Request, name: ListName, body: CodelistIn, expected: IfMatchOrNew, *, uow: Uow, mode: Mode = "apply"
) -> Response:
    """Load an edition of a code list, or check what it would change; for administrators.

    Nothing is deleted: codes that are missing are withdrawn with the day, and stay valid on what has them already. What
    the edition does not speak of at all, such as a language or the categories, stays as it was. The same again changes
    nothing.
    """
    draft = await commands.put(uow, name, body, expected, apply=mode == "apply")
    known = draft.version - 1 if draft.changes and mode == "check" else draft.version
    return respond(request, _release(draft, mode), version=known)


@router.get(
    "/codelists/{name}/editions",
    response_model=Page[EditionEntry],
    responses={**listed(), **problems(NotFound)},
    tags=["reference"],
)
async def list_editions(name: str, query: Annotated[ListQuery, Query()], listing: Listing, shared: Shared) -> Response:
    """List the editions of a code list, newest first, with what each has changed."""
    async with reading(shared.sessions) as session:
        await queries.get_codelist(session, name, CURRENT)
    chosen = queries.editions(name)
    return await listing.answer(query, chosen, EditionEntry, models.Codelist.version, descending=True)


@router.get(
    "/codelists/{name}/codes",
    response_model=Page[Code],
    responses={**listed(), **problems(NotFound)},
    tags=["reference"],
)
async def list_codes(name: str, query: Annotated[CodeQuery, Query()], listing: Listing, shared: Shared) -> Response:
    """List the codes of a list, of its current edition or an older one; also those that were withdrawn."""
    async with reading(shared.sessions) as session:
        edition = await queries.get_codelist(session, name, query)
    return await listing.answer(query, queries.codes(edition.id, query), Code, queries.CODE)


@router.get(
    "/codelists/{name}/codes/{code:path}", response_model=Code, responses=problems(NotFound), tags=["reference"]
)
async def get_code(
    request: Request, name: str, code: str, query: Annotated[EditionQuery, Query()], session: Reader
) -> Response:
    """Give one code; one that was withdrawn still answers, with its days."""
    edition = await queries.get_codelist(session, name, query)
    row = await queries.get_code(session, edition, code)
    return respond(request, Code.model_validate(row, from_attributes=True))


def _release(draft: Draft, mode: Literal["check", "apply"]) -> CodelistRelease:
    return CodelistRelease(
        name=draft.name,
        mode=mode,
        released=mode == "apply" and draft.changes,
        edition=draft.edition,
        version=draft.version,
        new=draft.count(DifferenceKind.NEW),
        withdrawn=draft.count(DifferenceKind.WITHDRAWN),
        changed=draft.count(DifferenceKind.CHANGED),
        about=list(draft.about),
        differences=[ShownDifference.of(one) for one in draft.differences],
    )
