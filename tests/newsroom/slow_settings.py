"""The real settings, for a run whose worker knows the tests' own tasks, too."""

from newsroom.settings import *  # noqa: F403

CELERY_IMPORTS = ["tests.newsroom.slow_tasks"]
