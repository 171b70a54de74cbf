"""The filter of the log."""

from __future__ import annotations

import asyncio
import logging


def is_worth_reading(record: logging.LogRecord) -> bool:
    """False for a request that the browser cancelled, which asyncio logs at length from Python 3.14 on."""
    return not (record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError))
