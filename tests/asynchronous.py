"""Coroutines in tests."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from asgiref.sync import sync_to_async
from django.db import connections

Result = TypeVar("Result")


def run_alone(story: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine in a thread of its own: after a browser test there is a loop in this one.

    The connections that views opened for it are closed: the database of the tests cannot be dropped before.
    """
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, _closing_connections(story)).result()


async def _closing_connections(story: Coroutine[Any, Any, Result]) -> Result:
    try:
        return await story
    finally:
        await sync_to_async(connections.close_all)()
