"""The mail folder under TLS: a certificate that holds is needed, and no password is sent before it."""

import logging

import pytest
import trustme

from newsroom.configuration import Inbound
from reviews import tasks
from reviews.inbound import fetching
from reviews.models import InboundMail
from tests.environment import imap
from tests.reviews.answering import LATER

WAYS = pytest.mark.parametrize("way", ["implicit", "starttls"])


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture(scope="module")
def server(authority, tmp_path_factory):
    """Folders on ``localhost`` with a certificate for that name, and the port where TLS comes first."""
    file = tmp_path_factory.mktemp("certificates") / "server.pem"
    authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(file)
    with imap.server(certificate=file) as folders, imap.behind_tls(folders, file) as port:
        yield folders, port


@pytest.fixture
def folders(server):
    folders, __ = server
    with folders.open() as mailbox:
        mailbox.delete(mailbox.uids())
    return folders


@pytest.fixture
def store(server):
    """The way in, by the name of the server."""

    def way_in(way, host="localhost"):
        folders, port = server
        return folders.at(host, port, tls=True) if way == "implicit" else folders.at(host, starttls=True)

    return way_in


@pytest.fixture
def trust(tmp_path, monkeypatch):
    """Trust an authority as one of one's own is trusted: by its file."""

    def trust(authority):
        authority.cert_pem.write_to_path(tmp_path / "authority.pem")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))

    return trust


@WAYS
def test_answers_are_fetched_over_tls(desk, folders, store, trust, authority, way):
    trust(authority)
    folders.drop(*(desk.mail(f"Answer {n}", person=desk.writer) for n in range(3)))
    assert fetching.fetch(store(way), now=LATER) == 3
    assert folders.count() == 0
    assert InboundMail.objects.count() == 3


@WAYS
@pytest.mark.parametrize(
    ("fault", "said"),
    [("authority", "unable to get local issuer certificate"), ("name", "not valid for '127.0.0.1'")],
)
def test_a_wrong_certificate_is_refused_in_one_sentence(
    desk, folders, store, trust, authority, settings, caplog, way, fault, said
):
    trust(authority if fault == "name" else trustme.CA())
    folders.drop(desk.mail("It is 6.50.", person=desk.writer))
    host = "127.0.0.1" if fault == "name" else "localhost"
    settings.INBOUND = Inbound("reply", "desk.example", imap=store(way, host))
    with caplog.at_level(logging.WARNING):
        tasks.fetch_mail()
    (record,) = caplog.records
    sentence = record.getMessage()
    assert sentence.startswith(f"The mail folder at {host} was not opened: its certificate")
    assert said in sentence and sentence.endswith("or set SSL_CERT_FILE to your own authority’s file.")
    assert "\n" not in sentence and "_ssl.c" not in sentence
    assert (folders.count(), InboundMail.objects.count()) == (1, 0)


def test_no_password_is_sent_where_the_tls_that_was_asked_for_is_missing(imap_server, settings, caplog):
    settings.INBOUND = Inbound("reply", "desk.example", imap=imap_server.at("localhost", starttls=True))
    with caplog.at_level(logging.WARNING):
        tasks.fetch_mail()
    (record,) = caplog.records
    assert "TLS not supported" in record.getMessage()
