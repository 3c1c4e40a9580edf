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

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar


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


class Problem(Exception):  # noqa: N818 - RFC 9457 calls it a problem
    """The request could not be served."""

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal-fault"

    def __init__(
        self, detail: str = "", *, faults: Sequence[Fault] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        self.detail = detail or _count(faults) or self.title()
        self.faults = tuple(faults)
        self.headers = dict(headers or {})
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

    The thing is visible to the credential, but changing it needs a role or scope that it does not hold.
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

    The request is well formed, but the state of things does not allow it; `errors` holds all reasons.
    """

    status, slug = 409, "refused"


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

    `If-Match` names another version than the current one: it was changed since, by somebody else or by an earlier
    request of yours whose answer got lost. Read it again, and repeat the change where it is still needed.
    """

    status, slug = 412, "stale"


class PreconditionRequired(Problem):
    """The change must say which version it changes.

    Send the `ETag` that you read as `If-Match`.
    """

    status, slug = 428, "precondition-required"


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
