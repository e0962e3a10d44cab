from django.urls import path

from parta.people.views import doubles, proposals, pupils, reviews, staff

urlpatterns = [
    path("school/staff/", staff.staff_list, name="staff"),
    path("my-card/", staff.own_card, name="own-card"),
    path("school/staff/new/", staff.new_staff, name="new-staff"),
    path("school/staff/<int:staff_id>/", staff.staff_card, name="staff-card"),
    path("school/staff/<int:staff_id>/employment/", staff.staff_work, name="staff-work"),
    path("school/staff/<int:staff_id>/roles/new/", staff.new_role, name="new-role"),
    path("school/roles/<int:role_id>/", staff.role, name="role"),
    path("school/pupils/", pupils.pupils, name="pupils"),
    path("school/pupils/<int:pupil_id>/", pupils.pupil_card, name="pupil-card"),
    path("school/pupils/<int:pupil_id>/consent/", pupils.new_consent, name="new-consent"),
    path("school/pupils/<int:pupil_id>/guardians/new/", pupils.new_guardian, name="new-guardian"),
    path("school/guardianships/<int:tie_id>/", pupils.guardianship, name="guardianship"),
    path("school/guardians/<int:guardian_id>/", pupils.guardian_card, name="guardian-card"),
    path("school/doubles/", doubles.doubles, name="doubles"),
    path("school/doubles/<str:kind>/<int:first_id>/<int:second_id>/", doubles.double, name="double"),
    path("school/reviews/", reviews.overview, name="reviews"),
    path("classes/<int:class_id>/review/", reviews.class_review, name="class-review"),
    path("classes/<int:class_id>/review/<int:pupil_id>/", reviews.review_pupil, name="review-pupil"),
    path("school/card-proposals/", proposals.waiting, name="card-proposals"),
    path("school/card-proposals/<int:proposal_id>/", proposals.decide, name="decide-proposal"),
]
