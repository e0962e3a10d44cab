from django.urls import path

from parta.diary import views
from parta.diary.card import views as card
from parta.diary.mydata import views as mydata
from parta.diary.transfer import views as transfer

urlpatterns = [
    path("diary/", views.home, name="diary-home"),
    path("diary/marks/", views.home_marks, name="diary-home-marks"),
    path("diary/<int:pupil_id>/", views.week, name="diary"),
    path("diary/<int:pupil_id>/files/<int:file_id>/", views.file, name="diary-file"),
    path("diary/<int:pupil_id>/marks/", views.marks, name="diary-marks"),
    path("diary/<int:pupil_id>/finals/", views.finals, name="diary-finals"),
    path("school/pupils/<int:pupil_id>/marks/sheet.pdf", transfer.sheet, name="transfer-sheet"),
    path("school/pupils/<int:pupil_id>/marks/sheet.json", transfer.data, name="transfer-data"),
    path("me/data/", mydata.own, name="own-data"),
    path("diary/<int:pupil_id>/data/", mydata.of_child, name="diary-data"),
    path("diary/card/", card.home, name="diary-home-card"),
    path("diary/<int:pupil_id>/card/", card.card, name="diary-card"),
    path("diary/<int:pupil_id>/card/tell/", card.tell, name="diary-card-tell"),
    path("diary/<int:pupil_id>/card/messages/<int:proposal_id>/", card.take_back, name="diary-card-take-back"),
    path("diary/<int:pupil_id>/card/readers/<int:tie_id>/", card.reader, name="diary-reader"),
    path("diary/<int:pupil_id>/absence/", views.absence, name="diary-absence"),
    path("diary/<int:pupil_id>/absence/<int:notice_id>/withdraw/", views.withdraw, name="diary-absence-withdraw"),
]
