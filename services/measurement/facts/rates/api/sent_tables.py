"""Bodies that are JSON or a table in CSV."""

from fastapi import Request

from shared.errors import Fault, InvalidInput, UnsupportedMedia

JSON, CSV = "application/json", "text/csv"


def is_table(request: Request) -> bool:
    """Say whether a table was sent. Raises UnsupportedMedia for what is neither a table nor JSON."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media not in (JSON, CSV):
        raise UnsupportedMedia(f"Send {JSON} or {CSV}, not {media or 'nothing said'}")
    return media == CSV


def text_of(body: bytes) -> str:
    """Give a table as text."""
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise InvalidInput(faults=[Fault("", "encoding", f"It is not UTF-8: {error.reason}")]) from None
