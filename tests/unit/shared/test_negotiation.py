import pytest
from starlette.requests import Request

from shared.http import forms
from shared.http.negotiation import best_language


def asking(name: str, *values: str) -> Request:
    headers = [(name.encode(), value.encode()) for value in values]
    return Request({"type": "http", "method": "GET", "headers": headers})


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("*/*", "json"),
        ("", "json"),
        ("application/json", "json"),
        ("text/csv", "csv"),
        ("TEXT/CSV; charset=utf-8", "csv"),
        ("text/csv;q=0.5, application/x-ndjson", "ndjson"),
        ("application/ndjson", "ndjson"),
        ("application/*", "json"),
        ("text/csv, */*;q=0.1", "csv"),
        ("text/html, text/csv;q=0.1", "csv"),
        ("text/csv, application/x-ndjson", "csv"),
        ("application/json;q=0, */*", "ndjson"),
        ("application/json;q=0.2, text/csv;q=0.20", "json"),
        ("text/csv;q=1.000, application/json;q=0.999", "csv"),
        ("image/png", None),
        ("text/csv;q=0", None),
    ],
)
def test_the_form_follows_accept(accept: str, form: str | None) -> None:
    assert forms.negotiate(asking("accept", accept)) == form


def test_a_header_that_comes_in_two_lines_counts_as_one() -> None:
    assert forms.negotiate(asking("accept", "text/html", "text/csv")) == "csv"
    assert forms.negotiate(Request({"type": "http", "method": "GET", "headers": []})) == "json"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("fr", "fr"),
        ("FR-bj", "fr"),
        ("fr;q=0", None),
        ("fr;q=0, en;q=0.1", "en"),
        ("en;q=0, *", "fr"),
        ("fr-BJ, en;q=0.5", "fr"),
        ("fr;q=0.3, en;q=0.4", "en"),
        ("fr, en", "fr"),
        ("de, *;q=0.1", "en"),
        ("fr-BJ;q=0, fr", "fr"),
        ("fr;q=x", None),
        ("sw", None),
        ("*", "en"),
        ("", None),
    ],
)
def test_the_language_follows_accept_language(header: str, language: str | None) -> None:
    assert best_language(asking("accept-language", header), ["en", "fr"]) == language
