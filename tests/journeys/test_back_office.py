"""axe finds nothing serious in the back office: its index, every list and every form; and lists fit."""

from __future__ import annotations

from django.contrib import admin
from django.urls import reverse

from tests.journeys.looking import serious
from tests.newsroom.admin.filling import fill_one

COLOURS = ("color-contrast", "link-in-text-block")
SAME_ON_ALL = ("#nav-sidebar", "#header")
READY = "new Promise((ready) => window.django?.jQuery ? django.jQuery(ready) : ready())"


def pages():
    """The index, and of every model its list, its first row and its form for another one."""
    yield reverse("admin:index")
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        if (row := model._default_manager.first()) is not None:
            yield reverse(f"{name}_change", args=[row.pk])
        yield reverse(f"{name}_add")


def look_at(page, address, without):
    """What axe finds serious: by all rules in light, in dark by those on colours: nothing else differs."""
    page.evaluate(READY)
    page.locator("details").evaluate_all("(all) => all.forEach((one) => { one.open = true; })")
    found = serious(page, without=without)
    page.emulate_media(color_scheme="dark")
    found += [("dark", *one) for one in serious(page, rules=COLOURS, without=without)]
    page.emulate_media(color_scheme="light")
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, address
    return [(address, *one) for one in found]


def test_axe_finds_nothing_serious_in_the_back_office(room, as_person):
    fill_one()
    page = as_person(room.admin, color_scheme="light", viewport={"width": 1360, "height": 900})
    found, seen = [], 0
    for address in pages():
        response = page.goto(address, wait_until="load")
        if response.status == 403:  # nobody adds such a row by hand
            continue
        assert response.ok, address
        found += look_at(page, address, without=SAME_ON_ALL if seen > 1 else ())
        seen += 1
    assert found == [], "\n".join(map(str, found))
    assert seen > 2 * len(admin.site._registry)
