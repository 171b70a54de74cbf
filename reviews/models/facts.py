"""What an event keeps for whoever tells of it and no other row has: one shape for each kind of event.

Stored as JSON in ``Event.facts``. Rows written by another version are read, too: a key that a shape does not
have is ignored, and one that is missing has its default. Who an event is about stands there as ids of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

if TYPE_CHECKING:
    from reviews.models.notification import Event

Json = Any
Ids = tuple[int, ...]
QueriesByPerson = Mapping[int, Ids]
"""Person → the queries that concern that person."""


def _ids(value: Json) -> Ids:
    return tuple(map(int, value or ()))


def _queries_by_person(value: Json) -> QueriesByPerson:
    return {int(person): _ids(queries) for person, queries in (value or {}).items()}


def _names(value: Json) -> Mapping[int, str]:
    return {int(person): str(name) for person, name in (value or {}).items()}


class _Stored(NamedTuple):
    """How a field is stored: its key, what makes its value of the JSON, and whether it may be left out."""

    name: str
    key: str
    read: Callable[[Json], Json] | None
    if_any: bool


_PLANS: dict[type[Any], tuple[_Stored, ...]] = {}


def _stored(shape: type[Any]) -> tuple[_Stored, ...]:
    """How the fields of a shape are stored, the subject last; worked out once."""
    if shape not in _PLANS:
        found = [
            _Stored(one.name, metadata.get("key", one.name), metadata.get("read"), "if_any" in metadata)
            for one in fields(shape)
            for metadata in [one.metadata]
        ]
        _PLANS[shape] = (*found[1:], found[0])
    return _PLANS[shape]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """``subject`` is what the article's mail thread would be called if it began with this event.

    A field's ``metadata`` says how it is stored: ``key`` when it has another name there, ``read`` when its
    value has to be made of the JSON, ``if_any`` when it is stored only where it says something.
    """

    subject: str = ""

    def to_json(self) -> dict[str, Json]:
        """Plain JSON, as it is stored."""
        return {
            one.key: _plain(value)
            for one in _stored(type(self))
            if (value := getattr(self, one.name)) or not one.if_any
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Json]) -> Self:
        """What is stored, in this shape."""
        found: dict[str, Json] = {
            one.name: one.read(data[one.key]) if one.read else data[one.key]
            for one in _stored(cls)
            if one.key in data
        }
        return cls(**found)

    @classmethod
    def of(cls, event: Event) -> Self:
        """The facts of an event that is of a kind with this shape."""
        return cls.from_json(event.facts)


@dataclass(frozen=True, kw_only=True)
class Written(Facts):
    """Somebody wrote a question or a reply; ``mentioned`` are the people it names."""

    mentioned: Ids = field(default=(), metadata={"read": _ids, "if_any": True})


@dataclass(frozen=True, kw_only=True)
class OfQueries(Facts):
    """An event of several queries, and who is notified of which."""

    queries: Ids = field(default=(), metadata={"read": _ids})
    notified: QueriesByPerson = field(
        default_factory=dict, metadata={"key": "told", "read": _queries_by_person}
    )


@dataclass(frozen=True, kw_only=True)
class Asked(Written, OfQueries):
    """A query, which the event names itself; or copy came in with ``queries``; or somebody asked these
    ``together``."""

    queries: Ids = field(default=(), metadata={"read": _ids, "if_any": True})
    notified: QueriesByPerson = field(
        default_factory=dict, metadata={"key": "told", "read": _queries_by_person, "if_any": True}
    )
    together: bool = field(default=False, metadata={"if_any": True})


@dataclass(frozen=True, kw_only=True)
class Replied(Written):
    """The event names the reply."""


@dataclass(frozen=True, kw_only=True)
class Resolved(Written):
    """The event names the last word, if there was one."""


@dataclass(frozen=True, kw_only=True)
class Reopened(Facts):
    """``restored``: the number of the revision that restoring an older one made, if that reopened it."""

    restored: int | None = field(default=None, metadata={"if_any": True})


@dataclass(frozen=True, kw_only=True)
class Changed(Written):
    """The question has other words, or another time by which it is due (``is_due``)."""

    is_due: bool = field(default=False, metadata={"if_any": True})


@dataclass(frozen=True, kw_only=True)
class Assigned(Facts):
    """``before`` is whose query it was, ``None`` nobody's in particular."""

    before: int | None = field(default=None, metadata={"key": "from"})


@dataclass(frozen=True, kw_only=True)
class Stale(Facts):
    """Whose sign-offs, of which revision, cover the words no longer."""

    signers: Ids = field(default=(), metadata={"read": _ids})
    revision: int | None = None


@dataclass(frozen=True, kw_only=True)
class Released(Facts):
    """``certificate`` is what left with the copy: see :mod:`reviews.workflow.releasing`."""

    certificate: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Invited(OfQueries):
    """A guest was asked to answer these queries, or for what else ``purpose`` says."""

    guest: int | None = None
    purpose: str = ""


@dataclass(frozen=True, kw_only=True)
class Pressing(Facts):
    """``others`` is how many queries block the story besides this one. ``to_slot``: the slot, a group, is
    notified, too."""

    others: int = 0
    slot_group: int | None = None
    to_slot: bool = False


@dataclass(frozen=True, kw_only=True)
class Bounced(Facts):
    """No mail reaches a person any more: the ``address``, and the ``reason`` their server gave."""

    person: int | None = None
    name: str = ""
    address: str = ""
    reason: str = ""


@dataclass(frozen=True)
class DecidedSuggestions:
    """One person's suggestions that were decided on, and the first of them in words."""

    ids: Ids = ()
    sentences: tuple[str, ...] = field(default=(), metadata={"key": "said"})


def _decided_suggestions(value: Json) -> Mapping[int, DecidedSuggestions]:
    return {
        int(person): DecidedSuggestions(_ids(one.get("ids")), tuple(one.get("said", ())))
        for person, one in (value or {}).items()
    }


@dataclass(frozen=True, kw_only=True)
class Decided(Facts):
    """Suggestions were accepted, or rejected: those of each person."""

    accepted: bool = False
    suggestions: Mapping[int, DecidedSuggestions] = field(
        default_factory=dict, metadata={"read": _decided_suggestions}
    )


@dataclass(frozen=True, kw_only=True)
class StandsIn(OfQueries):
    """Somebody is ``away`` from now on, and these queries wait for their ``deputy``."""

    away: int | None = None
    deputy: int | None = None


@dataclass(frozen=True, kw_only=True)
class Deputy(Facts):
    """A ``deputy`` of a ``person`` was named or taken back. Its article only says on which desk, the latest
    there; both are notified of the one event that ``notifies_both``."""

    person: int | None = None
    deputy: int | None = None
    names: Mapping[int, str] = field(default_factory=dict, metadata={"read": _names})
    is_named: bool = False
    notifies_both: bool = field(default=False, metadata={"key": "tells_them"})


@dataclass(frozen=True, kw_only=True)
class AuthorChanged(Facts):
    """``former``: who was the author until then; ``author``: the name of who is now, empty for nobody."""

    former: int | None = None
    author: str = ""


@dataclass(frozen=True, kw_only=True)
class Moved(Facts):
    """The names of the desk that a story was on, with its ``editors``, and of the one it was moved to."""

    former: str = ""
    desk: str = ""
    editors: Ids = field(default=(), metadata={"read": _ids})


@dataclass(frozen=True, kw_only=True)
class Assignment(Facts):
    """Somebody is asked to write a story: the ``brief``, and who was asked before and had not answered."""

    former: int | None = None
    brief: str = ""


@dataclass(frozen=True, kw_only=True)
class Answered(Facts):
    """An assignment was accepted, or declined for a ``reason``: who had assigned it."""

    assigned_by: int | None = None
    reason: str = field(default="", metadata={"if_any": True})


SHAPES: Final[Mapping[str, type[Facts]]] = {
    "asked": Asked,
    "replied": Replied,
    "assigned": Assigned,
    "resolved": Resolved,
    "reopened": Reopened,
    "changed": Changed,
    "stage_due": Facts,
    "stale": Stale,
    "released": Released,
    "invited": Invited,
    "reminded": Facts,
    "pressing": Pressing,
    "bounced": Bounced,
    "decided": Decided,
    "stands_in": StandsIn,
    "deputy": Deputy,
    "author": AuthorChanged,
    "moved": Moved,
    "assignment": Assignment,
    "accepted": Answered,
    "declined": Answered,
}
"""By kind of event."""


def mentioned_by(event: Event) -> Ids:
    """Whom the text names that an event is about."""
    shape = SHAPES.get(event.kind, Facts)
    return shape.of(event).mentioned if issubclass(shape, Written) else ()


def of_queries(event: Event) -> OfQueries:
    """Which queries an event is of that names no single one; none of those of other kinds."""
    shape = SHAPES.get(event.kind, Facts)
    return shape.of(event) if issubclass(shape, OfQueries) else OfQueries()


def _plain(value: object) -> Json:
    if is_dataclass(value) and not isinstance(value, type):
        return {one.metadata.get("key", one.name): _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, tuple | list) else value
