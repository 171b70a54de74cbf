"""The provider of OpenID Connect in the environment: whole, safe, or said to be neither."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom.configuration import oidc, require_sound

WHOLE = {
    "OIDC_ISSUER": "https://id.paper.example/newsroom/",
    "OIDC_CLIENT_ID": "copydesk",
    "OIDC_CLIENT_SECRET": "a long secret",
}


def test_without_it_there_is_none():
    assert oidc({"OIDC_NAME": "Paper ID"}) is None


def test_a_provider_has_a_name_for_its_button():
    assert oidc(WHOLE).name == "id.paper.example"
    assert oidc({**WHOLE, "OIDC_NAME": "Paper ID"}).name == "Paper ID"


def test_it_is_as_the_library_reads_it():
    assert oidc(WHOLE).app == {
        "provider_id": "sso",
        "name": "id.paper.example",
        "client_id": "copydesk",
        "secret": "a long secret",
        "settings": {"server_url": "https://id.paper.example/newsroom", "verified_email": False},
    }
    assert oidc({**WHOLE, "OIDC_VERIFIES_ADDRESSES": "yes"}).app["settings"]["verified_email"]


def test_its_secret_is_in_no_traceback():
    assert "a long secret" not in repr(oidc(WHOLE))


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_a_part_that_is_missing_is_named(name, tmp_path):
    environ = {key: value for key, value in WHOLE.items() if key != name}
    with pytest.raises(ImproperlyConfigured, match=f"^{name} is missing"):
        oidc(environ)
    with pytest.raises(ImproperlyConfigured, match=f"{name} is missing"):
        require_sound(environ, tmp_path)


@pytest.mark.parametrize(
    "issuer", ["id.paper.example", "http://id.paper.example", "ftp://x", "https://", "https://["]
)
def test_an_address_that_is_not_safe_is_refused(issuer):
    with pytest.raises(ImproperlyConfigured, match="OIDC_ISSUER cannot be read"):
        oidc({**WHOLE, "OIDC_ISSUER": issuer})


def test_on_this_machine_it_needs_no_tls():
    assert oidc({**WHOLE, "OIDC_ISSUER": "http://127.0.0.1:9000"}).issuer == "http://127.0.0.1:9000"
