"""What pages call the keys of an act."""

from __future__ import annotations

from django.template import Context, Template

from newsroom.templatetags.shortcuts import SHORTCUTS


def drawn(source):
    return Template("{% load shortcuts %}" + source).render(Context())


def test_keys_are_named_for_people_and_for_screen_readers():
    assert drawn("{% keys 'ask' %}") == "Ctrl+Alt+M or F2"
    assert drawn("{% keys 'accept' 'reject' %}") == "Alt+A, Alt+R"
    assert drawn("{% aria_keys 'ask' %}") == "Control+Alt+M F2"


def test_whatever_takes_ctrl_and_alt_has_a_key_without():
    for act, bindings in SHORTCUTS.items():
        assert len(set(bindings)) == len(bindings), act
        if any(one.startswith("Mod+Alt+") for one in bindings):
            assert any("Alt" not in one for one in bindings), act


def test_no_binding_is_of_two_acts():
    every = [one for bindings in SHORTCUTS.values() for one in bindings]
    every.remove("Mod+K")  # a link where words of the copy are selected, the palette anywhere else
    assert len(set(every)) == len(every)
