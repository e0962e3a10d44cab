"""Finds accounts for Django: by login and password at sign-in, by session afterwards, with the person behind."""

from datetime import date
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from parta.accounts.factor.queries import has_factor
from parta.accounts.models import User, normal_login
from parta.core.prepared import prepared
from parta.notices.queries import unread_number
from parta.people.models import ClassMember
from parta.school.models import School


def accounts() -> QuerySet[User]:
    """Accounts that may sign in, each with its person, the school's name and time zone, the number of unread notices,
    a pupil's last day in a class, whether there is a second step: one query for all of it."""
    school = School.objects.order_by()
    member = ClassMember.objects.filter(pupil__person__user=OuterRef("pk"))
    until = member.annotate(until=Coalesce(F("ends_on"), Value(date.max))).order_by("-until").values("until")[:1]
    return (
        User.objects.filter(is_active=True)
        .select_related("person__staff_member", "person__pupil", "person__guardian")
        .annotate(
            zone=school.values("timezone")[:1],
            school_name=school.values("short_name")[:1],
            class_until=until,
            unread=Subquery(unread_number()),
            has_factor=has_factor(),
        )
    )


@prepared(pk=BigIntegerField())
def _account(pk: Any) -> QuerySet[User]:
    return accounts().filter(pk=pk)


class SchoolBackend(BaseBackend):
    def authenticate(
        self, request: HttpRequest | None, login: str = "", password: str = "", **kwargs: Any
    ) -> User | None:
        user = accounts().filter(login=normal_login(login)).first()
        if user is None:
            User().set_password(password)  # the same work for an unknown login: no telling by time
            return None
        return user if user.check_password(password) else None

    def get_user(self, user_id: int) -> User | None:
        return next(iter(_account(pk=user_id)), None)
