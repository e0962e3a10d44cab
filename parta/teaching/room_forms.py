"""The form of a room."""

from typing import Any

from django import forms

from parta.core.russian import search_key
from parta.school.editing import EditForm
from parta.school.models import Room

MOST_PLACES = 2000


class RoomForm(EditForm):
    class Meta:
        model = Room
        fields = ("name", "title", "capacity", "shared")
        labels = {"shared": "В нём идёт несколько уроков сразу, например в спортзале"}
        help_texts = {
            "name": "Так он пишется в расписании: 214, Спортзал. Прошедшие уроки сохранят прежнее имя.",
            "title": "Например, кабинет физики.",
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["capacity"].widget = forms.NumberInput(attrs={"min": 1, "max": MOST_PLACES})

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        same = (one for one in Room.objects.exclude(pk=self.original.pk) if search_key(one.name) == search_key(name))
        if found := next(same, None):
            raise forms.ValidationError(f"Кабинет «{found.name}» уже есть. Откройте его в списке.")
        return name

    def clean_capacity(self) -> int | None:
        places: int | None = self.cleaned_data["capacity"]
        if places is not None and not 1 <= places <= MOST_PLACES:
            raise forms.ValidationError(f"От 1 до {MOST_PLACES} мест, или оставьте пустым.")
        return places
