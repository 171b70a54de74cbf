"""Load the demo newsroom into an empty database."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.command import ActCommand
from reviews import demo
from reviews.demo import PASSWORD


class Command(ActCommand):
    help = "Load a small demo newsroom. Does nothing if there are people already."

    def act(self, **options: Any) -> int:
        demo.refuse_in_production()
        if not demo.is_empty():
            self.stdout.write(_("Nothing loaded: there are people or stories already."))
            return 0
        demo.load(password=PASSWORD, now=timezone.now())
        self.stdout.write(_("Loaded the demo newsroom. Sign in with one of these, password “%s”:") % PASSWORD)
        for account in demo.accounts():
            self.stdout.write(f"  {account.email:26} {account.does}")
        return 0
