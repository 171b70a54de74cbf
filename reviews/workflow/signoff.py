"""Signatures: who has to sign, who signed these very words, and what went stale.

A sign-off stores the digest its reader had before their eyes. Nothing is pushed when the copy
changes: a sign-off is stale while its digest differs from the article's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import announcing, locking
from articles.documents.compare import BlockChange
from articles.editing import filing
from articles.history import revisions
from articles.models import Article, CoAuthor, Revision
from newsroom.errors import Conflict, NotFound
from newsroom.models import User
from newsroom.sql import compiled
from reviews import access
from reviews.models import Event, Round, SignOff, Stage
from reviews.models.facts import Stale
from reviews.notifications import events


class SignOffRefused(Conflict):
    """The state of the copy or of the stage does not allow this signature."""


class ChangedSinceSeen(Conflict):
    """The copy is not what somebody had before their eyes.

    The difference since is found when it is asked for: by then the act let go of its locks.
    """

    def __init__(self, message: str, article: Article, version: int | None) -> None:
        super().__init__(message)
        self._article, self._version = article, version

    @property
    def difference(self) -> list[BlockChange]:
        """What changed in the text; nothing when the act did not say which version was seen."""
        return self._since[0]

    @property
    def details(self) -> list[tuple[str, str, str]]:
        """What changed beside the text."""
        return self._since[1]

    @cached_property
    def _since(self) -> tuple[list[BlockChange], list[tuple[str, str, str]]]:
        return ([], []) if self._version is None else revisions.difference_since(self._article, self._version)


class CopyChanged(ChangedSinceSeen, SignOffRefused):
    """The copy is not what this reader read."""


@dataclass(frozen=True)
class StageStatus:
    """Where one stage stands for the words as they are now."""

    stage: Stage
    valid: tuple[SignOff, ...]
    stale: tuple[SignOff, ...]
    is_current: bool
    is_ahead: bool

    @property
    def missing(self) -> int:
        return max(0, self.stage.signatures - len(self.valid))

    @property
    def is_complete(self) -> bool:
        return self.missing == 0

    def signed_by(self, person: User) -> bool:
        return any(signoff.signer_id == person.pk for signoff in self.valid)


@dataclass(frozen=True)
class Standing:
    """The newest round of a story, and its stages, which are read once, when they are asked for."""

    article: Article
    round: Round

    @cached_property
    def stages(self) -> list[StageStatus]:
        return stages_of(self.article, self.round)


def where_it_stands(article: Article) -> Standing:
    return Standing(article, current_round(article))


def current_round(article: Article) -> Round:
    """The newest round, open or released."""
    (round,) = _newest_round(article.pk)
    round.article = article
    return round


@compiled
def _newest_round(article: int) -> QuerySet[Round]:
    return Round.objects.filter(article=article).select_related("stage").order_by("-number")[:1]


def stages_of(article: Article, round: Round) -> list[StageStatus]:
    """Every stage of the desk, in order. Two statements, however many signatures there are.

    What somebody signed who is an author by now counts only where authors may sign.
    """
    given = _given(round.pk, article.pk, article.author_id or 0)
    for signoff in given:
        signoff.round = round
    return status(_stages_in_order(article.desk_id), given, digest=article.digest, at=round.stage)


@compiled
def _stages_in_order(desk: int) -> QuerySet[Stage]:
    return Stage.objects.filter(desk=desk).select_related("group").order_by("position")


@compiled
def _given(round: int, article: int, author: int) -> QuerySet[SignOff]:
    """Signatures of a round that count; ``author``: 0 where there is none."""
    co_authors = CoAuthor.objects.filter(article=article).values("person")
    by_author = Q(signer=author) | Q(signer__in=co_authors)
    given = SignOff.objects.filter(round=round, withdrawn_at=None)
    counting = given.exclude(by_author, stage__author_may_sign=False)
    return counting.select_related("signer", "revision").order_by("signed_at")


def status(
    stages: Iterable[Stage], signoffs: Iterable[SignOff], *, digest: str, at: Stage | None
) -> list[StageStatus]:
    """Sort signatures into valid and stale. A renewed signature hides the stale ones of its person."""
    result = []
    given = list(signoffs)
    for stage in stages:
        mine = [signoff for signoff in given if signoff.stage_id == stage.pk]
        valid = tuple(signoff for signoff in mine if signoff.digest == digest)
        renewed = {signoff.signer_id for signoff in valid}
        newest = {signoff.signer_id: signoff for signoff in mine if signoff.signer_id not in renewed}
        result.append(
            StageStatus(
                stage=stage,
                valid=valid,
                stale=tuple(newest.values()),
                is_current=at is not None and at.pk == stage.pk,
                is_ahead=at is not None and stage.position > at.position,
            )
        )
    return result


def find_stage(article: Article, stage_id: int) -> Stage:
    """The stage of the article's desk. Raises :class:`~newsroom.errors.NotFound`."""
    stage = Stage.objects.filter(desk_id=article.desk_id, pk=stage_id).first()
    if stage is None:
        raise NotFound(_("This desk has no such stage."))
    return stage


def stage_named(article: Article, name: str) -> Stage:
    """The stage of that name, whatever the case of its letters. Raises :class:`NotFound`."""
    stages = list(Stage.objects.filter(desk_id=article.desk_id).order_by("position"))
    for stage in stages:
        if stage.name.casefold() == name.strip().casefold():
            return stage
    known = ", ".join(stage.name for stage in stages) or _("none")
    raise NotFound(
        _("This desk has no stage “%(name)s”. Its stages: %(known)s.") % {"name": name, "known": known}
    )


def sign(
    *, article: Article, stage: Stage, by: User, digest: str, version: int | None = None, now: datetime
) -> SignOff:
    """Sign the words of ``digest`` for a stage; the last signature it needs passes the copy on.

    ``version`` is the document version its reader saw; with it a refusal can show the difference.
    Raises :class:`CopyChanged`, :class:`SignOffRefused` and :class:`~newsroom.errors.NotAllowed`.
    """
    with transaction.atomic():
        document = locking.lock_with_desk(article)
        stage = find_stage(article, stage.pk)
        access.require(
            access.may_sign(by, article, stage),
            _("%(stage)s is signed off by %(group)s. Authors can’t sign off their own copy.")
            % {"stage": stage, "group": stage.group},
        )
        round = _open_round(article)
        if article.digest != digest:
            raise CopyChanged(
                _("Not signed: the copy changed while you were reading. Check the changes, then sign off."),
                article,
                version,
            )
        if round.stage is not None and stage.position > round.stage.position:
            raise SignOffRefused(
                _("The story is at %(current)s. %(stage)s signs off after that.")
                % {"current": round.stage, "stage": stage}
            )
        _file(article, now=now)
        revision = revisions.freeze(
            article=article, document=document, reason=Revision.Reason.SIGNED, by=by, now=now
        )
        signoff = _write(round, stage, revision, by, article, now)
        _pass_on_when_complete(article, round, by=by, now=now)
        announce(article)
    return signoff


def withdraw(*, signoff: SignOff, by: User, now: datetime) -> None:
    """Take one's own signature back, as long as the copy has not left. Raises :class:`SignOffRefused`."""
    access.require(signoff.signer_id == by.pk, _("Only the person who signed off can withdraw it."))
    with transaction.atomic():
        article = signoff.round.article
        locking.lock(article)
        if _open_round(article).pk != signoff.round_id:
            raise SignOffRefused(_("That round is closed, so its sign-offs can’t change."))
        SignOff.objects.filter(pk=signoff.pk, withdrawn_at=None).update(withdrawn_at=now)
        announce(article)


def pass_on(*, article: Article, stage: Stage, by: User, now: datetime) -> None:
    """Bring the copy to a stage by hand, forward or back; its group hears that it is due."""
    with transaction.atomic():
        document = locking.lock_with_desk(article)
        access.require(
            access.may_pass_on(by, article), _("Only a desk editor can move a story to another stage.")
        )
        round = _open_round(article)
        stage = find_stage(article, stage.pk)
        _file(article, now=now)
        if round.stage_id != stage.pk:
            revisions.freeze(article=article, document=document, reason=Revision.Reason.STAGE, by=by, now=now)
            move(article, round, stage, by=by, now=now)
            announce(article)


def open_round(*, article: Article, number: int, by: User | None, reason: str = "", now: datetime) -> Round:
    """Begin a round at the desk's first stage: whatever stage there is once nobody makes or ends one."""
    with transaction.atomic():
        locking.lock_desk(article.desk_id)
        first = Stage.objects.filter(desk_id=article.desk_id).order_by("position").first()
        return Round.objects.create(
            article=article, number=number, stage=first, opened_at=now, opened_by=by, reason=reason
        )


def announce(article: Article) -> None:
    """Have open pages look again at where the copy is, and whose signatures it has."""
    announcing.announce(article, "signing")


def announce_stale(*, now: datetime, limit: int = 200) -> int:
    """Tell signers whose sign-off went stale, each once, and again when it was good in between.

    Called by the sweep; returns how many.
    """
    SignOff.objects.filter(
        withdrawn_at=None,
        stale_notified_at__isnull=False,
        round__closed_at=None,
        digest=F("round__article__digest"),
    ).update(stale_notified_at=None)
    stale = (
        SignOff.objects.filter(withdrawn_at=None, stale_notified_at=None, round__closed_at=None)
        .filter(round__article__state=Article.State.OPEN, stage__desk=F("round__article__desk"))
        .exclude(digest=F("round__article__digest"))
        .select_related("round__article__document__edited_by", "round__article__desk", "stage")
        .order_by("pk")[:limit]
    )
    notified = 0
    for signoff in stale:
        with transaction.atomic():
            if not SignOff.objects.filter(pk=signoff.pk, stale_notified_at=None).update(
                stale_notified_at=now
            ):
                continue
            article = signoff.round.article
            events.record(
                kind=Event.Kind.STALE,
                article=article,
                actor=article.document.edited_by,
                round=signoff.round,
                stage=signoff.stage,
                facts=Stale(signers=(signoff.signer_id,), revision=signoff.revision_id),
                now=now,
            )
            notified += 1
    return notified


def signatures_sentence(status: StageStatus) -> str:
    stage, group = status.stage, status.stage.group
    if group.name.casefold() == stage.name.casefold():
        template = ngettext(
            "%(stage)s: sign-off needed", "%(stage)s: %(count)d sign-offs needed", status.missing
        )
    else:
        template = ngettext(
            "%(stage)s: sign-off needed from %(group)s",
            "%(stage)s: %(count)d sign-offs needed from %(group)s",
            status.missing,
        )
    return template % {"stage": stage, "count": status.missing, "group": group}


def _file(article: Article, *, now: datetime) -> None:
    """Whoever signs a story, or moves it on, takes it as filed. Raises :class:`SignOffRefused`."""
    if article.is_planned:
        raise SignOffRefused(planned_sentence(article))
    if article.planning != Article.Planning.FILED:
        filing.set_planning(article, Article.Planning.FILED, now=now)


def planned_sentence(article: Article) -> str:
    """Why a story that nobody writes yet goes nowhere."""
    if article.planning == Article.Planning.ASSIGNED:
        return _("%(person)s has not accepted the assignment yet.") % {"person": article.author}
    return _("This story is an idea: no one is writing it yet.")


def _open_round(article: Article) -> Round:
    round = article.rounds.select_related("stage").filter(closed_at=None).first()
    if round is None or not article.is_open:
        raise SignOffRefused(
            _("“%(article)s” is %(state)s, so it can’t be signed off.")
            % {"article": article, "state": article.get_state_display()}
        )
    return round


def _write(
    round: Round, stage: Stage, revision: Revision, by: User, article: Article, now: datetime
) -> SignOff:
    try:
        with transaction.atomic():
            return SignOff.objects.create(
                round=round,
                stage=stage,
                revision=revision,
                digest=article.digest,
                signer=by,
                author_then=article.author,
                author_might_sign=stage.author_may_sign,
                signed_at=now,
            )
    except IntegrityError as error:
        raise SignOffRefused(
            _("You’ve already signed off this version (%(stage)s).") % {"stage": stage}
        ) from error


def _pass_on_when_complete(article: Article, round: Round, *, by: User, now: datetime) -> None:
    """From a complete stage the copy goes to the next one that still needs a signature."""
    stages = stages_of(article, round)
    here = next((status for status in stages if status.is_current), None)
    if here is None or not here.is_complete:
        return
    ahead = [status for status in stages if status.is_ahead]
    following = next((status for status in ahead if not status.is_complete), ahead[-1] if ahead else None)
    if following is not None:
        move(article, round, following.stage, by=by, now=now)


def move(article: Article, round: Round, stage: Stage, *, by: User | None, now: datetime) -> None:
    """Bring the copy to a stage; its group is notified, once the story is filed. The caller holds the locks
    on desk and story."""
    round.stage = stage
    round.save(update_fields=["stage"])
    if article.planning == Article.Planning.FILED:
        events.record(kind=Event.Kind.STAGE_DUE, article=article, actor=by, round=round, stage=stage, now=now)
