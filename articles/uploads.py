"""Uploads: keeping what somebody brings in, and reading it in the request or by the worker.

A file that is read quickly is read at once. One that takes longer is left to the worker, and the page shows
how long it has been at it. An attempt is counted before it is made, so a file that kills its reader is given
up after a few.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.importing import ImportedArticle, ImportFailed, import_packed, most_bytes, unpack
from articles.models import Article, Upload
from newsroom.errors import DomainError, NotFound
from newsroom.messaging.jobs import enqueue
from newsroom.models import User
from newsroom.outages import outage
from newsroom.subprocesses import TookTooLong, in_own_subprocess, in_subprocess, within

logger = logging.getLogger(__name__)

LONG = 20_000
"""Bytes from which on reading may take long: 50 KB of nothing but nested stars take a second."""
REQUEST_SECONDS = 8.0
"""How long a request waits for a file to be read before it is left to the worker."""
WORKER_SECONDS = 300.0
LEASE = timedelta(seconds=WORKER_SECONDS + 60)
MOST_ATTEMPTS = 2
MOST_KEPT = 10
"""Uploads of one person that are kept; older ones go when another comes."""
KEPT_FOR = timedelta(days=2)

Clock = Callable[[], datetime]
State = Upload.State


class NotRead(DomainError):
    """There is nothing to file: the upload is still being read, or could not be."""


def keep(
    data: bytes,
    *,
    name: str,
    by: User,
    article: Article | None = None,
    details: dict[str, Any] | None = None,
    now: datetime,
) -> Upload:
    """Keep a file of this person and read it, here or by the worker.

    Raises :class:`~articles.importing.ImportFailed`, and keeps nothing, for one that can quickly be seen to
    be unreadable.
    """
    if len(data) > (most := most_bytes(name)):
        megabytes = most // 1024**2
        raise ImportFailed(_("The file is too large (%(most)d MB maximum).") % {"most": megabytes})
    try:
        content, state = _read_at_once(data, name), State.READ
    except TookTooLong:
        content, state = "", State.WAITING
    upload = Upload.objects.create(
        owner=by,
        article=article,
        name=name[:300],
        data=data,
        size=len(data),
        state=state,
        content=content,
        details=details or {},
        not_before=now,
        created_at=now,
    )
    if state == State.WAITING:
        enqueue("articles.read_uploads")
    kept = Upload.objects.filter(owner=by).values_list("pk", flat=True)
    Upload.objects.filter(pk__in=list(kept[MOST_KEPT:])).delete()
    return upload


def find_upload(by: User, key: UUID, *, article: Article | None = None) -> Upload:
    """This person's upload of that key. Raises :class:`~newsroom.errors.NotFound` for anybody else's."""
    found = Upload.objects.filter(owner=by, pk=key, article=article).defer("data").first()
    if found is None:
        raise _gone()
    return found


def read_article(upload: Upload, *, leave: Collection[str] = ()) -> ImportedArticle:
    """The article in an upload, with the typed notes of the keys in ``leave`` in its text.

    Raises :class:`NotRead` for an upload that is not read yet or could not be, and as
    :func:`~newsroom.subprocesses.in_subprocess`.
    """
    if upload.state != State.READ:
        raise NotRead(upload.failure or _("The file is still being read."))
    if not leave:
        return unpack(upload.content)
    data = bytes(upload.data)
    return unpack(in_subprocess(import_packed, data, filename=upload.name, leave=frozenset(leave)))


def _gone() -> NotFound:
    return NotFound(_("This upload has been filed or deleted. Upload the file again."))


def _read_at_once(data: bytes, name: str) -> str:
    if len(data) < LONG:
        return import_packed(data, filename=name)
    return within(REQUEST_SECONDS, import_packed, data, filename=name)


def take(upload: Upload) -> None:
    """Delete an upload in the transaction that files it. Of two that file it at once, one waits here.

    Raises :class:`~newsroom.errors.NotFound` when it is gone.
    """
    deleted, _rows = Upload.objects.filter(pk=upload.pk).delete()
    if not deleted:
        raise _gone()


# --- the worker


def work(*, seconds: float, clock: Clock = timezone.now) -> bool:
    """Read what waits, oldest first, for about so many seconds. Says whether more waits."""
    end = time.monotonic() + seconds
    while upload := Upload.objects.due(clock()).order_by("created_at").first():
        if time.monotonic() >= end:
            return True
        _read(upload, now=clock())
    return False


def forget_old(*, now: datetime) -> None:
    """Delete uploads that nobody filed."""
    Upload.objects.filter(created_at__lt=now - KEPT_FOR).delete()


def _read(upload: Upload, *, now: datetime) -> None:
    mine = Upload.objects.due(now).filter(pk=upload.pk, attempts=upload.attempts)
    if upload.attempts >= MOST_ATTEMPTS:
        mine.update(**_unreadable())
        return
    attempts = upload.attempts + 1
    if not mine.update(attempts=attempts, not_before=now + LEASE):
        return
    outcome = _outcome(upload)
    Upload.objects.filter(pk=upload.pk, state=State.WAITING, attempts=attempts).update(**outcome)


def _unreadable() -> dict[str, Any]:
    return {"state": State.FAILED, "failure": _("The file could not be read. Save it anew and try again.")}


def _outcome(upload: Upload) -> dict[str, Any]:
    """What is to be written of an upload that was read, or could not be."""
    data = bytes(upload.data)
    try:
        content = in_own_subprocess(WORKER_SECONDS, import_packed, data, filename=upload.name)
    except DomainError as error:
        return {"state": State.FAILED, "failure": str(error)[:500]}
    except Exception as error:
        if outage(error):
            raise
        logger.exception("Upload %s cannot be read.", upload.pk)
        return _unreadable()
    return {"state": State.READ, "content": content}
