"""Formats values for people: links, digests, shortened texts, and JSON as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.shortening import on_one_line


def change_url(model: type[Model], pk: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk])


def list_url(model: type[Model], **filters: object) -> str:
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{address}?{urlencode(filters)}" if filters else address


def link_to(model: type[Model], pk: object, text: object) -> SafeString:
    return format_html('<a href="{}">{}</a>', change_url(model, pk), text)


def short_digest(digest: str) -> SafeString:
    """The first characters of a digest, with all of it as a tooltip."""
    return format_html(
        '<code class="digest" title="{}">{}</code>', digest, digest.removeprefix("sha256:")[:12]
    )


def clipped(text: str, limit: int = 90) -> str:
    """The beginning of a text on one line, for a table cell."""
    return on_one_line(text, limit)


def render_value(value: object) -> SafeString:
    """JSON as nested tables of names and values."""
    if isinstance(value, Mapping):
        if not value:
            return SafeString("—")
        rows = (
            format_html(
                '<tr><th scope="row">{}</th><td>{}</td></tr>', label_of(str(name)), render_value(item)
            )
            for name, item in value.items()
        )
        return format_html('<table class="facts"><tbody>{}</tbody></table>', SafeString("".join(rows)))
    if isinstance(value, list | tuple):
        return render_list(value)
    if isinstance(value, str) and value.startswith("sha256:"):
        return short_digest(value)
    if isinstance(value, bool):
        return format_html("{}", _("yes") if value else _("no"))
    return format_html("{}", "—" if value in (None, "") else value)


def render_list(values: Sequence[object]) -> SafeString:
    """A list as HTML: records with the same keys as one table, anything else as a bulleted list."""
    if not values:
        return SafeString("—")
    first = values[0]
    if not isinstance(first, Mapping) or not all(
        isinstance(v, Mapping) and v.keys() == first.keys() for v in values
    ):
        entries = (format_html("<li>{}</li>", render_value(value)) for value in values)
        return format_html("<ul>{}</ul>", SafeString("".join(entries)))
    heading = SafeString(
        "".join(format_html('<th scope="col">{}</th>', label_of(str(name))) for name in first)
    )
    rows = SafeString(
        "".join(
            format_html(
                "<tr>{}</tr>",
                SafeString(
                    "".join(format_html("<td>{}</td>", render_value(item)) for item in value.values())
                ),
            )
            for value in values
            if isinstance(value, Mapping)
        )
    )
    return format_html(
        '<table class="facts"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>', heading, rows
    )


LABELS = {
    "queries_resolved": gettext_lazy("queries resolved"),
    "queries_open": gettext_lazy("open queries"),
    "queries_open_not_blocking": gettext_lazy("open non-blocking queries"),
    "released_at": gettext_lazy("released"),
    "released_by": gettext_lazy("released by"),
    "signed_at": gettext_lazy("signed"),
    "scanner": gettext_lazy("checker version"),
    "signatures": gettext_lazy("signatures"),
    "cleared": gettext_lazy("cleared text"),
}


def label_of(name: str) -> str:
    return str(LABELS.get(name, name.replace("_", " "))).capitalize()
