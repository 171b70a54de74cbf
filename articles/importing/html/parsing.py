"""The source of a page → its tree, with the names of the elements that are told apart.

What looks like a tag but is none (``<Which minister?>``) is text: a browser, and every parser, would drop it.
"""

from __future__ import annotations

import re
from typing import Any, Final

from lxml import etree, html

_LONGEST_NAME: Final = 80


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


BLOCKS: Final = _names("""
    address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol optgroup
    option p pre search section select summary table tbody td textarea tfoot th thead tr ul
""")
UNSEEN: Final = _names("script style template noscript head iframe object svg math canvas")
_INLINE: Final = _names("""
    a abbr acronym area audio b base bdi bdo big br cite code col colgroup data datalist del dfn em embed
    font frame frameset html i img input ins kbd label link map mark meta meter nobr output param picture
    progress q rp rt ruby s samp slot small source span strike strong sub sup time title track tt u var
    video wbr
""")
EMBEDDED: Final = _names("audio canvas embed iframe img math object svg video")
_KNOWN: Final = BLOCKS | UNSEEN | _INLINE
_DECLARATIONS: Final = ("!doctype", "?xml", "![cdata[", "![if", "![endif")
"""What stands behind a bracket and is no tag; Word shows and hides parts of a page by conditions."""
_BARE_ATTRIBUTES: Final = _names("""
    allowfullscreen async autofocus autoplay checked controls crossorigin default defer disabled download
    hidden inert ismap itemscope loop multiple muted nomodule noshade novalidate nowrap open playsinline
    readonly required reversed selected
""")
_ANGLE: Final = re.compile(
    r"(?P<raw><(?P<tag>script|style|textarea)\b(?:.*?</(?P=tag)\s*>|.*\Z)|<!--(?:.*?-->|.*\Z))"
    r"|<(?P<close>/?)(?P<name>[A-Za-z][\w:-]*+)?+(?P<rest>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)(?P<end>>|(?=<)|$)"
    r"|<",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE: Final = re.compile(r"""(?<![^\s"'=/<>])[^\s"'=/<>]++\s*+=\s*+(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+)""")


def tree_of(source: str) -> Any:
    """The root of the tree of a page, whatever its source is."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    data = _mended(source).encode("utf-8", "replace")
    try:
        return html.document_fromstring(data, parser=parser)
    except etree.ParserError:
        # There are no words: there may be comments.
        return html.document_fromstring(b"<body>" + data, parser=parser)


def _mended(source: str) -> str:
    """The source with ``&lt;`` where a bracket opens no tag. Lines stay where they are."""

    def mend(match: re.Match[str]) -> str:
        if match["raw"] is not None or _is_tag(match):
            return match[0]
        return "&lt;" + match[0][1:]

    return _ANGLE.sub(mend, source)


def _is_tag(match: re.Match[str]) -> bool:
    if match["end"] != ">":
        return False
    if match["name"] is None:
        return (match["rest"] or "").lower().startswith(_DECLARATIONS)
    name, rest = match["name"].lower(), match["rest"].rstrip("/")
    bare = [word for word in _ATTRIBUTE.sub(" ", rest).split() if not _is_bare_attribute(word.lower())]
    if len(bare) > 1 or any("?" in word or "؟" in word for word in bare):
        return False
    return (
        name in _KNOWN or "-" in name or ":" in name or bool(match["close"]) or bool(_ATTRIBUTE.search(rest))
    )


def _is_bare_attribute(word: str) -> bool:
    return word in _BARE_ATTRIBUTES or word.startswith(("data-", "aria-", "v-", "x-", "/"))


def name_of(element: Any) -> str:
    """What something without words is, and what it calls itself or else the end of its address."""
    address = element.get("src") or element.get("data") or ""
    last = "" if address.startswith("data:") else address.rstrip("/").rpartition("/")[2]
    titles = (element.get(name, "").strip() for name in ("title", "aria-label", "alttext"))
    said = next(filter(None, titles), last)
    return f"{element.tag.lower()} {said[:_LONGEST_NAME]}".strip()
