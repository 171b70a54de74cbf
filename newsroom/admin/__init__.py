"""The administration of people and desks, and the base classes of all its pages."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from newsroom.admin import invitations, newsroom, people, unlisted

__all__ = ["invitations", "newsroom", "people", "unlisted"]

admin.site.site_header = _("Copydesk administration")
admin.site.site_title = _("Copydesk administration")
admin.site.index_title = _("Administration")
