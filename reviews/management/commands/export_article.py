"""Write the copy of an article to a file: as released, as a draft, for review, or as a redline."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.access import find_article
from articles.exporting import FORMATS, format_named
from articles.history import redlines, revisions
from articles.history.comparison import in_order
from articles.models import Article
from newsroom.command import ActCommand, UnusableInput, write_file
from reviews.queries import proofs, review_copies
from reviews.workflow import releasing

PROOF = "pdf"


class Command(ActCommand):
    help = "Write the released copy to a file. A story that is not released needs --draft."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--to", required=True, choices=[*FORMATS, PROOF])
        parser.add_argument("--out", help="the file to write; standard output if left out")
        kind = parser.add_mutually_exclusive_group()
        kind.add_argument("--draft", action="store_true", help="the current copy, marked DRAFT")
        kind.add_argument(
            "--review", action="store_true", help="the current copy with its queries as comments"
        )
        kind.add_argument("--proof", action="store_true", help="the current copy with its queries, as a PDF")
        kind.add_argument(
            "--redline", nargs=2, type=int, metavar=("FROM", "TO"), help="what changed between two revisions"
        )

    def act(self, **options: Any) -> int:
        article = find_article(None, options["slug"])
        fmt, out = options["to"], options["out"]
        if (fmt == PROOF) != options["proof"]:
            raise UnusableInput(_("A PDF is a proof, with queries: use --to pdf and --proof together."))
        if (fmt == PROOF or format_named(fmt).is_binary) and not out:
            raise UnusableInput(_("This format is no text. Name a file with --out."))
        if (options["review"] or options["redline"]) and fmt != "docx":
            raise UnusableInput(_("Comments and tracked changes need --to docx."))
        copy = self._copy(article, **options)
        if out:
            write_file(out, copy)
        elif isinstance(copy, str):
            self.stdout.write(copy, ending="" if copy.endswith("\n") else "\n")
        return 0

    def _copy(
        self,
        article: Article,
        *,
        to: str,
        draft: bool,
        review: bool,
        proof: bool,
        redline: list[int] | None,
        **_others: Any,
    ) -> str | bytes:
        if review:
            return review_copies.review_copy(article=article, by=None, now=timezone.now())
        if proof:
            return proofs.proof(article=article, by=None, now=timezone.now())
        if redline:
            old, new = in_order(*(revisions.find(article, number) for number in redline))
            return redlines.redline(article=article, old=old, new=new, by=None)
        return releasing.exported(article=article, fmt=to, by=None, draft=draft)
