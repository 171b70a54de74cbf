"""Comparisons with names: who added and removed each run of words between two states of an article."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import accumulate, groupby, product

from django.utils.translation import gettext as _

from articles.access import Actor
from articles.colours import colour_of
from articles.documents.attribution import STANDS
from articles.documents.compare import BlockChange, Run
from articles.documents.origins import units_of
from articles.documents.packing import Column
from articles.documents.sequences import Vocabulary, matches
from articles.documents.text import units
from articles.history import provenance, revisions
from articles.history.comparison import Comparison, comparison_of
from articles.history.provenance import Act, AuthorshipLog, How, Stretch
from articles.models import Article, Revision
from newsroom.moments import exact
from newsroom.shortening import initials

_FARTHEST_UNITS = 100
"""A run of repeated words is looked for within this many UTF-16 units."""


@dataclass(frozen=True)
class Author:
    """A person who changed the text. ``key`` is the person's primary key, 0 for the program itself.

    ``count``: changes in a comparison, words in a whole copy. When there are more people than colours, their
    initials tell them apart.
    """

    key: int
    name: str
    colour: int
    count: int
    last: datetime

    @property
    def initials(self) -> str:
        return initials(self.name)


Authors = dict[int, Author]


def _count(authors: Authors, act: Act, more: int) -> None:
    known = authors.get(act.key) or Author(act.key, act.who, colour_of(len(authors)), 0, act.at)
    authors[act.key] = replace(known, count=known.count + more, last=max(known.last, act.at))


def writers_of(stretches: Iterable[Stretch]) -> Authors:
    """The authors of the stretches, with their number of words and the time of the last."""
    found: Authors = {}
    for stretch in stretches:
        _count(found, stretch.written, len(stretch.text.split()))
    return found


@dataclass(frozen=True)
class CreditedRun(Run):
    """A run whose words one person added or removed by one act.

    ``act`` is None where the log has none: the words were there before, and only show elsewhere.
    ``written`` is the act that first wrote words which another person restored or moved.
    """

    act: Act | None = None
    written: Act | None = None
    author: Author | None = None
    is_others: bool = False
    ends: bool = True
    """Whether the next run is of another person, so that the badge is shown after this one."""

    @cached_property
    def description(self) -> str:
        """Who made the change and when, for tooltips and screen readers."""
        if self.act is None:
            return ""
        values = {"who": self.act.who, "when": exact(self.act.at)}
        if self.kind == "removed":
            return _("removed by %(who)s, %(when)s") % values
        if self.written is not None:
            values["writer"] = self.written.who
            if self.act.how is How.RESTORED:
                return _("restored by %(who)s, %(when)s; written by %(writer)s") % values
            return _("moved by %(who)s, %(when)s; written by %(writer)s") % values
        if self.act.how is How.FILE:
            return _("imported by %(who)s, %(when)s") % values
        return _("added by %(who)s, %(when)s") % values


@dataclass(frozen=True)
class CreditedComparison(Comparison):
    """A comparison with its authors, most changes first."""

    authors: tuple[Author, ...] = ()
    only: Author | None = None


def compare_with_credits(
    *, article: Article, old: Revision | Article, new: Revision | Article, by: Actor, only: int | None = None
) -> CreditedComparison:
    """Compare two states, the older first. ``only``: the key of the author whose changes are highlighted."""
    since, until = _version(old), _version(new)
    log = provenance.read_log(article=article, by=by, version=until, watch_from=since)
    account = log.account
    sides = {
        "removed": _ComparedText(_shown(old), account.watched_units, [account.fates], _remover(log)),
        "added": _ComparedText(
            _shown(new), account.units, [account.acts, account.origins], _adder(log, since)
        ),
    }
    blocks = [_credited(block, sides) for block in revisions.difference(old, new)]
    authors = _authors(blocks)
    chosen = authors.get(only) if only is not None else None
    shown = [_named(block, authors, chosen) for block in blocks]
    plain = comparison_of(shown, revisions.metadata_difference(old, new))
    ordered = sorted(authors.values(), key=lambda author: (-author.count, author.name))
    return CreditedComparison(
        plain.groups, plain.details, plain.changed, plain.counts, tuple(ordered), chosen
    )


def _version(state: Revision | Article) -> int:
    return state.document.version if isinstance(state, Article) else state.version


def _shown(state: Revision | Article) -> str:
    """The units of the compared text, which is the one without pending suggestions."""
    doc = state.document.published() if isinstance(state, Article) else state.published()
    return units_of(doc.content.to_json() or [])


Key = tuple[int, ...]
"""The acts of the log at a position: the one that removed it, or those that inserted and wrote it."""
Credit = tuple[Act | None, Act | None]
"""The act that made a position, and the one that first wrote its words if another person did."""
UNKNOWN: Credit = (None, None)


class _ComparedText:
    """One of the two compared texts: its units, and the acts of each.

    ``columns`` have the acts of each position of ``logged``, the text with pending suggestions.
    """

    def __init__(
        self, units: str, logged: str, columns: Sequence[Column], credit_of: Callable[[Key], Credit]
    ) -> None:
        self.units = units
        self._columns = columns if units == logged else _mapped(columns, logged, units)
        self._credit_of = credit_of
        self._known: dict[Key, Credit] = {}

    def keys(self, start: int, end: int) -> list[Key]:
        return list(zip(*(column[start:end] for column in self._columns), strict=True))

    def credit(self, key: Key) -> Credit:
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = UNKNOWN if STANDS in key else self._credit_of(key)
        return found

    def is_known(self, position: int) -> bool:
        return self.credit(tuple(column[position] for column in self._columns)) is not UNKNOWN


def _mapped(columns: Sequence[Column], logged: str, units: str) -> list[Column]:
    """The acts at the positions of a text that is nearly the logged one."""
    vocabulary = Vocabulary()
    same = matches(vocabulary.spell(logged), vocabulary.spell(units))
    mapped = [array("i", [STANDS]) * len(units) for _column in columns]
    for (old, new, size), (source, target) in product(same, zip(columns, mapped, strict=True)):
        target[new : new + size] = source[old : old + size]
    return mapped


def _credited(block: BlockChange, sides: Mapping[str, _ComparedText]) -> BlockChange:
    is_text = block.node_type != "image"
    runs = [
        piece
        for run in block.runs
        for piece in ([run] if run.kind == "same" else _pieces(run, sides[run.kind], is_text))
    ]
    return replace(block, runs=tuple(runs))


def _pieces(run: Run, compared: _ComparedText, is_text: bool) -> Iterator[Run]:
    """The run, divided by author."""
    starts = _starts(run.text) if is_text else range(1)
    size = units(run.text) if is_text else 1
    position, keys = run.start, compared.keys(run.start, run.start + size)
    known = sum(count for key, count in _counted(keys) if compared.credit(key) is not UNKNOWN)
    if is_text and known < size:
        position = _shifted(compared, run.start, size, known)
        keys = keys if position == run.start else compared.keys(position, position + size)
    pieces: list[CreditedRun] = []
    ends: list[int] = []
    at = 0
    for key, count in _counted(keys if len(starts) == size else [keys[start] for start in starts]):
        act, written = compared.credit(key)
        if not pieces or not _belongs_to(pieces[-1], act, written):
            start = position + starts[at]
            pieces.append(CreditedRun(run.kind, "", run.note, start, run.label, act, written))
            ends.append(at)
        at += count
        ends[-1] = at if is_text else len(run.text)
    for piece, start, end in zip(pieces, [0, *ends], ends, strict=False):
        yield replace(piece, text=run.text[start:end])


def _counted(keys: Iterable[Key]) -> Iterator[tuple[Key, int]]:
    """Each run of equal keys, with its length."""
    return ((key, len(list(same))) for key, same in groupby(keys))


def _starts(text: str) -> Sequence[int]:
    """The unit at which each character begins."""
    if text.isascii():
        return range(len(text))
    return list(accumulate((1 + (character > "\uffff") for character in text[:-1]), initial=0))


def _shifted(compared: _ComparedText, start: int, size: int, count: int) -> int:
    """The equivalent start of a run at which the log has acts for most of its units; now it has ``count``.

    When "very" became "very very" either word may be the added one. The comparison picks one, and only the
    log knows which it was.
    """
    text, known = compared.units, compared.is_known
    best, most, first = start, count, count
    for step in (-1, 1):
        at, count = start, first
        while most < size and abs(at - start) < _FARTHEST_UNITS:
            leaving, entering = (at + size - 1, at - 1) if step < 0 else (at, at + size)
            if entering < 0 or entering >= len(text) or text[leaving] != text[entering]:
                break
            at += step
            count += known(entering) - known(leaving)
            if count > most:
                best, most = at, count
    return best


def _remover(log: AuthorshipLog) -> Callable[[Key], Credit]:
    return lambda key: (log.acts[key[0]], None)


def _adder(log: AuthorshipLog, since: int) -> Callable[[Key], Credit]:
    def credit_of(key: Key) -> Credit:
        put, origin = key
        if put <= since:
            return UNKNOWN
        act = log.acts[put]
        if origin == put:
            return act, None
        written = log.acts[origin]
        return act, None if written.key == act.key else written

    return credit_of


def _belongs_to(last: CreditedRun, act: Act | None, written: Act | None) -> bool:
    if act is last.act and written is last.written:
        return True
    if act is None or last.act is None:
        return act is last.act
    same_writer = (last.written.by if last.written else None) == (written.by if written else None)
    return same_writer and act.goes_on_from(last.act)


def _authors(blocks: Sequence[BlockChange]) -> Authors:
    """The authors of the changes, by key. Adjacent runs of one person count as one change."""
    found: Authors = {}
    for block in blocks:
        before = None
        for run in block.runs:
            act = run.act if isinstance(run, CreditedRun) else None
            if act is not None:
                _count(found, act, int(act.key != before))
            before = act.key if act else None
    return found


def _key(run: Run) -> int | None:
    return run.act.key if isinstance(run, CreditedRun) and run.act else None


def _named(block: BlockChange, authors: Authors, chosen: Author | None) -> BlockChange:
    keys = [*map(_key, block.runs), None]
    runs = [
        replace(
            run,
            author=authors[key] if key is not None else None,
            is_others=chosen is not None and key != chosen.key,
            ends=key != following,
        )
        if isinstance(run, CreditedRun)
        else run
        for run, key, following in zip(block.runs, keys, keys[1:], strict=False)
    ]
    return replace(block, runs=tuple(runs))
