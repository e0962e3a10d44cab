"""Subjects and weekly hours, close to the federal plan (ФОП) for a five-day week; the journals made of them.

The school's own part adds one hour of физкультура in grades 1, 3, 5 and 10, of физика in grade 8, two of
обществознание in grade 10. Обществознание stands in grade 8 for pupils who began it under the former plan.
"""

from collections.abc import Iterable, Iterator

from parta.ops.demo.model import Course, Pupil, SchoolClass, Subject
from parta.ops.demo.staff import TEACHING

SUBJECTS: tuple[Subject, ...] = (
    Subject("russkiy", "Русский язык", "Рус. яз.", written=True),
    Subject("literatura", "Литература", "Лит-ра", written=True),
    Subject("chtenie", "Литературное чтение", "Лит. чт.", written=True),
    Subject("english", "Английский язык", "Англ. яз."),
    Subject("matematika", "Математика", "Матем.", written=True),
    Subject("algebra", "Алгебра", "Алгебра", written=True),
    Subject("geometriya", "Геометрия", "Геометр.", written=True),
    Subject("veroyatnost", "Вероятность и статистика", "ВиС", written=True),
    Subject("informatika", "Информатика", "Информ."),
    Subject("fizika", "Физика", "Физика", written=True),
    Subject("himiya", "Химия", "Химия", written=True),
    Subject("biologiya", "Биология", "Биология"),
    Subject("geografiya", "География", "Геогр."),
    Subject("istoriya", "История", "История"),
    Subject("obshestvo", "Обществознание", "Общ-во"),
    Subject("okruzh", "Окружающий мир", "Окр. мир"),
    Subject("orkse", "Основы религиозных культур и светской этики", "ОРКСЭ", marked=False),
    Subject("izo", "Изобразительное искусство", "ИЗО"),
    Subject("muzyka", "Музыка", "Музыка"),
    Subject("trud", "Труд (технология)", "Труд"),
    Subject("fizra", "Физическая культура", "Физ-ра"),
    Subject("obzr", "Основы безопасности и защиты Родины", "ОБЗР"),
    Subject("proekt", "Индивидуальный проект", "Проект", marked=False),
)

# grade level → «subject hours, …» a week
_PLAN: dict[int, str] = {
    1: "russkiy 5, chtenie 4, matematika 4, okruzh 2, izo 1, muzyka 1, trud 1, fizra 3",
    3: "russkiy 5, chtenie 4, english 2, matematika 4, okruzh 2, izo 1, muzyka 1, trud 1, fizra 3",
    4: "russkiy 5, chtenie 4, english 2, matematika 4, okruzh 2, orkse 1, izo 1, muzyka 1, trud 1, fizra 2",
    5: "russkiy 5, literatura 3, english 3, matematika 5, istoriya 3, geografiya 1, biologiya 1, izo 1, muzyka 1, "
    "trud 2, fizra 3",
    7: "russkiy 4, literatura 2, english 3, algebra 3, geometriya 2, veroyatnost 1, informatika 1, istoriya 3, "
    "geografiya 2, fizika 2, biologiya 1, izo 1, muzyka 1, trud 2, fizra 2",
    8: "russkiy 3, literatura 2, english 3, algebra 3, geometriya 2, veroyatnost 1, informatika 1, istoriya 2, "
    "obshestvo 1, geografiya 2, fizika 3, himiya 2, biologiya 2, muzyka 1, trud 1, fizra 2, obzr 1",
    9: "russkiy 3, literatura 3, english 3, algebra 3, geometriya 2, veroyatnost 1, informatika 1, istoriya 2, "
    "obshestvo 1, geografiya 2, fizika 3, himiya 2, biologiya 2, trud 1, fizra 2, obzr 1",
    10: "russkiy 2, literatura 3, english 3, algebra 3, geometriya 2, veroyatnost 1, informatika 1, istoriya 2, "
    "obshestvo 4, geografiya 1, fizika 2, himiya 1, biologiya 1, fizra 3, obzr 1, proekt 1",
}
MAX_HOURS = {1: 21, 3: 23, 4: 23, 5: 29, 7: 32, 8: 33, 9: 33, 10: 34}  # СанПиН, five-day week
LABELS = ("1-я гр.", "2-я гр.")
_UNMARKED = frozenset(subject.key for subject in SUBJECTS if not subject.marked)


def hours(grade_level: int) -> dict[str, int]:
    """subject key → lessons a week, for a grade level of the school."""
    return {subject: int(count) for subject, count in (item.split() for item in _PLAN[grade_level].split(", "))}


def courses(classes: Iterable[SchoolClass], pupils: Iterable[Pupil]) -> tuple[Course, ...]:
    """The journals of the year, class by class; a divided subject makes two with members."""
    by_class: dict[str, list[Pupil]] = {}
    for pupil in pupils:
        by_class.setdefault(pupil.class_key, []).append(pupil)
    return tuple(course for school_class in classes for course in _of_class(school_class, by_class[school_class.key]))


def _of_class(school_class: SchoolClass, pupils: list[Pupil]) -> Iterator[Course]:
    for subject, weekly in hours(school_class.grade_level).items():
        teachers = TEACHING[subject][school_class.key].split()
        key = f"{school_class.key}-{subject}"
        marked = school_class.grade_level > 1 and subject not in _UNMARKED
        if len(teachers) == 1:
            yield Course(key, subject, (school_class.key,), "", (teachers[0],), None, weekly, marked)
            continue
        for index, members in enumerate(_split(subject, pupils)):
            teacher = (teachers[index],)
            label = LABELS[index]
            yield Course(f"{key}-{index + 1}", subject, (school_class.key,), label, teacher, members, weekly, marked)


def _split(subject: str, pupils: list[Pupil]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Труд: boys and girls; other subjects: the halves of the class list, shuffled by alternation."""
    if subject == "trud":
        first = [pupil.key for pupil in pupils if pupil.sex == "m"]
    else:
        first = [pupil.key for pupil in pupils[::2]]
    return tuple(first), tuple(pupil.key for pupil in pupils if pupil.key not in set(first))
