"""Every address of the product. Each app lists its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("parta.accounts.urls")),
    path("", include("parta.notices.urls")),
    path("", include("parta.school.urls")),
    path("", include("parta.people.urls_access")),
    path("", include("parta.people.card_urls")),
    path("", include("parta.people.urls_pairs")),
    path("", include("parta.teaching.urls")),
    path("", include("parta.teaching.board_urls")),
    path("", include("parta.journal.urls")),
    path("", include("parta.diary.urls")),
    path("", include("parta.today.urls")),
    path("", include("parta.reports.urls")),
    path("", include("parta.ops.urls")),
]

handler400 = "parta.core.errors.bad_request"
handler403 = "parta.core.errors.forbidden"
handler404 = "parta.core.errors.not_found"
handler500 = "parta.core.errors.server_error"
