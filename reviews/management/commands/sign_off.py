"""Sign an article for a stage."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.access import find_article
from newsroom.command import ActCommand, find_person
from reviews.workflow import signoff


class Command(ActCommand):
    help = "Sign off a stage for the copy with this fingerprint. Exit code 1 if the copy has changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("stage", help="name of the stage, such as Copy")
        parser.add_argument("--by", required=True, help="email address of the person signing off")
        parser.add_argument(
            "--digest",
            required=True,
            help="fingerprint of the copy you read, as shown by preflight and every draft",
        )

    def act(self, **options: Any) -> int:
        by = find_person(options["by"])
        article = find_article(by, options["slug"])
        signed = signoff.sign(
            article=article,
            stage=signoff.stage_named(article, options["stage"]),
            by=by,
            digest=options["digest"],
            now=timezone.now(),
        )
        self.stdout.write(
            _("%(person)s signed off revision %(revision)s (%(stage)s).")
            % {"person": by, "revision": signed.revision.number, "stage": signed.stage}
        )
        return 0
