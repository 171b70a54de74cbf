"""Fill a database with a made-up newsroom of any size."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.command import ActCommand, UnusableInput
from reviews.demo import PASSWORD, large

MOST = {"stories": 1_000_000, "replies": 10_000_000, "people": 1_600}


class Command(ActCommand):
    help = (
        "Fill an empty database with a made-up newsroom: stories with queries and replies, in desks of "
        "twenty people. Said again with other numbers, it adds what is missing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stories", type=int, default=1_000, metavar="N")
        parser.add_argument("--replies", type=int, default=10_000, metavar="N")
        parser.add_argument("--people", type=int, default=40, metavar="N")
        parser.add_argument("--force", action="store_true", help="add to a database with other people’s work")

    def act(self, **options: Any) -> int:
        for name, most in MOST.items():
            if not 1 <= options[name] <= most:
                raise UnusableInput(
                    _("--%(name)s takes a number from 1 to %(most)d.") % {"name": name, "most": most}
                )
        size = large.Size(**{name: options[name] for name in MOST})
        large.seed(
            size,
            password=PASSWORD,
            force=options["force"],
            now=timezone.now(),
            progress=self.show_progress,
        )
        first = large.somebody()
        self.stdout.write(
            _("Seeded. Sign in as %(email)s, password “%(password)s”.")
            % {"email": first.email, "password": PASSWORD}
        )
        return 0
