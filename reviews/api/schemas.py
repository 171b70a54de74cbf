"""Requests and responses about stories, queries, suggestions and releases."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from newsroom.web.api import Refusal
from reviews.models import Query
from reviews.workflow.preflight import Code, Severity

CommentMark = Annotated[str, Field(pattern=r"^\[[A-Za-z]{1,3} ?\d{0,3}\]$")]


class StepsIn(Schema):
    version: int = Field(ge=0)
    client_id: str = Field(min_length=1, max_length=64)
    steps: list[Any]


class PassageOut(Schema):
    """The passage of a query: UTF-16 positions in the document."""

    query: int
    anchor: int
    start: int
    end: int
    state: str
    kind: str
    blocking: bool
    open: bool


class AnchorOut(Schema):
    """The position of an anchor, when it does not follow from the steps alone."""

    anchor: int
    start: int
    end: int
    state: str


class StepsMissing(Schema):
    """Consecutive steps up to ``version``, with the client that sent each."""

    version: int
    steps: list[Any]
    client_ids: list[str]


class StepsAccepted(StepsMissing):
    digest: str
    words: int
    anchors: list[AnchorOut]


class StepsSince(StepsMissing):
    digest: str
    passages: list[PassageOut]


class ArticleOut(Schema):
    """``author`` and ``editor``, who is in charge, are ids of people. ``priority`` is 1 (urgent), 3 (high),
    5 (normal) or 8 (low). ``planning`` is ``idea``, ``assigned``, ``blank`` or ``writing``, and empty once
    the story is filed."""

    slug: str
    headline: str
    desk: str
    state: str
    planning: str
    stage: str | None
    deadline: datetime | None
    author: int | None
    editor: int | None
    section: str
    slugline: str
    priority: int
    tags: list[str]
    words: int
    target_words: int | None
    open_queries: int
    blocking_queries: int
    digest: str
    updated_at: datetime


class ArticlePage(Schema):
    count: int
    page: int
    articles: list[ArticleOut]


class PieceOut(Schema):
    """A part of an excerpt, and whether it was looked for."""

    text: str
    hit: bool


class ExcerptOut(Schema):
    """Words around what was found: in what (``headline``, ``standfirst``, ``copy``, ``query``, ``reply``,
    ``people``, ``released``), and of which query."""

    where: str
    query: int | None
    pieces: list[PieceOut]


class ResultOut(Schema):
    article: ArticleOut
    excerpt: ExcerptOut | None


class SearchPage(Schema):
    """``more``: there are more stories than were counted."""

    count: int
    more: bool
    page: int
    results: list[ResultOut]


class ProposalOut(Schema):
    """Suggested wording, and the text that the passage had then."""

    old: str
    new: str
    accepted: bool


class ReplyOut(Schema):
    id: int
    by: str
    body: str
    proposal: ProposalOut | None
    at: datetime


class QueryOut(Schema):
    """``passage`` and ``anchor`` are empty for a query on the whole story."""

    number: int
    question: str
    kind: str
    blocking: bool
    state: str
    asked_by: str
    assigned_to: str
    passage: str
    anchor: str
    due: datetime | None
    revision: int | None
    proposal: ProposalOut | None
    replies: list[ReplyOut]


class Replied(Schema):
    """The stored reply, and the state of the query after it. ``remark``: why the reply does not answer it."""

    reply: ReplyOut
    state: str
    remark: str


class QueryIn(Schema):
    """A query on the text from ``start`` to ``end`` in ``version``; on the whole story without all three.

    ``assigned_to`` is an email address; ``proposed`` is suggested wording for the passage.
    """

    start: int | None = Field(ge=0, default=None)
    end: int | None = Field(ge=0, default=None)
    version: int | None = Field(ge=0, default=None)
    question: str = ""
    kind: str = Query.Kind.WORDING
    blocking: bool = True
    assigned_to: str = ""
    proposed: str = ""
    due_at: datetime | None = None


class ChangeIn(Schema):
    """What the query is to be. What is left out stays; ``due_at`` of null takes the due time away."""

    kind: str | None = None
    due_at: datetime | None = None
    question: str | None = None


class DraftChangeIn(ChangeIn):
    """As for a query; ``assigned_to`` is an email address, ``proposed`` suggested wording, empty for none."""

    blocking: bool | None = None
    assigned_to: str | None = None
    proposed: str | None = None


class DraftOut(Schema):
    """A query that its author has not sent yet. ``passage`` is empty for the whole story."""

    id: int
    question: str
    kind: str
    blocking: bool
    assigned_to: str
    passage: str
    proposed: str
    due: datetime | None
    written: datetime


class RangeIn(Schema):
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class ScanIn(Schema):
    """Ranges of the copy in ``version``. ``comment_marks``: the marks of comments in the pasted text."""

    version: int = Field(ge=0)
    ranges: list[RangeIn] = Field(max_length=200)
    comment_marks: list[CommentMark] = Field(default=[], max_length=200)


class NoteOut(Schema):
    """A note in the copy, and the query on ``passage`` that it would become."""

    position: int
    words: str
    question: str
    replies: list[str]
    passage: str


class NotesOut(Schema):
    version: int
    notes: list[NoteOut]


class NotesIn(Schema):
    """Notes, by the positions that a scan of ``version`` returned."""

    version: int = Field(ge=0)
    positions: list[int] = Field(min_length=1, max_length=200)
    comment_marks: list[CommentMark] = Field(default=[], max_length=200)


class ReplyIn(Schema):
    body: str = ""
    proposed: str = ""


class ResolveIn(Schema):
    """A last reply, if there is one."""

    body: str = ""


class AcceptIn(Schema):
    """The reply with the accepted wording; without one, the wording of the query itself."""

    reply: int | None = None


class PassageIn(Schema):
    """Text of the copy in ``version``."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    version: int = Field(ge=0)


class SignIn(Schema):
    """``digest`` is the fingerprint of the copy that the signer read."""

    stage: int
    digest: str
    version: int | None = None


class FindingOut(Schema):
    code: Code
    severity: Severity
    sentence: str
    place: dict[str, Any]
    words: str


class PreflightOut(Schema):
    """``digest`` is the fingerprint of the copy. ``released_by``: a group, or the editors of the desk.

    ``warnings`` are those of the stylebook. They do not block release.
    """

    article: str
    digest: str
    clean: bool
    released_by: str
    findings: list[FindingOut]
    warnings: list[FindingOut]


class NotCleanOut(Refusal):
    """``findings`` are the items that block release; there are none when only the copy has changed since."""

    findings: list[FindingOut] = []


class ReleaseIn(Schema):
    """``digest`` is the fingerprint of the version to release; it is required. ``version`` is the version of
    the document in which it was read."""

    digest: str = ""
    version: int | None = None


class PlanOut(Schema):
    """What a release would do: the version, its formats, and the hosts that would be notified."""

    article: str
    headline: str
    digest: str
    desk: str
    formats: list[str]
    webhooks: list[str]
    findings: list[FindingOut]


class SuggestionOut(Schema):
    """The text that a suggestion removes and adds, at UTF-16 positions in the current document."""

    suggestion: str
    by: str
    person: int | None
    made_at: datetime
    kind: str
    sentence: str
    inserted: str
    deleted: str
    formatted: str
    start: int
    end: int


class DecisionIn(Schema):
    """Which suggestions: the named ones, else one person's (by id), else those from ``start`` to ``end`` in
    ``version``, else all."""

    accept: bool
    suggestions: list[str] = Field(max_length=2000, default=[])
    author: int | None = None
    start: int | None = Field(ge=0, default=None)
    end: int | None = Field(ge=0, default=None)
    version: int | None = Field(ge=0, default=None)


class DecidedOut(Schema):
    """``undo`` identifies the decision, for undoing it."""

    version: int
    decided: list[str]
    undo: int


class UndoIn(Schema):
    undo: int = Field(ge=0)


class UndoneOut(Schema):
    pending: list[str]


class RemarkIn(Schema):
    remark: str


class Discussed(Schema):
    query: int
