"""Posting to an address that somebody typed, without being led anywhere inside the house.

The host is resolved once, every address it has is looked at, and the connection goes to one of these and
to nothing that a second look-up might find. Redirects are not followed, proxies of the environment not
used, and the whole exchange ends at a deadline, however slowly the other side speaks, or whoever is asked
where it is.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from newsroom.errors import DomainError

LOOK_UP_TIMEOUT, CONNECT_TIMEOUT, READ_TIMEOUT = 4.0, 3.0, 8.0
MOST_ADDRESSES = 3
DEADLINE = 10.0
"""Of an exchange; looking up the host counts."""
MOST_LOOK_UPS = 8
"""That nobody waits for any more, and that still wait for a name server."""
MOST_READ = 2_000  # bytes of an answer: only an error's first words are of use
NAT64 = ipaddress.ip_network("64:ff9b::/96")
GONE, TOO_MANY = 410, 429
LONGEST_REQUESTED_PAUSE = 3600  # seconds that a receiver may ask us to wait

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressRefused(DomainError):
    """Nothing is posted to such an address."""


class PostFailed(DomainError):
    """It was not taken. ``permanent``: the same again cannot help. ``wait``: seconds asked for."""

    def __init__(self, reason: str, *, permanent: bool = False, wait: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.permanent, self.wait = reason, permanent, wait


@dataclass(frozen=True)
class Target:
    """An address taken apart. ``is_ours``: a host inside the house that the settings name."""

    host: str
    port: int
    path: str
    is_tls: bool
    is_ours: bool


def target_of(url: str) -> Target:
    """Read an address; raises :class:`AddressRefused` with what is wrong with it."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise AddressRefused(_("This isn’t a web address.")) from error
    is_ours = host in settings.WEBHOOK_PRIVATE_HOSTS
    if parts.scheme != "https" and not (parts.scheme == "http" and is_ours):
        raise AddressRefused(_("The address must begin with https://."))
    if not host or not url.isascii() or any(character.isspace() or character < " " for character in url):
        raise AddressRefused(_("This isn’t a web address."))
    if parts.username is not None or parts.password is not None:
        raise AddressRefused(
            _("Remove the username and password from the address. Messages are signed instead.")
        )
    is_tls = parts.scheme == "https"
    return Target(host, port or (443 if is_tls else 80), _path(parts), is_tls, is_ours)


def post(url: str, body: str, headers: Mapping[str, str]) -> None:
    """Post JSON; returns when it was accepted. Raises :class:`PostFailed`."""
    begun = time.monotonic()
    try:
        target = target_of(url)
        connection = (_Tls if target.is_tls else _Plain)(target, addresses_of(target))
    except AddressRefused as refusal:
        raise PostFailed(str(refusal), permanent=True) from refusal
    deadline = threading.Timer(begun + DEADLINE - time.monotonic(), connection.cut)
    deadline.daemon = True
    deadline.start()
    try:
        sent = {**headers, "Content-Type": "application/json"}
        connection.request("POST", target.path, body.encode(), sent)
        response = connection.getresponse()
        response_body = response.read(MOST_READ)
        if connection.is_cut:  # what was cut off can look complete
            raise TimeoutError
        _require_success(response, response_body)
    except (OSError, http.client.HTTPException) as error:
        raise PostFailed(_reason(error)) from error
    finally:
        deadline.cancel()
        connection.close()


def is_public(address: IpAddress) -> bool:
    """Whether this is somewhere on the internet, and not a way of writing an address inside the house."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def addresses_of(target: Target) -> list[str]:
    """Where the host is. One address inside the house refuses them all, unless the settings name the host.

    Raises :class:`AddressRefused`, and :class:`PostFailed` when nobody knows, or says so in time.
    """
    try:
        addresses = LookUp(target).answer()
    except TimeoutError as error:
        raise PostFailed(_("Looking up that host took too long.")) from error
    except (OSError, UnicodeError) as error:
        raise PostFailed(_("Can’t find that host.")) from error
    if not target.is_ours and not all(is_public(ipaddress.ip_address(one)) for one in addresses):
        raise AddressRefused(_("This is an internal address. Use a public one."))
    return addresses


class LookUp(threading.Thread):
    """Asks the name servers, which can take half a minute and cannot be cut off: so in a thread of its own
    that nobody has to wait for."""

    underway = threading.BoundedSemaphore(MOST_LOOK_UPS)

    def __init__(self, target: Target) -> None:
        super().__init__(name=f"look-up of {target.host}", daemon=True)
        self.target = target
        self.found: list[str] | None = None
        self.error: Exception | None = None

    def answer(self) -> list[str]:
        """Each address once, in the resolver's order. Raises :class:`TimeoutError`."""
        if not self.underway.acquire(timeout=LOOK_UP_TIMEOUT):
            raise TimeoutError
        self.start()
        self.join(LOOK_UP_TIMEOUT)
        if self.error is not None:
            raise self.error
        if self.found is None:
            raise TimeoutError
        return self.found

    def run(self) -> None:
        try:
            entries = socket.getaddrinfo(self.target.host, self.target.port, type=socket.SOCK_STREAM)
            self.found = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in entries))
        except (OSError, UnicodeError) as error:
            self.error = error
        finally:
            self.underway.release()


class _Plain(http.client.HTTPConnection):
    """Connects to the first of the addresses that answers, and to no others."""

    def __init__(self, target: Target, addresses: Sequence[str]) -> None:
        super().__init__(target.host, target.port, timeout=READ_TIMEOUT)
        self.addresses = addresses
        self.is_cut = False

    def connect(self) -> None:
        failure: OSError | None = None
        for address in self.addresses[:MOST_ADDRESSES]:
            if self.is_cut:
                raise TimeoutError
            try:
                self.sock = socket.create_connection((address, self.port), timeout=CONNECT_TIMEOUT)
            except OSError as error:
                failure = error
            else:
                self.sock.settimeout(READ_TIMEOUT)
                return
        raise failure or OSError("no address")

    def cut(self) -> None:
        """End it under whoever reads from it."""
        self.is_cut = True
        with suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)


class _Tls(_Plain):
    default_port = 443

    def connect(self) -> None:
        super().connect()
        tls = ssl.create_default_context().wrap_socket(
            self.sock, server_hostname=self.host, do_handshake_on_connect=False
        )
        self.sock = tls  # so that it can be cut off while hands are shaken
        tls.do_handshake()


def _require_success(response: http.client.HTTPResponse, response_body: bytes) -> None:
    status = response.status
    if 200 <= status < 300:
        return
    if 300 <= status < 400:
        raise PostFailed(_("It redirects. Enter the final address."), permanent=True)
    words = " ".join(response_body.decode(errors="replace").split())[:200]
    requested = response.headers.get("Retry-After", "")
    wait = (
        min(int(requested), LONGEST_REQUESTED_PAUSE)
        if requested.isascii() and requested.isdigit() and len(requested) < 9
        else 0
    )
    raise PostFailed(f"HTTP {status} {words}".strip(), permanent=status == GONE, wait=wait)


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError | http.client.RemoteDisconnected) or not str(error):
        return _("No answer in time, or the connection was closed.")
    return f"{type(error).__name__}: {error}"


def _path(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
