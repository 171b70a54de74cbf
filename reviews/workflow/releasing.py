"""Letting copy leave, correcting what left, and checking what was published."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import access as article_access
from articles import assets, locking
from articles.access import Actor
from articles.documents.notes import SCANNER_VERSION
from articles.documents.suggestions import suggestion_ids
from articles.exporting import (
    FORMATS,
    Exported,
    Mismatch,
    Publication,
    export,
    format_named,
    to_json,
    verify,
)
from articles.history import revisions
from articles.models import Article, Document, Revision
from newsroom.errors import Conflict, DomainError, NotFound
from newsroom.models import User
from reviews import access
from reviews.models import Event, Query, Release, Round
from reviews.models.facts import Released
from reviews.notifications import events, webhook_rows
from reviews.workflow import signoff
from reviews.workflow.preflight import Finding, preflight


class NotClean(Conflict):
    """Preflight is not empty. Carries its findings."""

    def __init__(self, findings: list[Finding]) -> None:
        first = findings[0].sentence
        super().__init__(
            ngettext(
                "Not released, 1 item to clear: %(first)s",
                "Not released, %(count)d items to clear. First: %(first)s",
                len(findings),
            )
            % {"count": len(findings), "first": first}
        )
        self.findings = findings


class NotConfirmed(DomainError):
    """It was not said which words are to leave."""


class NotAsConfirmed(signoff.ChangedSinceSeen):
    """The copy is not what was confirmed for release."""


class NotReleased(Conflict):
    """Only what was released leaves as clean copy."""


class ReleaseTampered(Conflict):
    """The stored text is not the text whose digest was signed."""


@dataclass(frozen=True)
class Plan:
    """What releasing a story would do, for whoever confirms it.

    ``webhooks`` are the hosts that are notified: an address may hold a secret of its receiver.
    """

    article: Article
    formats: tuple[str, ...]
    webhooks: tuple[str, ...]
    findings: list[Finding]

    def as_json(self) -> dict[str, object]:
        return {
            "article": self.article.slug,
            "headline": self.article.headline,
            "digest": self.article.digest,
            "desk": self.article.desk.name,
            "formats": list(self.formats),
            "webhooks": list(self.webhooks),
            "findings": [finding.as_json() for finding in self.findings],
        }


def plan(*, article: Article, by: User, now: datetime) -> Plan:
    """What this person would confirm: the words, where they go, and what is still in the way."""
    _require_releaser(article, by)
    endpoints = webhook_rows.endpoints_of(Event.Kind.RELEASED, article.desk_id)
    hosts = {urlsplit(endpoint.url).hostname or endpoint.url for endpoint in endpoints}
    return Plan(article, FORMATS, tuple(sorted(hosts)), preflight(article, now=now))


def release(
    *, article: Article, by: User, digest: str | None = None, version: int | None = None, now: datetime
) -> Release:
    """Freeze the copy, certify it and let it leave, in one transaction under the locks on desk and story.

    ``digest`` names the words that were confirmed, and ``version`` the document version its reader saw, with
    which a refusal can show the difference; without a digest they are those that ``article`` was read with.
    Raises :class:`NotAsConfirmed` when these are not the words any more, :class:`NotClean` while anything
    stands in the way, and :class:`NotConfirmed` for an empty digest.
    """
    confirmed = article.digest if digest is None else digest
    with transaction.atomic():
        document = locking.lock_with_desk(article)
        by = User.objects.get(pk=by.pk)  # with the groups and parts they have now
        _require_releaser(article, by)
        _require_ready(article, document, confirmed=confirmed, version=version, now=now)
        revision = revisions.freeze(
            article=article, document=document, reason=Revision.Reason.RELEASED, by=by, now=now
        )
        round = signoff.current_round(article)
        certificate = _certificate(article, round, revision, by=by, now=now)
        released = _leave(article, round, revision, certificate, by=by, now=now)
        events.record(
            kind=Event.Kind.RELEASED,
            article=article,
            actor=by,
            round=round,
            facts=Released(certificate=certificate),
            now=now,
        )
        signoff.announce(article)
    return released


def _require_ready(
    article: Article, document: Document, *, confirmed: str, version: int | None, now: datetime
) -> None:
    if confirmed and article.digest != confirmed:
        raise NotAsConfirmed(
            _("Not released: the copy has changed since you confirmed it. Check the changes first."),
            article,
            version,
        )
    findings = preflight(article, now=now, anew=True)
    if findings:
        raise NotClean(findings)
    if not confirmed:
        raise NotConfirmed(
            _("Confirm the version to release: give the copy’s fingerprint, as shown in preflight.")
        )
    if article.digest_with(document.content) != article.digest:
        raise ReleaseTampered(_("Not released: the stored copy is not the copy that was signed off."))


def open_correction(*, article: Article, by: User, reason: str, now: datetime) -> Round:
    """Open a new round on what left. The old release stays as it is.

    Raises :class:`DomainError` and :class:`NotReleased`.
    """
    with transaction.atomic():
        document = locking.lock_with_desk(article)
        access.require(access.may_correct(by, article), _("Only a desk editor can correct a released story."))
        reason = reason.strip()
        if not reason:
            raise DomainError(_("Enter what needs correcting."))
        if article.state != Article.State.RELEASED:
            raise NotReleased(
                _("“%(article)s” has not been released. You can still edit it.") % {"article": article}
            )
        article.state, article.updated_at = Article.State.OPEN, now
        article.save(update_fields=["state", "updated_at"])
        # A revision of its own: what left is frozen in one that belongs to its release alone.
        revisions.freeze(
            article=article, document=document, reason=Revision.Reason.REOPENED, by=by, now=now, always=True
        )
        number = signoff.current_round(article).number + 1
        round = signoff.open_round(article=article, number=number, by=by, reason=reason, now=now)
        if round.stage is not None:
            events.record(
                kind=Event.Kind.STAGE_DUE, article=article, actor=by, round=round, stage=round.stage, now=now
            )
        signoff.announce(article)
    return round


def exported(*, article: Article, fmt: str, by: Actor, draft: bool = False) -> Exported:
    """The copy in a format: what left, or with ``draft`` what stands, marked as a draft.

    A draft never holds a query: queries are not part of the text. Raises :class:`NotReleased`,
    :class:`~articles.exporting.UnknownFormat` and :class:`~newsroom.errors.NotAllowed`; also when the copy
    left before there was this format.
    """
    article_access.require(article_access.may_see(by, article), _("You don’t have access to this desk."))
    format_named(fmt)
    if draft:
        return export(draft_of(article), fmt)
    return exported_in(latest_release(article), fmt)


def exported_in(released: Release, fmt: str) -> Exported:
    """What left in a format. Raises :class:`~newsroom.errors.NotFound` when it did not leave in it."""
    copy = released.copy_in(fmt)
    if copy is None:
        raise NotFound(_("That release has no copy in this format."))
    return copy


def _require_releaser(article: Article, by: User) -> None:
    access.require(
        access.may_release(by, article),
        _("This story is released by %(who)s.") % {"who": access.who_releases(article)},
    )


def latest_release(article: Article) -> Release:
    """What left last. Raises :class:`NotReleased`."""
    released = (
        article.releases.select_related("revision", "released_by", "round").order_by("-released_at").first()
    )
    if released is None:
        raise NotReleased(
            _("“%(article)s” has not been released. You can export it as a marked draft.")
            % {"article": article}
        )
    return released


def draft_of(article: Article) -> Publication:
    """The copy as it stands, as it would leave, marked as a draft."""
    return _with_files(article, _publication(article, None, round=signoff.current_round(article)))


def verified(*, article: Article, text: str | bytes, filename: str) -> list[Mismatch]:
    """Where a published text, or an office file, differs from the words that were signed and released.

    Raises what :func:`~articles.exporting.verify` does, and :class:`NotReleased`.
    """
    released = latest_release(article)
    publication = _publication(
        article,
        released.revision,
        round=released.round,
        released_at=released.released_at,
        certificate=released.certificate,
    )
    if isinstance(text, bytes):  # a picture that is missing is a line of text
        publication = _with_files(article, publication)
    return verify(publication, text, filename=filename)


def _publication(
    article: Article,
    revision: Revision | None,
    *,
    round: Round,
    released_at: datetime | None = None,
    certificate: dict[str, object] | None = None,
) -> Publication:
    """The words of a revision that leaves, or without one the draft as it stands."""
    source = revision or article
    return Publication(
        doc=(revision or article.document).published(),
        slug=article.slug,
        byline=source.byline,
        language=source.language,
        direction=source.direction,
        draft=revision is None,
        changed_at=revision.created_at if revision else article.updated_at,
        released_at=released_at,
        embargo_until=article.embargo_until,
        digest=source.digest,
        revision=revision.number if revision else None,
        version=round.number,
        desk=article.desk.name,
        slugline=article.slugline,
        section=article.section,
        keywords=tuple(map(str, article.tags.all())),
        urgency=article.priority if article.priority != Article.Priority.NORMAL else None,
        certificate=certificate,
        pending=0 if revision else len(suggestion_ids(article.document.parsed())),
    )


def _with_files(article: Article, publication: Publication) -> Publication:
    return replace(publication, files=assets.files_in(article, publication.doc))


def _leave(
    article: Article,
    round: Round,
    revision: Revision,
    certificate: dict[str, object],
    *,
    by: User,
    now: datetime,
) -> Release:
    publication = _with_files(
        article, _publication(article, revision, round=round, released_at=now, certificate=certificate)
    )
    released = Release.objects.create(
        article=article,
        round=round,
        revision=revision,
        digest=article.digest,
        certificate=certificate,
        exports={fmt: to_json(export(publication, fmt)) for fmt in FORMATS},
        released_at=now,
        released_by=by,
    )
    round.closed_at = now
    round.save(update_fields=["closed_at"])
    article.state, article.updated_at = Article.State.RELEASED, now
    article.save(update_fields=["state", "updated_at"])
    return released


def _certificate(
    article: Article, round: Round, revision: Revision, *, by: User, now: datetime
) -> dict[str, object]:
    """Who signed what and when, and what became of the queries. Plain JSON."""
    signatures = [
        {
            "stage": status.stage.name,
            "signer": signed.signer.name,
            "email": signed.signer.email,
            "signed_at": signed.signed_at.isoformat(),
            "revision": signed.revision.number,
            "digest": signed.digest,
        }
        for status in signoff.stages_of(article, round)
        for signed in status.valid
    ]
    left = article.queries.open()
    return {
        "article": article.slug,
        "headline": article.headline,
        "desk": article.desk.name,
        "round": round.number,
        "revision": revision.number,
        "digest": article.digest,
        "scanner": SCANNER_VERSION,
        "signatures": signatures,
        "queries_resolved": article.queries.filter(state=Query.State.RESOLVED).count(),
        "queries_open": left.filter(blocking=True).count(),
        "queries_open_not_blocking": left.filter(blocking=False).count(),
        "cleared": [
            {"words": cleared.text, "by": cleared.cleared_by.name, "at": cleared.cleared_at.isoformat()}
            for cleared in article.clearances.select_related("cleared_by").order_by("cleared_at")
        ],
        "style_left": [
            {
                "words": left.words,
                "entry": left.entry,
                "by": left.left_by.name,
                "at": left.left_at.isoformat(),
            }
            for left in article.left_findings.select_related("left_by").order_by("left_at")
        ],
        "released_by": by.name,
        "released_at": now.isoformat(),
    }
