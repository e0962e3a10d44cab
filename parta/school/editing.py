"""Forms and pages that edit one row: dates by calendar pickers, clashes of two editors, refusals in words."""

import json
from collections.abc import Callable
from copy import copy
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from parta.accounts.models import User
from parta.audit.chain import history_of
from parta.core.actor import Actor
from parta.core.roles import Role
from parta.school.changes import add, change
from parta.school.refusals import Refused

RULES = {
    "EDIT-01": "Если двое правят одну карточку, поля, которых второй не трогал, остаются за первым; "
    "об остальных второму показаны оба значения, и молча не теряется ни одно.",
}

# Who runs what of the section «Школа».
MANAGERS = (Role.DIRECTOR, Role.DEPUTY)
REGISTRARS = (*MANAGERS, Role.SECRETARY)  # people, classes, members
SCHEDULERS = (*MANAGERS, Role.SCHEDULER)  # bells, timetable, journals

SAME_TIME = "Кто-то в ту же минуту записал то же самое. Откройте страницу заново и проверьте."


def native_pickers(fields: dict[str, forms.Field]) -> None:
    """The browser's own date and time pickers; they take and give ISO values only."""
    for field in fields.values():
        if isinstance(field, forms.DateField):
            field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        elif isinstance(field, forms.TimeField):
            field.widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class PlainForm(forms.Form):
    """A form that is not about one row."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        native_pickers(self.fields)


class EditForm(forms.ModelForm):
    """A form of one row. It remembers the values it was opened with (field `was`) and notices what others changed."""

    was = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, instance: Model, **kwargs: Any):
        self.original = instance  # stays as it is in the database: the form works on a copy
        super().__init__(data, instance=copy(instance), **kwargs)
        native_pickers(self.fields)
        self.clashes: list[str] = []
        self.initial["was"] = json.dumps(self._standing(), ensure_ascii=False)

    def _standing(self) -> dict[str, str]:
        return {name: _mark(self.get_initial_for_field(self.fields[name], name)) for name in self._own()}

    def _own(self) -> list[str]:
        return [name for name in self.fields if name != "was" and name in self.initial]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.original.pk is not None:
            self._meet_others(data)
        return data

    def _meet_others(self, data: dict[str, Any]) -> None:
        """EDIT-01."""
        opened = _parsed(data.get("was", ""))
        for name, now in self._standing().items():
            before, mine = opened.get(name, now), _mark(data.get(name))
            if before == now or mine == now or name not in data:
                continue
            if mine == before:
                data[name] = self.fields[name].clean(self.get_initial_for_field(self.fields[name], name))
            else:
                self.clashes.append(self._clash(name, now, mine))
        if self.clashes:
            self.data = self.data.copy()  # saving once more is then a decision
            self.data[self.add_prefix("was")] = json.dumps(self._standing(), ensure_ascii=False)
            self.add_error(None, f"{last_editor(self.original)} Ваши значения ещё не записаны.")

    def _clash(self, name: str, now: str, mine: str) -> str:
        field = self.fields[name]
        return f"{field.label}: сейчас «{_shown(field, now)}», у вас «{_shown(field, mine)}»"

    def values(self) -> dict[str, Any]:
        """What the form says of the columns of the row."""
        columns = {field.name for field in self.original._meta.concrete_fields}
        return {name: value for name, value in self.cleaned_data.items() if name in columns}

    def write(self, action: str, *, by: Actor, at: datetime, **extra: Any) -> Any:
        """Make or change the row, with its history. `extra`: columns the form does not show."""
        values = self.values() | extra
        if self.original.pk is not None:
            change(self.original, values, action, by=by, at=at)
        else:
            for name, value in values.items():
                setattr(self.original, name, value)
            add(self.original, action, by=by, at=at)
        return self.original


def _mark(value: Any) -> str:
    if isinstance(value, Model):
        return str(value.pk)
    if value is None or value is False:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _parsed(text: str) -> dict[str, str]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}


def _shown(field: forms.Field, mark: str) -> str:
    """A marked value in the words of the page."""
    if isinstance(field, forms.BooleanField):
        return "да" if mark else "нет"
    if isinstance(field, forms.DateField) and mark:
        return f"{date.fromisoformat(mark):%d.%m.%Y}"
    if isinstance(field, (forms.ChoiceField, forms.ModelChoiceField)):
        return next((str(title) for value, title in field.choices if str(value) == mark), mark)
    return mark or "пусто"


def last_editor(obj: Model) -> str:
    """«Пока вы правили, запись изменил другой человек: Белова Т. И.»"""
    last = history_of(obj).last()
    user = User.objects.filter(pk=last.actor).select_related("person").first() if last else None
    person = getattr(user, "person", None)
    who = f": {person.short_name}" if person else ""
    return f"Пока вы правили, запись изменил кто-то ещё{who}."


Save = Callable[[Any], str | None]


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    save: Save,
    *,
    title: str,
    back: str,
    remove: Callable[[], None] | None = None,
    saved: str = "Сохранено.",
    template: str = "core/edit.html",
    **context: Any,
) -> HttpResponse:
    """Show a form, or do what was sent with it. `save(form)` gives the address to go to, None = `back`."""
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
            messages.success(request, saved)
            return redirect(target or back)
    context |= {"form": form, "title": title, "back": back, "can_remove": remove is not None, "section": "school"}
    return render(request, template, context, status=422 if form.errors else 200)


def _remove(request: HttpRequest, remove: Callable[[], None], back: str) -> HttpResponse:
    try:
        remove()
    except Refused as refusal:
        messages.error(request, refusal.text)
        return redirect(request.path)
    messages.success(request, "Удалено.")
    return redirect(back)


def sent(request: HttpRequest) -> Any:
    """What a form is bound to: the posted data, or nothing."""
    return request.POST if request.method == "POST" else None


def actor_of(request: HttpRequest) -> Actor:
    """The caller of a view whose audience is never public."""
    actor: Actor | None = request.actor
    if actor is None:
        raise PermissionDenied
    return actor
