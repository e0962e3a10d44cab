"""When two records become one, the ids of other systems follow: the next import finds the one that stays."""

from django.db.models import Model

from parta.ops.models import ExternalId


def follow(gone: Model, kept: Model) -> None:
    kind = str(gone._meta.model_name)  # "pupil", "guardian": as ExternalId has them
    ExternalId.objects.filter(kind=kind, object_id=gone.pk).update(object_id=kept.pk)
