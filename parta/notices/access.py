"""Everybody reaches the own notices only."""

from django.db.models import QuerySet

from parta.core.actor import Actor
from parta.notices.models import Notice


def notices(actor: Actor) -> QuerySet[Notice]:
    return Notice.objects.filter(user=actor.user_id)
