"""Bring a new version of an article's text from a file."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.access import find_article
from articles.importing import import_copy, most_bytes
from newsroom.command import ActCommand, find_person, read_file
from reviews.workflow import intake


class Command(ActCommand):
    help = "Upload a newer draft of a story. Queries stay with their text."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("file", help="a Word, plain text or Markdown file")
        parser.add_argument("--by", help="email address of the person uploading it")

    def act(self, **options: Any) -> int:
        by = find_person(options["by"]) if options["by"] else None
        article = find_article(by, options["slug"])
        name = options["file"]
        imported = import_copy(read_file(name, limit=most_bytes(name)), filename=name)
        received = intake.add_version(article=article, imported=imported, by=by, now=timezone.now())
        detached = article.queries.open().filter(anchor__state="detached").count()
        shown = {
            "article": article.slug,
            "revision": received.revision.number,
            "new": _counted("%(count)d new query", "%(count)d new queries", len(received.queries)),
            "detached": _counted("%(count)d detached query", "%(count)d detached queries", detached),
        }
        self.stdout.write(_("%(article)s is at revision %(revision)s: %(new)s, %(detached)s.") % shown)
        return 0


def _counted(one: str, several: str, count: int) -> str:
    return ngettext(one, several, count) % {"count": count}
