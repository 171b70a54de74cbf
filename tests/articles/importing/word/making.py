"""Small Word files, written for one test each."""

from __future__ import annotations

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

from articles.importing import import_copy
from articles.importing.losses import Losses
from articles.importing.word import read_word

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OFFICE = "http://schemas.microsoft.com/office"
SPACES = " ".join(
    f'xmlns:{prefix}="{space}"'
    for prefix, space in {
        "w": W,
        "r": R,
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "wps": f"{_OFFICE}/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
        "w14": f"{_OFFICE}/word/2010/wordml",
        "w15": f"{_OFFICE}/word/2012/wordml",
        "w16cid": f"{_OFFICE}/word/2016/wordml/cid",
        "w16cex": f"{_OFFICE}/word/2018/wordml/cex",
        "x": "urn:of-nobody",
    }.items()
)
_RELATED = f"{R}/"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
ANNA, BEN = 'w:id="1" w:author="Anna" w:date="2026-03-01T10:00:00Z"', 'w:id="2" w:author="Ben"'


def t(words: str) -> str:
    return f'<w:t xml:space="preserve">{escape(words)}</w:t>'


def r(words: str, looks: str = "") -> str:
    """A run; ``looks`` is what stands in its ``w:rPr``."""
    return f"<w:r>{f'<w:rPr>{looks}</w:rPr>' if looks else ''}{t(words)}</w:r>"


def raw(inside: str, looks: str = "") -> str:
    """A run of anything."""
    return f"<w:r>{f'<w:rPr>{looks}</w:rPr>' if looks else ''}{inside}</w:r>"


def ins(*inside: str, by: str = ANNA) -> str:
    return f"<w:ins {by}>{''.join(map(_run, inside))}</w:ins>"


def dele(*inside: str, by: str = ANNA) -> str:
    words = "".join(map(_run, inside)).replace("<w:t ", "<w:delText ").replace("</w:t>", "</w:delText>")
    return f"<w:del {by}>{words}</w:del>"


def _run(inside: str) -> str:
    return inside if inside.startswith("<") else r(inside)


def p(*inside: str, style: str = "", looks: str = "", mark: str = "") -> str:
    """A paragraph; ``looks`` stands in its ``w:pPr``, ``mark`` in the ``w:rPr`` of its mark."""
    properties = f"<w:pStyle w:val={quoteattr(style)}/>" if style else ""
    properties += looks + (f"<w:rPr>{mark}</w:rPr>" if mark else "")
    inner = "".join(map(_run, inside))
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inner}</w:p>"


def start(number: object) -> str:
    return f'<w:commentRangeStart w:id="{number}"/>'


def end(number: object) -> str:
    return f'<w:commentRangeEnd w:id="{number}"/>' + reference(number)


def reference(number: object) -> str:
    return f'<w:r><w:commentReference w:id="{number}"/></w:r>'


def comment(
    number: object, *lines: str, by: str = "Anna", at: str = "2026-03-01T10:00:00Z", mark: str = ""
) -> str:
    """A comment of some paragraphs, the last of which has the id that threads go by."""
    date = f' w:date="{at}"' if at else ""
    inside = [f"<w:p>{r(line)}</w:p>" for line in lines[:-1]]
    inside.append(f'<w:p w14:paraId="{mark}">{r(lines[-1])}</w:p>' if mark else f"<w:p>{r(lines[-1])}</w:p>")
    return f'<w:comment w:id="{number}" w:author={quoteattr(by)}{date}>{"".join(inside)}</w:comment>'


def part(root: str, inside: str) -> str:
    return f"<{root} {SPACES}>{inside}</{root}>"


def row(*cells: str, looks: str = "") -> str:
    properties = f"<w:trPr>{looks}</w:trPr>" if looks else ""
    return f"<w:tr>{properties}{''.join(map(cell, cells))}</w:tr>"


def cell(inside: str, looks: str = "") -> str:
    if inside.startswith("<w:tc>"):
        return inside
    properties = f"<w:tcPr>{looks}</w:tcPr>" if looks else ""
    return f"<w:tc>{properties}{inside if inside.startswith('<') else p(inside)}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def box(inside: str) -> str:
    """A text box."""
    return f"<w:pict><v:textbox><w:txbxContent>{inside}</w:txbxContent></v:textbox></w:pict>"


def styles(*inside: str) -> str:
    return part("w:styles", "".join(inside))


def style(key: str, name: str, kind: str = "paragraph", inside: str = "", based_on: str = "") -> str:
    basis = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return f'<w:style w:type="{kind}" w:styleId="{key}"><w:name w:val="{name}"/>{basis}{inside}</w:style>'


STYLES = styles(
    style("Title", "Title"),
    style("Subtitle", "Subtitle"),
    style("Heading1", "heading 1", inside="<w:rPr><w:b/></w:rPr>"),
    style("Heading2", "heading 2", based_on="Heading1"),
    style("Heading3", "heading 3"),
    style("Quote", "Quote", inside="<w:rPr><w:i/></w:rPr>"),
    style("Strong", "Strong", "character", "<w:rPr><w:b/></w:rPr>"),
)
_KINDS = {
    "word/comments.xml": "comments",
    "word/commentsExtended.xml": "commentsExtended",
    "word/commentsIds.xml": "commentsIds",
    "word/commentsExtensible.xml": "commentsExtensible",
    "word/styles.xml": "styles",
    "word/numbering.xml": "numbering",
    "word/footnotes.xml": "footnotes",
    "word/endnotes.xml": "endnotes",
    "word/header1.xml": "header",
    "word/vbaProject.bin": "vbaProject",
}


def members(
    body: str,
    *,
    parts: dict[str, str | bytes] | None = None,
    related: str = "",
    main: str = "word/document.xml",
) -> dict[str, str]:
    """The parts of a file by their names; ``related`` are more relationships of the main part."""
    parts = {"word/styles.xml": STYLES} | (parts or {})
    folder, _slash, base = main.rpartition("/")
    inner = "".join(
        f'<Relationship Id="p{number}" Type="{_RELATED}{_KINDS[name]}" Target="/{name}"/>'
        for number, name in enumerate(parts)
        if name in _KINDS
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": _relationships(
            f'<Relationship Id="r1" Type="{_RELATED}officeDocument" Target="{main}"/>'
        ),
        main: part("w:document", f"<w:body>{body}</w:body>"),
        f"{folder}/_rels/{base}.rels".lstrip("/"): _relationships(inner + related),
        **parts,
    }


def _relationships(inside: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def link_to(key: str, address: str) -> str:
    return (
        f'<Relationship Id="{key}" Type="{_RELATED}hyperlink" Target={quoteattr(address)} '
        'TargetMode="External"/>'
    )


def packed(found: dict[str, str | bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in found.items():
            archive.writestr(name, content)
    return file.getvalue()


def docx(body: str, **more) -> bytes:
    return packed(members(body, **more))


def read(body: str, **more):
    """(what was read, the sentences on what was lost) of a file with this body."""
    losses = Losses()
    copy = read_word(docx(body, **more), filename="story.docx", losses=losses)
    copy.doc.check()
    return copy, losses.sentences()


def summary(body: str, **more) -> dict:
    """What the importer says of a file with this body."""
    return import_copy(docx(body, **more), filename="story.docx").summary()


def commented(body: str, *comments: str, **more) -> list[dict]:
    """The queries of a file with this body and these comments."""
    parts = {"word/comments.xml": part("w:comments", "".join(comments))} | more.pop("parts", {})
    return summary(body, parts=parts, **more)["queries"]
