"""A health consent is a document of its own: the old flag becomes a row."""

from django.db import migrations

_SAME = ("person_id", "given_on", "valid_until", "signer", "basis", "basis_document", "paper_number")
_SAME += ("text_id", "scan_id", "entered_by", "entered_at", "withdrawn_on", "withdrawn_channel")


def split(apps, schema_editor):
    Consent = apps.get_model("people", "Consent")
    held = set(Consent.objects.filter(scope="health").values_list("person_id", "given_on"))
    rows = list(Consent.objects.filter(health=True, scope="journal"))
    Consent.objects.bulk_create(
        [
            Consent(scope="health", **{name: getattr(one, name) for name in _SAME})
            for one in rows
            if (one.person_id, one.given_on) not in held
        ],
        batch_size=500,
    )


def join(apps, schema_editor):
    """Back to the flag, where there is a journal consent of the same day; other rows of health have no place there."""
    Consent = apps.get_model("people", "Consent")
    for one in Consent.objects.filter(scope="health"):
        Consent.objects.filter(person_id=one.person_id, given_on=one.given_on, scope="journal").update(health=True)
    Consent.objects.exclude(scope="journal").delete()


class Migration(migrations.Migration):
    dependencies = [("people", "0004_adults_proposals_and_doubles")]
    operations = [migrations.RunPython(split, join)]
