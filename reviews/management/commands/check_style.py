"""Check stories or files against the stylebook of a desk."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from articles.access import find_article
from articles.importing import MAX_BYTES
from newsroom.command import REFUSED, ActCommand, UnusableInput, read_file
from newsroom.models import Desk
from reviews.stylebook.checking import LineFinding, check_file, check_story, is_file


class Command(ActCommand):
    help = (
        "Report what the stylebook and consistency find in stories or files. Exit code 1 if something blocks."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "names", nargs="+", metavar="SLUG|FILE", help="a story, or text, Markdown or HTML"
        )
        parser.add_argument("--desk", metavar="SLUG", help="whose stylebook; a story’s is its desk’s own")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def act(self, **options: Any) -> int:
        desk = _desk(options["desk"]) if options["desk"] else None
        found = [(name, one) for name in options["names"] for one in _check(name, desk)]
        if options["format"] == "json":
            body = [one.as_json() for _name, one in found]
            self.stdout.write(json.dumps(body, ensure_ascii=False, indent=2))
        elif not found:
            self.stdout.write(_("Nothing found."))
        else:
            for name, one in found:
                self.stdout.write(_line(name, one))
        return REFUSED if any(one.blocks for _name, one in found) else 0


def _check(name: str, desk: Desk | None) -> list[LineFinding]:
    if not is_file(name):
        article = find_article(None, name)
        return check_story(article, desk or article.desk)
    return check_file(read_file(name, limit=MAX_BYTES), filename=name, desk=desk or _only_desk())


def _desk(slug: str) -> Desk:
    found = Desk.objects.filter(slug=slug.replace("\x00", "\ufffd")).first()
    if found is None:
        raise UnusableInput(_("There is no desk “%(slug)s”.") % {"slug": slug})
    return found


def _only_desk() -> Desk:
    desks = list(Desk.objects.all()[:2])
    if len(desks) != 1:
        raise UnusableInput(_("Say whose stylebook to use: --desk SLUG."))
    return desks[0]


def _line(name: str, one: LineFinding) -> str:
    found = one.found
    suggested = "" if found.suggestion is None else f" → {found.suggestion or _('leave out')}"
    reason = f" ({found.reason})" if found.reason else ""
    return f"{name}:{one.line}: {found.level.value}: {found.place.words}{suggested}{reason}"
