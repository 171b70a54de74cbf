"""``manage.py restore FROM``: all of a backup, or nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article
from newsroom.backups import restoring
from newsroom.backups.archive import Manifest
from newsroom.command import ActCommand
from newsroom.models import User
from newsroom.running import programs
from reviews.notifications import restored


class Command(ActCommand):
    opens_database = False
    help = (
        "Restore the database, attachments and secret keys from a backup, and upgrade them to this version. "
        "Queued email is put on hold, because it may have been sent since."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", metavar="FROM", help="the file that manage.py backup wrote")
        parser.add_argument("--force", action="store_true", help="replace the existing data")
        parser.add_argument(
            "--send-waiting",
            action="store_true",
            help="send the queued email: nothing was sent since the backup",
        )

    def act(self, **options: Any) -> int:
        waiting = options["send_waiting"]
        with programs.claim(settings.VAR, "manage.py restore"):
            done = restoring.restore(
                Path(options["source"]).expanduser(),
                occupied=(lambda: "") if options["force"] else occupied,
                settle=_keep_queued if waiting else _hold_back,
                progress=self.show_progress,
            )
        self.show_progress("")
        self._summarize(done, held=0 if waiting else done.settled)
        return 0

    def _summarize(self, done: restoring.Restored, *, held: int) -> None:
        when = f"{timezone.localtime(done.manifest.made_at):%Y-%m-%d %H:%M}"
        rows = sum(done.manifest.rows.values())
        self.stdout.write(_("Restored %(rows)d rows as of %(when)s.") % {"rows": rows, "when": when})
        if held:
            template = ngettext(
                "%(count)d queued message is on hold: retry it in the admin.",
                "%(count)d queued messages are on hold: retry them in the admin.",
                held,
            )
            self.stdout.write(template % {"count": held})
        if not done.has_keys:
            self.stdout.write(
                _(
                    "The secret keys here differ from the backup’s: add those of its keys.json to "
                    "SECRET_KEY_FALLBACKS, or everyone signs in again and links in emails stop working."
                )
            )


def occupied() -> str:
    """A sentence about what is in the database. Empty when it has neither people nor stories."""
    try:
        tables = set(connection.introspection.table_names())
        if not {User._meta.db_table, Article._meta.db_table} <= tables:
            ours = tables & set(connection.introspection.django_table_names())
            return _("The database holds tables of another application.") if ours else ""
        people, stories = User.objects.count(), Article.objects.count()
    except OperationalError:  # it cannot be reached
        raise
    except DatabaseError as error:
        return _("The database cannot be read (%(reason)s).") % {"reason": str(error).splitlines()[0]}
    if not people and not stories:
        return ""
    contents = {
        "people": ngettext("%(count)d account", "%(count)d accounts", people) % {"count": people},
        "stories": ngettext("%(count)d story", "%(count)d stories", stories) % {"count": stories},
    }
    return _("The database holds %(people)s and %(stories)s.") % contents


def _hold_back(manifest: Manifest) -> int:
    return restored.hold_back(made_at=manifest.made_at)


def _keep_queued(manifest: Manifest) -> int:
    return restored.go_on()
