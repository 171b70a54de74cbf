"""The worker's consumer. A broken connection to the broker does not end the worker."""

from __future__ import annotations

import logging

from celery.worker.consumer import Consumer as CeleryConsumer

logger = logging.getLogger(__name__)


class Consumer(CeleryConsumer):  # type: ignore[misc]
    """Named in ``CELERY_WORKER_CONSUMER``."""

    def on_connection_error_after_connected(self, exc: Exception) -> None:
        """Clean up after a connection that broke, and go on to the next one even if that fails.

        With an unacknowledged message, kombu tries to requeue it on the closed connection and
        raises AttributeError, which would end the worker.
        """
        try:
            super().on_connection_error_after_connected(exc)
        except Exception as error:
            logger.warning("The broken connection to the broker was left as it was (%s).", error)
