"""What a guest does with their link. Every use is kept; who has no valid link learns nothing.

A link is signed and says invitation, purpose and version; whether it is still good stands in the
database alone and is asked at each use. Opening it leaves a pass in the browser, so that the link
itself is in no address but the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.translation import gettext as _

from articles.models import Article, topic_of
from newsroom.errors import NotFound
from newsroom.limiting import limits
from newsroom.limiting.limits import Limit, TooManyAttempts
from newsroom.messaging import live
from newsroom.models import User
from reviews.access import guest_queries
from reviews.models import Event, Invitation, Query, Reply, Visit
from reviews.models.facts import Invited
from reviews.notifications import events
from reviews.notifications.mail import signed_links
from reviews.notifications.mail.signed_links import LinkRefused

LINK_AGAIN_EVERY = timedelta(minutes=10)
LINKS_ASKED_FOR = Limit("guest-links-asked", 6, timedelta(days=1))
"""By whoever has the link of an invitation."""
REFUSAL_KEPT_EVERY = timedelta(minutes=10)
Kind, Reason = Visit.Kind, Visit.Reason


class LinkClosed(NotFound):
    """What was brought opens nothing: one sentence, whatever the reason is."""


@dataclass(frozen=True)
class _Brought:
    """The invitation a link or pass was made for, and why it is not good; ``reason`` is empty when it is."""

    invitation: Invitation
    reason: str = ""


def look(token: str, *, viewer: User | AnonymousUser, now: datetime) -> Invitation:
    """The invitation a link leads to. Nothing was used by looking; raises :class:`LinkClosed`."""
    return _require_guest(_by_link(token, now=now), viewer=viewer, now=now)


def enter(token: str, *, viewer: User | AnonymousUser, now: datetime) -> tuple[Invitation, str]:
    """Open the copy: the invitation, and the pass that stands for it from here on."""
    invitation = look(token, viewer=viewer, now=now)
    with transaction.atomic():
        _keep(invitation, Kind.OPENED, now=now)
    return invitation, signed_links.guest_pass(invitation, now=now)


def visit(pk: int, presented: str, *, viewer: User | AnonymousUser, now: datetime) -> Invitation:
    """The invitation of that number, for whoever brings its pass. Raises :class:`LinkClosed`."""
    return _require_guest(_by_pass(pk, presented, now=now), viewer=viewer, now=now)


def is_pass(invitation: Invitation, presented: str, *, now: datetime) -> bool:
    """Whether the browser that brings this opened the invitation before."""
    try:
        return signed_links.read_guest_pass(presented, now=now) == (invitation.pk, invitation.version)
    except LinkRefused:
        return False


def ask_for_link(token: str, *, now: datetime) -> None:
    """Mail the link again to the address on file, if the invitation stands: nobody learns whether it does."""
    brought = _by_link(token, now=now)
    if brought is None:
        return
    with transaction.atomic():
        invitation = Invitation.objects.select_for_update().get(pk=brought.invitation.pk)
        lately = invitation.visits.filter(kind=Kind.LINK_ASKED, happened_at__gt=now - LINK_AGAIN_EVERY)
        if not invitation.is_active(now) or not invitation.article.is_open or lately.exists():
            return
        try:
            limits.use(LINKS_ASKED_FOR, invitation.pk, now=now)
        except TooManyAttempts:
            return  # nobody learns of that either
        _keep(invitation, Kind.LINK_ASKED, now=now)
        send_link(invitation, actor=None, now=now)


def send_link(invitation: Invitation, *, actor: User | None, now: datetime) -> None:
    """Mail a guest what they are asked for, with their link. ``actor`` is ``None`` when they asked for it."""
    article, guest = invitation.article, invitation.person
    queries = tuple(guest_queries(guest, article).open().order_by("number").values_list("pk", flat=True))
    events.record(
        kind=Event.Kind.INVITED,
        article=article,
        actor=actor,
        now=now,
        facts=Invited(
            guest=guest.pk, purpose=invitation.purpose, queries=queries, notified={guest.pk: queries}
        ),
    )


def keep_act(
    *, by: User, article: Article, kind: Visit.Kind, query: Query, reply: Reply | None = None, now: datetime
) -> None:
    """Note what somebody wrote in the history of their invitation, if they are a guest."""
    if not by.is_guest:
        return
    invitation = Invitation.objects.active(now).get(person=by, article=article)
    _keep(invitation, kind, query=query, reply=reply, now=now)


def _keep(
    invitation: Invitation,
    kind: Visit.Kind,
    *,
    now: datetime,
    reason: str = "",
    query: Query | None = None,
    reply: Reply | None = None,
) -> None:
    Visit.objects.create(
        invitation=invitation, kind=kind, reason=reason, query=query, reply=reply, happened_at=now
    )
    live.publish(topic_of(invitation.article_id), "guests")


def _require_guest(brought: _Brought | None, *, viewer: User | AnonymousUser, now: datetime) -> Invitation:
    """Let in whoever has a good link and is nobody else here: words of a guest are the guest's own."""
    if brought is None:
        raise LinkClosed(_("This link doesn’t work."))
    reason = brought.reason or (Reason.SOMEBODY_ELSE if isinstance(viewer, User) else "")
    if reason and (brought.reason or not _is_theirs(brought.invitation, viewer)):
        _keep_refusal(brought.invitation, reason, now=now)
    if brought.reason:
        raise LinkClosed(_("This link doesn’t work."))
    if reason:
        raise SignedInHere(brought.invitation)
    return brought.invitation


def _is_theirs(invitation: Invitation, viewer: User | AnonymousUser) -> bool:
    """Whether the guest is who is signed in: to tell the desk would say that they have an account."""
    return isinstance(viewer, User) and viewer.email.lower() == invitation.person.email.lower()


class SignedInHere(NotFound):
    """The link is good, but somebody of the house is signed in in this browser."""

    def __init__(self, invitation: Invitation) -> None:
        super().__init__(
            _("This link is for %(guest)s – anything you write would appear under their name.")
            % {"guest": invitation.person}
        )
        self.invitation = invitation


def _keep_refusal(invitation: Invitation, reason: str, *, now: datetime) -> None:
    """Once in a while: whoever tries a dead link a thousand times does not fill the history."""
    lately = invitation.visits.filter(
        kind=Kind.REFUSED, reason=reason, happened_at__gt=now - REFUSAL_KEPT_EVERY
    )
    if not lately.exists():
        _keep(invitation, Kind.REFUSED, reason=reason, now=now)


def _by_link(token: str, *, now: datetime) -> _Brought | None:
    """What a link was made for; ``None`` when it was not made here, which costs no statement."""
    try:
        pk, purpose, version = signed_links.read_guest(token)
    except LinkRefused:
        return None
    return _brought(pk, version, now=now, purpose=purpose)


def _by_pass(pk: int, presented: str, *, now: datetime) -> _Brought | None:
    try:
        made_for, version = signed_links.read_guest_pass(presented, now=now)
    except LinkRefused:
        return None
    return _brought(pk, version, now=now) if made_for == pk else None


def _brought(pk: int, version: int, *, now: datetime, purpose: str = "") -> _Brought | None:
    found = (
        Invitation.objects.select_related("person", "invited_by", "article__desk", "article__document")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        return None
    if found.revoked_at is not None or found.person.is_shut_out:
        return _Brought(found, Reason.REVOKED)
    if not found.is_active(now):
        return _Brought(found, Reason.EXPIRED)
    if found.version != version or purpose not in ("", found.purpose):
        return _Brought(found, Reason.REPLACED)
    return _Brought(found)
