"""Pasting as it is done: a real paste event with what an application puts on the clipboard."""

from __future__ import annotations

from pathlib import Path

CLIPBOARDS = Path(__file__).parent / "pasted"

_PASTE = """({html, text}) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  if (text) data.setData("text/plain", text);
  const copy = document.querySelector("#copy");
  const target = document.activeElement?.closest("#copy") ? document.activeElement : copy;
  target.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def clipboard(name):
    """What that application puts on the clipboard, as HTML."""
    return (CLIPBOARDS / f"{name}.html").read_text("utf-8")


def paste(page, *, html="", text=""):
    """Paste at the selection."""
    page.evaluate(_PASTE, {"html": html, "text": text})


_DROP = """(element, {html, text}) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  if (text) data.setData("text/plain", text);
  const box = element.getBoundingClientRect();
  const [clientX, clientY] = [box.left + 1, box.top + box.height / 2];
  const how = {dataTransfer: data, clientX, clientY, bubbles: true, cancelable: true};
  element.dispatchEvent(new DragEvent("drop", how));
}"""


def drop(element, *, html="", text=""):
    """Let go of what was dragged here from another window, at the beginning of the element."""
    element.evaluate(_DROP, {"html": html, "text": text})


def outline(node, depth=0):
    """A document as lines that can be read: one for each block, its emphasis and its links written out."""
    lines = []
    for child in node.children:
        name = child.type.name + (str(child.attrs["level"]) if child.type.name == "heading" else "")
        if name == "table_row":
            lines.append("  " * depth + "row: " + " | ".join(map(_cell, child.children)))
        elif child.inline_content:
            lines.append("  " * depth + f"{name}: {_words(child)}".rstrip())
        else:
            said = [str(value) for value in child.attrs.values() if value not in ("", 1, None)]
            lines.append("  " * depth + " ".join([name, *said]))
            lines += outline(child, depth + 1)
    return lines


def _cell(cell):
    """The paragraphs of a cell; a header in brackets."""
    words = " / ".join(map(_words, cell.children))
    return f"[{words}]" if cell.attrs["header"] else words


def _words(block):
    return "".join(_piece(child) for child in block.children)


def _piece(child):
    if child.type.name == "footnote_reference":
        return "[^]"
    words = "⏎" if child.text is None else child.text.replace("\u00a0", "␣")
    for mark in reversed(child.marks):
        name = mark.type.name
        if name == "link":
            words = f"[{words}]({mark.attrs['href']})"
        else:
            words = {"em": "*{}*", "strong": "**{}**"}[name].format(words)
    return words
