"""Invite somebody to the staff."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.accounts.staff import invitations
from newsroom.accounts.staff.grants import Grant
from newsroom.command import ActCommand, UnusableInput, find_person
from newsroom.models import Desk, Membership


class Command(ActCommand):
    help = "Invite a person by email. They choose a password with the link they are sent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--desk", action="append", default=[], help="slug of a desk; may be repeated")
        parser.add_argument(
            "--role",
            action="append",
            default=[],
            choices=Membership.Role.values,
            help="their role on that desk: one for all desks, or one for each",
        )
        parser.add_argument("--name", default="", help="their name, which they can change when they accept")
        parser.add_argument(
            "--sign", action="append", default=[], metavar="GROUP", help="a group they sign off for"
        )
        parser.add_argument("--administrator", action="store_true", help="they administer everything")
        parser.add_argument("--by", default="", help="email address of the person who invites them")

    def act(self, **options: Any) -> int:
        now = timezone.now()
        grant = Grant(
            roles=_roles(options["desk"], options["role"]),
            groups=[_group(name) for name in options["sign"]],
            is_administrator=options["administrator"],
        )
        by = find_person(options["by"]) if options["by"] else None
        invited = invitations.invite(
            by=by, address=options["email"], name=options["name"], grant=grant, now=now
        )
        sentence = (
            _("%(person)s has an account already; the new roles are theirs now.")
            if invited.person
            else _("%(person)s is invited. The link in the email works for %(days)d days.")
        )
        named = {"person": invited.person or options["email"], "days": invitations.LIFETIME.days}
        self.stdout.write(sentence % named)
        return 0


def _roles(slugs: list[str], roles: list[str]) -> list[tuple[Desk, str]]:
    """Each desk with its role. Raises :class:`UnusableInput`."""
    if len(roles) == 1:
        roles = roles * len(slugs)
    if len(roles) != len(slugs):
        raise UnusableInput(_("Give one --role for all desks, or one for each --desk."))
    return [(_desk(slug), role) for slug, role in zip(slugs, roles, strict=True)]


def _desk(slug: str) -> Desk:
    found = Desk.objects.filter(slug=slug).first()
    if found is None:
        raise UnusableInput(_("There is no desk “%(slug)s”.") % {"slug": slug})
    return found


def _group(name: str) -> Group:
    found = Group.objects.filter(name__iexact=name).first()
    if found is None:
        raise UnusableInput(_("There is no group “%(name)s”.") % {"name": name})
    return found
