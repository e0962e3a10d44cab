from django.urls import path

from parta.teaching.views import classes, courses, movement, overview, timetable

urlpatterns = [
    path("school/", overview.school, name="school"),
    path("school/classes/", classes.classes, name="classes"),
    path("school/classes/new/", classes.new_class, name="new-class"),
    path("school/classes/<int:class_id>/", classes.school_class, name="school-class"),
    path("school/classes/<int:class_id>/edit/", classes.edit_class, name="edit-class"),
    path("school/classes/<int:class_id>/pupils/new/", movement.new_pupil, name="new-pupil"),
    path("school/classes/<int:class_id>/homeroom/", classes.new_homeroom, name="new-homeroom"),
    path("school/homerooms/<int:homeroom_id>/", classes.homeroom, name="homeroom"),
    path("school/pupils/<int:pupil_id>/class/", movement.readmit_pupil, name="readmit-pupil"),
    path("school/members/<int:member_id>/move/", movement.move_pupil, name="move-pupil"),
    path("school/members/<int:member_id>/leave/", movement.leave_class, name="leave-class"),
    path("school/movements/", movement.movements, name="movements"),
    path("school/movements/<int:movement_id>/", movement.movement, name="movement"),
    path("school/courses/", courses.courses, name="courses"),
    path("school/courses/new/", courses.new_course, name="new-course"),
    path("school/courses/<int:course_id>/", courses.course, name="course-setup"),
    path("school/courses/<int:course_id>/teachers/new/", courses.new_teacher, name="new-course-teacher"),
    path("school/course-teachers/<int:teacher_id>/", courses.teacher, name="course-teacher"),
    path("school/courses/<int:course_id>/members/", courses.members, name="course-members"),
    path("school/courses/<int:course_id>/divide/", courses.divide, name="course-divide"),
    path("school/timetable/", timetable.timetable, name="timetable"),
    path("school/timetable/<int:class_id>/", timetable.class_timetable, name="class-timetable"),
    path("school/timetable/<int:class_id>/<int:weekday>/", timetable.timetable_day, name="timetable-day"),
    path("school/lessons/", timetable.lessons, name="lessons"),
]
