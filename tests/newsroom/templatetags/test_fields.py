"""Lists of choices, rendered without a template for each option."""

from __future__ import annotations

from django import forms
from django.template import Context, Template

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
