"""What the documents name is there: files, links, and routes."""

import re
from pathlib import Path

import pytest

from tests import description

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FILE = re.compile(r"`((?:services|shared|tests|deploy|docs)/[\w./-]+?)/?`")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")
ROUTE = re.compile(r"/v1(?:/[\w-]+|/\{[\w]+\}|/[<][\w]+[>])+")


def routes() -> set[str]:
    """Give the routes of the whole API, each parameter as a star."""
    return {re.sub(r"\{[^}]+\}", "*", path) for path in description.document()["paths"]}


def is_served(route: str, known: set[str]) -> bool:
    """Say whether a route is one of the API's: its parameters named or filled in, `<this>` for any part."""
    parts = "/".join("[^/]+" if part[0] == "<" else re.escape(part) for part in route.split("/") if part)
    parts = re.sub(r"\\\{\w+\\\}", r"\\*", parts)
    return any(re.fullmatch(parts, path.strip("/")) for path in known) or any(
        re.fullmatch(re.escape(path.strip("/")).replace(r"\*", "[^/]+"), route.strip("/")) for path in known
    )


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_document_names_is_there(document: Path) -> None:
    text = document.read_text("utf8")
    assert [name for name in FILE.findall(text) if not (ROOT / name).exists()] == []
    assert [link for link in LINK.findall(text) if not (document.parent / link).exists()] == []


def test_every_route_that_documents_name_is_served() -> None:
    known = routes()
    named = {(path.name, route) for path in DOCUMENTS for route in ROUTE.findall(path.read_text("utf8"))}
    assert {one for one in named if not is_served(one[1], known)} == set()
