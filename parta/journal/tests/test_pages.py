"""The journal page, the list of journals, the panel and its plain form."""

from datetime import date, timedelta

import pytest
from django.template.backends.jinja2 import Template
from django.urls import reverse

from parta.journal.models import Cell, Homework, Work, WorkKind
from parta.people.models import ClassMember
from parta.school.models import AcademicYear, SchoolClass, SchoolPolicy
from parta.teaching.models import Course, CourseMember, CourseTeacher, Lesson, LessonState, Slot
from tests.cast import START, TODAY, make_pupil


def journal(cast, key: str = "algebra", **query: object) -> str:
    address = reverse("journal", args=[cast.courses[key].pk])
    return address + "?" + "&".join(f"{name}={value}" for name, value in query.items())


@pytest.fixture
def shown(monkeypatch):
    """What the pages were rendered with, the last at the end: Django notes that for its own templates only."""
    contexts: list[dict] = []
    render = Template.render

    def noting(self, context=None, request=None):
        contexts.append(context or {})
        return render(self, context, request)

    monkeypatch.setattr(Template, "render", noting)
    return contexts


@pytest.fixture
def page(cast, as_, shown):
    """`page("olga", …)`: what the journal page shows."""

    def open_page(who: str, key: str = "algebra", **query: object):
        response = as_(who).get(journal(cast, key, **query))
        assert response.status_code == 200
        return shown[-1] | {"body": response.content.decode()}

    return open_page


@pytest.mark.parametrize(("who", "writes"), [("olga", True), ("irina", False), ("deputy", False), ("director", False)])
def test_readers_and_writers(cast, page, who, writes):
    found = page(who)
    grid, panel = found["grid"], found["panel"]
    assert (grid.writable, panel.writable) == (writes, writes)
    assert "Ёжикова" in found["body"]
    assert ('name="topic"' in found["body"]) is writes


@pytest.mark.parametrize(
    ("who", "status"), [("stranger", 404), ("responsible", 404), ("former", 403), ("petya", 403), ("anna", 403)]
)
def test_others_have_no_access(cast, as_, who, status):
    assert as_(who).get(journal(cast)).status_code == status
    panel = reverse("journal-panel", args=[cast.courses["algebra"].pk, cast.lessons["algebra"].pk])
    assert as_(who).get(panel).status_code == status


def test_pupils_stand_by_the_russian_alphabet(cast, page):
    make_pupil(cast, "zhenya", ("Жуков", "Евгений", ""), "8Б")
    make_pupil(cast, "egor", ("Егоров", "Егор", ""), "8Б")
    for key in ("zhenya", "egor"):
        CourseMember.objects.create(course=cast.courses["algebra"], pupil=cast.pupils[key], starts_on=START)
    names = [row.pupil.last_name for row in page("olga")["grid"].rows]
    assert names == ["Егоров", "Ёжикова", "Жуков", "Зайцев"]


def test_illness_is_masked_in_grid_and_panel(cast, page):
    Cell.objects.create(
        lesson=cast.lessons["algebra"], pupil=cast.pupils["petya"], absence="б", updated_at="2026-11-24T06:00:00Z"
    )
    for who, shown in (("olga", "у"), ("irina", "б"), ("director", "б")):
        context = page(who)
        assert [cell.text for row in context["grid"].rows for cell in row.cells if cell.text] == [shown]
        assert context["panel"].absent == (("Зайцев Пётр", shown),)


def test_period_lesson_and_year(cast, page, as_, lesson):
    first, second = cast.year.periods.filter(kind="trimester")[:2]
    winter = lesson(date(2026, 12, 8))
    assert page("olga")["grid"].span.key == str(first.pk), "the current one"
    assert page("olga", period=second.pk)["grid"].columns[0].lesson.pk == winter.pk
    opened = page("olga", lesson=winter.pk)
    assert (opened["grid"].span.key, opened["panel"].lesson.pk) == (str(second.pk), winter.pk)
    assert len(page("olga", period="year")["grid"].columns) == 2
    assert page("olga", lesson=10**30)["panel"].lesson.pk == cast.lessons["algebra"].pk
    half_year = cast.year.periods.filter(kind="half_year").first()
    for period in (half_year.pk, "x", 10**30, -1):
        assert as_("olga").get(journal(cast, period=period)).status_code == 404


def test_column_says_what_is_lacking(cast, page, lesson):
    past = lesson(TODAY - timedelta(days=7))
    gone = lesson(TODAY - timedelta(days=6), state=LessonState.CANCELLED)
    future = lesson(TODAY + timedelta(days=1))
    columns = {column.lesson.pk: column for column in page("olga")["grid"].columns}
    assert columns[past.pk].lacks == "нет переклички, темы и задания"
    assert (columns[gone.pk].lacks, columns[gone.pk].lock[:10]) == ("", "Урок снят,")
    assert (columns[future.pk].when, columns[future.pk].lock[:14]) == ("future", "Урок ещё не на")


def test_journal_without_lessons_and_pupils(cast, page):
    cast.lessons["algebra"].delete()
    CourseMember.objects.filter(course=cast.courses["algebra"]).delete()
    assert page("olga")["panel"] is None


def test_norm_of_marks(cast, page, put, edit):
    course = cast.courses["algebra"]
    Slot.objects.create(course=course, weekday=5, number=9, starts_on=START)
    Course.objects.update(hours_per_week=None)  # the timetable says two
    SchoolPolicy.objects.update(norm_2=4)
    SchoolPolicy.objects.create(starts_on=date(2026, 12, 1), norm_2=9)
    make_pupil(cast, "late", ("Яковлев", "Ян", ""), "8Б")
    CourseMember.objects.create(course=course, pupil=cast.pupils["late"], starts_on=date(2026, 11, 1))
    put("olga", edit("5/5/4"))
    put("olga", edit(".", pupil="masha"))
    found = page("olga")
    sums = {row.pupil.last_name: row.summary for row in found["grid"].rows}
    assert found["grid"].span.norm == 4
    assert [(one.count, one.norm, one.few) for one in sums.values()] == [(0, 4, True), (3, 4, True), (0, 2, True)]
    assert (sums["Зайцев"].border, sums["Ёжикова"].owed) == (False, 1)
    assert ">3/4</td>" in found["body"]
    assert [row.summary.norm for row in page("olga", period="year")["grid"].rows] == [0, 0, 0]


def test_budget_of_the_page(cast, as_, count_queries, big_journal):
    client = as_("olga")
    pk = cast.lessons["algebra"].pk
    with count_queries() as small:
        client.get(journal(cast, lesson=pk))
    assert len(small()) <= 12, "\n".join(small())
    big_journal()
    for query in ({"lesson": pk}, {"period": "year"}):
        with count_queries() as big:
            assert client.get(journal(cast, **query)).status_code == 200
        assert len(big()) <= len(small()), "\n".join(big())
    director = as_("director")
    with count_queries() as read:
        director.get(journal(cast, lesson=pk))
    assert len(read()) <= 12


def test_panel_alone(cast, as_, count_queries):
    address = reverse("journal-panel", args=[cast.courses["algebra"].pk, cast.lessons["algebra"].pk])
    client = as_("olga")
    with count_queries() as queries:
        body = client.get(address, headers={"hx-request": "true"}).content.decode()
    assert len(queries()) <= 12
    assert "Вторник, 24\u00a0ноября" in body
    assert "<html" not in body
    for course, lesson in (("algebra", "foreign"), ("foreign", "algebra")):
        other = reverse("journal-panel", args=[cast.courses[course].pk, cast.lessons[lesson].pk])
        assert client.get(other).status_code == 404
    assert client.get(reverse("journal-panel", args=[cast.courses["algebra"].pk, 10**30])).status_code == 404


class TestPlainForm:
    """The panel without JavaScript."""

    @pytest.fixture
    def submit(self, cast, as_):
        def send(who: str = "olga", **fields: object):
            address = reverse("journal-lesson", args=[cast.courses["algebra"].pk, cast.lessons["algebra"].pk])
            return as_(who).post(address, {"op_id": "form-operation", "base_version": 0, "topic": "Тема"} | fields)

        return send

    def test_saves_and_goes_back_to_the_lesson(self, cast, submit):
        period = cast.year.periods.first().pk
        kind = WorkKind.objects.get(code="КР").pk
        response = submit(homework="№ 5", period=period, work_0=kind, work_1="")
        lesson = cast.lessons["algebra"]
        assert response.status_code == 302
        assert response["Location"] == f"/journal/{lesson.course_id}/?period={period}&lesson={lesson.pk}"
        lesson.refresh_from_db()
        assert (lesson.topic, Homework.objects.get().text, Work.objects.get().kind_id) == ("Тема", "№ 5", kind)

    def test_sent_twice_counts_once(self, cast, submit):
        assert submit().status_code == submit().status_code == 302
        cast.lessons["algebra"].refresh_from_db()
        assert cast.lessons["algebra"].version == 1

    def test_refusal_keeps_what_was_typed(self, cast, submit):
        response = submit(topic="щ" * 501)
        assert response.status_code == 422
        body = response.content.decode()
        assert "тема длиннее 500 знаков" in body
        assert "щ" * 501 in body

    def test_conflict_shows_both(self, cast, submit):
        CourseTeacher.objects.create(course=cast.courses["algebra"], staff=cast.staff["irina"], starts_on=START)
        submit("irina", topic="Её тема")
        response = submit(topic="Моя тема", op_id="other-operation")
        body = response.content.decode()
        assert response.status_code == 409
        assert "Орлова" in body
        assert "Её тема" in body
        assert "Моя тема" in body
        assert 'name="base_version" value="1"' in body

    @pytest.mark.parametrize("fields", [{"op_id": ""}, {"base_version": "x"}, {"work_0": "x"}, {"topic": "\x00"}])
    def test_garbage(self, cast, submit, fields):
        assert submit(**fields).status_code == 400

    def test_readers_can_not(self, cast, submit):
        assert submit("irina").status_code == 404
        assert submit("director").status_code == 404
        assert submit("anna").status_code == 403


@pytest.fixture
def shelf(cast, as_, shown):
    def open_list(who: str, **query: object):
        assert as_(who).get(reverse("journals"), query).status_code == 200
        return shown[-1]["shelf"]

    return open_list


def test_list_own_first_then_by_class(cast, shelf):
    assert [line.full_title for line in shelf("olga").own] == ["8Б · Алгебра"]
    assert shelf("olga").groups == ()
    irina = shelf("irina")
    assert [line.title for line in irina.own] == ["Русский язык"]
    assert [(group.title, [line.title for line in group.lines]) for group in irina.groups] == [("8Б", ["Алгебра"])]
    assert irina.groups[0].lines[0].teachers == ("Соколова\u00a0О.\u00a0В.",)
    assert irina.groups[0].lines[0].pupils == 2
    director = shelf("director")
    assert [group.title for group in director.groups] == ["7А", "8Б"]
    assert [one.title for one in director.classes] == ["7\u00a0«А»", "8\u00a0«Б»"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "алг"}, ["Алгебра"]),
        ({"q": "8б РУССКИЙ"}, ["Русский язык"]),
        ({"q": "чужова"}, ["Физика"]),
        ({"q": "<b>"}, []),
        ({"class": "x"}, ["Физика", "Алгебра", "Русский язык"]),
        ({"class": "9" * 30}, ["Физика", "Алгебра", "Русский язык"]),
    ],
)
def test_list_is_searched(cast, shelf, query, found):
    assert [line.title for group in shelf("director", **query).groups for line in group.lines] == found


def test_list_of_one_class(cast, shelf):
    of_class = {"class": cast.classes["7А"].pk}
    found = shelf("deputy", **of_class)
    assert [group.title for group in found.groups] == ["7А"]
    assert found.class_id == cast.classes["7А"].pk
    assert shelf("irina", **of_class).class_id is None, "a class the caller doesn't read is no filter"


def test_list_before_the_first_year(cast, shelf, as_):
    CourseTeacher.objects.all().delete()
    for model in (Lesson, CourseMember, Slot, Course, ClassMember, SchoolClass, AcademicYear):
        model.objects.all().delete()
    assert shelf("director").own == ()


def test_budget_of_the_list(cast, as_, count_queries):
    for who in ("olga", "irina", "director"):
        client = as_(who)
        with count_queries() as queries:
            assert client.get(reverse("journals")).status_code == 200
        assert len(queries()) <= 12


@pytest.mark.parametrize(
    ("who", "address"),
    [("olga", "journal"), ("irina", "journals"), ("director", "journals"), ("secretary", ""), ("anna", "")],
)
def test_menu(cast, as_, who, address):
    body = as_(who).get(reverse("today"), follow=True).content.decode()
    link = journal(cast).removesuffix("?") if address == "journal" else reverse("journals")
    assert (f'href="{link}"' in body) is bool(address)


def test_switch_offers_own_journals_and_those_of_the_class(cast, page):
    assert [one.title for one in page("olga")["choices"]] == ["8Б · Алгебра"]
    assert [one.title for one in page("irina")["choices"]] == ["8Б · Алгебра", "8Б · Русский язык"]
    director = page("director")["choices"]
    assert [one.title for one in director] == ["8Б · Алгебра", "8Б · Русский язык"]
