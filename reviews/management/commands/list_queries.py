"""List the queries of an article with their threads."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandParser
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from articles.access import find_article
from newsroom.command import ActCommand
from reviews import reading
from reviews.models import Query, Reply
from reviews.queries.serializing import query_json


class Command(ActCommand):
    help = "List the queries of a story, in the order of the copy."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--open", action="store_true", help="only unresolved queries")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def act(self, **options: Any) -> int:
        found = reading.threads(find_article(None, options["slug"]))
        shown = [query for query in found if query.is_open or not options["open"]]
        if options["format"] == "json":
            listed = [query_json(query, query.replies.all()) for query in shown]
            self.stdout.write(json.dumps(listed, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
            return 0
        for query in shown:
            blocks = _("blocking") if query.blocking else _("non-blocking")
            self.stdout.write(f"{query.number}. [{query.get_state_display()}, {blocks}] {query.question}")
            about = _("on: “%(passage)s”") if query.anchor else _("on the whole story")
            self.stdout.write("   " + about % {"passage": query.quote})
            self._write_proposal(query)
            for reply in query.replies.all():
                self.stdout.write(f"   {reply.writer}: {reply.body}")
                self._write_proposal(reply)
        if not shown:
            self.stdout.write(_("No queries."))
        return 0

    def _write_proposal(self, written: Query | Reply) -> None:
        if not written.proposed:
            return
        sentence = _("suggested: “%(old)s” → “%(new)s”") % {"old": written.replaces, "new": written.proposed}
        of_reply = f" (--reply {written.pk})" if isinstance(written, Reply) else ""
        self.stdout.write(f"   {sentence}{of_reply}")
