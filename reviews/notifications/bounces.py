"""Mail that comes back for good: none goes to that address any more, until somebody says that it is right."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from articles.access import Role
from articles.models import Article
from newsroom.errors import NotAllowed, NotFound
from newsroom.models import Membership, User
from newsroom.sql import compiled
from reviews.models import Answer, Event, Notification, StoppedAddress
from reviews.models.facts import Bounced
from reviews.notifications import events

REASON_LENGTH = 500
WAITING = (Notification.State.PENDING, Notification.State.DIGEST)


def stop(person: User, *, reason: str, article: Article | None = None, now: datetime) -> bool:
    """Send no more mail to this person's address, and tell the desk. False when that is so already.

    ``article``: which one the mail was about; without it the last one they were notified of. Its
    desk's editors are notified. What waits to be sent stays in the inbox.
    """
    with transaction.atomic():
        stopped, is_new = StoppedAddress.objects.active().get_or_create(
            address=person.email.lower(),
            ended_at=None,
            defaults={"person": person, "reason": reason[:REASON_LENGTH], "stopped_at": now},
        )
        if not is_new:
            return False
        waiting = Notification.objects.filter(recipient=person, state__in=WAITING)
        waiting.update(state=Notification.State.INBOX_ONLY)
        Answer.objects.filter(person=person, state=Answer.State.PENDING).update(
            state=Answer.State.DEAD, last_error=_("Email to this address bounced.")
        )
        if about := article or _last_article(person):
            facts = Bounced(
                person=person.pk, name=str(person), address=stopped.address, reason=stopped.reason
            )
            events.record(kind=Event.Kind.BOUNCED, article=about, actor=None, now=now, facts=facts)
    return True


def resume(stopped: StoppedAddress, *, by: User, now: datetime) -> None:
    """Send mail there again: the person's own word, or an administrator's. Raises :class:`NotAllowed`."""
    if not may_resume(by, stopped):
        raise NotAllowed(_("Only the account holder or an administrator can resume email to an address."))
    StoppedAddress.objects.active().filter(pk=stopped.pk).update(ended_at=now, ended_by=by)


def may_resume(by: User, stopped: StoppedAddress) -> bool:
    return by.is_active and (by.is_superuser or by.pk == stopped.person_id)


def find(viewer: User, pk: int) -> StoppedAddress:
    """A bounced address, for somebody who is notified of it. Raises :class:`NotFound`."""
    found = next((one for one in stopped_for(viewer) if one.pk == pk), None)
    if found is None:
        raise NotFound(_("Email to that address has already resumed, or no one on your desks has it."))
    return found


def _current() -> QuerySet[StoppedAddress]:
    return StoppedAddress.objects.active().filter(address=Lower("person__email"), person__is_active=True)


def stopped_for(viewer: User) -> list[StoppedAddress]:
    """Whom no mail reaches: this person, and everybody on the desks they edit. An address that is no
    longer anybody's is nothing to set right. One statement."""
    return list(_all_stopped()) if viewer.is_superuser else _stopped_for(viewer.pk)


def _all_stopped() -> QuerySet[StoppedAddress]:
    return _current().select_related("person").order_by("person__name")


@compiled
def _stopped_for(viewer: int) -> QuerySet[StoppedAddress]:
    edited = Membership.objects.filter(user=viewer, role=Role.EDITOR).values("desk")
    theirs = Membership.objects.filter(desk__in=edited).values("user")
    return _all_stopped().filter(Q(person=viewer) | Q(person__in=theirs))


def _last_article(person: User) -> Article | None:
    notifications = Notification.objects.filter(recipient=person).order_by("-pk")
    last = notifications.select_related("event__article__desk").first()
    return last.event.article if last else None
