"""Moving a story to another desk: what becomes of its stage, sign-offs, queries and people.

The stage is the one of the same name, else the desk's first. Sign-offs belong to the stages of the desk that
the story leaves: they stay as they were written and do not count on the new desk. Queries keep who they are
assigned to; one whose person has no role on the new desk is the author's or the editors' turn there, as when
somebody leaves a desk (:mod:`reviews.models.turns`). So moving the story back undoes all of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from articles import locking
from articles.access import speaks_on
from articles.editing import filing
from articles.history import revisions
from articles.models import Article, Revision
from newsroom.errors import Conflict
from newsroom.models import Desk, Membership, User
from reviews import access
from reviews.models import Event, Invitation, Query, Round, SignOff, Stage
from reviews.models.facts import Moved
from reviews.notifications import events, webhook_rows
from reviews.workflow import signoff


class MoveRefused(Conflict):
    """The state of the story, its author or the desk does not allow this move."""


@dataclass(frozen=True)
class Plan:
    """What a move does. Nothing is written yet."""

    article: Article
    desk: Desk
    stage_before: Stage | None
    stage: Stage | None
    """Where the story will be; ``None`` where the desk has no stages."""
    lapsed: tuple[SignOff, ...]
    """Sign-offs of the present words that will not count."""
    reassigned: tuple[Query, ...]
    """Open queries whose person has no role on the desk: the author or the desk's editors get them."""
    unseen_by: tuple[User, ...]
    """People who can see the story now and will not."""
    guests: int
    author_stays: bool
    authors: tuple[User, ...]
    """Who can be the author on the desk."""

    @property
    def language_differs(self) -> bool:
        return self.article.language.split("-")[0].lower() != self.desk.language.split("-")[0].lower()


def desks_to_move_to(article: Article, by: User) -> list[Desk]:
    """The other desks that this person edits, by name; none unless they edit the story's desk."""
    if not access.may_move(by, article):
        return []
    others = Desk.objects.exclude(pk=article.desk_id).order_by("name")
    return [desk for desk in others if access.may_move_to(by, desk)]


def plan(*, article: Article, desk: Desk, by: User, now: datetime) -> Plan:
    """What moving the story to this desk does. Raises :class:`MoveRefused` and
    :class:`~newsroom.errors.NotAllowed`."""
    _require(article, desk, by)
    round = signoff.current_round(article)
    author = article.author
    return Plan(
        article=article,
        desk=desk,
        stage_before=round.stage,
        stage=_stage_on(desk, round),
        lapsed=tuple(sign for status in signoff.stages_of(article, round) for sign in status.valid),
        reassigned=tuple(_reassigned(article, desk, now=now)),
        unseen_by=tuple(_who_cannot_see(article.desk, desk)),
        guests=Invitation.objects.active(now).filter(article=article).count(),
        author_stays=author is None or speaks_on(author, desk.pk),
        authors=tuple(desk.speakers().order_by("name")),
    )


def move(*, article: Article, desk: Desk, author: User | None, by: User, now: datetime) -> None:
    """Move the story to the desk, where ``author`` is its author. Everybody it concerns there is notified,
    and so are the webhooks of both desks and those editors of the former one who still see it.

    Raises :class:`MoveRefused` and :class:`~newsroom.errors.NotAllowed`.
    """
    former = article.desk
    with transaction.atomic():
        for pk in sorted({former.pk, desk.pk}):
            locking.lock_desk(pk)
        document = locking.lock(article)
        if article.desk_id != former.pk:
            raise MoveRefused(locking.moved_sentence(article))
        _require(article, desk, by)
        if author is not None and not speaks_on(author, desk.pk):
            raise MoveRefused(
                _("%(person)s has no role on %(desk)s. Choose another author, or none.")
                % {"person": author, "desk": desk}
            )
        round = signoff.current_round(article)
        stage = _stage_on(desk, round)
        revisions.freeze(article=article, document=document, reason=Revision.Reason.STAGE, by=by, now=now)
        filing.put_on_desk(article, desk, author=author, now=now)
        facts = Moved(former=former.name, desk=desk.name, editors=_editors_of(former))
        moved = events.record(
            kind=Event.Kind.MOVED, article=article, actor=by, round=round, facts=facts, now=now
        )
        webhook_rows.enqueue(moved, desk=former.pk)
        if stage is not None:
            signoff.move(article, round, stage, by=by, now=now)
        elif round.stage_id is not None:
            round.stage = None
            round.save(update_fields=["stage"])
        signoff.announce(article)


def _require(article: Article, desk: Desk, by: User) -> None:
    access.require(
        access.may_move(by, article) and access.may_move_to(by, desk),
        _("Only an editor of both desks can move a story."),
    )
    if desk.pk == article.desk_id:
        raise MoveRefused(_("“%(article)s” is on %(desk)s already.") % {"article": article, "desk": desk})
    if article.state == Article.State.RELEASED:
        raise MoveRefused(_("A released story stays on its desk. Start a correction to move it."))
    if not article.is_open:
        raise MoveRefused(_("This story is spiked. Unspike it to move it."))


def _editors_of(desk: Desk) -> tuple[int, ...]:
    """Those who have a role on the other desk, too, are notified: the others can't see the story."""
    editors = Membership.objects.filter(desk=desk, role=Membership.Role.EDITOR)
    return tuple(editors.order_by("user").values_list("user", flat=True))


def _stage_on(desk: Desk, round: Round) -> Stage | None:
    """The desk's stage of the name of the present one, whatever the case of its letters; else its first."""
    stages = list(Stage.objects.filter(desk=desk).order_by("position"))
    name = round.stage.name.casefold() if round.stage else ""
    return next((stage for stage in stages if stage.name.casefold() == name), stages[0] if stages else None)


def _reassigned(article: Article, desk: Desk, *, now: datetime) -> Iterable[Query]:
    """Open queries that are assigned to people who cannot answer on the desk."""
    assigned = article.queries.open().exclude(assigned_to=None).select_related("assigned_to")
    speaking = set(desk.speakers().values_list("pk", flat=True))
    invited = set(Invitation.objects.active(now).filter(article=article).values_list("person", flat=True))
    for query in assigned.order_by("number"):
        person = query.assigned_to
        if person is not None and person.pk not in speaking | invited and not person.is_superuser:
            yield query


def _who_cannot_see(former: Desk, desk: Desk) -> Iterable[User]:
    """People of the one desk who have no role on the other."""
    there = Membership.objects.filter(desk=desk).values("user")
    people = former.people.filter(is_active=True, is_superuser=False)
    return people.exclude(pk__in=there).order_by("name")
