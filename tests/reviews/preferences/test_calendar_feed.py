"""The calendar feed: what is in it for whom, and whether programs can read it."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from articles.editing import filing
from articles.models import Article
from newsroom.models import Membership, User
from reviews.models import Feed
from reviews.notifications.mail import signed_links
from reviews.preferences import calendar_feed
from reviews.preferences.calendar_feed import FeedRefused
from reviews.preferences.choices import ChoiceRefused
from reviews.queries import answering
from reviews.workflow import signoff
from tests.factories import NOW, make_article, make_desk, make_guest, make_query

SOON = NOW + timedelta(hours=5)


def token_of(feed) -> str:
    return calendar_feed.link_to(feed).rpartition("/")[2].removesuffix(".ics")


def read(person, *, choice="mine", now=NOW) -> bytes:
    feed = calendar_feed.switch_on(person, choice=choice)
    return calendar_feed.calendar_behind(token_of(feed), now=now)


def events(person, *, choice="mine", now=NOW):
    return {
        str(event["uid"]): event for event in Calendar.from_ical(read(person, choice=choice, now=now)).events
    }


def summaries(person, **options):
    return sorted(str(event["summary"]) for event in events(person, **options).values())


def unfolded(body: bytes) -> list[str]:
    """The lines of RFC 5545, section 3.1, checked by hand and not by the library that wrote them."""
    text = body.decode()
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert "\r" not in text.replace("\r\n", "")
    physical = text[:-2].split("\r\n")
    assert all(len(line.encode()) <= 75 for line in physical)
    lines: list[str] = []
    for line in physical:
        if line.startswith(" "):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    assert all(re.match(r"[A-Z-]+[;:]", line) for line in lines)
    return lines


def visible(text: str) -> str:
    """Without white space, control characters and what turns the line around."""
    left_out = {"Cc", "Zs", "Zl", "Zp"}
    turning = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    return "".join(c for c in text if unicodedata.category(c) not in left_out and c not in turning)


def unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], value)


@pytest.fixture
def due(room):
    """The writer's story is due in five hours, and one on another desk as well."""
    Article.objects.update(deadline=SOON, embargo_until=SOON + timedelta(days=1), updated_at=NOW)
    room.article.refresh_from_db()
    room.elsewhere = make_article(make_desk("world"), author=None, deadline=SOON)
    return room


# --- what is in it


def test_a_deadline_and_an_embargo_are_events_at_their_moments(due, settings):
    found = events(due.writer)
    assert set(found) == {f"deadline-{due.article.pk}@localhost", f"embargo-{due.article.pk}@localhost"}
    event = found[f"deadline-{due.article.pk}@localhost"]
    assert event.start == SOON
    assert event["dtstart"].to_ical() == b"20260302T190000Z"
    assert str(event["summary"]) == "Deadline: Ferry runs at night again"
    assert event["last-modified"].dt == event["dtstamp"].dt == NOW
    assert event["status"] == "CONFIRMED"
    assert event["transp"] == "TRANSPARENT"
    assert event["url"] == f"{settings.COPYDESK_URL}/articles/{due.article.slug}/"
    assert str(event["description"]) == f"{due.desk.name}\nAt Desk edit"


@pytest.mark.parametrize(
    ("who", "mine", "desks"),
    [
        ("writer", 1, 1),  # writes it
        ("colleague", 0, 1),
        ("editor", 1, 1),  # signs for the stage it is at
        ("slot", 0, 1),  # signs for a later one
        ("reader", 0, 1),
        ("stranger", 0, 0),
        ("admin", 0, 2),  # sees every desk
    ],
)
def test_whose_calendar_shows_it(due, who, mine, desks):
    person = getattr(due, who)
    Article.objects.update(embargo_until=None)
    assert len(events(person, choice="mine")) == mine
    assert len(events(person, choice="desks")) == desks


def test_an_open_query_of_theirs_brings_it_and_a_resolved_one_takes_it_away(due):
    query = make_query(due.article, "6.50 euros", by=due.editor, assigned_to=due.reader)
    found = events(due.reader)
    assert len(found) == 2
    description = str(next(iter(found.values()))["description"])
    assert description == f"{due.desk.name}\nAt Desk edit\n1 open query\n1 for you"
    answering.resolve(query=query, by=due.editor, now=NOW)
    assert events(due.reader) == {}


def test_an_author_is_not_called_to_sign_their_own_copy(due):
    Article.objects.update(author=due.colleague)
    due.colleague.groups.add(signoff.current_round(due.article).stage.group)
    person = User.objects.get(pk=due.colleague.pk)
    assert len(events(person)) == 2  # as the author alone
    Article.objects.filter(pk=due.article.pk).update(author=None)
    assert len(events(User.objects.get(pk=person.pk))) == 2  # as one who signs


def test_a_spiked_story_is_cancelled_and_comes_back(due):
    later = NOW + timedelta(minutes=5)
    filing.spike(article=due.article, by=due.editor, now=later)
    event = events(due.writer)[f"deadline-{due.article.pk}@localhost"]
    assert event["status"] == "CANCELLED"
    assert event["last-modified"].dt == later
    filing.unspike(article=Article.objects.get(pk=due.article.pk), by=due.editor, now=later)
    assert events(due.writer)[f"deadline-{due.article.pk}@localhost"]["status"] == "CONFIRMED"


def test_a_released_story_keeps_its_embargo_until_it_ends_and_nothing_else(due):
    Article.objects.update(state="released")
    assert list(events(due.writer)) == [f"embargo-{due.article.pk}@localhost"]
    assert events(due.writer, now=SOON + timedelta(days=1)) == {}


def test_what_is_long_past_drops_out(due):
    assert len(events(due.writer, now=SOON + timedelta(days=30))) == 2
    assert len(events(due.writer, now=SOON + timedelta(days=30, seconds=1))) == 1
    assert events(due.writer, now=SOON + timedelta(days=40)) == {}


def test_a_moved_deadline_is_the_same_event(due):
    before = set(events(due.writer))
    Article.objects.update(deadline=SOON + timedelta(days=3))
    assert set(events(due.writer)) == before


def test_who_leaves_the_desk_sees_no_more_of_it(due):
    feed = calendar_feed.switch_on(due.colleague, choice="desks")
    Membership.objects.filter(user=due.colleague).delete()
    body = calendar_feed.calendar_behind(token_of(feed), now=NOW)
    assert Calendar.from_ical(body).events == []


# --- whether programs can read it


def test_the_calendar_says_what_it_is_and_when_to_look_again(due):
    lines = unfolded(read(due.writer))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    for line in (
        "VERSION:2.0",
        "PRODID:-//Copydesk//Deadlines//EN",
        "REFRESH-INTERVAL;VALUE=DURATION:PT30M",
        "X-PUBLISHED-TTL:PT30M",
        "X-WR-CALNAME:Copydesk deadlines",
    ):
        assert line in lines
    assert not any(line.startswith(("METHOD", "BEGIN:VTIMEZONE")) for line in lines)


def test_every_event_has_what_it_must_have_once(due):
    lines = unfolded(read(due.writer))
    inside = "\n".join(lines).split("BEGIN:VEVENT")[1:]
    assert len(inside) == 2
    for event in inside:
        for name in ("UID", "DTSTAMP", "DTSTART", "LAST-MODIFIED", "SUMMARY", "STATUS", "URL"):
            assert len(re.findall(rf"^{name}[;:]", event, re.M)) == 1, name
        for moment in re.findall(r"^(?:DTSTAMP|DTSTART|LAST-MODIFIED):(.*)$", event, re.M):
            assert datetime.strptime(moment, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(headline=st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=300))
def test_whatever_a_headline_holds_it_comes_out_as_it_was(due, headline):
    Article.objects.filter(pk=due.article.pk).update(headline=headline)
    kept = visible(headline or due.article.slug)
    body = read(due.writer)
    found = Calendar.from_ical(body).events
    assert len(found) == 2
    said = [unescaped(line.partition(":")[2]) for line in unfolded(body) if line.startswith("SUMMARY:")]
    assert sorted(map(visible, said)) == sorted([f"Deadline:{kept}", f"Embargoends:{kept}"])
    assert not any(unicodedata.category(character) == "Cc" for line in said for character in line)


def test_the_statements_are_counted(due, django_assert_max_num_queries):
    feed = calendar_feed.switch_on(due.writer, choice="mine")
    for _ in range(20):
        make_article(due.desk, author=due.writer, deadline=SOON)
    with django_assert_max_num_queries(4):
        body = calendar_feed.calendar_behind(token_of(feed), now=NOW)
    assert len(Calendar.from_ical(body).events) == 22


def test_there_is_an_end_to_it(due, monkeypatch):
    monkeypatch.setattr(calendar_feed, "MOST_ARTICLES", 3)
    for _ in range(5):
        make_article(due.desk, author=due.writer, deadline=SOON)
    assert len({uid.partition("-")[2] for uid in events(due.writer)}) == 3


# --- the link


def test_a_new_link_ends_the_old_one(due):
    old = token_of(calendar_feed.switch_on(due.writer, choice="mine"))
    calendar_feed.replace_link(due.writer)
    with pytest.raises(FeedRefused):
        calendar_feed.calendar_behind(old, now=NOW)
    fresh = token_of(Feed.objects.get())
    assert calendar_feed.calendar_behind(fresh, now=NOW)
    calendar_feed.switch_on(due.writer, choice="desks")
    assert token_of(Feed.objects.get()) == fresh


def test_an_ended_link_never_comes_back(due):
    old = token_of(calendar_feed.switch_on(due.writer, choice="mine"))
    calendar_feed.switch_off(due.writer)
    assert calendar_feed.feed_of(due.writer) is None
    with pytest.raises(FeedRefused):
        calendar_feed.calendar_behind(old, now=NOW)
    assert token_of(calendar_feed.switch_on(due.writer, choice="mine")) != old
    with pytest.raises(FeedRefused):
        calendar_feed.calendar_behind(old, now=NOW)


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_guest": True}])
def test_who_is_gone_has_no_calendar(due, change):
    token = token_of(calendar_feed.switch_on(due.writer, choice="mine"))
    User.objects.filter(pk=due.writer.pk).update(**change)
    with pytest.raises(FeedRefused):
        calendar_feed.calendar_behind(token, now=NOW)


@pytest.mark.parametrize("forged", ["", "x", "1.1", "1.1~", "1.1~x", "~", "9" * 3000, "а~б"])
def test_a_forged_link_asks_the_database_nothing(due, forged, django_assert_num_queries):
    with django_assert_num_queries(0), pytest.raises(FeedRefused):
        calendar_feed.calendar_behind(forged, now=NOW)


def test_a_guests_link_is_no_calendars(due):
    guest = signed_links.to_guest(make_guest(due.article, by=due.editor)).rstrip("/").rpartition("/")[2]
    with pytest.raises(FeedRefused):
        calendar_feed.calendar_behind(guest, now=NOW)


def test_only_what_there_is_can_be_chosen(room):
    with pytest.raises(ChoiceRefused):
        calendar_feed.switch_on(room.writer, choice="everything")
    calendar_feed.replace_link(room.writer)
    calendar_feed.switch_off(room.writer)
    assert not Feed.objects.exists()


def test_changes_are_in_the_history(due):
    calendar_feed.switch_on(due.writer, choice="mine")
    calendar_feed.replace_link(due.writer)
    calendar_feed.switch_off(due.writer)
    assert [(entry.version, entry.is_on) for entry in Feed.history.order_by("pk")] == [
        *((1, True), (2, True), (2, False))
    ]
