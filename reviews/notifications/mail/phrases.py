"""What a mail says: its opening, and what is asked of its reader, by kind of event."""

from __future__ import annotations

import unicodedata
from datetime import datetime, tzinfo

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from newsroom.models import User
from reviews.models import Event, Invitation, Query

Kind = Event.Kind
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


def isolated(text: str) -> str:
    """The text, fenced off when it is written right to left, so that it cannot turn its surroundings."""
    if any(unicodedata.bidirectional(character) in {"R", "AL"} for character in text):
        return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"
    return text


_ONLOOKERS_OPENING = {
    Kind.ASSIGNED: gettext_lazy("%(who)s gave a query about “%(article)s” to somebody else."),
    Kind.STALE: gettext_lazy("“%(article)s” changed after it was signed for %(stage)s, by %(who)s."),
    Kind.INVITED: gettext_lazy("%(who)s invited a guest to “%(article)s”."),
    Kind.REMINDED: gettext_lazy("A query about “%(article)s” still waits for an answer."),
    Kind.STANDS_IN: gettext_lazy("Queries about “%(article)s” wait for somebody's deputy."),
    Kind.DECIDED: gettext_lazy("%(who)s decided on what somebody suggested for “%(article)s”."),
}


_ONLOOKERS_THEN = {
    Kind.ASSIGNED: gettext_lazy("%(who)s gave this query to somebody else."),
    Kind.STALE: gettext_lazy("The copy changed after it was signed for %(stage)s, by %(who)s."),
    Kind.INVITED: gettext_lazy("%(who)s invited a guest."),
    Kind.DECIDED: gettext_lazy("%(who)s decided on what somebody suggested."),
}


def intro(article: str) -> str:
    """Above several things that happened, each with a sentence of its own."""
    return _("This is new about “%(article)s”:") % {"article": isolated(article)}


def opening(
    event: Event, queries: tuple[Query, ...], *, follows: bool = False, reader: User | None = None
) -> str:
    """The first sentence: who did what to which article. ``follows``: its reader only looks on."""
    names: dict[str, object] = {
        "who": isolated(str(event.actor)) if event.actor else _("Copydesk"),
        "article": isolated(" ".join(str(event.article).split())),
        "stage": event.stage,
        "owner": _owner(queries),
        **_unreached(event),
    }
    if event.kind == Kind.DEPUTY:
        return f"{deputy(event, reader)}."
    if event.kind == Kind.ASKED and event.query_id is None:
        return _filed(names, len(queries), follows=follows)
    if reader is not None and _is_only_mentioned(event, reader, queries):
        return _("%(who)s mentions you in a query about “%(article)s”.") % names
    if event.kind == Kind.STANDS_IN and not follows:
        return ngettext(
            "A query about “%(article)s” waits for you now.",
            "%(count)d queries about “%(article)s” wait for you now.",
            len(queries),
        ) % {**names, "count": len(queries)}
    if follows and event.kind in _ONLOOKERS_OPENING:
        return str(_ONLOOKERS_OPENING[Kind(event.kind)]) % names
    if event.kind == Kind.INVITED:
        return _invited(event, names, len(queries))
    if event.kind == Kind.DECIDED:
        return _decided(event, names, reader)
    return _opening_of(event.kind) % names


def then(
    event: Event, queries: tuple[Query, ...], *, follows: bool = False, reader: User | None = None
) -> str:
    """What else happened, below a sentence that named the article."""
    names: dict[str, object] = {
        "who": isolated(str(event.actor)) if event.actor else _("Copydesk"),
        "stage": event.stage,
        "count": len(queries),
        "owner": _owner(queries),
        **_unreached(event),
    }
    if event.kind == Kind.DEPUTY:
        return f"{deputy(event, reader)}."
    if event.kind == Kind.ASKED and event.query_id is None:
        return (
            ngettext("It came in with a query.", "It came in with %(count)d queries.", len(queries)) % names
        )
    if reader is not None and _is_only_mentioned(event, reader, queries):
        return _("%(who)s mentions you.") % names
    if follows and event.kind in _ONLOOKERS_THEN:
        return str(_ONLOOKERS_THEN[Kind(event.kind)]) % names
    if event.kind == Kind.INVITED and event.actor is None:
        return _("Here is your link once more.")
    if event.kind == Kind.DECIDED:
        return _then_decided(event, names, reader)
    if event.kind == Kind.STANDS_IN:
        return ngettext("A query waits for you.", "%(count)d queries wait for you.", len(queries)) % names
    return _then_of(event.kind) % names


def deputy(event: Event, reader: User | None) -> str:
    """Who named whom as deputy, or took that back, as its reader would say it; without a full stop."""
    facts = event.facts
    if "deputy" not in facts:
        return str(event.get_kind_display())
    person, other = facts["person"], facts["deputy"]
    names = {"person": isolated(facts["names"][str(person)]), "deputy": isolated(facts["names"][str(other)])}
    if reader is not None and reader.pk == other:
        said = (
            _("%(person)s named you as their deputy")
            if facts["is_named"]
            else _("You are no longer the deputy of %(person)s")
        )
    elif reader is not None and reader.pk == person:
        said = (
            _("You named %(deputy)s as your deputy")
            if facts["is_named"]
            else _("%(deputy)s is no longer your deputy")
        )
    else:
        said = (
            _("%(person)s named %(deputy)s as their deputy")
            if facts["is_named"]
            else _("%(deputy)s is no longer the deputy of %(person)s")
        )
    return said % names


def held_up(count: int) -> str:
    """Above the stories of one mail that are held up, of which there are at least two."""
    return _("%(count)d stories are held up close to their deadlines:") % {"count": count}


def standing_in(count: int) -> str:
    """Above the stories of one mail in which queries wait for a deputy, of which there are at least two."""
    return _("In %(count)d stories, queries wait for you in somebody's place:") % {"count": count}


def instead_of(person: User, until: datetime | None, zone: tzinfo) -> str:
    """Why somebody hears of what was another's turn."""
    if until is None:
        return _("It comes to you in place of %(person)s.") % {"person": isolated(str(person))}
    return _("It comes to you in place of %(person)s, who is away until %(moment)s.") % {
        "person": isolated(str(person)),
        "moment": moment(until, zone),
    }


def deadline(event: Event, zone: tzinfo) -> str:
    """Until when, on the reader's clock; empty for copy without a deadline."""
    article = event.article
    if article.deadline is None:
        return ""
    shown = {"moment": moment(article.deadline, zone)}
    if article.deadline < event.happened_at:
        return _("The deadline was %(moment)s.") % shown
    return _("The deadline is %(moment)s.") % shown


def moment(value: datetime, zone: tzinfo) -> str:
    """ "Monday 2 March, 18:00 CET": whole, since nobody knows when a mail is read."""
    return formats.date_format(value.astimezone(zone), "l j F, H:i T")


def asks_for_something(event: Event, *, follows: bool) -> bool:
    return not follows and event.kind not in (
        *(Kind.RESOLVED, Kind.RELEASED, Kind.BOUNCED, Kind.DECIDED, Kind.DEPUTY),
    )


def request(event: Event, reader: User, queries: tuple[Query, ...], *, follows: bool = False) -> str:
    """What the reader is to do now; at the end, what stays undone until they have."""
    if follows:
        return _("You follow this article; nothing is asked of you.")
    sentences = [_request_of(event, reader, queries)]
    blocking = sum(query.blocking for query in queries)
    if blocking and event.kind not in (Kind.RESOLVED, Kind.PRESSING):
        sentences.append(
            ngettext(
                "The copy cannot be released before this is resolved.",
                "The copy cannot be released before these are resolved.",
                len(queries),
            )
            if blocking == len(queries)
            else _("The copy cannot be released before those that block it are resolved.")
        )
    return " ".join(sentences)


def button(event: Event) -> str:
    """The words on the one link."""
    if event.kind in (Kind.STAGE_DUE, Kind.STALE):
        return _("Read and sign")
    if event.kind in (Kind.RELEASED, Kind.BOUNCED, Kind.DECIDED):
        return _("Open the article")
    if event.kind == Kind.INVITED:
        return _("Open the copy")
    return _("Open the query")


def _unreached(event: Event) -> dict[str, object]:
    """Whom no mail reaches, and where."""
    return {"name": isolated(str(event.facts.get("name", ""))), "address": event.facts.get("address", "")}


def _filed(names: dict[str, object], count: int, *, follows: bool) -> str:
    if follows:
        return ngettext(
            "“%(article)s” came in with a query.", "“%(article)s” came in with %(count)d queries.", count
        ) % {**names, "count": count}
    return ngettext(
        "“%(article)s” came in with a query that waits for you.",
        "“%(article)s” came in with %(count)d queries that wait for you.",
        count,
    ) % {**names, "count": count}


def _invited(event: Event, names: dict[str, object], count: int) -> str:
    if event.actor is None:
        return _("Here is your link to “%(article)s” once more.") % names
    if event.facts["purpose"] == Invitation.Purpose.COMMENT:
        return _("%(who)s asks you to read “%(article)s” and to comment on it.") % names
    return ngettext(
        "%(who)s asks you to answer a query about “%(article)s”.",
        "%(who)s asks you to answer %(count)d queries about “%(article)s”.",
        count,
    ) % {**names, "count": count}


def _decided(event: Event, names: dict[str, object], reader: User | None) -> str:
    count, said = _suggested(event, reader)
    sentence = (
        ngettext(
            "%(who)s accepted your suggestion for “%(article)s”: %(said)s.",
            "%(who)s accepted %(count)d of your suggestions for “%(article)s”: %(said)s.",
            count,
        )
        if event.facts.get("accepted")
        else ngettext(
            "%(who)s rejected your suggestion for “%(article)s”: %(said)s.",
            "%(who)s rejected %(count)d of your suggestions for “%(article)s”: %(said)s.",
            count,
        )
    )
    return sentence % {**names, "count": count, "said": said}


def _then_decided(event: Event, names: dict[str, object], reader: User | None) -> str:
    count, said = _suggested(event, reader)
    sentence = (
        ngettext(
            "%(who)s accepted your suggestion: %(said)s.",
            "%(who)s accepted %(count)d of your suggestions: %(said)s.",
            count,
        )
        if event.facts.get("accepted")
        else ngettext(
            "%(who)s rejected your suggestion: %(said)s.",
            "%(who)s rejected %(count)d of your suggestions: %(said)s.",
            count,
        )
    )
    return sentence % {**names, "count": count, "said": said}


def _suggested(event: Event, reader: User | None) -> tuple[int, str]:
    """How many suggestions of the reader's were decided on, and the first of them in words."""
    theirs = event.facts["suggestions"].get(str(reader.pk if reader else ""), {"ids": [], "said": []})
    more = "; …" if len(theirs["ids"]) > len(theirs["said"]) else ""
    return len(theirs["ids"]), isolated("; ".join(theirs["said"])) + more


def _opening_of(kind: str) -> str:
    return {
        Kind.ASKED: _("%(who)s has a query about “%(article)s”."),
        Kind.REPLIED: _("%(who)s replied to a query about “%(article)s”."),
        Kind.ASSIGNED: _("%(who)s gave you a query about “%(article)s”."),
        Kind.RESOLVED: _("%(who)s resolved a query about “%(article)s”."),
        Kind.REOPENED: _("%(who)s reopened a query about “%(article)s”."),
        Kind.STAGE_DUE: _("“%(article)s” has reached %(stage)s."),
        Kind.STALE: _("“%(article)s” changed after you signed for %(stage)s; the last edit is by %(who)s."),
        Kind.RELEASED: _("%(who)s released “%(article)s”."),
        Kind.REMINDED: _("A query about “%(article)s” still waits for your answer."),
        Kind.PRESSING: _("“%(article)s” cannot be released: a query waits for %(owner)s."),
        Kind.BOUNCED: _("Mail about “%(article)s” does not reach %(name)s at %(address)s."),
    }[Kind(kind)]


def _is_only_mentioned(event: Event, reader: User, queries: tuple[Query, ...]) -> bool:
    """Named in what was written, and neither who asked nor whose turn it is."""
    if reader.pk not in event.facts.get("mentioned", ()):
        return False
    own = {query.asked_by_id for query in queries}
    return reader.pk not in own | {query.owner_id_in(event.article) for query in queries}


def _then_of(kind: str) -> str:
    return {
        Kind.ASKED: _("%(who)s has a query."),
        Kind.REPLIED: _("%(who)s replied."),
        Kind.ASSIGNED: _("%(who)s gave you this query."),
        Kind.RESOLVED: _("%(who)s resolved this query."),
        Kind.REOPENED: _("%(who)s reopened this query."),
        Kind.STAGE_DUE: _("The copy has reached %(stage)s."),
        Kind.STALE: _("The copy changed after you signed for %(stage)s; the last edit is by %(who)s."),
        Kind.RELEASED: _("%(who)s released the copy."),
        Kind.INVITED: _("%(who)s asks you about this copy."),
        Kind.REMINDED: _("It still waits for your answer."),
        Kind.PRESSING: _("The copy cannot be released: a query waits for %(owner)s."),
        Kind.BOUNCED: _("Mail does not reach %(name)s at %(address)s."),
    }[Kind(kind)]


def _request_of(event: Event, reader: User, queries: tuple[Query, ...]) -> str:
    if event.kind != Kind.RESOLVED and _is_only_mentioned(event, reader, queries):
        return _("You are named in it: please read it, and reply if you can help.")
    match event.kind:
        case Kind.INVITED:
            return _invitation(len(queries))
        case Kind.ASKED | Kind.ASSIGNED | Kind.REMINDED if reader.is_guest:
            return ngettext("Please answer it.", "Please answer them.", len(queries))
        case Kind.ASKED | Kind.ASSIGNED | Kind.REMINDED | Kind.STANDS_IN:
            return ngettext(
                "Please answer it, or pass it to somebody who can.",
                "Please answer them, or pass them to somebody who can.",
                len(queries),
            )
        case Kind.REPLIED:
            return _request_after_reply(event, reader, queries[0])
        case Kind.REOPENED:
            return _("The question is open again: please look at what is missing from the answer.")
        case Kind.RESOLVED | Kind.DECIDED:
            return _("Nothing is left for you to do.")
        case Kind.STAGE_DUE:
            return _("Please read the copy and sign it.")
        case Kind.BOUNCED:
            return _(
                "Please reach them another way: no mail goes to that address until it is set right. "
                "The other server said: “%(reason)s”"
            ) % {"reason": event.facts.get("reason", "")}
        case Kind.DEPUTY:
            return _request_about_deputy(event, reader)
        case Kind.STALE:
            return _("Your signature no longer counts: please read what changed and sign again.")
        case Kind.PRESSING:
            return _request_to_desk(event)
        case _:
            return _("The words that left are the words that were signed. Nothing is left for you to do.")


def _request_about_deputy(event: Event, reader: User) -> str:
    if reader.pk == event.facts["person"]:
        return _(
            "If this wasn't you, undo it under Preferences, change your password and tell an administrator."
        )
    if reader.pk == event.facts["deputy"] and event.facts["is_named"]:
        return _("While they are away, you can answer and resolve queries for them.")
    return _("No action needed.")


def _request_to_desk(event: Event) -> str:
    """To who can decide: there are always these ways on."""
    said = _("Please have it answered, resolve it, or let it not block the copy.")
    others: int = event.facts.get("others", 0)
    if not others:
        return said
    more = ngettext(
        "%(count)d more query blocks this story.", "%(count)d more queries block this story.", others
    )
    return f"{said} {more % {'count': others}}"


def _owner(queries: tuple[Query, ...]) -> str:
    """Whose turn it is, for a sentence that says what waits for whom."""
    for query in queries:
        if query.state == Query.State.ANSWERED:
            return _("somebody to resolve it, now that it is answered")
        if query.turn:
            return isolated(str(query.turn))
    return _("somebody to take it")


def _invitation(count: int) -> str:
    said = ngettext("Please answer the query above.", "Please answer the queries above.", count)
    alone = _("You need no account. The link is yours alone: please do not pass it on.")
    return f"{said} {alone}" if count else alone


def _request_after_reply(event: Event, reader: User, query: Query) -> str:
    if reader.is_guest and reader.pk == query.asked_by_id:
        return _("If this settles it, nothing is left for you to do; if not, say what is missing.")
    if reader.pk == query.asked_by_id:
        return _("If this settles it, resolve the query; if not, say what is missing.")
    if reader.pk == query.owner_id_in(event.article):
        if query.state == Query.State.ANSWERED:
            return _("The query was yours to answer; reply if there is something to add.")
        return _("The query is yours to answer.")
    if query.asked_by is None:
        return _("Nobody knows who asked: if this settles it, resolve the query.")
    return _("You have a part in this thread; reply if there is something to add.")
