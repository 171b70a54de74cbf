"""``styles.xml``: the few styles that copy needs, under the names that Word has for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from articles.exporting.word.names import Element, add, root, tag

_SERIF: Final = "Georgia"
_SANS: Final = "Arial"
_MONO: Final = "Courier New"
_COMPLEX: Final = "Times New Roman"
_GREY: Final = "595959"


@dataclass(frozen=True, slots=True)
class _Style:
    """A style; sizes are in half points, spaces in twentieths of a point."""

    id: str
    name: str
    kind: str = "paragraph"
    based_on: str = "Normal"
    after: str = ""
    before: str = ""
    keep: bool = False
    indent: int = 0
    outline: int | None = None
    font: str = ""
    bold: bool = False
    italic: bool = False
    colour: str = ""
    size: int = 0
    underlined: bool = False
    raised: bool = False
    next: str = ""
    line: str = ""


_STYLES: Final = (
    _Style("Normal", "Normal", based_on=""),
    _Style("DefaultParagraphFont", "Default Paragraph Font", "character", ""),
    _Style("Heading1", "heading 1", before="240", after="120", keep=True, outline=0, font=_SANS, bold=True,
           size=40, next="Normal", line="240"),
    _Style("Heading2", "heading 2", before="320", after="120", keep=True, outline=1, font=_SANS, bold=True,
           size=30, next="Normal", line="240"),
    _Style("Heading3", "heading 3", before="280", after="100", keep=True, outline=2, font=_SANS, bold=True,
           size=26, next="Normal", line="240"),
    _Style("Heading4", "heading 4", before="240", after="80", keep=True, outline=3, font=_SANS, bold=True,
           size=24, next="Normal", line="240"),
    _Style("Subtitle", "Subtitle", after="240", font=_SANS, colour=_GREY, size=28, next="Normal", line="280"),
    _Style("Byline", "Byline", after="240", font=_SANS, size=22, next="Normal"),
    _Style("Quote", "Quote", indent=720, colour="404040"),
    _Style("IntenseQuote", "Intense Quote", before="240", after="240", indent=720, font=_SANS, size=28,
           next="Normal"),
    _Style("ListBullet", "List Bullet", after="80"),
    _Style("ListNumber", "List Number", after="80"),
    _Style("ListContinue", "List Continue", after="80"),
    _Style("Caption", "caption", after="240", font=_SANS, colour=_GREY, size=20),
    _Style("Figure", "Figure", before="240", after="80", keep=True, font=_SANS, size=20, next="Caption"),
    _Style("TableHeading", "Table Heading", after="80", font=_SANS, bold=True, size=20, line="240"),
    _Style("Rule", "Rule", before="120", after="240"),
    _Style("Header", "header", font=_SANS, colour="9c1c1c", bold=True, size=18, line="240", after="0"),
    _Style("CommentText", "annotation text", after="0", font=_SANS, size=20, line="240"),
    _Style("CommentReference", "annotation reference", "character", "DefaultParagraphFont", size=16),
    _Style("FootnoteText", "footnote text", after="0", size=20, line="240"),
    _Style("FootnoteReference", "footnote reference", "character", "DefaultParagraphFont", raised=True),
    _Style("Hyperlink", "Hyperlink", "character", "DefaultParagraphFont", colour="0b5394", underlined=True),
    _Style("HTMLCode", "HTML Code", "character", "DefaultParagraphFont", font=_MONO, size=21),
)  # fmt: skip


def styles_part(language: str, *, rtl: bool) -> Element:
    """The styles for copy in this language."""
    part = root("w:styles")
    defaults = add(part, "w:docDefaults")
    run = add(add(defaults, "w:rPrDefault"), "w:rPr")
    _font(run, _SERIF)
    _size(run, 24)
    _language(run, language, rtl=rtl)
    paragraph = add(add(defaults, "w:pPrDefault"), "w:pPr")
    _spacing(paragraph, _Style("", "", after="200", line="320"))
    for style in _STYLES:
        _style(part, style)
    return part


def font_table_part() -> Element:
    """``fontTable.xml``: the fonts of the styles."""
    part = root("w:fonts")
    for font in (_SERIF, _SANS, _MONO, _COMPLEX):
        add(part, "w:font").set(tag("w:name"), font)
    return part


def _style(part: Element, style: _Style) -> None:
    element = add(part, "w:style")
    element.set(tag("w:type"), style.kind)
    if style.id in ("Normal", "DefaultParagraphFont"):
        element.set(tag("w:default"), "1")
    element.set(tag("w:styleId"), style.id)
    add(element, "w:name", style.name)
    if style.based_on:
        add(element, "w:basedOn", style.based_on)
    if style.next:
        add(element, "w:next", style.next)
    add(element, "w:uiPriority", "99" if style.kind == "character" else "1")
    if style.kind == "paragraph":
        add(element, "w:qFormat")
        _paragraph(element, style)
    _run(element, style)


def _paragraph(element: Element, style: _Style) -> None:
    properties = add(element, "w:pPr")
    if style.keep:
        add(properties, "w:keepNext")
    _spacing(properties, style)
    if style.indent:
        indent = add(properties, "w:ind")
        indent.set(tag("w:left"), str(style.indent))
        indent.set(tag("w:right"), str(style.indent))
    if style.outline is not None:
        add(properties, "w:outlineLvl", str(style.outline))
    if not len(properties):
        element.remove(properties)


def _spacing(properties: Element, style: _Style) -> None:
    values = {"before": style.before, "after": style.after, "line": style.line}
    if any(values.values()):
        spacing = add(properties, "w:spacing")
        for name, value in values.items():
            if value:
                spacing.set(tag(f"w:{name}"), value)
        if style.line:
            spacing.set(tag("w:lineRule"), "auto")


def _run(element: Element, style: _Style) -> None:
    """In the order of the schema."""
    properties = add(element, "w:rPr")
    if style.font:
        _font(properties, style.font)
    for is_on, names in ((style.bold, ("w:b", "w:bCs")), (style.italic, ("w:i", "w:iCs"))):
        for name in names if is_on else ():
            add(properties, name)
    if style.colour:
        add(properties, "w:color", style.colour)
    if style.size:
        _size(properties, style.size)
    if style.underlined:
        add(properties, "w:u", "single")
    if style.raised:
        add(properties, "w:vertAlign", "superscript")
    if not len(properties):
        element.remove(properties)


def _font(properties: Element, font: str) -> None:
    fonts = add(properties, "w:rFonts")
    for script in ("ascii", "hAnsi"):
        fonts.set(tag(f"w:{script}"), font)
    fonts.set(tag("w:cs"), _COMPLEX if font == _SERIF else font)


def _size(properties: Element, size: int) -> None:
    add(properties, "w:sz", str(size))
    add(properties, "w:szCs", str(size))


def _language(properties: Element, language: str, *, rtl: bool) -> None:
    if language:
        spoken = add(properties, "w:lang")
        spoken.set(tag("w:bidi" if rtl else "w:val"), language)
