"""Everything that can be wrong with a request, as RFC 9457 problems.

Problem
├── InvalidInput 422        ├── Stale 412
├── Unauthenticated 401     ├── PreconditionRequired 428
├── Forbidden 403           ├── TooLarge 413
├── NotFound 404            ├── UnsupportedMedia 415
├── MethodNotAllowed 405    ├── RequestInProgress 409
├── NotAcceptable 406       ├── KeyReused 422
├── Refused 409             ├── Unavailable 503
├── Moved 308               ├── Gone 410
└── InternalFault 500

The first line of a class's docstring is the problem's title; the class is the catalogue's entry.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong and where: a JSON Pointer (RFC 6901) into the body, or into what `place` names."""

    pointer: str
    code: str
    detail: str
    place: str = "body"

    def as_json(self) -> dict[str, str]:
        """Give the fault as an entry of a problem's `errors`."""
        entry = asdict(self)
        if entry.pop("place") != "body":
            entry["in"] = self.place
        return entry


@dataclass(frozen=True, slots=True)
class Held:
    """What is there already, for answers that name it; only to those who may see it."""

    version: int
    id: UUID | None = None
    external_id: str | None = None
    withdrawn: bool = False

    @property
    def etag(self) -> str:
        """Give what `If-Match` has to say."""
        return f'"{self.version}"'


class Problem(Exception):  # noqa: N818 - RFC 9457 calls it a problem
    """The request could not be served."""

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal-fault"

    def __init__(
        self,
        detail: str = "",
        *,
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
        held: Held | None = None,
    ) -> None:
        self.detail = detail or _count(faults) or self.title()
        self.faults = tuple(faults)
        self.held = held
        self.headers = {**(headers or {}), **({"ETag": held.etag} if held else {})}
        super().__init__(self.detail)

    @classmethod
    def title(cls) -> str:
        """Give the problem's title: the first line of the docstring, without its full stop."""
        return (cls.__doc__ or "").strip().splitlines()[0].rstrip(".")

    def as_json(self, *, instance: str, trace_id: str) -> dict[str, Any]:
        """Give the body of the answer (RFC 9457, with `trace_id` and all faults)."""
        body: dict[str, Any] = {
            "type": f"/problems/{self.slug}",
            "title": self.title(),
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
            "trace_id": trace_id,
        }
        if self.held:
            named = {"id": self.held.id, "external_id": self.held.external_id}
            body |= {name: str(value) for name, value in named.items() if value is not None}
        if self.faults:
            body["errors"] = [fault.as_json() for fault in self.faults]
        return body


def _count(faults: Sequence[Fault]) -> str:
    return f"{len(faults)} fault{'s' if len(faults) != 1 else ''}" if faults else ""


def catalogue(root: type[Problem] = Problem) -> Iterator[type[Problem]]:
    """Walk all kinds of problem."""
    for kind in root.__subclasses__():
        yield kind
        yield from catalogue(kind)


class InternalFault(Problem):
    """Something failed on our side.

    The fault is in the service's log under the `trace_id`; nothing was changed. Trying again later is safe.
    """


class InvalidInput(Problem):
    """The request has faults.

    Every fault is in `errors`: where it is (`pointer`), what it is (`code`) and what would be right (`detail`).
    """

    status, slug = 422, "invalid-input"


class Unauthenticated(Problem):
    """The credential is missing, unknown or expired.

    Send `Authorization: Bearer` with an API key or an access token of `POST /oauth/token`.
    """

    status, slug = 401, "unauthenticated"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail, headers={"WWW-Authenticate": "Bearer"})


class Forbidden(Problem):
    """The grants do not allow this.

    The thing is visible to the credential, but changing it needs a role or scope that it does not hold. `detail` says
    which role for what, and how to get it: who asks an administrator for a grant is told under which name it is known.
    """

    status, slug = 403, "forbidden"


class NotFound(Problem):
    """There is nothing here for you.

    It does not exist, or lies outside what the credential may see.
    """

    status, slug = 404, "not-found"


class MethodNotAllowed(Problem):
    """The address does not answer this method.

    The `Allow` header says which it answers.
    """

    status, slug = 405, "method-not-allowed"


class NotAcceptable(Problem):
    """None of the asked forms can be given.

    Lists are given as json, ndjson, csv and xlsx, by `Accept` or `?format=`.
    """

    status, slug = 406, "not-acceptable"


class Refused(Problem):
    """A rule says no.

    The request is well formed, but the state of things does not allow it; `errors` holds all reasons. What is there
    already, such as another thing with the same `external_id`, is named by `id`, `external_id` and the `ETag`.
    """

    status, slug = 409, "refused"

    @classmethod
    def taken(cls, held: Held, address: str, pointer: str = "/external_id") -> "Refused":
        """Refuse what is there already, at this address."""
        back = f"; it was withdrawn, and a PUT with If-Match: {held.etag} brings it back" if held.withdrawn else ""
        detail = f"There is one already: {address}{back}"
        return cls(detail, faults=[Fault(pointer, "taken", detail)], held=held)

    @classmethod
    def withdrawn(cls, what: str, held: Held) -> "Refused":
        """Refuse to change what was withdrawn, and say how it comes back."""
        way = "it has no external_id: record another"
        if held.external_id is not None:
            way = f"a PUT by its external_id with If-Match: {held.etag} brings it back"
        detail = f"The {what} has been withdrawn; {way}"
        return cls(detail, faults=[Fault("", "withdrawn", detail)], held=held)


class RequestInProgress(Problem):
    """The same request is still running.

    Another request with this `Idempotency-Key` has not ended yet; ask again in a moment.
    """

    status, slug = 409, "request-in-progress"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail, headers={"Retry-After": "1"})


class KeyReused(Problem):
    """The Idempotency-Key was used for another request.

    A key stands for one request: the same method, address and body. Take a new key for a new request.
    """

    status, slug = 422, "idempotency-key-reused"


class Gone(Problem):
    """The log has no such place.

    The position lies behind the end of the log, which `detail` names: the log was restored from an older copy, or the
    position is of another platform. Go on from the end, or read from the start.
    """

    status, slug = 410, "gone"


class Stale(Problem):
    """The version is not the current one.

    `If-Match` names another version than the current one, which the `ETag` of this answer names: it was changed since,
    by whomever, perhaps by an earlier request of yours whose answer got lost. Read it again, and repeat the change
    where it is still needed. To a `PUT` with `If-None-Match: *` it says that there is something already.
    """

    status, slug = 412, "stale"

    def __init__(self, held: Held, sent: Collection[int]) -> None:
        named = " or ".join(f'"{version}"' for version in sorted(sent))
        detail = f"Its ETag is {held.etag} now" + (f", not {named}" if named else "")
        super().__init__(detail, held=held)


class PreconditionRequired(Problem):
    """The change must say which version it changes.

    Send the `ETag` that you read as `If-Match`. The answer names what is there: `id`, `external_id` and the `ETag`.
    """

    status, slug = 428, "precondition-required"

    def __init__(self, held: Held) -> None:
        super().__init__(_how_to_change(held), held=held)


def _how_to_change(held: Held) -> str:
    if held.withdrawn:
        return f"It is there already, but withdrawn; send If-Match: {held.etag} to bring it back"
    return f"It is there already; send If-Match: {held.etag} to change it"


class TooLarge(Problem):
    """The body is larger than this address takes.

    `detail` says the limit in bytes.
    """

    status, slug = 413, "too-large"


class UnsupportedMedia(Problem):
    """The body's media type is not understood here.

    `detail` says which are.
    """

    status, slug = 415, "unsupported-media"


class Unavailable(Problem):
    """A part of the platform does not answer just now.

    Nothing was changed; try again after the seconds in `Retry-After`.
    """

    status, slug = 503, "unavailable"

    def __init__(self, detail: str = "", *, retry_after: int = 5) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)})


class Moved(Problem):
    """It has another address now.

    `Location` names it.
    """

    status, slug = 308, "moved"

    def __init__(self, location: str) -> None:
        super().__init__(f"It is now at {location}", headers={"Location": location})
