"""Let an article leave."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.access import find_article
from newsroom.command import REFUSED, ActCommand, UnusableInput, find_person
from reviews.workflow import releasing
from reviews.workflow.preflight import Finding
from reviews.workflow.releasing import NotClean, Plan

YES = frozenset({"y", "yes"})


class Command(ActCommand):
    help = (
        "Release a story and print its certificate, after confirming headline, fingerprint and destinations. "
        "Exit code 1 if preflight finds blockers or the copy does not match the fingerprint."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--by", required=True, help="email address of the person releasing it")
        parser.add_argument(
            "--digest", default="", help="fingerprint of the copy to release, as shown by preflight"
        )
        parser.add_argument("--yes", action="store_true", help="release the current copy without asking")

    def act(self, **options: Any) -> int:
        by = find_person(options["by"])
        article = find_article(by, options["slug"])
        plan = releasing.plan(article=article, by=by, now=timezone.now())
        digest = options["digest"] or article.digest
        if not options["digest"]:
            if plan.findings:
                return self._in_the_way(plan.findings)
            if not options["yes"] and not self._is_confirmed(plan):
                self.stderr.write(_("Not released."))
                return REFUSED
        try:
            released = releasing.release(article=article, by=by, digest=digest, now=timezone.now())
        except NotClean as error:
            return self._in_the_way(error.findings)
        self.stdout.write(json.dumps(released.certificate, ensure_ascii=False, indent=2))
        return 0

    def _in_the_way(self, findings: list[Finding]) -> int:
        self.stderr.write(_("Not released. Items to clear:"))
        for finding in findings:
            self.stderr.write(f"- {finding.sentence}")
        return REFUSED

    def _is_confirmed(self, plan: Plan) -> bool:
        """Ask whoever sits at the terminal; a script has to say it beforehand."""
        if not sys.stdin.isatty():
            raise UnusableInput(_("Give the copy’s --digest, as shown by preflight, or add --yes."))
        self.stderr.write(_("Headline:    %(headline)s") % {"headline": plan.article.headline})
        self.stderr.write(_("Fingerprint: %(digest)s") % {"digest": plan.article.digest})
        desk, formats = plan.article.desk, ", ".join(plan.formats)
        self.stderr.write(_("Goes to:     clean copy of %(desk)s (%(to)s)") % {"desk": desk, "to": formats})
        for host in plan.webhooks:
            self.stderr.write(_("             webhook to %(host)s") % {"host": host})
        self.stderr.write(_("             inbox and email of the author, the signers and the desk’s editors"))
        self.stderr.write(_("Release it? [y/N] "), ending="")
        self.stderr.flush()
        return sys.stdin.readline().strip().casefold() in YES
