"""Organisations are known by their reference in its one form, or by what all writings of their names have in common.

Several rows of one organisation become one; the flows of all are attributed anew by the job that does so.
"""

import hashlib
import re
import unicodedata
from collections import defaultdict
from typing import Any

import pycountry
import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

BEFORE = "its reference; its name where it has none"
NOW = "its reference in its one form; what stands for all writings of its name where it has none"

HELD = """
SELECT id, reporter, ref, name, flows FROM reported_organisations
ORDER BY decided_at IS NULL, flows DESC, id
"""
MERGE = "UPDATE reported_organisations SET named_by = :named_by, flows = :flows, waits = true WHERE id = :id"
ACTORS = "SELECT id, identifiers FROM actors"
INITIALS = re.compile(r"\b\w(?:\.\s?\w\b)+")
LETTERS = str.maketrans({"ø": "o", "œ": "oe", "æ": "ae", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ŋ": "n"})
ABBREVIATED = {"st": "saint", "ste": "sainte"}
DIGITS = {"NL-KVK-": (7, 8), "BE-BCE_KBO-": (9, 10)}
"""The least digits that are completed, and how many there are then."""


def upgrade() -> None:
    """Apply."""
    connection = op.get_bind()
    one: defaultdict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in connection.execute(sa.text(HELD)).all():
        one[row.reporter, _named_by(row.ref, row.name)].append(row)
    for rows in one.values():
        for row in rows[1:]:
            connection.execute(sa.text("DELETE FROM reported_organisations WHERE id = :id"), {"id": row.id})
    for (_, named_by), rows in one.items():
        said = {"id": rows[0].id, "named_by": named_by, "flows": sum(row.flows for row in rows)}
        connection.execute(sa.text(MERGE), said)
    for id_, identifiers in connection.execute(sa.text(ACTORS)).all():
        found = list(map(_reference, identifiers))
        if found != identifiers:
            said = {"id": id_, "identifiers": found}
            connection.execute(sa.text("UPDATE actors SET identifiers = :identifiers WHERE id = :id"), said)
    op.alter_column("reported_organisations", "named_by", comment=NOW, existing_comment=BEFORE)


def downgrade() -> None:
    """Take back; what became one stays one until it is named again."""
    op.execute("UPDATE reported_organisations SET named_by = CASE WHEN ref <> '' THEN ref ELSE name END, waits = true")
    op.alter_column("reported_organisations", "named_by", comment=BEFORE, existing_comment=NOW)


def _named_by(ref: str, name: str) -> str:
    if ref and not (ref == "XK" or (pycountry.countries.get(alpha_2=ref) and ref.isupper())):
        return _reference(ref)
    return _name(ref or name)


def _reference(ref: str) -> str:
    if re.fullmatch(r"4\d{4}", ref):
        return f"XM-DAC-{ref}"
    if found := re.fullmatch(r"GB-COH-([A-Za-z]{2})?(\d{1,8})", ref):
        letters = (found[1] or "").upper()
        return f"GB-COH-{letters}{found[2].zfill(8 - len(letters))}"
    for scheme, (least, length) in DIGITS.items():
        plain = re.sub(r"(?<=\d)[. ](?=\d)", "", ref.removeprefix(scheme))
        if ref.startswith(scheme) and re.fullmatch(rf"\d{{{least},{length}}}", plain):
            return scheme + plain.zfill(length)
    if ref.startswith("XI-LEI-"):
        return ref.upper()
    return "XI-ROR-" + ref.removeprefix("XI-ROR-").lower() if ref.startswith("XI-ROR-") else ref


def _name(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name.casefold()).translate(LETTERS)
    folded = "".join(sign for sign in apart if not unicodedata.combining(sign)).replace("_", " ")
    joined = INITIALS.sub(lambda found: re.sub(r"[.\s]", "", found[0]), folded)
    whole = "".join(ABBREVIATED.get(word, word) for word in re.findall(r"\w+", joined))
    one = re.sub(r"(?<=[bcdfghjklmnpqrstvwxz])([aou])e", r"\1", whole) or name
    if len(one.encode()) > 200:
        one = one.encode()[:168].decode(errors="ignore") + hashlib.sha256(one.encode()).hexdigest()[:32]
    return f"name:{one}"
