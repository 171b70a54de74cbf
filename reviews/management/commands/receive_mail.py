"""Take an answer by mail from standard input, as a mail server's pipe gives it."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import CommandParser
from django.db import DatabaseError
from django.utils import timezone

from newsroom.command import ActCommand
from reviews.inbound import taking
from reviews.models import InboundMail

TRY_LATER = 75
"""What mail servers understand as: keep the message and try again (EX_TEMPFAIL)."""
CHUNK = 1024 * 1024


class Command(ActCommand):
    help = "Take an answer by mail from standard input; with exit code 75 the mail server keeps it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", default="", help="the address it was delivered to, if the server tells")

    def act(self, **options: Any) -> int:
        raw = sys.stdin.buffer.read(taking.MOST_BYTES + 1)
        while sys.stdin.buffer.read(CHUNK):
            continue  # the server writes to the end, whatever is kept of it
        try:
            door = InboundMail.Door.PIPE
            taking.receive(raw, door=door, envelope_to=options["to"], now=timezone.now())
        except DatabaseError as error:
            self.stderr.write(str(error).splitlines()[0])
            return TRY_LATER
        return 0
