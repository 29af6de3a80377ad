"""Addresses of the review desk; ``pk`` is the assessment."""

from django.urls import path

from scoring.web.review import (
    batch_views,
    closing_views,
    evidence_views,
    item_views,
    spot_views,
    visit_views,
    worklist_views,
)

app_name = "review"
urlpatterns = [
    path("", worklist_views.worklist, name="worklist"),
    path("filing/", worklist_views.filing, name="filing"),
    path("filing/file/", worklist_views.file_all, name="file_all"),
    path("visits/", visit_views.visits, name="visits"),
    path("approvals/", closing_views.approval_list, name="approvals"),
    path("approvals/<int:pk>/", closing_views.approval, name="approval"),
    path("approvals/<int:pk>/approve/", closing_views.approve, name="approve"),
    path("approvals/<int:pk>/send-back/", closing_views.return_review, name="send_back"),
    path("spot/", spot_views.spot_checks, name="spot_checks"),
    path("spot/<int:pk>/", spot_views.spot_check, name="spot_check"),
    path("spot/<int:pk>/record/", spot_views.record_spot_check, name="record_spot_check"),
    path("<int:pk>/", item_views.start, name="start"),
    path("<int:pk>/take/", batch_views.take, name="take"),
    path("<int:pk>/resume/", batch_views.resume, name="resume"),
    path("<int:pk>/matching/", batch_views.accept, name="matching"),
    path("<int:pk>/matching/accept/", batch_views.accept_all, name="accept_matching"),
    path("<int:pk>/return/", batch_views.choose_returned, name="return_items"),
    path("<int:pk>/return/send/", batch_views.send_returned, name="send_returned"),
    path("<int:pk>/gates/", closing_views.gates, name="gates"),
    path("<int:pk>/gates/judge/", closing_views.judge, name="judge"),
    path("<int:pk>/visit/", visit_views.visit, name="visit"),
    path("<int:pk>/visit/save/", visit_views.save_visit, name="save_visit"),
    path("<int:pk>/conclude/", closing_views.conclude, name="conclude"),
    path("<int:pk>/conclude/finish/", closing_views.finish, name="finish"),
    path("<int:pk>/evidence/<int:number>/", evidence_views.evidence, name="evidence"),
    path("<int:pk>/<str:indicator>/", item_views.item, name="item"),
    path("<int:pk>/<str:indicator>/verify/", item_views.verify, name="verify"),
    path("<int:pk>/<str:indicator>/visit/", item_views.leave_to_visit, name="leave_to_visit"),
    path("<int:pk>/<str:indicator>/return/", item_views.set_aside, name="set_aside"),
    path("<int:pk>/<str:indicator>/undo/", item_views.undo, name="undo"),
]
