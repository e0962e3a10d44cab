"""Forms and pages that edit one row: dates by calendar pickers, clashes of two editors, refusals in words."""

import json
from collections.abc import Callable
from copy import copy
from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Model, QuerySet
from django.db.models.fields import BLANK_CHOICE_DASH
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from parta.accounts.models import User
from parta.audit.chain import history_of
from parta.core.actor import Actor
from parta.core.roles import Role
from parta.school.changes import put
from parta.school.refusals import SAME_TIME, Refused

RULES = {
    "EDIT-01": "Если двое правят одну карточку, поля, которых второй не трогал, остаются за первым; "
    "об остальных второму показаны оба значения, и молча не теряется ни одно.",
}

# Who runs what of the section «Школа».
MANAGERS = (Role.DIRECTOR, Role.DEPUTY)
REGISTRARS = (*MANAGERS, Role.SECRETARY)  # people, classes, members
SCHEDULERS = (*MANAGERS, Role.SCHEDULER)  # bells, timetable, journals

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)


def in_order(form: forms.BaseForm) -> None:
    """The dates of a `Dated` row."""
    starts, ends = form.cleaned_data.get("starts_on"), form.cleaned_data.get("ends_on")
    if starts and ends and ends < starts:
        form.add_error("ends_on", f"Последний день раньше первого ({starts:%d.%m.%Y}). Исправьте одну из дат.")


def native_pickers(fields: dict[str, forms.Field]) -> None:
    """The browser's own date and time pickers; they take and give ISO values only. Dates of our time only."""
    for field in fields.values():
        if isinstance(field, forms.DateField):
            field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            if _of_our_time not in field.validators:
                field.validators.append(_of_our_time)
        elif isinstance(field, forms.TimeField):
            field.widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})


def say_nothing_chosen(fields: dict[str, forms.Field]) -> None:
    """Words in place of Django's row of dashes, which a screen reader spells out."""
    dashes = BLANK_CHOICE_DASH[0]
    for field in fields.values():
        if isinstance(field, forms.TypedChoiceField):
            choices: list[Any] = list(field.choices)  # type: ignore[arg-type]
            field.choices = [("", "не указано") if one == dashes else one for one in choices]


def _of_our_time(day: date) -> None:
    """Days near the ends of what a date can hold have no day before or after them to end a row on."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise forms.ValidationError("Проверьте год: такой даты здесь быть не может.")


class MeetsOthers(forms.BaseForm):
    """What a form does about another editor. It remembers the values it was opened with, in the field `was`."""

    alone: tuple[str, ...] = ()  # fields that say nothing of what stands now: «С какого дня»

    def remember(self) -> None:
        """Once all the fields are there."""
        self.clashes: list[str] = []
        self.fields["was"] = forms.Field(required=False, widget=forms.HiddenInput)
        self.initial["was"] = json.dumps(self._standing(), ensure_ascii=False)

    def _standing(self) -> dict[str, str]:
        return {name: _mark(self.get_initial_for_field(self.fields[name], name)) for name in self._own()}

    def _own(self) -> list[str]:
        return [name for name in self.fields if name != "was" and name not in self.alone]

    def meet_others(self, data: dict[str, Any]) -> None:
        """EDIT-01. Puts into `data` what others changed and this editor left alone."""
        opened = _parsed(data.get("was"))
        for name, now in self._standing().items():
            # A field that came after the form was opened was empty for this editor.
            before, mine = opened.get(name, "" if opened else now), _mark(data.get(name))
            if before == now or mine == now or name not in data:
                continue
            if mine == before:
                field = self.fields[name]
                data[name] = field.clean(field.prepare_value(self.get_initial_for_field(field, name)))
            else:
                self.clashes.append(self._clash(name, now, mine))
        if self.clashes:
            standing = json.dumps(self._standing(), ensure_ascii=False)  # saving once more is then a decision
            self.data = cast(QueryDict, self.data).copy()
            self.data[self.add_prefix("was")] = standing
            self.add_error(None, f"{self.last_editor()} Ваши значения ещё не записаны.")

    def _clash(self, name: str, now: str, mine: str) -> str:
        field = self.fields[name]
        return f"{field.label}: сейчас «{_shown(field, now)}», у вас «{_shown(field, mine)}»"

    def last_editor(self) -> str:
        return "Пока вы правили, запись изменил кто-то ещё."


class PlainForm(forms.Form):
    """A form that says what to do, not what stands: nobody else can have changed it meanwhile."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        native_pickers(self.fields)


class SharedForm(MeetsOthers, PlainForm):
    """A form of several rows at once. Its `__init__` makes the fields and then calls `remember()`."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self.meet_others(data)
        return data


class EditForm(MeetsOthers, forms.ModelForm):
    """A form of one row."""

    def __init__(self, data: Any = None, *, instance: Model, **kwargs: Any):
        self.original = instance  # stays as it is in the database: the form works on a copy
        super().__init__(data, instance=copy(instance), **kwargs)
        native_pickers(self.fields)
        say_nothing_chosen(self.fields)
        self.remember()

    def _own(self) -> list[str]:
        return [name for name in super()._own() if name in self.initial]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.original.pk is not None:
            self.meet_others(data)
        return data

    def last_editor(self) -> str:
        return last_editor(self.original)

    def values(self) -> dict[str, Any]:
        """What the form says of the columns of the row."""
        columns = {field.name for field in self.original._meta.concrete_fields}
        return {name: value for name, value in self.cleaned_data.items() if name in columns}

    def write(self, action: str, *, by: Actor, at: datetime, **extra: Any) -> Any:
        """Make or change the row, with its history. `extra`: columns the form does not show."""
        put(self.original, self.values() | extra, action, by=by, at=at)
        return self.original


def _mark(value: Any) -> str:
    """A value as text that two forms can compare; of several values a sorted list."""
    if isinstance(value, (list, tuple, QuerySet)):
        return ",".join(sorted(_mark(one) for one in value))
    if isinstance(value, Model):
        return str(value.pk)
    if value is None or value is False:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _parsed(text: Any) -> dict[str, str]:
    try:
        found = json.loads(str(text or ""))
    except (ValueError, RecursionError):
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}


def _shown(field: forms.Field, mark: str) -> str:
    """A marked value in the words of the page."""
    if isinstance(field, forms.BooleanField):
        return "да" if mark else "нет"
    if isinstance(field, forms.DateField) and mark:
        return f"{date.fromisoformat(mark):%d.%m.%Y}"
    if isinstance(field, forms.TimeField) and mark:
        return mark[:5]
    if isinstance(field, (forms.ChoiceField, forms.ModelChoiceField)):
        several = isinstance(field, (forms.MultipleChoiceField, forms.ModelMultipleChoiceField))
        wanted = mark.split(",") if several else [mark]
        return ", ".join(str(title) for value, title in cast(Any, field.choices) if str(value) in wanted) or "пусто"
    return mark or "пусто"


def last_editor(obj: Model) -> str:
    """«Пока вы правили, запись изменил кто-то ещё: Белова Т. И.»"""
    last = history_of(obj).last()
    user = User.objects.filter(pk=last.actor or 0).select_related("person").first() if last else None
    person = getattr(user, "person", None)
    who = f": {person.short_name}" if person else ""
    return f"Пока вы правили, запись изменил кто-то ещё{who}".rstrip(".") + "."


Save = Callable[[Any], str | None]


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    save: Save,
    *,
    title: str,
    back: str,
    remove: Callable[[], str | None] | None = None,
    saved: str = "Сохранено.",
    template: str = "core/edit.html",
    **context: Any,
) -> HttpResponse:
    """Show a form, or do what was sent with it. `save` and `remove` give the address to go to, None = `back`."""
    if request.method == "POST" and remove and "remove" in request.POST:
        return _remove(request, remove, back)
    if request.method == "POST" and form.is_valid():
        try:
            target = save(form)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.text)
        except IntegrityError:
            form.add_error(None, SAME_TIME)
        else:
            if saved:  # else `save` has said it
                messages.success(request, saved)
            return redirect(target or back)
    context = {"section": "school"} | context
    context |= {"form": form, "title": title, "back": back, "can_remove": remove is not None}
    return render(request, template, context, status=422 if form.errors else 200)


def _remove(request: HttpRequest, remove: Callable[[], str | None], back: str) -> HttpResponse:
    try:
        target = remove()
    except Refused as refusal:
        messages.error(request, refusal.text)
        return redirect(request.path)
    messages.success(request, "Удалено.")
    return redirect(target or back)


def sent(request: HttpRequest) -> Any:
    """What a form is bound to: the posted data, or nothing."""
    return request.POST if request.method == "POST" else None


def actor_of(request: HttpRequest) -> Actor:
    """The caller of a view whose audience is never public."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise PermissionDenied
    return actor
