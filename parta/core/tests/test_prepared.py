"""Prepared queries give what the ORM gives, whatever the values, and make their SQL once."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import BigIntegerField, BooleanField, Case, CharField, DateField, DateTimeField, Value, When

from parta.core.prepared import prepared
from parta.people.models import ClassMember, Person, Pupil, valid_on

pytestmark = pytest.mark.django_db
built = []


@prepared(day=DateField(), pupils=BigIntegerField())
def members(day: Any, pupils: Any, wanted: str) -> Any:
    built.append(wanted)
    found = ClassMember.objects.filter(valid_on(day), pupil__pk__in=pupils).select_related(
        "pupil__person", "school_class"
    )
    return found.annotate(wanted=Value(wanted)).order_by("pk")


@prepared(name=CharField(), since=DateTimeField())
def people(name: Any, since: Any) -> Any:
    newer = Case(When(user__created_at__gte=since, then=True), default=False, output_field=BooleanField())
    first = Person.objects.filter(last_name=name).annotate(newer=newer).values_list("pk", "newer", named=True)
    return first.union(Person.objects.filter(pk=0).annotate(newer=newer).values_list("pk", "newer", named=True))


def test_rows_are_those_of_the_queryset(cast: Any) -> None:
    day, pupils = date(2026, 11, 25), list(Pupil.objects.values_list("pk", flat=True))
    assert len(pupils) > 1
    for chosen in (pupils, pupils[:1], pupils[-1:], set(pupils)):
        found = members(day=day, pupils=chosen, wanted="да")
        plain = ClassMember.objects.filter(valid_on(day), pupil_id__in=chosen).order_by("pk")
        assert found == list(plain)
        assert {one.wanted for one in found} == {"да"}
    assert members(day=day - timedelta(days=9999), pupils=pupils, wanted="да") == []
    assert members(day=day, pupils=[], wanted="да") == []


def test_sql_is_made_once_for_a_shape_and_related_rows_come_along(cast: Any, django_assert_num_queries: Any) -> None:
    pupil = Pupil.objects.values_list("pk", flat=True)[:1].get()
    members(day=date(2026, 11, 25), pupils=[pupil], wanted="раз")
    built.clear()
    with django_assert_num_queries(2):
        for day in (date(2026, 11, 25), date(2026, 11, 26)):
            (one,) = members(day=day, pupils=[pupil], wanted="раз")
            assert one.pupil.person.last_name
            assert one.school_class.name
    assert built == []


def test_values_are_values_and_not_sql(cast: Any) -> None:
    name = "O'Брайен%s; --"
    Person.objects.create(last_name=name, first_name="Анна", sort_key="", search_key="")
    long_ago = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
    (row,) = people(name=name, since=long_ago)
    assert (row.pk, bool(row.newer)) == (Person.objects.get(last_name=name).pk, False)
    assert people(name="Никто", since=long_ago) == []
