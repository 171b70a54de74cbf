"""Suggestions: the pending ones, decisions on them, undoing a decision, and their threads."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from articles.access import find_article
from articles.change_phrases import sentence
from articles.editing.suggestions import Choice, Proposal, proposals, span_of
from articles.models import Suggestion
from newsroom.web.api import Refusal, person_of
from reviews.api.schemas import (
    DecidedOut,
    DecisionIn,
    Discussed,
    RemarkIn,
    SuggestionOut,
    UndoIn,
    UndoneOut,
)
from reviews.queries import suggestions

router = Router()


@router.get("/articles/{slug}/suggestions", response={200: list[SuggestionOut], 404: Refusal})
def list_suggestions(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """All pending suggestions, in the order of the copy."""
    article = find_article(person_of(request), slug, with_text=True)
    return [_pending(proposal) for proposal in proposals(article)]


@router.post(
    "/articles/{slug}/suggestions/decide",
    response={200: DecidedOut, 403: Refusal, 404: Refusal, 409: Refusal, 410: Refusal, 422: Refusal},
)
def decide(request: HttpRequest, slug: str, decision: DecisionIn) -> dict[str, Any]:
    """Accept or reject suggestions, as one edit: named ones, one person's, those in a selection, or all."""
    choice = Choice(
        keys=tuple(decision.suggestions),
        author=decision.author,
        span=span_of(decision.start, decision.end, decision.version),
    )
    made = suggestions.decide(
        article=find_article(person_of(request), slug),
        accept=decision.accept,
        choice=choice,
        by=person_of(request),
        now=timezone.now(),
    )
    return {"version": made.version, "decided": _keys(made.suggestions), "undo": made.undo}


@router.post(
    "/articles/{slug}/suggestions/undo",
    response={200: UndoneOut, 403: Refusal, 404: Refusal, 409: Refusal, 410: Refusal, 422: Refusal},
)
def undo(request: HttpRequest, slug: str, decision: UndoIn) -> dict[str, Any]:
    """Undo a decision: its suggestions are pending again."""
    article = find_article(person_of(request), slug)
    renewed = suggestions.undo(
        article=article, version=decision.undo, by=person_of(request), now=timezone.now()
    )
    return {"pending": _keys(renewed.added)}


@router.post(
    "/articles/{slug}/suggestions/{key}/discuss",
    response={201: Discussed, 403: Refusal, 404: Refusal, 409: Refusal, 422: Refusal},
)
def discuss(request: HttpRequest, slug: str, key: str, remark: RemarkIn) -> Status[dict[str, Any]]:
    """Start the thread of a suggestion: a non-blocking query."""
    article = find_article(person_of(request), slug)
    query = suggestions.discuss(
        article=article, key=key, remark=remark.remark, by=person_of(request), now=timezone.now()
    )
    return Status(201, {"query": query.number})


def _pending(proposal: Proposal) -> dict[str, Any]:
    row, change = proposal.suggestion, proposal.change
    return {
        "suggestion": row.key,
        "by": row.by_name,
        "person": row.author_id,
        "made_at": row.made_at,
        "kind": change.kind,
        "sentence": sentence(change),
        "inserted": change.inserted,
        "deleted": change.deleted,
        "formatted": change.formatted,
        "start": change.start,
        "end": change.end,
    }


def _keys(rows: tuple[Suggestion, ...]) -> list[str]:
    return [row.key for row in rows]
