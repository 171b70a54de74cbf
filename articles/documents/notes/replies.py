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
_ARROWS = ("→", "->", "=>")
_MARKED = re.compile(
    r"[—–→=>|/:;-]|(?:A|ANS|Ans|ANSWER|Answer|REPLY|Reply|R|RTA|Respuesta|Resp|Réponse|Antwort|Risposta"
    r"|Antwoord"
    r"|Ответ|О|جواب|الجواب|ج|答|答え|回答)\s?[:：.]\s?"
)
_SIGNED_BELOW = re.compile(
    r"(?<!\s)\s*+(?:[—–/]\s?|\s--?\s?|\()(?:[A-ZÀ-Þ]{2,4}"
    r"|[A-ZÀ-Þ][a-zà-þ]{1,14})(?:[ ,]\s?[\d/.:-]{1,10})?\)?$"
)
_LAST_ANSWER = re.compile(
    r"(?<=[.!?؟…。])\s+(?P<told>(?:A|ANS|Ans|ANSWER|Answer|REPLY|Reply|Respuesta|Réponse|Antwort|Ответ"
    r"|جواب|الجواب)"
    r"\s?[:：]\s+)?(?P<answer>[^.!?؟…。]{1,200}[.!]?)$"
)
_SPEAKS_OF = re.compile(
    r"(?:(?:I|we|you|he|she|it|they|this|that|these|those|there|who|please|pls|if|because|since|but|so"
    r"|our|my|the desk"
    r"|ich|wir|sie|er|es|das|dies|man|wenn|weil|aber|bitte|je|nous|vous|il|elle|on|ils|elles|ça|cela|si"
    r"|mais|parce"
    r"|yo|nosotros|ella|él|ellos|esto|eso|pero|porque|eu|nós|ela|ele|isto|isso|mas|io|noi|lei|lui|ma"
    r"|perché|ik|wij"
    r"|ze|hij|zij|dit|dat|maar|я|мы|она|он|они|это|но|потому|если)(?!\w)|(?:i|we|he|she|it|they|that"
    r"|there)(?:’|')\w)",
    re.IGNORECASE,
)
_ASKS_FOR_A_NAME = re.compile(
    r"(?<!\w)(?:who|whom|whose|what|when|where|which|wer|wen|wem|wessen|wann|wo|welche[rsnm]?|was|qui"
    r"|quoi|quand|où"
    r"|quel(?:le)?s?|quién(?:es)?|qué|cuándo|dónde|cuál(?:es)?|quem|qual|quando|onde|chi|quale|dove|wie"
    r"|wanneer|waar"
    r"|welke?|кто|кого|что|когда|где|какой|какая|какое|какие)(?!\w)",
    re.IGNORECASE,
)
_FRAGMENT_WORDS = 3
"""Words of an answer that is no sentence: a name, a day, a number."""
_FRAGMENT_LENGTH = 40
_FRAGMENT_CHARACTERS = 5
"""The same in a script that puts no spaces between words."""
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff]")
_CHOICE_WORDS = 8
"""Words in which one of two things is chosen."""
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

    The question ends with its last question mark when what follows answers it, or with an earlier one where
    an answer plainly begins. A second sentence belongs to the question, unless a dash, an arrow, "A:", a yes,
    a choice or a signature makes it the answer. Without a question mark the question ends at a dash, where
    the convention has it so or an answer follows.
    """
    body = body.strip()
    marks = talk.question_marks(body)
    for mark in marks:
        rest = body[mark.end() :]
        if (
            (mark is marks[-1] and reading != "only plain answers" and _answers_it(body[: mark.end()], rest))
            or _ANSWER.match(rest)
            or _SIGNED.match(rest)
        ):
            closing = re.match(r"[\"'”’»)\]]*", rest)
            cut = mark.end() + (closing.end() if closing else 0)
            return body[:cut].strip(), _replies(body[cut:])
    for found in _DASH.finditer(body, marks[-1].end() if marks else 0):
        question, rest = body[: found.start()].strip(), body[found.end() :]
        plain = _ANSWER.match(rest) or _SIGNED.match(rest) or (marks and found[0].strip() in _ARROWS)
        if question and (plain or (reading == "dash answers" and not marks)):
            return question, _replies(rest)
    last = _LAST_ANSWER.search(body, marks[-1].end()) if marks else None
    if last and (last["told"] or _only_yes_or_no(last["answer"])):
        return body[: last.start()].strip(), _replies(last["answer"])
    return body, ()


def _answers_it(question: str, rest: str) -> bool:
    """Whether what stands behind the last question mark is an answer, and not the asker's second sentence."""
    said = rest.strip().lstrip("\"'”’»)]").lstrip()
    words = said.split()
    if not said or _MARKED.match(said) or _ANSWER.match(said) or _SIGNED.match(said):
        return True
    if _SIGNED_BELOW.search(said) or _DOES_NOT_KNOW.match(said) or not talk.words(said):
        return True
    if _EITHER_OR.search(_SOFT_OR.sub(" ", question)) and _chooses(question, said):
        return True
    if talk.is_direction(said) or (_SPEAKS_OF.match(said) and len(words) > _FRAGMENT_WORDS):
        return False
    if said[0].islower() or (said[0].isdigit() and len(words) <= _CHOICE_WORDS):
        return True
    if not said[0].isupper():  # a script without capitals, or a quotation
        limit = _FRAGMENT_CHARACTERS if _UNSPACED.match(said) else _FRAGMENT_LENGTH
        return len(words) <= _FRAGMENT_WORDS and len(said) <= limit
    return (
        len(words) <= _FRAGMENT_WORDS
        and bool(_ASKS_FOR_A_NAME.search(question))
        and not _SPEAKS_OF.match(said)
    )


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


def _chooses(question: str, said: str) -> bool:
    """Whether a short answer names one of the things that the question offers."""
    found = {word.casefold() for word in talk.words(said)}
    asked = {word.casefold() for word in talk.words(question) if len(word) > 2}
    short = len(said.split()) <= _FRAGMENT_WORDS
    chosen = short or (len(said.split()) <= _CHOICE_WORDS and bool(found & asked))
    return chosen and not (talk.is_direction(said) or _SPEAKS_OF.match(said))


def _replies(text: str) -> tuple[str, ...]:
    replies = (_LEADING.sub("", part, count=1).strip() for part in _NEXT_REPLY.split(text))
    return tuple(
        reply for reply in replies if re.search(r"\w", reply) or any(ord(sign) > 0x2190 for sign in reply)
    )


def _only_yes_or_no(answer: str) -> bool:
    said = re.sub(r"^\s*[A-ZÀ-Þ][\w.]{0,14}:\s", "", answer)
    spoken = [word for word in re.findall(r"[\w’']+", said.casefold()) if word not in _FILLERS]
    return 0 < len(spoken) <= 2 and all(word in _YES_NO for word in spoken)
