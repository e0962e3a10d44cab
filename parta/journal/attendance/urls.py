from django.urls import path

from parta.journal.views import attendance, attendance_reasons, attendance_setup

urlpatterns = [
    path("", attendance.home, name="attendance"),
    path("often/", attendance.often, name="often-absent"),
    path("<int:class_id>/", attendance.day, name="attendance-day"),
    path("<int:class_id>/week/", attendance.week, name="attendance-week"),
    path("<int:class_id>/week/check/", attendance_setup.check, name="attendance-check"),
    path("<int:class_id>/summary/", attendance.summary, name="attendance-summary"),
    path("<int:class_id>/reasons/", attendance_reasons.reasons, name="attendance-reasons"),
    path("<int:class_id>/reasons/new/", attendance_reasons.new_reason, name="new-absence-reason"),
    path("<int:class_id>/reasons/lessons/", attendance_reasons.excuse, name="excuse-from-lessons"),
    path("<int:class_id>/reasons/<int:reason_id>/", attendance_reasons.reason, name="absence-reason"),
    path("<int:class_id>/reasons/<int:reason_id>/undo/", attendance_reasons.undo_reason, name="undo-absence-reason"),
    path("<int:class_id>/reasons/<int:reason_id>/apply/", attendance_reasons.apply_reason, name="apply-absence-reason"),
    path("<int:class_id>/notices/<int:notice_id>/", attendance_reasons.accept_notice, name="accept-absence-notice"),
    path("<int:class_id>/cells/<int:pupil_id>/<int:lesson_id>/", attendance_reasons.cell, name="attendance-cell"),
    path("<int:class_id>/exemptions/new/", attendance_setup.new_exemption, name="new-exemption"),
    path("<int:class_id>/exemptions/<int:exemption_id>/", attendance_setup.exemption, name="exemption"),
]
