"""Which stretches of a source belong to its markup: code, tags, links, addresses, front matter.

``guarded`` stretches are no words at all: no mark begins or ends inside one.
``fixed`` stretches are words that cannot hold a query (alt text, a byline in front matter):
a mark in there is only ever suspected.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from articles.documents.notes.model import Markup, Span
from articles.documents.notes.spans import BLANK_LINE, Spans
from articles.documents.notes.wording import listed

ELEMENTS = listed(
    "a abbr acronym address area article aside audio b base bdi bdo big blink blockquote "
    "body br button "
    "canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em "
    "embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup "
    "hr html i iframe img input ins kbd label legend li link main map mark marquee menu meta meter nav "
    "noframes noscript object ol optgroup option output p param picture pre progress q rb rp rt rtc ruby s "
    "samp script search section select slot small source span strike strong style sub summary sup svg table "
    "tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr math path g circle "
    "rect use line polygon mi mo mn mrow msup msub mfrac"
)
_BARE_ATTRIBUTES = listed(
    "allowfullscreen async autofocus autoplay checked compact controls default defer "
    "disabled download "
    "formnovalidate hidden inert ismap itemscope loop multiple muted nohref nomodule noresize noshade "
    "novalidate nowrap open playsinline readonly required reversed selected"
)
TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9:._-]{0,60})"
    r"(?P<attributes>(?:\s+[^\s\"'<>/=]{1,80}(?:\s*=\s*(?:\"[^\"<]{0,2000}\"|'[^'<]{0,2000}'"
    r"|[^\s\"'=<>`]{1,2000}))?){0,40}+)"
    r"\s*(?P<empty>/?)>"
)
_NAMESPACED = re.compile(r"[a-z]{1,12}:[a-zA-Z]+$")
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)(\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?")
_AUTOLINK = re.compile(
    r"<(?:(?:https?|ftp|mailto|tel|news|file|data|irc|sms|urn|doi):[^\s<>]{0,1000}"
    r"|www\.[^\s<>]{1,1000}"
    r"|[\w.!#$%&'*+/=^`{|}~-]{1,64}@[\w.-]{1,255})\s{0,8}>",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:\b(?:https?|ftp)://|\bwww\.(?=\w))[^\s<>\[\]{}\"“”«»„]{1,2000}", re.IGNORECASE)
_LINK_TARGET = re.compile(
    r"\]\((?:<[^<>\n]{0,1000}>|[^()\s]{0,1000}(?:\([^()\s]{0,200}\)[^()\s]{0,200}){0,4})"
    r"(?:\s{1,4}(?:\"(?:[^\"\n]|\n(?![ \t]*+\n)){0,300}\"|'(?:[^'\n]|\n(?![ \t]*+\n)){0,300}'"
    r"|\((?:[^()\n]|\n(?![ \t]*+\n)){0,300}\)))?\s{0,4}\)"
)
_DEFINITION = re.compile(
    r"^[ ]{0,3}\[(?P<name>[^\]\[\n]{1,200})\]:[ \t]*+\n?[ \t]*+(?P<target><[^<>\n]*>|[^\s<]\S*)"
    r"(?:[ \t]*+\n?[ \t]*+(?:\"(?:[^\"\n]|\n(?![ \t]*+\n)){0,300}\"|'(?:[^'\n]|\n(?![ \t]*+\n)){0,300}'"
    r"|\((?:[^()\n]|\n(?![ \t]*+\n)){0,300}\)))?[ \t]*\r?$",
    re.MULTILINE,
)
_FENCE = re.compile(r"[ ]{0,3}(?:[>] ?){0,3}(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)")
_TICKS = re.compile(r"`+")
_LIST_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s")
_FRONT_MATTER = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n(?P<body>(?:(?!---).*\n){0,60}?)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)"
)
_FRONT_HEADLINE = re.compile(r"(?:title|headline|standfirst|hed|dek)[ \t]*:", re.IGNORECASE)
_RAW_TEXT = re.compile(r"<(script|style|pre|code|textarea)\b[^<>]{0,1000}>", re.IGNORECASE)
_PLAIN_CODE = re.compile(r"(?<![\w`])`(?=[^\s`])[^`\n]{0,78}[^\s`]`(?![\w`])")


def guarded(source: str, markup: Markup) -> list[Span]:
    """Ranges of the raw source in which no mark begins or ends."""
    found: list[Span] = []
    if markup == "markdown":
        found += _front_matter_rules(source)
        found += _block_code(source)
        found += _code_spans(source, Spans(found))
    elif markup == "text":
        found += [match.span() for match in _PLAIN_CODE.finditer(source)]
    if "<" in source:
        found += [match.span() for match in TAG.finditer(source) if is_tag(match)]
        found += [match.span() for match in _AUTOLINK.finditer(source)]
        found += _raw_elements(source) if markup != "text" else []
    if "](" in source and markup != "html":
        found += [match.span() for match in _LINK_TARGET.finditer(source) if _is_target(match[0], markup)]
    if "//" in source or "www." in source:
        found += [_trimmed(match) for match in _ADDRESS.finditer(source)]
    if markup == "markdown":
        found += _references(source)
    return found


def fixed(source: str, markup: Markup) -> list[Span]:
    """Ranges of the raw source whose words cannot carry a query."""
    if markup != "markdown":
        return []
    found = [match.span(1) for match in re.finditer(r"!\[([^\[\]\n]{0,500})\](?=[(\[])", source)]
    front = _FRONT_MATTER.match(source)
    if front:
        at = front.start("body")
        for line in front["body"].splitlines(keepends=True):
            if not _FRONT_HEADLINE.match(line):
                found.append((at, at + len(line)))
            at += len(line)
    return found


def is_tag(match: re.Match[str]) -> bool:
    """Whether something of the shape of a tag is one, and not words in angle brackets."""
    name = match["name"].lower()
    known = (
        name in ELEMENTS or ("-" in name and "check" not in name) or bool(_NAMESPACED.match(match["name"]))
    )
    if match["close"]:
        return not match["attributes"].strip()
    attributes = _ATTRIBUTE.findall(match["attributes"])
    valued = [attribute for attribute, value in attributes if value]
    bare = [attribute.lower() for attribute, value in attributes if not value]
    strange = [name for name in bare if name not in _BARE_ATTRIBUTES and not name.startswith("data-")]
    if strange and not ("-" in name and len(bare) == 1):
        return False
    return known or bool(valued) or bool(match["empty"])


def _is_target(target: str, markup: Markup) -> bool:
    """In plain text only what is an address makes ``[words](…)`` a link."""
    inside = target[2:-1].strip()
    return markup == "markdown" or "/" in inside or "@" in inside or inside.startswith(("#", "www."))


def _trimmed(match: re.Match[str]) -> Span:
    address = match[0]
    kept = address.rstrip("?!.,;:'’*_~`=")
    while kept.endswith(")") and kept.count(")") > kept.count("("):
        kept = kept[:-1].rstrip("?!.,;:'’*_~`=")
    return match.start(), match.start() + len(kept)


def _front_matter_rules(source: str) -> list[Span]:
    front = _FRONT_MATTER.match(source)
    return [(front.start(), front.start("body")), (front.end("body"), front.end())] if front else []


def _block_code(source: str) -> Iterator[Span]:
    """Fenced code, and code indented by four columns after a blank line outside lists."""
    at, fence, start = 0, "", 0
    blank, in_list = True, False
    for line in source.splitlines(keepends=True):
        match = _FENCE.match(line)
        stripped = line.strip()
        if fence:
            if match and match["fence"].startswith(fence) and not match["info"].strip():
                yield start, at + len(line)
                fence = ""
        elif match and not ("`" in match["info"] and match["fence"][0] == "`"):
            fence, start = match["fence"], at
        elif stripped and blank and not in_list and line.startswith(("    ", "\t")):
            yield at, at + len(line)
            at += len(line)
            continue
        elif _LIST_ITEM.match(line):
            in_list = True
        elif stripped and not line.startswith((" ", "\t")):
            in_list = False
        blank = not stripped
        at += len(line)
    if fence:
        yield start, at


def _code_spans(source: str, code: Spans) -> Iterator[Span]:
    """Stretches between two equal runs of backticks within one paragraph."""
    if "`" not in source:
        return
    paragraphs = [match.start() for match in BLANK_LINE.finditer(source)]
    runs = [match.span() for match in _TICKS.finditer(source) if not code.covers(match.start())]
    waiting: dict[tuple[int, int], list[int]] = {}
    for index, (start, end) in enumerate(runs):
        waiting.setdefault((end - start, bisect_right(paragraphs, start)), []).append(index)
    index = 0
    while index < len(runs):
        start, end = runs[index]
        escaped = start > 0 and source[start - 1] == "\\"
        same = waiting[end - start, bisect_right(paragraphs, start)]
        after = bisect_right(same, index)
        if not escaped and after < len(same):
            index = same[after]
            yield start, runs[index][1]
        index += 1


def _raw_elements(source: str) -> Iterator[Span]:
    """Script, style and code elements with all that is in them."""
    lowered, at = "", 0
    unclosed: set[str] = set()
    while match := _RAW_TEXT.search(source, at):
        lowered = lowered or source.lower()
        name = match[1].lower()
        close = lowered.find(f"</{name}", match.end()) if name not in unclosed else -1
        at = close if close >= 0 else match.end()
        if close >= 0:
            yield match.start(), close
        else:
            unclosed.add(name)


def _references(source: str) -> Iterator[Span]:
    """Definitions of Markdown references, and the second half of the links that use them."""
    names = set()
    for match in _DEFINITION.finditer(source):
        if match["name"].startswith(("//", "^")) or match["name"].lower() == "comment":
            continue
        names.add(" ".join(match["name"].casefold().split()))
        yield match.span()
    if not names:
        return
    for match in re.finditer(r"\[([^\[\]]{1,200})\](?:\[([^\[\]]{0,200})\])?", source):
        name = match[2] or match[1]
        if " ".join(name.casefold().split()) in names:
            yield match.end(1), match.end()
