"""Moments in templates."""

from __future__ import annotations

from django import template

from newsroom import moments

register = template.Library()
register.filter(moments.moment)
register.filter(moments.exact)
register.filter(moments.deadline)
