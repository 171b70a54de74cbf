"""Documents to export: one believable article, and a hypothesis strategy for every document there can be."""

from datetime import UTC, datetime

from hypothesis import strategies as st
from prosemirror.model import Fragment

from articles.documents.footnotes import reference_ids, renamed
from articles.documents.schema import has_forbidden_characters, parse, schema
from articles.exporting import Publication
from tests.articles.documents.building import block, text


def publication(doc, **changes):
    facts = {
        "doc": doc,
        "slug": "ferry-returns",
        "byline": "Ana Lima and Rui Sol",
        "language": "en",
        "direction": "ltr",
        "draft": False,
        "changed_at": datetime(2025, 3, 3, 6, tzinfo=UTC),
        "released_at": datetime(2025, 3, 3, 6, 30, tzinfo=UTC),
        "digest": "sha256:" + "0" * 64,
        "revision": 4,
        "version": 1,
        "desk": "City",
    }
    return Publication(**(facts | changes))


def link(words, href, title=None):
    return text(words, {"type": "link", "attrs": {"href": href, "title": title}})


def ferry():
    return parse(
        block(
            "doc",
            block("headline", text("Ferry returns to "), text("Harbour Island", "em")),
            block("standfirst", text("Crossings resume on Monday after "), text("six weeks", "strong")),
            block(
                "paragraph",
                text("The "),
                text("Aurora", "em"),
                text(" sails at 7 a.m., the "),
                link("port authority", "https://port.example/times?a=1&b=2", "Timetable"),
                text(" said."),
                {"type": "hard_break"},
                text("Bicycles travel free."),
            ),
            block("heading", text("What it costs"), level=3),
            block(
                "ordered_list",
                block(
                    "list_item",
                    block("paragraph", text("Adults: €4")),
                    block("bullet_list", _item("return: €7")),
                ),
                _item("Children: free"),
                order=3,
            ),
            block("blockquote", block("paragraph", text("“We missed her,” the harbour master said."))),
            block("pull_quote", text("We missed her")),
            block(
                "figure",
                {
                    "type": "image",
                    "attrs": {
                        "src": "https://img.example/aurora.jpg",
                        "alt": "A white ferry at a quay",
                        "credit": "Rui Sol",
                    },
                },
                block("caption", text("The "), text("Aurora", "em"), text(" on Friday")),
            ),
            {"type": "horizontal_rule"},
            block("paragraph", text("A <b> & a “quote” – done.")),
        )
    )


def _item(words):
    return block("list_item", block("paragraph", text(words)))


_LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Cn"]).filter(
    lambda char: not has_forbidden_characters(char)
)
_AWKWARD = st.sampled_from(list("  \t\u00a0\u2028ab1.)-+*_#>`~|[]()!<>&;\\\"'={}:/^—“é🙂ع"))
_SNIPPETS = st.sampled_from(
    [
        "**",
        "&amp;",
        "&#35;",
        "<b>",
        "---",
        "1. ",
        "# ",
        "> ",
        "![",
        "](",
        "[!pull-quote]",
        "https://a.example",
        "```",
        "~~~",
    ]
)
WORDS = st.lists(_AWKWARD | _LETTERS | _SNIPPETS, min_size=1, max_size=8).map("".join)
NOT_BLANK = WORDS.filter(lambda words: words.strip())
_ADDRESSES = st.builds("https://{}".format, NOT_BLANK.filter(lambda words: words.strip("/ ")))
_LINKS = st.builds(
    lambda href, title: schema.mark("link", {"href": href, "title": title}), _ADDRESSES, st.none() | WORDS
)


@st.composite
def _inline(draw, kind):
    """Content that is not blank, as this kind of block may hold it."""
    node_type = schema.nodes[kind]
    nodes = []
    for words in draw(st.lists(NOT_BLANK | WORDS, min_size=1, max_size=5)):
        marks = []
        for name, choices in (
            ("link", _LINKS),
            ("em", st.just(schema.mark("em"))),
            ("strong", st.just(schema.mark("strong"))),
            ("code", st.just(schema.mark("code"))),
        ):
            if node_type.allows_mark_type(schema.marks[name]) and draw(st.integers(0, 2)) == 0:
                marks.append(draw(choices))
        nodes.append(schema.text(words, marks))
        if kind in ("paragraph", "heading", "footnote") and draw(st.integers(0, 3)) == 0:
            nodes.append(schema.node("hard_break", None, None, marks))
        if kind in ("paragraph", "heading") and draw(st.integers(0, 5)) == 0:
            plain = [mark for mark in marks if mark.type.name in ("em", "strong")]
            id = draw(st.sampled_from(["1", "2", "3"]))
            nodes.append(schema.node("footnote_reference", {"id": id}, None, plain))
    if not any(node.text and node.text.strip() for node in nodes):
        nodes.append(schema.text("words"))
    return nodes


def _text_block(kind, attrs=st.none()):  # noqa: B008
    return st.builds(lambda content, given: schema.node(kind, given, content), _inline(kind), attrs)


def _figure(src, alt, credit, caption):
    image = schema.node("image", {"src": src, "alt": alt, "credit": credit})
    return schema.node("figure", None, [image, *([schema.node("caption", None, caption)] if caption else [])])


_FIGURES = st.builds(
    _figure,
    st.just("") | _ADDRESSES,
    st.just("") | WORDS,
    st.just("") | WORDS,
    st.none() | _inline("caption"),
)


def _items(blocks):
    """Items; an empty first paragraph stands before something that is no paragraph, or alone."""
    others = st.lists(blocks, max_size=2)
    empty = st.builds(
        lambda rest: [schema.node("paragraph"), *rest],
        others.filter(lambda rest: not rest or rest[0].type.name != "paragraph"),
    )
    full = st.builds(lambda first, rest: [first, *rest], _text_block("paragraph"), others)
    return st.lists(
        st.builds(lambda content: schema.node("list_item", None, content), empty | full),
        min_size=1,
        max_size=3,
    )


@st.composite
def _tables(draw):
    """Tables as Markdown can say them: rows of one length, a head or no header at all, a paragraph a cell."""
    columns, headed = draw(st.integers(1, 3)), draw(st.booleans())
    rows = []
    for number in range(draw(st.integers(1, 3))):
        cells = [
            schema.node(
                "table_cell",
                {"header": headed and number == 0},
                [draw(st.just(schema.node("paragraph")) | _text_block("paragraph"))],
            )
            for _ in range(columns - 1)
        ]
        full = schema.node("table_cell", {"header": headed and number == 0}, [draw(_text_block("paragraph"))])
        rows.append(schema.node("table_row", None, [*cells, full]))
    return schema.node("table", None, rows)


_LEAVES = st.one_of(
    _tables(),
    _text_block("paragraph"),
    _text_block("heading", st.builds(lambda level: {"level": level}, st.integers(2, 4))),
    _text_block("pull_quote"),
    _FIGURES,
    st.just(schema.node("horizontal_rule")),
)
BLOCKS = st.recursive(
    _LEAVES,
    lambda blocks: st.one_of(
        st.lists(blocks, min_size=1, max_size=3).map(
            lambda content: schema.node("blockquote", None, content)
        ),
        _items(blocks).map(lambda items: schema.node("bullet_list", None, items)),
        st.builds(
            lambda items, order: schema.node("ordered_list", {"order": order}, items),
            _items(blocks),
            st.integers(0, 12),
        ),
    ),
    max_leaves=6,
)


@st.composite
def _with_notes(draw, doc):
    """The document with a footnote for each reference, their ids being their numbers."""
    ids = list(dict.fromkeys(reference_ids(doc)))
    notes = [schema.node("footnote", {"id": id}, draw(_inline("footnote"))) for id in ids]
    annotated = doc.copy(Fragment.from_array([*doc.children, *notes]))
    return renamed(annotated, {id: str(number) for number, id in enumerate(ids, start=1)})


@st.composite
def documents(draw):
    """Valid documents without blank blocks, which no export keeps."""
    headline = schema.node("headline", None, draw(st.just([]) | _inline("headline")))
    standfirst = draw(st.none() | _text_block("standfirst"))
    blocks = draw(st.lists(BLOCKS, min_size=1, max_size=4))
    doc = schema.node("doc", None, [headline, *([standfirst] if standfirst else []), *blocks])
    doc = draw(_with_notes(doc))
    doc.check()
    return doc


def refers_once(document):
    """Whether each footnote has one reference. Files have a number, as text, in place of another."""
    ids = list(reference_ids(document))
    return len(ids) == len(set(ids))
