"""Read every story for search anew."""

from __future__ import annotations

from typing import Any

from django.utils.translation import ngettext

from newsroom.command import ActCommand
from reviews.search import indexing


class Command(ActCommand):
    help = "Read every story for search anew. It stays available meanwhile."

    def act(self, **options: Any) -> int:
        count = 0
        for read in indexing.rebuild():
            count += read
            self.show_progress(str(count))
        self.show_progress("")
        sentence = ngettext("%(count)d story is indexed.", "%(count)d stories are indexed.", count)
        self.stdout.write(sentence % {"count": count})
        return 0
