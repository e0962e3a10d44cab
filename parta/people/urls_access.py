from django.urls import path

from parta.people.views import access, activation, factor, school_slips

urlpatterns = [
    path("activate/", activation.code, name="activate"),
    path("activate/password/", activation.password, name="activate-password"),
    path("login/forgotten/", activation.forgotten, name="forgotten"),
    path("access/", access.staff, name="access"),
    path("access/issue/", access.issue_to_staff, name="issue-to-staff"),
    path("access/revoke/", access.revoke_of_staff, name="revoke-of-staff"),
    path("access/school/", school_slips.ask, name="ask-for-slips"),
    path("access/school/<int:approval_id>/", school_slips.take, name="slips-of-school"),
    path("people/<int:person_id>/second-step/", factor.second_step, name="person-factor"),
    path("people/<int:person_id>/second-step/codes/", factor.code_sheet, name="person-code-sheet"),
    path("my-class/", access.my_class, name="my-class"),
    path("classes/<int:class_id>/people/", access.class_people, name="class-people"),
    path("classes/<int:class_id>/people/issue/", access.issue_to_class, name="issue-to-class"),
    path("classes/<int:class_id>/people/revoke/", access.revoke_of_class, name="revoke-of-class"),
]
