"""A plain form that was refused: the page it came from, with the sentence beside it and what was typed in it.

With scripts a refusal leaves the page as it is. Without them the browser waits for a page, and gets the same
one again: it is asked for as a GET of its own, and its form is filled in as it was sent.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import resolve
from lxml import etree, html

from newsroom.errors import DomainError
from newsroom.web.pages import came_from

UNTOUCHED = frozenset({"hidden", "password", "file", "submit", "button", "reset", "image"})
"""Kinds of input whose value is the page's own, or never given back."""
TICKS = frozenset({"checkbox", "radio"})
REFUSAL = "refusal"
"""The id of the sentence."""


def page_again(request: HttpRequest, refusal: DomainError) -> HttpResponse | None:
    """The page that the form was sent from, with its status that of the refusal.

    ``None`` where that page is not known, cannot be had, or has no such form.
    """
    address = came_from(request) if request.method == "POST" else ""
    shown = _page_at(address, request) if address else None
    if shown is None:
        return None
    content = _with_form(shown.content, address, request.path, request.POST, str(refusal))
    return HttpResponse(content, status=refusal.status) if content else None


def _page_at(address: str, request: HttpRequest) -> HttpResponse | None:
    """What the person would get there now; ``None`` for anything but a page."""
    split = urlsplit(address)
    asked: Any = copy.copy(request)
    asked.method, asked.path, asked.path_info = "GET", split.path, split.path
    asked.GET, asked.POST = QueryDict(split.query), QueryDict()
    asked.META = {
        **request.META,
        "REQUEST_METHOD": "GET",
        "PATH_INFO": split.path,
        "QUERY_STRING": split.query,
    }
    asked.__dict__.pop("answer_refusal", None)
    try:
        asked.resolver_match = found = resolve(split.path)
        response: HttpResponse = found.func(asked, *found.args, **found.kwargs)
    except (Http404, DomainError):
        return None
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return response if response.status_code == 200 and is_page and not response.streaming else None


def _with_form(page: bytes, address: str, action: str, typed: QueryDict, sentence: str) -> bytes | None:
    try:
        root = html.document_fromstring(page, parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
    except etree.LxmlError:
        return None
    form = _form_in(root, address, action, typed)
    if form is None:
        return None
    for element in root.xpath("//*[@autofocus]"):
        del element.attrib["autofocus"]
    said = html.Element("p", {"id": REFUSAL, "class": "flash error", "role": "alert", "tabindex": "-1"})
    said.text = sentence
    form.addprevious(said)
    form.set("aria-describedby", REFUSAL)
    written = [field for field in _fields_of(form, root) if _fill(field, typed)]
    # Without scripts it is the focus that brings the form into view.
    (written[0] if written else said).set("autofocus", "")
    for above in form.iterancestors("details", "dialog"):
        above.set("open", "")
    content: bytes = html.tostring(root, encoding="utf-8", doctype="<!DOCTYPE html>")
    return content


def _form_in(root: Any, address: str, action: str, typed: QueryDict) -> Any:
    """The form that was sent to this address: of several the one with the hidden values that came."""
    found = [form for form in root.iter("form") if _leads_to(form.get("action"), address, action)]
    for button in root.xpath("//*[@formaction]"):
        if _leads_to(button.get("formaction"), address, action):
            named = root.get_element_by_id(button.get("form"), None) if button.get("form") else None
            own = named if named is not None else next(button.iterancestors("form"), None)
            found += [own] if own is not None else []
    posted = [form for form in found if form.get("method", "").lower() == "post"]
    return next((form for form in posted if _has_values(form, typed)), next(iter(posted), None))


def _leads_to(target: str | None, address: str, action: str) -> bool:
    return urlsplit(urljoin(address, target or "")).path == action


def _has_values(form: Any, typed: QueryDict) -> bool:
    hidden = form.xpath(".//input[@type='hidden'][@name!='csrfmiddlewaretoken']")
    return all(field.get("value", "") in typed.getlist(field.get("name"), [""]) for field in hidden)


def _fields_of(form: Any, root: Any) -> Iterator[Any]:
    yield from form.iter("input", "textarea", "select")
    if form.get("id"):
        yield from root.xpath(
            "//*[@form=$id][self::input or self::textarea or self::select]", id=form.get("id")
        )


def _fill(field: Any, typed: QueryDict) -> bool:
    """Give a field the value that came with the form. Whether a person typed into it."""
    name = field.get("name", "")
    kind = field.get("type", "text").lower() if field.tag == "input" else field.tag
    if not name or kind in UNTOUCHED:
        return False
    values = typed.getlist(name)
    if kind in TICKS:
        _mark(field, "checked", is_so=field.get("value", "on") in values)
    elif kind == "select":
        for option in field.iter("option"):
            _mark(option, "selected", is_so=option.get("value", option.text or "") in values)
    elif values:
        if kind == "textarea":
            field.text = f"\n{values[0]}"  # of which a browser leaves out the first line break
        else:
            field.set("value", values[0])
        return kind == "textarea" or field.get("readonly") is None
    return False


def _mark(element: Any, name: str, *, is_so: bool) -> None:
    if is_so:
        element.set(name, "")
    elif name in element.attrib:
        del element.attrib[name]
