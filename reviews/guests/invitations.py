"""Inviting guests to an article, and ending that: the desk's side."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch
from django.utils.translation import gettext as _

from articles import locking
from articles.access import Actor
from articles.models import Article, topic_of
from newsroom.errors import Conflict, DomainError, NotFound
from newsroom.limiting import limits
from newsroom.limiting.limits import Limit
from newsroom.messaging import live
from newsroom.models import User, renew
from newsroom.models.people import LONGEST_ADDRESS
from newsroom.security import log
from newsroom.security.models import SecurityEvent
from reviews import access, guest_sessions
from reviews.models import Invitation, Reply, Visit
from reviews.queries import answering

DAYS = (3, 7, 14, 30)
"""How long an invitation may be good for."""

USUAL_DAYS = 14
NAME_LENGTH = 120
LINKS_OF_AN_EDITOR = Limit("guest-links-by", 60, timedelta(hours=1))
LINKS_TO_AN_ADDRESS = Limit("guest-links-to", 20, timedelta(days=1))
"""Of all desks together: nobody is to be pestered by us."""
Purpose = Invitation.Purpose


class InvitationRefused(DomainError):
    """Nobody can be invited like this."""


@dataclass(frozen=True)
class Guest:
    """An invitation as the desk sees it: whether it stands, what was asked and what came of it."""

    invitation: Invitation
    is_active: bool
    asked: int
    answered: int
    visits: list[Visit]

    @property
    def opened_at(self) -> datetime | None:
        """When they last opened the copy."""
        opened = (one.happened_at for one in self.visits if one.kind == Visit.Kind.OPENED)
        return max(opened, default=None)


def of_article(article: Article, *, now: datetime) -> list[Guest]:
    """Everybody who was invited to this article, the latest first. Four statements, however many."""
    uses = Prefetch("visits", queryset=Visit.objects.select_related("query"))
    invitations = list(article.invitations.select_related("person", "invited_by").prefetch_related(uses))
    if not invitations:
        return []
    has_replied = Exists(Reply.objects.filter(query=OuterRef("pk"), author=OuterRef("assigned_to")))
    people = [invitation.person_id for invitation in invitations]
    asked = list(
        article.queries.filter(assigned_to__in=people)
        .annotate(has_replied=has_replied)
        .values_list("assigned_to", "has_replied")
    )
    return [
        Guest(
            invitation=invitation,
            is_active=invitation.is_active(now),
            asked=sum(person == invitation.person_id for person, _has_replied in asked),
            answered=sum(has_replied for person, has_replied in asked if person == invitation.person_id),
            visits=list(invitation.visits.all()),
        )
        for invitation in invitations
    ]


def find(actor: Actor, article: Article, pk: int) -> Invitation:
    """An invitation to this article, for somebody who sees the article. Raises :class:`NotFound`."""
    found = article.invitations.select_related("person").filter(pk=pk).first()
    if found is None or not access.may_see(actor, article):
        raise NotFound(_("There is no such invitation to “%(article)s”.") % {"article": article})
    found.article = article
    return found


def invite(
    *,
    article: Article,
    by: User,
    name: str,
    email: str,
    purpose: str,
    days: int = USUAL_DAYS,
    numbers: Collection[int] = (),
    now: datetime,
) -> Invitation:
    """Invite somebody from outside, who is mailed a link; the open queries of these numbers are theirs.

    Whoever was invited to this article before is invited anew: older links end. Raises
    :class:`InvitationRefused` and :class:`~newsroom.errors.Conflict`.
    """
    _require_editor(by, article)  # before anything is counted, and again behind the lock
    _require_few_links(by, email, now=now)
    if purpose not in Purpose.values or days not in DAYS:
        raise InvitationRefused(_("Choose a purpose and an expiry from the lists."))
    with transaction.atomic():
        locking.lock(article)
        _require_editor(by, article)
        _require_in_progress(article)
        theirs = list(article.queries.open().filter(number__in=numbers))
        if purpose == Purpose.ANSWER and not theirs:
            raise InvitationRefused(_("Select the queries for them to answer."))
        guest = _guest(name=name, email=email)
        invitation = _renew(article, guest, purpose=purpose, by=by, until=now + timedelta(days=days), now=now)
        answering.hand_over(theirs, to=guest, now=now)
        guest_sessions.send_link(invitation, actor=by, now=now)
        _record(invitation, "invited", now=now)
        _announce(article)
    return invitation


def extend(*, invitation: Invitation, by: User, days: int = USUAL_DAYS, now: datetime) -> None:
    """Let it be good for so many days from now. The link stays as it is, one that had run out, too.

    Raises :class:`InvitationRefused`.
    """
    _require_editor(by, invitation.article)
    if days not in DAYS:
        raise InvitationRefused(_("Choose an expiry from the list."))
    with transaction.atomic():
        _lock(invitation)
        _require_not_revoked(invitation)
        invitation.expires_at = max(invitation.expires_at, now + timedelta(days=days))
        invitation.save(update_fields=["expires_at"])
        _record(invitation, "extended", now=now)
        _announce(invitation.article)


def replace_link(*, invitation: Invitation, by: User, now: datetime) -> None:
    """Mail a new link and end the one that went out before, in whatever hands it is.

    Raises :class:`Conflict`.
    """
    _require_editor(by, invitation.article)
    _require_few_links(by, invitation.person.email, now=now)
    with transaction.atomic():
        _lock(invitation)
        _require_not_revoked(invitation)
        _require_in_progress(invitation.article)
        if not invitation.is_active(now):
            raise Conflict(_("This invitation has expired. Extend it first."))
        invitation.version += 1
        invitation.save(update_fields=["version"])
        _record(invitation, "new link", now=now)
        guest_sessions.send_link(invitation, actor=by, now=now)
        _announce(invitation.article)


def revoke(*, invitation: Invitation, by: User, now: datetime) -> None:
    """End it at once, open pages included. Their queries stay theirs until somebody hands them on."""
    _require_editor(by, invitation.article)
    with transaction.atomic():
        _lock(invitation)
        if invitation.revoked_at is not None:
            return
        invitation.revoked_at, invitation.version = now, invitation.version + 1
        invitation.save(update_fields=["revoked_at", "version"])
        _record(invitation, "revoked", now=now)
        _announce(invitation.article)


def _require_few_links(by: User, email: str, *, now: datetime) -> None:
    """Count what is tried, not what comes of it: a refusal must not become a way to ask about addresses."""
    limits.use(LINKS_OF_AN_EDITOR, by.pk, now=now)
    limits.use(LINKS_TO_AN_ADDRESS, email.strip().lower(), now=now)


def _guest(*, name: str, email: str) -> User:
    """The guest of that address, made when there is none. One who was here before keeps their name.

    Accounts are not looked at: whether there is one of this address is not told by what becomes of it.
    """
    name, email = " ".join(name.replace("\x00", "").split()), email.strip()
    if not name or len(name) > NAME_LENGTH:
        raise InvitationRefused(_("Enter their name, as it should appear on their answers."))
    try:
        validate_email(email)
    except ValidationError as error:
        raise InvitationRefused(_("Enter their email address. We’ll send the link there.")) from error
    if len(email) > LONGEST_ADDRESS:
        raise InvitationRefused(_("This email address is too long."))
    fresh = User(email=User.objects.normalize_email(email), name=name, is_guest=True)
    fresh.set_unusable_password()
    User.objects.bulk_create([fresh], ignore_conflicts=True)
    guest = User.objects.get(email__iexact=email, is_guest=True)
    if not guest.is_active:
        raise InvitationRefused(
            _("This address can’t be invited: its account is locked. Ask an administrator.")
        )
    return guest


def _renew(
    article: Article, guest: User, *, purpose: str, by: User, until: datetime, now: datetime
) -> Invitation:
    invitation = Invitation.objects.filter(article=article, person=guest).first()
    if invitation is None:
        invitation = Invitation(article=article, person=guest)
    else:
        invitation.version += 1
    invitation.purpose, invitation.invited_by, invitation.invited_at = purpose, by, now
    invitation.expires_at, invitation.revoked_at = until, None
    invitation.save()
    invitation.article, invitation.person = article, guest
    return invitation


def _lock(invitation: Invitation) -> None:
    """Lock the row and renew what an act decides on."""
    renew(invitation, Invitation.objects.select_for_update().get(pk=invitation.pk))


def _record(invitation: Invitation, what: str, *, now: datetime) -> None:
    log.record(
        SecurityEvent.Kind.INVITATION,
        person=invitation.person,
        what=what,
        story=invitation.article.slug,
        role=f"guest, to {invitation.purpose}",
        now=now,
    )


def _announce(article: Article) -> None:
    live.publish(topic_of(article.pk), "guests")


def _require_editor(by: User, article: Article) -> None:
    access.require(
        access.may_invite(by, article), _("Only a desk editor can invite guests and revoke invitations.")
    )


def _require_in_progress(article: Article) -> None:
    if not article.is_open:
        raise Conflict(
            _("“%(article)s” is %(state)s, so guests can’t be invited.")
            % {"article": article, "state": article.get_state_display()}
        )


def _require_not_revoked(invitation: Invitation) -> None:
    if invitation.revoked_at is not None:
        raise Conflict(_("This invitation has been revoked. Invite them again."))
