"""An answer that does not answer leaves the query open, and says why, in whatever language."""

import pytest

from articles.documents.notes import answers
from articles.documents.notes.replies import take_apart

TWO = "“{}” does not say which of the two is meant."


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Do we mean all of them, or only the Gulf ones?", "yes"),
        ("Do we mean all of them, or only the Gulf ones?", "No"),
        ("Anna or Ana?", "yes, please"),
        ("Anna or Ana?", "OK"),
        ("¿Es la de abril o la de mayo?", "sí"),
        ("Le vieux pont ou le nouveau ?", "oui"),
        ("Montag oder Dienstag?", "ja"),
        ("Montag oder Dienstag?", "nein"),
        ("هل نقصد كل الحكومات أم الخليجية فقط؟", "نعم"),
        ("Старый или новый?", "да"),
        ("Is it 14 or 15?", "LM: yes"),
    ],
)
def test_yes_does_not_choose_between_two(question, answer):
    assert answers(question, answer) == TWO.format(answer)


def test_yes_does_not_choose_among_three():
    assert answers("Red or green or blue?", "yes") == "“yes” does not say which of them is meant."


@pytest.mark.parametrize(
    ("question", "answer", "reason"),
    [
        ("Who says so?", "yes", "“yes” does not say who."),
        ("When was it?", "no", "“no” does not say when."),
        ("¿Quién lo dice?", "sí", "“sí” does not say quién."),
        ("Wer sagt das?", "ja", "“ja” does not say wer."),
        ("Is this right?", "don't know", "“don't know” leaves the question open."),
        ("Is this right?", "will check", "“will check” leaves the question open."),
        ("¿Es cierto?", "no lo sé", "“no lo sé” leaves the question open."),
    ],
)
def test_other_answers_that_settle_nothing(question, answer, reason):
    assert answers(question, answer) == reason


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Do we mean all of them, or only the Gulf ones?", "all"),
        ("Do we mean all of them, or only the Gulf ones?", "the Gulf ones, yes"),
        ("Anna or Ana?", "both"),
        ("Anna or Ana?", "neither"),
        ("Anna or Ana?", "Anna"),
        ("Is this right?", "yes"),
        ("Is this right or not?", "yes"),
        ("Do we mean all of them?", "yes"),
        ("Is it 14 or so?", "yes"),
        ("Was he there?", "yes"),
        ("When we say “all”, do we mean the Gulf too?", "yes"),
        ("هل هذا صحيح؟", "نعم"),
        ("Who says so?", "the ministry"),
        ("Is this right?", ""),
    ],
)
def test_answers_that_answer(question, answer):
    assert answers(question, answer) == ""


@pytest.mark.parametrize(
    ("body", "question", "replies"),
    [
        ("Is this right? yes", "Is this right?", ("yes",)),
        (
            "Is this right? LM: yes, why would it not be?",
            "Is this right?",
            ("LM: yes, why would it not be?",),
        ),
        ("Is this right? LM: yes. RK: no, see p. 3", "Is this right?", ("LM: yes.", "RK: no, see p. 3")),
        ("Is this right? A: yes", "Is this right?", ("yes",)),
        ("Is this right? -> yes", "Is this right?", ("yes",)),
        ("Red? Or green? red", "Red? Or green?", ("red",)),
        ("Who is “Who?”", "Who is “Who?”", ()),
        ("check date — done", "check date", ("done",)),
        ("the 2019 – 2020 season", "the 2019 – 2020 season", ()),
        ("¿Seguro? sí", "¿Seguro?", ("sí",)),
        ("متأكد؟ نعم", "متأكد؟", ("نعم",)),
        ("Is it? 👍", "Is it?", ("👍",)),
        ("Is https://example.org/a?b=c right? yes", "Is https://example.org/a?b=c right?", ("yes",)),
    ],
)
def test_a_note_falls_into_question_and_answers(body, question, replies):
    assert take_apart(body) == (question, replies)


def test_a_dash_announces_an_answer_where_the_convention_has_it_so():
    assert take_apart("check date — the 14th") == ("check date — the 14th", ())
    assert take_apart("check date — the 14th", "dash answers") == ("check date", ("the 14th",))
