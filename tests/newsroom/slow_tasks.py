"""Tasks of the tests' own, for real worker processes."""

import time
from pathlib import Path

from celery import shared_task


@shared_task(name="tests.note")
def note(path: str, seconds: str) -> None:
    """Write when it began, take its time, and write when it was done."""
    with Path(path).open("a") as file:
        file.write("begun\n")
        file.flush()
        time.sleep(float(seconds))
        file.write("done\n")
