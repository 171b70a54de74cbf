"""Texts that parsers find hard: openers without closers, the reverse, nesting, one line, many lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

Maker = Callable[[int], str]


def _repeated(unit: str) -> Maker:
    return lambda size: unit * (size // len(unit) + 1)


def _nested(opener: str, closer: str) -> Maker:
    return lambda size: opener * (size // 2 // len(opener)) + "x" + closer * (size // 2 // len(closer))


UNITS: Final = [
    *(
        "<",
        ">",
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        "*",
        "_",
        "`",
        "~",
        "#",
        "=",
        "-",
        "!",
        "?",
        "&",
        "\\",
        '"',
        "'",
    ),
    *("“", "”", "|", "/", ":", "@", ".", ",", " ", "\n", "\t", "\u00a0", "a", "A", "1", "é", "😀", "ا", "漢"),
    *(
        "**",
        "__",
        "~~",
        "<<",
        "[[",
        "![",
        "](",
        "[](",
        "[a](b)",
        "[a][b]",
        "[a]: b\n",
        "![a](b)",
        "<!--",
        "-->",
    ),
    *(
        "<a ",
        "<a>",
        "</a>",
        "<b>x</b>",
        "<script>",
        "<div>",
        "<p>x",
        '<a b="',
        "<a b='",
        "<?",
        "<![CDATA[",
        "&lt;",
    ),
    *(
        "> ",
        "- ",
        "1. ",
        "# ",
        "    a\n",
        "```\n",
        "~~~\n",
        "---\n",
        "===\n",
        "|a|b|\n",
        "a\n===\n",
        "- a\n  ",
        "* *a ",
    ),
    *(
        "€TK",
        "TK ",
        "TK",
        "(TK) ",
        "XX ",
        "cq ",
        "[x: ",
        "[AU: ok?] ",
        "<which?> ",
        "(sp?) ",
        "{>>a<<}",
        "{==",
        "//a\n",
    ),
    *(
        "*** A ",
        ">>> a ",
        "!! a ",
        "NOTE TO DESK: a\n",
        "EDS: a?\n",
        "ATTN A \r\n",
        "title goes here ",
        "A B C D E F ",
    ),
    *(
        "a b\n",
        "a\n\n",
        "Yes. No? ",
        "a  \n",
        "www.",
        "http://a ",
        "a@b.c ",
        "[1]",
        "[a] x\n",
        "— ",
        "*a **b ",
        "_a__b ",
    ),
]
NESTED: Final = [
    ("[", "]"),
    ("(", ")"),
    ("<", ">"),
    ("**", "**"),
    ("<div>", "</div>"),
    ("“", "”"),
    ("{", "}"),
    ("[a](", ")"),
]

TEXTS: Final[dict[str, Maker]] = {
    **{repr(unit): _repeated(unit) for unit in UNITS},
    **{f"nested {opener}": _nested(opener, closer) for opener, closer in NESTED},
    "a table of one row": lambda size: f"| {'a | ' * (size // 4)}\n| - |",
    "a table of one column": lambda size: "| a |\n| - |\n" + "| a |\n" * (size // 6),
    "a long row above short ones": lambda size: (
        f"| {'a | ' * (size // 8)}\n| - |\n" + "| a |\n" * (size // 12)
    ),
    "cells that reach over all that follows": lambda size: (
        f"<table><tr>{'<td rowspan=9999>a' * (size // 36)}" + "<tr><td>b" * (size // 18)
    ),
    "cells that reach over all beside them": lambda size: f"<table><tr>{'<td colspan=9999>a' * (size // 18)}",
    "a long name of a tag before a lone quote": lambda size: f'<{"a" * size}"',
    "one line of words": lambda size: "word " * (size // 5),
    "lines of one letter": lambda size: "a\n" * (size // 2),
    "equal paragraphs": lambda size: "The very same words.\n\n" * (size // 22),
    "different words": lambda size: " ".join(f"w{number:x}" for number in range(size // 6)),
    "different paragraphs": lambda size: "\n\n".join(
        f"Paragraph {number} says so." for number in range(size // 26)
    ),
    "different definitions": lambda size: "".join(
        f"[a{number}]: b\n\n[a{number}]\n" for number in range(size // 20)
    ),
    "growing runs": lambda size: " ".join("`" * n for n in range(1, int((2 * size) ** 0.5))),
    "quotes in quotes": lambda size: "\n".join("> " * (n % 40) + "a" for n in range(size // 41)),
}
