"""Records sign-ins, and changes of accounts and roles, wherever they are made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from django.http import HttpRequest

from newsroom.models import Alias, Membership, User
from newsroom.security.log import note, record
from newsroom.security.models import Facts, SecurityEvent

Kind = SecurityEvent.Kind
WATCHED = ("password", "email", "is_active", "is_guest", "is_staff", "is_superuser")
"""The fields of an account whose changes are recorded."""
TYPED_AS = ("username", "email", "login")
"""The names under which ways to sign in pass on the address that was typed."""


@receiver(user_logged_in, dispatch_uid="newsroom.security.signed_in")
def signed_in(request: HttpRequest | None, user: User, **_: Any) -> None:
    note(Kind.SIGNED_IN, person=user, request=request)


@receiver(user_logged_out, dispatch_uid="newsroom.security.signed_out")
def signed_out(request: HttpRequest | None, user: User | None, **_: Any) -> None:
    if user is not None:
        note(Kind.SIGNED_OUT, person=user, request=request)


@receiver(user_login_failed, dispatch_uid="newsroom.security.sign_in_failed")
def sign_in_failed(credentials: Mapping[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    typed = next((str(credentials[name]) for name in TYPED_AS if credentials.get(name)), "")
    note(Kind.SIGN_IN_FAILED, request=request, address=typed)


@receiver(pre_save, sender=User, dispatch_uid="newsroom.security.before_account")
def before_account(instance: User, raw: bool = False, update_fields: Any = None, **_: Any) -> None:
    """Remember what the account was. No statement when nothing that is watched is saved."""
    if instance.pk is None or raw or not set(update_fields or WATCHED) & set(WATCHED):
        return
    instance.__dict__["_was"] = User.objects.filter(pk=instance.pk).values(*WATCHED).first()


@receiver(post_save, sender=User, dispatch_uid="newsroom.security.account")
def account_saved(instance: User, created: bool, raw: bool = False, **_: Any) -> None:
    if raw:
        return
    if created:
        if not instance.is_guest:
            record(Kind.ACCOUNT, person=instance, **_created(instance))
        return
    was = instance.__dict__.pop("_was", None)
    if was is not None:
        _record_changes(instance, was)


def _record_changes(person: User, was: Mapping[str, Any]) -> None:
    if was["password"] != person.password and _is_new(person):
        record(Kind.CREDENTIALS, person=person, what="password")
    if was["email"] != person.email:
        record(Kind.CREDENTIALS, person=person, what="address", former=was["email"], value=person.email)
    if was["is_active"] != person.is_active:
        record(Kind.ACCOUNT, person=person, what="activated" if person.is_active else "deactivated")
    if was["is_guest"] != person.is_guest:
        record(Kind.ACCOUNT, person=person, what="made a guest" if person.is_guest else "made an account")
    for field, role in (("is_superuser", "administrator"), ("is_staff", "staff")):
        if was[field] != getattr(person, field):
            facts: Facts = {"added": role} if getattr(person, field) else {"removed": role}
            record(Kind.ROLES, person=person, **facts)


def _is_new(person: User) -> bool:
    """Whether somebody set the password: signing in may store the same one in a newer form."""
    return getattr(person, "_password", None) is not None or not person.has_usable_password()


def _created(person: User) -> Facts:
    if person.is_superuser or person.is_staff:
        return {"what": "created", "role": "administrator" if person.is_superuser else "staff"}
    return {"what": "created"}


@receiver(pre_save, sender=Membership, dispatch_uid="newsroom.security.before_membership")
def before_membership(instance: Membership, raw: bool = False, **_: Any) -> None:
    if instance.pk is not None and not raw:
        former = Membership.objects.filter(pk=instance.pk).values_list("role", flat=True).first()
        instance.__dict__["_was"] = former


@receiver(post_save, sender=Membership, dispatch_uid="newsroom.security.membership")
def membership_saved(instance: Membership, raw: bool = False, **_: Any) -> None:
    former = instance.__dict__.pop("_was", None)
    if not raw and former != instance.role:
        facts: Facts = {"desk": instance.desk.slug, "role": instance.role, "former": former or ""}
        record(Kind.ROLES, person=instance.user, **facts)


@receiver(post_delete, sender=Membership, dispatch_uid="newsroom.security.membership_ended")
def membership_ended(instance: Membership, origin: Any = None, **_: Any) -> None:
    if not _is_deleted_with_account(origin):
        record(Kind.ROLES, person=instance.user, desk=instance.desk.slug, former=instance.role)


def _is_deleted_with_account(origin: Any) -> bool:
    """Whether the row goes with its person, whom no event can name then."""
    return getattr(origin, "model", type(origin)) is User


@receiver(post_delete, sender=User, dispatch_uid="newsroom.security.account_deleted")
def account_deleted(instance: User, **_: Any) -> None:
    if not instance.is_guest:
        record(Kind.ACCOUNT, what="deleted", value=instance.email)


@receiver([post_save, post_delete], sender=Alias, dispatch_uid="newsroom.security.alias")
def alias_changed(instance: Alias, signal: Any, origin: Any = None, raw: bool = False, **_: Any) -> None:
    """An alias is believed when it answers by mail, so it counts as a credential."""
    if raw or _is_deleted_with_account(origin):
        return
    change = "added" if signal is post_save else "removed"
    record(Kind.CREDENTIALS, person=instance.person, **_change("email alias", change, instance.address))


@receiver(m2m_changed, sender=User.groups.through, dispatch_uid="newsroom.security.groups")
def groups_changed(
    instance: Model, action: str, reverse: bool, pk_set: Collection[int] | None, **_: Any
) -> None:
    """Before ``clear`` as after the others, because afterwards nobody knows what was cleared."""
    change = {"post_add": "added", "post_remove": "removed", "pre_clear": "removed"}.get(action)
    if change is None:
        return
    if isinstance(instance, User):
        groups: Iterable[Group] = (
            instance.groups.all() if pk_set is None else Group.objects.filter(pk__in=pk_set)
        )
        _record_groups({instance: [group.name for group in groups]}, change)
    elif isinstance(instance, Group):
        people = instance.user_set.all() if pk_set is None else User.objects.filter(pk__in=pk_set)
        _record_groups({person: [instance.name] for person in people}, change)


def _record_groups(changed: Mapping[User, list[str]], change: str) -> None:
    for person, names in changed.items():
        joined = ", ".join(sorted(names))
        if joined:
            record(Kind.ROLES, person=person, **_change("groups", change, joined))


def _change(what: str, change: str, names: str) -> Facts:
    return {"what": what, "added": names} if change == "added" else {"what": what, "removed": names}


@receiver(pre_delete, sender=Group, dispatch_uid="newsroom.security.group_deleted")
def group_deleted(instance: Group, **_: Any) -> None:
    _record_groups({person: [instance.name] for person in instance.user_set.all()}, "removed")


@receiver(m2m_changed, sender=User.user_permissions.through, dispatch_uid="newsroom.security.permissions")
@receiver(m2m_changed, sender=Group.permissions.through, dispatch_uid="newsroom.security.group_permissions")
def permissions_changed(instance: Model, action: str, pk_set: Collection[int] | None, **_: Any) -> None:
    change = {"post_add": "added", "post_remove": "removed", "pre_clear": "removed"}.get(action)
    if change is None or not isinstance(instance, User | Group):
        return
    own = instance.user_permissions if isinstance(instance, User) else instance.permissions
    found = own.all() if pk_set is None else Permission.objects.filter(pk__in=pk_set)
    names = ", ".join(sorted(found.values_list("codename", flat=True)))
    if not names:
        return
    if isinstance(instance, User):
        record(Kind.ROLES, person=instance, **_change("permissions", change, names))
    else:
        what: Facts = {"group": instance.name}
        record(Kind.SETTINGS, **(what | _change("permissions", change, names)))
