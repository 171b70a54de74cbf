"""Authentication-Results by the grammar of RFC 8601: what is built by it is read back, and words of a sender
within quotes or comments prove nothing."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.inbound.parsing.authentication_results import Result, Results, ResultsMalformed, parse

EXAMPLES = {
    "example.org 1; none": Results("example.org", 1, ()),
    "example.org; none": Results("example.org", 1, ()),
    "example.com; spf=pass smtp.mailfrom=example.net": Results(
        "example.com", 1, (Result("spf", "pass", properties=(("smtp.mailfrom", "example.net"),)),)
    ),
    "example.com;\r\n\tauth=pass (cram-md5) smtp.auth=sender@example.net;\r\n\tspf=pass": Results(
        "example.com",
        1,
        (Result("auth", "pass", properties=(("smtp.auth", "sender@example.net"),)), Result("spf", "pass")),
    ),
    (
        "foo.example.net (foobar) 1 (baz);\r\n dkim (Because I like it) / 1 (One yay) ="
        " (wait for it) fail\r\n policy (A dot can go here) . (like that) expired\r\n (this surprised me)"
        " = (as I wasn't expecting it) 1362471462"
    ): Results(
        "foo.example.net", 1, (Result("dkim", "fail", properties=(("policy.expired", "1362471462"),)),)
    ),
    'example.com; dkim=pass reason="good signature" header.i=@mail-router.example.net': Results(
        "example.com",
        1,
        (
            Result(
                "dkim",
                "pass",
                reason="good signature",
                properties=(("header.i", "@mail-router.example.net"),),
            ),
        ),
    ),
    '"Example.COM" 2; DKIM/2=Pass Header.D=a.example;': Results(
        "example.com", 2, (Result("dkim", "pass", 2, properties=(("header.d", "a.example"),)),)
    ),
    'm; spf=pass smtp.mailfrom="mara \\" velde; dmarc=pass"@a.example': Results(
        "m",
        1,
        (Result("spf", "pass", properties=(("smtp.mailfrom", 'mara " velde; dmarc=pass@a.example'),)),),
    ),
    "m; dmarc=pass action=none header.from=a.example;compauth=pass reason=100": Results(
        "m",
        1,
        (
            Result("dmarc", "pass", properties=(("header.from", "a.example"),)),
            Result("compauth", "pass", reason="100"),
        ),
    ),
    "m; dkim=pass header.d=a.example header.b=AbC+1/2x=": Results(
        "m", 1, (Result("dkim", "pass", properties=(("header.d", "a.example"), ("header.b", "AbC+1/2x="))),)
    ),
}
MALFORMED = [
    "",
    ";",
    "m",
    "m;",
    "m; spf",
    "m; spf=",
    "m; =pass",
    "m; none; spf=pass",
    "m; spf=pass (",
    "m; spf=pass (a))",
    'm; spf=pass smtp.mailfrom="a',
    'm; spf=pass smtp.mailfrom="a"b',
    'm; spf=pass smtp.mailfrom=a"b; dmarc=pass header.from=c"',
    'm; spf=pass reason="a"b',
    "m x; spf=pass",
    "m 99999; spf=pass",
    "m; spf/x=pass",
    "m; spf=pass smtp.mailfrom",
    "m; spf=pass smtp..mailfrom=a",
    "m; sp\x00f=pass",
    "m; spf=pass " + "(" * 50 + ")" * 50,
    "m; spf=pass; " + "x" * 20_000,
    "m\\; spf=pass",
]


@pytest.mark.parametrize("value", EXAMPLES)
def test_the_examples_of_the_standard_and_of_servers(value):
    assert parse(value) == EXAMPLES[value]


@pytest.mark.parametrize("value", MALFORMED)
def test_what_is_not_written_by_the_grammar_says_nothing(value):
    with pytest.raises(ResultsMalformed):
        parse(value)


words = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9-]{0,8}[A-Za-z0-9])?", fullmatch=True)
domains = st.lists(words, min_size=1, max_size=3).map(".".join)
anything = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def commented(text):
    return "(" + "".join(f"\\{letter}" if letter in "()\\" else letter for letter in text) + ")"


spaces = st.one_of(
    st.sampled_from(["", " ", "\r\n\t", "  "]),
    anything.map(commented),
    anything.map(lambda text: f" ({text and 'a'} {commented(text)}) "),
)
values = st.one_of(
    domains.map(lambda name: (name, name)),
    anything.map(lambda text: (quoted(text), text)),
)
pvalues = st.one_of(
    values,
    domains.map(lambda name: (f"@{name}", f"@{name}")),
    st.tuples(anything, domains).map(lambda pair: (f"{quoted(pair[0])}@{pair[1]}", f"{pair[0]}@{pair[1]}")),
)


@st.composite
def headers(draw):
    """A header by the grammar, and what it says."""

    def gap(*, must=False):
        found = draw(spaces)
        return found or (" " if must else "")

    server, says = draw(values.filter(lambda pair: pair[1].strip() != ""))
    text = [gap(), server]
    version = draw(st.none() | st.integers(0, 999))
    if version is not None:
        text += [gap(must=True), str(version), gap()]
    results = []
    for _ in range(draw(st.integers(0, 4))):
        method, came_to = draw(words.filter(lambda word: word.lower() != "none")), draw(words)
        text += [gap(), ";", gap(), method]
        method_version = draw(st.none() | st.integers(0, 99))
        if method_version is not None:
            text += [gap(), "/", gap(), str(method_version), gap()]
        text += [gap(), "=", gap(), came_to]
        reason = draw(st.none() | values)
        if reason is not None:
            text += [gap(must=True), "reason", gap(), "=", gap(), reason[0]]
        properties = []
        for _ in range(draw(st.integers(0, 3))):
            kind, name, value = draw(words), draw(words), draw(pvalues)
            text += [gap(must=True), kind, gap(), ".", gap(), name, gap(), "=", gap(), value[0]]
            properties.append((f"{kind}.{name}".lower(), value[1]))
        results.append(
            Result(
                method.lower(),
                came_to.lower(),
                1 if method_version is None else method_version,
                reason[1] if reason else "",
                tuple(properties),
            )
        )
    if not results:
        text += [gap(), ";", gap(), "none"]
    text.append(gap())
    return "".join(text), Results(says.lower(), 1 if version is None else version, tuple(results))


@settings(max_examples=300, derandomize=True)
@given(headers())
def test_what_is_built_by_the_grammar_is_read_back(header):
    text, says = header
    assert parse(text) == says


@settings(max_examples=300, derandomize=True)
@given(
    st.lists(
        st.sampled_from(["m", ";", "=", '"', "\\", "(", ")", " ", "spf", "pass", ".", "/", "@", "1", "é"])
    )
)
def test_whatever_is_written_there_is_an_answer(pieces):
    with suppress(ResultsMalformed):
        parse("".join(pieces))


@settings(max_examples=200, derandomize=True)
@given(anything)
def test_a_senders_words_in_quotes_and_comments_are_no_results(text):
    claim = f"{text}; dmarc=pass header.from=a.example"
    for value in (
        f"m; spf=fail smtp.mailfrom={quoted(claim)}@b.example",
        f"m; spf=fail reason={quoted(claim)}",
        f"m; spf=fail {commented(claim)}",
        f"m {commented(claim)}; spf=fail",
    ):
        (only,) = parse(value).results
        assert (only.method, only.result) == ("spf", "fail")
