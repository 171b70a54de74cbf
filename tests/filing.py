"""Bringing copy in by the pages, as people do: look at what was found, then file it."""

from __future__ import annotations

from tests.pages import browse


def preview(person, *, text="", desk=None, address="/import/", **sent):
    """Bring copy in, and go on to the page that shows what was found in it."""
    given = {"markup": "markdown", "text": text, **sent}
    if desk is not None:
        given |= {"desk": desk.slug, "author": person.pk} | sent
    return browse(person).post(address, given, follow=True)


def fields_of(response) -> dict:
    """What a browser would send back from the page that shows what was found."""
    forms = [response.context["form"]] if "form" in response.context else []
    bound = [field for form in [*forms, *response.context["note_forms"]] for field in form]
    values = {field.html_name: field.value() for field in bound}
    return {name: value for name, value in values.items() if value not in (None, False, "")}


def file(person, response, **changed):
    """Press the button on the page that shows what was found, with other values in some fields."""
    address = response.redirect_chain[-1][0]
    sent = {**fields_of(response), "act": "file", **changed}
    return browse(person).post(
        address, {name: value for name, value in sent.items() if value is not None}, follow=True
    )
