"""Let an article leave."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.access import find_article
from newsroom.command import REFUSED, ActCommand, find_person
from reviews import releasing
from reviews.releasing import NotClean


class Command(ActCommand):
    help = "Release an article and print its certificate. Exit code 1 while preflight is not empty."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--by", required=True, help="e-mail address of who releases it")

    def act(self, **options: Any) -> int:
        by = find_person(options["by"])
        article = find_article(by, options["slug"])
        try:
            released = releasing.release(article=article, by=by, now=timezone.now())
        except NotClean as error:
            self.stderr.write(_("Not released. In the way:"))
            for finding in error.findings:
                self.stderr.write(f"- {finding.sentence}")
            return REFUSED
        self.stdout.write(json.dumps(released.certificate, ensure_ascii=False, indent=2))
        return 0
