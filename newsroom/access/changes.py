"""Sends an event, after commit, when a person's rights have changed, so that open streams check them at once.

The event may get lost like every live event. With Redis away, or after a bulk update, streams notice the
change a few seconds later.
"""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from newsroom.messaging import live
from newsroom.models import Membership, User

PREFIX = "person:"


def topic_of(person: int) -> str:
    """The topic of changes to a person's rights. No page listens to it."""
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
