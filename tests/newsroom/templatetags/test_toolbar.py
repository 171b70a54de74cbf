"""The buttons of a toolbar."""

from __future__ import annotations

import pytest

from newsroom.templatetags.icons import ICONS
from newsroom.templatetags.toolbar import tool


def test_a_button_has_a_name_an_icon_and_its_keys():
    button = tool("bold", "Bold")
    assert 'data-command="bold" title="Bold (Ctrl+B)" aria-keyshortcuts="Control+B"' in button
    assert ICONS["bold"] in button
    assert '<span class="tool-name">Bold</span>' in button


def test_a_command_without_keys_names_none():
    button = tool("image", "Image", title="Add an image", icon="table", opens="dialog")
    assert 'data-command="image" aria-haspopup="dialog" title="Add an image">' in button
    assert ICONS["table"] in button
    assert "aria-keyshortcuts" not in button


def test_words_are_text():
    assert "<b>" not in tool("bold", "<b>", title='"><b>')


def test_an_icon_that_is_not_there_is_an_error():
    with pytest.raises(KeyError):
        tool("image", "Image", icon="camera")
