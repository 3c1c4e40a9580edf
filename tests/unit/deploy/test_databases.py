import string
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.local.databases import service_url


@pytest.mark.parametrize(
    ("admin", "expected"),
    [
        ("postgresql://postgres:x@/postgres?host=/run/pg", "postgresql://harambee_registry:pw@/harambee_registry?host=/run/pg"),
        ("postgresql://admin@db.example:5433/postgres", "postgresql://harambee_registry:pw@db.example:5433/harambee_registry"),
        ("postgresql://a:b@[::1]/postgres?sslmode=require", "postgresql://harambee_registry:pw@[::1]/harambee_registry?sslmode=require"),
    ],
)  # fmt: skip
def test_a_service_lives_on_the_administrators_server(admin, expected):
    assert service_url(admin, "registry", "pw") == expected


@given(st.text(string.printable, min_size=1))
def test_any_password_survives_the_address(password):
    url = service_url("postgresql://a:b@db/postgres", "registry", password)

    assert unquote(urlsplit(url).password or "") == password
    assert urlsplit(url).hostname == "db"
