"""A draft that arrives as a mail: what of the mail is the copy.

That is the one file that came with it, if there is one that can be read, else what was written in the mail
itself, as a page where it was written as one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from email.message import Message
from pathlib import PurePath
from typing import Final

from articles.importing.decoding import ImportFailed, decode, shown
from articles.importing.mail.mime import DEEPEST, flowing, parse, parts_of

_MOST_NAMED: Final = 5
_LONGEST_NAME: Final = 1_000
_PICTURES: Final = 8 * 1024
"""A picture within the text that is smaller belongs to a signature."""


@dataclass(frozen=True)
class Enclosed:
    """A file that came with a mail."""

    name: str
    content: bytes


@dataclass
class MailedCopy:
    """What of a mail is the copy: a ``file``, or else the ``page`` or ``text`` that was written.

    ``left_out`` names the other files; ``has_words`` is whether anything was written in the mail.
    """

    file: Enclosed | None = None
    page: str = ""
    text: str = ""
    left_out: list[str] = field(default_factory=list)
    has_words: bool = False


def copy_in_mail(data: bytes, *, filename: str, known: Collection[str]) -> MailedCopy:
    """What is the copy in a mail; ``known`` are the endings of files that can be read.

    Raises ImportFailed, with one sentence, for what is no mail, cannot be read, or has several such files.
    """
    label = shown(filename)
    if not data.strip():
        raise ImportFailed(f"{label} is empty; choose the file that holds the copy.")
    parsed = parse(data)
    if parsed.trouble:
        raise ImportFailed(f"{label} is too complex or damaged to be read as a mail; upload its copy alone.")
    if not parsed.message.keys():
        raise ImportFailed(f"{label} is not a mail; save it as .eml in the mail program and try again.")
    found = _Found()
    found.collect(parsed.message, label)
    drafts = [one for one in found.files if PurePath(one.name).suffix.lower() in known]
    if len(drafts) > 1:
        names = ", ".join(shown(one.name) for one in drafts[:_MOST_NAMED])
        raise ImportFailed(f"{label} has several files with copy ({names}); upload the one to be filed.")
    written = MailedCopy(
        file=drafts[0] if drafts else None,
        page="\n".join(found.pages),
        text="\n\n".join(text for text in found.texts if text.strip()),
        left_out=[one.name for one in found.files if one not in drafts],
    )
    written.has_words = bool(written.page.strip() or written.text)
    return written


@dataclass
class _Found:
    texts: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    files: list[Enclosed] = field(default_factory=list)

    def collect(self, part: Message, label: str, depth: int = 0) -> None:
        """Everything in a part. Of several forms of the same words the page is taken, if it is one."""
        inner = parts_of(part)
        kind, name = part.get_content_type(), _name_of(part)
        if depth > DEEPEST:
            return
        if inner and kind != "message/rfc822":
            texts = len(self.texts)
            pages = len(self.pages)
            for one in inner:
                self.collect(one, label, depth + 1)
            if kind == "multipart/alternative" and len(self.pages) > pages:
                del self.texts[texts:]
            return
        content = _content(part)
        is_file = bool(name) or part.get_content_disposition() == "attachment"
        if kind in ("text/plain", "text/html") and not is_file:
            text = _decoded(content, part, label)
            if kind == "text/html":
                self.pages.append(text)
            else:
                self.texts.append(flowing(part, text))
        elif content and not (part.get_content_maintype() == "image" and len(content) < _PICTURES):
            self.files.append(Enclosed(name or kind, content))


def _content(part: Message) -> bytes:
    if part.get_content_type() == "message/rfc822":
        return b"\n"  # a mail within the mail, which is named and not read
    content = None
    with suppress(Exception):  # the library promises nothing about broken parts
        content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _decoded(content: bytes, part: Message, label: str) -> str:
    if not content.strip():
        return ""
    charset = ""
    with suppress(Exception):  # as above
        charset = part.get_content_charset() or ""
    text = decode(content, filename=label, declared=charset).text
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _name_of(part: Message) -> str:
    """What a file is called, its encoded words read."""
    name = None
    with suppress(Exception):  # as above
        name = part.get_filename()
    if part.get_content_type() == "message/rfc822" and not name:
        return "a forwarded mail"
    text = str(name or "")[:_LONGEST_NAME]
    with suppress(Exception):  # as above
        text = str(make_header(decode_header(text)))
    return PurePath(text.replace("\\", "/")).name


def sentences(copy: MailedCopy) -> Iterator[tuple[str, str]]:
    """What of a mail was left out, and its names."""
    if copy.file and copy.has_words:
        yield "The words of the mail were left out; the copy is the file that came with it", copy.file.name
    for name in copy.left_out:
        yield "Files that came with the mail were left out", name
