"""One terminal for several programs: whole lines with names, colours only where they show."""

from __future__ import annotations

from io import StringIO

from newsroom.running.console import Console


class Terminal(StringIO):
    def isatty(self):
        return True


def test_a_line_of_a_program_begins_with_its_name():
    out = StringIO()
    console = Console(out)
    console.write_line("Stopping.")
    console.relay("web", "Listening.")
    assert out.getvalue() == "Stopping.\n   web | Listening.\n"


def test_each_program_keeps_its_colour_on_a_terminal(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    out = Terminal()
    console = Console(out)
    for name in ("web", "worker", "web"):
        console.relay(name, "x")
    first, second, third = out.getvalue().splitlines()
    assert first == third != second
    assert first.startswith("\x1b[")


def test_no_color_is_respected(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    out = Terminal()
    Console(out).relay("web", "x")
    assert "\x1b" not in out.getvalue()


def test_a_closed_terminal_stops_nothing():
    out = StringIO()
    console = Console(out)
    out.close()
    console.write_line("Nobody reads this.")
