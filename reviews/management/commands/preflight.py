"""List everything that still stands in the way of an article's release."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.access import find_article
from newsroom.command import REFUSED, ActCommand
from reviews import access
from reviews.workflow.preflight import preflight, read_report


class Command(ActCommand):
    help = "List the items blocking release. Exit code 1 if there are any."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def act(self, **options: Any) -> int:
        article = find_article(None, options["slug"])
        if options["format"] == "json":
            body = read_report(article, now=timezone.now())
            self.stdout.write(json.dumps(body, ensure_ascii=False, indent=2))
            return 0 if body["clean"] else REFUSED
        findings = preflight(article, now=timezone.now())
        self.stdout.write(_("Fingerprint of the copy: %(digest)s") % {"digest": article.digest})
        self.stdout.write(_("Released by: %(who)s") % {"who": access.who_releases(article)})
        if not findings:
            self.stdout.write(_("“%(article)s” is ready to release.") % {"article": article})
        else:
            for finding in findings:
                self.stdout.write(f"{finding.severity.value:8} {finding.code.value:16} {finding.sentence}")
        return REFUSED if findings else 0
