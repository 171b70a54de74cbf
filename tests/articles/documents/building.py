"""Short ways to write documents down, and random ones."""

from __future__ import annotations

from hypothesis import HealthCheck, reject, settings
from hypothesis import strategies as st

from articles.documents import schema


def examples(count):
    """So many examples, the same in every run."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    return settings(max_examples=count, deadline=None, derandomize=True, suppress_health_check=slow)


LINK = {"type": "link", "attrs": {"href": "https://example.org/1"}}


def text(words, *marks):
    """A piece of text; a mark is a name, or the JSON of a mark."""
    data = {"type": "text", "text": words}
    if marks:
        data["marks"] = [{"type": mark} if isinstance(mark, str) else mark for mark in marks]
    return data


def block(kind, *content, **attrs):
    """A block as JSON; content given as a string is a piece of text."""
    pieces = [text(piece) if isinstance(piece, str) else piece for piece in content if piece]
    return {"type": kind} | ({"attrs": attrs} if attrs else {}) | ({"content": pieces} if pieces else {})


def p(*content):
    return block("paragraph", *content)


def note(id="1"):
    """A reference to a footnote."""
    return block("footnote_reference", id=id)


def footnote(*content, id="1"):
    return block("footnote", *content, id=id)


def article(*blocks, headline="Headline", standfirst=None):
    """The JSON of a document; a block given as a string is a paragraph."""
    top = [block("headline", headline)] + ([block("standfirst", standfirst)] if standfirst else [])
    body = [p(item) if isinstance(item, str) else item for item in blocks] or [p()]
    return {"type": "doc", "content": top + body}


def doc(*blocks, headline="Headline", standfirst=None):
    return schema.parse(article(*blocks, headline=headline, standfirst=standfirst))


def where(document, words, nth=0):
    """The range of some words, which lie in one block."""
    found = []
    document.descendants(lambda node, position, *_: found.append((node, position)) and None)
    for node, position in found:
        at = node.text.find(words) if node.is_text else -1
        while at >= 0:
            if nth == 0:
                start = position + len(node.text[:at].encode("utf-16-le")) // 2
                return start, start + len(words.encode("utf-16-le")) // 2
            nth -= 1
            at = node.text.find(words, at + 1)
    raise AssertionError(f"{words!r} is not in the document")


def replace(start, end, words="", *, content=None, open_start=0, open_end=0):
    """The JSON of a replace step that puts in text, or blocks."""
    step = {"stepType": "replace", "from": start, "to": end}
    pieces = content if content is not None else [text(words)] if words else []
    if pieces:
        step["slice"] = {"content": pieces}
        step["slice"] |= {"openStart": open_start} if open_start else {}
        step["slice"] |= {"openEnd": open_end} if open_end else {}
    return step


WORDS = ["the", "minister", "said", "again", "budget", "don’t", "😀", "نص", "日本", "e\u0301", "—", "a", "a"]
phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
_marks = st.sampled_from([LINK, {"type": "em"}, {"type": "strong"}, {"type": "code"}])
marks = st.lists(_marks, unique_by=lambda mark: mark["type"], max_size=3)


NOTE_IDS = ["1", "2", "abc"]
references = st.builds(note, st.sampled_from(NOTE_IDS))
notes_of_text = st.builds(
    lambda words, mark: footnote(*words, id=mark),
    st.lists(st.builds(text, phrases) | st.just({"type": "hard_break"}), max_size=3),
    st.sampled_from(NOTE_IDS),
)


def _inline(allowed, breaks=True):
    def piece(words, chosen):
        return text(words, *(mark for mark in chosen if mark["type"] in allowed))

    pieces = st.builds(piece, phrases, marks)
    leaves = st.just({"type": "hard_break"}) | references
    return st.lists(pieces | leaves if breaks else pieces, max_size=4)


paragraphs = st.builds(lambda content: p(*content), _inline({"link", "em", "strong", "code"}))
headings = st.builds(
    lambda content, level: block("heading", *content, level=level), _inline({"em"}), st.integers(2, 4)
)
captions = st.builds(lambda content: block("caption", *content), _inline({"em"}, breaks=False))
figures = st.builds(
    lambda alt, caption: block("figure", block("image", alt=alt), *caption),
    phrases,
    st.lists(captions, max_size=1),
)


def cell(*content, header=False):
    """A cell of a table; content given as a string is a paragraph."""
    blocks = [p(piece) if isinstance(piece, str) else piece for piece in content] or [p()]
    return block("table_cell", *blocks, **({"header": True} if header else {}))


def row(*cells, **attrs):
    """A row of a table; a cell given as a string is a paragraph in a cell."""
    return block("table_row", *(cell(one) if isinstance(one, str) else one for one in cells), **attrs)


def table(*rows, **attrs):
    """A table; a row given as a list of strings is a row of such cells."""
    return block("table", *(one if isinstance(one, dict) else row(*one) for one in rows), **attrs)


_cells = st.builds(
    lambda content, header: cell(*content, header=header),
    st.lists(paragraphs, min_size=1, max_size=2),
    st.booleans(),
)
_rows = st.lists(_cells, min_size=1, max_size=3).map(lambda cells: row(*cells))
tables = st.lists(_rows, min_size=1, max_size=3).map(lambda rows: table(*rows))
leaves = (
    paragraphs
    | headings
    | figures
    | tables
    | st.just(block("horizontal_rule"))
    | st.builds(lambda content: block("pull_quote", *content), _inline({"em"}, breaks=False))
)


def _containers(blocks):
    inner = st.lists(blocks, min_size=1, max_size=3)
    rest = st.lists(blocks, max_size=1)
    item = st.builds(lambda first, rest: block("list_item", first, *rest), paragraphs, rest)
    items = st.lists(item, min_size=1, max_size=3)
    return (
        st.builds(lambda content: block("blockquote", *content), inner)
        | st.builds(lambda content: block("bullet_list", *content), items)
        | st.builds(_ordered, items, st.integers(0, 9))
    )


def _ordered(items, order):
    return block("ordered_list", *items, order=order)


blocks = st.recursive(leaves, _containers, max_leaves=6)


@st.composite
def articles(draw):
    """The JSON of a random valid document."""
    headline = draw(_inline({"em"}, breaks=False))
    standfirst = draw(st.none() | _inline({"em", "strong"}, breaks=False))
    body = draw(st.lists(blocks, min_size=1, max_size=6))
    body += draw(st.just([]) | st.lists(notes_of_text, max_size=3))
    top = [block("headline", *headline)]
    if standfirst is not None:
        top.append(block("standfirst", *standfirst))
    return {"type": "doc", "content": top + body}


documents = articles().map(schema.parse)


@st.composite
def revisions(draw):
    """Two random documents of which the second is made of the blocks of the first, most of them."""
    old = draw(articles())
    content = old["content"]
    head = [node for node in content if node["type"] in ("headline", "standfirst")]
    notes = [node for node in content if node["type"] == "footnote" and draw(st.integers(0, 4))]
    notes = draw(st.permutations(notes)) + draw(st.lists(notes_of_text, max_size=1))
    body = [node for node in content if node not in head and node["type"] != "footnote"]
    kept = [node for node in body if draw(st.integers(0, 4))]
    kept = draw(st.permutations(kept)) if draw(st.booleans()) else kept
    for fresh in draw(st.lists(blocks, max_size=2)):
        kept.insert(draw(st.integers(0, len(kept))), fresh)
    new = {"type": "doc", "content": [*head, *(kept or [p("new")]), *notes]}
    return schema.parse(old), schema.parse(new)


KEYS = ["type", "content", "text", "marks", "attrs", "level", "x"]
_scalars = (
    st.none() | st.booleans() | st.integers(-5, 2**40) | st.floats() | st.text(max_size=5)
) | st.sampled_from(["text", "doc", "paragraph", "link", "replace", "\x00", "\ud800", "javascript:x"])
junk = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)
"""JSON values that are hardly ever a document."""


def _wrap(start, end, structure):
    step = {
        "stepType": "replaceAround",
        "from": start,
        "to": end,
        "gapFrom": start,
        "gapTo": end,
        "insert": 1,
    }
    return step | {"slice": {"content": [block("blockquote")]}, "structure": structure}


@st.composite
def step_data(draw, document):
    """The JSON of a random step: often one that fits the document, sometimes one that hardly does."""
    size = document.content.size
    positions = st.integers(0, size)
    start = draw(positions)
    end = draw(st.integers(start, min(start + 12, size)) | st.integers(start, size))
    match draw(
        st.sampled_from(["type", "type", "blocks", "split", "own", "wrap", "mark", "node mark", "attr"])
    ):
        case "type":
            return replace(start, end, draw(st.just("") | phrases))
        case "blocks":
            some, sides = blocks | notes_of_text, st.integers(0, 1)
            content = draw(st.lists(some, min_size=1, max_size=2))
            return replace(start, end, content=content, open_start=draw(sides), open_end=draw(sides))
        case "split":
            return replace(start, start, content=[p(), p()], open_start=1, open_end=1)
        case "own":
            try:
                copied = document.slice(*sorted((draw(positions), draw(positions)))).to_json()
            except UnicodeDecodeError:  # between the halves of a character
                reject()
            return replace(start, end) | ({"slice": copied} if copied else {})
        case "wrap":
            return _wrap(start, end, draw(st.booleans()))
        case "mark":
            kind = draw(st.sampled_from(["addMark", "removeMark"]))
            return {"stepType": kind, "from": start, "to": end, "mark": draw(_marks)}
        case "node mark":
            kind = draw(st.sampled_from(["addNodeMark", "removeNodeMark"]))
            return {"stepType": kind, "pos": start, "mark": draw(_marks)}
    name = draw(st.sampled_from(["level", "order", "alt", "src", "header", "id", "other"]))
    return {
        "stepType": "attr",
        "pos": start,
        "attr": name,
        "value": draw(st.integers(-1, 5) | st.booleans() | phrases),
    }
