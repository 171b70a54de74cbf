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
    help = "Sign the words of a digest for a stage. Exit code 1 when the copy is another by now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("stage", help="its name, such as Copy")
        parser.add_argument("--by", required=True, help="e-mail address of who signs")
        parser.add_argument(
            "--digest", required=True, help="of the words you read; preflight and every draft name it"
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
            _("%(person)s signed revision %(revision)s for %(stage)s.")
            % {"person": by, "revision": signed.revision.number, "stage": signed.stage}
        )
        return 0
