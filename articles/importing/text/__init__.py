"""Copy that comes as text: plain or Markdown, with what was typed into it. Pure Python."""
