"""Takes a note apart into the question and the answers typed behind it, and weighs the answer."""

from __future__ import annotations

import re
from typing import Literal

from articles.documents.notes import talk
from articles.documents.notes.wording import listed

_ANSWER_WORD = (
    r"(?:yes|yep|yeah|yup|no|nope|nah|both|neither|ok|okay|done|fixed|correct|confirmed"
    r"|checked|agreed|it is|it’s|it's|they are|"
    r"per |as per|sí|si|no|ambas|ambos|hecho|correcto|confirmado|oui|non|si|les deux|fait"
    r"|c(?:’|')est|exact|ja|nein|doch|beide|erledigt|"
    r"stimmt|richtig|نعم|أجل|لا|كلاهما|تم|صحيح|да|нет|оба|evet|hayır|sim|não|sì|nee|klopt|jep)"
)
_ANSWER = re.compile(rf"\W{{0,4}}{_ANSWER_WORD}(?!\w)", re.IGNORECASE)
_SIGNED = re.compile(r"\W{0,4}[A-ZÀ-Þ][\w.]{0,14}:\s")
_LEADING = re.compile(
    r"^[\s—–:;,.=>→/|-]*(?:(?:A|ANS|Ans|ANSWER|Answer|REPLY|Reply|R|RTA|Respuesta|Réponse"
    r"|Antwort|جواب|الجواب)\s?[:.]\s+)?"
)
_DASH = re.compile(
    r"(?<!\s)(?:\s++(?:—|–|--?|⸺)\s+|(?<=[^\W\d_])\s*+—\s*(?=\w)|\s*+(?:→|->|=>)\s*)|(?:→|->|=>)\s*"
)
_NEXT_REPLY = re.compile(
    r"(?<!\s)(?:\s*(?:\s//\s|\s/\s|(?<=[.!?؟;,])\s+)(?=[A-Z]{2,4}:\s|[A-ZÀ-Þ][a-zà-þ]+:\s)|\s++//\s+)"
)

_YES_NO = {
    **dict.fromkeys(
        listed(
            "yes yep yeah yup ja jep jo oui ouais si sí sì sim da да نعم أجل evet はい 是 對 对 correct "
            "ok okay right true indeed "
            "exactly exact correcto exacto stimmt richtig genau klopt"
        ),
        "yes",
    ),
    **dict.fromkeys(listed("no nope nah nein non nee não нет لا كلا hayır いいえ 不 否 nej ne"), "no"),
}
_FILLERS = listed(
    "i we it they he she is was are do does did think guess believe so that this please "
    "thanks thank you of course sure definitely "
    "absolutely please we're it's claro gracias por favor merci bien sûr danke bitte "
    "natürlich شكرا بالطبع طبعا sir boss"
)
_EITHER_OR = re.compile(
    r"(?<!\w)(?:or|o|u|ou|oder|eller|czy|albo|lub|veya|ya da|yoksa|или|أو|أم|ام|او|または|还是|還是"
    r"|oppure|ou alors)(?!\w)",
    re.IGNORECASE,
)
_SOFT_OR = re.compile(
    r"\b(?:or (?:not|no|so|something|anything|what(?:ever)?|thereabouts|more|less|else|later)"
    r"|more or less|o no|o así|más o menos|ou (?:non|pas|bien)|plus ou moins|"
    r"oder (?:nicht|so)|mehr oder weniger|of niet|of zo|whether or)\b|أم لا|أو لا|или нет",
    re.IGNORECASE,
)
_ASKS_FOR = re.compile(
    r"^\W*(?:and |but |so |e |et |und |y )?(?P<word>who|whom|whose|what|when|where|which|why"
    r"|how|quién(?:es)?|qué|cuándo|dónde|cuál(?:es)?|por qué|"
    r"cuánt[oa]s?|qui|quoi|quand|où|quel(?:le)?s?|pourquoi|combien|wer|wen|wem|wann|wo|woher"
    r"|welche[rsnm]?|warum|wieso|wie viele?|"
    r"ماذا|متى|أين|أيهما|لماذا|كم|кто|когда|где|какой|сколько|почему)(?!\w)(?![^?]*, (?:do"
    r"|does|did|is|are|should|can|could)\b)",
    re.IGNORECASE,
)
_DOES_NOT_KNOW = re.compile(
    r"^\W*(?:(?:i )?(?:don(?:’|')?t|do not) know|dunno|idk|no idea|not sure|unsure|no clue"
    r"|will (?:check|ask|find out)|(?:i(?:’|')ll|i will) (?:check|ask|find out)|checking"
    r"|asking|"
    r"tbc|tbd|tk|no (?:lo )?sé|ni idea|no estoy segur[oa]|je ne sais pas|aucune idée"
    r"|weiß (?:ich )?nicht|keine ahnung|unklar|لا أعرف|لا أعلم|لست متأكدا?|"
    r"не знаю)\W*$",
    re.IGNORECASE,
)


Reading = Literal["dash answers", "rest answers", "only plain answers"]
"""How far what stands behind a question is taken for its answer: behind a dash too, all that is behind a
question mark, or only what plainly is one ("yes", "done", "LM: …")."""


def take_apart(body: str, reading: Reading = "rest answers") -> tuple[str, tuple[str, ...]]:
    """(question, replies) of a note's body.

    The question ends with its last question mark, unless an answer plainly begins behind an earlier one.
    Without a question mark it ends at a dash, where the convention has it so or an answer follows.
    """
    body = body.strip()
    marks = talk.question_marks(body)
    for mark in marks:
        rest = body[mark.end() :]
        if (
            (mark is marks[-1] and reading != "only plain answers")
            or _ANSWER.match(rest)
            or _SIGNED.match(rest)
        ):
            closing = re.match(r"[\"'”’»)\]]*", rest)
            cut = mark.end() + (closing.end() if closing else 0)
            return body[:cut].strip(), _replies(body[cut:])
    for found in _DASH.finditer(body):
        question, rest = body[: found.start()].strip(), body[found.end() :]
        if question and (reading == "dash answers" or _ANSWER.match(rest) or _SIGNED.match(rest)):
            return question, _replies(rest)
    return body, ()


def answers(question: str, answer: str) -> str:
    """Empty if the answer answers the question, else one sentence that says why it does not."""
    if not answer.strip():
        return ""
    shown = answer.strip().rstrip(".!")
    if _DOES_NOT_KNOW.match(answer):
        return f"“{shown}” leaves the question open."
    if not _only_yes_or_no(answer):
        return ""
    asked = _SOFT_OR.sub(" ", question)
    choices = len(_EITHER_OR.findall(asked))
    if choices:
        which = "which of the two" if choices == 1 else "which of them"
        return f"“{shown}” does not say {which} is meant."
    last = re.split(r"[.!?؟¿]\s+", question.strip().lstrip("¿"))[-1]
    word = _ASKS_FOR.match(last)
    if word:
        return f"“{shown}” does not say {word['word'].lower()}."
    return ""


def _replies(text: str) -> tuple[str, ...]:
    replies = (_LEADING.sub("", part, count=1).strip() for part in _NEXT_REPLY.split(text))
    return tuple(
        reply for reply in replies if re.search(r"\w", reply) or any(ord(sign) > 0x2190 for sign in reply)
    )


def _only_yes_or_no(answer: str) -> bool:
    said = re.sub(r"^\s*[A-ZÀ-Þ][\w.]{0,14}:\s", "", answer)
    spoken = [word for word in re.findall(r"[\w’']+", said.casefold()) if word not in _FILLERS]
    return 0 < len(spoken) <= 2 and all(word in _YES_NO for word in spoken)
