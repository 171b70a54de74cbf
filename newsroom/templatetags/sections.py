"""The index of the administration, in sections by use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import template
from django.contrib import admin

from newsroom.admin.base import Section

register = template.Library()


@dataclass
class Shown:
    """A section with the lists in it, as Django's index describes them."""

    name: str
    is_folded: bool
    models: list[dict[str, Any]] = field(default_factory=list)


@register.simple_tag
def sections(app_list: Iterable[dict[str, Any]]) -> list[Shown]:
    """The lists that a person may open, section by section in the order of their use."""
    shown = {section: Shown(str(section.value), section is Section.SUPPORT) for section in Section}
    for model in (model for app in app_list for model in app["models"]):
        page = admin.site.get_model_admin(model["model"])
        shown[getattr(page, "section", Section.SUPPORT)].models.append(model)
    for section in shown.values():
        section.models.sort(key=lambda one: str(one["name"]).casefold())
    return [section for section in shown.values() if section.models]
