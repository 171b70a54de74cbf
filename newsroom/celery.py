"""The Celery application: settings from Django, tasks from every app's ``tasks`` module, one schedule."""

from __future__ import annotations

import logging
import os
from typing import Any

from celery import Celery, Task
from celery.signals import celeryd_init

from newsroom.outages import outage

logger = logging.getLogger(__name__)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

SWEEP_EVERY, MINUTE, HOUR = 10.0, 60.0, 3600.0  # seconds


class RetriedTask(Task):  # type: ignore[misc]
    """A task that ends with one line in the log when the database or the disk fails. It runs again later."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().__call__(*args, **kwargs)
        except Exception as error:
            unavailable = outage(error)
            if unavailable is None:
                raise
            logger.warning("%s waits for its next turn. %s", self.name, unavailable.advice)
            return None


app = Celery("newsroom", task_cls=RetriedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def _every(seconds: float, *tasks: str, expires: float | None = None) -> dict[str, dict[str, object]]:
    """Entries of the schedule, named after their tasks. Messages are dropped after ``expires`` seconds."""
    options = {"options": {"expires": expires}} if expires else {}
    return {task: {"task": task, "schedule": seconds, **options} for task in tasks}


app.conf.beat_schedule = {
    **_every(SWEEP_EVERY, "reviews.sweep", "reviews.refresh_search", expires=8.0),
    **_every(
        MINUTE,
        "reviews.watch_deadlines",
        "reviews.tell_deputies",
        "reviews.write_digests",
        expires=MINUTE - 5,
    ),
    **_every(5 * MINUTE, "articles.compact", "reviews.refresh_all_search", expires=5 * MINUTE),
    **_every(30.0, "articles.read_uploads", expires=25.0),
    **_every(
        HOUR,
        "newsroom.forget",
        "articles.forget_uploads",
        "articles.forget_images",
        "reviews.forget_mail",
        "reviews.forget_webhooks",
    ),
}
if os.environ.get("INBOUND_IMAP_URL"):
    app.conf.beat_schedule |= _every(20.0, "reviews.fetch_mail", expires=20.0)


@celeryd_init.connect
def wait_longer_for_the_broker(*, conf: Any, **_: Any) -> None:
    """Nobody waits for a worker, so it may wait longer for the broker than a page."""
    conf.broker_connection_timeout = 4
    conf.broker_transport_options = {
        "socket_timeout": 5,
        "socket_connect_timeout": 5,
        "socket_keepalive": True,
        "health_check_interval": 25,
    }
