"""Homework: minutes, the lesson it is for, files, tasks of single pupils, copying from the parallel [3.4]."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from parta.audit.chain import history_of, verify
from parta.audit.models import Change
from parta.files.models import StoredFile
from parta.journal.models import Homework, LessonFile, PeriodLock, PersonalTask
from parta.journal.rules import homework as rules
from parta.school.models import Period
from parta.teaching.models import Course, CourseTeacher, LessonState
from tests.cast import START, TODAY
from tests.pages import said
from tests.uploads import office, pdf, picture

from .conftest import post

LESSONS = {"to": "journal-lessons"}
JSON = {"accept": "application/json"}


@pytest.mark.parametrize(
    ("grade_level", "day", "minutes"),
    [(2, TODAY, 90), (4, TODAY, 120), (8, TODAY, 150), (11, TODAY, 210), (8, date(2026, 11, 23), 105)],
)
def test_norm_of_a_day(grade_level: int, day: date, minutes: int) -> None:
    assert rules.norm(grade_level, day) == minutes


@pytest.mark.parametrize(
    ("due", "cancelled", "words"),
    [
        (None, False, "к более позднему"),
        ((TODAY, 5), False, "к более позднему"),
        ((TODAY, 4), False, "к более позднему"),
        ((TODAY, 6), False, ""),
        ((TODAY, 6), True, "снят"),
    ],
)
def test_due_is_later(due, cancelled: bool, words: str) -> None:
    found = rules.due_refusal((TODAY, 5), due, cancelled=cancelled)
    assert words in found
    assert bool(found) is bool(words)


def where(cast, name: str, *more: int, key: str = "algebra") -> str:
    return reverse(name, args=[cast.courses[key].pk, cast.lessons[key].pk, *more])


@pytest.fixture
def upload(cast, as_):
    """`upload("olga", ("имя.pdf", content), …)`: the JSON answer."""

    def send(who: str, *files: tuple[str, bytes], status: int = 200, key: str = "algebra"):
        body = {"files": [SimpleUploadedFile(name, content) for name, content in files]}
        response = as_(who).post(where(cast, "lesson-files", key=key), body, headers=JSON)
        assert response.status_code == status, response.content.decode()
        return response.json()

    return send


def panel(cast, client, lesson=None) -> str:
    args = [cast.courses["algebra"].pk, (lesson or cast.lessons["algebra"]).pk]
    return client.get(reverse("journal-panel", args=args)).content.decode()


def test_minutes_and_due_are_an_edit_of_the_lesson(cast, put, lesson_edit, lesson, as_):
    later = lesson(TODAY + timedelta(days=7))
    lesson(TODAY + timedelta(days=1))
    found = put("olga", lesson_edit(homework="№ 5", minutes=20, due=later.pk), **LESSONS)
    assert (found["status"], found["minutes"], found["due"]) == ("saved", 20, later.pk)
    row = Homework.objects.get()
    assert (row.text, row.minutes, row.due_id) == ("№ 5", 20, later.pk)
    assert '"minutes":20' in history_of(cast.lessons["algebra"]).get().payload
    assert put("olga", lesson_edit(0, minutes=30), **LESSONS)["status"] == "conflict"
    assert put("olga", lesson_edit(1, minutes=0, due=0), **LESSONS)["status"] == "saved"
    row.refresh_from_db()
    assert (row.text, row.minutes, row.due_id) == ("№ 5", None, None)
    text = panel(cast, as_("olga"))
    assert "следующему, 25\u00a0ноября" in text
    assert f'<option value="{later.pk}">вт, 1\u00a0декабря</option>' in text
    assert verify() == []


@pytest.mark.parametrize("case", ["long", "earlier", "foreign", "cancelled"])
def test_refused_minutes_and_due(cast, put, lesson_edit, lesson, case):
    fields, words = {
        "long": ({"minutes": 241}, "от 1 до 240"),
        "earlier": ({"due": lesson(TODAY - timedelta(days=1)).pk}, "к более позднему"),
        "foreign": ({"due": cast.lessons["foreign"].pk}, "к более позднему"),
        "cancelled": ({"due": lesson(TODAY + timedelta(days=1), state=LessonState.CANCELLED).pk}, "снят"),
    }[case]
    found = put("olga", lesson_edit(homework="№ 5", **fields), **LESSONS)
    assert found["status"] == "rejected"
    assert words in found["reason"]
    assert not Homework.objects.exists()


@pytest.mark.parametrize("field", ["minutes", "due"])
@pytest.mark.parametrize("value", [-1, "20", 1.5, True, 2**40])
def test_garbage(cast, as_, lesson_edit, field, value):
    address = reverse("journal-lessons", args=[cast.courses["algebra"].pk])
    assert post(as_("olga"), address, {"edits": [lesson_edit(**{field: value})]}).status_code == 400


@pytest.mark.parametrize(("minutes", "status", "kept"), [("20", 302, 20), ("", 302, None), ("двадцать", 400, None)])
def test_the_plain_form_sends_them_too(cast, as_, lesson, minutes, status, kept):
    later = lesson(TODAY + timedelta(days=7))
    body = {"op_id": "form-op-1", "base_version": "0", "topic": "Т", "homework": "№ 5", "due": later.pk}
    response = as_("olga").post(where(cast, "journal-lesson"), body | {"minutes": minutes})
    assert response.status_code == status
    if status == 302:
        assert (Homework.objects.get().minutes, Homework.objects.get().due_id) == (kept, later.pk)


def test_load_of_the_class_is_a_hint(cast, put, lesson_edit, lesson, as_):
    for key in ("algebra", "russian"):
        lesson(TODAY + timedelta(days=1), course=key, number=1 + (key == "russian"))
    put(
        "irina",
        lesson_edit(lesson=cast.lessons["russian"].pk, homework="Упр. 5", minutes=90),
        course="russian",
        **LESSONS,
    )
    assert "по всем предметам" not in panel(cast, as_("olga"), lesson(TODAY + timedelta(days=20)))
    put("olga", lesson_edit(homework="№ 5", minutes=40), **LESSONS)
    text = panel(cast, as_("olga"))
    assert "Классу на 25\u00a0ноября по всем предметам: 130 мин, норма до 150" in text
    put("olga", lesson_edit(1, minutes=80), **LESSONS)
    text = panel(cast, as_("olga"))
    assert "170 мин, норма до 150" in text
    assert 'is-amber" data-live="load"' in text


def test_files_are_added_served_and_removed(cast, as_, upload, count_queries):
    files = ("Задачи «А».pdf", pdf()), ("Схема.png", picture()), ("Схема.png", picture(size=(9, 9)))
    assert upload("olga", *files) == {"done": "Файлы добавлены."}
    assert list(LessonFile.objects.values_list("name", flat=True)) == ["Задачи «А».pdf", "Схема.png", "Схема (2).png"]
    first = LessonFile.objects.first()
    for who in ("olga", "irina", "deputy"):
        assert "Схема (2).png" in panel(cast, as_(who))
        response = as_(who).get(where(cast, "lesson-file", first.pk))
        assert response.content == pdf()
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%D0%97")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert as_("stranger").get(where(cast, "lesson-file", first.pk)).status_code == 404
    other = reverse("lesson-file", args=[cast.courses["russian"].pk, cast.lessons["russian"].pk, first.pk])
    assert as_("irina").get(other).status_code == 404, "the file of another lesson"
    assert as_("irina").post(where(cast, "remove-lesson-file", first.pk)).status_code == 404
    response = as_("olga").post(where(cast, "remove-lesson-file", first.pk), {"period": "year"})
    assert response["Location"].endswith(f"?period=year&lesson={cast.lessons['algebra'].pk}")
    assert not LessonFile.objects.filter(pk=first.pk).exists()
    assert [one.action for one in history_of(cast.lessons["algebra"])][-1] == "journal.remove_file"
    assert verify() == []


def test_the_same_file_again_is_nothing_new(cast, upload):
    for _ in range(2):
        upload("olga", ("Схема.png", picture()), ("Схема.png", picture()))
    upload("olga", ("Чертёж.png", picture()), ("Схема.png", picture()))
    assert list(LessonFile.objects.values_list("name", flat=True)) == ["Схема.png", "Чертёж.png"]
    assert [one.action for one in history_of(cast.lessons["algebra"])] == ["journal.add_file"] * 2


def test_nothing_of_a_refused_upload_is_kept(cast, upload, as_, settings):
    found = upload("olga", ("хорошо.txt", b"1"), ("вирус.exe", b"MZ"), ("рисунок.svg", b"<svg/>"), status=422)
    assert "«вирус.exe»" in found["error"]
    assert "«рисунок.svg»" in found["error"]
    assert "Выберите файлы" in upload("olga", status=422)["error"]
    assert "до 10 файлов" in upload("olga", *[(f"{i}.txt", b"%d" % i) for i in range(11)], status=422)["error"]
    assert "больше 10 МБ" in upload("olga", ("б.pdf", b"%PDF-" + b"0" * 10 * 1024 * 1024), status=422)["error"]
    assert not LessonFile.objects.exists()
    assert not Change.objects.exists()
    plain = as_("olga").post(
        where(cast, "lesson-files"), {"files": SimpleUploadedFile("x.svg", b"<svg/>")}, follow=True
    )
    assert "«x.svg»: такие файлы не принимаются" in said(plain)
    settings.UPLOAD_MAX_BYTES = 100
    assert "по одному" in upload("olga", ("большой.txt", b"1" * 200), status=422)["error"]


def test_names_are_labels_only(cast, upload):
    upload("olga", ("../../etc/passwd.txt", b"1"), ("а\u202eтекст.docx", office()))
    assert list(LessonFile.objects.values_list("name", flat=True)) == ["passwd.txt", "атекст.docx"]


def test_a_cancelled_lesson_takes_neither_files_nor_tasks(cast, upload, as_):
    lesson = cast.lessons["algebra"]
    lesson.state = LessonState.CANCELLED
    lesson.save()
    assert "снят" in upload("olga", ("а.txt", b"1"), status=422)["error"]
    body = {"pupil": cast.pupils["petya"].pk, "text": "№ 1"}
    assert as_("olga").post(where(cast, "lesson-tasks"), body, headers=JSON).status_code == 422
    assert not PersonalTask.objects.exists()


def test_a_closed_period_takes_neither_files_nor_tasks(cast, upload, as_):
    upload("olga", ("а.txt", b"1"))
    PeriodLock.objects.create(period=Period.objects.get(kind="trimester", number=1), closed_at="2026-11-23T07:00Z")
    assert "закрыт" in upload("olga", ("б.txt", b"2"), status=422)["error"]
    removed = as_("olga").post(where(cast, "remove-lesson-file", LessonFile.objects.get().pk), headers=JSON)
    assert (removed.status_code, LessonFile.objects.count()) == (422, 1)
    body = {"pupil": cast.pupils["petya"].pk, "text": "№ 1"}
    assert as_("olga").post(where(cast, "lesson-tasks"), body, headers=JSON).status_code == 422


def test_personal_tasks(cast, as_):
    client, petya, masha = as_("olga"), cast.pupils["petya"], cast.pupils["masha"]
    address = where(cast, "lesson-tasks")
    foreign = {"pupil": [cast.pupils["other"].pk], "text": "№ 1"}
    assert "Отметьте" in client.post(address, foreign, headers=JSON).json()["error"]
    assert "Напишите" in client.post(address, {"pupil": petya.pk, "text": " "}, headers=JSON).json()["error"]
    english = {"pupil": petya.pk, "text": "Read the text"}
    assert "на русском языке" in client.post(address, english, headers=JSON).json()["error"]
    body = {"pupil": [petya.pk, masha.pk], "text": "  Доклад \r\n о дробях "}
    assert client.post(address, body, headers=JSON).status_code == 200
    assert list(PersonalTask.objects.values_list("text", flat=True)) == ["Доклад\nо дробях"] * 2
    assert "уже есть" in client.post(address, body, headers=JSON).json()["error"]
    task = PersonalTask.objects.get(pupil=petya)
    one = where(cast, "lesson-task", task.pk)
    stale = client.post(one, {"text": "Новое", "shown": "Иное"}, headers=JSON).json()
    assert "Сейчас в нём: «Доклад" in stale["error"]
    assert client.post(one, {"text": "Новое", "shown": "Доклад\r\nо дробях"}, headers=JSON).status_code == 200
    assert "Новое" in panel(cast, client)
    assert "Новое" in panel(cast, as_("irina"))
    assert as_("irina").post(one, {"text": "", "shown": "Новое"}).status_code == 404
    assert client.post(one, {"remove": "1", "shown": "Новое"}, follow=True).status_code == 200
    assert "Новое" not in panel(cast, client)
    assert client.post(address, {"pupil": petya.pk, "text": "Снова"}, headers=JSON).status_code == 200
    assert len(history_of(task)) == 4
    text = said(as_("deputy").get(reverse("journal-history", args=[cast.courses["algebra"].pk])))
    assert "Зайцев Пётр" in text
    assert "отдельное задание" in text
    assert verify() == []


@pytest.fixture
def parallel_course(cast):
    """Алгебра of 8В, taught by Ольга too."""
    mine = cast.courses["algebra"]
    course = Course.objects.create(year=cast.year, subject=mine.subject, class_names="8В", sort_key=mine.sort_key + "1")
    course.classes.add(*mine.classes.all())
    CourseTeacher.objects.create(course=course, staff=cast.staff["olga"], starts_on=START)
    cast.courses["parallel"] = course
    return course


def test_taken_from_the_parallel(cast, as_, lesson, parallel_course, upload, count_queries):
    client = as_("olga")
    like = lesson(TODAY - timedelta(days=1), course="parallel", topic="Дроби")
    Homework.objects.create(lesson=like, text="№ 77", minutes=25)
    stored = StoredFile.objects.create(sha256="0" * 64, size=5, media_type="text/plain", stored_at="2026-11-23T07:00Z")
    LessonFile.objects.create(lesson=like, file=stored, name="слова.txt")
    lesson(TODAY, course="parallel", number=6)  # nothing to take
    secret = lesson(TODAY, course="foreign", number=6, topic="Чужая тема")
    text = said(client.get(where(cast, "lesson-parallel")))
    assert "8В · Алгебра, пн, 23 ноября" in text.replace("\u00a0", " ")
    assert "№ 77 (25 мин)" in text
    assert "Чужая" not in text
    with count_queries() as queries:
        part = client.get(where(cast, "lesson-parallel") + "?part=1").content.decode()
    assert part.lstrip().startswith("<ul")
    assert len(queries()) <= 7, "\n".join(queries())
    address = where(cast, "take-lesson-files")
    assert client.post(address, {"from": secret.pk}, headers=JSON).status_code == 422
    for _ in range(2):  # those it has already are left out
        assert client.post(address, {"from": like.pk}, headers=JSON).status_code == 200
        assert list(cast.lessons["algebra"].files.values_list("name", "file_id")) == [("слова.txt", stored.pk)]


def test_only_own_journals_of_the_grade_level_are_offered(cast, as_, lesson, parallel_course):
    lesson(TODAY, course="parallel", topic="Дроби")
    assert "Дроби" in said(as_("olga").get(where(cast, "lesson-parallel")))
    CourseTeacher.objects.filter(course=parallel_course).update(staff=cast.staff["irina"])
    assert "ничего не записано" in said(as_("olga").get(where(cast, "lesson-parallel")))


def test_the_panel_costs_the_same_with_everything_in_it(cast, as_, upload, put, lesson_edit, lesson, count_queries):
    client = as_("olga")
    for number in range(6, 12):
        lesson(TODAY + timedelta(days=number), number=number)
    upload("olga", ("а.txt", b"1"), ("б.txt", b"2"))
    put("olga", lesson_edit(homework="№ 5", minutes=20), **LESSONS)
    for pupil in ("petya", "masha"):
        PersonalTask.objects.create(lesson=cast.lessons["algebra"], pupil=cast.pupils[pupil], text="№ 1")
    with count_queries() as queries:
        panel(cast, client)
    assert len(queries()) <= 10, "\n".join(queries())
