"""The one style sheet of the mails reaches the elements, and nothing in it or in a template is unused."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings

from reviews.notifications.mail import styles

TEMPLATES = Path(settings.BASE_DIR) / "reviews" / "templates" / "reviews" / "mail"
SHEET = re.sub(r"/\*.*?\*/", "", (TEMPLATES / "style.css").read_text(), flags=re.S)
LIGHT, DARK = SHEET.split("@media (prefers-color-scheme: dark)")
TAG = re.compile(r"\{%.*?%\}")


class Styles(HTMLParser):
    """Class or, without one, name of an element → its declarations."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, dict[str, str]] = {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        rules = [rule.partition(":") for rule in given.get("style", "").split(";") if rule.strip()]
        self.found[given.get("class", tag)] = {name.strip(): value.strip() for name, _, value in rules}


def test_templates_carry_classes_and_no_styles():
    for path in TEMPLATES.glob("*.html"):
        assert "style" not in path.read_text(), path.name


def test_every_class_is_in_the_sheet_and_in_a_template():
    written = " ".join(path.read_text() for path in TEMPLATES.glob("*.html"))
    used = {name for value in re.findall(r'class="(.*?)"', TAG.sub("", written)) for name in value.split()}
    assert used == set(re.findall(r"\.([a-z][a-z-]*)", LIGHT))
    assert set(re.findall(r"\.([a-z][a-z-]*)", DARK)) < used


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_rules_are_written_into_the_elements(direction):
    class Mail:
        subject, signature, preferences = "A story", "Copydesk", "https://desk.example/p"

    Mail.direction = direction
    html = styles.page("reviews/mail/frame.html", Mail)
    found = Styles(html).found
    assert found["html"] == {"color-scheme": "light dark"}
    assert found["content"]["font"].startswith("16px/1.5 -apple-system, 'Segoe UI', Roboto")
    assert found["quiet signature"] == {
        "margin": "0",
        "font-size": "13px",
        "background-color": "#ffffff",
        "color": "#5a5e64",
    }
    assert found["action"] == {"margin": "22px 0 16px"}
    assert found["act"]["display"] == "inline-block"  # the link, which comes after its cell


def test_a_passage_has_its_edge_where_its_lines_begin():
    for direction, side, other in (("ltr", "left", "right"), ("rtl", "right", "left")):
        html = f'<p dir="auto">a</p><blockquote class="passage next" dir="{direction}">b</blockquote>'
        found = Styles(styles.inlined(f"<!DOCTYPE html>{html}")).found
        passage = found["passage next"]
        assert (passage[f"border-{side}"], passage["text-align"]) == ("4px solid #7c5200", side)
        assert f"border-{other}" not in passage
        assert passage["margin"] == "26px 0 14px"
        assert found["p"] == {"margin": "0", "text-align": "start"}


def test_the_rules_of_the_dark_stay_in_the_head_as_they_are():
    html = styles.inlined(
        '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body class="desk"></body></html>'
    )
    (sheet,) = re.findall(r"<style>(.*?)</style>", html, re.S)
    assert sheet.split() == ("@media (prefers-color-scheme: dark)" + DARK).split()
    assert html.index("charset") < 1024  # where readers look for it


@pytest.mark.parametrize(
    "said", ["<b>&amp;</b>", "x\u00a0y", "\u2068كلها؟\u2069", "“6.50” — 👍", "a < b & c"]
)
def test_words_come_through_unchanged(said):
    from django.utils.html import escape

    class Text(HTMLParser):
        words = ""

        def handle_data(self, data):
            self.words += data

    text = Text()
    text.feed(styles.inlined(f"<!DOCTYPE html><html><body><p>{escape(said)}</p></body></html>"))
    assert text.words.strip().endswith(said)
