"""What needs an administrator's eye first: mail that does not go out, and the stories in the making."""

from __future__ import annotations

from collections.abc import Iterator
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
from reviews.models import Digest, InboundMail, Notification, StoppedAddress
from reviews.notifications.metrics import standing

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
    found = standing(rows, now=now)
    yield Tile(
        title=_("Mails given up"),
        figure=str(found.given_up),
        detail=_("Read the error, then try them again.")
        if found.given_up
        else _("Everything went out or is on its way."),
        url=list_url(Notification, state__exact=State.DEAD),
        grave=found.given_up > 0,
    )
    yield Tile(
        title=_("Age of the queue"),
        figure=timesince(found.oldest_due, now, depth=1) if found.oldest_due else "0",
        detail=ngettext("%(count)d mail is due.", "%(count)d mails are due.", found.due)
        % {"count": found.due},
        url=list_url(Notification, state__exact=State.PENDING),
        grave=found.seconds_waited(now) > SLOW,
    )
    yield oldest_waiting(rows)


def oldest_waiting(rows: QuerySet[Notification]) -> Tile:
    waiting = rows.filter(state=State.PENDING).select_related("recipient", "event__article")
    row = waiting.order_by("created_at", "pk").first()
    if row is None:
        return Tile(_("Oldest waiting mail"), "—", _("No mail waits."), list_url(Notification))
    about = {"person": row.recipient, "article": clipped(str(row.event.article), 40)}
    return Tile(
        title=_("Oldest waiting mail"),
        figure=timesince(row.created_at, depth=1),
        detail=_("To %(person)s, about “%(article)s”.") % about,
        url=change_url(Notification, row.pk),
    )


@provide
def digests(request: HttpRequest) -> Iterator[Tile]:
    """One statement."""
    rows = visible(request, Digest)
    if rows is None:
        return
    found = standing(rows, now=timezone.now())
    yield Tile(
        title=_("Digests given up"),
        figure=str(found.given_up),
        detail=_("Read the error, then try them again.")
        if found.given_up
        else ngettext("%(count)d digest is due.", "%(count)d digests are due.", found.due)
        % {"count": found.due},
        url=list_url(Digest, state__exact=State.DEAD if found.given_up else State.PENDING),
        grave=found.given_up > 0,
    )


@provide
def answers(request: HttpRequest) -> Iterator[Tile]:
    """Two statements; nothing where mails are not answered."""
    rows = visible(request, InboundMail)
    if rows is None or settings.INBOUND is None:
        return
    parked = rows.filter(state=InboundMail.State.PARKED).count()
    yield Tile(
        title=_("Answers put aside"),
        figure=str(parked),
        detail=_("Read the error, then have them judged again.")
        if parked
        else _("Every answer by mail was read."),
        url=list_url(InboundMail, state__exact=InboundMail.State.PARKED),
        grave=parked > 0,
    )
    unreached = visible(request, StoppedAddress)
    if unreached is not None:
        count = unreached.filter(ended_at=None).count()
        yield Tile(
            title=_("People no mail reaches"),
            figure=str(count),
            detail=_("Mail to them came back.") if count else _("No mail came back."),
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
        title=_("Articles in progress"),
        figure=str(found["count"]),
        detail=overdue_sentence(found["late"]),
        url=list_url(Article, state__exact=Article.State.OPEN),
    )


def overdue_sentence(late: int) -> str:
    if not late:
        return _("None is past its deadline.")
    return ngettext("%(late)d is past its deadline.", "%(late)d are past their deadlines.", late) % {
        "late": late
    }


def visible(request: HttpRequest, model: type[Model]) -> QuerySet[Any] | None:
    """The rows this person may look at in the administration, or ``None`` for none at all."""
    page = admin.site.get_model_admin(model)
    return page.get_queryset(request) if page.has_view_permission(request) else None
