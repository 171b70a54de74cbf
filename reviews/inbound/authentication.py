"""Whether our own mail server could prove who sent a message, or a report on the delivery of one.

It has to remove the headers that came with a message and bear its name, as every server does that follows
RFC 8601 (section 5); what lies on top is believed all the same only as far as it must be its own.
"""

from __future__ import annotations

from reviews.inbound.parsing.authentication_results import Result, ResultsMalformed, parse
from reviews.inbound.parsing.reading import Incoming

MOST = 20
"""Of a message, from the top: so many servers of ours there are not."""
NAME, TRACE = "authentication-results", "received"
PROVES = {
    "dmarc": ("header.from",),
    "dkim": ("header.d", "header.i"),
    "spf": ("smtp.mailfrom",),
}
"""The properties that name the proven domain: of each method the first that it has."""
OF_REPORTS = {**PROVES, "spf": ("smtp.helo", "smtp.mailfrom")}
"""A report is sent by nobody: its SPF is that of the machine which hands it over (RFC 7208, section 2.4)."""


def is_proven(mail: Incoming, *, by: str) -> bool:
    """Whether the server of that name found DMARC, DKIM or SPF to pass for the sender's domain."""
    return _is_proven(mail, _own_results(mail, by), PROVES, is_report=False)


def is_report_proven(mail: Incoming, *, by: str) -> bool:
    """The same for a report on a delivery, which the machine of that domain may send as well."""
    return _is_proven(mail, _own_results(mail, by), OF_REPORTS, is_report=True)


def _is_proven(
    mail: Incoming, results: list[Result], names: dict[str, tuple[str, ...]], *, is_report: bool
) -> bool:
    domain = mail.sender.rpartition("@")[2]
    if not domain or any(found.method == "dmarc" and found.result == "fail" for found in results):
        return False
    passed = [found for found in results if found.result == "pass" and found.version == 1]
    proven = [_domain(found, names) for found in passed if found.method in names]
    return any(_covers(name, domain) or (is_report and _covers(domain, name)) for name in proven if name)


def _domain(found: Result, names: dict[str, tuple[str, ...]]) -> str:
    """Which domain a result is about; of several of one name none, as nobody could say which."""
    for name in names[found.method]:
        if values := found.values(name):
            domains = {value.rpartition("@")[2].lower().rstrip(".") for value in values}
            return domains.pop() if len(domains) == 1 else ""
    return ""


def _covers(proven: str, domain: str) -> bool:
    """Who may speak for a domain may for those below it."""
    return domain == proven or ("." in proven and domain.endswith("." + proven))


def _own_results(mail: Incoming, server: str) -> list[Result]:
    """What the server of that name found, in the headers on top of the message.

    Those above the first trace of the way are all its own, as it adds them last. When there are none, as
    behind a second machine of ours, the first that bears its name counts alone.
    """
    above: list[str] = []
    below: list[str] = []
    has_trace = False
    for name, value in mail.raw_headers():
        has_trace = has_trace or name.lower() == TRACE
        if name.lower() == NAME and len(above) + len(below) < MOST:
            (below if has_trace else above).append(value)
    own = [found for value in above if (found := _results(value, server)) is not None]
    if not has_trace:
        return own[0] if own else []
    if own:
        return [result for found in own for result in found]
    return next((found for value in below if (found := _results(value, server)) is not None), [])


def _results(value: str, server: str) -> list[Result] | None:
    """``None`` for another server's header. One that is ours and malformed says nothing."""
    try:
        read = parse(value)
    except ResultsMalformed:
        return [] if _looks_like_ours(value, server) else None
    if read.server != server.lower():
        return None
    return list(read.results) if read.version == 1 else []


def _looks_like_ours(value: str, server: str) -> bool:
    """A broken header of ours ends the search: a good one below it need not be ours."""
    return server.lower() in value.lower().partition(";")[0]
