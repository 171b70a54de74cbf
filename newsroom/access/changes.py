"""Says, after commit, that what a person may do has changed, so that open streams look at it at once.

It may get lost like every live event: with Redis away, or after a bulk update, streams find out by
themselves a few seconds later.
"""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from newsroom.messaging import live
from newsroom.models import Membership, User

PREFIX = "person:"


def topic_of(person: int) -> str:
    """Where changes of a person's rights are told. No page listens there."""
    return f"{PREFIX}{person}"


def announce(person: int) -> None:
    live.publish(topic_of(person), "rights")


@receiver([post_save, post_delete], sender=Membership, dispatch_uid="newsroom.access.changes.membership")
def part_changed(instance: Membership, **_: Any) -> None:
    announce(instance.user_id)


@receiver(post_save, sender=User, dispatch_uid="newsroom.access.changes.user")
def account_changed(instance: User, created: bool, update_fields: Any = None, **_: Any) -> None:
    if not created and set(update_fields or ()) != {"last_login"}:
        announce(instance.pk)
