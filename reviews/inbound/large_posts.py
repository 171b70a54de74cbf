"""What a mail provider posts, however large its mail is: a mail with many files still holds an answer.

Django has one measure for all posts, and to raise it for this channel would raise it for every form people
reach. So larger posts are read here before the provider's view looks at them, a few at a time.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.http import parse_header_parameters
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

MOST_BYTES = 64 * 1024 * 1024
"""Providers take mails of 25 to 35 MB, and post them with a third or more on top."""
MOST_FIELDS, LONGEST_HEAD, LONGEST_NUMBER = 1_000, 4_000, 20
WAIT_SECONDS = 10  # seconds after which a provider is asked to try again
reading_slots = threading.BoundedSemaphore(2)


def pass_on(request: HttpRequest, view: Callable[[HttpRequest], HttpResponseBase]) -> HttpResponseBase:
    """What ``view`` answers to the post, whose body is at hand by then.

    What is larger than any mail is refused, and the log says so.
    """
    size = _size(request)
    if size <= (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0):
        request.body  # noqa: B018 - reads it, once: after a form was read it can no longer be had
        return view(request)
    if size > MOST_BYTES:
        logger.warning(
            "A post of %d MB to the inbound webhook was refused: limit the provider to messages of %d MB.",
            size // 1024**2,
            MOST_BYTES // 2 // 1024**2,
        )
        return HttpResponse(status=413)
    if not reading_slots.acquire(timeout=WAIT_SECONDS):
        return HttpResponse(status=503, headers={"Retry-After": "60"})
    try:
        _read(request)
        return view(request)
    finally:
        reading_slots.release()


def fields(request: HttpRequest) -> dict[str, bytes]:
    """The fields of a form, of several with a name the last, as the very bytes that Django reads as text."""
    if request.content_type == "multipart/form-data":
        parts = _parts(request.META["CONTENT_TYPE"], request.body)
        return {part.name: part.content for part in parts if part.file is None}
    if request.content_type == "application/x-www-form-urlencoded":
        pairs = parse_qsl(request.body, keep_blank_values=True, max_num_fields=MOST_FIELDS)
        return {key.decode("utf-8", "replace"): value for key, value in pairs}
    return {}


def _size(request: HttpRequest) -> int:
    """As it was announced; a length that is no number is none at all."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit() and len(length) < LONGEST_NUMBER):
        raise BadRequest(_("The Content-Length is not a number."))
    return int(length)


def _read(request: HttpRequest) -> None:
    """Have the body at hand, and the fields of a form where one is larger than Django takes."""
    body = request.read(MOST_BYTES)
    vars(request)["_body"] = body
    try:
        request.POST  # noqa: B018 - reads the form, once
    except RequestDataTooBig:
        try:
            fields, files = form_of(request.META["CONTENT_TYPE"], body)
        except (LookupError, ValueError) as error:  # such as a charset of a field's name that nobody knows
            raise BadRequest(_("This post cannot be read.")) from error
        vars(request).update(_post=fields, _files=files)


def form_of(content_type: str, body: bytes) -> tuple[QueryDict, MultiValueDict[str, SimpleUploadedFile]]:
    fields = QueryDict(mutable=True)
    files: MultiValueDict[str, SimpleUploadedFile] = MultiValueDict()
    for part in _parts(content_type, body):
        if part.file is not None:
            files.appendlist(part.name, SimpleUploadedFile(part.file, part.content, part.content_type))
        else:
            fields.appendlist(part.name, part.content.decode("utf-8", "replace"))
    return fields, files


@dataclass(frozen=True)
class _FormPart:
    """A field of a form, or a file when ``file`` names one."""

    name: str
    file: str | None
    content_type: str
    content: bytes


def _parts(content_type: str, body: bytes) -> Iterator[_FormPart]:
    """The fields of a form (RFC 7578), which has no parts within parts. Linear in its length."""
    boundary = parse_header_parameters(content_type)[1].get("boundary", "")
    if not boundary:
        return
    between = b"\r\n--" + boundary.encode("latin-1", "replace")
    pieces = (b"\r\n" + body).split(between, MOST_FIELDS)
    for piece in pieces[1:]:
        head, __, content = piece.partition(b"\r\n\r\n")
        if piece.startswith(b"--") or len(head) > LONGEST_HEAD:
            continue
        headers = dict(_head_line(line) for line in head.split(b"\r\n"))
        named = parse_header_parameters(headers.get("content-disposition", ""))[1]
        if "name" in named:
            kind = headers.get("content-type", "application/octet-stream")
            yield _FormPart(named["name"], named.get("filename"), kind, content)


def _head_line(line: bytes) -> tuple[str, str]:
    name, __, value = line.decode("utf-8", "replace").partition(":")
    return name.strip().lower(), value.strip()
