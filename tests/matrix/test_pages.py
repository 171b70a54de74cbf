"""Every page for every kind of person. A page that is not in the table fails."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.matrix import pages
from tests.matrix.pages import PAGES
from tests.matrix.room import EVERYBODY, matrix_room

REFUSED = {401, 403, 404}


@pytest.fixture
def room(db):
    return matrix_room()


def addresses(patterns, before=""):
    """The address and the name of every page of ours but those of the interface and the back office."""
    for one in patterns:
        address = before + str(one.pattern)
        if address.startswith(("api/", "admin/")):
            continue
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, address)
        elif isinstance(one, URLPattern):
            yield address, one.name


def browsers(room) -> dict[str, Client]:
    found = {"anonymous": Client()}
    for name, person in room.people.items():
        client = found[name] = Client()
        client.force_login(person)
        if name == "inactive":
            person.is_active = False
            person.save()
    return found


def is_let_in(answer, page) -> bool:
    if answer.status_code in (301, 302) and answer["Location"].startswith("/login/"):
        return False
    return answer.status_code not in REFUSED | page.refused


def test_the_table_has_every_page():
    named = {
        name
        for address, name in addresses(get_resolver().url_patterns)
        if not address.startswith(pages.OWN_ACCOUNT)
    }
    in_table = {name for name, _method in PAGES}
    assert named - in_table - pages.BY_SECRET == set(), (
        "new pages: say in tests/matrix/pages.py who may see them"
    )
    assert (in_table | pages.BY_SECRET) - named - {"login"} == set(), "these pages are gone"


def test_every_page_lets_in_whom_the_table_says(room, settings):
    settings.MAIL_KEPT_IN_APP = True
    clients, wrong, never = browsers(room), [], []
    for (name, method), page in PAGES.items():
        address, done = reverse(name, kwargs=dict(page.names(room))), set()
        for who in sorted(EVERYBODY):
            with transaction.atomic():
                answer = getattr(clients[who], method.lower())(address, dict(page.sends(room)))
                transaction.set_rollback(True)
            assert answer.status_code < 500, (who, method, address)
            if is_let_in(answer, page) != (who in page.who):
                wrong.append(f"{who}: {method} {address} was answered {answer.status_code}")
            elif answer.status_code < 400 and who in page.who:
                done.add(who)
        if page.who and not done and (name, method) not in pages.IMPOSSIBLE:
            never.append(f"{method} {address}")
    assert wrong == [], "\n".join(wrong)
    assert never == [], "nobody could do these, so nothing was shown: " + ", ".join(never)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_other_methods_are_not_answered(room, method):
    """What the table does not say of an address is not there: not even for an administrator."""
    client = browsers(room)["admin"]
    answered = []
    for name in sorted({name for name, _method in PAGES}):
        if (name, method) in PAGES or name == "login":
            continue
        page = next(page for (other, _method), page in PAGES.items() if other == name)
        address = reverse(name, kwargs=dict(page.names(room)))
        with transaction.atomic():
            status = getattr(client, method.lower())(address).status_code
            transaction.set_rollback(True)
        if status != 405 and not (name.startswith("guest_") and status in REFUSED):
            answered.append(f"{method} {address} was answered {status}")
    assert answered == [], "\n".join(answered)
