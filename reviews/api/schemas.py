"""What the interface takes and answers about stories, queries, suggestions and releases."""

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
    """Where a query stands: UTF-16 positions in the document."""

    query: int
    anchor: int
    start: int
    end: int
    state: str
    kind: str
    blocking: bool
    open: bool


class AnchorOut(Schema):
    """Where an anchor is, when that does not follow from the steps alone."""

    anchor: int
    start: int
    end: int
    state: str


class StepsMissing(Schema):
    """Steps that follow each other up to ``version``, with the client each came from."""

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
    slug: str
    headline: str
    desk: str
    state: str
    stage: str | None
    deadline: datetime | None
    words: int
    open_queries: int
    blocking_queries: int
    digest: str
    updated_at: datetime


class ArticlePage(Schema):
    count: int
    page: int
    articles: list[ArticleOut]


class ProposalOut(Schema):
    """Words proposed in place of what the passage read then."""

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
    number: int
    question: str
    kind: str
    blocking: bool
    state: str
    asked_by: str
    assigned_to: str
    passage: str
    anchor: str
    revision: int | None
    proposal: ProposalOut | None
    replies: list[ReplyOut]


class Replied(Schema):
    """The reply as it was kept, and what it did: ``remark`` says why it does not answer."""

    reply: ReplyOut
    state: str
    remark: str


class QueryIn(Schema):
    """A question on the words from ``start`` to ``end`` as they stood at ``version``.

    ``assigned_to`` is an e-mail address; ``proposed`` are words to put in place of the passage.
    """

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    version: int = Field(ge=0)
    question: str = ""
    kind: str = Query.Kind.WORDING
    blocking: bool = True
    assigned_to: str = ""
    proposed: str = ""


class RangeIn(Schema):
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class ScanIn(Schema):
    """Ranges of the copy at ``version``; ``comment_marks`` stood for comments where the words come from."""

    version: int = Field(ge=0)
    ranges: list[RangeIn] = Field(max_length=200)
    comment_marks: list[CommentMark] = Field(default=[], max_length=200)


class NoteOut(Schema):
    """A note as it stands in the copy, and the query it would be on ``passage``."""

    position: int
    words: str
    question: str
    replies: list[str]
    passage: str


class NotesOut(Schema):
    version: int
    notes: list[NoteOut]


class NotesIn(Schema):
    """Notes by the positions that a scan gave them at ``version``."""

    version: int = Field(ge=0)
    positions: list[int] = Field(min_length=1, max_length=200)
    comment_marks: list[CommentMark] = Field(default=[], max_length=200)


class ReplyIn(Schema):
    body: str = ""
    proposed: str = ""


class ResolveIn(Schema):
    """A last word, if there is one."""

    body: str = ""


class AcceptIn(Schema):
    """The reply whose proposed words are accepted; without one, those asked for with the query."""

    reply: int | None = None


class PassageIn(Schema):
    """Words as they stood at ``version``."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    version: int = Field(ge=0)


class SignIn(Schema):
    """``digest`` names the words the signer had before their eyes."""

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
    """``released_by`` says who releases the story: a group, or the editors of its desk."""

    article: str
    digest: str
    clean: bool
    released_by: str
    findings: list[FindingOut]


class NotCleanOut(Refusal):
    """``findings`` is there when something stands in the way, and not when the copy is another by now."""

    findings: list[FindingOut] = []


class ReleaseIn(Schema):
    """``digest`` names the words that are to leave: without it nothing does. ``version`` is that of the
    document they were read in."""

    digest: str = ""
    version: int | None = None


class PlanOut(Schema):
    """What releasing would do: which words would leave, in which formats, and which hosts would be told."""

    article: str
    headline: str
    digest: str
    desk: str
    formats: list[str]
    webhooks: list[str]
    findings: list[FindingOut]


class SuggestionOut(Schema):
    """What a suggestion would take out and put in, at UTF-16 positions in the document as it is now."""

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
    """On which: those named, else one person's (by id), else those from ``start`` to ``end`` as they stood at
    ``version``, else all."""

    accept: bool
    suggestions: list[str] = Field(max_length=2000, default=[])
    author: int | None = None
    start: int | None = Field(ge=0, default=None)
    end: int | None = Field(ge=0, default=None)
    version: int | None = Field(ge=0, default=None)


class DecidedOut(Schema):
    """``undo`` names the decision for whoever wants to take it back."""

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
