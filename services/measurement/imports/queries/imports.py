"""Reads of imports and their findings."""

from uuid import UUID

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from services.measurement.imports.models import Import, ImportFinding
from services.measurement.imports.schemas import imports as schemas
from services.measurement.reading.findings import RULES, Rejects, Severity
from shared.auth import Principal, Role
from shared.db import Rows
from shared.errors import NotFound


def imports(query: schemas.ImportQuery, principal: Principal) -> Rows:
    """Select the principal's imports."""
    chosen = select(Import).where(own(principal))
    if query.status:
        chosen = chosen.where(Import.status.in_(query.status))
    if query.mode:
        chosen = chosen.where(Import.mode.in_(query.mode))
    return chosen.where(Import.updated_at >= query.updated_since) if query.updated_since else chosen


def own(principal: Principal) -> ColumnElement[bool]:
    """Say which imports a principal sees: its own, an administrator all."""
    return true() if principal.may(Role.ADMIN) else Import.created_by == principal.id


async def get_import(session: AsyncSession, import_id: UUID, principal: Principal) -> Import:
    """Give an import. Raises NotFound where it is not there for this principal."""
    row = await session.scalar(select(Import).where(Import.id == import_id, own(principal)))
    if row is None:
        raise NotFound(f"There is no import {import_id}")
    return row


def findings(import_id: UUID, query: schemas.FindingQuery) -> Rows:
    """Select the findings of an import."""
    chosen = select(ImportFinding).where(ImportFinding.import_id == import_id)
    if query.severity:
        chosen = chosen.where(ImportFinding.severity.in_(query.severity))
    if query.rejects:
        chosen = chosen.where(ImportFinding.rejects.in_(query.rejects))
    return chosen.where(ImportFinding.rule.in_(query.rule)) if query.rule else chosen


async def rule_counts(session: AsyncSession, import_id: UUID) -> schemas.RuleCounts:
    """Count the findings of an import by rule."""
    counted = select(ImportFinding.rule, func.count()).where(ImportFinding.import_id == import_id)
    rows = (await session.execute(counted.group_by(ImportFinding.rule))).all()
    found = [
        schemas.RuleCount(
            rule=rule,
            severity=RULES[rule].severity,
            category=RULES[rule].category,
            message=RULES[rule].text,
            findings=findings,
        )
        for rule, findings in rows
    ]
    gravity = list(Severity)
    return schemas.RuleCounts(
        items=sorted(found, key=lambda one: (gravity.index(one.severity), -one.findings, one.rule))
    )


def finding(row: ImportFinding) -> schemas.Finding:
    """Show a finding with the text of its rule."""
    return schemas.Finding(
        number=row.number,
        rule=row.rule,
        severity=RULES[row.rule].severity,
        category=row.category,
        message=RULES[row.rule].text,
        detail=row.message,
        line=row.line,
        path=row.path,
        activity=row.activity,
        rejects=Rejects(row.rejects) if row.rejects else None,
    )
