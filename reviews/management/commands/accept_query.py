"""Put proposed words in place of the passage of a query."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.access import find_article
from newsroom.command import ActCommand, find_person
from reviews.queries import answering, proposals


class Command(ActCommand):
    help = "Accept the wording suggested with a query, and resolve the query."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("number", type=int)
        parser.add_argument("--reply", type=int, help="id of the reply whose wording to accept instead")
        parser.add_argument("--by", required=True, help="email address of the person accepting")

    def act(self, **options: Any) -> int:
        by = find_person(options["by"])
        query = answering.find(by, find_article(by, options["slug"]), options["number"])
        reply = answering.find_reply(query, options["reply"]) if options["reply"] else None
        proposals.accept(query=query, by=by, reply=reply, now=timezone.now())
        sentence = _("Wording accepted, query %(number)s resolved. The copy now reads “%(words)s”.")
        written = reply or query
        self.stdout.write(sentence % {"number": query.number, "words": written.proposed})
        return 0
