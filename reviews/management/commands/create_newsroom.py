"""Set a newsroom up without a browser."""

from __future__ import annotations

import getpass
import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.command import ActCommand, UnusableInput
from newsroom.models import Membership
from reviews.setup import creating
from reviews.setup.creating import Colleague, SetUp
from reviews.workflow.presets import DEFAULT_PRESET, PRESETS

PASSWORD_VARIABLE = "COPYDESK_PASSWORD"  # noqa: S105 - the name of a variable


class Command(ActCommand):
    help = (
        "Set up a newsroom in a database that has no people: its first administrator, desk and workflow. The "
        f"password is asked for, or taken from {PASSWORD_VARIABLE}."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="name of the newsroom")
        parser.add_argument("--administrator", required=True, metavar="NAME", help="your name")
        parser.add_argument("--email", required=True, help="your email address")
        parser.add_argument("--desk", required=True, help="name of the first desk")
        parser.add_argument("--language", default=settings.LANGUAGE_CODE, help="such as en or pt-BR")
        parser.add_argument("--time-zone", default=settings.TIME_ZONE, help="such as Europe/Berlin")
        parser.add_argument("--desk-language", default="", help="if it is not that of the newsroom")
        parser.add_argument(
            "--direction", default="", choices=["ltr", "rtl"], help="if it is not that of the language"
        )
        parser.add_argument("--workflow", default=DEFAULT_PRESET, choices=list(PRESETS))
        parser.add_argument(
            "--sign",
            action="append",
            type=int,
            metavar="STAGE",
            help="a stage you sign off, from 1",
        )
        parser.add_argument(
            "--invite",
            action="append",
            default=[],
            metavar="EMAIL:ROLE[:STAGE,…]",
            help="someone to invite, with their role and the stages they sign off; may be repeated",
        )

    def act(self, **options: Any) -> int:
        people = [_colleague(text) for text in options["invite"]]
        last = len(PRESETS[options["workflow"]].stages)
        created = creating.create(
            SetUp(
                newsroom=options["name"],
                language=options["language"],
                time_zone=options["time_zone"],
                name=options["administrator"],
                address=options["email"],
                password=_password(),
                desk=options["desk"],
                preset=options["workflow"],
                desk_language=options["desk_language"],
                direction=options["direction"],
                signs=options["sign"] or [last],
                people=people,
            ),
            now=timezone.now(),
        )
        self.stdout.write(
            _("%(newsroom)s is set up. Sign in as %(address)s.")
            % {"newsroom": options["name"], "address": created.administrator.email}
        )
        return 0


def _password() -> str:
    """From the environment, or typed twice. Raises :class:`UnusableInput`."""
    given = os.environ.get(PASSWORD_VARIABLE, "")
    if given:
        return given
    if not sys.stdin.isatty():
        raise UnusableInput(
            _("Set %(variable)s, or run this at a terminal to be asked for the password.")
            % {"variable": PASSWORD_VARIABLE}
        )
    typed = getpass.getpass(_("Password: "))
    if getpass.getpass(_("Password again: ")) != typed:
        raise UnusableInput(_("The two passwords differ."))
    return typed


def _colleague(text: str) -> Colleague:
    """Raises :class:`UnusableInput`."""
    address, role, stages = [*text.split(":"), "", ""][:3]
    numbers = [part.strip() for part in stages.split(",") if part.strip()]
    if role not in Membership.Role.values or not all(part.isdecimal() for part in numbers):
        raise UnusableInput(
            _("“%(text)s” is not of the form email:role:stages, such as a@b.example:editor:1,2.")
            % {"text": text}
        )
    return Colleague(address, role=role, signs=[int(part) for part in numbers])
