"""Everything that still stands in the way of release: one list, the same everywhere it is shown."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import locking
from articles.change_phrases import quoted, sentence
from articles.documents.notes import Suspicion, placeholders
from articles.documents.notes.limits import SUSPICION_EXCERPT
from articles.documents.standing import Span, place_in
from articles.documents.style.model import Level
from articles.documents.text import Field, published_fields, wide_characters
from articles.editing.suggestions import proposals
from articles.models import Article
from newsroom.errors import Conflict, DomainError
from newsroom.models import User
from reviews import access, reading
from reviews.models import Clearance, Query
from reviews.workflow import footnotes, signoff, style, suspects

MOST_DOUBTS = 1_000
"""Words in doubt that are listed; of more it is said how many there are."""
CLEARED_LENGTH = 600  # characters; PostgreSQL's index takes 2,700 bytes
NOT_IN_THE_TEXT = frozenset({"byline", "alt text", "credit", "link title"})


class NothingToClear(DomainError):
    """No words were named that could be in doubt."""


class Severity(StrEnum):
    """``error`` has to be dealt with; ``warning`` is a doubt that somebody may clear."""

    ERROR = "error"
    WARNING = "warning"


class Code(StrEnum):
    NOT_OPEN = "not_open"
    PLANNED = "planned"
    EMPTY_HEADLINE = "empty_headline"
    EMPTY_BODY = "empty_body"
    OPEN_QUERY = "open_query"
    NO_STAGE = "no_stage"
    MISSING_SIGNOFF = "missing_signoff"
    STALE_SIGNOFF = "stale_signoff"
    PENDING_SUGGESTION = "pending_suggestion"
    SUSPECTED_NOTE = "suspected_note"
    PLACEHOLDER = "placeholder"
    EMBARGO = "embargo"
    FOOTNOTE = "footnote"
    STYLE = "style"


@dataclass(frozen=True)
class Place:
    """Where a finding is: a published field, a position (UTF-16), a query, a suggestion or a stage."""

    field: str = ""
    start: int | None = None
    end: int | None = None
    query: int | None = None
    suggestion: str = ""
    stage: int | None = None


@dataclass(frozen=True)
class Finding:
    """One thing that blocks release, or a warning. ``words`` are the words in doubt, where there are any.

    ``key`` names what the stylebook found, so that it can be left as it is.
    """

    code: Code
    severity: Severity
    sentence: str
    place: Place = Place()
    words: str = ""
    key: str = ""

    def as_json(self) -> dict[str, object]:
        place = {name: value for name, value in asdict(self.place).items() if value not in (None, "")}
        return {
            "code": self.code.value,
            "severity": self.severity.value,
            "sentence": self.sentence,
            "place": place,
            "words": self.words,
        }


def preflight(article: Article, *, now: datetime, anew: bool = False) -> list[Finding]:
    """All findings, gravest first. An empty list means that the copy may leave.

    ``anew`` when it leaves on this list: the words are read again, and nothing that was kept is believed.
    Costs a fixed number of statements, whatever the number of queries and signatures.
    """
    return findings_at(article, signoff.where_it_stands(article), now=now, anew=anew)


def findings_at(
    article: Article,
    standing: signoff.Standing,
    *,
    now: datetime,
    anew: bool = False,
    found: style.StyleFindings | None = None,
) -> list[Finding]:
    """What :func:`preflight` finds, where its round and stages, or its style, were read already."""
    findings = [
        *_state(article),
        *_planning(article),
        *_text(article, anew=anew),
        *_footnotes(article),
        *_style(article, found),
        *_queries(article, now),
        *_suggestions(article),
        *_signatures(article, standing),
        *_embargo(article, now),
    ]
    return sorted(findings, key=lambda finding: finding.severity is not Severity.ERROR)


def style_finding(found: style.StyleFinding) -> Finding:
    """What the stylebook found, as it is listed; a warning keeps nothing from being released."""
    place = found.first.place
    return Finding(
        Code.STYLE,
        Severity.ERROR if found.first.level is Level.BLOCKS else Severity.WARNING,
        found.sentence,
        Place(start=place.start, end=place.end),
        words=place.words,
        key=found.first.key,
    )


def read_report(article: Article, *, now: datetime) -> dict[str, object]:
    """All findings as :func:`report` has them; the stylebook is gone through once."""
    looked = style.look_at(article)
    findings = findings_at(article, signoff.where_it_stands(article), now=now, found=looked)
    return report(article, findings, found=looked)


def report(
    article: Article, findings: Sequence[Finding], *, found: style.StyleFindings | None = None
) -> dict[str, object]:
    """Findings as plain JSON, with the digest of the words they are about and who releases them.

    ``warnings`` are those of the stylebook, which block nothing.
    """
    looked = found or style.look_at(article)
    return {
        "article": article.slug,
        "digest": article.digest,
        "clean": not findings,
        "released_by": access.who_releases(article),
        "findings": [finding.as_json() for finding in findings],
        "warnings": [style_finding(one).as_json() for one in looked.warnings],
    }


def clear(*, article: Article, words: str, by: User, now: datetime) -> Clearance:
    """Say that these words, which look like a note, are meant for readers. Raises :class:`NothingToClear`."""
    if not words.strip() or "\x00" in words or len(words) > CLEARED_LENGTH:
        raise NothingToClear(_("Choose a possible note from the list."))
    with transaction.atomic():
        _lock_to_clear(article, by)
        clearance, _created = Clearance.objects.get_or_create(
            article=article, text=words, defaults={"cleared_by": by, "cleared_at": now}
        )
        signoff.announce(article)
    return clearance


def unclear(*, clearance: Clearance, by: User) -> None:
    """Take a clearance back: the words are in doubt again."""
    with transaction.atomic():
        _lock_to_clear(clearance.article, by)
        clearance.delete()
        signoff.announce(clearance.article)


def _lock_to_clear(article: Article, by: User) -> None:
    """What was cleared when copy left is in its certificate, and is not decided on any more."""
    locking.lock(article)
    access.require(access.may_clear(by, article), _("Only a desk editor or reader can clear this."))
    if not article.is_open:
        raise Conflict(
            _("“%(article)s” is %(state)s, so nothing in it can be cleared.")
            % {"article": article, "state": article.get_state_display()}
        )


def _state(article: Article) -> Iterator[Finding]:
    if not article.is_open:
        yield Finding(
            Code.NOT_OPEN,
            Severity.ERROR,
            _("The story is %(state)s.") % {"state": article.get_state_display()},
        )


def _planning(article: Article) -> Iterator[Finding]:
    if article.is_planned:
        yield Finding(Code.PLANNED, Severity.ERROR, signoff.planned_sentence(article))


def _text(article: Article, *, anew: bool) -> Iterator[Finding]:
    doc = article.document.published()
    place_in_copy = place_in(article.document.parsed())
    fields = [*published_fields(doc), Field(name="byline", text=article.byline, position=0)]
    if not any(field.text.strip() for field in fields if field.name == "headline"):
        yield Finding(
            Code.EMPTY_HEADLINE,
            Severity.ERROR,
            _("The headline is empty."),
            Place(field="headline", start=1, end=1),
        )
    if not any(field.text.strip() for field in fields if field.name == "body"):
        yield Finding(Code.EMPTY_BODY, Severity.ERROR, _("The copy has no text below its headline."))
    cleared = set(article.clearances.values_list("text", flat=True))
    found = suspects.suspects_in([field.prose for field in fields], anew=anew)
    left_off = -MOST_DOUBTS
    for field, suspected in zip(fields, found, strict=True):
        typed = [_as_typed(field, suspect) for suspect in suspected] if field.without_code else suspected
        doubtful = [suspect for suspect in typed if suspect.text not in cleared]
        wide = wide_characters(field.text) if doubtful else []
        for suspect in doubtful[: max(-left_off, 0)]:
            yield _suspected(field, suspect, place_in_copy, wide)
        left_off += len(doubtful)
    if left_off > 0:
        yield _more_in_doubt(left_off)


def _footnotes(article: Article) -> Iterator[Finding]:
    place_in_copy = place_in(article.document.parsed())
    for wrong, *span in footnotes.astray(article.document.published()):
        start, end = place_in_copy(*span)
        yield Finding(Code.FOOTNOTE, Severity.ERROR, wrong, Place(field="footnote", start=start, end=end))


def _style(article: Article, found: style.StyleFindings | None) -> Iterator[Finding]:
    """What blocks a story in progress: an entry that is live since does not speak of what was released."""
    if article.is_open:
        yield from map(style_finding, (found or style.look_at(article)).blocking)


def _as_typed(field: Field, suspect: Suspicion) -> Suspicion:
    """The suspicion with the words of the copy: those that were read had their code blotted out."""
    words = " ".join(field.text[suspect.start : suspect.end].split())
    return replace(suspect, text=words[:SUSPICION_EXCERPT])


def _more_in_doubt(count: int) -> Finding:
    sentence = ngettext(
        "%(count)s more possible note, listed once these are cleared.",
        "%(count)s more possible notes, listed once these are cleared.",
        count,
    )
    return Finding(Code.SUSPECTED_NOTE, Severity.WARNING, sentence % {"count": formats.number_format(count)})


def _suspected(
    field: Field, suspect: Suspicion, place_in_copy: Callable[[int, int], Span], wide: Sequence[int]
) -> Finding:
    """``wide`` are the offsets of the field's characters that take two positions."""
    placeholder = suspect.convention == placeholders.CONVENTION
    sentence = (
        _("Placeholder “%(words)s” still in the %(field)s.")
        if placeholder
        else _("“%(words)s” in the %(field)s looks like a note (%(reason)s)")
    )
    return Finding(
        Code.PLACEHOLDER if placeholder else Code.SUSPECTED_NOTE,
        Severity.WARNING,
        sentence % {"words": suspect.text, "field": field.name, "reason": suspect.reason},
        _place(field, suspect, place_in_copy, wide),
        words=suspect.text,
    )


def _place(
    field: Field, suspect: Suspicion, place_in_copy: Callable[[int, int], Span], wide: Sequence[int]
) -> Place:
    """Where the words are: in the text by position, in an attribute of an image or in the byline by name."""
    if field.name in NOT_IN_THE_TEXT:
        return Place(field=field.name)
    start, end = place_in_copy(
        *(field.position + offset + bisect_left(wide, offset) for offset in (suspect.start, suspect.end))
    )
    return Place(field=field.name, start=start, end=end)


def _queries(article: Article, now: datetime) -> Iterator[Finding]:
    """Each with whose turn it is: one statement, and one more where deputies act."""
    named = article.queries.blocking().with_turn(now).select_related("anchor", "assigned_to")
    blocking = list(named.order_by("number"))
    unanswered = [query for query in blocking if query.state == query.State.OPEN]
    reading.name_turns(unanswered, known=[article.author, *(query.assigned_to for query in unanswered)])
    for query in blocking:
        if query.state == query.State.ANSWERED:
            waiting = _("answered – needs resolving")
        elif query.turn:
            waiting = _("waiting on %(person)s") % {"person": query.turn}
        else:
            waiting = _("waiting on the desk editors")
        yield Finding(
            Code.OPEN_QUERY,
            Severity.ERROR,
            _("Query %(number)s, %(waiting)s: %(question)s")
            % {"number": query.number, "waiting": waiting, "question": query.question},
            _place_of(query),
            words=query.quote,
        )


def _place_of(query: Query) -> Place:
    """Where its words are; nowhere for a query about the whole story."""
    anchor = query.anchor
    if anchor is None:
        return Place(query=query.number)
    return Place(query=query.number, start=anchor.start, end=anchor.end)


def _suggestions(article: Article) -> Iterator[Finding]:
    for proposal in proposals(article):
        change, person = proposal.change, proposal.suggestion.by_name
        yield Finding(
            Code.PENDING_SUGGESTION,
            Severity.ERROR,
            _("Pending suggestion by %(person)s: %(change)s.")
            % {"person": person or _("someone"), "change": sentence(change)},
            Place(suggestion=change.id, start=change.start, end=change.end),
            words=quoted(change.inserted or change.deleted or change.formatted),
        )


def _signatures(article: Article, standing: signoff.Standing) -> Iterator[Finding]:
    if standing.round.closed_at is not None:
        return
    required = [status for status in standing.stages if status.stage.required]
    if not required:
        yield Finding(
            Code.NO_STAGE,
            Severity.ERROR,
            _("%(desk)s has no required sign-off stage yet. Ask an administrator to add one.")
            % {"desk": article.desk},
        )
    for status in required:
        if status.is_complete:
            continue
        place = Place(stage=status.stage.pk)
        for stale in status.stale:
            yield Finding(
                Code.STALE_SIGNOFF,
                Severity.ERROR,
                _("%(person)s’s %(stage)s sign-off is out of date – the copy has changed.")
                % {"person": stale.signer, "stage": status.stage},
                place,
            )
        if status.missing > len(status.stale):
            yield Finding(Code.MISSING_SIGNOFF, Severity.ERROR, signoff.signatures_sentence(status), place)


def _embargo(article: Article, now: datetime) -> Iterator[Finding]:
    if article.embargo_until is not None and article.embargo_until > now:
        moment = formats.date_format(timezone.localtime(article.embargo_until), "DATETIME_FORMAT")
        yield Finding(Code.EMBARGO, Severity.ERROR, _("Under embargo until %(moment)s.") % {"moment": moment})
