from django.urls import include, path

from parta.journal.views import behaviour, former, history, homework, pages, periods, plans, rollcall, writing

_LESSON = "journal/<int:course_id>/lessons/<int:lesson_id>/"

urlpatterns = [
    path("behaviour/", behaviour.notes, name="behaviour"),
    path("behaviour/<int:note_id>/decide/", behaviour.decided, name="behaviour-decide"),
    path(f"{_LESSON}behaviour/", behaviour.write, name="behaviour-write"),
    path("attendance/", include("parta.journal.attendance.urls")),
    path(f"{_LESSON}files/", homework.add_files, name="lesson-files"),
    path(f"{_LESSON}files/take/", homework.take_files, name="take-lesson-files"),
    path(f"{_LESSON}files/<int:file_id>/", homework.file, name="lesson-file"),
    path(f"{_LESSON}files/<int:file_id>/remove/", homework.remove_file, name="remove-lesson-file"),
    path(f"{_LESSON}tasks/", homework.add_tasks, name="lesson-tasks"),
    path(f"{_LESSON}tasks/<int:task_id>/", homework.change_task, name="lesson-task"),
    path(f"{_LESSON}parallel/", homework.offers, name="lesson-parallel"),
    path("journal/", pages.journals, name="journals"),
    path("journal/periods/", periods.periods, name="periods"),
    path("journal/periods/<int:period_id>/close/", periods.close, name="close-period"),
    path("journal/periods/<int:period_id>/reopen/", periods.reopen, name="reopen-period"),
    path("journal/periods/<int:period_id>/unlock/", periods.unlock, name="unlock"),
    path("journal/unlocks/<int:unlock_id>/end/", periods.end_unlock, name="end-unlock"),
    path("journal/<int:course_id>/", pages.journal, name="journal"),
    path("journal/<int:course_id>/lessons/<int:lesson_id>/panel/", pages.panel, name="journal-panel"),
    path("journal/<int:course_id>/cells/", writing.cells, name="journal-cells"),
    path("journal/<int:course_id>/lessons/<int:lesson_id>/", pages.lesson, name="journal-lesson"),
    path("journal/<int:course_id>/lessons/", writing.lessons, name="journal-lessons"),
    path("journal/<int:course_id>/news/", writing.news, name="journal-news"),
    path("journal/<int:course_id>/plan/", plans.plan, name="journal-plan"),
    path("journal/<int:course_id>/plan/new/", plans.new_plan_item, name="new-plan-item"),
    path("journal/<int:course_id>/plan/shift/", plans.shift, name="plan-shift"),
    path("journal/<int:course_id>/plan/copy/", plans.copy, name="plan-copy"),
    path("journal/<int:course_id>/plan/<int:item_id>/", plans.plan_item, name="plan-item"),
    path("journal/<int:course_id>/history/", history.journal_history, name="journal-history"),
    path("journal/<int:course_id>/history/seen/", history.changes_seen, name="journal-changes-seen"),
    path("journal/<int:course_id>/past/", history.journal_past, name="journal-past"),
    path(
        "journal/<int:course_id>/lessons/<int:lesson_id>/pupils/<int:pupil_id>/history/",
        history.cell_history,
        name="journal-cell-history",
    ),
    path("journal/<int:course_id>/lessons/<int:lesson_id>/roll/", rollcall.roll_call, name="roll-call"),
    path("journal/<int:course_id>/lessons/<int:lesson_id>/roll/undo/", rollcall.undo, name="roll-call-undo"),
    path("school/pupils/<int:pupil_id>/marks/", former.pupil_marks, name="pupil-marks"),
    path("school/pupils/<int:pupil_id>/marks/statement/", former.take_statement, name="take-statement"),
    path("school/former-marks/<int:mark_id>/", former.former_mark, name="former-mark"),
]
