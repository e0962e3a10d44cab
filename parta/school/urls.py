from django.urls import path

from parta.school.views import calendar, settings, subjects, years

urlpatterns = [
    path("school/about/", settings.about, name="about-school"),
    path("school/subjects/", subjects.subjects, name="subjects"),
    path("school/subjects/new/", subjects.new_subject, name="new-subject"),
    path("school/subjects/<int:subject_id>/", subjects.subject, name="subject"),
    path("school/years/", years.years, name="years"),
    path("school/years/new/", years.new_year, name="new-year"),
    path("school/years/<int:year_id>/", years.year, name="year"),
    path("school/calendar/", calendar.calendar, name="calendar"),
    path("school/calendar/prefill/", calendar.prefill, name="calendar-prefill"),
    path("school/calendar/off/new/", calendar.new_day_off, name="new-day-off"),
    path("school/calendar/off/<int:day_id>/", calendar.day_off, name="day-off"),
    path("school/calendar/working/new/", calendar.new_working_day, name="new-working-day"),
    path("school/calendar/working/<int:day_id>/", calendar.working_day, name="working-day"),
    path("school/bells/", settings.bells, name="bells"),
    path("school/bells/<int:shift>/", settings.bells, name="bells-shift"),
    path("school/bells/<int:shift>/<int:grade_level>/", settings.bells, name="bells-grade"),
    path("school/policies/", settings.policies, name="policies"),
    path("school/policies/new/", settings.new_policy, name="new-policy"),
    path("school/policies/<int:policy_id>/", settings.policy, name="policy"),
]
