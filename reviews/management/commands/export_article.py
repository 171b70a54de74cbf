"""Write the clean copy of a released article."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from articles.access import find_article
from articles.exporting import FORMATS, format_named
from newsroom.command import ActCommand, UnusableInput, write_file
from reviews.workflow import releasing


class Command(ActCommand):
    help = "Write the released copy to a file. A story that is not released needs --draft."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--to", required=True, choices=list(FORMATS))
        parser.add_argument("--out", help="the file to write; standard output if left out")
        parser.add_argument("--draft", action="store_true", help="the current copy, marked DRAFT")

    def act(self, **options: Any) -> int:
        article = find_article(None, options["slug"])
        if format_named(options["to"]).is_binary and not options["out"]:
            raise UnusableInput(_("This format is no text. Name a file with --out."))
        text = releasing.exported(article=article, fmt=options["to"], by=None, draft=options["draft"])
        if options["out"]:
            write_file(options["out"], text)
        elif isinstance(text, str):
            self.stdout.write(text, ending="" if text.endswith("\n") else "\n")
        return 0
