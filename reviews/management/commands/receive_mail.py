"""Take an answer by mail from standard input, as a mail server's pipe gives it.

The exit code is what mail servers go by (sysexits.h): whatever the message is, it is kept and the code is 0.
"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import CommandParser
from django.db import Error
from django.utils import timezone

from newsroom.command import ActCommand
from reviews.inbound import receiving
from reviews.models import InboundMail

TRY_LATER = 75
"""Keep the message and try again (EX_TEMPFAIL): there is no database, or no room."""
WRONG_USAGE = 64
"""The command line is wrong, and stays so (EX_USAGE)."""
ARGPARSE_EXIT = 2
CHUNK = 1024 * 1024


class Command(ActCommand):
    help = "Receive a reply by email from standard input. Exit code 75 asks the mail server to retry later."

    requires_system_checks = ()  # a mail is not lost because a setting is wrong

    def run_from_argv(self, argv: list[str]) -> None:
        """As a mail server runs it: of a wrong command line, the code that mail servers know."""
        try:
            super().run_from_argv(argv)
        except SystemExit as end:
            raise SystemExit(WRONG_USAGE if end.code == ARGPARSE_EXIT else end.code) from end

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to", default="", help="the address it was delivered to, if the server passes it on"
        )

    def act(self, **options: Any) -> int:
        try:
            raw = sys.stdin.buffer.read(receiving.MOST_BYTES + 1)
            while sys.stdin.buffer.read(CHUNK):
                continue  # the server writes to the end, whatever is kept of it
            channel = InboundMail.Channel.PIPE
            receiving.receive(raw, channel=channel, envelope_to=options["to"], now=timezone.now())
        except (Error, OSError, MemoryError) as error:
            self.stderr.write(next(iter(str(error).splitlines()), type(error).__name__))
            return TRY_LATER
        return 0
