"""Records changes of rows that are settings: desks, stages, webhooks. Each app names its models."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_save

from newsroom.security.log import record
from newsroom.security.models import Facts, SecurityEvent


@dataclass(frozen=True)
class Told:
    """Fields that are one setting, whose ``value`` is no secret: what a row says of it now."""

    what: str
    fields: frozenset[str]
    value: Callable[[Any], str]


def watch(
    model: type[Model],
    *,
    leave_out: Collection[str] = (),
    told: Told | None = None,
    named: Callable[[Any], str] = str,
) -> None:
    """Write an event when a row of this model is added, changed or deleted. Call it when the app is ready.

    The event has what ``named`` says of the row, and the fields that changed, and no values: some are
    secrets. What is ``told`` has an event of its own, with its value. A save that changes nothing but fields
    that are left out writes none, and costs no statement when it names its fields.
    """
    watched = {
        field.attname: str(field.name) for field in model._meta.concrete_fields if field.name not in leave_out
    }

    def before(instance: Model, raw: bool = False, update_fields: Any = None, **_: Any) -> None:
        if instance.pk is None or raw or not set(update_fields or watched.values()) & set(watched.values()):
            return
        instance.__dict__["_was"] = model._base_manager.filter(pk=instance.pk).values(*watched).first()

    def saved(instance: Model, created: bool, raw: bool = False, **_: Any) -> None:
        was = instance.__dict__.pop("_was", None)
        changed = (
            [] if was is None else [name for at, name in watched.items() if was[at] != getattr(instance, at)]
        )
        if raw or not (created or changed):
            return
        others = [name.replace("_", " ") for name in changed if told is None or name not in told.fields]
        if created or others:
            record(
                SecurityEvent.Kind.SETTINGS,
                **_facts(named(instance), "added" if created else ", ".join(others)),
            )
        if told is not None and told.fields.intersection(changed):
            facts: Facts = {**_facts(named(instance), told.what), "value": told.value(instance)}
            record(SecurityEvent.Kind.SETTINGS, **facts)

    def deleted(instance: Model, **_: Any) -> None:
        record(SecurityEvent.Kind.SETTINGS, **_facts(named(instance), "deleted"))

    label = model._meta.label
    pre_save.connect(before, sender=model, weak=False, dispatch_uid=f"newsroom.security.before {label}")
    post_save.connect(saved, sender=model, weak=False, dispatch_uid=f"newsroom.security.saved {label}")
    post_delete.connect(deleted, sender=model, weak=False, dispatch_uid=f"newsroom.security.deleted {label}")


def _facts(setting: str, what: str) -> Facts:
    return {"setting": setting, "what": what}
