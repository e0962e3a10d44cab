"""Withdrawals of consent: noting one with a dry run, the thirty days, asking for the erasure [3.2]."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parta.accounts.stepup import step_up
from parta.audit import readings
from parta.core import dates
from parta.core.audience import audience
from parta.core.http import Request, attachment
from parta.core.russian import counted
from parta.ops import access
from parta.ops.erasure import queries, withdrawing
from parta.ops.erasure.forms import ErasureForm, WithdrawalForm
from parta.people.models import Person
from parta.school.editing import form_page, sent
from parta.school.refusals import Refused

NOTED = "Отзыв внесён: доступ закрыт, в Парте этого человека больше не видно. Скачайте отметки и попросите о стирании."


@require_GET
@audience(*access.ERASERS)
def withdrawals(request: Request) -> HttpResponse:
    lines = queries.lines(access.withdrawals(request.actor), request.actor.on)
    return render(request, "ops/withdrawals.html", {"section": "school", "lines": lines})


@require_http_methods(["GET", "POST"])
@audience(*access.ERASERS)
@step_up
def of_pupil(request: Request, pupil_id: int) -> HttpResponse:
    person = get_object_or_404(access.people_to_withdraw(request.actor), pupil=pupil_id)
    return _withdraw(request, person, reverse("pupil-card", args=[pupil_id]))


@require_http_methods(["GET", "POST"])
@audience(*access.ERASERS)
@step_up
def of_guardian(request: Request, guardian_id: int) -> HttpResponse:
    person = get_object_or_404(access.people_to_withdraw(request.actor), guardian=guardian_id)
    return _withdraw(request, person, reverse("guardian-card", args=[guardian_id]))


def _withdraw(request: Request, person: Person, back: str) -> HttpResponse:
    by, at = request.actor, dates.now()
    shown = withdrawing.preview(person, by.on)

    def save(form: Any) -> str:
        data = form.cleaned_data
        row = withdrawing.withdraw(person, data["received_on"], data["channel"], form.chosen(), by=by, at=at)
        return reverse("withdrawal", args=[row.pk])

    return form_page(
        request,
        WithdrawalForm(sent(request), shown=shown, initial={"received_on": by.on}),
        save,
        title=f"Отзыв согласия: {person.name}",
        back=back,
        saved=NOTED,
        submit="Внести отзыв",
        template="ops/withdraw.html",
        shown=shown,
    )


@require_http_methods(["GET", "POST"])
@audience(*access.ERASERS)
@step_up
def withdrawal(request: Request, withdrawal_id: int) -> HttpResponse:
    """The steps to the erasure; a POST is the first one's request for it."""
    by, at = request.actor, dates.now()
    row = get_object_or_404(access.withdrawals(by), pk=withdrawal_id)

    def save(form: Any) -> None:
        withdrawing.ask_erasure(row, form.cleaned_data["reason"], by=by, at=at)

    if request.method == "GET":
        readings.note(by, "card", row)
    page = queries.page(row, by, at)
    return form_page(
        request,
        ErasureForm(sent(request), initial={"reason": "Отзыв согласия, срок 30 дней"}),
        save,
        title=page.line.name or f"Отзыв № {row.pk}",
        back=reverse("withdrawal", args=[withdrawal_id]),
        saved="Просьба о стирании ждёт решения второго человека.",
        template="ops/withdrawal.html",
        page=page,
    )


@require_POST
@audience(*access.ERASERS)
@step_up
def papers(request: Request, withdrawal_id: int) -> HttpResponse:
    row = get_object_or_404(access.withdrawals(request.actor), pk=withdrawal_id)
    try:
        pdf = withdrawing.take_papers(row, by=request.actor, at=dates.now())
    except Refused as refusal:
        messages.error(request, refusal.text)
        return redirect("withdrawal", withdrawal_id)
    readings.note(request.actor, "print", row)
    return attachment(pdf, "application/pdf", "vypiska.pdf")


@require_POST
@audience(*access.ERASERS)
@step_up
def undo(request: Request, withdrawal_id: int) -> HttpResponse:
    row = get_object_or_404(access.withdrawals(request.actor), pk=withdrawal_id)
    try:
        lost = withdrawing.undo(row, by=request.actor, at=dates.now())
    except Refused as refusal:
        messages.error(request, refusal.text)
        return redirect("withdrawal", withdrawal_id)
    left = f" Не вернулось: {counted(lost, 'запись', 'записи', 'записей')}, их журнала или класса уже нет."
    messages.success(request, "Отзыв возвращён: всё снова как было, вход — с прежним паролем." + (left if lost else ""))
    return redirect("withdrawals")
