"""The administration: people and desks, and what all of its pages share."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from newsroom.admin import people

__all__ = ["people"]

admin.site.site_header = _("Copydesk administration")
admin.site.site_title = _("Copydesk administration")
admin.site.index_title = _("Administration")
