"""Signing in: what django-allauth asks, the form, OpenID Connect, and the administration."""
