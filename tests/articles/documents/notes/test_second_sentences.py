"""The second sentence of a note belongs to its question, unless it plainly is the answer."""

import pytest

from articles.documents.notes import scan

MARKS = ("[AU: {}]", "<{}>", "[[{}]]", "{{>>{}<<}}", "[RANA: {}]", "<!-- {} -->")

NOT_ANSWERED = [
    "does she want her surname used? She asked us to be careful",
    "does she want her surname used? she asked us to be careful",
    "Does she want her surname, or only her first name? She asked us to be careful",
    "which mayor? There are two of them",
    "who says so? Need a source",
    "is this right? Please check with her",
    "is this right? please check",
    "is this the figure for May? The ministry gave another one in June",
    "is it hers? She asked us — twice — to be careful",
    "can we name him? Legal said something else last time",
    "will sie ihren Nachnamen lesen? Sie bat uns um Vorsicht",
    "veut-elle son nom ? Elle nous a demandé de la prudence",
    "¿quiere ver su apellido? Ella nos pidió cuidado con eso",
    "ela quer o sobrenome? Ela pediu cuidado com isso",
    "vuole il cognome? Lei ci ha chiesto prudenza",
    "هل تريد ذكر اسم عائلتها؟ طلبت منا أن نكون حذرين",
    "хочет ли она фамилию? Она просила нас быть осторожнее",
    "她想用自己的姓吗？她让我们对这件事小心一点",
]
ANSWERED = [
    ("is this right? yes", "yes"),
    ("is this right? Yes, by phone.", "Yes, by phone."),
    ("is this right? No.", "No."),
    ("1951 or 1952? 1951", "1951"),
    ("is her name Anna or Ana? Anna", "Anna"),
    ("the old pier or the new one? The new one", "The new one"),
    ("who is mayor now? Anna Reyes", "Anna Reyes"),
    ("does she want her surname used? — She asked us to be careful", "She asked us to be careful"),
    ("does she want her surname used? -> She asked us to be careful", "She asked us to be careful"),
    ("does she want her surname used? → She asked us to be careful", "She asked us to be careful"),
    ("does she want her surname used? A: She asked us to be careful", "She asked us to be careful"),
    ("does she want her surname used? She asked us to be careful. A: leave it out", "leave it out"),
    ("does she want her surname used? She asked us to be careful. Yes.", "Yes."),
    ("does she want it? She asked us to be careful. – LM", "She asked us to be careful. – LM"),
    ("does she want it? LM: She asked us to be careful", "LM: She asked us to be careful"),
    ("stimmt das Jahr? Ja", "Ja"),
    ("Montag oder Dienstag? Dienstag", "Dienstag"),
    ("est-ce le bon pont ? Oui", "Oui"),
    ("¿es la de abril o la de mayo? La de mayo", "La de mayo"),
    ("هل هذا صحيح؟ نعم", "نعم"),
    ("это правда? Да", "Да"),
    ("是旧桥吗？ 是", "是"),
]


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("body", NOT_ANSWERED)
def test_a_second_sentence_is_part_of_the_question(mark, body):
    (lifted,) = scan(f"The ferry {mark.format(body)} leaves at noon.", markup="text").notes
    assert lifted.note.replies == ()
    assert lifted.note.question == body


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize(("body", "answer"), ANSWERED)
def test_what_plainly_is_an_answer_is_one(mark, body, answer):
    (lifted,) = scan(f"The ferry {mark.format(body)} leaves at noon.", markup="text").notes
    assert lifted.note.replies == (answer,)
