from collections.abc import Callable

import pytest

from parta.people.models import Person
from tests.cast import Cast


@pytest.fixture
def newcomers(cast: Cast) -> Callable[..., None]:
    """`newcomers("olga", "petya")`: these have no account yet, as after an import."""

    def without_accounts(*keys: str) -> None:
        Person.objects.filter(user__in=[cast.users[key] for key in keys]).update(user=None)

    return without_accounts


@pytest.fixture
def person(cast: Cast) -> Callable[[str], Person]:
    """Somebody of the cast, found even when the account is gone."""
    people = {key: user.person.pk for key, user in cast.users.items()}
    return lambda key: Person.objects.get(pk=people[key])
