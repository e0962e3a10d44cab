"""Files of a lesson, tasks of single pupils, copying from the parallel class. Each form works without JavaScript."""

import secrets
from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from parta.core import dates
from parta.core.asked import number_of
from parta.core.audience import STAFF, audience, wants_json
from parta.core.http import Request
from parta.core.uploads import too_big
from parta.files.actions import Checked, check
from parta.files.rules.uploads import BIGGEST, FileRefused, clean_name, size_refusal
from parta.files.serving import download
from parta.journal import access, grid, parallel
from parta.journal.actions import homework as actions
from parta.journal.rules.homework import HomeworkRefused
from parta.journal.views.pages import course_of
from parta.teaching.models import Lesson

NO_FILES = "Выберите файлы."
NO_SOURCE = "Такого урока в параллельных классах у вас нет. Обновите страницу."
TOO_BIG = "Всё вместе слишком велико. Добавьте файлы по одному."


@require_safe
@audience(STAFF)
def file(request: Request, course_id: int, lesson_id: int, file_id: int) -> HttpResponse:
    found = access.files(request.actor, course_id, lesson_id).filter(pk=file_id).select_related("file").first()
    if found is None:
        raise Http404
    return download(found.file, found.name)


@require_POST
@audience(STAFF)
def add_files(request: Request, course_id: int, lesson_id: int) -> HttpResponse:
    lesson = _writable(request, course_id, lesson_id)

    def write() -> None:
        if too_big(request):
            raise HomeworkRefused(TOO_BIG)
        actions.add_files(lesson, _uploads(request), by=request.actor, at=dates.now())

    return _done(request, lesson, write, "Файлы добавлены.")


@require_POST
@audience(STAFF)
def take_files(request: Request, course_id: int, lesson_id: int) -> HttpResponse:
    lesson = _writable(request, course_id, lesson_id)
    course = course_of(request, course_id)
    source = parallel.sources(request.actor, course).filter(pk=number_of(request.POST.get("from", "")) or 0).first()

    def write() -> None:
        if source is None:
            raise HomeworkRefused(NO_SOURCE)
        actions.take_files(lesson, source, by=request.actor, at=dates.now())

    return _done(request, lesson, write, "Файлы взяты.")


@require_POST
@audience(STAFF)
def remove_file(request: Request, course_id: int, lesson_id: int, file_id: int) -> HttpResponse:
    lesson = _writable(request, course_id, lesson_id)
    return _done(
        request, lesson, lambda: actions.remove_file(lesson, file_id, by=request.actor, at=dates.now()), "Файл убран."
    )


@require_POST
@audience(STAFF)
def add_tasks(request: Request, course_id: int, lesson_id: int) -> HttpResponse:
    lesson = _writable(request, course_id, lesson_id)
    asked = {number_of(one) for one in request.POST.getlist("pupil")}
    members = grid.members_between(request.actor, course_id, lesson.date, lesson.date)
    pupils = sorted(set(members.values_list("pupil_id", flat=True)) & asked)
    text = _text(request.POST.get("text", ""))
    return _done(
        request,
        lesson,
        lambda: actions.add_tasks(lesson, pupils, text, by=request.actor, at=dates.now()),
        "Отдельное задание записано.",
    )


@require_POST
@audience(STAFF)
def change_task(request: Request, course_id: int, lesson_id: int, task_id: int) -> HttpResponse:
    lesson = _writable(request, course_id, lesson_id)
    task = lesson.personal_tasks.filter(pk=task_id).select_related("lesson").first()
    if task is None:
        raise Http404
    text = "" if "remove" in request.POST else _text(request.POST.get("text", ""))
    shown = _text(request.POST.get("shown", ""))
    said = "Отдельное задание изменено." if text else "Отдельное задание убрано."
    return _done(
        request,
        lesson,
        lambda: actions.change_task(task, text, shown, by=request.actor, at=dates.now()),
        said,
    )


@require_safe
@audience(STAFF)
def offers(request: Request, course_id: int, lesson_id: int) -> HttpResponse:
    """What can be copied from the parallel: a part of the panel for scripts, a page without them."""
    lesson = _writable(request, course_id, lesson_id)
    course = course_of(request, course_id)
    context = {
        "section": "journal",
        "course": course,
        "lesson": lesson,
        "offers": parallel.offers(request.actor, course, lesson),
        "period": request.GET.get("period", ""),
        "op_id": secrets.token_hex(8),
    }
    alone = "part" in request.GET
    return render(request, "journal/_parallel.html" if alone else "journal/parallel.html", context)


def _writable(request: Request, course_id: int, lesson_id: int) -> Lesson:
    """The lesson, if the caller writes in it; others don't exist."""
    if not access.may_write_lesson(request.actor, course_id, lesson_id):
        raise Http404
    found = access.lessons(request.actor, course_id).filter(pk=lesson_id).first()
    if found is None:
        raise Http404
    return found


def _uploads(request: Request) -> list[Checked]:
    """The files of the request, all found good; FileRefused names each that isn't."""
    found, problems = [], []
    for upload in request.FILES.getlist("files"):
        name = upload.name or ""
        try:
            if (upload.size or 0) > BIGGEST:
                raise FileRefused(size_refusal(clean_name(name)))
            found.append(check(name, upload.read()))
        except FileRefused as refusal:
            problems.append(str(refusal))
    if problems:
        raise FileRefused(" ".join(problems))
    if not found:
        raise HomeworkRefused(NO_FILES)
    return found


def _done(request: Request, lesson: Lesson, write: Callable[[], None], said: str) -> HttpResponse:
    """Write and answer: JSON for scripts, the journal with a message otherwise."""
    problem = ""
    try:
        write()
    except (HomeworkRefused, FileRefused) as refusal:
        problem = str(refusal)
    if wants_json(request):
        return JsonResponse({"error": problem} if problem else {"done": said}, status=422 if problem else 200)
    (messages.error if problem else messages.success)(request, problem or said)
    query = urlencode({"period": request.POST.get("period", ""), "lesson": lesson.pk})
    return redirect(f"{reverse('journal', args=[lesson.course_id])}?{query}")


def _text(given: str) -> str:
    """As the homework itself: lines without blanks around; no control characters."""
    lines = (line.strip() for line in given.replace("\x00", "").splitlines())
    return "\n".join(lines).strip()
