import pytest
from django.db import DatabaseError, connection, transaction

from parta.audit.chain import Event, history_of, record, verify
from parta.audit.models import Change, Head
from parta.core import dates
from parta.school.models import School


def write(text: str, **more: object) -> School:
    school, _ = School.objects.get_or_create(pk=1, defaults={"name": "Школа"})
    event = Event("school.rename", school, {"name": "Школа"}, {"name": text}, **more)
    with transaction.atomic():
        record([event], by=None, at=dates.now())
    return school


@pytest.mark.django_db
def test_history_tells_what_changed_and_why():
    school = write("Школа № 14", reason="опечатка")
    row = history_of(school).get()
    assert (row.action, row.actor) == ("school.rename", None)
    assert '"reason":"опечатка"' in row.payload
    assert verify() == []


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE audit_change SET actor = 7", "DELETE FROM audit_change"])
def test_the_database_refuses_to_rewrite_history(statement):
    write("а")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Change.objects.get().actor is None


@pytest.mark.django_db
def test_erasing_what_a_row_tells_keeps_the_chain_sound():
    write("а")
    write("б")
    Change.objects.filter(seq=1).update(payload=None, salt=None)
    assert verify() == []


@pytest.mark.django_db
def test_a_cut_end_is_noticed():
    write("а")
    Head.objects.update(seq=2)
    assert verify() == ["Последняя запись не совпадает с концом цепочки: записи в конце изъяты."]


def test_history_belongs_in_the_transaction_of_its_change(transactional_db):
    school = School.objects.create(pk=1, name="Школа")
    with pytest.raises(RuntimeError, match="transaction"):
        record([Event("school.rename", school)], by=None, at=dates.now())


def test_flush_after_a_committed_history(transactional_db):
    write("а")
    assert Change.objects.count() == 1


def test_triggers_are_back_after_a_flush(transactional_db):
    write("а")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Change.objects.update(actor=5)
