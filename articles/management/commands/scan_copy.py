"""Look for editors' notes in any text on disk."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from articles.importing import MAX_BYTES
from articles.importing.scanning import scan_published
from newsroom.command import REFUSED, ActCommand, read_file


class Command(ActCommand):
    help = "Report file:line for every suspected note or placeholder. Exit code 1 if there are any."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="text, Markdown or HTML")

    def act(self, **options: Any) -> int:
        found = [
            f"{name}:{suspicion.line}: {suspicion.text} ({suspicion.reason})"
            for name in options["files"]
            for suspicion in scan_published(read_file(name, limit=MAX_BYTES), filename=name)
        ]
        for line in found:
            self.stdout.write(line)
        if not found:
            self.stdout.write(_("No notes found."))
        return REFUSED if found else 0
