"""`docs/access.md` says of each role what the command and the API say of it."""

import re
from pathlib import Path

from shared.auth import MAY

PAGE = Path(__file__).parents[2] / "docs" / "access.md"


def test_the_roles_are_those_that_there_are() -> None:
    table = PAGE.read_text("utf8").partition("| Role |")[2].partition("\n\n")[0]
    assert dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", table, re.MULTILINE)) == MAY
