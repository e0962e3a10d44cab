from django.urls import path

from parta.teaching.views import boards, search

urlpatterns = [
    path("timetable/", boards.home, name="timetable-home"),
    path("timetable/class/<int:class_id>/", boards.of_class, name="week-of-class"),
    path("timetable/teacher/<int:staff_id>/", boards.of_teacher, name="week-of-teacher"),
    path("timetable/room/<path:name>/", boards.of_room, name="week-of-room"),
    path("timetable/day/<str:day>/", boards.day, name="day-of-school"),
    path("timetable/conflicts/", boards.conflicts, name="timetable-conflicts"),
    path("search/", search.search_page, name="search"),
]
