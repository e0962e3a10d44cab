"""«Школа»: where everything of the school's set-up begins."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from parta.core.asked import number_of
from parta.core.audience import audience
from parta.core.roles import Role
from parta.people.paper_pupils import school_on_paper
from parta.school import access
from parta.school.calendar import year_of
from parta.school.editing import MANAGERS, REGISTRARS, SCHEDULERS, actor_of
from parta.school.models import AcademicYear
from parta.teaching.queries import Counts, counts

SETTERS = (*MANAGERS, Role.SECRETARY, Role.SCHEDULER)


@dataclass(frozen=True)
class Tile:
    title: str
    url: str
    icon: str
    text: str
    who: tuple[Role, ...]
    count: int | None = None


def _tiles(found: Counts) -> list[Tile]:
    return [
        Tile("Сотрудники", reverse("staff"), "people", "Роли, должности, контакты", REGISTRARS, found.staff),
        Tile("Классы", reverse("classes"), "home", "Состав, классные руководители", REGISTRARS, found.classes),
        Tile("Ученики", reverse("pupils"), "pupil", "Найти по фамилии, карточки", REGISTRARS, found.pupils),
        Tile("Сверка анкет", reverse("reviews"), "done", "Кто из классных руководителей просмотрел класс", MANAGERS),
        Tile("Сообщения об анкетах", reverse("card-proposals"), "mail", "Что изменилось у семей", REGISTRARS),
        Tile("Возможные двойники", reverse("doubles"), "merge", "Один человек, записанный дважды", REGISTRARS),
        Tile("Приём", reverse("admission-classes"), "plus", "Согласие родителя, новый ученик", REGISTRARS),
        Tile("Согласия", reverse("consents"), "file", "Кто на что согласен, бланки, сроки", REGISTRARS),
        Tile("Движение", reverse("movements"), "swap", "Прибыли, выбыли, переведены; приказы", REGISTRARS),
        Tile("Отзывы согласий", reverse("withdrawals"), "erase", "Сроки стирания, акты", MANAGERS),
        Tile("Журналы", reverse("courses"), "journal", "Предметы классов, учителя, подгруппы", SETTERS, found.courses),
        Tile("Расписание", reverse("timetable"), "today", "По классам, с любой даты", SCHEDULERS),
        Tile("Кабинеты", reverse("rooms"), "home", "Места, общие залы", SCHEDULERS),
        Tile("Уроки", reverse("lessons"), "flag", "Создать по расписанию", SCHEDULERS),
        Tile("Звонки", reverse("bells"), "alarm", "Начало и конец уроков по сменам", SCHEDULERS),
        Tile("Предметы", reverse("subjects"), "diary", "Названия и оценивание", MANAGERS, found.subjects),
        Tile("Год и периоды", reverse("years"), "finals", "Триместры и полугодия", MANAGERS),
        Tile("Новый год", reverse("rollover"), "right", "Перевод классов в следующий учебный год", MANAGERS),
        Tile("Каникулы и праздники", reverse("calendar"), "calendar", "И рабочие субботы", MANAGERS, found.days_off),
        Tile("Закрытие периодов", reverse("periods"), "lock", "И журналы, открытые на время", MANAGERS),
        Tile("Правила школы", reverse("policies"), "gear", "С датой, с которой действуют", MANAGERS),
        Tile("Решения вдвоём", reverse("approvals"), "merge", "Стирание, выгрузки, администраторы", MANAGERS),
        Tile("Журнал просмотров", reverse("readings"), "eye", "Кто открывал карточки, печатал, выгружал", MANAGERS),
        Tile("Почему видно", reverse("why"), "info", "Кому что открыто и по какому правилу", MANAGERS),
        Tile("О школе", reverse("about-school"), "info", "Название, город, часовой пояс", MANAGERS),
    ]


def asked_year(request: HttpRequest) -> tuple[list[AcademicYear], AcademicYear | None]:
    """Years of the school, and the one asked for by `?year=`; else the present one, in summer the coming one."""
    actor = actor_of(request)
    years = list(access.years(actor))
    asked = number_of(request.GET.get("year", ""))
    return years, next((one for one in years if one.pk == asked), None) or year_of(actor.on)


@require_GET
@audience(*SETTERS)
def school(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    found = counts(actor.on)
    tiles = [tile for tile in _tiles(found) if actor.has(*tile.who)]
    can_make_year = actor.has(*MANAGERS)
    context = {"section": "school", "tiles": tiles, "found": found, "can_make_year": can_make_year}
    context["on_paper"] = school_on_paper(actor)
    return render(request, "teaching/school.html", context)
