from django.urls import path

from tickets.hooks import mail
from tickets.landing import check, checklist, colleague, new_link, opt_out, page, problems
from tickets.landing.progress import records, refresh

from . import staff

app_name = "tickets"

urlpatterns = [
    path("l/<str:token>/", page.landing, name="landing"),
    path("l/<str:token>/check/", check.check, name="check"),
    path("l/<str:token>/refresh/", refresh.refresh, name="refresh"),
    path("l/<str:token>/colleague/", colleague.colleague, name="colleague_named"),
    path("l/<str:token>/checklist/", checklist.checklist, name="checklist"),
    path("l/<str:token>/problems/", problems.problems, name="problems"),
    path("new-link/", new_link.new_link, name="new_link"),
    path("l/<str:token>/stop/", opt_out.opt_out, name="opt_out"),
    path("dns/<str:token>/", records.records, name="records"),
    *staff.urlpatterns,
    path("hooks/mail/<slug:slug>/tracking/", mail.mail_reports, name="mail_hook"),
]
