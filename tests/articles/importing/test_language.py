import pytest

from articles.importing.language import direction_of, guess, is_code


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The ferry is back, and it will sail from the old quay to the island.", ("en", "ltr")),
        ("El mercado del puerto abrirá los jueves por la tarde a partir de abril.", ("es", "ltr")),
        ("Le marché du port est ouvert le jeudi, et il y a une place pour les enfants.", ("fr", "ltr")),
        ("Die Fähre ist wieder da, und sie fährt von der alten Brücke zu den Inseln.", ("de", "ltr")),
        ("أعلنت مكتبة المدينة أنها ستفتح أبوابها حتى الساعة التاسعة", ("ar", "rtl")),
        ("کتابخانه شهر تا ساعت نه باز است و گروه موسیقی می‌نوازد", ("fa", "rtl")),
        ("شہر کی لائبریری اب نو بجے تک کھلی رہے گی اور بچے ٹکٹ نہیں لیں گے", ("ur", "rtl")),
        ("הספרייה העירונית תישאר פתוחה עד תשע", ("he", "rtl")),
        ("The word مكتبة means library in English, the teacher said to the class.", ("en", "ltr")),
        ("افتتح مطعم Harbour Grill في المدينة القديمة قرب الميناء", ("ar", "rtl")),
        ("1234 — 5678", ("en", "ltr")),
        ("Ferry back", ("en", "ltr")),
    ],
)
def test_letters_and_common_words_tell_language_and_direction(text, found):
    assert guess(text) == found


def test_a_language_code_tells_the_direction():
    assert [direction_of(code) for code in ("ar", "fa-IR", "HE", "en", "es-MX")] == [
        "rtl",
        "rtl",
        "rtl",
        "ltr",
        "ltr",
    ]


def test_what_has_the_form_of_a_language_code():
    assert [is_code(text) for text in ("en", "en-GB", "zh-Hant-TW", "English please", "e", "")] == [
        True
    ] * 3 + [False] * 3
