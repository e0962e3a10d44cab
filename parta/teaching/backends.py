"""Finds accounts for Django: by login and password at sign-in, by session afterwards, with the person behind."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.db.models import BigIntegerField, QuerySet, Subquery
from django.http import HttpRequest

from parta.accounts.models import User, normal_login
from parta.core.prepared import prepared
from parta.notices.queries import unread_number
from parta.school.models import School


def accounts() -> QuerySet[User]:
    """Accounts that may sign in, each with its person, the school's name and time zone, the number of unread notices:
    one query for all of it."""
    school = School.objects.order_by()
    return (
        User.objects.filter(is_active=True)
        .select_related("person__staff_member", "person__pupil", "person__guardian")
        .annotate(
            zone=school.values("timezone")[:1],
            school_name=school.values("short_name")[:1],
            unread=Subquery(unread_number()),
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
