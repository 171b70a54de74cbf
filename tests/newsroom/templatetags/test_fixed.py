"""Parts of pages that are kept are the same for everybody who reads one language."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from django.template import Context, Engine
from django.template.loader import get_template
from django.utils import translation

from newsroom.templatetags.fixed import MOST_KEPT, FixedNode, NotFixed

ROOT = Path(__file__).parents[3]
ENGINE = Engine(
    libraries={"fixed": "newsroom.templatetags.fixed", "i18n": "django.templatetags.i18n"},
)


def render(inside, **variables):
    compiled = ENGINE.from_string(f"{{% load fixed i18n %}}{{% fixed %}}{inside}{{% endfixed %}}")
    return compiled.render(Context(variables))


def test_it_is_rendered_once_for_each_language():
    compiled = ENGINE.from_string(
        "{% load fixed i18n %}{% fixed %}<b>{% translate 'Sunday' %}</b>{% endfixed %}"
    )
    node = compiled.nodelist.get_nodes_by_type(FixedNode)[0]
    said = {}
    for _again in range(2):
        for language in ("en", "de", "fr"):
            with translation.override(language):
                said[language] = compiled.render(Context())
        assert said == {"en": "<b>Sunday</b>", "de": "<b>Sonntag</b>", "fr": "<b>dimanche</b>"}
        assert node.kept == {(language,): words for language, words in said.items()}


@pytest.mark.parametrize(
    "inside",
    [
        "{{ user.name }}",
        "{{ csrf_token }}",
        "{% csrf_token %}",
        "{% if user.is_staff %}yes{% endif %}",
        "{% if user.name == 'Ana' %}yes{% else %}no{% endif %}",
        "{% for one in stories %}{{ one }}{% endfor %}",
        "{% blocktranslate with name=user.name %}{{ name }} signed{% endblocktranslate %}",
        "{% translate 'Sunday' as day %}{{ day }}{{ now }}",
    ],
)
def test_what_depends_on_the_reader_is_refused_and_not_kept(inside):
    compiled = ENGINE.from_string(f"{{% load fixed i18n %}}{{% fixed %}}{inside}{{% endfixed %}}")
    for _again in range(2):
        with pytest.raises(NotFixed):
            compiled.render(
                Context({"user": {"name": "Ana", "is_staff": True}, "csrf_token": "t", "stories": ["s"]})
            )
    assert not compiled.nodelist.get_nodes_by_type(FixedNode)[0].kept


def test_a_block_is_refused_for_each_page_has_its_own():
    with pytest.raises(NotFixed):
        render("{% block title %}{% endblock %}")


def test_flags_are_kept_apart_and_are_nothing_but_true_or_false():
    inside = "{% if may_edit %}edit{% endif %}{% if may_ask %}ask{% endif %} {{ may_ask }}"
    compiled = ENGINE.from_string(f"{{% load fixed %}}{{% fixed may_edit may_ask %}}{inside}{{% endfixed %}}")
    for _again in range(2):
        assert compiled.render(Context({"may_edit": "Ana", "may_ask": None})) == "edit False"
        assert compiled.render(Context({"may_edit": "Ben", "may_ask": "Ben"})) == "editask True"
        assert compiled.render(Context()) == " False"
    assert len(compiled.nodelist.get_nodes_by_type(FixedNode)[0].kept) == 3


@pytest.mark.parametrize("flags", ["user.name", "name|lower", "'words'", "one two three four"])
def test_flags_are_few_and_names_of_variables(flags):
    with pytest.raises(NotFixed):
        ENGINE.from_string(f"{{% load fixed %}}{{% fixed {flags} %}}{{% endfixed %}}")


def test_what_the_part_itself_sets_may_be_used():
    assert render("{% translate 'Sunday' as day %}{{ day }}", day="Monday") == "Sunday"


def test_what_is_kept_has_a_bound():
    compiled = ENGINE.from_string("{% load fixed %}{% fixed %}words{% endfixed %}")
    kept = compiled.nodelist.get_nodes_by_type(FixedNode)[0].kept
    for number in range(MOST_KEPT):
        kept[(f"language-{number}",)] = "words"
    assert compiled.render(Context()) == "words"
    assert len(kept) == 1


def fixed_parts():
    """Each fixed part of the templates, with its template."""
    for path in sorted(ROOT.glob("*/templates/**/*.html")):
        if "{% fixed" in path.read_text("utf-8"):
            folder = next(parent for parent in path.parents if parent.name == "templates")
            compiled = get_template(str(path.relative_to(folder))).template
            for node in compiled.nodelist.get_nodes_by_type(FixedNode):
                yield compiled, node


def test_every_fixed_part_of_the_pages_is_the_same_for_everybody():
    parts = list(fixed_parts())
    assert parts
    for compiled, node in parts:
        for flags in product((True, False), repeat=len(node.flags)):
            context = Context(dict(zip(node.flags, flags, strict=True)))
            context.template = compiled
            assert "csrfmiddlewaretoken" not in node.render(context)
