"""Is this published text the text that was signed?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from articles.access import find_article
from articles.exporting import is_office_file
from articles.importing import most_bytes
from articles.importing.decoding import decode
from newsroom.command import REFUSED, ActCommand, read_file
from reviews.workflow import releasing


class Command(ActCommand):
    help = "Compare a published text with the released copy. Exit code 1 if they differ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("file", help="the published text: .txt, .md, .html, .docx or .odt")

    def act(self, **options: Any) -> int:
        article = find_article(None, options["slug"])
        name = options["file"]
        data = read_file(name, limit=most_bytes(name))
        text = data if is_office_file(name) else decode(data, filename=name).text
        mismatches = releasing.verified(article=article, text=text, filename=name)
        for mismatch in mismatches:
            self.stdout.write(f"{name}:{mismatch.line}: {mismatch.sentence}")
        if not mismatches:
            self.stdout.write(_("The text matches the released copy."))
        return REFUSED if mismatches else 0
