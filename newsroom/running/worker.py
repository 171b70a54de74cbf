"""The worker's connection to the broker, which must not end the worker."""

from __future__ import annotations

import logging

from celery.worker.consumer import Consumer as CeleryConsumer

logger = logging.getLogger(__name__)


class Consumer(CeleryConsumer):  # type: ignore[misc]
    """Named in ``CELERY_WORKER_CONSUMER``."""

    def on_connection_error_after_connected(self, exc: Exception) -> None:
        """Clear up behind a connection that broke, and go on to the next one whatever comes of that.

        With a message in hand that was not confirmed, kombu wants to give it back on the connection that was
        taken away already, and raises AttributeError, which would end the worker.
        """
        try:
            super().on_connection_error_after_connected(exc)
        except Exception as error:
            logger.warning("The broken connection to the broker was left as it was (%s).", error)
