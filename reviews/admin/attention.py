"""What needs an administrator's eye first: mail that does not go out, and the stories in the making."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article
from newsroom.admin.attention import Tile, provide
from newsroom.admin.showing import change_url, clipped, list_url
from newsroom.models import AccountMail, Leased
from reviews.models import Digest, InboundMail, Notification, StoppedAddress
from reviews.notifications.metrics import measure_outbox

SLOW = 300
"""Seconds after which a mail that is due and did not go out means that something is wrong."""
State = Notification.State


@provide
def mail(request: HttpRequest) -> Iterator[Tile]:
    """Two statements."""
    rows = visible(request, Notification)
    if rows is None:
        return
    now = timezone.now()
    found = measure_outbox(rows, now=now)
    yield Tile(
        title=_("Failed emails"),
        figure=str(found.given_up),
        detail=_("Check the error, then retry them.")
        if found.given_up
        else _("Everything was sent or is queued."),
        url=list_url(Notification, state__exact=State.DEAD),
        grave=found.given_up > 0,
    )
    yield Tile(
        title=_("Queue delay"),
        figure=timesince(found.oldest_due, now, depth=1) if found.oldest_due else "0",
        detail=ngettext("%(count)d email is due.", "%(count)d emails are due.", found.due)
        % {"count": found.due},
        url=list_url(Notification, state__exact=State.PENDING),
        grave=found.seconds_waited(now) > SLOW,
    )
    yield oldest_waiting(rows)


def oldest_waiting(rows: QuerySet[Notification]) -> Tile:
    waiting = rows.filter(state=State.PENDING).select_related("recipient", "event__article")
    row = waiting.order_by("created_at", "pk").first()
    if row is None:
        return Tile(_("Oldest queued email"), "—", _("The queue is empty."), list_url(Notification))
    about = {"person": row.recipient, "article": clipped(str(row.event.article), 40)}
    return Tile(
        title=_("Oldest queued email"),
        figure=timesince(row.created_at, depth=1),
        detail=_("To %(person)s, about “%(article)s”.") % about,
        url=change_url(Notification, row.pk),
    )


@provide
def digests(request: HttpRequest) -> Iterator[Tile]:
    """One statement."""
    return _outbox(
        request,
        Digest,
        _("Failed digests"),
        lambda count: ngettext("%(count)d digest is due.", "%(count)d digests are due.", count),
    )


@provide
def account_mails(request: HttpRequest) -> Iterator[Tile]:
    """One statement."""
    return _outbox(
        request,
        AccountMail,
        _("Failed account emails"),
        lambda count: ngettext("%(count)d email is due.", "%(count)d emails are due.", count),
    )


def _outbox(
    request: HttpRequest, model: type[Leased], title: str, due: Callable[[int], str]
) -> Iterator[Tile]:
    """How many of these could not be sent; when there are none, how many are due."""
    rows = visible(request, model)
    if rows is None:
        return
    found = measure_outbox(rows, now=timezone.now())
    yield Tile(
        title=title,
        figure=str(found.given_up),
        detail=_("Check the error, then retry them.")
        if found.given_up
        else due(found.due) % {"count": found.due},
        url=list_url(model, state__exact=State.DEAD if found.given_up else State.PENDING),
        grave=found.given_up > 0,
    )


@provide
def answers(request: HttpRequest) -> Iterator[Tile]:
    """Two statements; nothing where mails are not answered."""
    rows = visible(request, InboundMail)
    if rows is None or settings.INBOUND is None:
        return
    quarantined = rows.filter(state=InboundMail.State.QUARANTINED).count()
    yield Tile(
        title=_("Unreadable replies"),
        figure=str(quarantined),
        detail=_("Check the error, then process them again.") if quarantined else _("All replies were read."),
        url=list_url(InboundMail, state__exact=InboundMail.State.QUARANTINED),
        grave=quarantined > 0,
    )
    unreached = visible(request, StoppedAddress)
    if unreached is not None:
        count = unreached.filter(ended_at=None).count()
        yield Tile(
            title=_("Bouncing addresses"),
            figure=str(count),
            detail=_("Email to these addresses bounced.") if count else _("No bounces."),
            url=list_url(StoppedAddress, ended_at__isempty=1),
            grave=count > 0,
        )


@provide
def stories(request: HttpRequest) -> Iterator[Tile]:
    """One statement."""
    rows = visible(request, Article)
    if rows is None:
        return
    late = Count("pk", filter=Q(deadline__lt=timezone.now()))
    found = rows.filter(state=Article.State.OPEN).order_by().aggregate(count=Count("pk"), late=late)
    yield Tile(
        title=_("Stories in progress"),
        figure=str(found["count"]),
        detail=overdue_sentence(found["late"]),
        url=list_url(Article, state__exact=Article.State.OPEN),
    )


def overdue_sentence(late: int) -> str:
    if not late:
        return _("None overdue.")
    return _("%(late)d overdue.") % {"late": late}


def visible(request: HttpRequest, model: type[Model]) -> QuerySet[Any] | None:
    """The rows this person may look at in the administration, or ``None`` for none at all."""
    page = admin.site.get_model_admin(model)
    return page.get_queryset(request) if page.has_view_permission(request) else None
