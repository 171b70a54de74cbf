"""Pasted HTML is read in time that grows with its size, whatever is in it."""

from __future__ import annotations

import subprocess

import pytest

from newsroom.running.frontend import SOURCES

TIMES, READINGS, TRIALS = 4, 3, 3
"""How many times as large the larger paste is, and how often each is read; the quickest reading counts,
and what is slow in every trial is slow."""
MOST = 9
"""Four times the paste takes four times as long; sixteen times if each part were held against all others."""
SHORTEST_MS = 10
"""Less is taken for as much: it says more of the machine than of the reading."""

HOSTILE = {
    "styles that nothing closes": ("<style ", 20_000, ""),
    "tags that nothing closes": ("<a ", 40_000, ""),
    "tags that nothing closes before words": ("<p><a ", 20_000, "> words"),
    "attributes of blanks": ("<b style" + " " * 200, 400, ">x"),
    "handlers without a value": ("<b on" + "x" * 400 + " ", 400, ">x"),
    "lines and breaks": ("a<br>", 12_000, ""),
    "breaks alone": ("<br>", 40_000, ""),
    "blank spans": ("<span> </span>", 10_000, ""),
    "blank lines in a heading": ("<div>a</div>", 8_000, "", "<h2>"),
    "cells in one row": ("<td>a</td>", 8_000, "", "<table><tr>"),
    "empty cells": ("<td></td>", 8_000, "<td>a", "<table><tr>"),
    "rows": ("<tr><td>a</td><td>b</td></tr>", 3_000, "", "<table>"),
    "tables": ("<table><tr><td>a</td><td>b</td></tr></table>", 2_000, ""),
    "items": ("<li>a</li>", 6_000, "", "<ul>"),
    "bullets of Word": (
        '<p style="mso-list:l0 level1"><span style="mso-list:Ignore">·</span>a</p>',
        2_000,
        "",
    ),
    "levels of Word": (
        '<p style="mso-list:l0 level1"><span style="mso-list:Ignore">1.</span>a</p>'
        '<p style="mso-list:l0 level9"><span style="mso-list:Ignore">a)</span>a</p>',
        1_000,
        "",
    ),
    "comments of Docs in one place": ('<p><a href="#cmnt_ref1">[a]</a> late?</p>', 3_000, "", "<div>"),
    "comments of Docs in the text": ('<a href="#cmnt1">[a]</a> words ', 5_000, ""),
    "comments of Word": ('<a href="#_msocom_1">[RA1]</a> words ', 4_000, ""),
    "answers to them": ('<div style="mso-element:comment"><p>_msocom_1 late?</p></div>', 2_000, ""),
    "footnotes of Word": (
        '<p>a<a href="#_ftn{n}">[1]</a></p><div><p><a href="#_ftnref{n}">[1]</a> b</p></div>',
        1_000,
        "",
    ),
    "footnotes of Docs in one place": (
        '<a href="#ftnt{n}">[1]</a><hr><p><a href="#ftnt_ref{n}">[1]</a> b</p>',
        1_500,
        "",
        "<div>",
    ),
    "footnotes in one paragraph": (
        '<a href="#ftnt{n}">[1]</a> <span><a href="#ftnt_ref{n}">[1]</a> b</span>',
        2_000,
        "",
        "<p>",
    ),
    "spans within blocks within blocks": (
        "<span>a</span>",
        4_000,
        "",
        "<div>" * 200,
    ),
    "pictures": ('<img src="https://x.example/a.jpg" alt="a">', 3_000, ""),
    "pictures left out": ('<img src="data:image/png;base64,AAAA" alt="a">', 5_000, ""),
    "films": ("<video title='a'></video>", 4_000, ""),
    "figures": ("<figure><img src='https://x.example/a.jpg'><figcaption>a</figcaption></figure>", 1_500, ""),
    "comments of LibreOffice": (
        "<!-- late? -->a",
        4_000,
        "",
        '<meta name="generator" content="LibreOffice">',
    ),
    "quotations": ("<blockquote>a</blockquote>", 4_000, ""),
    "letters raised": ("a<sup>2</sup>", 5_000, ""),
    "blanks without a break": ("\u00a0 ", 60_000, ""),
    "words struck out": ("<del cite='x'>a</del> ", 5_000, ""),
}


@pytest.fixture(scope="module")
def reading(node_binary, frontend_modules, tmp_path_factory):
    """The script that reads pasted HTML, for any page of a browser."""
    folder = tmp_path_factory.mktemp("reading")
    build = [node_binary.program, SOURCES / "build.mjs", "--script", "src/clipboard/html.ts", folder]
    subprocess.run(build, check=True, cwd=SOURCES, env=node_binary.environment())
    script = (folder / "html.mjs").read_text("utf-8")
    return script.replace("export {", "globalThis.reading = {")


_MEASURE = """([before, part, count, after, times, readings]) => {
  const measure = (parts) => {
    const html = before + Array.from({length: parts}, (_, n) => part.replaceAll("{n}", n)).join("") + after;
    const began = performance.now();
    globalThis.reading.readPasted(html);
    return performance.now() - began;
  };
  const quickest = (parts) => Math.min(...Array.from({length: readings}, () => measure(parts)));
  measure(count);
  return [quickest(count), quickest(times * count)];
}"""


def is_slow(page, part, count, after, *before):
    small, large = page.evaluate(_MEASURE, ["".join(before), part, count, after, TIMES, READINGS])
    return large > MOST * max(small, SHORTEST_MS)


def test_reading_takes_time_in_proportion(reading, new_page):
    page = new_page()
    page.goto("about:blank")
    page.add_script_tag(content=reading)
    slow = dict(HOSTILE)
    for _trial in range(TRIALS):
        slow = {name: how for name, how in slow.items() if is_slow(page, *how)}
    assert slow == {}
