"""Lists of choices, rendered without a template for each option."""

from __future__ import annotations

import re
from pathlib import Path

from django import forms
from django.template import Context, Template

ROOT = Path(__file__).parents[3]
ERRORS_BY_HAND = re.compile(r"""for error in [\w.]+\.errors %}<\w+ class="errors?\"""")
CHOICES = [("", "Anyone"), ("1", "Mara & Co"), ('"><script>', "<b>Ruth</b>")]


class Form(forms.Form):
    person = forms.ChoiceField(choices=CHOICES, required=False)


def rendered(form):
    return Template("{% load fields %}{% select form.person %}").render(Context({"form": form}))


def test_the_chosen_option_is_selected():
    assert rendered(Form({"person": "1"})).count(" selected") == 1
    assert '<option value="1" selected>Mara &amp; Co</option>' in rendered(Form({"person": "1"}))
    assert '<option value="" selected>Anyone</option>' in rendered(Form())


def test_values_and_labels_are_escaped():
    html = rendered(Form())
    assert "<script>" not in html and "<b>" not in html
    assert "&lt;b&gt;Ruth&lt;/b&gt;" in html


def test_a_disabled_field_is_a_disabled_list():
    form = Form()
    assert " disabled>" not in rendered(form)
    form.fields["person"].disabled = True
    assert " disabled>" in rendered(form)


def test_a_field_that_is_wrong_names_the_line_that_says_why():
    source = (
        "{% load fields %}<input name=other{% wrong form.person %}>{% select form.person %}"
        '{% include "includes/error.html" with field=form.person %}'
    )
    form = Form({"person": "nobody"})
    form.full_clean()
    html = Template(source).render(Context({"form": form}))
    assert html.count('aria-invalid="true" aria-describedby="id_person_error"') == 2
    assert '<span class="error" id="id_person_error">' in html
    right = Template(source).render(Context({"form": Form({"person": "1"})}))
    assert "aria-" not in right and "error" not in right


def test_no_template_says_by_itself_what_is_wrong_with_a_field():
    """Written by hand, the line has no name by which the field could tell of it."""
    templates = [
        path
        for root in ("newsroom", "articles", "reviews")
        for path in (ROOT / root).glob("templates/**/*.html")
    ]
    assert len(templates) > 100
    by_hand = [path.name for path in templates if ERRORS_BY_HAND.search(path.read_text("utf-8"))]
    assert by_hand == []
