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


def is_served(named: str, path: str) -> bool:
    """Say whether a route is one of the description: its parameters named or filled in, `<this>` for any part."""
    ours, theirs = named.split("/"), path.split("/")
    return len(ours) == len(theirs) and all(
        one[:1] == "<" or other[:1] == "{" or one == other for one, other in zip(ours, theirs, strict=True)
    )


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_document_names_is_there(document: Path) -> None:
    text = document.read_text("utf8")
    assert [name for name in FILE.findall(text) if not (ROOT / name).exists()] == []
    assert [link for link in LINK.findall(text) if not (document.parent / link).exists()] == []


def test_every_route_that_documents_name_is_served() -> None:
    paths = list(description.document()["paths"])
    named = {(page.name, route) for page in DOCUMENTS for route in ROUTE.findall(page.read_text("utf8"))}
    assert {one for one in named if not any(is_served(one[1], path) for path in paths)} == set()
