"""No table may be forgotten: each that points to a person is erased or named as one that stays."""

from django.apps import apps
from django.db.models import Model

from parta.ops.erasure.tables import BY_NUMBER, CATEGORIES, KEPT, pointing
from parta.people.models import Person

# Tables that say nothing of a pupil or a guardian, or only a number of a user who wrote.
NOT_ABOUT_FAMILIES = {
    "accounts.Throttle": "keyed hashes",
    "audit.Head": "the end of the chain",
    "files.StoredFile": "goes with the last row that refers to it",
    "people.ConsentText": "wording",
    "people.DestructionAct": "numbers; names of those who erased",
    "people.Homeroom": "staff",
    "people.PaperPupil": "a count",
    "people.StaffMember": "staff",
    "people.StaffRole": "staff",
    "people.Withdrawal": "its `sealed` and `papers` are emptied",
    "ops.ImportRun": "counts",
    "ops.RolloverDraft": "numbers of pupils and classes",
    "ops.ImportMapping": "headings of a file",
}
SCHOOL = {"school", "teaching", "journal"}  # the rest of these apps is about classes, journals and staff


def reached() -> set[type[Model]]:
    """Tables that go with a person."""
    found: set[type[Model]] = set()
    queue: list[type[Model]] = [Person, Person._meta.get_field("user").related_model]  # type: ignore[list-item]
    while queue:
        model = queue.pop()
        if model not in found:
            found.add(model)
            queue += [other for other, _ in pointing(model)]
    return found


def test_what_goes_with_a_person_has_words_in_the_act():
    missing = sorted({model._meta.label for model in reached()} - CATEGORIES.keys())
    assert missing == [], (
        "name them in parta.ops.erasure.tables.CATEGORIES, or their foreign keys in KEPT with a reason"
    )


def test_no_name_is_left_over():
    labels = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert sorted(CATEGORIES.keys() - labels) == []
    fields = {f"{model._meta.label}.{field.name}" for model in apps.get_models() for field in model._meta.fields}
    assert sorted(KEPT.keys() - fields) == []


def test_every_other_table_is_decided():
    """A new table of people, accounts and the like: does it hold anything of a family?"""
    gone = {model._meta.label for model in reached()}
    known = gone | NOT_ABOUT_FAMILIES.keys() | BY_NUMBER.keys()
    ours = [model for model in apps.get_models() if model.__module__.startswith("parta.")]
    undecided = [one._meta.label for one in ours if one._meta.label not in known and one._meta.app_label not in SCHOOL]
    assert undecided == []


def test_tables_with_objects_by_number_are_decided():
    """(model, object_id) is no foreign key: nothing but this list leads there."""
    found = [
        model._meta.label
        for model in apps.get_models()
        if any(field.name in {"object_id", "person_id_was"} for field in model._meta.fields)
    ]
    assert sorted(set(found) - BY_NUMBER.keys() - {"people.Withdrawal"}) == []
