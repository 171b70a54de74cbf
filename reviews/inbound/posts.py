"""What a mail provider posts, however large its mail is: a mail with many files still holds an answer.

Django has one measure for all posts, and to raise it for this door would raise it for every form that anybody
reaches. So larger posts are read here before the provider's view looks at them, a few at a time.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from email.message import Message
from email.parser import BytesParser

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.utils.datastructures import MultiValueDict

logger = logging.getLogger(__name__)

MOST_BYTES = 64 * 1024 * 1024
"""Providers take mails of 25 to 35 MB, and post them with a third or more on top."""
PATIENCE = 10  # seconds until a provider is told to come back
_reading = threading.BoundedSemaphore(2)


def pass_on(request: HttpRequest, view: Callable[[HttpRequest], HttpResponseBase]) -> HttpResponseBase:
    """What ``view`` answers to the post. What is larger than any mail is refused, and the log says so."""
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    if size <= (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0):
        return view(request)
    if size > MOST_BYTES:
        logger.warning(
            "A post of %d MB to the webhook was refused: have the provider take no mail over %d MB.",
            size // 1024**2,
            MOST_BYTES // 2 // 1024**2,
        )
        return HttpResponse(status=413)
    if not _reading.acquire(timeout=PATIENCE):
        return HttpResponse(status=503, headers={"Retry-After": "60"})
    try:
        _read(request)
        return view(request)
    finally:
        _reading.release()


def _read(request: HttpRequest) -> None:
    """Have the body at hand, and the fields of a form where one is larger than Django takes."""
    body = request.read(MOST_BYTES)
    vars(request)["_body"] = body
    try:
        request.POST  # noqa: B018 - reads the form, once
    except RequestDataTooBig:
        fields, files = _form(request.META["CONTENT_TYPE"], body)
        vars(request).update(_post=fields, _files=files)


def _form(content_type: str, body: bytes) -> tuple[QueryDict, MultiValueDict[str, SimpleUploadedFile]]:
    head = b"Content-Type: " + content_type.encode("latin-1", "replace") + b"\r\n\r\n"
    fields = QueryDict(mutable=True)
    files: MultiValueDict[str, SimpleUploadedFile] = MultiValueDict()
    for part in BytesParser().parsebytes(head + body).walk():
        name = part.get_param("name", header="Content-Disposition")
        if not isinstance(name, str):
            continue
        if (file := part.get_filename()) is not None:
            files.appendlist(name, SimpleUploadedFile(file, _bytes(part), part.get_content_type()))
        else:
            fields.appendlist(name, _bytes(part).decode("utf-8", "replace"))
    return fields, files


def _bytes(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else part.as_bytes()
