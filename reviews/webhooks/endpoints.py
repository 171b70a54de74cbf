"""Adding, changing and removing the webhooks of a desk: the work of its editors."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from articles.access import visible_desks
from newsroom.errors import Conflict, DomainError, NotFound, NotVisible
from newsroom.limiting import limits
from newsroom.limiting.limits import Limit
from newsroom.models import Desk, User
from reviews import access
from reviews.models import Delivery, Endpoint, Event
from reviews.models.webhook import URL_LENGTH, fresh_secret
from reviews.notifications import webhook_rows
from reviews.webhooks import outbox, posting
from reviews.webhooks.posting import AddressRefused, PostFailed

MOST_ENDPOINTS = 20
"""On one desk: each costs every act there a row."""

BOTH_SECRETS = timedelta(hours=24)
"""For how long a secret that was replaced still signs, beside the new one."""
TRIALS = Limit("webhook-trials", 20, timedelta(hours=1))
"""Posts to an address outside that one person asks for by hand, trials and repetitions alike."""
LOOK_UPS = Limit("webhook-addresses", 60, timedelta(hours=1))
"""Addresses that one person has looked up, whether there is a webhook afterwards or not."""

State = Delivery.State


class EndpointRefused(DomainError):
    """There cannot be such a webhook."""


@dataclass(frozen=True)
class Shown:
    """An endpoint as its desk's editors see it, with how its deliveries stand."""

    endpoint: Endpoint
    kinds: list[str]
    waiting: int
    given_up: int
    last_sent_at: datetime | None
    last_error: str


def desks_of(person: User | AnonymousUser) -> list[Desk]:
    """The desks whose webhooks this person looks after, by name."""
    return [desk for desk in visible_desks(person).order_by("name") if access.may_connect(person, desk)]


def of_desks(desks: Collection[Desk]) -> list[Shown]:
    """The webhooks of these desks with how they stand. Two statements, however many."""
    endpoints = list(
        Endpoint.objects.filter(desk__in=desks)
        .select_related("desk")
        .annotate(
            waiting=Count("deliveries", filter=Q(deliveries__state__in=(State.PENDING, State.SENDING))),
            given_up=Count("deliveries", filter=Q(deliveries__state=State.DEAD)),
            last_sent_at=Max("deliveries__sent_at"),
        )
        .order_by("desk__name", "pk")
    )
    failed = Delivery.objects.filter(endpoint__in=endpoints).exclude(last_error="").order_by("pk")
    errors = dict(failed.values_list("endpoint", "last_error"))
    return [
        Shown(
            endpoint=endpoint,
            kinds=[str(Event.Kind(kind).label) for kind in endpoint.kinds if kind in Event.Kind.values],
            waiting=endpoint.waiting,
            given_up=endpoint.given_up,
            last_sent_at=endpoint.last_sent_at,
            last_error=errors.get(endpoint.pk, ""),
        )
        for endpoint in endpoints
    ]


def find(person: User | AnonymousUser, pk: int) -> Endpoint:
    """A webhook of a desk this person edits; for everybody else there is none. Raises :class:`NotFound`."""
    found = Endpoint.objects.select_related("desk").filter(pk=pk).first()
    if found is None or not access.may_connect(person, found.desk):
        kind = NotFound if found is None else NotVisible
        raise kind(_("There is no such webhook on your desks."))
    return found


def add(*, desk: Desk, by: User, url: str, kinds: Collection[str], now: datetime) -> Endpoint:
    """A new webhook with a secret of its own. Raises :class:`EndpointRefused` and
    :class:`~reviews.webhooks.posting.AddressRefused`. Raises :class:`Conflict`."""
    _require_editor(by, desk)
    url = url.strip()
    if len(url) > URL_LENGTH:
        raise EndpointRefused(_("This address is too long."))
    chosen = _kinds(kinds)
    limits.use(LOOK_UPS, by.pk, now=now)
    _look_at(url)
    with transaction.atomic():
        Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)  # two clicks wait for each other
        if Endpoint.objects.filter(desk=desk).count() >= MOST_ENDPOINTS:
            raise Conflict(_("A desk can have %(count)d webhooks at most.") % {"count": MOST_ENDPOINTS})
        return Endpoint.objects.create(desk=desk, url=url, kinds=chosen, added_by=by, added_at=now)


def change(*, endpoint: Endpoint, by: User, kinds: Collection[str], is_active: bool) -> None:
    """Set the kinds of events that it gets, and whether it gets any. Waiting deliveries keep waiting."""
    _require_editor(by, endpoint.desk)
    endpoint.kinds, endpoint.is_active = _kinds(kinds), is_active
    endpoint.save(update_fields=["kinds", "is_active"])


def replace_secret(*, endpoint: Endpoint, by: User, now: datetime) -> str:
    """A new secret. The old one signs as well for ``BOTH_SECRETS``, so that receivers have time to change."""
    _require_editor(by, endpoint.desk)
    with transaction.atomic():
        endpoint.refresh_from_db(from_queryset=Endpoint.objects.select_for_update(no_key=True))
        endpoint.former_secret, endpoint.former_secret_until = endpoint.secret, now + BOTH_SECRETS
        endpoint.secret = fresh_secret()
        endpoint.save(update_fields=["secret", "former_secret", "former_secret_until"])
    return endpoint.secret


def remove(*, endpoint: Endpoint, by: User) -> None:
    """End it, with what waits for it. Its history stays."""
    _require_editor(by, endpoint.desk)
    endpoint.delete()


def send_test(*, endpoint: Endpoint, by: User, now: datetime) -> Delivery:
    """Send it something that says only that it arrived. Raises :class:`Conflict`."""
    _require_editor(by, endpoint.desk)
    if not endpoint.is_active:
        raise Conflict(_("This webhook is off. Turn it on first."))
    limits.use(TRIALS, by.pk, now=now)
    with transaction.atomic():
        return webhook_rows.enqueue_trial(endpoint, now=now)


def send_again(*, endpoint: Endpoint, by: User, now: datetime) -> int:
    """Try everything again that was given up for it. Says how many there were."""
    _require_editor(by, endpoint.desk)
    limits.use(TRIALS, by.pk, now=now)
    return outbox.retry(endpoint.deliveries.filter(state=State.DEAD).values_list("pk", flat=True), now=now)


def _look_at(url: str) -> None:
    """Refuse at once what would not be posted to."""
    target = posting.target_of(url)
    try:
        posting.addresses_of(target)
    except PostFailed as failure:
        raise AddressRefused(failure.reason) from failure


def _kinds(kinds: Collection[str]) -> list[str]:
    chosen = [kind for kind in Event.Kind.values if kind in kinds]
    if not chosen or set(kinds) - set(chosen):
        raise EndpointRefused(_("Choose the events from the list."))
    return chosen


def _require_editor(by: User, desk: Desk) -> None:
    access.require(access.may_connect(by, desk), _("Only a desk editor can manage webhooks."))
