from django.urls import path

from parta.people.views import pairs, readings

urlpatterns = [
    path("school/readings/", readings.readings, name="readings"),
    path("approvals/", pairs.pairs, name="approvals"),
    path("approvals/<int:approval_id>/decide/", pairs.decide, name="decide-approval"),
    path("approvals/<int:approval_id>/withdraw/", pairs.withdraw, name="withdraw-approval"),
]
