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

SWEEP_EVERY = 10.0
FETCH_EVERY = 20.0
FORGET_EVERY = 3600.0
COMPACT_EVERY = 300.0
SWEEP_EXPIRES = 8.0  # a sweep that waited longer is overtaken by the next
CLOCK_EVERY = 60.0


class PatientTask(Task):  # type: ignore[misc]
    """A task that an outage of the database or the disk leaves to its next turn, and says so in one line."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().__call__(*args, **kwargs)
        except Exception as error:
            unavailable = outage(error)
            if unavailable is None:
                raise
            logger.warning("%s waits for its next turn. %s", self.name, unavailable.advice)
            return None


app = Celery("newsroom", task_cls=PatientTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "pick up what a lost kick or a dead worker left": {
        "task": "reviews.sweep",
        "schedule": SWEEP_EVERY,
        "options": {"expires": SWEEP_EXPIRES},
    },
    "say what the clock says": {
        "task": "reviews.watch_deadlines",
        "schedule": CLOCK_EVERY,
        "options": {"expires": CLOCK_EVERY - 5},
    },
    "somebody is away from now on": {
        "task": "reviews.tell_deputies",
        "schedule": CLOCK_EVERY,
        "options": {"expires": CLOCK_EVERY - 5},
    },
    "it is morning for somebody": {
        "task": "reviews.write_digests",
        "schedule": CLOCK_EVERY,
        "options": {"expires": CLOCK_EVERY - 5},
    },
    "let go of steps that nobody needs any more": {
        "task": "articles.compact",
        "schedule": COMPACT_EVERY,
        "options": {"expires": COMPACT_EVERY},
    },
    "let go of what has run out": {"task": "newsroom.forget", "schedule": FORGET_EVERY},
    "let go of old messages": {"task": "reviews.forget_mail", "schedule": FORGET_EVERY},
    "let go of what webhooks were told": {"task": "reviews.forget_webhooks", "schedule": FORGET_EVERY},
}
if os.environ.get("INBOUND_IMAP_URL"):
    app.conf.beat_schedule["look for answers that came by mail"] = {
        "task": "reviews.fetch_mail",
        "schedule": FETCH_EVERY,
        "options": {"expires": FETCH_EVERY},
    }


@celeryd_init.connect
def be_patient(*, conf: Any, **_: Any) -> None:
    """A worker has nobody waiting: it gives the broker the time that a page cannot."""
    conf.broker_connection_timeout = 4
    conf.broker_transport_options = {
        "socket_timeout": 5,
        "socket_connect_timeout": 5,
        "socket_keepalive": True,
        "health_check_interval": 25,
    }
