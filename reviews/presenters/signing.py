"""The sign-off of a story as it is shown, on its own page and in the panel beside the copy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from articles.history import revisions
from articles.history.comparison import Comparison, comparison_of
from articles.models import Article
from newsroom.models import User
from reviews import access
from reviews.models import SignOff
from reviews.workflow import preflight, signoff, style
from reviews.workflow.preflight import Code, Finding, Severity
from reviews.workflow.signoff import StageStatus

PART = "#signing"
"""The selector of the sign-off in the panel beside the copy. Acts renew it; a release is confirmed there."""
OF_A_STAGE = (Code.MISSING_SIGNOFF, Code.STALE_SIGNOFF)
"""Findings that the row of a stage shows by itself."""


@dataclass(frozen=True)
class ShownFinding:
    """A finding with the way to its place, and whether this person may say that it is none, or leave it."""

    finding: Finding
    link: str
    may_clear: bool
    may_leave: bool


@dataclass(frozen=True)
class ShownStage:
    """A stage with what this person may do there now."""

    status: StageStatus
    mine: SignOff | None
    may_sign: bool
    sentence: str


def signing(article: Article, person: User, *, now: datetime) -> dict[str, Any]:
    """The context of ``reviews/signing.html``: each requirement once, with what this person may do."""
    standing = signoff.where_it_stands(article)
    looked = style.look_at(article)
    findings = preflight.findings_at(article, standing, now=now, found=looked)
    return {
        "article": article,
        "round": standing.round,
        "count": len(findings),
        "findings": _shown_findings(person, article, findings),
        "warnings": _shown_findings(person, article, map(preflight.style_finding, looked.warnings)),
        "left": looked.left,
        "left_stale": looked.stale,
        "stages": [_shown_stage(person, article, one) for one in standing.stages],
        "clearances": article.clearances.select_related("cleared_by"),
        "may_clear": access.may_clear(person, article),
        "may_pass_on": access.may_pass_on(person, article),
        "may_release": access.may_release(person, article),
        "who_releases": access.who_releases(article),
        "pending": any(finding.code == Code.PENDING_SUGGESTION for finding in findings),
        "now": now,
    }


def since(article: Article, version: int | None) -> Comparison | None:
    """What changed since somebody read the copy at a version; ``None`` where nothing did."""
    if version is None or version == article.document.version:
        return None
    changed, details = revisions.difference_since(article, version)
    return comparison_of(changed, details) if changed or details else None


def _shown_findings(person: User, article: Article, findings: Iterable[Finding]) -> list[ShownFinding]:
    in_doubt = (Code.SUSPECTED_NOTE, Code.PLACEHOLDER)
    clears = access.may_clear(person, article)
    return [
        ShownFinding(
            finding,
            _link(article, finding),
            may_clear=clears and finding.code in in_doubt and bool(finding.words),
            may_leave=article.is_open and bool(finding.key) and _may_leave(person, article, finding),
        )
        for finding in findings
        if finding.code not in OF_A_STAGE
    ]


def _may_leave(person: User, article: Article, finding: Finding) -> bool:
    return access.may_leave(person, article, blocking=finding.severity is Severity.ERROR)


def _link(article: Article, finding: Finding) -> str:
    """The address of the place a finding is about."""
    copy, place = reverse("article", args=[article.slug]), finding.place
    if place.query is not None:
        return f"{copy}#query-{place.query}"
    if place.suggestion:
        return f"{copy}#suggestion-{place.suggestion}"
    if place.field == "byline" or finding.code == Code.EMBARGO:
        return reverse("details", args=[article.slug])
    if place.start is not None and place.end is not None:
        return f"{copy}?from={place.start}&to={place.end}#place"
    return copy if finding.code not in (Code.NOT_OPEN, Code.NO_STAGE) else ""


def _shown_stage(person: User, article: Article, status: StageStatus) -> ShownStage:
    signatures = (*status.valid, *status.stale)
    mine = next((given for given in signatures if given.signer_id == person.pk), None)
    open_to = access.may_sign(person, article, status.stage) and not status.is_ahead and article.is_open
    return ShownStage(
        status=status,
        mine=mine,
        may_sign=open_to and not status.signed_by(person),
        sentence="" if status.is_complete else signoff.signatures_sentence(status),
    )
