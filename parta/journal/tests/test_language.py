"""The journal is kept in Russian [5.4]."""

import pytest

from parta.journal.rules import language

OK, WARNED, REFUSED = "", language.FOREIGN, language.REFUSED

# What teachers of languages, sciences and informatics really write.
TEXTS = [
    ("", OK),
    ("§ 12, № 812", OK),
    ("№ 5 (а, б), стр. 45", OK),
    ("812, 815-817", OK),
    ("y = 2x + 1", OK),
    ("sin x + cos x = 1", OK),
    ("Закон Ома", OK),
    ("«Present Perfect»: употребление", OK),
    ("Настоящее совершенное время (Present Perfect Continuous Tense)", WARNED),
    ("Настоящее совершенное время (“Present Perfect Continuous Tense”)", OK),
    ('Спряжение глагола "to be" в настоящем времени', OK),
    ("Глагол to be", WARNED),
    ("Present Perfect", REFUSED),
    ("«Present Perfect»", REFUSED),
    ("Unit 5, ex. 3, p. 45", REFUSED),
    ("Раздел 5 (Unit 5), упр. 3, с. 45", OK),
    ("Упр. 3: learn the words by heart", WARNED),
    ("Les verbes du premier groupe", REFUSED),
    ("Неправильные глаголы: sein, haben", OK),
    ("Свойства NaOH, KOH, H2SO4, HCl", OK),
    ("NaOH + HCl", REFUSED),
    ("Язык HTML: теги и атрибуты", OK),
    ("Цикл for в языке Python", OK),
    ("print(), input()", REFUSED),
    ("https://resh.edu.ru/subject/lesson/1234/ посмотреть", OK),
    ("resh.edu.ru, урок 12", OK),
    ("Культура XVIII-XIX вв.", OK),
    ("Unit 5 а", REFUSED),
    ("Сочинение «My favourite book is about a small brave mouse»", OK),
    ("我们的学校", REFUSED),
    ("Иероглифы: 我们的学校", OK),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_texts(text: str, expected: str):
    assert (language.refusal(text) or language.warning(text)) == expected


@pytest.mark.parametrize(
    ("topic", "before", "said"),
    [
        ("Повторение", ("Повторение пройденного", "повторение."), True),
        ("Контроль", ("Повторение", "Обобщение и повторение"), True),
        ("Повторение", ("Повторение", "Закон Ома"), False),
        ("Повторение: дроби", ("Повторение", "Повторение"), False),
        ("Повторение", ("", "Повторение"), False),
        ("Повторение", ("Повторение",), False),
        ("", ("", ""), False),
    ],
)
def test_empty_topics(topic: str, before: tuple[str, ...], said: bool):
    assert bool(language.repeated_topic(topic, before)) is said
