"""Lines of a mail as they are compared: without marks of quoting, and without what nobody sees."""

from __future__ import annotations

import re
from collections.abc import Sequence

INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")
SPACES = re.compile(r"\s+")


def visible(line: str) -> str:
    return INVISIBLE.sub("", line)


def plain(line: str) -> str:
    """The line without marks of quoting and with single spaces."""
    return SPACES.sub(" ", visible(line).replace("\u00a0", " ").lstrip("> \t")).strip()


def folded(text: str) -> str:
    """For comparing: mail programs break and join spaces and dashes, and change letters' case."""
    return SPACES.sub(" ", visible(text).replace("\u00a0", " ")).strip(" -–—").casefold()


def joined(lines: Sequence[str]) -> str:
    """Lines that were one, as one."""
    return plain(" ".join(plain(line) for line in lines))


def past_blank(lines: Sequence[str], at: int) -> int:
    """Up over blank lines that end at this place, quoted or not."""
    while at > 0 and not plain(lines[at - 1]):
        at -= 1
    return at


def drop_blank(lines: list[str]) -> None:
    """Take blank lines off the end."""
    while lines and not lines[-1].strip():
        lines.pop()


def written(lines: Sequence[str]) -> list[str]:
    """Those that are not blank."""
    return [line for line in lines if line.strip()]
