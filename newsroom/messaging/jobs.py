"""Jobs for the worker, which are enqueued after commit.

The row that describes the work is committed already, so a lost job costs the seconds until the next sweep.
Enqueueing may fail, but it neither raises nor keeps a page waiting.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from celery import Celery

from newsroom.celery import app
from newsroom.messaging.best_effort import Breaker, after_commit

logger = logging.getLogger(__name__)

breaker = Breaker()


@dataclass(frozen=True)
class Job:
    """One task with its arguments; equal jobs of one transaction are one."""

    task: str
    args: tuple[str | int, ...]

    def __call__(self) -> None:
        send(app, self)


def send(celery: Celery, job: Job) -> bool:
    """Publish the job, or give up at once. Returns whether the broker accepted it."""
    if not breaker.allows():
        return False
    try:
        celery.send_task(job.task, args=job.args, ignore_result=True)
    except Exception as error:
        breaker.failed()
        logger.warning(
            "The broker did not accept a job for %s (%s); the sweep will find it.", job.task, error
        )
        return False
    breaker.succeeded()
    return True


def enqueue(task_name: str, *args: str | int) -> None:
    """Have ``task_name`` run with ``args`` once the transaction has committed, or at once outside of one.

    The task is named by a string, so that the code that writes rows need not import the code that processes
    them. Repeating a job in a transaction adds nothing. Never raises.
    """
    after_commit(Job(task_name, args))
