"""A message as it came → what was written in it. No database and no settings; hostile bytes do not raise.

Limits are in bytes, characters or pieces; what lies beyond them is left out, never an error.
"""

from __future__ import annotations

import codecs
import mimetypes
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from email.message import Message
from pathlib import PurePosixPath

from articles.importing.legacy import guess
from articles.importing.mail import mime
from articles.importing.mail.mime import flowing, parts_of
from reviews.inbound.parsing.html_text import page_text

MOST_TEXT = 400_000
MOST_PARTS, DEEPEST = 200, 20
HEADER_LENGTH = 2_000
NAME_LENGTH = 120
LOGO = 8 * 1024
"""A picture within the text that is smaller than this belongs to a signature."""

NOT_AN_ENCODING = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"})
"""By the names that Python has for them: no mail program writes in these, and some cost too much."""
ADDRESS = re.compile(r"(?<![^\s<>@,;:()\"\[\]\\])[^\s<>@,;:()\"\[\]\\]++@[^\s<>@,;:()\"\[\]\\]+")
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Enclosed:
    """A file that came with a message. The name is fit to be shown and says nothing of a folder."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Incoming:
    """A message. ``text`` holds the quotes and the signature still. ``trouble`` says why not all of it was
    read, in a sentence for the administration."""

    message: Message
    text: str
    enclosed: tuple[Enclosed, ...]
    trouble: str = ""

    def header(self, name: str) -> str:
        """The first header of that name in one line, or nothing."""
        return next(iter(self.headers(name)), "")

    def headers(self, *names: str) -> list[str]:
        found = [(name.lower(), value) for name, value in self.message.raw_items()]
        return [_one_line(value) for wanted in names for name, value in found if name == wanted.lower()]

    def raw_headers(self) -> Iterator[tuple[str, str]]:
        """Every header from the top, as it is written: folded, and nothing in it read."""
        return ((name, _as_utf8(str(value))) for name, value in self.message.raw_items())

    @property
    def message_id(self) -> str:
        return "".join(self.header("Message-ID").split())

    @property
    def sender(self) -> str:
        """The one address this says it is from, in lower case; nothing when that is not plain."""
        values = [str(value) for name, value in self.message.raw_items() if name.lower() == "from"]
        return _sole_address(values[0]) if len(values) == 1 else ""

    @property
    def subject(self) -> str:
        return self.header("Subject")


@dataclass
class _Found:
    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    enclosed: list[Enclosed] = field(default_factory=list)

    def add(self, other: _Found) -> None:
        self.plain += other.plain
        self.html += other.html
        self.enclosed += other.enclosed

    @property
    def is_silent(self) -> bool:
        return not any(text.strip() for text in (*self.plain, *self.html))


def read(raw: bytes) -> Incoming:
    """What a message says. Whatever its bytes are, there is an answer."""
    parsed = mime.parse(raw)
    found = _collect(parsed.message, budget=iter(range(MOST_PARTS)), depth=0)
    texts = found.plain or found.html
    text = "\n\n".join(text for text in texts if text.strip())
    return Incoming(parsed.message, text, tuple(found.enclosed), parsed.trouble)


def read_headers(raw: bytes) -> Incoming:
    """The headers alone, for whoever only keeps a message. Whatever its bytes are, there is an answer."""
    return Incoming(mime.parse_headers(raw).message, "", ())


def _collect(part: Message, *, budget: Iterator[int], depth: int) -> _Found:
    found = _Found()
    if next(budget, None) is None or depth > DEEPEST:
        return found
    kind = part.get_content_type()
    if part.is_multipart() and kind != "message/rfc822":
        children = [_collect(child, budget=budget, depth=depth + 1) for child in parts_of(part)]
        return _chosen(children) if kind == "multipart/alternative" else _joined(children)
    try:
        return _piece(part, kind)
    except Exception:  # the library promises nothing about broken parts; those around it count all the same
        return found


def _piece(part: Message, kind: str) -> _Found:
    """What a part says that has no parts."""
    found = _Found()
    name = part.get_filename()
    if kind == "text/plain" and not name and part.get_content_disposition() != "attachment":
        found.plain.append(flowing(part, _text(part)))
    elif kind == "text/html" and not name and part.get_content_disposition() != "attachment":
        found.html.append(page_text(_text(part)))
    elif (enclosed := _enclosed(part, name)) is not None:
        found.enclosed.append(enclosed)
    return found


def _joined(children: list[_Found]) -> _Found:
    """One after the other: a page that stands beside plain text is a text, too."""
    joined = _Found()
    for child in children:
        joined.add(child)
    if joined.plain and joined.html and not any(text.strip() for text in joined.plain):
        joined.plain = []
    return joined


def _chosen(children: list[_Found]) -> _Found:
    """Of several forms of the same words the plain one, if it says anything; the files of all."""
    chosen = next((child for child in children if child.plain and not child.is_silent), None)
    chosen = chosen or next((child for child in reversed(children) if not child.is_silent), _Found())
    enclosed = [file for child in children for file in child.enclosed]
    return _Found(chosen.plain, chosen.html if not chosen.plain else [], enclosed)


def _enclosed(part: Message, name: str | None) -> Enclosed | None:
    content = _content(part)
    is_inline = part.get_content_disposition() != "attachment" and part.get("Content-ID") is not None
    if not content or (is_inline and part.get_content_maintype() == "image" and len(content) < LOGO):
        return None
    return Enclosed(_file_name(name, part.get_content_type()), content)


def _content(part: Message) -> bytes:
    if part.get_content_type() == "message/rfc822":
        return b"".join(inner.as_bytes() for inner in parts_of(part)[:1])
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(part: Message) -> str:
    raw = _content(part)[:MOST_TEXT]
    return cleaned(_decoded(raw, part.get_content_charset() or "utf-8"))


def _decoded(raw: bytes, declared: str) -> str:
    """In the encoding it says, else in the one it is in."""
    for encoding in (declared, "utf-8"):
        with suppress(LookupError, ValueError):
            if codecs.lookup(encoding).name not in NOT_AN_ENCODING:
                return raw.decode(encoding)
    return raw.decode(guess(raw) or "cp1252", "replace")


def cleaned(text: str) -> str:
    """Plain line ends, and nothing that no database keeps."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").replace("\ufeff", "")
    return text.encode("utf-8", "replace").decode()


def _one_line(value: object) -> str:
    """A header's value with its encoded words read."""
    text = _as_utf8(str(value)[:HEADER_LENGTH])
    with suppress(Exception):  # encoded as nobody can read it, as it stands: the library raises many kinds
        text = str(make_header(decode_header(text)))
    return " ".join(cleaned(text).split())


def _as_utf8(value: str) -> str:
    """A header's value whose letters were not encoded: allowed in few messages (RFC 6532), and common."""
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _sole_address(value: str) -> str:
    """Of ``Name <address>`` or an address alone, as it stands in the header: what is encoded in the name
    does not count. Whatever could be read as another address too is none: headers are forged that way. A
    comma in a name should be in quotes, and often is not: it counts for nothing where no ``@`` is near."""
    value = " ".join(_as_utf8(value).split())
    if len(value) > HEADER_LENGTH:
        return ""
    name, __, rest = value.rpartition("<") if value.endswith(">") else ("", "", value)
    address = rest.removesuffix(">").strip()
    unquoted = QUOTED.sub("", name)
    others = set(ADDRESS.findall(unquoted)) - {address}
    if not ADDRESS.fullmatch(address) or others or any(character in unquoted for character in '<>;:"'):
        return ""
    if "," in unquoted and "@" in name:
        return ""
    return _lowered(address)


def _lowered(address: str) -> str:
    """Nothing for what no address has, and where letters of another alphabet turn into plain ones."""
    lowered = address.lower()
    is_plain = (
        all(unicodedata.category(character)[0] != "C" for character in lowered) and "\ufffd" not in lowered
    )
    return lowered if is_plain and lowered.isascii() == address.isascii() else ""


def _file_name(name: str | None, kind: str) -> str:
    shown = PurePosixPath(_one_line(name or "").replace("\\", "/")).name
    shown = "".join(character for character in DIRECTIONS.sub("", shown) if character.isprintable()).strip(
        " ."
    )
    stem, dot, ending = shown.rpartition(".")
    if dot and len(ending) <= 10:
        return f"{stem[:NAME_LENGTH]}.{ending}"
    return (shown or "attachment")[:NAME_LENGTH] + (mimetypes.guess_extension(kind) or "" if not dot else "")
