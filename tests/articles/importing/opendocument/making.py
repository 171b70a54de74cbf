"""Small OpenDocument texts, written for one test each."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from articles.importing import import_copy
from articles.importing.losses import Losses
from articles.importing.opendocument import read_open_document
from articles.importing.opendocument.names import SPACES
from tests.articles.importing.word.making import packed

_SPACES = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in SPACES.items() if prefix != "xml")
MIMETYPE = "application/vnd.oasis.opendocument.text"
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIMETYPE}"/>{{}}</manifest:manifest>'
)
ANNA, BEN = ("Anna", "2026-03-01T10:00:00"), ("Ben", "2026-03-02T10:00:00")


def part(root: str, inside: str) -> str:
    return f"<{root} {_SPACES}>{inside}</{root}>"


def p(*inside: str, style: str = "") -> str:
    named = f" text:style-name={quoteattr(style)}" if style else ""
    return f"<text:p{named}>{''.join(map(_words, inside))}</text:p>"


def h(*inside: str, level: int = 2, style: str = "") -> str:
    named = f" text:style-name={quoteattr(style)}" if style else ""
    return f'<text:h{named} text:outline-level="{level}">{"".join(map(_words, inside))}</text:h>'


def span(words: str, style: str) -> str:
    return f'<text:span text:style-name="{style}">{_words(words)}</text:span>'


def _words(inside: str) -> str:
    return inside if inside.startswith("<") else escape(inside)


def style(key: str, family: str = "text", looks: str = "", block: str = "", **attrs: str) -> str:
    """A style; ``looks`` are attributes of its text, ``block`` those of its paragraphs."""
    inside = f"<style:text-properties {looks}/>" if looks else ""
    inside += f"<style:paragraph-properties {block}/>" if block else ""
    more = "".join(f" style:{name.replace('_', '-')}={quoteattr(value)}" for name, value in attrs.items())
    return f'<style:style style:name="{key}" style:family="{family}"{more}>{inside}</style:style>'


def list_style(key: str, *levels: str) -> str:
    inside = "".join(
        f'<text:list-level-style-bullet text:level="{at}"/>'
        if form == "•"
        else f'<text:list-level-style-number text:level="{at}" style:num-format="{form}"/>'
        for at, form in enumerate(levels, start=1)
    )
    return f'<text:list-style style:name="{key}">{inside}</text:list-style>'


def items(*inside: str, style: str = "", more: str = "") -> str:
    """A list; each item is a text, or what stands in it."""
    named = f' text:style-name="{style}"' if style else ""
    each = "".join(
        f"<text:list-item>{item if item.startswith('<') else p(item)}</text:list-item>" for item in inside
    )
    return f"<text:list{named}{more}>{each}</text:list>"


def region(key: str, kind: str, taken: str = "", by: tuple[str, str] = ANNA, more: str = "") -> str:
    """A tracked change; ``taken`` is what was deleted, ``more`` a second change of the same words."""
    author, date = by
    info = (
        f"<office:change-info><dc:creator>{escape(author)}</dc:creator>"
        f"<dc:date>{date}</dc:date></office:change-info>"
    )
    return (
        f'<text:changed-region text:id="{key}" xml:id="{key}"><text:{kind}>{info}{taken}</text:{kind}>'
        f"{more}</text:changed-region>"
    )


def inserted_by(by: tuple[str, str]) -> str:
    return (
        f"<text:insertion><office:change-info><dc:creator>{by[0]}</dc:creator>"
        f"<dc:date>{by[1]}</dc:date></office:change-info></text:insertion>"
    )


def tracked(*regions: str) -> str:
    return f"<text:tracked-changes>{''.join(regions)}</text:tracked-changes>"


def begins(key: str) -> str:
    return f'<text:change-start text:change-id="{key}"/>'


def ends(key: str) -> str:
    return f'<text:change-end text:change-id="{key}"/>'


def gone(key: str) -> str:
    return f'<text:change text:change-id="{key}"/>'


def note(
    *lines: str,
    key: str = "",
    by: str = "Anna",
    at: str = "2026-03-01T10:00:00",
    parent: str = "",
    more: str = "",
) -> str:
    """A comment; with ``key`` it may have a range, with ``parent`` it answers another."""
    named = f' office:name="{key}"' if key else ""
    named += f' loext:parent-name="{parent}"' if parent else ""
    creator = f"<dc:creator>{escape(by)}</dc:creator>" if by else ""
    date = f"<dc:date>{at}</dc:date>" if at else ""
    said = "".join(p(line) for line in lines)
    return f"<office:annotation{named}{more}>{creator}{date}{said}</office:annotation>"


def note_end(key: str) -> str:
    return f'<office:annotation-end office:name="{key}"/>'


def footnote(*paragraphs: str, kind: str = "footnote") -> str:
    body = "".join(each if each.startswith("<") else p(each) for each in paragraphs)
    return (
        f'<text:note text:note-class="{kind}"><text:note-citation>1</text:note-citation>'
        f"<text:note-body>{body}</text:note-body></text:note>"
    )


def row(*cells: str) -> str:
    each = "".join(
        f"<table:table-cell>{cell if cell.startswith('<') else p(cell)}</table:table-cell>" for cell in cells
    )
    return f"<table:table-row>{each}</table:table-row>"


def table(*rows: str) -> str:
    return f"<table:table><table:table-column/>{''.join(rows)}</table:table>"


def box(inside: str, label: str = "") -> str:
    return f'<draw:frame draw:name="{label}"><draw:text-box>{inside}</draw:text-box></draw:frame>'


NAMED = (
    style("Title", "paragraph", 'fo:font-weight="bold"')
    + style("Subtitle", "paragraph")
    + style("Heading_20_2", "paragraph", 'fo:font-weight="bold"', display_name="Heading 2")
    + style("Quotations", "paragraph", 'fo:font-style="italic"')
    + style("Strong_20_Emphasis", "text", 'fo:font-weight="bold"', display_name="Strong Emphasis")
    + style("Source_20_Text", "text", display_name="Source Text")
    + style("Desk_20_note", "text", display_name="Desk note")
)
AUTOMATIC = (
    style("B", looks='fo:font-weight="bold" style:font-weight-complex="normal"')
    + style("I", looks='fo:font-style="italic"')
    + style("Plain", looks='fo:font-weight="normal" fo:font-style="normal"')
    + style("Hidden", looks='text:display="none"')
    + style("Struck", looks='style:text-line-through-style="solid"')
    + style("Yellow", looks='fo:background-color="#ffff00"')
    + style("Arabic", looks='style:font-weight-complex="bold"')
    + style("P1", "paragraph", parent_style_name="Heading_20_2")
    + style("Left", "paragraph", block='style:writing-mode="rl-tb"')
    + list_style("Bullets", "•", "•")
    + list_style("Numbers", "1", "a")
    + list_style("Bare", "")
)


def content(body: str, automatic: str = AUTOMATIC) -> str:
    inside = f"<office:automatic-styles>{automatic}</office:automatic-styles>"
    return part(
        "office:document-content", f"{inside}<office:body><office:text>{body}</office:text></office:body>"
    )


def members(body: str, *, parts: dict[str, str] | None = None, masters: str = "", manifest: str = "") -> dict:
    """The parts of a file by their names."""
    styles = f"<office:styles>{NAMED}</office:styles><office:master-styles>{masters}</office:master-styles>"
    return {
        "mimetype": MIMETYPE,
        "META-INF/manifest.xml": MANIFEST.format(manifest),
        "content.xml": content(body),
        "styles.xml": part("office:document-styles", styles),
        **(parts or {}),
    }


def odt(body: str, **more) -> bytes:
    return packed(members(body, **more))


def flat(body: str) -> bytes:
    inside = (
        f"<office:styles>{NAMED}</office:styles><office:automatic-styles>{AUTOMATIC}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body>"
    )
    return ('<?xml version="1.0" encoding="UTF-8"?>' + part("office:document", inside)).encode()


def read(body: str, **more):
    """(what was read, the sentences on what was lost) of a file with this body."""
    losses = Losses()
    copy = read_open_document(odt(body, **more), filename="story.odt", losses=losses)
    copy.doc.check()
    return copy, losses.sentences()


def summary(body: str, **more) -> dict:
    """What the importer says of a file with this body."""
    return import_copy(odt(body, **more), filename="story.odt").summary()
