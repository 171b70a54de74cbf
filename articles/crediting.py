"""A comparison with names: who added and who removed each run of words between two states of an article."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from articles import provenance, revisions
from articles.access import Actor
from articles.comparison import Comparison, comparison_of
from articles.documents.compare import BlockChange, Run
from articles.documents.origins import units_of
from articles.documents.sequences import Vocabulary, matches
from articles.documents.text import units
from articles.models import Article, Revision
from articles.provenance import Act, How, Log, Stretch
from articles.templatetags.moments import exact

_FARTHEST = 100
"""How far along repeated words a run is looked for, in UTF-16 units."""

COLOURS = 8
"""The style sheet's colours for people; the initials beside them tell more people apart than that."""


@dataclass(frozen=True)
class Author:
    """Somebody with a part in the text. ``key`` is the number of the person, 0 for the program itself.

    ``count`` are changes in a comparison, words in a whole copy.
    """

    key: int
    name: str
    colour: int
    count: int
    last: datetime

    @property
    def initials(self) -> str:
        words = self.name.split()
        return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else "?"


Authors = dict[int, Author]


def _count(authors: Authors, act: Act, more: int) -> None:
    known = authors.get(act.key) or Author(act.key, act.who, len(authors) % COLOURS + 1, 0, act.at)
    authors[act.key] = replace(known, count=known.count + more, last=max(known.last, act.at))


def writers_of(stretches: Iterable[Stretch]) -> Authors:
    """Those who wrote the stretches, with how many words and when last."""
    found: Authors = {}
    for stretch in stretches:
        _count(found, stretch.written, len(stretch.text.split()))
    return found


@dataclass(frozen=True)
class CreditedRun(Run):
    """A run whose words one person added or removed at one go.

    ``act`` is None where the log knows of none: words that were there before and only show elsewhere.
    ``written`` is who wrote words first that somebody else brought back or moved.
    """

    act: Act | None = None
    written: Act | None = None
    author: Author | None = None
    is_others: bool = False
    ends: bool = True
    """Whether what this person did here ends with this run: one badge is enough."""

    @property
    def said(self) -> str:
        """Who did it and when, for those who point at it or have it read out."""
        if self.act is None:
            return ""
        values = {"who": self.act.who, "when": exact(self.act.at)}
        if self.kind == "removed":
            return _("removed by %(who)s, %(when)s") % values
        if self.written is not None:
            values["writer"] = self.written.who
            if self.act.how is How.RESTORED:
                return _("brought back by %(who)s, %(when)s; written by %(writer)s") % values
            return _("put here by %(who)s, %(when)s; written by %(writer)s") % values
        if self.act.how is How.FILE:
            return _("added from a file by %(who)s, %(when)s") % values
        return _("added by %(who)s, %(when)s") % values


@dataclass(frozen=True)
class CreditedComparison(Comparison):
    """A comparison with those who made the difference, most changes first."""

    authors: tuple[Author, ...] = ()
    only: Author | None = None


def compare_with_credits(
    *, article: Article, old: Revision | Article, new: Revision | Article, by: Actor, only: int | None = None
) -> CreditedComparison:
    """Compare two states, the older first. ``only`` names the one whose changes stand out."""
    since, until = _version(old), _version(new)
    log = provenance.read_log(article=article, by=by, version=until, watch_from=since)
    sides = {
        "removed": _Side(_shown(old), log.account.watched_units, _remover(log)),
        "added": _Side(_shown(new), log.account.units, _adder(log, since)),
    }
    blocks = [_credited(block, sides) for block in revisions.difference(old, new)]
    authors = _authors(blocks)
    chosen = authors.get(only) if only is not None else None
    shown = [_named(block, authors, chosen) for block in blocks]
    plain = comparison_of(shown, revisions.metadata_difference(old, new))
    ordered = sorted(authors.values(), key=lambda author: (-author.count, author.name))
    return CreditedComparison(plain.stretches, plain.details, plain.changed, tuple(ordered), chosen)


def _version(state: Revision | Article) -> int:
    return state.document.version if isinstance(state, Article) else state.version


def _shown(state: Revision | Article) -> str:
    """The units of the text that is compared: the one without what is only proposed."""
    doc = state.document.published() if isinstance(state, Article) else state.published()
    return units_of(doc.content.to_json() or [])


Credit = Callable[[int], tuple[Act | None, Act | None]]
UNKNOWN: tuple[Act | None, Act | None] = (None, None)
"""Of a position: who did it, and who wrote the words first when that was somebody else."""


class _Side:
    """One of the two texts: its units as they are compared, and what the log knows of each.

    The log speaks of ``logged``, which has the words that are only proposed, too.
    """

    def __init__(self, units: str, logged: str, credit: Credit) -> None:
        self.units = units
        self.credit = credit if units == logged else self._credit_by_place
        self._credit = credit
        self._places: list[int] = []
        if units != logged:
            vocabulary = Vocabulary()
            self._places = [-1] * len(units)
            for match in matches(vocabulary.spell(logged), vocabulary.spell(units)):
                places = range(match.old, match.old + match.size)
                self._places[match.new : match.new + match.size] = places

    def credits(self, start: int, size: int) -> list[tuple[Act | None, Act | None]]:
        return list(map(self.credit, range(start, start + size)))

    def _credit_by_place(self, position: int) -> tuple[Act | None, Act | None]:
        place = self._places[position] if position < len(self._places) else -1
        return self._credit(place) if place >= 0 else UNKNOWN


def _credited(block: BlockChange, sides: Mapping[str, _Side]) -> BlockChange:
    is_text = block.node_type != "image"
    runs = [
        piece
        for run in block.runs
        for piece in ([run] if run.kind == "same" else _pieces(run, sides[run.kind], is_text))
    ]
    return replace(block, runs=tuple(runs))


def _pieces(run: Run, side: _Side, is_text: bool) -> Iterator[Run]:
    """The run divided between those who made it."""
    size = units(run.text) if is_text else 1
    position, credits = run.start, side.credits(run.start, size)
    known = sum(act is not None for act, _written in credits)
    if is_text and known < size:
        position = _slid(side, run.start, size, known)
        credits = credits if position == run.start else side.credits(position, size)
    pieces: list[CreditedRun] = []
    starts: list[int] = []
    last, at = None, 0
    for index, character in enumerate(run.text):
        if credits[at] is not last:
            last = credits[at]
            act, written = last
            if not pieces or not _is_one(pieces[-1], act, written):
                pieces.append(CreditedRun(run.kind, "", run.note, position + at, act, written))
                starts.append(index)
        if is_text:
            at += 2 if character > "\uffff" else 1
    for piece, start, end in zip(pieces, starts, [*starts[1:], len(run.text)], strict=True):
        yield replace(piece, text=run.text[start:end])


def _slid(side: _Side, start: int, size: int, count: int) -> int:
    """Where the run can as well be said to begin so that the log knows most of it; now it knows ``count``.

    Of "very very" either word may be the one that was added: the comparison takes one, the log knows which.
    """
    text, credit = side.units, side.credit

    def known(at: int) -> int:
        return int(credit(at)[0] is not None)

    best, most, first = start, count, count
    for step in (-1, 1):
        at, count = start, first
        while most < size and abs(at - start) < _FARTHEST:
            leaving, entering = (at + size - 1, at - 1) if step < 0 else (at, at + size)
            if entering < 0 or entering >= len(text) or text[leaving] != text[entering]:
                break
            at += step
            count += known(entering) - known(leaving)
            if count > most:
                best, most = at, count
    return best


def _remover(log: Log) -> Credit:
    fates = log.account.fates
    known: dict[int, tuple[Act | None, Act | None]] = {-1: UNKNOWN}

    def credit(position: int) -> tuple[Act | None, Act | None]:
        fate = fates[position] if position < len(fates) else -1
        if fate not in known:
            known[fate] = (log.acts[fate] if fate >= 0 else None), None
        return known[fate]

    return credit


def _adder(log: Log, since: int) -> Credit:
    acts, origins = log.account.acts, log.account.origins
    known: dict[tuple[int, int], tuple[Act | None, Act | None]] = {}

    def credit(position: int) -> tuple[Act | None, Act | None]:
        key = acts[position], origins[position]
        if key not in known:
            act, written = log.acts[key[0]], log.acts[key[1]]
            is_older, is_own = act.version <= since, written.key == act.key
            known[key] = UNKNOWN if is_older else (act, None if is_own else written)
        return known[key]

    return credit


def _is_one(last: CreditedRun, act: Act | None, written: Act | None) -> bool:
    if act is last.act and written is last.written:
        return True
    if act is None or last.act is None:
        return act is last.act
    same_writer = (last.written.by if last.written else None) == (written.by if written else None)
    return same_writer and act.goes_on_from(last.act)


def _authors(blocks: Sequence[BlockChange]) -> Authors:
    """Those who made the difference, by their number. Neighbouring runs of one person are one change."""
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
