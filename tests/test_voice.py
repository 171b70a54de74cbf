"""The voice of the interface: newsroom English, in every sentence that a person can see.

A source is one line in :data:`SOURCES`. Templates give what they translate and the words between their tags;
Python gives what it hands to gettext, the sentences of its refusals, and the help of its commands; pages for
operators and contributors give their paragraphs.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from newsroom.running.children import PROJECT


class Text(NamedTuple):
    """Words on the screen, and where they are written."""

    place: str
    words: str


class Rule(NamedTuple):
    """What the voice does not say, and what it says instead."""

    pattern: re.Pattern[str]
    instead: str


def rule(pattern: str, instead: str) -> Rule:
    return Rule(re.compile(pattern, re.IGNORECASE), instead)


RULES = (
    rule(r"\b(?:stands?|stood|standing)\b", "is, shows, or the name of the thing"),
    rule(r"\b(?:who|what|which)ever\b", "a noun: anyone with this link"),
    rule(
        r"(?:^|[.:;–] )what (?:is|was|were|are|you|they|it|came|left|could|has|had|happens|waits)\b",
        "a noun: your changes, earlier releases",
    ),
    rule(r"\b(?:told|hears? of|heard of)\b", "notified, get"),
    rule(r"\bis left\b|\bleft (?:to do|for you)\b", "remaining, no more"),
    rule(r"\barticles?\b", "story; copy for its text"),
    rule(r"\b(?:somebody|nobody|everybody)\b", "someone, no one, everyone"),
    rule(r"\be-mails?\b", "email"),
    rule(r"(?<=\w)'(?=\w)", "the typographic apostrophe"),
    rule(r"\bof yours\b|\bany more\b", "your; no longer"),
)

TAG = re.compile(
    r"""\{%\s*(?:translate|trans)\s+(?P<quote>["'])(?P<one>.*?)(?P=quote)"""
    r"""|\{%\s*blocktranslate\b[^%]*%\}(?P<block>.*?)\{%\s*endblocktranslate\s*%\}"""
    r"""|_\("(?P<default>[^"]*)"\)""",
    re.DOTALL,
)
MARKUP = re.compile(
    r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}|<!--.*?-->|<(script|style)\b.*?</\1>", re.DOTALL
)
INSIDE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
BETWEEN = re.compile(r">([^<>]+)<", re.DOTALL)
GAP = re.compile(r"%\(\w+\)[sd]|\{\{.*?\}\}|\{\w+\}")
SENTENCE = re.compile(r"[A-Z“…]\S* [^\\|]*\.")
GETTEXT = {
    f"{kind}{lazy}" for kind in ("gettext", "ngettext", "pgettext", "npgettext") for lazy in ("", "_lazy")
} | {"_"}


def of_template(path: Path) -> Iterator[Text]:
    """What a template translates, and the words that it has outside its tags."""
    source = MARKUP.sub("", path.read_text())
    for found in TAG.finditer(source):
        words = found["one"] or found["block"] or found["default"] or ""
        for form in re.split(r"\{%\s*plural\s*%\}", words):
            yield Text(str(path), " ".join(form.split()))
    bare = INSIDE.sub("", TAG.sub("", source))
    for found in BETWEEN.finditer(bare):
        yield Text(str(path), " ".join(found[1].split()))


def of_gettext(path: Path) -> Iterator[Text]:
    """What a module hands to gettext."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and _name(node.func) in GETTEXT:
            for argument in node.args:
                yield from _strings(path, argument)


def of_refusals(path: Path) -> Iterator[Text]:
    """The sentences of exceptions and of losses in modules that know no gettext."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            calls = [node.exc]
        elif isinstance(node, ast.Call) and _name(node.func) == "add":
            calls = [node]
        else:
            continue
        for call in calls:
            for argument in call.args[:1]:
                yield from _strings(path, argument)


def of_sentences(path: Path) -> Iterator[Text]:
    """The strings of a module that read like a sentence, its docstrings apart."""
    tree = ast.parse(path.read_text())
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in docstrings | parts:
            yield from (text for text in _strings(path, node) if SENTENCE.fullmatch(text.words))


def of_help(path: Path) -> Iterator[Text]:
    """The help of a command and of its arguments."""
    for node in ast.walk(ast.parse(path.read_text())):
        is_argument = isinstance(node, ast.keyword) and node.arg == "help"
        is_command = isinstance(node, ast.Assign) and _name(node.targets[0]) == "help"
        if is_argument or is_command:
            yield from _strings(path, node.value)


def of_page(path: Path) -> Iterator[Text]:
    """The paragraphs of a page in Markdown, without code, links and words that it quotes."""
    prose = re.sub(r"```.*?```|`[^`]*`|\]\([^)]*\)|“[^”]*”", "…", path.read_text(), flags=re.DOTALL)
    for paragraph in prose.split("\n\n"):
        yield Text(str(path), " ".join(paragraph.split()).replace("'", "’"))


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def _strings(path: Path, node: ast.expr) -> Iterator[Text]:
    """The strings that an argument can be; the parts of one with gaps as one text."""
    if isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else "…" for part in node.values]
        yield Text(f"{path}:{node.lineno}", "".join(map(str, parts)))
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield Text(f"{path}:{node.lineno}", node.value)
        return
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield from _strings(path, child)


class Source(NamedTuple):
    """Files, without those that match ``but``, and what of them is read."""

    read: Callable[[Path], Iterator[Text]]
    files: str
    but: str = r"(?!)"

    def texts(self) -> Iterator[Text]:
        for path in sorted(PROJECT.glob(self.files)):
            place = path.relative_to(PROJECT)
            if "node_modules" not in place.parts and not re.search(self.but, str(place)):
                for text in self.read(path):
                    yield text._replace(place=text.place.replace(f"{PROJECT}/", ""))


SOURCES = {
    "pages, and mails as HTML": Source(of_template, "*/templates/**/*.html"),
    "views, acts, labels and the admin of articles": Source(of_gettext, "articles/**/*.py"),
    "views, acts, labels, mails, answers and the admin of reviews": Source(of_gettext, "reviews/**/*.py"),
    "kernel": Source(of_gettext, "newsroom/**/*.py"),
    "commands": Source(of_help, "*/management/commands/*.py"),
    "output of commands": Source(of_sentences, "*/management/commands/*.py"),
    "programs": Source(of_sentences, "newsroom/running/*.py"),
    "configuration": Source(of_sentences, "newsroom/configuration/*.py"),
    "backups": Source(of_sentences, "newsroom/backups/*.py"),
    "demo": Source(of_sentences, "reviews/demo/*.py"),
    "documents": Source(of_refusals, "articles/documents/**/*.py"),
    "notes": Source(of_sentences, "articles/documents/notes/*.py"),
    "import": Source(of_refusals, "articles/importing/**/*.py"),
    "import of Word": Source(of_sentences, "articles/importing/word/*.py"),
    "import of OpenDocument": Source(of_sentences, "articles/importing/opendocument/*.py"),
    "import of archives": Source(of_sentences, "articles/importing/packages.py"),
    "export": Source(of_refusals, "articles/exporting/**/*.py"),
    "what operators and contributors read": Source(of_page, "*.md", r"ARCHITECTURE|BENCHMARKS"),
    "answers by mail": Source(of_page, "docs/answers-by-mail.md"),
    "webhooks": Source(of_page, "docs/webhooks.md"),
    "sign-in": Source(of_page, "docs/sign-in.md"),
}


def faults(text: Text) -> list[str]:
    words = GAP.sub("…", text.words)
    return [
        f"{text.place}: “{text.words}” has “{found[0]}”; say: {instead}"
        for pattern, instead in RULES
        if (found := pattern.search(words))
    ]


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_every_sentence_is_newsroom_english(source):
    texts = list(source.texts())
    assert texts
    found = [fault for text in texts for fault in faults(text)]
    assert not found, "\n".join(found)
