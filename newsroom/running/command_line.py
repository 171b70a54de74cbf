"""Django's command line. It reports a wrong environment or an outage in one sentence."""

from __future__ import annotations

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from newsroom.outages import outage

REFUSED, MISCONFIGURED = 1, 2
TRY_LATER = 75
"""EX_TEMPFAIL of sysexits.h: a mail server keeps the message and tries again."""


def run(argv: list[str]) -> int:
    """Run one command. Returns its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    try:
        execute_from_command_line(argv)
    except ImproperlyConfigured as error:
        sys.stderr.write(f"{error}\n")
        return TRY_LATER if argv[1:2] == ["receive_mail"] else MISCONFIGURED
    except Exception as error:
        if (unavailable := outage(error)) is None:
            raise
        sys.stderr.write(f"{unavailable.advice}\n")
        return TRY_LATER if argv[1:2] == ["receive_mail"] else REFUSED
    return 0
