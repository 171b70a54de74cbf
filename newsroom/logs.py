"""What is written to the log, and what is nothing to read."""

from __future__ import annotations

import asyncio
import logging


def is_worth_reading(record: logging.LogRecord) -> bool:
    """False for a request that its browser gave up: from Python 3.14 on asyncio tells of each at length."""
    return not (record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError))
