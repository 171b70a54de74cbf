"""Requests that no browser makes, to every address there is, through the application that uvicorn serves."""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from django.urls import URLPattern, URLResolver, get_resolver

from newsroom.api import api
from newsroom.asgi import application

TOKEN = "a" * 32
HUGE = "9" * 5000
IN_PATHS = [
    *("0", "-1", "1e9", "2147483648", "9223372036854775808", "9" * 40, HUGE, "٣", "1" + "0" * 18),
    *(
        "%00",
        "a%00b",
        "%ff%fe",
        "%ed%a0%80",
        "%zz",
        "%",
        "..",
        ".",
        "%2e%2e%2f",
        "%2F",
        "%0d%0a",
        "%E2%80%AE",
    ),
    *("x" * 3000, "None", "null", "'", '"><script>', "{}", "[]", "a~b", "1.1.1~x", "é", "😀", "_", "-", "*"),
]
IN_QUERIES = [
    *(
        "%00",
        "a%00",
        "%ff",
        "%ed%a0%80",
        "%zz",
        "0",
        "-1",
        "1.5",
        "1e400",
        "NaN",
        "2147483648",
        "9" * 30,
        HUGE,
    ),
    *(
        "",
        " ",
        "x" * 5000,
        "'",
        "[]",
        "[",
        "{",
        "http://[bad",
        "//evil.example",
        "javascript:1",
        "2026-02-30",
    ),
    *(
        "99999-01-01",
        "0000-00-00",
        "2026-01-01T25:61",
        "ascii",
        "packed",
        "😀",
        "%F0%9F%98",
        "1,2,3",
        "desc",
        ".",
    ),
]
QUERY_NAMES = [
    *(
        "page",
        "article",
        "words",
        "desk",
        "desk_slug",
        "stage",
        "state",
        "seen",
        "from",
        "to",
        "since",
        "start",
    ),
    *(
        "end",
        "version",
        "q",
        "o",
        "p",
        "e",
        "all",
        "next",
        "person",
        "kind",
        "only",
        "number",
        "revision",
        "draft",
    ),
    *(
        "_popup",
        "_to_field",
        "is_active__exact",
        "id__in",
        "app_label",
        "model_name",
        "field_name",
        "term",
        "a",
    ),
    *("b", "old", "new", "left", "right", "is_staff", "created_at__gte", "pk", "sort", "_changelist_filters"),
]
IN_JSON = [
    *(
        None,
        True,
        False,
        0,
        -1,
        1,
        1.5,
        1e308,
        2**31,
        2**63,
        2**64,
        10**40,
        "",
        "x",
        "\x00",
        "a\x00b",
        "\ud800",
    ),
    *("\udfff\ud800", "😀", "x" * 20_000, [], {}, [None], [[]], [{}], {"": ""}, [1, "x", None], "packed", "‮"),
    *({"stepType": "replace"}, [{"stepType": "replace", "from": 0, "to": 10**40}], [{"stepType": None}]),
    *([{"stepType": "addMark", "from": 1, "to": 2, "mark": {"type": "strong", "attrs": {"a": "\ud800"}}}],),
    *(
        [
            {
                "stepType": "replace",
                "from": 1,
                "to": 1,
                "slice": {"content": [{"type": "text", "text": "\x00"}]},
            }
        ],
    ),
    *(
        [
            {
                "stepType": "replace",
                "from": 1,
                "to": 1,
                "slice": {"content": [{"type": "text", "text": "\ud800"}]},
            }
        ],
    ),
    *([{"stepType": "replace", "from": 1.5, "to": "2", "slice": {"content": 7, "openStart": -1}}],),
]
RAW_JSON = [
    *(
        b"",
        b"{",
        b"null",
        b"[]",
        b'"x"',
        b"7",
        b"NaN",
        b"Infinity",
        b'{"version": NaN, "steps": [NaN]}',
        b"\xff\xfe{}",
    ),
    *(
        b'{"version": 1e999}',
        b'{"version": %s}' % HUGE.encode(),
        b'{"a": 1, "a": 2}',
        b"\xef\xbb\xbf{}",
        b"\x00",
    ),
    *(
        b"[" * 100_000,
        b'{"a":' * 5000,
        b'{"steps": ' + b"[" * 900 + b"]" * 900 + b"}",
        b'{"steps": ["\\ud800"]}',
    ),
    *("{}".encode("utf-16"), "{}".encode("utf-32"), b'{"version": 0, "client_id": "x", "steps": [Infinity]}'),
    *(b'{"version": 0, "client_id": "\\ud800", "steps": []}', b'{"body": "\\u0000"}', b'{"start": -0.0}'),
]
CONTENT_TYPES = [
    *(
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "text/plain",
        "",
        ";",
        "/",
    ),
    *("multipart/form-data; boundary=", "multipart/form-data; boundary=x", "multipart/mixed; boundary=x"),
    *("multipart/form-data; boundary=" + "x" * 300, "multipart/form-data; boundary=é", "application/xml"),
    *("multipart/form-data; boundary*=bogus''x", "multipart/form-data; boundary*=utf-8''%ff", "packed"),
    *(
        f"application/json; charset={one}"
        for one in ("bogus", "packed", "hex", "idna", "utf-16", "a\x00b", "")
    ),
    *(f"application/x-www-form-urlencoded; charset={one}" for one in ("bogus", "zip", "undefined", "utf-7")),
    *(
        f"multipart/form-data; boundary=x; charset={one}"
        for one in ("packed", "rot13", "utf-16", "unicode_escape")
    ),
]
PART = b'--x\r\nContent-Disposition: form-data; name="%b"%b\r\n%b\r\n%b\r\n--x--\r\n'
RAW_FORMS = [
    *(b"", b"=", b"&&&&", b"a", b"%", b"%zz=%ff", b"a=%00", b"a=%ed%a0%80", b"\xff\xfe", b"a=b;c=d", b"\x00"),
    *(
        b"&".join(b"a%d=1" % number for number in range(1200)),
        b"a=" + b"x" * 100_000,
        b"--x\r\n",
        b"--x--\r\n",
    ),
    *(b"--x\r\n\r\n\r\n--x--", b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--\r\n"),
    PART % (b"a", b'; filename="../../\x00"', b"Content-Type: text/plain; charset=bogus\r\n", b"x"),
    PART % (b"file", b"; filename*=bogus''x", b"", b"x"),
    PART % (b"file", b"; filename*=utf-8''%ff%00", b"Content-Type: packed\r\n", b"\xff\xfe"),
    PART % (b"a", b"; name*=packed''x", b"Content-Transfer-Encoding: base64\r\n", b"x!"),
    PART % (b"a", b"", b"Content-Transfer-Encoding: packed\r\n", b"x"),
    PART % (b"a\xff", b"", b"Content-Length: " + HUGE.encode() + b"\r\n", b"x"),
]
FORM_NAMES = [
    *(
        "body",
        "question",
        "reason",
        "text",
        "words",
        "packed",
        "name",
        "file",
        "number",
        "stage",
        "digest",
        "version",
    ),
    *(
        "kind",
        "assigned_to",
        "start",
        "end",
        "proposed",
        "keys",
        "suggestions",
        "author",
        "accept",
        "undo",
        "desk",
    ),
    *(
        "deadline",
        "headline",
        "byline",
        "language",
        "slug",
        "email",
        "purpose",
        "days",
        "url",
        "choice",
        "username",
    ),
    *(
        "password",
        "next",
        "markup",
        "hours",
        "hour",
        "digest_at",
        "begins",
        "ends",
        "deputy",
        "timezone",
        "action",
    ),
    *(
        "_selected_action",
        "select_across",
        "index",
        "is_active",
        "kinds",
        "file_it",
        "file-it",
        "again",
        "ids",
    ),
]
HEADERS = {
    "accept-language": [
        "*",
        "xx-yy;q=9",
        "a" * 5000,
        "en;q=\xff",
        ",,,;;;=",
        "-",
        "de;q=NaN",
        "\x00",
        "x-" * 300,
    ],
    "range": [
        "bytes=",
        "bytes=-1",
        "bytes=9-1",
        "bytes=0-" + HUGE,
        "packed=1",
        "bytes=0-1,2-3,-",
        "bytes=a-b",
    ],
    "if-none-match": ["*", '"', "W/", '"' * 500, "\xff", "a,b,,"],
    "if-match": ["*", '"', '"x"'],
    "if-modified-since": [
        "yesterday",
        "0",
        "Sat, 99 Feb 2026 99:99:99 GMT",
        HUGE,
        "Mon, 01 Jan 0000 00:00:00 GMT",
    ],
    "if-unmodified-since": ["packed", "Fri, 31 Dec 99999 23:59:59 GMT"],
    "cookie": [
        *("a", "=", ";;;;", "copydesk_session=", "copydesk_session=\x00", "copydesk_session=" + "x" * 5000),
        *(
            "csrftoken=\xff; copydesk_session=\xed\xa0\x80",
            "copydesk_guest=1.1.1~x",
            "messages=packed",
            "theme=\x00",
        ),
        *("copydesk_session=" + HUGE, 'copydesk_session="\\000"', "messages=W10:x:y", "copydesk_guest=..~"),
    ],
    "host": [
        "",
        "[",
        "[::1",
        "localhost:99999999",
        "localhost:x",
        "\xff",
        "a" * 300,
        "evil.example",
        "localhost, b",
    ],
    "x-forwarded-for": ["packed", "1.2.3.4, " * 200, "[::1]:x", "\x00"],
    "x-forwarded-proto": ["packed", "https", "\xff"],
    "x-forwarded-host": ["evil.example", "["],
    "forwarded": ["for=_packed;host=evil", 'for="["'],
    "content-encoding": ["gzip", "packed", "br, deflate"],
    "content-length": ["-1", "x", "9" * 40, HUGE, "", "1, 2", "٣"],
    "transfer-encoding": ["packed"],
    "accept": ["packed", "*/*;q=x", "a/b" * 500, ";"],
    "authorization": ["Basic", "Basic !!!", "Bearer \xff", "Basic " + "x" * 5000, "packed packed"],
    "origin": ["null", "http://[", "packed", "https://evil.example"],
    "referer": ["http://[", "packed", "\xff", "http://localhost/\x00"],
    "x-csrftoken": ["", "x", "\xff" * 32, "x" * 5000],
    "hx-request": ["true"],
    "hx-current-url": ["http://[bad", "packed", "\xff", "http://localhost:x/"],
    "hx-target": ["\xff", "packed"],
    "user-agent": ["\xff", "x" * 5000],
    "x-http-method-override": ["DELETE"],
    "expect": ["packed"],
}
METHODS = [
    "GET",
    "GET",
    "GET",
    "POST",
    "POST",
    "POST",
    "HEAD",
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "TRACE",
    "PACKED",
    "get",
]


@dataclass(frozen=True)
class Sent:
    """A request as it comes to the application."""

    method: str
    path: str
    query: str = ""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""
    who: str = ""

    def __str__(self) -> str:
        parts = [f"{self.who or 'nobody'}: {self.method} {self.path[:120]}"]
        parts += [f"?{self.query[:120]}"] if self.query else []
        parts += [repr([(name, value[:80]) for name, value in self.headers]), repr(self.body[:200])]
        return " ".join(parts)


@dataclass
class Answer:
    """What came of it: a status, 0 for none, with the body; ``raised`` when the application gave up."""

    status: int = 0
    body: bytes = b""
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    raised: BaseException | None = None


async def answer_to(sent: Sent, cookies: dict[str, str]) -> Answer:
    """Have the application answer, as uvicorn would: it hears of nobody's leaving before it has answered."""
    answer, is_over = Answer(), asyncio.Event()
    waiting = [{"type": "http.request", "body": sent.body, "more_body": False}]

    async def receive() -> dict[str, object]:
        if waiting:
            return waiting.pop()
        if not sent.path.startswith("/events/"):
            await is_over.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.start":
            answer.status, answer.headers = message["status"], list(message["headers"])
        else:
            answer.body += message.get("body", b"")
            if not message.get("more_body"):
                is_over.set()

    try:
        await asyncio.wait_for(application(_scope(sent, cookies), receive, send), 60)
    except Exception as error:  # whatever it is, it is a finding
        answer.raised = error
    return answer


def _scope(sent: Sent, cookies: dict[str, str]) -> dict[str, object]:
    given = {name for name, _ in sent.headers}
    usual = {
        b"host": b"localhost",
        b"cookie": f"csrftoken={TOKEN}; {cookies.get(sent.who, '')}".encode(),
        b"x-csrftoken": TOKEN.encode(),
        b"content-length": str(len(sent.body)).encode(),
    }
    headers = [*((name, value) for name, value in usual.items() if name not in given), *sent.headers]
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": sent.method,
        "scheme": "http",
        "path": _unquoted(sent.path),
        "raw_path": sent.path.encode("ascii", "replace"),
        "query_string": sent.query.encode("latin-1", "replace"),
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 8000),
    }


def _unquoted(path: str) -> str:
    from urllib.parse import unquote

    return unquote(path)


class Hostility:
    """Makes requests of a seed's choosing; ``places`` are values that lead somewhere, by parameter."""

    def __init__(self, seed: int, places: dict[str, list[str]]) -> None:
        self._random = random.Random(seed)
        self._places = places
        self.addresses = sorted({*_addresses(get_resolver().url_patterns), "/events/"})
        described = json.loads(json.dumps(api.get_openapi_schema(), default=str))
        self._components = described["components"]["schemas"]
        self.operations = [
            (method.upper(), path, operation)
            for path, methods in described["paths"].items()
            for method, operation in methods.items()
        ]

    def everywhere(self) -> Iterator[Sent]:
        """Each address at least once, by each kind of person in turn; without end."""
        while True:
            for number, address in enumerate(self.addresses):
                yield self.to(address, who=("", "member", "admin")[number % 3])
            yield from (self.program(*operation) for operation in self.operations)
            self.addresses.append(self.addresses.pop(0))

    def to(self, address: str, *, who: str) -> Sent:
        """Something hostile in one or two places, and the rest as it should be."""
        pick = self._random
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: self._place(found[1]), address)
        method, query, headers, body = pick.choice(METHODS), "", [], b""
        if pick.random() < 0.4:
            query = "&".join(
                f"{pick.choice(QUERY_NAMES)}={_ascii(pick.choice(IN_QUERIES))}"
                for _ in range(pick.randint(1, 3))
            )
        if pick.random() < 0.35:
            name = pick.choice(list(HEADERS))
            headers.append((name.encode(), pick.choice(HEADERS[name]).encode("utf-8", "surrogatepass")))
        if method not in ("GET", "HEAD", "OPTIONS"):
            kind, body = self._form()
            headers.append((b"content-type", kind.encode("utf-8")))
        return Sent(method, path, query, tuple(headers), body, who)

    def _form(self) -> tuple[str, bytes]:
        pick = self._random
        if pick.random() < 0.5:
            return pick.choice(CONTENT_TYPES), pick.choice([*RAW_FORMS, *RAW_JSON])
        if pick.random() < 0.3:
            return "multipart/form-data; boundary=x", pick.choice(RAW_FORMS)
        pairs = [
            f"{pick.choice(FORM_NAMES)}={_ascii(pick.choice(IN_QUERIES))}" for _ in range(pick.randint(1, 6))
        ]
        return "application/x-www-form-urlencoded", "&".join(pairs).encode()

    def program(self, method: str, path: str, operation: dict[str, object]) -> Sent:
        """A call of the interface with hostile values where it takes any."""
        pick = self._random
        is_good = pick.random() < 0.6
        path = re.sub(r"{(\w+)}", lambda found: self._place(found[1], good=is_good), path)
        names = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]
        query = "&".join(f"{name}={_ascii(pick.choice(IN_QUERIES))}" for name in names if pick.random() < 0.8)
        who = pick.choice(["", "member", "member", "admin", "admin"])
        if method == "GET":
            return Sent(method, path, query, (), b"", who)
        kind = (b"content-type", b"application/json")
        return Sent(method, path, query, (kind,), self._json(operation), who)

    def _json(self, operation: dict[str, object]) -> bytes:
        pick = self._random
        described = (
            operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        )
        if described is None or pick.random() < 0.15:
            return pick.choice(RAW_JSON)
        fields = self._fields(described)
        spoiled = pick.choice(sorted(fields)) if fields else ""
        body = {name: self._good(name, shape) for name, shape in fields.items() if pick.random() < 0.9}
        body[spoiled] = pick.choice(IN_JSON)
        return json.dumps(body).encode()

    def _fields(self, described: dict[str, object]) -> dict[str, dict[str, object]]:
        if "anyOf" in described:
            described = described["anyOf"][0]
        if "$ref" in described:
            described = self._components[described["$ref"].rsplit("/", 1)[1]]
        return described.get("properties", {})

    def _good(self, name: str, shape: dict[str, object]) -> object:
        kinds = [shape, *shape.get("anyOf", ())]
        kind = next((one["type"] for one in kinds if "type" in one), "")
        if name in self._places:
            found = self._random.choice(self._places[name])
            return int(found) if kind == "integer" else found
        return {"integer": 1, "string": "Is that right?", "boolean": True, "array": []}.get(kind)

    def _place(self, name: str, *, good: bool | None = None) -> str:
        pick = self._random
        if good is None:
            good = pick.random() < 0.6
        known = self._places.get(name, ["1"])
        return pick.choice(known) if good else _ascii(pick.choice(IN_PATHS))


def _ascii(text: str) -> str:
    return quote(text, safe="%!'()*[]{}:;/?,=+$@.~-_ ").replace(" ", "+")


def _addresses(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    """Every address as its pattern; what a regular expression describes is left to itself."""
    for pattern in patterns:
        route = before + re.sub(r"[\\^$]", "", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern.url_patterns, route)
        elif "logout" not in route:
            yield re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", route)
