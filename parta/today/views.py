"""The start page: a teacher's day, the school's day, or where to go instead."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from parta.core import dates, errors
from parta.core.actor import Actor
from parta.core.asked import date_of, number_of
from parta.core.audience import SIGNED_IN, audience
from parta.core.http import Request
from parta.core.registry import menu_of
from parta.core.roles import ROLE_TITLES, Role
from parta.diary import access as diary
from parta.journal.finals import overview
from parta.journal.periods import unlock_rows
from parta.notices.queries import unread_lines
from parta.people import approval_queries, withdrawals
from parta.teaching import division_queries
from parta.today import class_news, own, state, words

WRONG_DAY = (
    "День не найден",
    "В адресе день пишется так: ?day=2026-11-23. Исправьте дату или откройте «Сегодня» заново.",
)

# What each section is for, by the menu's name of it.
WHAT_FOR = {
    "boards": "Кто, где и когда ведёт уроки: класс, учитель, кабинет, вся школа",
    "substitutions": "Кто отсутствует и кто даёт их уроки",
    "import": "Загрузить списки сотрудников, классов, учеников и родителей, сначала с проверкой",
    "school": "Учебный год, классы, предметы, звонки, расписание, люди",
    "approvals": "Чего один человек сделать не может: один просит, другой решает",
    "access": "Выдать коды для входа",
    "my-class": "Ученики и родители вашего класса",
    "diary": "Дневник вашего ребёнка",
    "averages": "Отметки вашего ребёнка по предметам",
}


@require_safe
@audience(SIGNED_IN)
def today(request: Request) -> HttpResponse:
    actor = request.actor
    if actor.is_staff:
        return staff_day(request, actor)
    return redirect("diary", diary.first_pupil_id(actor))


def staff_day(request: Request, actor: Actor) -> HttpResponse:
    day = chosen_day(request.GET.get("day", ""), actor.on)
    if day is None:
        return errors.page(request, 400, WRONG_DAY)
    teaches = Role.TEACHER in actor.roles or bool(actor.course_ids)
    context = {
        "section": "today",
        "day": day,
        "day_title": words.day_title(day),
        "today": actor.on,
        "previous": day - timedelta(days=1),
        "next": day + timedelta(days=1),
        "own": own.own_day(actor, day, dates.school_now(actor.zone)) if teaches else None,
        "state": state.school_day(day, actor.on, chosen_first(request)) if actor.is_administration else None,
        "unlocks": unlock_rows(actor, dates.now()) if actor.has(Role.DIRECTOR) else [],
        "class_news": class_news.news(actor),
        "notices": unread_lines(actor, request.user.unread),
        "withdrawals": withdrawals.due(actor),
        "pairs": approval_queries.waiting_for(actor, dates.now()),
        "finals": overview.waiting(actor),
        "divisions": division_queries.waiting(actor),
        "places": [item for item in menu_of(actor) if item.section != "today"],
        "what_for": WHAT_FOR,
        "roles": ", ".join(ROLE_TITLES[role] for role in Role if role in actor.roles),
    }
    return render(request, "today/today.html", context)


def chosen_day(given: str, on: date) -> date | None:
    """The day asked for, today by default; None when there is no such date."""
    return date_of(given) if given else on


def chosen_first(request: Request) -> int:
    """From which teacher on the list goes."""
    return number_of(request.GET.get("from", "")) or 0
