"""Reply in the thread of a query."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.access import find_article
from newsroom.command import ActCommand, find_person
from reviews.queries import answering


class Command(ActCommand):
    help = "Reply to a query. If the reply does not answer it, the query stays open and the output says why."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("number", type=int)
        parser.add_argument("reply")
        parser.add_argument("--propose", default="", help="suggested wording for the passage")
        parser.add_argument("--by", required=True, help="email address of the person replying")

    def act(self, **options: Any) -> int:
        by = find_person(options["by"])
        query = answering.find(by, find_article(by, options["slug"]), options["number"])
        answering.reply(
            query=query, by=by, body=options["reply"], proposed=options["propose"], now=timezone.now()
        )
        sentence = _("Query %(number)s is %(state)s.") % {
            "number": query.number,
            "state": query.get_state_display(),
        }
        self.stdout.write(f"{sentence} {query.remark}".rstrip())
        return 0
