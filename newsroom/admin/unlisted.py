"""Models of libraries that the administration does not show.

A person sees their own passkeys, codes and browsers under “Sign-in and security”. Rows of addresses and of
providers are not used at all.
"""

from __future__ import annotations

from importlib import import_module

from django.apps import apps
from django.contrib import admin

LIBRARIES = ("account", "mfa", "socialaccount", "usersessions")

for label in LIBRARIES:
    config = apps.get_app_config(label)
    import_module(f"{config.name}.admin")  # registers them, so that nothing does it later
    for model in config.get_models():
        if admin.site.is_registered(model):
            admin.site.unregister(model)
