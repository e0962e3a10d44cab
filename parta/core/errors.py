"""Error pages: what happened and what to do, in Russian. JSON for scripts."""

import logging

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from parta.core.audience import wants_json

_WORDS = {
    400: ("Запрос не разобран", "Вернитесь на страницу, откуда пришли, обновите её и повторите."),
    403: (
        "Это вам недоступно",
        "Такой раздел есть, но он не для вашей роли. Если он нужен для работы, обратитесь к завучу.",
    ),
    404: ("Такой страницы нет", "Либо адрес набран с ошибкой, либо то, что вы ищете, вам недоступно."),
    500: (
        "Ошибка на нашей стороне",
        "Записанное раньше цело. Повторите через минуту; если не поможет, скажите ответственному лицу.",
    ),
}
_TOO_MUCH: dict[type[Exception], tuple[str, str]] = {
    TooManyFilesSent: (
        "Слишком много файлов",
        "За один раз столько не принимается. Вернитесь назад и загрузите меньше файлов или один архив ZIP.",
    ),
    TooManyFieldsSent: ("Слишком много полей", "Вернитесь назад и отправьте меньше строк за один раз."),
    RequestDataTooBig: ("Слишком большой запрос", "Вернитесь назад и отправьте меньше текста за один раз."),
}
logger = logging.getLogger("parta.refused")
# What stands in the address of somebody's page.
_PERSONAL = {"pupil_id", "guardian_id", "staff_id", "tie_id", "person_id", "proposal_id"}
CSRF_WORDS = ("Страница устарела", "Обновите страницу и повторите: вы вошли заново или долго её не открывали.")


def page(request: HttpRequest, status: int, words: tuple[str, str] | None = None) -> HttpResponse:
    heading, text = words or _WORDS[status]
    if wants_json(request):
        return JsonResponse({"error": f"{heading}. {text}"}, status=status)
    return render(request, "core/error.html", {"heading": heading, "text": text}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 400, _TOO_MUCH.get(type(exception)))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    _log(request, 403)
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    _log(request, 404)
    return page(request, 404)


def _log(request: HttpRequest, status: int) -> None:
    """A line for every page of a person that was refused: numbers, no name."""
    match = request.resolver_match
    if match is None or not (asked := {name: pk for name, pk in match.kwargs.items() if name in _PERSONAL}):
        return
    actor = getattr(request, "actor", None)
    logger.warning("refused status=%s page=%s user=%s %s", status, match.url_name, actor and actor.user_id, asked)


def server_error(request: HttpRequest) -> HttpResponse:
    return page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, 403, CSRF_WORDS)
