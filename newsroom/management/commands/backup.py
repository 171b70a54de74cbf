"""``manage.py backup TO``: database, attachments and keys in one file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom.backups import making
from newsroom.command import ActCommand


class Command(ActCommand):
    opens_database = False
    help = (
        "Write the database, attachments and secret keys to one file, as of one moment, while Copydesk runs. "
        "Keep the file private."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("to", metavar="TO", help="the file, such as copydesk-2026-01-31.tar.gz")

    def act(self, **options: Any) -> int:
        target = Path(options["to"]).expanduser()
        manifest, missing = making.make(target, progress=self.show_progress)
        self.show_progress("")
        for name in missing:
            self.stderr.write(_("Attachment %(name)s is missing.") % {"name": name})
        files = sum(name.startswith("files/") for name in manifest.members)
        template = ngettext(
            "Saved and verified %(rows)d rows and %(count)d attachment in “%(path)s”.",
            "Saved and verified %(rows)d rows and %(count)d attachments in “%(path)s”.",
            files,
        )
        self.stdout.write(template % {"rows": sum(manifest.rows.values()), "count": files, "path": target})
        return 0
