"""Every bound the scanner keeps to. They make its work proportional to the length of the source."""

from __future__ import annotations

MARK_LENGTH = 1_000
"""Characters in one mark, its brackets included. A longer one is not taken for a note."""

NESTED_MARKS = 6
"""Marks of the same sort that may stand inside one another."""

UNCLOSED_EXCERPT = 120
"""Characters shown of a mark that nobody closed."""

SUSPICION_EXCERPT = 200
"""Characters shown of anything else that is only suspected."""

QUOTATION_WINDOW = 600
"""How far back an opening quotation mark is looked for."""

DESK_LINES = 12
"""Lines that a note to the desk may run on for."""

PASSES = 6
"""How often the text left by lifting is read again, for marks that stood inside or around others."""

REPEATED_WORDS = 12
"""How many words back a question may repeat the words it is about."""

LAST_WORDS = 3
"""Words that a note without any other hint is about."""

SENTENCE_WORDS = 25
"""Words of a sentence that a note about all of it is anchored to."""

CAPITAL_WORDS = 6
"""Words in capitals, one after the other, that stop looking like an acronym or a dateline."""
REACH = 2_000
"""Characters in front of a note within which its passage lies."""
AHEAD = 80
"""Characters behind a note that tell whether the sentence goes on."""

NOTES = 2_000
"""Notes that are lifted out of one text; a text with more is refused."""
