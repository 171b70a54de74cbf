"""File a draft from disk; its notes become queries."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.importing import ImportedArticle, import_copy, kinds_in_words, most_bytes
from newsroom.command import ActCommand, UnusableInput, find_person, read_file
from newsroom.models import Desk
from reviews.workflow import intake


class Command(ActCommand):
    help = "File a draft. Notes typed into it become queries; possible ones are listed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help=f"a file: {kinds_in_words()}")
        parser.add_argument("--desk", help="slug of the desk; may be left out when there is only one")
        parser.add_argument("--author", help="email address of the author")
        parser.add_argument("--dry-run", action="store_true", help="show what would be filed, write nothing")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def act(self, **options: Any) -> int:
        dry_run = options["dry_run"]
        desk = None if dry_run and not options["desk"] else find_desk(options["desk"])
        author = find_person(options["author"]) if options["author"] else None
        name = options["file"]
        imported = import_copy(read_file(name, limit=most_bytes(name)), filename=name)
        summary: dict[str, Any] = imported.summary()
        if desk is not None and not dry_run:
            received = intake.file_copy(
                imported=imported, desk=desk, author=author, by=None, now=timezone.now()
            )
            summary = {"article": received.article.slug, **summary}
        if options["format"] == "json":
            self.stdout.write(json.dumps(summary, ensure_ascii=False, indent=2))
        else:
            self.stdout.write(in_words(imported, summary.get("article")))
        return 0


def find_desk(slug: str | None) -> Desk:
    """The desk of that slug; without one, the only desk there is. Raises :class:`UnusableInput`."""
    desks = list(Desk.objects.all())
    known = ", ".join(sorted(desk.slug for desk in desks)) or _("none yet; create one in the admin")
    if slug is None:
        if len(desks) == 1:
            return desks[0]
        raise UnusableInput(_("Name the desk with --desk: %(known)s.") % {"known": known})
    for desk in desks:
        if desk.slug == slug:
            return desk
    raise UnusableInput(_("There is no desk “%(slug)s”. Desks: %(known)s.") % {"slug": slug, "known": known})


def in_words(imported: ImportedArticle, slug: object) -> str:
    """What came of a file, for a person at a terminal."""
    summary: dict[str, Any] = imported.summary()
    done = _("Filed as %(slug)s.") % {"slug": slug} if slug else _("Dry run: nothing was filed.")
    lines = [
        summary["headline"] or _("(no headline)"),
        *([_("Byline: %(byline)s") % {"byline": summary["byline"]}] if "byline" in summary else []),
        ngettext("%(n)d word", "%(n)d words", summary["words"]) % {"n": summary["words"]},
        *_tables(summary.get("tables", 0)),
        *_footnotes(summary.get("footnotes", 0)),
        "",
    ]
    for number, query in enumerate(summary["queries"], start=1):
        block = _("blocking") if query["blocking"] else _("non-blocking")
        lines.append(f"{number}. [{query['kind']}, {block}] {query['question']}")
        lines.append("   " + _("on: “%(passage)s”") % {"passage": query["passage"]})
        if query["author"]:
            lines.append("   " + _("asked by %(author)s") % {"author": query["author"]})
        for reply in query["replies"]:
            sentence = _("reply: %(reply)s") if not reply["author"] else _("%(author)s: %(reply)s")
            lines.append("   " + sentence % {"author": reply["author"], "reply": reply["body"]})
        if query["resolved"]:
            lines.append("   " + _("resolved in the file"))
        if query.get("remark"):
            lines.append("   " + _("still open: %(remark)s") % {"remark": query["remark"]})
    for suggestion in summary["suggestions"]:
        who = suggestion["author"] or _("someone")
        lines.append(f"{suggestion['kind']} ({who}): {suggestion['text']}")
    for suspicion in summary["suspicions"]:
        lines.append(
            _("Possible note in line %(line)s: “%(text)s” (%(reason)s)")
            % {"line": suspicion["line"], "text": suspicion["text"], "reason": suspicion["reason"]}
        )
    lines += [_("Changed on import: %(loss)s") % {"loss": loss} for loss in summary["losses"]]
    return "\n".join([*lines, "", done])


def _footnotes(n: int) -> list[str]:
    return [ngettext("%(n)d footnote", "%(n)d footnotes", n) % {"n": n}] if n else []


def _tables(n: int) -> list[str]:
    return [ngettext("%(n)d table", "%(n)d tables", n) % {"n": n}] if n else []
