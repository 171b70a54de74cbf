"""Resolve queries."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import ngettext

from articles.access import find_article
from newsroom.command import ActCommand, find_person
from reviews.queries import answering


class Command(ActCommand):
    help = "Resolve one or more queries, all or none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("numbers", type=int, nargs="+", metavar="NUMBER")
        parser.add_argument("--by", required=True, help="email address of the person resolving")

    def act(self, **options: Any) -> int:
        by = find_person(options["by"])
        article = find_article(by, options["slug"])
        with transaction.atomic():
            for number in options["numbers"]:
                answering.resolve(query=answering.find(by, article, number), by=by, now=timezone.now())
        count = len(options["numbers"])
        self.stdout.write(ngettext("%d query resolved.", "%d queries resolved.", count) % count)
        return 0
